r"""The clean linearised gap equation for a single Fermi surface.

With the spin-orbit field g(k), odd in k, and the Zeeman field h on the spins,

.. math:: \ln\frac{T_{c0}}{T} = \left\langle \tfrac12(1+c)\,F\!\left(\tfrac{E_+-E_-}{2}\right)
   + \tfrac12(1-c)\,F\!\left(\tfrac{E_++E_-}{2}\right)\right\rangle, \quad
   E_\pm = |g \pm h|, \quad c = \frac{g^2-h^2}{E_+E_-},

averaged over the Fermi surface, for the uniform singlet state. An orbital pair-breaking energy
alpha shifts each Matsubara frequency:
:math:`F(x) = \mathrm{Re}\,\psi(\tfrac12 + \frac{\alpha + ix}{2\pi k_BT}) - \psi(\tfrac12)`.
Energies in the kernels are in units of 2 pi kB T unless said otherwise.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    SEARCH_ROOM,
    compiled,
    digamma_rise,
    log_expm1,
    searching,
    start_search,
)


@compiled
def spin_guess(y: float) -> float:
    """Logarithm of about the Zeeman energy at which spins alone break pairs."""
    # Re psi(1/2 + ih) - psi(1/2) is 8.4 h^2 near Tc and ln(7.1 h) in the cold
    return 0.5 * (log_expm1(2.0 * y) - 3.4)


@compiled
def rate_fields(y: Array, kT: Array, per_square: Array, B: Array) -> None:
    r"""Fields at which the pair-breaking energy is ``per_square`` (meV/T^2) times B^2.

    That energy a solves :math:`\psi(\tfrac12 + a) - \psi(\tfrac12) = y`.
    """
    search = np.empty(SEARCH_ROOM)
    for i in range(y.size):
        # between y/4.93 near Tc and 0.14 exp(y) in the cold; the rise grows as ln(1 + 7 a)
        guess = 0.1404 * math.expm1(y[i]) + 0.0623 * y[i] / (1.0 + 0.444 * y[i])
        start_search(search, math.log(guess), -math.expm1(-y[i]) / y[i])
        while searching(search, math.log(digamma_rise(math.exp(search[0]), 0.0) / y[i])):
            pass
        B[i] = math.sqrt(math.exp(search[0]) * kT[i] / per_square[i])


@compiled
def crossed_rise(a: float, beta: float, h: float) -> float:
    """The gap equation for g of constant size ``beta`` across h."""
    size2 = beta * beta + h * h
    if size2 == 0.0:
        return digamma_rise(a, 0.0)
    rise = h * h / size2 * digamma_rise(a, math.sqrt(size2))
    return rise + beta * beta / size2 * digamma_rise(a, 0.0) if a > 0.0 else rise


@compiled
def crossed_fields(
    y: Array, kT: Array, beta: Array, per_field: Array, per_square: Array, B: Array
) -> None:
    """Fields for g across h: h = ``per_field`` B, orbital energy = ``per_square`` B^2."""
    search = np.empty(SEARCH_ROOM)
    for i in range(y.size):
        b, k, k2 = beta[i] / kT[i], per_field[i] / kT[i], per_square[i] / kT[i]
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        while True:
            field = math.exp(search[0])
            rise = crossed_rise(k2 * field * field, b, k * field)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])


@compiled
def general_rise(
    a: float, gx: float, gy: float, gz: float, hx: float, hy: float, hz: float
) -> float:
    """The gap equation at one point of the Fermi surface, any g and h."""
    g2 = gx * gx + gy * gy + gz * gz
    h2 = hx * hx + hy * hy + hz * hz
    along = gx * hx + gy * hy + gz * hz
    cx, cy, cz = gy * hz - gz * hy, gz * hx - gx * hz, gx * hy - gy * hx
    across2 = cx * cx + cy * cy + cz * cz
    total = math.sqrt((gx + hx) ** 2 + (gy + hy) ** 2 + (gz + hz) ** 2)
    total += math.sqrt((gx - hx) ** 2 + (gy - hy) ** 2 + (gz - hz) ** 2)
    if total == 0.0:
        return digamma_rise(a, 0.0)
    # |g + h| - |g - h| and the weights without differences of nearly equal numbers:
    # |g + h| |g - h| squared is (g2 - h2)^2 + 4 across2
    product = math.hypot(g2 - h2, 2.0 * math.sqrt(across2))
    outer = minor_weight(across2, product, g2 - h2)
    inner = minor_weight(across2, product, h2 - g2)
    rise = outer * digamma_rise(a, 0.5 * total)
    return rise + inner * digamma_rise(a, 2.0 * abs(along) / total)


@compiled
def minor_weight(across2: float, product: float, excess: float) -> float:
    """Half of 1 - excess/product, where product^2 = excess^2 + 4 across2."""
    if product == 0.0:
        return 0.5
    if excess <= 0.0:
        return 0.5 * (1.0 - excess / product)
    return 2.0 * across2 / (product * (product + excess))
