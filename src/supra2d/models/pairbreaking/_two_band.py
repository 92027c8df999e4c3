r"""Two dirty bands: the lowest eigenvalue of their pair breaking.

With :math:`U_i = \psi(\tfrac12 + D_ieB/2\pi k_BT) - \psi(\tfrac12)` and the couplings
:math:`\Lambda`, the linearised Usadel equations of the bands, f_i = Delta_i/(omega + D_i e B), and
Delta = Lambda (sum of f) give

.. math:: \det\left[1 - \Lambda\left(\frac1{\lambda_+} + \ln\frac{T_{c0}}{T}
   - \mathrm{diag}(U_1, U_2)\right)\right] = 0

with the larger eigenvalue of Lambda, which Tc0 stands for. It reads :math:`\ln(T_{c0}/T) = U` with
an eigenvalue U of :math:`\Lambda^{-1} - 1/\lambda_+ + \mathrm{diag}(U_1, U_2)` that rises with the
field. For :math:`w = \det\Lambda > 0` it is the lower one, and the field the higher of two that
solve the determinant. For w < 0, where the interband coupling leads, it is the upper one, and the
field the lower of two: at the other one the repulsive combination of the bands would condense.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import SEARCH_ROOM, compiled, digamma_rise, searching, start_search


@compiled
def two_band_rise(u1: float, u2: float, l11: float, l22: float, l12: float) -> float:
    """The eigenvalue U above, without a division by w."""
    w, apart = l11 * l22 - l12 * l12, l11 - l22
    gap = math.hypot(apart, 2.0 * l12)
    root = math.hypot(w * (u1 - u2) - apart, 2.0 * l12)
    base = gap + w * (u1 + u2)
    if base < 0.0:
        return 0.5 * (base - root) / w
    return (2.0 * w * u1 * u2 + (gap + apart) * u1 + (gap - apart) * u2) / (base + root)


@compiled
def two_band_fields(
    y: Array,
    kT: Array,
    l11: Array,
    l22: Array,
    l12: Array,
    per_field_1: Array,
    per_field_2: Array,
    B: Array,
) -> None:
    """Fields for the orbital energies ``per_field_1`` B and ``per_field_2`` B."""
    search = np.empty(SEARCH_ROOM)
    for i in range(y.size):
        k1, k2 = per_field_1[i] / kT[i], per_field_2[i] / kT[i]
        # as for one band of the mean diffusivity that counts near Tc
        apart = l11[i] - l22[i]
        gap = math.hypot(apart, 2.0 * l12[i])
        share = 0.5 * (1.0 + apart / gap) if gap > 0.0 else 0.5
        guess = 0.1404 * math.expm1(y[i]) + 0.0623 * y[i] / (1.0 + 0.444 * y[i])
        guess /= share * k1 + (1.0 - share) * k2
        start_search(search, math.log(guess), -math.expm1(-y[i]) / y[i])
        while True:
            field = math.exp(search[0])
            u1, u2 = digamma_rise(k1 * field, 0.0), digamma_rise(k2 * field, 0.0)
            rise = two_band_rise(u1, u2, l11[i], l22[i], l12[i])
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
