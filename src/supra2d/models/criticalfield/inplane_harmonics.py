r"""Direction of the field within the plane: harmonics of the film, and a wobble of its axis.

A two-fold part breaks the symmetry of a hexagonal lattice, a six-fold one is its own. A film whose
normal is off the rotation axis meets the field at an angle :math:`\delta` out of its plane that
changes over a turn, and its cusp makes harmonics of every even order by itself: for
:math:`\delta_0 = 0` the four-fold one is a fifth of the two-fold one, the six-fold one a twelfth.
Where :math:`|\delta_0|` exceeds the wobble, the signal is one-fold.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

_MOST = 0.49  # of each amplitude, so that no field is negative


def inplane_harmonics(
    azimuth: Array,
    B0: float,
    a2: float,
    phi2: float,
    a6: float,
    phi6: float,
    B_perp: float,
    delta0: float,
    wobble: float,
    phi_w: float,
) -> Array:
    """Critical field in T."""
    phi, two, six, axis = np.deg2rad(azimuth), np.deg2rad(phi2), np.deg2rad(phi6), np.deg2rad(phi_w)
    flat = B0 * (1.0 + a2 * np.cos(2.0 * (phi - two)) + a6 * np.cos(6.0 * (phi - six)))
    return tilted(flat, np.deg2rad(delta0 + wobble * np.cos(phi - axis)), B_perp)


def tilted(flat: Array, delta: Array, B_perp: float | Array) -> Array:
    """Critical field of a thin film at ``delta`` (rad) out of the plane, where it is ``flat``."""
    linear = np.abs(np.sin(delta)) / B_perp
    # the root of (B linear) + (B cos / flat)^2 = 1 without the difference of large numbers
    return 2.0 / (linear + np.hypot(linear, 2.0 * np.cos(delta) / flat))


def guess(azimuth: Array, B: Array) -> dict[str, float]:
    """Harmonics through the points by least squares, none of them from a wobble."""
    phi = np.deg2rad(azimuth)
    columns = [np.ones_like(phi)]
    for n in (2, 6):
        columns += [np.cos(n * phi), np.sin(n * phi)]
    mean, *parts = np.linalg.lstsq(np.stack(columns, axis=1), B, rcond=1e-6)[0]
    B0 = max(float(mean), 1e-6)
    two, six = complex(*parts[:2]) / B0, complex(*parts[2:]) / B0
    return {
        "B0": B0,
        "a2": min(abs(two), _MOST),
        "phi2": float(np.rad2deg(np.angle(two))) / 2.0,
        "a6": min(abs(six), _MOST),
        "phi6": float(np.rad2deg(np.angle(six))) / 6.0,
    }


# by the definition in 40 digits, solved by root finding
_FILM = {"B0": 10.0, "a2": 0.1, "phi2": 20.0, "a6": 0.04, "phi6": 5.0}
_TURN = {"B0": 10.0, "a2": 0.0, "a6": 0.0, "B_perp": 1.0, "wobble": 1.0, "phi_w": 30.0}
_BOTH = {"B0": 10.0, "a2": 0.02, "phi2": 15.0, "a6": 0.01, "phi6": 10.0}
_BOTH |= {"B_perp": 0.8, "delta0": 0.7, "wobble": 0.5, "phi_w": 40.0}

MODEL = Model(
    name="inplane_harmonics",
    title="Harmonics of the field in the plane, with a wobble of the rotation axis",
    mechanism="angular",
    variables=(Variable("azimuth", "deg"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter(
            "B0",
            "T",
            10.0,
            1e-6,
            1e4,
            "critical field in the plane, mean over a turn",
            ("log_uniform", 1e-6, 1e4),
        ),
        Parameter("a2", "1", 0.1, 0.0, _MOST, "relative two-fold part of the film"),
        Parameter("phi2", "deg", 20.0, -120.0, 120.0, "azimuth of its maximum"),
        Parameter("a6", "1", 0.04, 0.0, _MOST, "relative six-fold part of the film"),
        Parameter("phi6", "deg", 5.0, -40.0, 40.0, "azimuth of its maximum"),
        Parameter("B_perp", "T", 1.0, 1e-6, 1e4, "critical field along the normal", free=False),
        Parameter("delta0", "deg", 0.0, -10.0, 10.0, "mean angle out of the plane", free=False),
        Parameter("wobble", "deg", 0.0, 0.0, 10.0, "film normal off the rotation axis", free=False),
        Parameter(
            "phi_w", "deg", 0.0, -200.0, 200.0, "azimuth of the largest angle out", free=False
        ),
    ),
    function=inplane_harmonics,
    guess=guess,
    equation=(
        r"\left|\frac{B\sin\delta}{B_\perp}\right| + \left(\frac{B\cos\delta}{B_\parallel}\right)^2"
        r" = 1,\quad \delta = \delta_0 + w\cos(\phi-\phi_w),\quad"
        r" B_\parallel = B_0\,[1 + a_2\cos 2(\phi-\phi_2) + a_6\cos 6(\phi-\phi_6)]"
    ),
    limits=(
        "Thickness below about 1.8 xi(T). The cusp of a thick or uneven film is rounded, and a "
        "wobble of it makes a two-fold part without higher ones."
    ),
    references=("tinkham1963", "harper1968"),
    checks=(
        CheckRow(_FILM, 0.0, 11.112454604632753, "mpmath: two- and six-fold"),
        CheckRow(_FILM, 65.0, 10.4, "one two-fold quarter turn, one six-fold whole turn away"),
        CheckRow(_TURN, 30.0, 9.1666555429553803, "mpmath: farthest out of the plane"),
        CheckRow(_TURN, 75.0, 9.4026400674421768, "mpmath: between"),
        CheckRow(_TURN, 120.0, 10.0, "in the plane"),
        CheckRow(_BOTH, 0.0, 9.0642663316048859, "mpmath: offset, wobble, both harmonics"),
        CheckRow(_BOTH, 200.0, 9.9868187899205689, "mpmath: the other way out"),
    ),
    requires=("azimuth",),
)
