"""Bluefors logs: a date, a time of day and a reading on each line, and the rest in the name."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._assemble import Parsed, assemble
from .._columns import Binding, ReadRequest, split_request
from .._text import decode, number, split_lines

_LINE = re.compile(r"\s*(\d\d-\d\d-\d\d),(\d\d:\d\d:\d\d),\s*([^,\s]+)\s*")
_NAME = re.compile(r"CH(\d+) ([A-Z]+)\b.*")


def matches(head: bytes) -> bool:
    """Whether the first line is a date, a time of day and a number."""
    first = _LINE.fullmatch(split_lines(decode(head).lstrip("\ufeff"))[0])
    return first is not None and number(first[3]) is not None


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read the temperatures of one channel."""
    lines = split_lines(decode(path.read_bytes()).lstrip("\ufeff"))
    filled = [i for i, line in enumerate(lines, start=1) if line.strip()]
    rows = [_row(lines[i - 1]) for i in filled]
    notes: list[str] = []
    if rows and lines[-1].strip():
        # every row is closed with a line break, so this one may lack digits
        filled, rows = filled[:-1], rows[:-1]
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    values = np.array([row[1] for row in rows])
    reading = Parsed(_binding(path, request), values, np.isnan(values) if rows else None)
    clock = Parsed(Binding(0, "time", "s", "date and time"), np.array([row[0] for row in rows]))
    return assemble(
        [clock, reading],
        lines=np.array(filled, dtype=np.int64),
        path=path,
        reader="bluefors",
        notes=notes,
    )


def _row(line: str) -> tuple[float, float]:
    """Seconds since 1970 and the reading; NaN for what does not parse."""
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            return np.nan, np.nan
        when = datetime.strptime(f"{match[1]} {match[2]}", "%d-%m-%y %H:%M:%S")
    except ValueError:  # no such day
        return np.nan, np.nan
    found = number(match[3])
    return when.replace(tzinfo=UTC).timestamp(), np.nan if found is None else found


def _binding(path: Path, request: ReadRequest) -> Binding:
    """What the reading is: by the user's word, else by the name of the file."""
    for asked in request.columns:
        quantity, name, unit = split_request(asked)
        if name in ("reading", path.stem) and unit:
            return Binding(1, quantity, unit, name)
    named = _NAME.fullmatch(path.stem)
    if named is not None and named[2] == "T":
        return Binding(1, "temperature", "K", f"CH{named[1]} T")
    raise InputError(
        f"{path.name} does not say that its readings are temperatures",
        "a name like 'CH6 T 26-11-22.log'",
        "type --columns 'temperature=reading [K]' if they are",
    )
