r"""Singlet pairs and the triplet pairs that a field across the spin-orbit field mixes in.

The field turns a part of the singlet amplitude into a triplet along g x h, odd in the valley. With
an attraction in that channel, both obey one matrix equation, whose determinant is

.. math:: \left[\ln\frac T{T_s} + \frac{h^2}{\rho^2}F\right]
   \left[\ln\frac T{T_t} + \frac{\beta^2}{\rho^2}F\right] = \frac{\beta^2h^2}{\rho^4}F^2,
   \quad \rho^2 = \beta^2 + h^2,

or, solved for the singlet, :math:`y = \ln(T_s/T) = \frac{h^2}{\rho^2} F
/ (1 + \frac{\beta^2}{\rho^2}F/b)` with :math:`b = \ln(T_s/T_t) - y`. The distance of the channels,
:math:`\ln(T_s/T_t) = 1/\lambda_t - 1/\lambda_s`, is infinite without interaction in the triplet and
negative for repulsion. An orbital energy shifts each Matsubara frequency and adds its rise,
:math:`F_0 = F(0)`, to both logarithms.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import SEARCH_ROOM, compiled, digamma_rise, searching, start_search

from ._clean import spin_guess

# where the triplet alone would pair, b = 0 and no field ends the singlet; b is kept from there, and
# fields end at about a thousand times the splitting
_NEAREST = 1e-6


@compiled
def triplet_rise(a: float, beta: float, h: float, apart: float, y: float) -> float:
    """What equals y at the critical field, for channels ``apart`` by ln(Ts/Tt)."""
    size2 = beta * beta + h * h
    if size2 == 0.0:
        return digamma_rise(a, 0.0)
    rise = digamma_rise(a, math.sqrt(size2))
    orbit = digamma_rise(a, 0.0) if a > 0.0 else 0.0
    b = apart - y + orbit
    if apart > 0.0:
        b = max(b, _NEAREST)
    elif b + rise - orbit >= 0.0:
        # beyond the range of the repulsion; no root lies here and the rise stays above y
        return rise
    mixed = h * h / size2 / (1.0 + beta * beta / size2 * (rise - orbit) / b)
    return mixed * rise + (1.0 - mixed) * orbit


@compiled
def triplet_fields(
    y: Array,
    kT: Array,
    beta: Array,
    apart: Array,
    per_field: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields across g: h = ``per_field`` B, orbital energy = ``per_square`` B^2."""
    search = np.empty(SEARCH_ROOM)
    for i in range(y.size):
        b, k, k2 = beta[i] / kT[i], per_field[i] / kT[i], per_square[i] / kT[i]
        if apart[i] <= 0.0 and digamma_rise(0.0, b) >= y[i] - apart[i]:
            # a splitting as large as the range of the repulsion leaves no pairs
            B[i] = 0.0
            continue
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        while True:
            field = math.exp(search[0])
            rise = triplet_rise(k2 * field * field, b, k * field, apart[i], y[i])
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
