"""Logs with clocks of their own, brought onto the rows of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError

from ._join_clock import Clock, hours_apart

_DAY = 86400.0
_STEPS = 10  # readings that may be missing where no limit is stated
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Join:
    """What ``[join]`` says, in seconds; ``lag`` None is to be estimated, ``max_gap`` None too.

    ``offsets`` are added to the clocks of the files that they name.
    """

    files: tuple[str, ...]
    on: str = "time"
    max_gap: float | None = None
    lag: float | None = 0.0
    offsets: Mapping[str, float] = field(default_factory=dict)


def onto(
    rows: Array, seconds: Array, values: Array, max_gap: float
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Values of a log at the times ``rows``, straight between its readings.

    Parameters
    ----------
    rows
        Times wanted, s, shape (n,).
    seconds, values
        Readings of the log in order of time, shape (m,).
    max_gap
        Longest time between two readings that is bridged, s.

    Returns
    -------
    tuple
        Values, NaN outside of the log and in longer gaps; and where a gap was too long.
    """
    found = np.interp(rows, seconds, values, left=np.nan, right=np.nan)
    steps = np.diff(seconds)
    long = np.flatnonzero(steps > max_gap)
    gap = np.zeros(rows.size, dtype=bool)
    if long.size:
        # which long gap, if any, a row lies in: readings themselves are no gap
        place = np.searchsorted(seconds[long], rows, side="left") - 1
        inside = place >= 0
        gap[inside] = rows[inside] < seconds[long + 1][place[inside]]
        found[gap] = np.nan
    return found, gap


def jitter(values: Array) -> float:
    """One standard deviation of readings about what runs smoothly through them.

    From the MAD of second differences; zeros are left out, because readings come in steps, and a
    control that hardly ever moves has set points only. Values between two readings scatter less
    than the readings do, so this has to be known from before.
    """
    second = values[2:] - 2 * values[1:-1] + values[:-2]
    moving = second[np.isfinite(second) & (second != 0)]
    if moving.size < 0.3 * max(1, second.size):
        return 0.0
    return 1.4826 * float(np.median(np.abs(moving))) / sqrt(6)


def usual_gap(seconds: Array) -> float:
    """Limit where none is stated: ten times the usual time between readings."""
    steps = np.diff(seconds)
    steps = steps[steps > 0]
    return _STEPS * float(np.median(steps)) if steps.size else np.inf


def aligned(
    clock: Clock, file: str, main: Clock, main_file: str, offsets: Mapping[str, float]
) -> tuple[Array, list[str]]:
    """Seconds of a log on the clock of the main one, and what to say of it.

    Raises
    ------
    InputError
        When the clocks count from different zeros, or the logs do not overlap.
    """
    seconds = clock.seconds + offsets.get(file, 0.0)
    start, end = float(main.seconds[0]), float(main.seconds[-1])
    notes: list[str] = []
    if "start" in (clock.kind, main.kind) and clock.kind != main.kind:
        if not {file, main_file} & set(offsets):
            own, other = (file, main_file) if clock.kind == "start" else (main_file, file)
            raise InputError(
                f"{own} counts its time from its own start, and {other} by the calendar or the "
                "time of day",
                "clocks that count from the same moment",
                f'write under [join], offsets = {{ "{file}" = "0 s" }}, if both start together',
            )
        seconds = seconds + (start - float(clock.seconds[0]))
    elif "day" in (clock.kind, main.kind):
        seconds = seconds + _DAY * round((start - float(seconds[0])) / _DAY)
    elif clock.kind == "start":
        notes.append(
            f"the clocks of {main_file} and {file} count from their own start, which was taken "
            "to be the same moment"
        )
    share = overlap(seconds, main.seconds)
    if share > _HALF:
        return seconds, notes
    shift = hours_apart(start - float(seconds[0]))
    better = 0.0 < abs(shift) <= _DAY and overlap(seconds + shift, main.seconds) > max(0.9, share)
    line = f'offsets = {{ "{file}" = "{offsets.get(file, 0.0) + shift:g} s" }}'
    if share == 0.0:
        apart = start - float(seconds[-1]) if seconds[-1] < start else float(seconds[0]) - end
        raise InputError(
            f"{file} does not overlap in time with {main_file}: they are {_span(apart)} apart",
            "logs of the same hours",
            f"write under [join], {line}, if its clock is off by that much"
            if better
            else "choose the files of one run, or leave it out of [join] files",
        )
    notes.append(
        f"{file} covers only {100 * share:.0f} % of {main_file}"
        + (f"; if its clock is off, write under [join], {line}" if better else "")
    )
    return seconds, notes


def overlap(seconds: Array, rows: Array) -> float:
    """Share of ``rows`` that lie between the ends of a log."""
    inside = (rows >= seconds[0]) & (rows <= seconds[-1])
    return float(np.mean(inside))


def _span(seconds: float) -> str:
    for size, unit in ((86400.0, "days"), (3600.0, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
