r"""Angle of the field against a film thinner than the coherence length.

Between the normal (vortices) and the plane (screening within the thickness) the two
pair-breaking effects add: one is linear in the normal component, the other quadratic in the
parallel one. The signature is a cusp at 90 degrees, of slope
:math:`B_\parallel^2/(2B_\perp)` per radian on each side.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._guess import axes


def tinkham_2d(angle: Array, B_perp: float, B_par: float, theta0: float) -> Array:
    """Critical field in T."""
    theta = np.deg2rad(np.remainder(angle - theta0, 180.0))
    linear = np.abs(np.cos(theta)) / B_perp
    # the root of (B linear) + (B sin / B_par)^2 = 1 without the difference of large numbers
    return 2.0 / (linear + np.hypot(linear, 2.0 * np.sin(theta) / B_par))


def guess(angle: Array, B: Array) -> dict[str, float]:
    """The law itself is linear in 1/B_perp and 1/B_par^2 at a given normal."""
    B_perp, B_par, theta0 = axes(angle, B, 1)
    return {"B_perp": B_perp, "B_par": B_par, "theta0": theta0}


_WS2 = {"B_perp": 3.571, "B_par": 28.0, "theta0": 0.0}
_KEY = "transport_and_GL: Tinkham2D theta={} Bperp=3.571 Bpar=28"

MODEL = Model(
    name="tinkham_2d",
    title="Tinkham, angle dependence of a thin film",
    mechanism="angular",
    variables=(Variable("angle", "deg"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter(
            "B_perp",
            "T",
            2.0,
            1e-6,
            1e4,
            "critical field along the normal",
            ("log_uniform", 1e-6, 1e4),
        ),
        Parameter(
            "B_par",
            "T",
            12.0,
            1e-6,
            1e4,
            "critical field in the plane",
            ("log_uniform", 1e-6, 1e4),
        ),
        Parameter("theta0", "deg", 0.0, -120.0, 120.0, "angle reading at which B is normal"),
    ),
    function=tinkham_2d,
    guess=guess,
    equation=(
        r"\left|\frac{B\cos\theta}{B_\perp}\right|"
        r" + \left(\frac{B\sin\theta}{B_\parallel}\right)^2 = 1"
    ),
    limits="Thickness below about 1.8 xi(T); orbital motion only.",
    references=("tinkham1963", "harper1968"),
    checks=(
        CheckRow(_WS2, 0.0, 3.571, _KEY.format(0)),
        CheckRow(_WS2, 30.0, 4.1013184227059869, _KEY.format(30)),
        CheckRow(_WS2, 60.0, 6.8238553187975231, _KEY.format(60)),
        CheckRow(_WS2, 80.0, 14.909539276960021, _KEY.format(80)),
        CheckRow(_WS2, 85.0, 20.073746235178834, _KEY.format(85)),
        CheckRow(_WS2, 89.0, 26.15337011878065, _KEY.format(89)),
        CheckRow(_WS2, 89.9, 27.809107304805238, _KEY.format(89.9)),
        CheckRow(_WS2, 90.0, 28.0, _KEY.format(90)),
    ),
    requires=("angle",),
)
