"""A branch made ready for its critical current: in order, no spikes, noise, what it is at all."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from ..core import Array, Interval
from ._iv import IVSweep
from ._split import MIN_POINTS

_SPIKE = 6.0  # standard deviations from which a reading out of line is wild
_NOISIER = 1.4  # noise of a reading less its neighbours' cubic over that of a reading
_QUIET = 4.0  # standard deviations within which neighbours follow a curve
_WIDEST = 2  # readings in a row that a spike may have
_CLEAR = 6.0  # standard deviations that a jump needs
_STEEP = 4.0  # times the rises beside it, that a jump needs
_STAYS = 3  # readings on either side that a jump must part
_BESIDE = 4  # rises on either side that a jump is compared with
_OPEN = 0.9  # resistance of low currents over that of all, from which nothing was superconducting
_RISEN = 2.0  # slope of the normal branch over that at low current, at least


Mask = npt.NDArray[np.bool_]

#: Half of the central 68 % of an even distribution over one step.
UNIFORM = 0.34


@dataclass(frozen=True)
class CurrentEstimate:
    """A critical current by one method, A.

    ``sigma`` is half of the statistical 68 % interval, ``systematic`` the interval of choices,
    ``step`` the step of the current inside which nothing tells where it is (0: told by a curve);
    ``refusal`` says why there is none.
    """

    method: str
    value: float = float("nan")
    sigma: float = float("nan")
    systematic: Interval | None = None
    step: float = 0.0
    refusal: str = ""

    @property
    def given(self) -> bool:
        """Whether there is a number."""
        return not self.refusal

    @property
    def spread(self) -> float:
        """Half the width of ``systematic``, A."""
        return (self.systematic[1] - self.systematic[0]) / 2.0 if self.systematic else 0.0


@dataclass(frozen=True)
class Curve:
    """Size of the current, ascending; voltage and dV/dI (None where not recorded) along it.

    ``noise`` is the standard deviation of a reading of the voltage (of dV/dI where the voltage is
    ``integrated``); ``spikes`` counts the readings left out.
    """

    x: Array
    v: Array
    slope: Array | None
    noise: float
    integrated: bool
    spikes: int

    @property
    def level(self) -> Array:
        """What rises at the critical current: the voltage, or dV/dI where it was measured alone."""
        return self.slope if self.integrated and self.slope is not None else self.v


def curve_of(sweep: IVSweep) -> Curve:
    """The branch in order of its current, readings of one current averaged, spikes left out."""
    order = np.argsort(sweep.size, kind="stable")
    order = order[sweep.size[order] > 0.0]
    x, v = sweep.size[order], sweep.drop[order]
    slope = None if sweep.slope is None else sweep.slope[order]
    gaps = np.diff(x)
    usual = float(np.median(gaps[gaps > 0])) if (gaps > 0).any() else 0.0
    group = np.concatenate([[0], np.cumsum(gaps > 1e-3 * usual)])
    count = np.bincount(group)
    if count.size < group.size:
        x, v = (np.bincount(group, a) / count for a in (x, v))
        slope = None if slope is None else np.bincount(group, slope) / count
    level = slope if sweep.integrated and slope is not None else v
    good = ~(_wild(level, sweep.noise) | _beside_a_line(level, sweep.noise))
    return Curve(
        x[good],
        v[good],
        None if slope is None else slope[good],
        sweep.noise,
        sweep.integrated,
        int((~good).sum()),
    )


def _wild(y: Array, noise: float) -> Mask:
    """Mask of readings that leave the range of their neighbours on either side and come back."""
    wild = np.zeros(y.size, dtype=bool)
    for width in range(1, _WIDEST + 1):
        if y.size < width + 6:
            break
        inside = np.lib.stride_tricks.sliding_window_view(y, width)[2:-2]
        sides = np.stack([y[: -width - 3], y[1 : -width - 2], y[width + 2 : -1], y[width + 3 :]])
        low, high = np.min(sides, axis=0), np.max(sides, axis=0)
        room = _SPIKE * noise + (high - low)
        out = (np.min(inside, axis=1) > high + room) | (np.max(inside, axis=1) < low - room)
        for k in np.flatnonzero(out):
            wild[k + 2 : k + 2 + width] = True
    return wild


def _beside_a_line(y: Array, noise: float) -> Mask:
    """Mask of single readings that miss a curve which their neighbours follow without them."""
    wild = np.zeros(y.size, dtype=bool)
    miss = _misses(y)
    for k in np.flatnonzero(np.abs(miss) > _SPIKE * _NOISIER * noise).tolist():
        if np.abs(miss[max(0, k - 2) : k + 3]).max() > abs(miss[k]):
            continue
        around = y[max(0, k - 4) : k + 5].copy()
        around[k - max(0, k - 4)] -= miss[k]
        if np.abs(_misses(around)).max() < _QUIET * _NOISIER * noise:
            wild[k] = True
    return wild


def _misses(y: Array) -> Array:
    """Reading minus the cubic through two neighbours on either side; 0 at the ends."""
    found = np.zeros(y.size)
    if y.size > 4:
        found[2:-2] = y[2:-2] - (4.0 * (y[1:-3] + y[3:-1]) - y[:-4] - y[4:]) / 6.0
    return found


def jumps_of(curve: Curve) -> list[int]:
    """Indices k where the level jumps between points k and k + 1, in order of the current."""
    y = curve.level
    rises = np.diff(y)
    floor = _CLEAR * sqrt(2.0) * curve.noise
    # one reading inside a jump makes two rises of it: the second largest beside counts
    padded = np.pad(np.abs(rises), _BESIDE)
    beside = np.delete(np.lib.stride_tricks.sliding_window_view(padded, 2 * _BESIDE + 1),
                       _BESIDE, axis=1)  # fmt: skip
    others = np.sort(beside, axis=1)[:, -2]
    steep = (rises > floor) & (rises > _STEEP * np.maximum(others, curve.noise))
    found: list[int] = []
    for k in np.flatnonzero(steep):
        middle = (y[k] + y[k + 1]) / 2.0
        before, after = y[max(0, k - _STAYS) : k + 1], y[k + 1 : k + 2 + _STAYS]
        # a spike goes up and comes down
        if min(before.size, after.size) > 1 and before.max() < middle < after.min():
            found.append(int(k))
    return found


def refusal_of(curve: Curve) -> str:
    """Why a branch has no critical current at all; empty when it may have one."""
    x, y = curve.x, curve.level
    if x.size < MIN_POINTS:
        return f"Only {x.size} currents; step through 8 or more between zero and the normal state."
    top = x >= x[-1] - 0.25 * (x[-1] - x[0])
    end = float(np.median(y[top]))
    if end <= 5.0 * curve.noise:
        return (
            f"No voltage beyond the noise up to {x[-1]:.3g} A: the critical current is larger. "
            "Raise the current, or average longer."
        )
    if curve.integrated:
        low = float(np.median(y[: max(3, x.size // 10)]))
        if low > 0.5 * end and float(y.max()) < _RISEN * max(low, end):
            return _ohmic(low)
        return ""
    resistance = float(np.dot(x, y) / np.dot(x, x))
    first = np.flatnonzero(x > 0.0)[: max(3, x.size // 20)]  # a switch back may come late
    squares = float(np.dot(x[first], x[first]))
    low, unsure = float(np.dot(x[first], y[first])) / squares, curve.noise / sqrt(squares)
    rest = y - resistance * x
    scatter = sqrt(float(np.sum(rest**2)) / (x.size - 1))
    if scatter <= 2.0 * curve.noise or scatter <= 2e-3 * end:
        return _ohmic(resistance)
    if low - 5.0 * unsure > _OPEN * resistance:
        return (
            f"The voltage rises from the first readings on, by {low:.3g} ohm at low currents and "
            f"{resistance:.3g} ohm over all: there is no branch without voltage and no critical "
            "current. Measure colder; of a tunnel junction map the columns as bias and conductance."
        )
    return ""


def _ohmic(resistance: float) -> str:
    return (
        f"The branch is ohmic ({resistance:.3g} ohm up to its largest current): the sample is in "
        "its normal state, or the current is too small. Measure colder, or raise the current."
    )
