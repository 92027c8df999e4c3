"""Clocks of log files: whatever was written, as seconds that only rise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from supra2d.core import Array, InputError, parse_unit

from ._names import bare_name, is_unit, own_unit, recognise

_DAY = 86400.0
_HOUR = 3600.0

#: What people call the column of the clock, where it is no name of the channel ``time``.
_WORDS = ("time", "date", "clock", "stamp", "uhrzeit", "datum")

_PLAIN = re.compile(r"\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:\s*[AaPp][Mm])?")
_CLOCK = re.compile(_PLAIN.pattern.replace(r"\.", "[.,]"))
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)")
_BOTH = re.compile(f"(?:{_DATE.pattern})[T ]+{_PLAIN.pattern}(?:Z|[+-]\\d\\d:?\\d\\d)?")

#: Orders of day, month and year in use beside ISO; the first that fits the file is taken.
_DATES = ("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y",
          "%d-%m-%Y", "%d-%m-%y")  # fmt: skip
_TIMES = ("%H:%M:%S", "%H:%M:%S.%f", "%I:%M:%S %p")

#: Seconds from the zero of a clock to 1970: LabVIEW counts from 1904; Excel and MATLAB count days.
_LABVIEW, _EXCEL, _MATLAB = 2082844800.0, 25569.0, 719529.0


@dataclass(frozen=True, slots=True)
class ClockColumn:
    """Where a file has its clock: one column, or a date and a time of day.

    ``layout`` is empty for numbers, ``clock`` for a time of day, else how pandas calls it.
    """

    indices: tuple[int, ...]
    layout: str
    unit: str = ""


@dataclass(slots=True)
class Clock:
    """Seconds of each row; ``kind`` says from where they count.

    ``date``: 1 January 1970; ``day``: some midnight; ``start``: the start of the log.
    """

    kind: str
    seconds: Array


def without_clocks(line: str, *, spaced: bool = False) -> str:
    """A line with plain numbers in place of dates and times of day.

    ``spaced``: cells are separated by spaces, so a date and its time are two of them.
    """
    if not spaced or "T" in line:
        line = _BOTH.sub("0", line)
    # a comma may separate cells, so it ends a clock here
    return _PLAIN.sub("0", _DATE.sub("0", line))


def find_clock(
    names: Sequence[str], units: Sequence[str], sample: Sequence[Sequence[str]], on: str, file: str
) -> ClockColumn:
    """The column of the clock: the one called ``on``, else one that is called or looks like one.

    Raises
    ------
    InputError
        When there is none, or its text cannot be read.
    """
    columns = [[row[i] if i < len(row) else "" for row in sample] for i in range(len(names))]
    dates = [i for i, cells in enumerate(columns) if _all(_DATE, cells)]
    times = [i for i, cells in enumerate(columns) if _all(_CLOCK, cells)]
    both = [i for i, cells in enumerate(columns) if _all(_BOTH, cells)]
    named = [i for i, name in enumerate(names) if bare_name(name).lower() == on.lower()]
    for i in named or _called(names, units) or [*both, *times]:
        if i in both:
            return ClockColumn((i,), _layout([columns[i]], file))
        if i in times or i in dates:
            day = next(iter(dates), None)
            hour = next(iter(times), None)
            if day is None or hour is None:
                return ClockColumn((i,), "clock") if i in times else _dateless(names[i], file)
            return ClockColumn((day, hour), _layout([columns[day], columns[hour]], file))
        if any(map(_is_number, columns[i])):
            return ClockColumn((i,), "", units[i] or own_unit(names[i]))
    if both or times:
        # a column that is called time is empty or no time; another one looks like it
        return find_clock(["" for _ in names], units, sample, "", file)
    raise InputError(
        f"{file} has no column that looks like a clock ({', '.join(names[:8])})",
        "seconds, a date with a time, or a time of day in each log",
        'name it under [join], on = "NAME", or leave the file out of [join] files',
    )


def read_texts(cells: Sequence[Sequence[str]], layout: str) -> Array:
    """Seconds of cells as text, one sequence per column of the clock; NaN where unreadable."""
    if layout == "clock":
        plain = pd.Series(cells[0], dtype=str).str.replace(",", ".").str.strip()
        if plain.str.contains("m", case=False).any():
            found = pd.to_datetime(plain.str.upper(), format="%I:%M:%S %p", errors="coerce")
            return _seconds(found.to_numpy()) % _DAY
        return _seconds(pd.to_timedelta(plain, errors="coerce").to_numpy())
    series = [pd.Series(column, dtype=str).str.strip().str.strip('"') for column in cells]
    text = series[0] if len(series) == 1 else series[0] + " " + series[1]
    found = pd.to_datetime(text, format=layout, errors="coerce", utc=True)
    return _seconds(found.dt.tz_localize(None).to_numpy())


def clock_of(values: Array, column: ClockColumn) -> Clock:
    """What the seconds or numbers of a clock count from."""
    if column.layout == "clock":
        back = np.diff(values, prepend=values[:1]) < -_DAY / 2
        return Clock("day", values + _DAY * np.cumsum(back))
    if column.layout:
        return Clock("date", values)
    middle = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
    stated = bool(column.unit) and is_unit(column.unit)
    if stated and parse_unit(column.unit).canonical == "s":
        values = values * parse_unit(column.unit).factor
    else:
        # a count since 1970 in ms, us or ns
        power = next((p for p in (9, 6, 3) if 3e8 < middle / 10.0**p < 2.2e9), 0)
        values = values / 10.0**power
    middle = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
    step = float(np.nanmedian(np.abs(np.diff(values)))) if values.size > 1 else 0.0
    if 3e8 < middle < 2.2e9:
        return Clock("date", values)
    if 2.5e9 < middle < 4.5e9:
        return Clock("date", values - _LABVIEW)
    for zero in (_EXCEL, _MATLAB):
        if not stated and abs(middle - zero) < 30000 and middle > 20000 and 0 < step < 0.01:
            return Clock("date", (values - zero) * _DAY)
    return Clock("start", values)


def rising(seconds: Array) -> tuple[npt.NDArray[np.bool_], float, int]:
    """Rows to keep so that a clock never runs back, its largest step back, and where.

    Where two stretches overlap in time, the rows of the shorter overlap go: a single wild stamp
    costs one row, a clock that was set back costs the rows until it has caught up.
    """
    keep = np.isfinite(seconds)
    rows = np.flatnonzero(keep)
    t = seconds[rows]
    steps = np.diff(t)
    cuts = np.flatnonzero(steps < 0) + 1
    if not cuts.size:
        return keep, 0.0, -1
    worst = int(np.argmin(steps))
    kept: list[npt.NDArray[np.int64]] = []
    for part in np.split(np.arange(t.size), cuts):
        while kept and part.size:
            before = kept[-1]
            late = before[t[before] > t[part[0]]]
            early = part[t[part] < t[before[-1]]]
            if not late.size:
                break
            if late.size < early.size:
                kept[-1] = before[: before.size - late.size]
                if kept[-1].size:
                    break
                kept.pop()
            else:
                part = part[early.size :]
                break
        if part.size:
            kept.append(part)
    chosen = np.concatenate(kept)
    keep[:] = False
    keep[rows[chosen]] = True
    return keep, -float(steps[worst]), int(rows[worst + 1])


def spread(seconds: Array) -> Array:
    """Stamps that several rows share, spread evenly up to the next one.

    A clock of whole seconds then tells rows within a second apart.
    """
    first = np.flatnonzero(np.diff(seconds, prepend=-np.inf) > 0)
    if first.size in (0, 1, seconds.size):
        return seconds
    counts = np.diff(first, append=seconds.size)
    tick = np.diff(seconds[first])
    # the step after the last stamp, and steps across a pause, are as the others
    tick = np.minimum(np.append(tick, np.median(tick)), np.median(tick))
    place = np.arange(seconds.size) - np.repeat(first, counts)
    result: Array = seconds + place * np.repeat(tick / counts, counts)
    return result


def hours_apart(seconds: float) -> float:
    """The nearest whole number of half hours, in seconds: clocks differ by time zones."""
    return round(seconds / (_HOUR / 2)) * (_HOUR / 2)


def _called(names: Sequence[str], units: Sequence[str]) -> list[int]:
    known = [recognise(name, unit) for name, unit in zip(names, units, strict=True)]
    found = [i for i, k in enumerate(known) if k is not None and k.quantity == "time"]
    worded = [i for i, name in enumerate(names) if any(w in name.lower() for w in _WORDS)]
    return list(dict.fromkeys([*found, *worded]))


def _all(pattern: re.Pattern[str], cells: Sequence[str]) -> bool:
    filled = [cell.strip().strip('"') for cell in cells if cell.strip()]
    hits = sum(pattern.fullmatch(cell) is not None for cell in filled)
    return bool(filled) and 2 * hits > len(filled)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+[.,]?[0-9]*(?:[eE][+-]?[0-9]+)?", cell.strip()) is not None


def _layout(columns: Sequence[Sequence[str]], file: str) -> str:
    """How the dates of a file are written: the first of the known ways that reads them all."""
    for layout in ("ISO8601", *(f"{day} {time}" for day in _DATES for time in _TIMES)):
        read = read_texts(columns, layout)
        if 2 * np.isfinite(read).sum() > read.size and np.isfinite(read[:5]).any():
            return layout
    first = " ".join(column[0] for column in columns)
    raise InputError(
        f"{file} has dates like {first!r}, which cannot be read",
        "dates like 2024-01-31 17:05:09, 31.01.2024 17:05:09 or 01/31/2024 5:05:09 PM",
        "export the log with another clock, such as seconds",
    )


def _dateless(name: str, file: str) -> ClockColumn:
    raise InputError(
        f"{name!r} of {file} holds dates without a time of day",
        "a time of day in each row",
        'name the column of the clock under [join], on = "NAME"',
    )


def _seconds(stamps: npt.NDArray[np.generic]) -> Array:
    """Seconds of dates or times of day, NaN where there is none."""
    nanoseconds = stamps.astype(f"{stamps.dtype.kind}8[ns]").astype(np.int64)
    return np.where(np.isnat(stamps), np.nan, nanoseconds / 1e9)
