r"""Angle of the field against a bulk superconductor with one axis.

An anisotropic effective mass turns the circle of critical fields into an ellipse: smooth at
90 degrees, where a thin film has a cusp.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._guess import axes


def anisotropic_3d(angle: Array, B_perp: float, B_par: float, theta0: float) -> Array:
    """Critical field in T."""
    theta = np.deg2rad(np.remainder(angle - theta0, 180.0))
    return 1.0 / np.hypot(np.cos(theta) / B_perp, np.sin(theta) / B_par)


def guess(angle: Array, B: Array) -> dict[str, float]:
    """The ellipse through the points."""
    B_perp, B_par, theta0 = axes(angle, B, 2)
    return {"B_perp": B_perp, "B_par": B_par, "theta0": theta0}


_WS2 = {"B_perp": 3.571, "B_par": 28.0, "theta0": 0.0}
_KEY = "transport_and_GL: aniso3D theta={} Bperp=3.571 Bpar=28"

MODEL = Model(
    name="anisotropic_3d",
    title="Anisotropic Ginzburg-Landau, angle dependence of a bulk crystal",
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
    function=anisotropic_3d,
    guess=guess,
    equation=(
        r"\left(\frac{B\cos\theta}{B_\perp}\right)^2"
        r" + \left(\frac{B\sin\theta}{B_\parallel}\right)^2 = 1"
    ),
    limits="Thickness far above xi(T); orbital motion only.",
    references=("tinkham1996",),
    checks=(
        CheckRow(_WS2, 0.0, 3.571, _KEY.format(0)),
        CheckRow(_WS2, 30.0, 4.1123026794286253, _KEY.format(30)),
        CheckRow(_WS2, 60.0, 6.9738775742698591, _KEY.format(60)),
        CheckRow(_WS2, 80.0, 16.662812438164584, _KEY.format(80)),
        CheckRow(_WS2, 85.0, 23.177598951171351, _KEY.format(85)),
        CheckRow(_WS2, 89.0, 27.745608375459259, _KEY.format(89)),
        CheckRow(_WS2, 89.9, 27.997421087224405, _KEY.format(89.9)),
        CheckRow(_WS2, 90.0, 28.0, _KEY.format(90)),
    ),
    requires=("angle",),
)
