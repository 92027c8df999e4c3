r"""Layers coupled by tunnelling, field in their plane.

In the model of Lawrence and Doniach the lowest state of a pair in the field B obeys

.. math:: \left[-b^2\frac{d^2}{d\theta^2} + V(1 - \cos\theta)\right]\psi = \varepsilon\,\psi,
   \qquad b = \frac{2\pi s B\xi_{ab}}{\Phi_0}, \quad V = \frac{2\xi_c^2}{s^2},

an equation of Mathieu: :math:`\varepsilon = V + \tfrac14 b^2 a_0(q)` with :math:`q = 2V/b^2`. In a
weak field epsilon is :math:`b\,\xi_c/s`, and in a strong one it ends at V.
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
)

from ..pairbreaking._clean import spin_guess
from ..pairbreaking._rates import rate_sum

# a_0(q) + 2q = 2h + sum of c_k h^-k with h^2 = q, k = 0 to 8: from w' - w^2 + 4 h^2 sin(u)^2 for
# the logarithmic derivative -w of the state, order by order
_STRONG = (
    -1 / 4,
    -1 / 32,
    -3 / 256,
    -53 / 8192,
    -297 / 65536,
    -3961 / 1048576,
    -30363 / 8388608,
    -2095501 / 536870912,
    -20057205 / 4294967296,
)
_FAR = 20.0  # h from which this series is summed: the next term is 3e-16 of the whole
_STEPS = 50


@compiled
def mathieu_rise(q: float) -> float:
    r"""Lowest characteristic value of Mathieu's equation above its floor, a_0(q) + 2q, for q >= 0.

    To 1e-14 of itself. Below h = 20 the even Fourier coefficients of the state make a continued
    fraction, the root of which Newton's method finds; the function is concave there and falls.
    """
    h = math.sqrt(q)
    if h >= _FAR:
        rest = 0.0
        for c in _STRONG[::-1]:
            rest = rest / h + c
        return 2.0 * h + rest
    if h < 1.0:
        found = q * (2.0 + q * (-0.5 + 7.0 / 128.0 * q * q))
    else:
        found = 2.0 * h - 0.25 - 1.0 / (32.0 * h) - 3.0 / (256.0 * q)
    # coefficients fall as exp(-2 n^2/h) and faster
    last = 8 + int(5.0 * math.sqrt(h))
    for _ in range(_STEPS):
        pivot, slope = 2.0 * q + 4.0 * last * last - found, -1.0
        for n in range(last - 1, -1, -1):
            part = q / pivot
            coupled = 2.0 * part if n == 0 else part
            slope = coupled * part * slope - 1.0
            pivot = 2.0 * q + 4.0 * n * n - found - q * coupled
        step = pivot / slope
        found -= step
        if not abs(step) > 1e-8 * found:  # the next step would be the square of it
            return found
    raise ValueError("a characteristic value has not converged")


@compiled
def layer_energy(b: float, V: float) -> float:
    """The eigenvalue epsilon above."""
    return 0.25 * b * b * mathieu_rise(2.0 * V / (b * b))


@compiled
def layer_fields(
    y: Array,
    kT: Array,
    V: Array,
    per_b: Array,
    orbital: Array,
    gamma_so: Array,
    per_field: Array,
    B: Array,
) -> None:
    """Fields for alpha = ``orbital`` epsilon(b), b = ``per_b`` B and h = ``per_field`` B."""
    search = np.empty(SEARCH_ROOM)
    x, w = np.empty(HALF_INTEGER_ROOM), np.empty(HALF_INTEGER_ROOM)
    for i in range(y.size):
        v, s = V[i], gamma_so[i] / kT[i]
        k0, k1 = orbital[i] / kT[i], per_field[i] / kT[i]
        rate = math.exp(log_expm1(y[i]) - 1.8)
        h = math.exp(spin_guess(y[i]))
        inverse = k1 / math.sqrt(h * h + s * rate)
        if rate < k0 * v:  # else the layers are apart, and orbits break no pairs
            inverse += k0 * math.sqrt(0.5 * v) * per_b[i] / rate
        start_search(search, -math.log(inverse), 1.0)
        filled, n = -1.0, 0
        while True:
            field = math.exp(search[0])
            a, h = k0 * layer_energy(per_b[i] * field, v), k1 * field
            scale = a + h + 2.0 * s
            if scale > filled:
                filled = scale + h
                n = half_integer_rule(filled, x, w)
            rise = rate_sum(x[:n], w[:n], a, h, 0.0, s, 0.0)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
