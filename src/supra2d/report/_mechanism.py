"""The section on the mechanism: verdict, laws with their weights, priors, what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from markupsafe import Markup, escape

from ..core import Fit, FittedParameter, Result
from ..plot import scale_for
from ._format import goodness, quote, ten_powers
from ._names import symbol, words
from ._report import Report

_LEAST = 1e-3  # weight from which a law stands in sight

#: Parameters that are told last: none of them is the strength of a mechanism.
_LAST = ("slope", "tilt", "remanent", "thermometer")


@dataclass(frozen=True, slots=True)
class Law:
    """One row of the table of laws."""

    fit: Fit
    weight: str
    log_evidence: str
    good: Mapping[str, str]
    adequate: bool
    parameters: Markup


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One comparison, ready for the page.

    Attributes
    ----------
    result
        Where it comes from.
    state, verdict
        ``decisive``, ``undecided`` or ``none adequate``; the sentence that says so.
    data, text
        What was compared, and further sentences.
    laws, unlikely
        Rows in sight, and those with next to no weight.
    assumed
        Parameter, its prior or fixed value, and the laws that share it.
    skipped
        Reason, and the laws that were left out for it.
    """

    result: Result
    state: str
    verdict: str
    data: str
    text: tuple[str, ...]
    laws: tuple[Law, ...]
    unlikely: tuple[Law, ...]
    assumed: tuple[tuple[Markup, str, str], ...]
    skipped: tuple[tuple[str, str], ...]


def compared(report: Report) -> list[Result]:
    """Results that compare laws of the critical field."""
    return [r for r in report.results if r.kind == "comparison" and r.comparisons]


def own_fits(report: Report) -> list[Fit]:
    """Fits that stand for themselves: those of compared laws are in the section on mechanism."""
    return [f for r in report.results if r.kind != "comparison" for f in r.fits]


def mechanisms(report: Report) -> list[Mechanism]:
    """A section for each comparison of ``report``."""
    return [_mechanism(result) for result in compared(report)]


def probability(share: float) -> str:
    """A probability or a weight as text.

    Examples
    --------
    >>> probability(0.6134), probability(0.9999), probability(1e-90)
    ('0.61', '> 0.999', '< 0.001')
    """
    if share < _LEAST:
        return f"< {_LEAST}"
    if share > 1.0 - _LEAST:
        return f"> {1.0 - _LEAST}"
    return f"{share:.2g}" if share < 0.9 else f"{share:.3f}"


def verdict_sentence(row: Mapping[str, Any]) -> Markup:
    """One sentence for the opening of the report."""
    if row["none_adequate"]:
        count = len(row["candidates"])
        laws = f"None of the {count} laws compared" if count > 1 else "The one law compared"
        verb = "describes" if count > 1 else "does not describe"
        return escape(f"{laws} {verb} the critical fields, so no mechanism is named.")
    shares = [(words(m["mechanism"]), m["probability"]) for m in row["mechanisms"]]
    name, share = shares[0]
    if row["decisive"] and len(shares) == 1:
        return Markup("Only <b>{}</b> was compared, and it describes the critical fields.").format(
            name
        )
    if row["decisive"]:
        return Markup("The mechanism is <b>{}</b> (probability {}).").format(
            name, probability(share)
        )
    likely = [f"{name} {probability(share)}" for name, share in shares if share >= 0.05]
    return Markup("The mechanism is <b>undecided</b>: {}.").format(", ".join(likely))


def _mechanism(result: Result) -> Mechanism:
    row = result.comparisons[0]
    fits = {fit.model: fit for fit in result.fits}
    laws = [_law(fits[c["model"]], c) for c in row["candidates"] if c["model"] in fits]
    likely = sum(c["weight"] >= _LEAST for c in row["candidates"] if c["model"] in fits)
    verdict, *text = result.text or (row["verdict"],)
    return Mechanism(
        result,
        "none adequate" if row["none_adequate"] else "decisive" if row["decisive"] else "undecided",
        ten_powers(verdict),
        row["data"],
        tuple(map(ten_powers, text)),
        tuple(laws[:likely]),
        tuple(laws[likely:]),
        tuple(_assumed([law.fit for law in laws])),
        tuple(_skipped(row["skipped"])),
    )


def _law(fit: Fit, candidate: Mapping[str, Any]) -> Law:
    free = [p for p in fit.parameters if not p.fixed]
    free.sort(key=lambda p: _LAST.index(p.name) + 1 if p.name in _LAST else 0)
    return Law(
        fit,
        probability(candidate["weight"]),
        f"{candidate['log_evidence']:.1f}".replace("-", "\N{MINUS SIGN}"),
        goodness(fit),
        bool(candidate["adequate"]),
        Markup(", ").join(_value(p) for p in free),
    )


def _value(p: FittedParameter) -> Markup:
    """Parameter and value; a value that the data leave open would mislead."""
    name = symbol(p.name)
    if p.interval is None:
        return Markup('<span class="quoted">{} <span class="note">open</span></span>').format(name)
    shown = Markup(quote(p.value, p.interval, p.unit).html)
    return Markup('<span class="quoted">{} = {}</span>').format(name, shown)


def _assumed(fits: Sequence[Fit]) -> list[tuple[Markup, str, str]]:
    """What was assumed of each parameter, and by which laws; what most share comes first."""
    groups: dict[tuple[str, str], list[str]] = {}
    for fit in fits:
        for p in fit.parameters:
            at = quote(p.value, None, p.unit).text if p.value else "0"
            text = f"fixed at {at}" if p.fixed else prior(p)
            groups.setdefault((p.name, text), []).append(fit.model)
    rows = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    every = [fit.model for fit in fits]
    return [(symbol(name), text, _listed(laws, every)) for (name, text), laws in rows]


def _listed(laws: Sequence[str], every: Sequence[str]) -> str:
    """Names, or those that are missing where they are fewer."""
    missing = [name for name in every if name not in laws]
    if len(missing) >= len(laws):
        return ", ".join(laws)
    return "all laws" + (f" but {', '.join(missing)}" if missing else "")


def prior(p: FittedParameter) -> str:
    """The prior of a parameter in a printed unit.

    Examples
    --------
    >>> prior(FittedParameter("xi", 1e-8, "m", None, "uniform, 1e-10 to 1e-06 m"))
    'uniform, 0.1 to 1000 nm'
    """
    text, times, factor = p.prior.replace("+-", "±").partition(" times or over ")
    number = r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
    sizes = [abs(float(x)) for x in re.findall(number, text.removesuffix(p.unit)) if float(x)]
    if p.unit and sizes and text.endswith(f" {p.unit}"):
        # the unit that suits the middle of the range
        scale = scale_for(p.unit, exp(sum(map(log, sizes)) / len(sizes)))
        body = text.removesuffix(f" {p.unit}")
        body = re.sub(number, lambda m: f"{float(m[0]) * scale.factor:.3g}", body)
        text = f"{body}{'' if scale.unit == '°' else ' '}{scale.unit}"
    return ten_powers(text + times + factor)


def _skipped(rows: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(row["why"], []).append(row["model"])
    return [(why, ", ".join(names)) for why, names in reasons.items()]
