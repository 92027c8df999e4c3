"""The resistive transition: anatomy, criteria, checks, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from ..core import Array, Check
from ._criteria import CRITERIA, Crossing, fraction_of, measure_criterion
from ._level import SlopeNoise, slope_noise
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
    near_transition,
    noise_of,
    slopes,
)
from ._tangent import Tangents, tangents


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
        fraction_of(name)
    good = np.isfinite(x) & np.isfinite(y)
    order = np.argsort(x[good], kind="stable")
    x, y = x[good][order], y[good][order]
    if x.size < 8 or np.ptp(x) == 0:
        return _none(x, y, f"only {x.size} points", "flat")
    if relative_width is not None:
        near = near_transition(x, y)
        x, y = x[near], y[near]
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
    named = not {"onset", "max_slope"}.isdisjoint(criteria)
    tangent = tangents(x, r, smooth, noise) if named else Tangents(0)
    found = {
        c: measure_criterion(c, x, r, smooth, shape, zero, normal, noise, tangent) for c in criteria
    }
    checks += tuple(_step_checks(x, r, smooth))
    return Transition(x, y, shape, zero, normal, found, checks, deviations=deviations)


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
