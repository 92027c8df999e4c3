"""Tables of quantities: preferred rows in sight, the others folded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from ..core import Interval, Quantity
from ..plot import Scale, scale_for
from ._format import quote, setting, span
from ._names import heading, where_symbol, where_unit, words

#: A name with fewer preferred rows than this shares a table with others.
_FEW = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that map column headings to cells, and the columns in which something stands."""

    columns: tuple[Markup, ...]
    cells: tuple[Mapping[Markup, Any], ...]

    @classmethod
    def of(cls, cells: Sequence[Mapping[Markup, Any]]) -> Rows:
        """Leave out the columns that are empty in all rows."""
        names = dict.fromkeys(name for row in cells for name in row)
        return cls(tuple(n for n in names if any(row[n] for row in cells)), tuple(cells))


@dataclass(frozen=True, slots=True)
class QuantityTable:
    """Rows of one name, or of several that have few."""

    title: Markup
    shown: Rows
    folded: Rows
    conventions: tuple[str, ...]


def quantity_tables(quantities: Sequence[Quantity]) -> list[QuantityTable]:
    """A table of single numbers, then one for each name with many."""
    by_name: dict[str, list[Quantity]] = {}
    for q in quantities:
        by_name.setdefault(q.name, []).append(q)
    groups = list(by_name.values())
    single = [rows for rows in groups if sum(q.preferred for q in rows) < _FEW]
    several = [rows for rows in groups if sum(q.preferred for q in rows) >= _FEW]
    tables = [_table(Markup("Single numbers"), single, named=True)] if single else []
    return tables + [_table(heading(rows[0].name), [rows], named=False) for rows in several]


def _table(title: Markup, groups: Sequence[Sequence[Quantity]], *, named: bool) -> QuantityTable:
    shown: list[dict[Markup, Any]] = []
    folded: list[dict[Markup, Any]] = []
    every = [q for rows in groups for q in rows]
    keys = {key: largest_setting(every, key) for q in every for key in q.where}
    if all(q.where.get("method", q.method) == q.method for q in every):
        keys.pop("method", None)  # the last column says it
    for rows in groups:
        scale = _common_scale(rows)
        for q in sorted(rows, key=lambda q: tuple(_order(q.where.get(key)) for key in keys)):
            (shown if q.preferred else folded).append(_row(q, keys, scale, named=named))
    conventions = dict.fromkeys(q.convention for q in every if q.convention)
    return QuantityTable(title, Rows.of(shown), Rows.of(folded), tuple(conventions))


def largest_setting(rows: Iterable[Quantity], key: str) -> float:
    """Largest absolute number under a key of ``where``; zero where there is none."""
    found = (q.where.get(key) for q in rows)
    return max((abs(v) for v in found if isinstance(v, (int, float))), default=0.0)


def _common_scale(rows: Sequence[Quantity]) -> Scale:
    """One printed unit for a column, that of its middle value."""
    sizes = sorted(abs(q.value) for q in rows if q.value is not None)
    return scale_for(rows[0].unit, sizes[len(sizes) // 2] if sizes else 0.0)


def _order(value: Any) -> tuple[int, float, str]:
    if isinstance(value, (int, float)):
        return 1, float(value), ""
    return (0, 0.0, "") if value is None else (2, 0.0, str(value))


def _row(q: Quantity, keys: Mapping[str, float], scale: Scale, *, named: bool) -> dict[Markup, Any]:
    row: dict[Markup, Any] = {Markup("quantity"): heading(q.name)} if named else {}
    row |= {_column(key): _cell(q.where.get(key), keys[key]) for key in keys}
    value = Markup("–")
    if q.value is not None:
        value = Markup(quote(q.value, q.total, q.unit, scale=scale).html)
    row |= {
        Markup("criterion"): q.criterion.replace("%", "\N{NO-BREAK SPACE}%").replace("_", " "),
        Markup("value"): value,
        Markup("statistical"): _limits(q.interval, scale),
        Markup("systematic"): _limits(q.systematic, scale),
        Markup("status"): q.status,
        Markup("how, and from where"): _how(q),
    }
    return row


def _column(key: str) -> Markup:
    unit = where_unit(key)
    return where_symbol(key) + (escape(f" ({unit})") if unit else Markup(""))


def _cell(value: Any, largest: float) -> str:
    if isinstance(value, (int, float)):
        return setting(value, largest)
    return "" if value is None else str(value)


def _limits(interval: Interval | None, scale: Scale) -> str:
    return span(interval, scale) if interval else ""


def _how(q: Quantity) -> Markup:
    """Method, reason of a refusal or remark, origin; warnings stand at the top of the page."""
    reason = q.message if q.status != "warning" else ""
    mark = Markup('<span class="note">') + escape(_origin(q)) + Markup("</span>")
    method = words(q.method) if q.method.isidentifier() else q.method
    said = escape(": ".join(filter(None, [method, reason])))
    return Markup("<br>").join(part for part in (said, mark if q.source else "") if part)


def _origin(q: Quantity) -> str:
    """File and lines; of many pieces only the span, the rest is in ``results.json``."""
    names = dict.fromkeys(part.rpartition("/")[2] for part in re.split(r"[\\;]\s*", q.source))
    name = ", ".join(names)
    lines = re.findall(r"\d+", re.sub(r"\(.*?\)", "", q.rows))
    if not lines:
        return name
    pieces = q.rows.count(";") + 1
    if pieces == 1:
        return f"{name}, lines {q.rows}"
    span = f"lines {min(map(int, lines))} to {max(map(int, lines))}"
    return f"{name}, {pieces} pieces of {span}" if len(names) == 1 else f"{name}, {pieces} pieces"
