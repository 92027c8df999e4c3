"""The first paragraph of a report: what was found, in plain sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from ..core import Quantity
from ..plot import scale_for
from ._format import quote
from ._mechanism import compared, verdict_sentence
from ._names import place, symbol, symbol_of, words
from ._report import Report

#: What a reader looks for first, in this order.
HEADLINE = (
    "Tc",
    "xi_GL",
    "d_sc",
    "Bc2",
    "anisotropy",
    "B_pauli",
    "pauli_ratio",
    "T_BKT",
    "RRR",
    "Ic",
    "soc_splitting_Gamma",
    "n_sheet",
    "mobility",
    "soc_splitting_K",
    "dos_EF",
    "gap",
    "chi_q_peak",
    "stoner",
    "z2",
    "lattice_c",
    "Delta",
    "vortex_spacing",
)

#: Fields in T and temperatures in K below this are zero to a power supply or a fit.
NEAR_ZERO = 1e-4

#: What the opening sentences tell; the rest stands beside them.
TOLD = tuple(name for name in HEADLINE if name not in ("anisotropy", "B_pauli", "RRR"))

#: Numbers of one name that are shown or told one by one; of more, from where to where they go.
FEW = 3


def headline(report: Report) -> list[Quantity]:
    """The preferred usable numbers that open the report.

    Tc is taken in zero field, Bc2 at zero temperature and a gap at the lowest one; the rest of them
    is in the tables.
    """
    usable = [q for q in report.quantities if q.preferred and q.status != "refused"]
    zero = {"Tc": "field", "Bc2": "temperature"}
    cold = any(q.name == "Bc2" and "temperature" in q.where for q in usable)
    gaps = [q.where.get("temperature", 0.0) for q in usable if q.name == "Delta"]
    found = [
        q
        for q in usable
        if q.name in HEADLINE
        and not (q.name == "Delta" and q.where.get("temperature", 0.0) > min(gaps))
        and (q.name not in zero or abs(q.where.get(zero[q.name], 0.0)) < NEAR_ZERO)
        and not (q.name == "Bc2" and "temperature" not in q.where and cold)
    ]
    return sorted(found, key=lambda q: (HEADLINE.index(q.name), "field" in q.where))


def cards(report: Report) -> list[Quantity]:
    """Those of which there are few enough to stand side by side; none of many samples."""
    if _atlas(report):
        return []
    found = headline(report)
    count = Counter(q.name for q in found)
    return [q for q in found if count[q.name] <= FEW]


def sentences(report: Report) -> list[Markup]:
    """The summary, one sentence each."""
    statements = [escape(line) for r in report.results if r.kind == "claims" for line in r.text]
    if statements or _atlas(report):
        return statements or _atlas(report)
    told = [_files(report), *_numbers(headline(report)), *_mechanisms(report)]
    return told + _state(report)


def _atlas(report: Report) -> list[Markup]:
    """What an atlas holds: its numbers belong to many samples."""
    return [escape(r.text[0]) for r in report.results if r.kind == "atlas" and r.text][:1]


def _files(report: Report) -> Markup:
    computed = [r.text[0] for r in report.results if r.kind in ("hamiltonian", "phase_diagram")]
    if computed:
        return escape(computed[0])
    read = [s for s in report.sources if s.rows > 0]
    rows = sum(s.rows for s in read)
    total = len(report.sources)
    of_all = f" of {total}" if total > len(read) else ""
    noun = "file" if max(total, len(read)) == 1 else "files"
    return Markup(f"The numbers below come from {len(read)}{of_all} {noun} with {rows:,} rows.")


def _numbers(found: Sequence[Quantity]) -> list[Markup]:
    """A sentence for each name, while there are few enough of it to be read."""
    told = []
    for name in dict.fromkeys(q.name for q in found if q.name in TOLD):
        rows = [q for q in found if q.name == name]
        if len(rows) > FEW:
            low, high = (f(_value(q) for q in rows) for f in (min, max))
            scale = scale_for(rows[0].unit, high)
            span = f"{low * scale.factor:.3g} to {high * scale.factor:.3g}&nbsp;{scale.unit}"
            told.append(Markup(f"The {words(name)} {symbol(name)} goes from {span}."))
            continue
        said = Markup(" and ").join(_said(q, rows) for q in rows)
        told.append(Markup(f"The {words(name)} is {said}."))
    return told


def _said(q: Quantity, rows: Sequence[Quantity]) -> Markup:
    text = Markup(f"{symbol_of(q)} = <b>{quote(_value(q), q.total, q.unit).html}</b>")
    notes = [place(q, key) for key in ("direction", "channel", "gate") if _tells(key, rows, q)]
    if q.name == "Tc" and q.convention.startswith("Tc: "):
        notes.append(q.convention.removeprefix("Tc: "))
    elif q.name == "Tc":
        notes.append("read off at zero field" if "field" in q.where else "from the fit of Bc2(T)")
        notes.append(f"criterion {q.criterion.replace('%', ' %')}")
    if q.name == "B_pauli" and q.convention:
        notes.append(q.convention)
    if q.status == "warning":
        notes.append("see the warning below")
    return text + escape(f" ({', '.join(notes)})") if notes else text


def _tells(key: str, rows: Sequence[Quantity], q: Quantity) -> bool:
    """Whether a key has to be named: a direction always, others where they differ."""
    return key in q.where and (key == "direction" or len({r.where.get(key) for r in rows}) > 1)


def _mechanisms(report: Report) -> list[Markup]:
    rows = [row for result in compared(report) for row in result.comparisons]
    if len(rows) == 1:
        return [verdict_sentence(rows[0])]
    return [escape(f"{row['data']}: ") + verdict_sentence(row) for row in rows]


def _state(report: Report) -> list[Markup]:
    refused = sum(q.status == "refused" for q in report.quantities)
    warned = sum(q.status == "warning" for q in report.quantities)
    if not report.quantities and compared(report):
        return []
    if not report.quantities:
        return [Markup("No number could be given; the reasons are below.")]
    if not (refused or warned):
        return []
    parts = []
    total = len(report.quantities)
    if refused:
        parts.append(f"{refused} of {total} numbers were refused")
    if warned:
        of_all = "" if refused else f" of {total} numbers"
        parts.append(f"{warned}{of_all} carr{'ies' if warned == 1 else 'y'} a warning")
    return [Markup(" and ".join(parts).capitalize() + "; the reasons are below.")]


def _value(q: Quantity) -> float:
    value: Any = q.value
    return float(value)
