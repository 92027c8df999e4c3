"""Tables in a text file: where they start, what their columns are called, where they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .._names import is_unit
from ._dialect import Dialect

#: Header lines above a table that are looked at (Origin writes up to five).
_DEPTH = 6
_SPACED = re.compile(r"(?:\([^)]*\)|\[[^\]]*\]|\s+(?=[(\[])|[^\s(\[])+")

Known = Callable[[str], bool]


@dataclass(slots=True)
class Table:
    """Names and units of the columns, and the indices of the lines that hold rows."""

    names: list[str]
    units: list[str]
    rows: list[int] = field(default_factory=list)

    def is_unnamed(self) -> bool:
        """Whether the file has no header for this table."""
        return self.names == [_unnamed(i) for i in range(len(self.names))]


def find_tables(lines: Sequence[str], dialect: Dialect, known: Known) -> list[Table]:
    """Cut a file into tables.

    A table starts at the first line of numbers and goes on over blank lines, comments and lines
    that do not parse, until lines of numbers stand under another header. ``known`` says whether
    a name is one that a column can have. Tables with the same header are one.
    """
    tables: list[Table] = []
    current: Table | None = None
    above: list[tuple[int, str]] = []  # text since the last row: a header, or rows that are bad
    comments: set[int] = set()
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        if current is not None and not above and _is_plain(line):
            current.rows.append(i)
            continue
        said = dialect.comment(line)
        if said is not None:
            comments.add(i)
            above.append((i, said))
            continue
        if not dialect.is_row(line):
            above.append((i, line))
            continue
        width = len(dialect.cells(line))
        header = _header([text for _, text in above], width, dialect, known)
        if current is None or (header and _starts_table(header, current, known)):
            current = _resumed(header, width, tables)
        else:
            current.rows += [j for j, _ in above if j not in comments]
        current.rows.append(i)
        above = []
    if current is not None and above and above[0][0] == current.rows[-1] + 1:
        # text right under the last row: bad rows; after a gap it is a footer
        current.rows += [j for j, _ in above if j not in comments]
    return tables


def _unnamed(index: int) -> str:
    """What a column without a name is called, so that it can be mapped."""
    return f"column {index + 1}"


def _is_plain(line: str) -> bool:
    # inside a table a line of digits and signs needs no closer look, and most lines are that
    return not line.strip("0123456789+-.,;eE \t") and bool(line.strip("+-.,;eE \t"))


def _starts_table(header: Table, current: Table, known: Known) -> bool:
    return header.names == current.names or any(known(name) for name in header.names)


def _resumed(header: Table | None, width: int, tables: list[Table]) -> Table:
    """The table of that header if the file had it before, else a new one."""
    if header is None:
        names = [_unnamed(i) for i in range(width)]
        header = Table(names, [""] * width)
    for table in tables:
        if (table.names, table.units) == (header.names, header.units):
            return table
    tables.append(header)
    return header


def _header(above: Sequence[str], width: int, dialect: Dialect, known: Known) -> Table | None:
    """Names and units from the lines above a row of ``width`` cells."""
    lines = above[-_DEPTH:]
    split = [_header_cells(line, width, dialect) for line in lines]
    candidates: list[tuple[int, bool, int]] = []
    for i, cells in enumerate(split):
        if len(cells) < 2 or any(map(_is_number, cells)) or _is_units(cells, split[:i]):
            continue
        hits = sum(known(cell) for cell in cells if cell)
        if hits or len(cells) == width:
            candidates.append((hits, len(cells) == width, i))
    if not candidates:
        return None
    place = max(candidates)[2]
    names = split[place]
    units = next((cells for cells in split[place + 1 :] if _is_units(cells, [names])), [])
    size = max(len(names), width)
    padded = [*names, *[""] * (size - len(names))]
    return Table(
        [name or _unnamed(i) for i, name in enumerate(padded)],
        [units[i] if i < len(units) else "" for i in range(size)],
    )


def _header_cells(line: str, width: int, dialect: Dialect) -> list[str]:
    """Cells of a header line; names may hold spaces that also separate."""
    if dialect.separator is not None:
        return dialect.cells(line)
    readings = [dialect.cells(line), _SPACED.findall(line), re.split(r"\s{2,}|\t", line.strip())]
    for cells in readings:
        if len(cells) == width:
            return [cell.strip() for cell in cells]
    return [cell.strip() for cell in readings[1]]


def _is_units(cells: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """Whether a line is the row of units under one of the lines above it."""
    filled = [cell for cell in cells if cell]
    if not any(len(names) >= len(filled) > 0 for names in above):
        return False
    return 2 * sum(map(is_unit, filled)) > len(filled)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?", cell) is not None
