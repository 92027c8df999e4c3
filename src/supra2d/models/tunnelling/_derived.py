"""What follows from the parameters of the tunnelling laws."""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt
from scipy.special import lambertw

from supra2d.core import Array


def floor(Delta: npt.ArrayLike, Gamma: npt.ArrayLike) -> Array:
    r"""Density of states in the middle of a broadened gap, over the normal one.

    .. math:: N(0) = \frac{\Gamma}{\sqrt{\Delta^2 + \Gamma^2}}

    A conductance at zero bias above it has another cause: temperature, modulation, a contact in
    parallel, or a part of the junction that is normal.

    Parameters
    ----------
    Delta, Gamma
        meV.

    Examples
    --------
    >>> float(floor(0.4, 0.3))
    0.6
    """
    return np.asarray(Gamma / np.hypot(Delta, Gamma))


def pair_breaking(rate: npt.ArrayLike, Delta0: float) -> tuple[Array, Array]:
    r"""Order parameter and gap in the spectrum at T = 0 under a rate of pair breaking, meV.

    .. math:: \ln\frac{\Delta_0}{\Delta} = \frac{\pi\alpha}{4\Delta}\quad(\alpha < \Delta),
              \qquad \Omega = \left(\Delta^{2/3} - \alpha^{2/3}\right)^{3/2}

    The spectrum is gapless from :math:`\alpha = \Delta_0 e^{-\pi/4} = 0.456\,\Delta_0` on, which
    is 91 % of the rate :math:`\Delta_0/2` at which superconductivity ends.

    Parameters
    ----------
    rate
        alpha in meV, the convention of the law ``abrikosov_gorkov``.
    Delta0
        Gap without pair breaking, meV.

    Returns
    -------
    Delta, Omega
        meV; both zero from the critical rate on.

    Examples
    --------
    >>> Delta, Omega = pair_breaking([0.0, 0.2, 0.47, 0.5], 1.0)
    >>> Delta.round(4)
    array([1.    , 0.827 , 0.3926, 0.    ])
    >>> Omega.round(4)
    array([1.    , 0.3958, 0.    , 0.    ])
    """
    a = np.asarray(rate, dtype=float) / Delta0
    edge = np.exp(-pi / 4.0)
    gapped = np.minimum(a, edge)
    # ln d = -c/d is d = exp(W(-c)) on the branch that is 1 without pair breaking
    d = np.exp(np.real(lambertw(-0.25 * pi * gapped)))
    omega = np.clip(d ** (2.0 / 3.0) - gapped ** (2.0 / 3.0), 0.0, None) ** 1.5
    beyond = a > edge
    if np.any(beyond):
        d = np.where(beyond, _gapless(np.where(beyond, np.minimum(a, 0.5), edge)), d)
    return np.asarray(Delta0 * d), np.asarray(np.where(beyond, 0.0, Delta0 * omega))


def _gapless(a: Array) -> Array:
    """Order parameter beyond the gapped region, over Delta0; zero at a = 1/2."""
    # with d = a sin(s): ln a + ln(1 + cos s) + s/(2 sin s) - cos(s)/2 = 0
    low, high = np.full_like(a, 1e-9), np.full_like(a, 0.5 * pi)
    for _ in range(60):  # halvings: the left side rises with s
        s = 0.5 * (low + high)
        rest = np.log(a) + np.log1p(np.cos(s)) + 0.5 * s / np.sin(s) - 0.5 * np.cos(s)
        low, high = np.where(rest < 0.0, s, low), np.where(rest < 0.0, high, s)
    return np.where(a < 0.5, a * np.sin(0.5 * (low + high)), 0.0)
