r"""Field along the normal of a film, Ginzburg-Landau.

Superconductivity ends when vortices of radius :math:`\xi(T)` fill the film; near Tc
:math:`\xi(T) = \xi / \sqrt{1 - T/T_{c0}}`, which makes the critical field a straight line.
Far below Tc the line is an extrapolation; ``xi`` is then its Ginzburg-Landau value and not
the coherence length at zero temperature.
"""

from __future__ import annotations

from math import pi

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import PHI_0

from ._derived import xi_from_field
from ._guess import boundary


def gl_perpendicular(T: Array, Tc0: float, xi: float) -> Array:
    """Critical field in T."""
    return PHI_0 / (2.0 * pi * xi**2) * np.clip((Tc0 - T) / Tc0, 0.0, 1.0)


def guess(T: Array, B: Array) -> dict[str, float]:
    """A straight line through the points."""
    Tc0, B0 = boundary(T, B, 1.0)
    return {"Tc0": Tc0, "xi": xi_from_field(B0)}


_KTO = {"Tc0": 1.0, "xi": 146.4e-9}
_WS2 = {"Tc0": 1.0, "xi": 9.6e-9}

MODEL = Model(
    name="gl_perpendicular",
    title="Ginzburg-Landau, field along the film normal",
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
    ),
    function=gl_perpendicular,
    guess=guess,
    equation=r"B_\perp(T) = \frac{\Phi_0}{2\pi\xi^2}\left(1 - \frac{T}{T_{c0}}\right)",
    limits="Near Tc0; a straight line below about 0.7 Tc0 overestimates the field.",
    references=("tinkham1996", "ginzburg1950"),
    checks=(
        CheckRow(_KTO, 0.0, 0.015355134264023887, "misc: KTO GL Bperp t=0.0"),
        CheckRow(_KTO, 0.5, 0.007677567132011944, "misc: KTO GL Bperp t=0.5"),
        CheckRow(_KTO, 0.9, 0.0015355134264023883, "misc: KTO GL Bperp t=0.9"),
        CheckRow(_WS2, 0.0, 3.5710284122770544, "misc: WS2 GL Bperp t=0.0"),
        CheckRow(_WS2, 0.2, 2.8568227298216438, "misc: WS2 GL Bperp t=0.2"),
        CheckRow(_WS2, 0.9, 0.35710284122770536, "misc: WS2 GL Bperp t=0.9"),
    ),
    requires=("direction:perpendicular",),
    edge="Tc0",
)
