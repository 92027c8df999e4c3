"""Spectra at a point: a header of keys and values, ``[DATA]``, and columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._assemble import Parsed, assemble, parse_cells
from .._columns import Binding, ReadRequest, requested, unmet
from .._text import decode, number, split_lines
from ._signals import (
    READER,
    as_conductance,
    modulation,
    parse_signal,
    spectra,
    stated,
    without_gain,
)

_MARK = "[DATA]"


def read_point(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a spectrum as a log along its bias, with the place of the tip where it is stated."""
    lines = split_lines(decode(path.read_bytes()))
    start = next((i for i, line in enumerate(lines) if line.strip() == _MARK), None)
    if start is None or start + 3 >= len(lines):
        raise InputError(
            f"{path.name} is a Nanonis spectrum without a row below {_MARK}",
            "a line of names and rows of numbers",
            "copy the whole file again, or save the spectrum again",
        )
    header = _pairs(lines[:start])
    names = lines[start + 1].split("\t")
    rows = [line.split("\t") for line in lines[start + 2 : -1]]
    notes: list[str] = []
    if lines[-1]:  # every row ends with a line break
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    asked = requested(names, [parse_signal(n).unit for n in names], request, path.name)
    bindings = [*asked, *spectra(names, asked)]
    cells = {b: [row[b.index] if b.index < len(row) else "" for row in rows] for b in bindings}
    columns = as_conductance(
        (parse_cells(b, cells[b]) for b in bindings), modulation(header), notes
    )
    columns += _tip(header, len(rows), {b.quantity for b in bindings})
    used = {column.binding.original for column in columns}
    return assemble(
        columns,
        lines=np.arange(start + 3, start + 3 + len(rows), dtype=np.int64),
        path=path,
        reader=READER,
        unmapped=[name for name in names if name and name not in used],
        notes=[*unmet(request, asked), *notes, *without_gain(names, used)],
        header=stated(header),
    )


def _tip(header: Mapping[str, str], size: int, taken: set[str]) -> list[Parsed]:
    """Columns ``tip_x`` and ``tip_y``, the same in each row, where the header has them."""
    columns = []
    for key, quantity in (("X (m)", "tip_x"), ("Y (m)", "tip_y")):
        value = number(header.get(key, ""))
        if value is not None and np.isfinite(value) and quantity not in taken:
            columns.append(Parsed(Binding(-1, quantity, "m", key), np.full(size, value)))
    return columns


def _pairs(lines: Sequence[str]) -> dict[str, str]:
    cells = (line.split("\t") for line in lines)
    return {row[0].strip(): row[1].strip() for row in cells if len(row) > 1}
