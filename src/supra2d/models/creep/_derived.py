"""What follows from the parameters of the creep laws: barriers that can be compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array


def barrier(T: npt.ArrayLike, U0: float, Tc0: float, q: float) -> Array:
    r"""Barrier for the motion of vortices at a temperature, K.

    .. math:: U(T) = U_0 (1 - T/T_{c0})^q

    Two values of :math:`U_0` found with different q are barriers extrapolated to T = 0 in
    different ways; what can be compared is U at the temperatures that were measured.

    Parameters
    ----------
    T
        Temperature in K; the barrier is zero from Tc0 on.
    U0, Tc0
        K.
    q
        1 for the Arrhenius law, 3/2 in three dimensions, 2 in two.

    Examples
    --------
    At 0.1 T across and 0.5 T along the layers of 2H-NbS2 the barriers are equal at 0.83 Tc0:

    >>> float(barrier(0.8294710488, 1228.76, 1.0, 1.0).round(3))
    209.539
    >>> float(barrier(0.8294710488, 7205.58, 1.0, 2.0).round(3))
    209.539
    """
    t = np.asarray(T, dtype=float) / Tc0
    return np.asarray(U0 * np.clip(1.0 - t, 0.0, None) ** q)


def apparent_slope(T: npt.ArrayLike, U0: float, Tc0: float, q: float) -> Array:
    r"""Slope of a plot of ln R against 1/T where :math:`R = (2R_cU/T)e^{-U/T}`, K.

    .. math:: -\frac{\partial\ln R}{\partial(1/T)}
              = \left[U_0(1-t)^q - T\right]\left[1 + \frac{qt}{1-t}\right]

    For q = 1 it is :math:`U_0 - T/(1-t)` and not :math:`U_0`: only without the prefactor does
    this law become the Arrhenius law.

    Parameters
    ----------
    T
        Temperature in K, below Tc0.
    U0, Tc0
        K.
    q
        Exponent of the barrier.

    Examples
    --------
    >>> float(apparent_slope(3.0, 1000.0, 6.0, 1.0))
    994.0
    """
    t = np.asarray(T, dtype=float) / Tc0
    return np.asarray((barrier(T, U0, Tc0, q) - Tc0 * t) * (1.0 + q * t / (1.0 - t)))


def kramer_exponent(B: npt.ArrayLike, gamma: float, B_star: float, delta: float = 2.0) -> Array:
    r"""Local exponent :math:`-\mathrm{d}\ln U_0/\mathrm{d}\ln B` of the Kramer form.

    .. math:: \alpha(B) = -\gamma + \frac{\delta B}{B^* - B}

    It grows with the field by itself, so that two power laws with a crossover describe the
    same points nearly as well.

    Parameters
    ----------
    B
        Field in T, below B_star.
    gamma, delta
        Exponents of the form.
    B_star
        T.

    Examples
    --------
    >>> float(kramer_exponent(4.0, -0.77, 12.0))
    1.77
    """
    B = np.asarray(B, dtype=float)
    return np.asarray(-gamma + delta * B / (B_star - B))
