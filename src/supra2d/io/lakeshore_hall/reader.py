"""Lake Shore Hall files: ``[Sample parameters]``, then steps with tables of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from supra2d.core import CHANNELS, InputError, UnitError, parse_quantity

from .._assemble import Parsed, assemble, parse_cells
from .._columns import Binding, ReadRequest, requested, unmet
from .._names import bare_name, own_unit
from .._registry import reader_spec
from .._text import decode, number, split_cells, split_lines

_MARK = b"[sample parameters]"
_HALL = re.compile(r"Hall Coefficient\s*\[cm\S?/C\]", re.IGNORECASE)
_OUT_OF_RANGE = 1e100
_UNREADABLE = "?"


@dataclass(slots=True)
class _Table:
    """Names of the columns, contact set, and the rows as (number of the line, cells)."""

    names: list[str]
    contacts: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def matches(head: bytes) -> bool:
    """Whether a file starts as the Hall software starts it."""
    return head.lstrip().lower().startswith(_MARK)


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read all tables of a Hall file as one log, tables with the same header one after another."""
    lines = split_lines(decode(path.read_bytes()))
    notes: list[str] = []
    tables = [t for t in _tables(lines) if t.rows]
    if tables and tables[-1].rows[-1][0] == len(lines):
        # the software ends a file with blank lines
        tables[-1].rows.pop()
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    tables = [t for t in tables if t.rows]
    if not tables:
        raise InputError(
            f"{path.name} is a Lake Shore Hall file without a row of data",
            "at least one table below [Measurements]",
            "export it again after the measurement",
        )
    facts = _facts(lines)
    cells, asked = _collected(tables, request, path.name)
    columns = [parse_cells(binding, cells[binding]) for binding in cells]
    hall = _hall_resistance(tables, facts, notes)
    if hall is not None and not any(b.quantity == "hall_resistance" for b in asked):
        columns.append(hall)
    used = {b.original for t in tables for b in [*asked, *_declared(t, asked)]}
    used |= {column.binding.original for column in columns}
    signals = [c for c in columns if CHANNELS[c.binding.quantity].kind == "signal"]
    told = [np.isfinite(c.values) if c.bad is None else c.bad | np.isfinite(c.values)
            for c in signals]  # fmt: skip
    return assemble(
        columns,
        lines=np.array([line for table in tables for line, _ in table.rows], dtype=np.int64),
        path=path,
        reader="lakeshore_hall",
        unmapped=[n for n in dict.fromkeys(n for t in tables for n in t.names) if n not in used],
        notes=[*unmet(request, asked), *notes],
        header=facts,
        is_row=np.logical_or.reduce(told) if told else None,
    )


def _tables(lines: Sequence[str]) -> list[_Table]:
    """Tables in order of their first appearance; one with a known header is the same table."""
    tables: list[_Table] = []
    current: _Table | None = None
    contacts = ""
    for i, line in enumerate(lines, start=1):
        cells = split_cells(line.rstrip(), "\t")
        if not line.strip():
            current, contacts = None, ""
        elif current is not None:
            current.rows.append((i, cells))
        elif line.startswith("Contact Sets:"):
            contacts = cells[-1]
        elif len(cells) > 1 and sum(bool(own_unit(cell)) for cell in cells) > 1:
            same = (t for t in tables if (t.names, t.contacts) == (cells, contacts))
            current = next(same, None) or _Table(cells, contacts)
            if current not in tables:
                tables.append(current)
    return tables


def _facts(lines: Sequence[str]) -> dict[str, Any]:
    """Name, contacts and thickness, and whether the instrument reversed the field itself."""
    facts: dict[str, Any] = {}
    for line in lines[: next((i for i, s in enumerate(lines) if s.startswith("[Meas")), 0)]:
        key, _, value = (part.strip() for part in re.split(r"(=|:)", line + ":", maxsplit=1))
        value = value.rstrip(":").strip()
        if key == "Sample Type":
            facts["contacts"] = value.lower().replace(" ", "-")
        elif key == "Thickness":
            try:
                facts["thickness"] = parse_quantity(re.sub(r"[\[\]]", "", value), "m")
            except UnitError:
                continue  # not filled in: the note on the Hall coefficient says so
        elif key and not value and not key.startswith("["):
            facts["title"] = key
    facts["field_reversed"] = any("Field Reversal" in line for line in lines)
    return facts


def _collected(
    tables: Sequence[_Table], request: ReadRequest, file: str
) -> tuple[dict[Binding, list[str]], list[Binding]]:
    """Cells of each channel over the rows of all tables, blank where a table lacks it."""
    size = sum(len(table.rows) for table in tables)
    cells: dict[tuple[str, str], list[str]] = {}
    bindings: dict[tuple[str, str], Binding] = {}
    asked: list[Binding] = []
    start = 0
    for table in tables:
        mine = requested(table.names, [""] * len(table.names), request, file)
        asked += mine
        for binding in [*mine, *_declared(table, mine)]:
            key = (binding.quantity, binding.where)
            column = cells.setdefault(key, [""] * size)
            bindings.setdefault(key, binding)
            if bindings[key].unit != binding.unit:
                raise InputError(
                    f"{file} gives {binding.quantity} in {bindings[key].unit} and {binding.unit}",
                    "one unit in all tables",
                    f"choose one with --columns '{binding.quantity}=NAME [unit]'",
                )
            for i, (_, row) in enumerate(table.rows):
                column[start + i] = _cell(row, binding.index, len(table.names))
        start += len(table.rows)
    return {bindings[key]: column for key, column in cells.items()}, asked


def _declared(table: _Table, asked: Sequence[Binding]) -> Iterator[Binding]:
    """Columns that spec.toml names and the user has not claimed."""
    settled = {b.quantity for b in asked} | {b.index for b in asked}
    for i, name in enumerate(table.names):
        for rule in reader_spec("lakeshore_hall")["columns"]:
            quantity = rule["quantity"]
            known = re.fullmatch(rule["name"], bare_name(name), re.IGNORECASE)
            if known and not settled & {quantity, i}:
                where = table.contacts if quantity in ("current", "voltage") else ""
                yield Binding(i, quantity, own_unit(name), name, where)


def _cell(row: Sequence[str], index: int, width: int) -> str:
    """A cell; unreadable where the row is too long or the instrument was out of range."""
    if any(row[width:]):
        return _UNREADABLE
    cell = row[index] if index < len(row) else ""
    value = number(cell)
    return _UNREADABLE if value is not None and abs(value) >= _OUT_OF_RANGE else cell


def _hall_resistance(
    tables: Sequence[_Table], facts: dict[str, Any], notes: list[str]
) -> Parsed | None:
    r"""Hall resistance :math:`R_H B/d` of the rows that give a Hall coefficient."""
    found: list[float] = []
    binding = None
    for table in tables:
        place = next((i for i, n in enumerate(table.names) if _HALL.fullmatch(n)), None)
        at = next((i for i, n in enumerate(table.names) if n == "Field [G]"), None)
        if place is None or at is None:
            found += [np.nan] * len(table.rows)
            continue
        binding = Binding(place, "hall_resistance", "ohm", table.names[place])
        for _, row in table.rows:
            pair = [number(_cell(row, i, len(table.names))) for i in (place, at)]
            found.append(np.nan if None in pair else 1e-10 * np.prod(np.array(pair, float)))
    if binding is None:
        return None
    if "thickness" not in facts:
        notes.append(f"{binding.original!r} left alone: the file does not state the thickness")
        return None
    return Parsed(binding, np.array(found) / facts["thickness"])
