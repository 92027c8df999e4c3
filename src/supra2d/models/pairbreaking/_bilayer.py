r"""Two coupled layers with opposite spin-orbit fields.

The four states per valley are those of A = beta l_z s_z + t l_x + V l_z + h s_x (layer l, spin s).
Their time-reversed partners belong to B = A(h -> -h) = s_z A s_z, so that one eigenproblem serves
both, and with identical velocities

.. math:: \ln\frac{T_{c0}}{T} = \tfrac14\sum_{ij} |\langle a_i|\sigma_z|a_j\rangle|^2
   F\!\left(\tfrac{a_i - a_j}{2}\right).
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    SEARCH_ROOM,
    compiled,
    digamma_rise,
    searching,
    start_search,
    symmetric_eigen,
)

from ._clean import spin_guess


@compiled
def bilayer_rise(
    a: float, beta: float, t: float, V: float, h: float, A: Array, states: Array
) -> float:
    """The right-hand side above; ``A`` and ``states`` (4, 4) are room to work in."""
    # basis: upper up, upper down, lower up, lower down
    A[:] = 0.0
    A[0, 0], A[1, 1], A[2, 2], A[3, 3] = beta + V, V - beta, -beta - V, beta - V
    A[0, 1] = A[1, 0] = A[2, 3] = A[3, 2] = h
    A[0, 2] = A[2, 0] = A[1, 3] = A[3, 1] = t
    symmetric_eigen(A, states)
    rise = 0.0
    for i in range(4):
        for j in range(i + 1):
            overlap = 0.0
            for k in range(4):
                overlap += (states[k, i] if k % 2 == 0 else -states[k, i]) * states[k, j]
            share = 0.25 if i == j else 0.5
            rise += share * overlap * overlap * digamma_rise(a, 0.5 * (A[i, i] - A[j, j]))
    return rise


@compiled
def bilayer_fields(
    y: Array,
    kT: Array,
    beta: Array,
    t_perp: Array,
    V: Array,
    per_field: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields of the bilayer: h = ``per_field`` B, orbital energy = ``per_square`` B^2."""
    search = np.empty(SEARCH_ROOM)
    A, states = np.empty((4, 4)), np.empty((4, 4))
    for i in range(y.size):
        b, t, v = beta[i] / kT[i], t_perp[i] / kT[i], V[i] / kT[i]
        k, k2 = per_field[i] / kT[i], per_square[i] / kT[i]
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        while True:
            field = math.exp(search[0])
            rise = bilayer_rise(k2 * field * field, b, t, v, k * field, A, states)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
