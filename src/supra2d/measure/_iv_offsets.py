"""What is no property of the sample in a current-voltage curve: offsets and series resistance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np

from ..core import Array
from ._shape import noise_of

_LEAST = 5  # points of a straight line
_INSIDE = 0.8  # of the widest straight window is used: its end may already be bent
_BEYOND = 4.0  # standard deviations of chi2 from which a window is bent
_NEAR_ZERO = 0.2  # of the largest current, from which a sweep must begin to know its offset
_TOP = 0.3  # part of the current range that is the normal branch, if it is straight
_RISE = 2.0  # slope of the normal branch over that at low current, at least
_ALONE = 4.0  # the same where one temperature alone tells a series resistance
_ROUNDS = 5  # of finding the sweeps that share a series resistance
_SURE = 3.0  # standard deviations from which an offset or a resistance is taken off


@dataclass(frozen=True, slots=True)
class Offsets:
    """What was taken off a current-voltage curve; NaN where a sigma could not be told.

    Attributes
    ----------
    voltage, voltage_sigma
        Voltage in zero current, V.
    current, current_sigma
        Current at which the normal branches of both signs are symmetric, A.
    series, series_sigma
        Resistance of the superconducting branch, ohm.
    series_shared
        False where one temperature alone tells the latter.
    """

    voltage: float = 0.0
    voltage_sigma: float = float("nan")
    current: float = 0.0
    current_sigma: float = float("nan")
    series: float = 0.0
    series_sigma: float = 0.0
    series_shared: bool = False


@dataclass(frozen=True, slots=True)
class LowLine:
    """Straight line through the low currents of a sweep.

    ``offset`` in V at zero current, ``slope`` in ohm, ``top`` the slope at the largest currents,
    ``reach`` the largest current of the line in A, ``noise`` that of a reading.
    """

    offset: float
    offset_sigma: float
    slope: float
    slope_sigma: float
    top: float
    reach: float
    noise: float


@dataclass(frozen=True, slots=True)
class Series:
    """Resistance that superconducting branches have in common, ohm."""

    value: float = 0.0
    sigma: float = 0.0
    shared: bool = False


def channel_noise(sweeps: Sequence[tuple[Array, Array]]) -> list[float]:
    """Standard deviation of a reading in each (current, values) of one channel.

    One sweep has few readings at low current: where it agrees with the others within a factor
    of two, their median stands for it.
    """
    own = np.array([reading_noise(i, y) for i, y in sweeps])
    middle = float(np.median(own)) if own.size else 0.0
    alike = (own > 0.5 * middle) & (own < 2.0 * middle)
    return [float(n) for n in np.where(alike, middle, own)]


def reading_noise(current: Array, values: Array) -> float:
    """Standard deviation of a reading, from neighbours at low current, where nothing happens."""
    low = np.abs(current) <= 0.5 * float(np.abs(current).max())
    quiet = values[low] if low.sum() >= 15 else values
    noise = noise_of(quiet)
    if noise == 0.0:
        # readings in steps of a converter: the smallest step, spread evenly
        steps = np.abs(np.diff(values))
        steps = steps[steps > 0]
        noise = float(steps.min()) / sqrt(12.0) if steps.size else 0.0
    return max(noise, 1e-7 * float(np.ptp(values)), 1e-300)


def low_line(current: Array, values: Array, noise: float, *, flat: bool = False) -> LowLine:
    """Straight line through the low currents of one sweep, as far as it is straight.

    Parameters
    ----------
    current, values
        A, and V or (``flat``) dV/dI in ohm, shape (n,).
    noise
        Standard deviation of a reading.
    flat
        For dV/dI: its mean at low currents is the slope, and there is no offset.
    """
    order = np.argsort(np.abs(current), kind="stable")
    x, y = current[order], values[order]
    count = np.arange(1.0, x.size + 1)
    shape = y if flat else _residual(x, y)
    chi2 = (shape if not flat else np.cumsum(y**2) - np.cumsum(y) ** 2 / count) / noise**2
    dof = np.maximum(count - (1 if flat else 2), 1.0)
    straight = np.flatnonzero((chi2 <= dof + _BEYOND * np.sqrt(2.0 * dof)) & (count >= _LEAST))
    used = int(count[straight[-1]]) if straight.size else _LEAST
    if used < x.size:
        used = max(_LEAST, int(_INSIDE * used))
    top = _top_slope(current, values, flat)
    reach = float(abs(x[used - 1]))
    if flat:
        mean = float(np.mean(y[:used]))
        return LowLine(0.0, float("nan"), mean, noise / sqrt(used), top, reach, noise)
    slope, offset, slope_sigma, offset_sigma = _line(x[:used], y[:used], noise)
    if not straight.size or float(abs(x[0])) > _NEAR_ZERO * float(np.abs(x).max()):
        # what a normal branch extrapolates to in zero current is no offset, nor is a jump
        return LowLine(0.0, float("nan"), slope, inf, top, reach, noise)
    return LowLine(offset, offset_sigma, slope, slope_sigma, top, reach, noise)


def known_offsets(lines: Sequence[LowLine]) -> list[LowLine]:
    """Lines in order of measurement; where one does not tell its offset, the nearest one does."""
    known = [i for i, line in enumerate(lines) if np.isfinite(line.offset_sigma)]
    if not known:
        return list(lines)
    found = []
    for i, line in enumerate(lines):
        near = lines[min(known, key=lambda k: abs(k - i))]
        found.append(replace(line, offset=near.offset, offset_sigma=near.offset_sigma))
    return found


def current_offset(current: Array, values: Array, line: LowLine) -> tuple[float, float]:
    """Current about which the normal branches of both signs are symmetric, and its error, A.

    The error is NaN where the sweep does not reach a straight normal branch at both signs.
    """
    end = min(float(current.max()), -float(current.min()))
    sides = []
    for sign in (1.0, -1.0):
        x = sign * current
        inside = (x >= (1.0 - _TOP) * end) & (x <= end)
        if end <= 0.0 or inside.sum() < _LEAST:
            return 0.0, float("nan")
        slope, constant, _, _ = _line(x[inside], values[inside] * sign, line.noise)
        rest = values[inside] * sign - constant - slope * x[inside]
        scatter = max(line.noise, sqrt(float(np.sum(rest**2)) / max(int(inside.sum()) - 2, 1)))
        sides.append((slope, constant, scatter**2, x[inside], rest))
    slopes = [s[0] for s in sides]
    normal = sum(slopes) / 2.0
    straight = all(sqrt(s[2]) <= 2.0 * line.noise for s in sides)
    alike = abs(slopes[0] - slopes[1]) <= 0.02 * abs(normal)
    if not (straight and alike and normal > _RISE * abs(line.slope)):
        return 0.0, float("nan")
    # the mean of both sides at the same |I|: the slopes' errors have little to say there
    middle = (1.0 - 0.5 * _TOP) * end
    even = (sides[0][1] + slopes[0] * middle - sides[1][1] - slopes[1] * middle) / 2.0
    variance = sum(s[2] / s[3].size for s in sides) / 4.0 + line.offset_sigma**2
    return -(even - line.offset) / normal, sqrt(variance) / normal


def shared_current(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Offset of the current in all sweeps of a channel; zero where it is within three errors."""
    told = np.array([pair for pair in found if np.isfinite(pair[1])])
    if told.size == 0:
        return 0.0, float("nan")
    shifts, weights = told[:, 0], told[:, 1] ** -2.0
    value = float(np.average(shifts, weights=weights))
    scatter = float(np.std(shifts)) / sqrt(shifts.size)
    sigma = max(float(weights.sum()) ** -0.5, scatter)
    return (value, sigma) if abs(value) > _SURE * sigma else (0.0, sigma)


def series_resistance(lines: Sequence[LowLine], temperatures: Sequence[float]) -> Series:
    """Resistance that the superconducting branches of one channel have in common.

    A resistance that changes with temperature belongs to the sample. Only sweeps whose slope
    rises towards their normal branch are asked.

    Parameters
    ----------
    lines, temperatures
        One per sweep; K.
    """
    asked = [
        (line, t)
        for line, t in zip(lines, temperatures, strict=True)
        if line.top > _RISE * abs(line.slope) and np.isfinite(line.slope_sigma)
    ]
    if not asked:
        return Series()
    slopes, sigmas = (np.array([getattr(line, n) for line, _ in asked])
                      for n in ("slope", "slope_sigma"))  # fmt: skip
    start = int(np.argmin(slopes + sigmas))
    value, sigma = float(slopes[start]), float(sigmas[start])
    near = np.zeros(slopes.size, dtype=bool)
    for _ in range(_ROUNDS):
        # around their own mean, not around the lowest one, which noise has lowered
        near = np.abs(slopes - value) <= _SURE * np.hypot(sigmas, sigma) + 0.01 * abs(value)
        value = float(np.average(slopes[near], weights=sigmas[near] ** -2.0))
        sigma = max(float(np.sum(sigmas[near] ** -2.0)) ** -0.5,
                    float(np.std(slopes[near])) / sqrt(int(near.sum())))  # fmt: skip
    shared = _levels([t for (_, t), is_near in zip(asked, near, strict=True) if is_near]) > 1
    normal = max(line.top for line in lines)
    if not shared and (_levels(list(temperatures)) > 1 or value > normal / _ALONE):
        return Series()
    if abs(value) <= _SURE * sigma:
        return Series(0.0, sigma, shared)
    return Series(value, sigma, shared)


def _levels(temperatures: Sequence[float]) -> int:
    """How many temperatures differ by more than 1 %."""
    values = np.sort(np.asarray(temperatures, float))
    return 1 + int((np.diff(values) > 0.01 * values[1:]).sum())


def _top_slope(current: Array, values: Array, flat: bool) -> float:
    """Slope at the largest currents."""
    size = np.abs(current)
    top = size >= (1.0 - _TOP) * size.max()
    if flat:
        return float(np.median(values[top]))
    return max(
        (_line(current[side], values[side], 1.0)[0]
         for side in (top & (current > 0), top & (current < 0)) if side.sum() >= 3),
        default=0.0,
    )  # fmt: skip


def _line(x: Array, y: Array, noise: float) -> tuple[float, float, float, float]:
    """Slope, constant, and their standard deviations."""
    mean = float(x.mean())
    spread = max(float(np.sum((x - mean) ** 2)), 1e-300)
    slope = float(np.sum((x - mean) * y)) / spread
    constant = float(y.mean()) - slope * mean
    return slope, constant, noise / sqrt(spread), noise * sqrt(1.0 / x.size + mean**2 / spread)


def _residual(x: Array, y: Array) -> Array:
    """Sum of squares that straight lines through the first 1, 2, ... points leave."""
    n = np.arange(1.0, x.size + 1)
    size = max(float(np.abs(x).max()), 1e-300)
    u, v = x / size, y - y[0]
    sx, sy = np.cumsum(u), np.cumsum(v)
    sxx = np.cumsum(u * u) - sx**2 / n
    sxy = np.cumsum(u * v) - sx * sy / n
    syy = np.cumsum(v * v) - sy**2 / n
    left: Array = syy - sxy**2 / np.maximum(sxx, 1e-30)
    return np.maximum(left, 0.0)
