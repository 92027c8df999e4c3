"""``report.html``: one page that opens without a network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from .._version import __version__
from ..core import FittedParameter, Quantity, Result, Source
from . import _names
from ._bibtex import references
from ._figures import Drawn
from ._format import goodness, quote
from ._mechanism import compared, mechanisms, own_fits
from ._notices import notices
from ._quantities import quantity_tables
from ._report import Report
from ._summary import cards, sentences

STATUS = {
    "ok": ("✓", "ok"),
    "warning": ("!", "warning"),
    "refused": ("✕", "refused"),
    "failed": ("✕", "failed"),
    "decisive": ("✓", "decisive"),
    "undecided": ("?", "undecided"),
    "none adequate": ("✕", "none adequate"),
    "yes": ("✓", "yes"),
    "no": ("✕", "no"),
}


def page(report: Report, drawn: Sequence[Drawn], tables: Sequence[str]) -> str:
    """The page of ``report`` with its figures inline.

    Parameters
    ----------
    report, drawn
        What to show, and its figures.
    tables
        Names of the files in ``tables/``.
    """
    environment = Environment(
        loader=PackageLoader("supra2d.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        symbol=_names.symbol,
        symbol_of=_names.symbol_of,
        words=_names.words,
        check_words=_names.check_words,
        status=status,
        parameter=parameter,
        note=note,
    )
    return environment.get_template("report.html").render(
        report=report,
        summary=sentences(report),
        headline=[(q, quote(q.value or 0.0, q.total, q.unit)) for q in cards(report)],
        notices=notices(report),
        sections=_sections(report, drawn),
        quantities=quantity_tables(report.quantities),
        claims=any(r.kind == "claims" for r in report.results),
        lattice=any(r.kind == "hamiltonian" for r in report.results),
        mechanisms=[(m, _figures_of(m.result, drawn)) for m in mechanisms(report)],
        fits=[(fit, goodness(fit)) for fit in own_fits(report)],
        comparisons=[c for r in report.results if r.kind != "comparison" for c in r.comparisons],
        sample=_sample_facts(report),
        sources=[_source(s) for s in report.sources],
        references=references(report.citations),
        tables=tables,
        version=__version__,
    )


def status(name: str) -> Markup:
    """A sign and a word, so that nothing hangs on colour."""
    sign, word = STATUS.get(name, ("·", name))
    return Markup(f'<span class="status {name}"><i aria-hidden="true">{sign}</i>{word}</span>')


def parameter(p: FittedParameter) -> Markup:
    """A fitted parameter as a cell."""
    shown = Markup(quote(p.value, p.interval, p.unit).html)
    if p.fixed:
        return shown + Markup(' <span class="note">fixed</span>')
    if p.interval is None:
        return shown + Markup(' <span class="note">not constrained</span>')
    return shown


def note(q: Quantity) -> str:
    """Where and by which criterion a headline number holds."""
    parts = [_names.place(q, key) for key in ("direction", "channel", "gate") if key in q.where]
    criterion = "" if q.convention and q.criterion == "not stated" else q.criterion
    return ", ".join([*parts, *filter(None, [criterion.replace("%", " %"), q.convention])])


def inline_svg(figure: Drawn) -> Markup:
    """The SVG as an element of the page: no prolog, own ids, a description."""
    svg = figure.svg[figure.svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for pattern in (r'(\bid=")', r'(href="#)', r"(url\(#)"):
        svg = re.sub(pattern, rf"\g<1>{figure.name}-", svg)
    label = f'role="img" aria-label="{escape(figure.caption)}" '
    return Markup(svg.replace("<svg ", f"<svg {label}", 1))


def _sections(report: Report, drawn: Sequence[Drawn]) -> list[dict[str, Any]]:
    """One section for each Result that has a figure or something to say."""
    sections = []
    elsewhere = compared(report)
    for result in report.results:
        figures = _figures_of(result, drawn)
        said = result.text and result.kind != "claims"  # its text is the summary
        if (figures or said) and all(result is not other for other in elsewhere):
            sections.append({"title": result.title, "text": result.text, "figures": figures})
    return sections


def _figures_of(result: Result, drawn: Sequence[Drawn]) -> list[dict[str, Any]]:
    return [
        {"svg": inline_svg(d), "caption": d.caption, "name": d.name, "width": d.width}
        for d in drawn
        if d.result is result
    ]


_SAMPLE_UNITS = {
    "thickness": "m",
    "width": "m",
    "length": "m",
    "angle_zero": "deg",
    "mobility": "m^2/(V s)",
}


def _sample_facts(report: Report) -> list[Markup]:
    """``Film A``, ``NbSe2``, ``thickness 6.1 nm``: name and material speak for themselves."""
    facts = []
    for key, value in report.sample.known().items():
        if key == "material":
            facts.append(_names.formula(str(value)))
        elif key == "name":
            facts += [escape(value)] if value != report.title else []
        elif key == "inversion":
            facts.append(escape(f"{'with a' if value else 'without'} centre of inversion"))
        else:
            unit = _SAMPLE_UNITS.get(key)
            text = quote(float(value), None, unit).text if unit else str(value)
            facts.append(escape(f"{key.replace('_', ' ')} {text}"))
    return facts


def _source(source: Source) -> dict[str, Any]:
    state = "refused" if source.rows == 0 else "warning" if source.dropped_rows else "ok"
    return {"source": source, "status": state, "hash": source.sha256[:12]}
