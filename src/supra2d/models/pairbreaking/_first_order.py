r"""The first-order Pauli transition of a clean uniform superconductor.

With z = omega + ih and S = sqrt(z^2 + Delta^2), the gap equation and the equality of free
energies are, in units of 2 pi kB T,

.. math:: \ln\frac{T_{c0}}{T} = \sum\left(\frac1\omega - \mathrm{Re}\,\frac1S\right),\qquad
   \sum \mathrm{Re}\,\frac{1}{S(S+z)^2} = 0 .

The second is the free energy less the gap equation over Delta^4, so that both stay regular at
the tricritical point, where Delta vanishes.
"""

from __future__ import annotations

from functools import cache
from math import log, pi, sqrt

import numpy as np
from scipy.interpolate import BSpline, make_interp_spline

from supra2d.core import Array
from supra2d.core.constants import BCS_GAP
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

#: Tricritical temperature over Tc0 and Zeeman energy there over kB Tc0.
TRICRITICAL = 0.56149316612658147
TRICRITICAL_H = 1.0728274136192403

_NODES = 97
_COLDEST = 0.01  # colder, h/Delta0 differs from 1/sqrt(2) by a term in T^2 alone
_STEPS = 50


def _residuals(t: float, gap2: float, h: float) -> tuple[Array, Array]:
    """Both equations and their derivatives by Delta^2 and h, units of 2 pi kB T."""
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule(h + sqrt(max(gap2, 0.0)), x, w)
    x, w = x[:n], w[:n]
    z = x + 1j * h
    S = np.sqrt(z * z + gap2)
    sum_ = S + z
    weight = 1.0 / (S * sum_**2)
    values = np.array([w @ (1.0 / x - (1.0 / S).real) + log(t), w @ weight.real])
    # d ln(weight) = -dS/S - 2 (dS + dz)/(S + z), with dS = d(gap2)/2S + i z dh/S, dz = i dh
    by_gap = np.array([w @ (0.5 / S**3).real, -0.5 * (w @ (weight / S * (1 / S + 2 / sum_)).real)])
    by_h = np.array([w @ (1j * z / S**3).real, -(w @ (1j * weight * (z / S**2 + 2 / S)).real)])
    return values, np.column_stack([by_gap, by_h])


@cache
def reduced_line() -> BSpline:
    """H/(kB Tc0) against T/Tc0 from 0 to the tricritical point."""
    drop = (1.0 - np.cos(np.linspace(0.0, pi, _NODES))) / 2.0
    t = _COLDEST + (TRICRITICAL - _COLDEST) * drop
    h = np.empty_like(t)
    h[-1] = TRICRITICAL_H
    unknown = np.array(
        [BCS_GAP**2, BCS_GAP / sqrt(2.0)]
    )  # those of T = 0, in (kB Tc0)^2 and kB Tc0
    for i in range(_NODES - 1):
        unknown = _solve(float(t[i]), unknown)
        h[i] = unknown[1]
    # towards T = 0 the normal state gains free energy as T^2 and the gap is complete
    zero = BCS_GAP / sqrt(2.0)
    cold = np.linspace(0.0, _COLDEST, 9)[:-1]
    parabola = zero + (h[0] - zero) * (cold / _COLDEST) ** 2
    return make_interp_spline(np.r_[cold, t], np.r_[parabola, h], k=5)


def _solve(t: float, start: Array) -> Array:
    """Delta^2 and h at T = t Tc0 by Newton from those of a nearby temperature."""
    unit = np.array([(2.0 * pi * t) ** 2, 2.0 * pi * t])
    unknown = start / unit
    for _ in range(_STEPS):
        values, slopes = _residuals(t, *unknown)
        step = np.linalg.solve(slopes, values)
        unknown = unknown - step
        if np.all(np.abs(step) <= 1e-9 * (np.abs(unknown) + 1e-3)):  # squared by the next one
            return unknown * unit
    raise ValueError("the first-order line was not found; expected the neighbouring point nearby")
