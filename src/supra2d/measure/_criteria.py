"""Criteria: where a transition is said to be, and how well that is known."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..core import Array, InputError
from ._level import Level, SlopeNoise, crossing
from ._shape import NormalState, Shape, Zero
from ._tangent import LEAST, Tangents

CRITERIA = ("onset", "90%", "50%", "10%", "zero", "max_slope")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a criterion is met on one branch, with its errors kept apart.

    Attributes
    ----------
    x
        Running variable at the criterion; NaN when refused.
    sigma
        Statistical standard deviation (noise on the slope, and of the own normal state).
    window, background
        Systematic standard deviations: choice of the window on the slope; choice of the
        normal state (constant or line, and where it is taken). Their signs are the sides to
        which the alternatives go.
    reference
        Shift of x when a normal state borrowed from another sweep moves up by one of its
        standard deviations; the same for all sweeps that borrow it.
    message
        Reason and remedy when refused.
    """

    criterion: str
    x: float = float("nan")
    sigma: float = 0.0
    window: float = 0.0
    background: float = 0.0
    reference: float = 0.0
    message: str = ""

    @property
    def refused(self) -> bool:
        """True when the criterion cannot be met on these data."""
        return bool(np.isnan(self.x))

    @property
    def systematic(self) -> float:
        """Systematic standard deviation."""
        return sqrt(self.window**2 + self.background**2)

    @property
    def total(self) -> float:
        """All of it, reference included."""
        return sqrt(self.sigma**2 + self.systematic**2 + self.reference**2)


def fraction_of(criterion: str) -> float | None:
    """0.9 for ``"90%"``; None for a named criterion."""
    if criterion in ("onset", "zero", "max_slope"):
        return None
    try:
        value = float(criterion.removesuffix("%")) / 100
    except ValueError:
        value = -1.0
    if not (criterion.endswith("%") and 0 < value < 1):
        raise InputError(
            f"criterion {criterion!r}",
            "onset, zero, max_slope or a percentage between 0% and 100% such as 50%",
            "correct the criterion",
        )
    return value


def measure_criterion(
    name: str,
    x: Array,
    r: Array,
    smooth: Array,
    shape: Shape,
    zero: Zero,
    normal: NormalState,
    noise: SlopeNoise,
    tangent: Tangents,
) -> Crossing:
    level = fraction_of(name)
    if level is not None:
        found = _percentage(name, level, x, r, smooth, zero, normal, noise)
        if found.sigma > max(shape.width, 1e-300):
            return Crossing(
                name, message=f"too few points near {name} to tell where it is; add some"
            )
        return found
    if name == "zero":
        return _zero(x, r, shape, zero, normal)
    return _tangent(name, tangent, zero, normal)


def _percentage(
    name: str,
    level: float,
    x: Array,
    r: Array,
    smooth: Array,
    zero: Zero,
    normal: NormalState,
    noise: SlopeNoise,
) -> Crossing:
    top = float(np.median(r[-3:]))
    if smooth[-1] < level:
        return Crossing(
            name,
            message=f"the sweep ends at {100 * top:.0f} % of the normal state; sweep further to "
            f"use the {name} criterion",
        )
    if smooth[0] > level:
        return Crossing(
            name,
            message=f"the sweep begins at {100 * smooth[0]:.0f} % of the normal state; go lower "
            f"to use the {name} criterion",
        )
    found = crossing(x, r, smooth, level, noise)
    if found is None:
        return Crossing(name, message=f"the curve does not cross {name}; add points there")
    return _with_levels(name, found, level, zero, normal)


def _with_levels(
    name: str, found: Level, level: float, zero: Zero, normal: NormalState
) -> Crossing:
    """Add what the normal state and the zero level contribute to the position."""
    rise = float(normal(np.array(found.x))) - zero.value
    per_normal = level / (found.slope * rise)
    per_zero = (1 - level) / (found.slope * rise)
    own = normal.source == "own"
    statistical = sqrt(
        found.sigma**2
        + (per_zero * zero.sigma) ** 2
        + ((per_normal * normal.sigma) ** 2 if own else 0.0)
    )
    return Crossing(
        name,
        found.x,
        statistical,
        found.window,
        per_normal * normal.choice if own else 0.0,
        0.0 if own else per_normal * sqrt(normal.sigma**2 + normal.choice**2),
    )


def _tangent(name: str, found: Tangents, zero: Zero, normal: NormalState) -> Crossing:
    """Steepest point, or where its tangent meets the normal state."""
    if found.points < LEAST:
        return Crossing(
            name,
            message=f"{found.points} points on the slope, the tangent needs {LEAST}; sweep slower "
            "there, or use a percentage",
        )
    place = found.steepest if name == "max_slope" else found.onset
    if place is None:
        return Crossing(
            name, message="these points show no steepest place; sweep slower through the transition"
        )
    if name == "max_slope":
        return Crossing(name, place.x, place.sigma, place.window)
    level = Level(place.x, place.sigma, place.window, place.slope, np.zeros(0))
    return _with_levels(name, level, 1.0, zero, normal)


def _zero(x: Array, r: Array, shape: Shape, zero: Zero, normal: NormalState) -> Crossing:
    """Last point of the floor: the first of three in a row above three sigma ends it."""
    if zero.kind == "none":
        return Crossing("zero", message="zero resistance is not reached; go lower")
    noise = zero.noise / (float(normal(np.array(shape.foot))) - zero.value)
    threshold = (1.0 if zero.kind == "magnitude" else 3.0) * max(noise, 1e-4)
    above = r > threshold
    three = above[:-2] & above[1:-1] & above[2:]
    if not three.any() or int(np.argmax(three)) == 0:
        return Crossing("zero", message="the noise floor cannot be told from the foot")
    first = int(np.argmax(three))
    step = float(x[first] - x[first - 1])
    return Crossing(
        "zero", float(x[first] + x[first - 1]) / 2, max(step, 1e-12) / sqrt(12.0), step / 2
    )
