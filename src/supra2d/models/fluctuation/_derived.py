"""What follows from the temperature at which vortices unbind."""

from __future__ import annotations

from math import exp, pi, sqrt, tanh

import numpy as np
from scipy.optimize import brentq

from supra2d.core.constants import E_CHARGE, HBAR, K_B_SI, MU_0, PHI_0
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

from ._form import AMPLITUDE


def stiffness(T_BKT: float) -> float:
    r"""Superfluid stiffness at the transition over the Boltzmann constant, K.

    .. math:: J_s = \hbar^2 n_s/4m = \tfrac{2}{\pi} k_B T_\mathrm{BKT}

    Universal, for the stiffness that vortex pairs have weakened already.

    Parameters
    ----------
    T_BKT
        K.

    Examples
    --------
    >>> round(stiffness(0.138), 12)
    0.087853528587
    """
    return 2.0 / pi * T_BKT


def pearl_length(T_BKT: float) -> float:
    r"""Length :math:`\Lambda = 2\lambda^2/d` over which vortices interact at the transition, m.

    .. math:: \Lambda\,T_\mathrm{BKT} = \frac{\Phi_0^2}{4\pi\mu_0 k_B} = 19.6\ \mathrm{mm\,K}

    A film narrower than this has free vortices at any temperature.

    Parameters
    ----------
    T_BKT
        K.

    Examples
    --------
    >>> f"{pearl_length(1.0):.5e}"
    '1.96123e-02'
    """
    return PHI_0**2 / (4.0 * pi * MU_0 * K_B_SI * T_BKT)


def penetration_depth(T_BKT: float, thickness: float) -> float:
    r"""Penetration depth :math:`\lambda = \sqrt{\Lambda d/2}` at the transition, m.

    Parameters
    ----------
    T_BKT, thickness
        K and m.

    Examples
    --------
    >>> round(penetration_depth(0.138, 10e-9) * 1e6, 2)
    26.66
    """
    return sqrt(pearl_length(T_BKT) * thickness / 2.0)


def kinetic_inductance(T_BKT: float) -> float:
    r"""Sheet kinetic inductance at the transition, H.

    .. math:: L_K = \frac{\hbar^2}{4e^2 J_s}

    Parameters
    ----------
    T_BKT
        K.

    Examples
    --------
    >>> round(kinetic_inductance(0.138) * 1e9, 6)
    89.295393
    """
    return HBAR**2 / (4.0 * E_CHARGE**2 * K_B_SI * stiffness(T_BKT))


def dirty_limit(sheet_resistance: float) -> float:
    r"""Ratio T_BKT/Tc0 of a dirty film, from its normal sheet resistance alone.

    .. math:: t = \frac{\pi^2}{8}\frac{\hbar}{e^2R_n}\frac{\Delta(t)}{k_BT_{c0}}
              \tanh\frac{\Delta(t)}{2k_BT}

    with the BCS gap. Written in :math:`x = \Delta/2\pi k_BT` the temperature drops out,
    :math:`x\tanh\pi x = 4e^2R_n/\pi^3\hbar`, and the gap equation gives t.

    Parameters
    ----------
    sheet_resistance
        Ohm per square, well below h/e^2, and a mean free path below the coherence length.

    Examples
    --------
    >>> round(dirty_limit(380.0), 10)
    0.984121609
    """
    target = 4.0 * E_CHARGE**2 * sheet_resistance / (pi**3 * HBAR)
    x = brentq(lambda u: u * tanh(pi * u) - target, 0.0, 1.0 + target, xtol=1e-15)
    at, weights = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule(x, at, weights)
    at, weights = at[:n], weights[:n]
    # 1/a - 1/sqrt(a^2 + x^2) without cancellation
    root = np.hypot(at, x)
    return exp(-float(weights @ (x**2 / (at * root * (at + root)))))


def asymptotic(Rn: float, T_BKT: float, Tc0: float, b: float) -> dict[str, float]:
    r"""Parameters of the law ``halperin_nelson`` near T_BKT, from those of the interpolation.

    .. math:: R_0 = \frac{4b}{0.37}R_n,\qquad b_\mathrm{asymptotic} = 2\sqrt{b\tau_c},
              \qquad \tau_c = \frac{T_{c0} - T_\mathrm{BKT}}{T_\mathrm{BKT}}

    Two numbers are called b in the literature, and this is how they belong together.

    Examples
    --------
    >>> {k: round(v, 4) for k, v in asymptotic(380.0, 0.18, 0.2, 1.5).items()}
    {'R0': 6162.1622, 'b': 0.8165, 'T_BKT': 0.18}
    """
    tau_c = (Tc0 - T_BKT) / T_BKT
    return {"R0": 4.0 * b / AMPLITUDE * Rn, "b": 2.0 * sqrt(b * tau_c), "T_BKT": T_BKT}


def vortex_core(b: float) -> float:
    r"""Energy of a vortex core over that of the XY model, from b of the interpolation.

    .. math:: \frac{\mu}{\mu_{XY}} = \frac{\sqrt b}{2},\qquad \mu_{XY} = \tfrac{\pi^2}{2}J_s

    The exponent of the correlation length is :math:`2\,(\mu/\mu_{XY})\sqrt{\tau_c/\tau}`, so
    that b and the distance of the two temperatures are not free of each other: weak-coupling
    films have ratios of 0.2 to 0.4.

    Examples
    --------
    >>> vortex_core(4.0)
    1.0
    """
    return sqrt(b) / 2.0
