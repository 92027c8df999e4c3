"""Warnings and refusals, gathered so that one reason is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from ..core import Quantity
from ._format import setting
from ._mechanism import own_fits
from ._names import check_words, place, symbol
from ._quantities import largest_setting
from ._report import Report


@dataclass(frozen=True, slots=True)
class Notice:
    """One reason and all that it concerns."""

    status: str
    about: Markup
    message: str


def notices(report: Report) -> list[Notice]:
    """What a reader must know before using the numbers, worst first."""
    found = [*_of_sources(report), *_of_checks(report), *_of_fits(report)]
    bad = [q for q in report.quantities if q.status != "ok"]
    found += _of_quantities(q for q in bad if q.preferred)
    found.sort(key=lambda notice: ("failed", "refused", "warning").index(notice.status))
    # another row stands for these numbers, so they come last, and only with reasons of their own
    said = {q.message for q in bad if q.preferred}
    return found + _of_quantities(q for q in bad if not q.preferred and q.message not in said)


def _of_sources(report: Report) -> list[Notice]:
    return [
        Notice("refused", Markup("file ") + escape(s.path), s.message)
        for s in report.sources
        if s.rows == 0
    ]


def _of_checks(report: Report) -> list[Notice]:
    return [
        Notice(c.status, Markup("check ") + escape(check_words(c.name)), c.message)
        for c in report.checks
        if c.status != "ok"
    ]


def _of_fits(report: Report) -> list[Notice]:
    return [
        Notice(f.status, Markup("fit of ") + escape(f"{f.model} to {f.data}"), f.message)
        for f in own_fits(report)
        if f.status != "ok"
    ]


def _of_quantities(rows: Iterable[Quantity]) -> list[Notice]:
    """One notice for each reason; reasons that differ in numbers alone are one."""
    groups: dict[tuple[str, str], list[Quantity]] = {}
    for q in rows:
        groups.setdefault((q.status, re.sub(r"\d+(\.\d+)?", "#", q.message)), []).append(q)
    return [Notice(status, _about(qs), _reason(qs)) for (status, _), qs in groups.items()]


def _reason(rows: list[Quantity]) -> str:
    messages = list(dict.fromkeys(q.message for q in rows))
    if len(messages) <= 3:
        return " ".join(messages)
    return f"{messages[0]} ({len(messages) - 1} more like this in the tables below.)"


def _about(rows: list[Quantity]) -> Markup:
    """``Bc2 (90 %) at T = 2, 2.2 K · ch2``."""
    names = Markup(", ").join(dict.fromkeys(_named(q) for q in rows))
    places = []
    for key, sign, unit in (("temperature", "T", "K"), ("field", "µ₀H", "T"), ("angle", "θ", "°")):
        values = sorted({float(q.where[key]) for q in rows if key in q.where})
        if values:
            texts = list(dict.fromkeys(setting(v, largest_setting(rows, key)) for v in values))
            listed = ", ".join(texts[:8]) + (", …" if len(texts) > 8 else "")
            places.append(f"at {sign} = {listed} {unit}")
    for key in ("direction", "channel", "branch", "gate"):
        labels = dict.fromkeys(place(q, key) for q in rows if key in q.where)
        if labels:
            places.append(", ".join(labels))
    return names + (escape(" " + " · ".join(places)) if places else Markup(""))


def _named(q: Quantity) -> Markup:
    return symbol(q.name) + (
        escape(f" ({q.criterion.replace('%', ' %').replace('_', ' ')})")
        if q.criterion
        else Markup("")
    )
