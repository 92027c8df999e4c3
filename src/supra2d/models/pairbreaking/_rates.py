r"""Pair breaking by rates that depend on the frequency: spin, valley and orbit together.

For a spin-orbit field of constant size the ladder of impurity lines closes, and the gap equation
is a sum over the Matsubara frequencies omega = 2 pi kB T (n + 1/2):

.. math:: \ln\frac{T_{c0}}{T} = 2\pi k_BT\sum_{\omega>0}
   \left[\frac1\omega - \frac1{\omega + R(\omega)}\right], \quad
   R = \alpha + \cfrac{h^2}{\omega + \alpha + \gamma_{so}
       + \cfrac{\beta^2}{\omega + \alpha + \gamma_{so} + \gamma_{iv}}}

with the orbital energy alpha, the Zeeman energy h, spin-orbit scattering gamma_so, the half
splitting beta across h and intervalley scattering gamma_iv. Its partial fractions are digamma
functions of the roots of a cubic; summed as it stands all terms are positive, and no digits are
lost where roots meet or the field is small.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    HALF_INTEGER_ROOM,
    SEARCH_ROOM,
    compiled,
    half_integer_rule,
    log_expm1,
    searching,
    start_search,
    summing,
)

from ._clean import spin_guess


@summing
def rate_sum(
    x: Array, w: Array, a: float, h: float, beta: float, gamma_so: float, gamma_iv: float
) -> float:
    """The right-hand side above on a half-integer rule, energies in units of 2 pi kB T."""
    h2, beta2 = h * h, beta * beta
    total = 0.0
    for i in range(x.size):
        inner = x[i] + a + gamma_so
        outer = inner + gamma_iv
        chain = inner * outer + beta2
        rate = a * chain + h2 * outer
        total += w[i] * rate / (x[i] * (x[i] * chain + rate))
    return total


@compiled
def rate_chain_fields(
    y: Array,
    kT: Array,
    beta: Array,
    gamma_so: Array,
    gamma_iv: Array,
    per_field: Array,
    orbital: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields for h = ``per_field`` B and alpha = ``orbital`` B + ``per_square`` B^2."""
    search = np.empty(SEARCH_ROOM)
    x, w = np.empty(HALF_INTEGER_ROOM), np.empty(HALF_INTEGER_ROOM)
    for i in range(y.size):
        b, s, v = beta[i] / kT[i], gamma_so[i] / kT[i], gamma_iv[i] / kT[i]
        k, k1, k2 = per_field[i] / kT[i], orbital[i] / kT[i], per_square[i] / kT[i]
        rate = math.exp(log_expm1(y[i]) - 1.8)
        inverse = k / math.exp(spin_guess(y[i])) + k1 / rate + math.sqrt(k2 / rate)
        start_search(search, -math.log(inverse), 1.7)
        filled, n = -1.0, 0
        while True:
            field = math.exp(search[0])
            h, a = k * field, (k1 + k2 * field) * field
            scale = a + h + b + 2.0 * s + v
            if scale > filled:
                filled = scale + h
                n = half_integer_rule(filled, x, w)
            rise = rate_sum(x[:n], w[:n], a, h, b, s, v)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
