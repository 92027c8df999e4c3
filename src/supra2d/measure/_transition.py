"""The resistive transition: criteria, intervals, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np

from ..core import Array, Check, InputError
from ._level import Level, SlopeNoise, crossing, slope_noise
from ._shape import (
    NormalState,
    NoTransition,
    Shape,
    Zero,
    find_normal,
    find_shape,
    find_zero,
    judge,
    monotone,
    noise_of,
    slopes,
)

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
        normal state (constant or line, and where it is taken).
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


@dataclass(frozen=True)
class Transition:
    """What one monotone branch of a sweep says.

    ``plain`` is False when the curve is no superconducting transition; ``reason`` then says
    why, and ``kind`` is ``flat``, ``normal`` (all in the normal state) or ``peak``.
    """

    x: Array
    y: Array
    shape: Shape | None
    zero: Zero | None
    normal: NormalState | None
    crossings: Mapping[str, Crossing] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    plain: bool = True
    reason: str = ""
    kind: str = "transition"
    deviations: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def reaches_normal(self) -> bool:
        """True when the sweep itself shows its normal state."""
        return self.normal is not None and self.normal.source == "own"


def transition(
    x: Array,
    y: Array,
    *,
    criteria: Sequence[str] = CRITERIA,
    reference: NormalState | None = None,
    relative_width: float | None = None,
    noise: SlopeNoise | None = None,
    scatter: float = 0.0,
    zero: Zero | None = None,
) -> Transition:
    r"""Measure a transition that rises with x.

    A percentage p is where :math:`y = y_0 + p (y_n(x) - y_0)`, with y0 the level below the
    foot (offset or series resistance; zero for a lock-in magnitude) and yn the normal state,
    a constant or a line above the shoulder. ``onset`` is where the tangent at the steepest
    point meets the normal state, ``max_slope`` that point, ``zero`` where the signal leaves
    its noise floor.

    Parameters
    ----------
    x, y
        Running variable and signal, shape (n,), any order.
    criteria
        Any of ``onset``, ``zero``, ``max_slope`` and percentages such as ``"90%"``.
    reference
        Normal state taken from another sweep of the same channel; used when given.
    relative_width
        A transition wider than this fraction of its position is none (for sweeps of
        temperature, where a metal's R(T) also falls).
    noise
        Noise on the slope, pooled over several sweeps; by default from this one.
    scatter
        Standard deviation of x that a jittering held control makes; used when the slope has
        too few points to show its own noise.
    zero
        Level below the transition from other sweeps of the channel; by default this sweep's.

    Raises
    ------
    InputError
        For a criterion that is none of these.
    """
    for name in criteria:
        _fraction(name)
    good = np.isfinite(x) & np.isfinite(y)
    order = np.argsort(x[good], kind="stable")
    x, y = x[good][order], y[good][order]
    if x.size < 8 or np.ptp(x) == 0:
        return _none(x, y, f"only {x.size} points", "flat")
    shape = find_shape(x, y)
    if isinstance(shape, NoTransition):
        return _none(x, y, shape.reason, shape.kind)
    zero = zero or find_zero(x, y, shape)
    own = find_normal(x, y, shape)
    no = judge(x, y, shape, zero, reference or own)
    if no is None and relative_width is not None and shape.width > relative_width * shape.steepest:
        no = NoTransition("the signal changes as slowly as a normal metal's", "normal")
    if no is not None:
        return _none(x, y, no.reason, no.kind, shape, zero, own)
    normal = reference or own
    checks = tuple(_zero_checks(zero))
    if normal is None:
        message = (
            "the normal state is not reached in this sweep; sweep further, or add a sweep of "
            "the same channel above Tc"
        )
        refused = {c: Crossing(c, message=message) for c in criteria}
        return Transition(x, y, shape, zero, None, refused, checks)
    scale = normal(x) - zero.value
    r = (y - zero.value) / scale
    smooth = monotone(r)
    deviations = slope_noise(x, r, smooth)
    noise = noise or _own_noise(x, shape, scale, deviations, scatter)
    crossings = {c: _measure(c, x, r, smooth, shape, zero, normal, noise) for c in criteria}
    checks += tuple(_step_checks(x, r, smooth))
    return Transition(x, y, shape, zero, normal, crossings, checks, deviations=deviations)


def _own_noise(
    x: Array, shape: Shape, scale: Array, deviations: Array, scatter: float
) -> SlopeNoise:
    """Noise on the slope of one sweep.

    With fewer than three deviations the noise of the plateaus, and the scatter of the running
    and of the held control times the mean slope, stand in for it.
    """
    plateau = shape.noise / abs(float(np.median(scale)))
    if deviations.size >= 3:
        own = float(np.sqrt(np.mean(deviations**2)))
        return SlopeNoise(max(own, 0.5 * plateau, 1e-7), deviations.size)
    running = noise_of(x[(x > shape.foot) & (x < shape.shoulder)])
    from_x = sqrt(running**2 + scatter**2) / max(shape.width / 2, 1e-300)
    return SlopeNoise(max(sqrt(plateau**2 + from_x**2), 1e-7), 4)


def _fraction(criterion: str) -> float | None:
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


def _measure(
    name: str,
    x: Array,
    r: Array,
    smooth: Array,
    shape: Shape,
    zero: Zero,
    normal: NormalState,
    noise: SlopeNoise,
) -> Crossing:
    level = _fraction(name)
    if level is not None:
        return _percentage(name, level, x, r, smooth, zero, normal, noise)
    if name == "zero":
        return _zero(x, r, shape, zero, normal)
    return _tangent(name, x, r, smooth, zero, normal)


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


def _tangent(
    name: str, x: Array, r: Array, smooth: Array, zero: Zero, normal: NormalState
) -> Crossing:
    """Steepest point from a local cubic, and its tangent's meeting with the normal state."""
    slope = slopes(x, smooth, 5)
    steepest = float(smooth[int(np.argmax(np.where((smooth > 0.05) & (smooth < 0.95), slope, 0)))])
    inside = np.abs(smooth - min(max(steepest, 0.3), 0.7)) < 0.3
    if inside.sum() < 7:
        return Crossing(
            name, message=f"{int(inside.sum())} points on the slope; the tangent needs 7"
        )
    xs, rs = x[inside], r[inside]
    centre, scale = float(xs.mean()), float(np.ptp(xs)) / 2
    u = (xs - centre) / scale
    design = np.vander(u, 4, increasing=True)
    coefficients: Array = np.asarray(np.linalg.lstsq(design, rs, rcond=None)[0], dtype=float)
    rest = rs - design @ coefficients
    covariance = np.linalg.pinv(design.T @ design) * float(rest @ rest) / (u.size - 4)
    place = _steepest(coefficients, name)
    if place is None:
        return Crossing(name, message="the slope has no maximum that these points show")
    steps = 1e-6 * np.maximum(np.abs(coefficients), 1e-3)
    gradient = np.array(
        [
            ((_steepest(coefficients + d, name) or place) - place) / s
            for s, d in zip(steps, np.diag(steps), strict=True)
        ]
    )
    sigma = scale * sqrt(max(float(gradient @ covariance @ gradient), 0.0))
    found = Crossing(name, centre + scale * place, sigma)
    if name == "max_slope":
        return found
    at = max(-1.0, min(1.0, place))
    steep = max(_cubic_slope(coefficients, at), 0.1) / scale
    extra = _with_levels(name, Level(found.x, sigma, 0.0, steep, xs), 1.0, zero, normal)
    return replace(extra, x=found.x)


def _steepest(c: Array, name: str) -> float | None:
    """Position of the steepest point (or of the onset) in the units of the cubic."""
    u = -c[2] / (3 * c[3]) if c[3] < 0 else float("nan")
    if not -1 <= u <= 1:
        grid = np.linspace(-0.9, 0.9, 181)
        u = max(grid.tolist(), key=lambda at: _cubic_slope(c, at))
        if name == "max_slope" and abs(u) > 0.89:
            return None
    if name == "max_slope":
        return float(u)
    value = float(np.polynomial.polynomial.polyval(u, c))
    return float(u + (1 - value) / _cubic_slope(c, u))


def _cubic_slope(c: Array, u: float) -> float:
    return float(c[1] + 2 * c[2] * u + 3 * c[3] * u**2)


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


def _zero_checks(zero: Zero) -> list[Check]:
    if zero.kind == "series":
        return [
            Check(
                "series_resistance",
                "warning",
                "A resistance remains below the transition and was subtracted as series "
                "resistance (leads, or a part of the sample that stays normal).",
                zero.value,
            )
        ]
    if zero.kind == "offset":
        return [Check("offset", "ok", "A constant offset was subtracted.", zero.value)]
    if zero.kind == "magnitude":
        return [
            Check(
                "lockin_magnitude",
                "warning",
                "The floor is never negative, as for the magnitude of a lock-in: nothing was "
                "subtracted, and zero resistance means below the largest floor value. Record X "
                "instead of R.",
                zero.noise,
            )
        ]
    if zero.kind == "none":
        return [
            Check(
                "incomplete",
                "warning",
                "Zero resistance is not reached: percentages are of the normal state alone.",
            )
        ]
    return []


def _step_checks(x: Array, r: Array, smooth: Array) -> list[Check]:
    """A second step shows as a second maximum of the slope."""
    inside = (smooth > 0.03) & (smooth < 0.97)
    if inside.sum() < 20:
        return []
    xs, rs = x[inside], r[inside]
    points = max(5, xs.size // 10) | 1
    steep = slopes(xs, rs, points)
    spacing = float(np.ptp(xs)) / xs.size
    rest = rs - np.interp(xs, xs, monotone(rs))
    sigma = max(float(np.std(rest)), 1e-4) * sqrt(12.0) / (spacing * points**1.5)
    peak = int(np.argmax(steep))
    for side in (slice(0, max(peak - points, 0)), slice(min(peak + points, xs.size), xs.size)):
        part = steep[side]
        if part.size < 3:
            continue
        second = int(np.argmax(part)) + (side.start or 0)
        between = steep[min(peak, second) : max(peak, second) + 1]
        dip = float(between.min())
        if dip < 0.5 * steep[second] and steep[second] - dip > 6 * sigma:
            if steep[second] > 0.1 * steep[peak]:
                at = float(x[inside][second])
                return [
                    Check(
                        "two_steps",
                        "warning",
                        f"The transition has a second step near {at:.4g}: two phases, or contacts "
                        "that differ. A single Tc does not describe it.",
                        at,
                    )
                ]
    return []


def _none(
    x: Array,
    y: Array,
    reason: str,
    kind: str,
    shape: Shape | None = None,
    zero: Zero | None = None,
    normal: NormalState | None = None,
) -> Transition:
    return Transition(x, y, shape, zero, normal, plain=False, reason=reason, kind=kind)
