"""Delimited text as people really have it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import CHANNELS, InputError, UnitError, parse_quantity

from .._assemble import assemble, parse_cells
from .._columns import Bound, ReadRequest, bind, is_requested
from .._foreign import looks_like
from .._names import recognise
from .._text import decode, split_cells, split_lines
from .._unknown import nothing_known
from ._dialect import Dialect, sniff
from ._tables import Table, find_tables

_UNREADABLE = "?"


def matches(head: bytes) -> bool:
    """Whether the first bytes are text."""
    return not looks_like(head)


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read the first table of a text file whose columns can be used."""
    text = decode(path.read_bytes())
    if "\x00" in text:
        raise InputError(f"{path.name} holds binary data", "text", "export the measurement as text")
    lines = split_lines(text)
    dialect = sniff(lines)
    found = find_tables(lines, dialect, lambda name: _is_known(name, request))
    # prose holds numbers too: what has no header must be most of the file
    filled = sum(bool(line.strip()) for line in lines)
    tables = [t for t in found if not t.is_unnamed() or 2 * len(t.rows) > filled]
    if not tables:
        raise InputError(
            f"{path.name} holds no table of numbers",
            "names of columns above rows of numbers",
            "export the measurement as columns of numbers",
        )
    table, bound = _choose(tables, request, path.name)
    notes = [*bound.notes]
    if len(tables) > 1:
        notes.append(
            f"the file holds {len(tables)} tables; only the one of "
            f"{', '.join(b.original for b in bound.bindings)} was read"
        )
    rows = table.rows
    if _is_cut(lines, table, dialect):
        rows = rows[:-1]
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    mapped = {binding.index for binding in bound.bindings}
    cells = _columns([lines[i] for i in rows], sorted(mapped), table, dialect)
    return assemble(
        (parse_cells(b, cells[b.index], dialect.decimal) for b in bound.bindings),
        lines=np.array(rows, dtype=np.int64) + 1,
        path=path,
        reader="delimited_text",
        unmapped=[name for i, name in enumerate(table.names) if i not in mapped],
        notes=notes,
        header=_header(lines[: rows[0]]),
    )


def _header(above: Sequence[str]) -> dict[str, float]:
    """The gate voltage that a line above the table states: ``# Gate Voltage = -20 V``."""
    for line in above:
        name, mark, value = line.lstrip("#%/!; ").replace(":", "=", 1).partition("=")
        known = recognise(name) if mark else None
        if known is None or known.quantity != "gate_voltage":
            continue
        try:
            return {"gate": parse_quantity(value.strip(" \t,;"), "V")}
        except UnitError:
            continue
    return {}


def _is_known(name: str, request: ReadRequest) -> bool:
    return recognise(name) is not None or is_requested(name, request)


def _choose(tables: Sequence[Table], request: ReadRequest, file: str) -> tuple[Table, Bound]:
    """The first table with a signal, else the first in which anything is known."""
    fallback: tuple[Table, Bound] | None = None
    error: InputError | None = None
    for table in tables:
        try:
            bound = bind(table.names, table.units, request, file)
        except InputError as found:  # another table may be the one that was meant
            error = error or found
            continue
        if any(CHANNELS[b.quantity].kind == "signal" for b in bound.bindings):
            return table, bound
        # a table of which we know no more than an angle or a label is not understood
        told = any(CHANNELS[b.quantity].unit not in ("", "deg") for b in bound.bindings)
        if told and fallback is None:
            fallback = table, bound
    if fallback is not None:
        return fallback
    longest = max(tables, key=lambda t: len(t.rows))
    raise error or nothing_known(longest.names, request, file, unnamed=longest.is_unnamed())


def _columns(
    rows: Sequence[str], wanted: Sequence[int], table: Table, dialect: Dialect
) -> dict[int, list[str]]:
    """Cells of the wanted columns; a row with too many cells is unreadable as a whole."""
    width = len(table.names)
    columns: dict[int, list[str]] = {i: [] for i in wanted}
    for row in rows:
        cells = split_cells(row, dialect.separator)
        if any(cells[width:]):
            cells = [_UNREADABLE] * width
        for i in wanted:
            columns[i].append(cells[i] if i < len(cells) else "")
    return columns


def _is_cut(lines: Sequence[str], table: Table, dialect: Dialect) -> bool:
    """Whether the last line of the file is a row that lacks its end."""
    last = len(lines) - 1
    if not lines[last].strip() or table.rows[-1] != last:
        return False
    cells = dialect.cells(lines[last])
    others = [dialect.cells(lines[i]) for i in table.rows[-4:-1]]
    if not others:
        return False
    if len(cells) < min(map(len, others)):
        return True
    # a format of fixed width tells a number that lacks its last digits
    widths = {len(other[-1]) for other in others if other}
    return len(others) == 3 and len(widths) == 1 and len(cells[-1]) < min(widths)
