"""Quantum Design MultiVu files: ``[Header]`` with facts, ``[Data]`` with comma-separated rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import xarray as xr

from supra2d.core import CHANNELS, Array, InputError

from .._assemble import Mask, Parsed, assemble, parse_cells
from .._columns import Binding, ReadRequest, unmet
from .._text import decode, split_cells, split_lines
from ._header import Candidate, candidates, open_data

_CHUNK = 65536
_UNREADABLE = "?"


def matches(head: bytes) -> bool:
    """Whether a file starts as MultiVu starts it."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(b"[header]")


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a MultiVu file as a log."""
    with path.open("rb") as stream:
        facts, names, first = open_data(stream, path.name)
        wanted = candidates(names, request, path.name)
        bindings = [candidate.binding for candidate in wanted]
        start = stream.tell()
        columns = _fast(stream, bindings, len(names))
    if columns is None:
        columns = _tolerant(path, start, bindings, len(names))
    notes = unmet(request, [c.binding for c in wanted if c.asked])
    if _is_cut(path, start, bindings, len(names)):
        columns = [_shortened(column) for column in columns]
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    kept = _settled(columns, wanted)
    is_row = _is_row(kept)
    if not is_row.any():
        raise InputError(
            f"{path.name} has column names but no whole row of data",
            "at least one row after the names",
            "copy the whole file again, or delete it if nothing was measured",
        )
    taken = {column.binding.index for column in kept}
    return assemble(
        kept,
        lines=np.arange(first, first + is_row.size, dtype=np.int64),
        path=path,
        reader="quantum_design",
        unmapped=[name for i, name in enumerate(names) if i not in taken and name],
        notes=notes,
        header=facts,
        is_row=is_row,
    )


def _fast(stream: BinaryIO, bindings: Sequence[Binding], width: int) -> list[Parsed] | None:
    """Parse with pandas, piece by piece; None when a cell is not a number.

    Most columns of a file are blank: a blank piece is not kept, so that memory follows what is
    there.
    """
    indices = sorted({binding.index for binding in bindings})
    pieces: dict[int, list[Array | None]] = {i: [] for i in indices}
    sizes: list[int] = []
    try:
        # a quote that is never closed must not swallow rows: no quoting here
        with pd.read_csv(
            stream,
            header=None,
            names=range(width),
            usecols=indices,
            index_col=False,
            dtype=np.float64,
            skip_blank_lines=False,
            quoting=csv.QUOTE_NONE,
            encoding="latin-1",
            chunksize=_CHUNK,
        ) as frames:
            for frame in frames:
                sizes.append(len(frame))
                for i in indices:
                    values = frame[i].to_numpy()
                    pieces[i].append(None if np.isnan(values).all() else values.copy())
    except ValueError:
        return None
    return [Parsed(b, _joined(pieces.pop(b.index), sizes)) for b in bindings]


def _joined(pieces: list[Array | None], sizes: Sequence[int]) -> Array:
    if all(piece is None for piece in pieces):
        return np.broadcast_to(np.nan, (sum(sizes),))
    whole = np.full(sum(sizes), np.nan)
    start = 0
    for size in sizes:
        piece = pieces.pop(0)
        if piece is not None:
            whole[start : start + size] = piece
        start += size
    return whole


def _tolerant(path: Path, start: int, bindings: Sequence[Binding], width: int) -> list[Parsed]:
    """Parse line by line, with a mark on every cell that is not a number."""
    lines = split_lines(decode(path.read_bytes()[start:]))
    if not lines[-1]:
        lines.pop()
    rows: list[list[str]] = []
    for line in lines:
        cells = split_cells(line, ",")
        if any(cells[width:]):
            cells = [_UNREADABLE] * width
        rows.append(cells + [""] * (width - len(cells)))
    return [parse_cells(binding, [row[binding.index] for row in rows]) for binding in bindings]


def _is_cut(path: Path, start: int, bindings: Sequence[Binding], width: int) -> bool:
    """Whether the last row may lack its end: MultiVu closes every row with a line break."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(start, size - (1 << 16)), os.SEEK_SET)
        last = stream.read().rpartition(b"\n")[2]
    if not last.strip():
        return False
    whole = last.count(b",") + 1 >= width
    return not whole or any(binding.index == width - 1 for binding in bindings)


def _shortened(column: Parsed) -> Parsed:
    bad = None if column.bad is None else column.bad[:-1]
    return Parsed(column.binding, column.values[:-1], bad)


def _settled(columns: Sequence[Parsed], wanted: Sequence[Candidate]) -> list[Parsed]:
    """Of the candidates for a channel, the first that holds numbers."""
    kept: list[Parsed] = []
    seen: set[tuple[str, str]] = set()
    for column, candidate in zip(columns, wanted, strict=True):
        quantity, where = column.binding.quantity, column.binding.where
        if candidate.asked:
            kept.append(column)
            continue
        rivals = {(name, where) for name in (quantity, *candidate.unless)}
        if rivals & seen or not _has_cells(column).any():
            continue
        seen.add((quantity, where))
        kept.append(column)
    return kept


def _has_cells(column: Parsed) -> Mask:
    finite: Mask = np.isfinite(column.values)
    return finite if column.bad is None else finite | column.bad


def _is_row(columns: Sequence[Parsed]) -> Mask:
    """Rows that are measurements: they hold a signal, where the file has any.

    A comment has a time stamp at most, a blank line nothing.
    """
    for kind in ("signal", "control"):
        told = [column for column in columns if _is_of(column, kind)]
        if told:
            rows: Mask = np.logical_or.reduce([_has_cells(column) for column in told])
            return rows
    return np.ones(columns[0].values.size if columns else 0, dtype=bool)


def _is_of(column: Parsed, kind: str) -> bool:
    quantity = column.binding.quantity
    return CHANNELS[quantity].kind == kind and quantity != "time"
