"""Looking things up in a report."""

from __future__ import annotations

from typing import Any

from supra2d.core import Check, Quantity
from supra2d.report import Report


def rows(report: Report, name: str, **where: Any) -> list[Quantity]:
    """Quantities of a name whose place (and criterion) is exactly ``where``."""
    criterion = where.pop("criterion", None)
    return [
        q
        for q in report.quantities
        if q.name == name
        and {k: v for k, v in q.where.items() if k != "method"} == where
        and criterion in (None, q.criterion)
    ]


def the(report: Report, name: str, **where: Any) -> Quantity:
    """The preferred one of `rows`, or the only one."""
    found = rows(report, name, **where)
    chosen = [q for q in found if q.preferred] or found
    assert len(chosen) == 1, (name, where, [q.where for q in report.quantities if q.name == name])
    return chosen[0]


def checks(report: Report, name: str) -> list[Check]:
    return [c for c in report.checks if c.name == name]


def inside(quantity: Quantity, truth: float, sigmas: float = 4.0) -> bool:
    """Whether the truth is within some half-widths of ``total``."""
    assert quantity.value is not None, quantity.message
    return abs(quantity.value - truth) <= sigmas * quantity.error
