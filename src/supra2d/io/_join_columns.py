"""The columns of a log file by their names, read fast: numbers and clocks, nothing mapped yet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from supra2d.core import Array, InputError, UnitError, parse_unit, sha256

from ._columns import ReadRequest
from ._join_clock import ClockColumn, read_texts, without_clocks
from ._names import bare_name, own_unit
from ._text import decode, number, split_cells, split_lines
from .delimited_text._dialect import Dialect, sniff
from .delimited_text._tables import find_tables

_HEAD = 1 << 16
_CHUNK = 1 << 16
_SAMPLE = 200


@dataclass(slots=True)
class LogFile:
    """What a log file holds: names and units of its columns, and its first rows as text.

    ``first`` is the index of the line where its rows start; ``log`` is what another reader than
    that of text has made of the file.
    """

    path: Path
    reader: str
    names: list[str]
    units: list[str]
    sample: list[list[str]]
    first: int = 0
    dialect: Dialect | None = None
    log: xr.Dataset | None = None
    notes: list[str] = field(default_factory=list)
    _digest: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the file."""
        self._digest = self._digest or sha256(self.path)
        return self._digest

    def index(self, name: str) -> int | None:
        """Column called ``name``, with its unit in the header or without."""
        for form in (str.strip, bare_name):
            for i, header in enumerate(self.names):
                if form(header) == name:
                    return i
        return None

    def unit(self, i: int) -> str:
        """Unit of a column as the file gives it, empty where it does not."""
        return self.units[i] or own_unit(self.names[i])


@dataclass(slots=True)
class Loaded:
    """Columns of a file in its own units, ``stamps`` of its clock, and the line of each row."""

    columns: dict[int, Array]
    stamps: Array | None
    lines: npt.NDArray[np.int64]
    dropped: int = 0


def open_log(
    path: Path, known: Callable[[str], bool], module: ModuleType, request: ReadRequest
) -> LogFile:
    """Look at the head of a file.

    Parameters
    ----------
    path
        A log in text, or a file of another reader, which is then read as a whole.
    known
        Whether a name is one that a column can have.
    module, request
        The reader of the file, and what the user said of the columns.

    Raises
    ------
    InputError
        When it holds no table.
    """
    name = module.__name__.split(".")[-2]
    if name != "delimited_text":
        try:
            log = module.read(path, request)
        except InputError:
            # columns of other logs are no columns of this one
            log = module.read(path, ReadRequest())
        return _of_reader(path, name, log)
    with path.open("rb") as stream:
        raw = stream.read(_HEAD)
    lines = split_lines(decode(raw))
    if len(raw) == _HEAD:
        lines.pop()
    plain = [without_clocks(line) for line in lines]
    dialect = sniff(plain)
    if dialect.separator is None:
        plain = [without_clocks(line, spaced=True) for line in lines]
    tables = find_tables(plain, dialect, known)
    if not tables:
        raise InputError(
            f"{path.name} holds no table of numbers",
            "names of columns above rows of numbers",
            "export the log as columns, or leave it out of [join] files",
        )
    table = max(tables, key=lambda t: len(t.rows))
    sample = [dialect.cells(lines[i]) for i in table.rows[:_SAMPLE]]
    return LogFile(path, name, table.names, table.units, sample, table.rows[0], dialect)


def load(file: LogFile, wanted: Sequence[int], clock: ClockColumn | None) -> Loaded:
    """Read the wanted columns and the clock; a row without a stamp is dropped and counted."""
    if file.log is not None:
        found = _from_dataset(file.log, file, wanted, clock)
    else:
        found = _fast(file, wanted, clock) or _tolerant(file, wanted, clock)
    size = found.lines.size
    told = np.zeros(size, dtype=bool) if found.columns else np.ones(size, dtype=bool)
    for values in found.columns.values():
        told |= np.isfinite(values)
    stamped = np.ones(size, dtype=bool) if found.stamps is None else np.isfinite(found.stamps)
    keep = told & stamped
    if not keep.any():
        raise InputError(
            f"{file.path.name} has no row with a number in the columns that are needed",
            "a clock and a number in each row",
            "check the export, or leave it out of [join] files",
        )
    if keep.all():
        return found
    # a blank line is no row that was lost
    blank = int((~told & (found.stamps is None or ~stamped)).sum())
    found = picked(found, keep)
    found.dropped -= blank
    return found


def picked(found: Loaded, keep: npt.NDArray[np.bool_ | np.int64]) -> Loaded:
    """The rows of a mask, or in another order; those left out are counted as dropped.

    Frees what it came from.
    """
    for i in list(found.columns):
        found.columns[i] = found.columns[i][keep]
    stamps = None if found.stamps is None else found.stamps[keep]
    lines = found.lines[keep]
    return Loaded(found.columns, stamps, lines, found.dropped + keep.size - lines.size)


def factor_of(file: LogFile, i: int, unit: str, *, kind: str, write: str) -> float:
    """Factor to canonical units of column ``i``, whose unit must be one of ``kind``.

    Raises
    ------
    UnitError
        When it has none or another one; ``write`` is the line that would give it.
    """
    given = unit or file.unit(i)
    where = f"column {bare_name(file.names[i])!r} of {file.path.name}"
    if not given:
        raise UnitError(f"{where} has no unit", f"a unit of {kind}", f"write {write}")
    try:
        known = parse_unit(given)
    except UnitError as error:
        raise UnitError(f"{where} has the {error.got}", error.expected, f"write {write}") from None
    if kind and known.canonical != kind:
        raise UnitError(f"{where} is in {given}", f"a unit of {kind}", f"write {write}")
    return known.factor


def _of_reader(path: Path, name: str, log: xr.Dataset) -> LogFile:
    variables = [v for v in log.data_vars.values() if v.dims == ("row",)]
    names = [str(v.attrs.get("column") or v.name) for v in variables]
    units = [str(v.attrs.get("units", "")) for v in variables]
    rows = zip(*(v.values[:_SAMPLE] for v in variables), strict=True)
    sample = [[str(cell) for cell in row] for row in rows]
    said = [str(log.attrs["message"])] if log.attrs.get("message") else []
    return LogFile(path, name, names, units, sample, log=log, notes=said)


def _from_dataset(
    log: xr.Dataset, file: LogFile, wanted: Sequence[int], clock: ClockColumn | None
) -> Loaded:
    variables = [v.values for v in log.data_vars.values() if v.dims == ("row",)]
    stamps = None if clock is None else np.asarray(variables[clock.indices[0]], dtype=np.float64)
    lines = np.asarray(log["row"].values, dtype=np.int64)
    dropped = int(log.attrs.get("dropped_rows", 0))
    return Loaded({i: variables[i].astype(np.float64) for i in wanted}, stamps, lines, dropped)


def _fast(file: LogFile, wanted: Sequence[int], clock: ClockColumn | None) -> Loaded | None:
    """Parse with pandas, piece by piece; None when a cell is not a number."""
    assert file.dialect is not None
    texts = clock.indices if clock is not None and clock.layout else ()
    numbers = set(wanted) | set(clock.indices if clock is not None and not clock.layout else ())
    indices = sorted(numbers | set(texts))
    pieces: dict[int, list[Array]] = {i: [] for i in numbers}
    stamps: list[Array] = []
    size = 0
    try:
        for frame in _frames(
            file, indices, {i: str if i in texts else np.float64 for i in indices}
        ):
            size += len(frame)
            for i in numbers:
                pieces[i].append(frame[i].to_numpy(copy=True))
            if clock is not None and clock.layout:
                cells = [frame[i].fillna("").tolist() for i in texts]
                stamps.append(read_texts(cells, clock.layout))
    except (ValueError, UnicodeError):
        return None
    columns = {i: np.concatenate(pieces.pop(i)) for i in sorted(numbers)}
    if stamps:
        stamp: Array | None = np.concatenate(stamps)
    else:
        stamp = None if clock is None else columns[clock.indices[0]]
    columns = {i: columns[i] for i in wanted}
    if _is_cut(file.path):
        size -= 1
        columns = {i: v[:size] for i, v in columns.items()}
        stamp = None if stamp is None else stamp[:size]
        file.notes.append("the file ends in the middle of a row, its whole rows are kept")
    return Loaded(columns, stamp, file.first + 1 + np.arange(size, dtype=np.int64))


def _frames(file: LogFile, indices: list[int], types: dict[int, Any]) -> Iterator[pd.DataFrame]:
    assert file.dialect is not None
    with pd.read_csv(
        file.path,
        header=None,
        names=range(len(file.names)),
        usecols=indices,
        index_col=False,
        dtype=types,
        sep=file.dialect.separator or r"\s+",
        decimal=file.dialect.decimal,
        skiprows=file.first,
        skip_blank_lines=False,
        quoting=csv.QUOTE_NONE,
        encoding="latin-1",
        chunksize=_CHUNK,
    ) as frames:
        yield from frames


def _tolerant(file: LogFile, wanted: Sequence[int], clock: ClockColumn | None) -> Loaded:
    """Parse line by line: a cell that is no number is blank."""
    assert file.dialect is not None
    texts = clock.indices if clock is not None and clock.layout else ()
    numbers = [*wanted, *(clock.indices if clock is not None and not clock.layout else ())]
    cells: dict[int, list[float]] = {i: [] for i in numbers}
    stamps: list[list[str]] = [[] for _ in texts]
    lines: list[int] = []
    decimal, width, bad = file.dialect.decimal, len(file.names), 0
    for i, line in enumerate(split_lines(decode(file.path.read_bytes()))[file.first :], file.first):
        row = split_cells(line, file.dialect.separator)
        if not any(row):
            continue
        row += [""] * (width - len(row))
        read = {j: number(row[j], decimal) for j in cells}
        if any(row[width:]) or None in read.values():
            bad += 1
            continue
        for j, value in read.items():
            cells[j].append(np.nan if value is None else value)
        for column, j in zip(stamps, texts, strict=True):
            column.append(row[j])
        lines.append(i + 1)
    columns = {j: np.array(values, dtype=np.float64) for j, values in cells.items()}
    stamp = None
    if clock is not None:
        stamp = read_texts(stamps, clock.layout) if texts else columns[clock.indices[0]]
    rows = np.array(lines, dtype=np.int64)
    return Loaded({j: columns[j] for j in wanted}, stamp, rows, bad)


def _is_cut(path: Path) -> bool:
    """Whether the last row may lack its end: no line break, and shorter than those above it."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4096))
        *above, last = split_lines(decode(stream.read()))
    lengths = {len(line) for line in above[-3:]}
    return bool(last.strip()) and len(lengths) == 1 and len(last) < min(lengths)
