r"""Direction of the field within the plane: an ellipse with the axes of the film.

The plainest two-fold law. ``phi0`` is the azimuth reading along the axis of ``B_a``; swapping
the two fields and turning ``phi0`` by 90 degrees is the same ellipse.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._guess import axes


def ellipse_inplane(azimuth: Array, B_a: float, B_b: float, phi0: float) -> Array:
    """Critical field in T."""
    phi = np.deg2rad(np.remainder(azimuth - phi0, 180.0))
    return 1.0 / np.hypot(np.cos(phi) / B_a, np.sin(phi) / B_b)


def guess(azimuth: Array, B: Array) -> dict[str, float]:
    """The ellipse through the points, its small axis as a."""
    B_a, B_b, phi0 = axes(azimuth, B, 2)
    return {"B_a": B_a, "B_b": B_b, "phi0": phi0}


# the same ellipse as anisotropic_3d, so its reference values serve here
_WS2 = {"B_a": 3.571, "B_b": 28.0, "phi0": 10.0}
_KEY = "transport_and_GL: aniso3D theta={} Bperp=3.571 Bpar=28"

MODEL = Model(
    name="ellipse_inplane",
    title="Ellipse, direction of the field in the plane",
    mechanism="angular",
    variables=(Variable("azimuth", "deg"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter(
            "B_a",
            "T",
            5.0,
            1e-6,
            1e4,
            "critical field along the axis a",
            ("log_uniform", 1e-6, 1e4),
        ),
        Parameter(
            "B_b",
            "T",
            6.0,
            1e-6,
            1e4,
            "critical field across the axis a, in the plane",
            ("log_uniform", 1e-6, 1e4),
        ),
        Parameter("phi0", "deg", 0.0, -120.0, 120.0, "azimuth reading along the axis a"),
    ),
    function=ellipse_inplane,
    guess=guess,
    equation=(
        r"\left(\frac{B\cos(\phi-\phi_0)}{B_a}\right)^2"
        r" + \left(\frac{B\sin(\phi-\phi_0)}{B_b}\right)^2 = 1"
    ),
    limits="Two-fold symmetry only; says nothing of its cause.",
    references=("tinkham1996",),
    checks=(
        CheckRow(_WS2, 10.0, 3.571, _KEY.format(0)),
        CheckRow(_WS2, 40.0, 4.1123026794286253, _KEY.format(30)),
        CheckRow(_WS2, 90.0, 16.662812438164584, _KEY.format(80)),
        CheckRow(_WS2, 280.0, 28.0, _KEY.format(90)),
    ),
    requires=("azimuth",),
)
