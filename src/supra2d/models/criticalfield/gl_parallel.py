r"""Field in the plane of a film thinner than the coherence length, Ginzburg-Landau.

The screening currents of a thin film are confined to its thickness, which leaves room for a
field far above the perpendicular one, rising as the square root of :math:`1 - T/T_{c0}`.
The law knows only the product of ``xi`` and ``d``; a perpendicular measurement tells them
apart. Where spins limit the field as well, ``d`` is an upper bound.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import PHI_0

from ._guess import boundary


def gl_parallel(T: Array, Tc0: float, xi: float, d: float) -> Array:
    """Critical field in T."""
    zero = sqrt(3.0) * PHI_0 / (pi * xi * d)
    return zero * np.sqrt(np.clip((Tc0 - T) / Tc0, 0.0, 1.0))


def guess(T: Array, B: Array) -> dict[str, float]:
    """A straight line through the squared fields; xi is taken three times d."""
    Tc0, B0 = boundary(T, B, 2.0)
    d = sqrt(sqrt(3.0) * PHI_0 / (pi * B0) / 3.0)
    return {"Tc0": Tc0, "xi": 3.0 * d, "d": d}


_KTO = {"Tc0": 1.0, "xi": 146.4e-9, "d": 10.1e-9}
_WS2 = {"Tc0": 1.0, "xi": 9.6e-9, "d": 3.2e-9}

MODEL = Model(
    name="gl_parallel",
    title="Ginzburg-Landau, field in the plane of a thin film",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter("Tc0", "K", 5.0, 1e-3, 500.0, "critical temperature without field"),
        Parameter(
            "xi",
            "m",
            10e-9,
            1e-10,
            1e-5,
            "Ginzburg-Landau coherence length extrapolated to T = 0",
            ("log_uniform", 1e-10, 1e-5),
        ),
        Parameter(
            "d",
            "m",
            4e-9,
            1e-10,
            1e-5,
            "superconducting thickness",
            ("log_uniform", 1e-10, 1e-5),
        ),
    ),
    function=gl_parallel,
    guess=guess,
    equation=(
        r"B_\parallel(T) = \frac{\sqrt{3}\,\Phi_0}{\pi\xi d}"
        r"\left(1 - \frac{T}{T_{c0}}\right)^{1/2}"
    ),
    limits="Near Tc0 and d up to 1.8 xi(T); orbital motion only.",
    references=("tinkham1996", "harper1968", "saintjames1963"),
    checks=(
        CheckRow(_KTO, 0.0, 0.7710169828953019, "misc: KTO GL Bpar t=0.0"),
        CheckRow(_KTO, 0.5, 0.5451913370152603, "misc: KTO GL Bpar t=0.5"),
        CheckRow(_KTO, 0.9, 0.24381697806202382, "misc: KTO GL Bpar t=0.9"),
        CheckRow(_WS2, 0.2, 33.19328056699811, "misc: WS2 GL Bpar t=0.2"),
        CheckRow(
            {"Tc0": 7.7, "xi": 9.6e-9, "d": 3.2e-9},
            0.33,
            36.307267476843544,
            "paper_numbers: WS2_Bpar_at0.33",
        ),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
)
