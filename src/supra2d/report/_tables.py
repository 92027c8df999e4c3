"""Tables for other programs: tab-separated, with the three header lines that Origin reads.

Line 1 holds names, line 2 units, line 3 comments. Numbers are in canonical units with a
decimal point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from ..core import Axis, Curve, Fit, Quantity, Result
from ._figures import file_name
from ._report import Report


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    unit: str
    comment: str
    cells: Sequence[str]


def tables(report: Report) -> dict[str, str]:
    """File name and text of every table of ``report``."""
    found = {
        "quantities.tsv": _text(_quantity_columns(report.quantities)),
        "fits.tsv": _text(_fit_columns(report.fits)),
    }
    if report.comparisons:
        found["candidates.tsv"] = _text(_candidate_columns(report.comparisons))
    for result in report.results:
        for role in dict.fromkeys(curve.role for curve in result.curves):
            curves = [curve for curve in result.curves if curve.role == role]
            stem = file_name(f"{result.kind}_{role}", result)
            name, number = f"{stem}.tsv", 1
            while name in found:
                number += 1
                name = f"{stem}_{number}.tsv"
            own = _OWN_COLUMNS.get(role)
            found[name] = _text(own(curves) if own else _curve_columns(result, curves))
    return found


def _text(columns: Sequence[Column]) -> str:
    lines = [
        "\t".join(_clean(column.name) for column in columns),
        "\t".join(_clean(column.unit) for column in columns),
        "\t".join(_clean(column.comment) for column in columns),
    ]
    rows = zip_longest(*(column.cells for column in columns), fillvalue="")
    lines += ["\t".join(_clean(cell) for cell in row) for row in rows]
    return "\n".join(lines) + "\n"


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _number(value: Any) -> str:
    if value is None or value != value:  # NaN
        return ""
    return f"{float(value):.10g}"


def _numbers(values: Iterable[Any]) -> list[str]:
    return [_number(value) for value in values]


def describe(curve: Curve) -> str:
    """What a curve is, in a few words: ``field=0.5, branch=up``."""
    parts = [f"{k}={v:g}" if isinstance(v, float) else f"{k}={v}" for k, v in curve.where.items()]
    return ", ".join(parts) or curve.label or curve.role


def _curve_columns(result: Result, curves: Iterable[Curve]) -> list[Column]:
    usual = result.x_axis or Axis("x", ""), result.y_axis or Axis("y", "")
    columns = []
    for curve in curves:
        x_axis, y_axis = curve.axes or usual
        y_name, y_unit = y_axis.name, y_axis.unit
        if curve.role == "residual":
            y_name, y_unit = "normalised residual", ""
        parts = (
            (x_axis.name, x_axis.unit, curve.x),
            (y_name, y_unit, curve.y),
            (f"{x_axis.name} error", x_axis.unit, curve.x_error),
            (f"{y_name} error", y_unit, curve.y_error),
            (f"{y_name} low", y_unit, curve.low),
            (f"{y_name} high", y_unit, curve.high),
        )
        comment = describe(curve)
        columns += [
            Column(name, unit, comment, _numbers(values))
            for name, unit, values in parts
            if values is not None
        ]
    return columns


def _posterior_columns(curves: Sequence[Curve]) -> list[Column]:
    """Draws of the parameters of one law; a row is one draw."""
    return [
        Column(
            str(c.where["parameter"]),
            str(c.where["unit"]),
            f"posterior of {c.where['model']}",
            _numbers(c.y),
        )
        for c in curves
    ]


def _probability_columns(curves: Sequence[Curve]) -> list[Column]:
    return [
        Column("mechanism", "", "", [curve.label for curve in curves]),
        Column("probability", "", "", [_number(curve.y[0]) for curve in curves]),
    ]


#: Roles whose curves are no functions of the x axis.
_OWN_COLUMNS = {"posterior": _posterior_columns, "probability": _probability_columns}


def _candidate_columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    laws = [(row["data"], law) for row in rows for law in row["candidates"]]
    return [
        Column("model", "", "", [law["model"] for _, law in laws]),
        Column("mechanism", "", "", [law["mechanism"] for _, law in laws]),
        Column("weight", "", "", _numbers(law["weight"] for _, law in laws)),
        Column("ln evidence", "", "up to a constant", _numbers(a["log_evidence"] for _, a in laws)),
        Column("adequate", "", "", ["yes" if law["adequate"] else "" for _, law in laws]),
        Column("data", "", "", [data for data, _ in laws]),
    ]


def _quantity_columns(rows: Sequence[Quantity]) -> list[Column]:
    keys = list(dict.fromkeys(key for q in rows for key in q.where))

    def ends(name: str, index: int) -> list[str]:
        pairs = (getattr(q, name) for q in rows)
        return [_number(pair[index]) if pair else "" for pair in pairs]

    return [
        Column("name", "", "", [q.name for q in rows]),
        *(Column(key, "", "where", [_cell(q.where.get(key, "")) for q in rows]) for key in keys),
        Column("criterion", "", "", [q.criterion for q in rows]),
        Column("value", "", "in the unit of the row", [_number(q.value) for q in rows]),
        Column("unit", "", "", [q.unit for q in rows]),
        Column("total low", "", "68 %, to be quoted", ends("total", 0)),
        Column("total high", "", "68 %, to be quoted", ends("total", 1)),
        Column("interval low", "", "statistical", ends("interval", 0)),
        Column("interval high", "", "statistical", ends("interval", 1)),
        Column("systematic low", "", "span of choices", ends("systematic", 0)),
        Column("systematic high", "", "span of choices", ends("systematic", 1)),
        Column("status", "", "", [q.status for q in rows]),
        Column("preferred", "", "", ["yes" if q.preferred else "" for q in rows]),
        Column("method", "", "", [q.method for q in rows]),
        Column("convention", "", "", [q.convention for q in rows]),
        Column("message", "", "", [q.message for q in rows]),
        Column("source", "", "", [q.source for q in rows]),
        Column("rows", "", "lines of the source", [q.rows for q in rows]),
    ]


def _cell(value: Any) -> str:
    return _number(value) if isinstance(value, float) else str(value)


def _fit_columns(fits: Sequence[Fit]) -> list[Column]:
    rows = [(fit, p) for fit in fits for p in fit.parameters]
    return [
        Column("model", "", "", [f.model for f, _ in rows]),
        Column("data", "", "", [f.data for f, _ in rows]),
        Column("parameter", "", "", [p.name for _, p in rows]),
        Column("value", "", "in the unit of the row", _numbers(p.value for _, p in rows)),
        Column("unit", "", "", [p.unit for _, p in rows]),
        Column("low", "", "68 %", [_number(p.interval[0]) if p.interval else "" for _, p in rows]),
        Column("high", "", "68 %", [_number(p.interval[1]) if p.interval else "" for _, p in rows]),
        Column("fixed", "", "", ["yes" if p.fixed else "" for _, p in rows]),
        Column("chi2", "", "of the fit", _numbers(f.chi2 for f, _ in rows)),
        Column("dof", "", "of the fit", [str(f.dof) for f, _ in rows]),
        Column("AIC", "", "of the fit", _numbers(f.aic for f, _ in rows)),
        Column("BIC", "", "of the fit", _numbers(f.bic for f, _ in rows)),
        Column("status", "", "of the fit", [f.status for f, _ in rows]),
        Column("message", "", "of the fit", [f.message for f, _ in rows]),
    ]
