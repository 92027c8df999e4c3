"""How far a thermometer is behind the film: what brings up and down sweeps together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, hypot, log10, sqrt

import numpy as np

from supra2d.core import Array

_LOW, _HIGH, _MIDDLE = 0.25, 0.75, 0.5  # of the normal signal
_FEWEST = 3
_ROUNDS = 4
_ALIKE = 3.0  # Birge ratio, from which pairs disagree
_HALF = 0.5  # of the time between two passages: the largest lag they can tell
_SAME_FIELD = (2e-3, 1e-3)  # of the largest field, and T


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds that a thermometer is behind, one standard deviation, pairs of sweeps used.

    ``spread`` is the factor by which the error was widened because the pairs disagree.
    """

    value: float
    error: float
    pairs: int
    spread: float = 1.0

    def note(self) -> str:
        """What to say of it, with two digits of the error."""
        digits = max(0, 1 - floor(log10(self.error))) if self.error > 0 else 3
        told = (
            f"the thermometer is {self.value:.{digits}f} +- {self.error:.{digits}f} s behind: "
            "that brings "
            f"together {self.pairs} pair{'s' if self.pairs > 1 else ''} of up and down sweeps; a "
            "true hysteresis of the film would look the same unless sweeps of other rates agree"
        )
        if self.spread > _ALIKE:
            told += (
                f"; the pairs disagree by {self.spread:.2g} times their errors: look at the clocks"
            )
        return told


@dataclass(frozen=True, slots=True)
class _Passage:
    """One way through the transition: when, how well that is known, how long it took, the field."""

    time: float
    error: float
    width: float
    upward: bool
    field: float


def estimate_lag(
    rows: Array,
    signal: Array,
    field: Array | None,
    seconds: Array,
    temperature: Array,
) -> Lag | None:
    r"""Lag of a thermometer from sweeps up and down through the transition.

    With crossing times :math:`t_\uparrow, t_\downarrow` of the middle of the transition at one
    field, the lag :math:`\tau` solves
    :math:`T(t_\uparrow + \tau) = T(t_\downarrow + \tau)`; several pairs are averaged with their
    errors, which are widened where the pairs disagree.

    Parameters
    ----------
    rows, signal, field
        Time in s, resistance, and field in T (None: not recorded) of the film, shape (n,).
    seconds, temperature
        Time in s and temperature in K of the thermometer, shape (m,).

    Returns
    -------
    Lag or None
        None where no pair of sweeps of the temperature at one field exists.
    """
    passages = _passages(rows, signal, field)
    highest = max((abs(p.field) for p in passages), default=0.0)
    same = _same(highest)
    found: list[tuple[float, float]] = []
    left = passages
    while len(left) > 1:
        one, other, *_ = left
        lag = None
        if one.upward != other.upward and abs(one.field - other.field) <= same:
            lag = _of_pair(one, other, seconds, temperature)
        if lag is not None:
            found.append(lag)
        # a sweep belongs to one pair only, so that the pairs are independent
        left = left[1 if lag is None else 2 :]
    return _mean(found) if found else None


def _passages(rows: Array, signal: Array, field: Array | None) -> list[_Passage]:
    known = np.isfinite(signal)
    if known.sum() < 2 * _FEWEST:
        return []
    if not known.all():
        rows, signal = rows[known], signal[known]
        field = None if field is None else field[known]
    bottom, top = map(float, np.quantile(signal, [0.02, 0.98]))
    # -1 below, 1 above, 0 in between; noise there does not make a passage
    state = (signal > bottom + _HIGH * (top - bottom)).astype(np.int8)
    state -= signal < bottom + _LOW * (top - bottom)
    settled = np.flatnonzero(state)
    same = _same(0.0 if field is None else max(float(field.max()), -float(field.min())))
    found = []
    for k in np.flatnonzero(np.diff(state[settled]) != 0):
        first, last = int(settled[k]), int(settled[k + 1])
        piece = slice(first, last + 1)
        b = np.zeros(1) if field is None else field[piece]
        if float(np.ptp(b)) <= same:
            time, error = _crossing(rows[piece], (signal[piece] - bottom) / (top - bottom))
            width = float(rows[last] - rows[first])
            found.append(_Passage(time, error, width, bool(state[last] > 0), float(np.median(b))))
    return found


def _same(highest: float) -> float:
    """By how much fields may differ that count as one, T."""
    return max(_SAME_FIELD[0] * highest, _SAME_FIELD[1])


def _crossing(t: Array, share: Array) -> tuple[float, float]:
    """Time at which half of the signal is passed, and its standard deviation."""
    inside = (share > _LOW) & (share < _HIGH)
    step = float(t[-1] - t[0]) / (t.size - 1)
    if inside.sum() < _FEWEST:
        k = int(np.flatnonzero(np.diff(share > _MIDDLE))[0])
        part = (_MIDDLE - share[k]) / (share[k + 1] - share[k])
        return float(t[k] + part * (t[k + 1] - t[k])), float(t[k + 1] - t[k]) / sqrt(12)
    start = float(t[0])
    line, offset = np.polyfit(share[inside] - _MIDDLE, t[inside] - start, 1)
    left = t[inside] - start - offset - line * (share[inside] - _MIDDLE)
    scatter = sqrt(float(left @ left) / max(1, inside.sum() - 2))
    return start + float(offset), max(scatter / sqrt(inside.sum()), step / sqrt(12 * inside.sum()))


def _of_pair(
    one: _Passage, other: _Passage, seconds: Array, temperature: Array
) -> tuple[float, float] | None:
    """Lag and its error from two passages in opposite directions."""
    lag = 0.0
    window = max(one.width, other.width)
    for _ in range(_ROUNDS):
        near = [_near(p.time + lag, window, seconds, temperature) for p in (one, other)]
        (t1, e1, v1), (t2, e2, v2) = near
        # both must run, against each other and in the direction in which the film went
        if not (np.isfinite([t1, t2]).all() and v1 * v2 < 0 and (v1 > 0) == one.upward):
            return None
        lag -= (t1 - t2) / (v1 - v2)
        if abs(lag) > _HALF * (other.time - one.time):
            return None
    error = hypot(e1, e2, v1 * one.error, v2 * other.error) / abs(v1 - v2)
    return lag, error


def _near(
    time: float, window: float, seconds: Array, temperature: Array
) -> tuple[float, float, float]:
    """Temperature at a time, its error and its rate, from a line through the readings near it."""
    low, high = np.searchsorted(seconds, [time - window / 2, time + window / 2])
    if high - low < _FEWEST:
        middle = int(np.searchsorted(seconds, time))
        low, high = middle - 2, middle + 2
    if low < 0 or high > seconds.size:
        return np.nan, np.nan, np.nan
    x, y = seconds[low:high] - time, temperature[low:high]
    rate, value = np.polyfit(x, y, 1)
    left = y - value - rate * x
    scatter = sqrt(float(left @ left) / max(1, x.size - 2))
    return float(value), scatter / sqrt(x.size), float(rate)


def _mean(found: Sequence[tuple[float, float]]) -> Lag:
    values, errors = np.array(found).T
    weights = 1.0 / np.maximum(errors, 1e-9) ** 2
    value = float(values @ weights / weights.sum())
    error = 1.0 / sqrt(float(weights.sum()))
    spread = 1.0
    if values.size > 1:
        chi2 = float(((values - value) ** 2 * weights).sum()) / (values.size - 1)
        spread = sqrt(max(1.0, chi2))
    return Lag(value, error * spread, int(values.size), spread)
