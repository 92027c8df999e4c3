"""Which mechanism: laws compared on the critical fields of one sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from ..core import Array, Axis, Check, Curve, Result, Sample, SupraError
from ..fit import (
    Evidence,
    Instrument,
    laplace_evidence,
    mechanism_probabilities,
    refined,
    settled,
)
from ..report import words
from ._boundary import points_curve
from ._boundary_fit import tc_shift
from ._candidates import Candidate, candidates
from ._comparison_checks import instrument_checks, physics_checks, table_checks
from ._comparison_errors import moved_by
from ._facts import Facts
from ._nested import nested
from ._options import Options
from ._verdict import Verdict, sentences, verdict_of

_MOST = 4  # laws drawn
_LIVING = 1e-2  # probability from which a mechanism is looked at by other criteria
_WEIGHTY = 1e-2  # of a law whose intervals are worth more care
_IN_PLAY = 8.0  # of the log evidence below the best: laws beyond it need no care


@dataclass(frozen=True)
class Compared:
    """Laws with their evidence on the same points.

    Attributes
    ----------
    tables
        The points by direction.
    facts
        What was known before.
    laws
        Candidates by name, those that could be fitted.
    evidences
        By name of the law.
    skipped
        Why the other laws were left out.
    weights, probabilities
        Of the laws, and of the mechanisms.
    instrument, shift
        How far it may be off; spread of Tc between cooldowns, K.
    notes
        What had to be done to the table first.
    """

    tables: Mapping[str, xr.Dataset]
    facts: Facts
    laws: Mapping[str, Candidate]
    evidences: Mapping[str, Evidence]
    skipped: Mapping[str, str]
    weights: Mapping[str, float]
    probabilities: Mapping[str, float]
    instrument: Instrument
    shift: float | None
    notes: tuple[Check, ...]

    @property
    def best(self) -> str:
        """Name of the law with the highest weight."""
        return max(self.weights, key=lambda name: self.weights[name])

    def leading(self, mechanism: str) -> str:
        """Name of the law of a mechanism with the highest weight."""
        own = [n for n, c in self.laws.items() if c.law.mechanism == mechanism]
        return max(own, key=lambda name: self.evidences[name].log_evidence)


def compared(
    tables: Mapping[str, xr.Dataset],
    sample: Sample,
    options: Options,
    *,
    asked: Sequence[str] = (),
    tilt: tuple[float, float] | None = None,
    intervals: bool = True,
) -> Compared:
    """Evidence of every law that the tables of one sample allow.

    Parameters
    ----------
    tables
        Critical fields by direction.
    sample, options
        What is known of the sample, and what was chosen.
    asked
        Names of laws; empty: all.
    tilt
        Misalignment and its error in deg, where it was measured.
    intervals
        False where only the evidence is asked for.
    """
    tables, notes = table_checks(tables)
    instrument = instrument_of(options, tilt)
    found, skipped, facts, shift = prepared(tables, sample, instrument, asked)
    evidences: dict[str, Evidence] = {}
    for candidate in found:
        try:
            evidences[candidate.law.name] = laplace_evidence(candidate.parts, tc_shift=shift)
        except SupraError as error:
            skipped[candidate.law.name] = str(error)
    if "" not in tables:  # without a direction nothing is decided, and care is wasted
        evidences = _refined(evidences)
    laws = {c.law.name: c for c in found if c.law.name in evidences}
    if options.evidence == "nested" and laws:
        setting = {"tables": tables, "sample": sample, "instrument": instrument}
        evidences = nested(laws, evidences, setting)
    weights, probabilities = (
        mechanism_probabilities(
            {name: e.log_evidence for name, e in evidences.items()},
            {name: c.law.mechanism for name, c in laws.items()},
            {name: e.error for name, e in evidences.items()},
        )
        if laws
        else ({}, {})
    )
    if intervals:
        evidences |= {n: settled(e) for n, e in evidences.items() if weights[n] > _WEIGHTY}
    return Compared(
        tables,
        facts,
        laws,
        evidences,
        skipped,
        weights,
        probabilities,
        instrument,
        shift,
        tuple(notes),
    )


def _refined(evidences: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """The same with care for those in play, until none is left that the best one brings in."""
    found, waiting = dict(evidences), set(evidences)
    while True:
        top = max((e.log_evidence for e in found.values()), default=0.0)
        named = {n for n in waiting if found[n].log_evidence + found[n].hidden > top - _IN_PLAY}
        if not named:
            return found
        waiting -= named
        found |= {n: refined(found[n]) for n in found if n in named}


def instrument_of(options: Options, tilt: tuple[float, float] | None) -> Instrument:
    """What the instrument may do; a measured misalignment replaces the one allowed for."""
    at, error = tilt or (0.0, options.misalignment)
    return Instrument(error, options.remanent, options.thermometer, at)


def prepared(
    tables: Mapping[str, xr.Dataset], sample: Sample, instrument: Instrument, asked: Sequence[str]
) -> tuple[list[Candidate], dict[str, str], Facts, float | None]:
    """Candidates, reasons why others are left out, facts, and the spread of Tc."""
    facts = Facts.of(tables, sample)
    if facts.stretch > 1.0:
        tables = {**tables, "perpendicular": _stretched(tables["perpendicular"], facts.stretch)}
    found, skipped = candidates(tables, facts, instrument, asked)
    return found, skipped, facts, tc_shift(list(tables.values()))


def comparison_result(
    tables: Mapping[str, xr.Dataset],
    sample: Sample,
    options: Options,
    *,
    asked: Sequence[str] = (),
    tilt: tuple[float, float] | None = None,
    others: Mapping[str, Mapping[str, xr.Dataset]] | None = None,
    label: str = "",
    found: Compared | None = None,
) -> Result:
    """Compare the laws and say what follows.

    Parameters
    ----------
    tables
        Critical fields by direction, at the criterion of the preferred numbers.
    sample, options, asked, tilt
        As for `compared`.
    others
        The same by other criteria, for which the verdict is repeated.
    label
        Channel, for the heading.
    found
        From `compared` on the same tables, where it is known already.
    """
    found = found or compared(tables, sample, options, asked=asked, tilt=tilt)
    title = "Mechanism" + (f" ({label})" if label else "")
    if not found.laws:
        why = "; ".join(f"{name}: {text}" for name, text in found.skipped.items())
        message = f"No law can be compared on these points: {why}"
        return Result(
            "comparison", title, checks=(*found.notes, Check("mechanism", "failed", message))
        )
    verdict = verdict_of(found)
    moved = moved_by(found)
    checks = [
        *found.notes,
        *instrument_checks(found, options),
        *physics_checks(found, sample, options),
        *_by_criterion(others or {}, sample, options, found, verdict, tilt),
    ]
    prefix = f"{label}: " if label else ""
    return Result(
        "comparison",
        title,
        fits=tuple(_fits(found, prefix)),
        comparisons=(_row(found, verdict, prefix),),
        checks=tuple(replace(c, message=prefix + c.message) for c in checks),
        curves=tuple(_curves(found)),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=tuple(sentences(found, verdict, moved)),
        cites=tuple(dict.fromkeys(k for c in found.laws.values() for k in c.law.references)),
    )


def _stretched(table: xr.Dataset, factor: float) -> xr.Dataset:
    wider = {name: factor * table[name] for name in ("field_error", "temperature_error")}
    return table.assign({name: v.assign_attrs(table[name].attrs) for name, v in wider.items()})


def _data(found: Compared) -> str:
    sizes = [f"{t.sizes['point']} {d or 'unlabelled'}" for d, t in found.tables.items()]
    return " and ".join(sizes) + " points"


def _row(found: Compared, verdict: Verdict, prefix: str) -> dict[str, Any]:
    """The row of ``comparisons`` in results.json."""
    order = sorted(found.weights, key=lambda name: -found.weights[name])
    mechanisms = sorted(found.probabilities.items(), key=lambda item: -item[1])
    return {
        "data": prefix + _data(found),
        "candidates": [
            {
                "model": name,
                "mechanism": found.laws[name].law.mechanism,
                "log_evidence": found.evidences[name].log_evidence,
                "weight": found.weights[name],
                "adequate": found.evidences[name].adequate,
            }
            for name in order
        ],
        "mechanisms": [{"mechanism": m, "probability": p} for m, p in mechanisms],
        "verdict": verdict.text,
        "decisive": verdict.decisive,
        "none_adequate": verdict.none_adequate,
        "skipped": [{"model": name, "why": why} for name, why in found.skipped.items()],
    }


def _fits(found: Compared, prefix: str) -> list[Any]:
    order = sorted(found.weights, key=lambda name: -found.weights[name])
    records = {name: found.evidences[name].record for name in order}
    return [
        replace(record, model=name, mechanism=found.laws[name].law.mechanism,
                data=f"{prefix}{_data(found)}, compared")
        for name, record in records.items()
    ]  # fmt: skip


def _by_criterion(
    others: Mapping[str, Mapping[str, xr.Dataset]],
    sample: Sample,
    options: Options,
    found: Compared,
    verdict: Verdict,
    tilt: tuple[float, float] | None,
) -> list[Check]:
    """The verdict repeated with points of other criteria, by the leading law of each mechanism."""
    verdicts = {options.criterion: verdict.text}
    ranked = sorted(found.probabilities, key=lambda m: -found.probabilities[m])
    living = sum(p > _LIVING for p in found.probabilities.values())
    serious = [found.leading(m) for m in ranked[: max(2, living)]]  # one alone decides nothing
    for criterion, tables in others.items():
        if set(tables) != set(found.tables):
            verdicts[criterion] = "not all directions known"
            continue
        plain = replace(options, evidence="laplace")
        again = compared(tables, sample, plain, asked=serious, tilt=tilt, intervals=False)
        verdicts[criterion] = verdict_of(again).text if again.laws else "too few points"
    if len(verdicts) == 1:
        return []
    listed = "; ".join(f"{c}: {v}" for c, v in verdicts.items())
    same = len({text.split(":")[0] for text in verdicts.values()}) == 1
    return [
        Check(
            "verdict_by_criterion",
            "ok" if same else "warning",
            f"Verdict by resistive criterion: {listed}."
            + ("" if same else " It hangs on the criterion, so it is no property of the sample."),
        )
    ]


def _curves(found: Compared) -> list[Curve]:
    """Points, leading laws with their bands, residuals, probabilities, and posterior draws."""
    drawn = _drawn(found)
    curves = [points_curve(t, {"direction": d}) for d, t in found.tables.items()]
    for name in drawn:
        outcome = found.evidences[name].outcome
        directions = list(found.tables)[-len(outcome.parts) :]
        edge = outcome.values["Tc0"]
        x = np.maximum(edge * (1 - np.linspace(1, 0, 121) ** 2), 0.9 * found.facts.coldest)
        for i, direction in enumerate(directions):
            where = {"model": name, "direction": direction}
            y, low, high = outcome.predict(i, x)
            curves.append(Curve("fit", x, y, low=low, high=high, label=name, where=where))
            part = outcome.parts[i]
            curves.append(Curve("residual", part.x, outcome.residuals(i), where=where))
    mechanisms = sorted(found.probabilities.items(), key=lambda item: -item[1])
    curves += [
        Curve("probability", np.array([float(i)]), np.array([p]), label=words(name),
              where={"mechanism": name})
        for i, (name, p) in enumerate(mechanisms)
    ]  # fmt: skip
    return curves + _posterior(found)


def _drawn(found: Compared) -> list[str]:
    """The leading law of each mechanism, best first, a few of them."""
    leading = [found.leading(m) for m in found.probabilities]
    # far below the best one all weights are zero, the evidence still tells
    return sorted(leading, key=lambda n: -found.evidences[n].log_evidence)[:_MOST]


def _posterior(found: Compared) -> list[Curve]:
    """Draws of the free parameters of the law with the highest weight."""
    outcome = found.evidences[found.best].outcome
    draws = outcome.posterior()
    curves = []
    for name in outcome.free:
        unit = next(p.unit for p in outcome.fit.parameters if p.name == name)
        values: Array = np.array([draw[name] for draw in draws])
        where = {"model": found.best, "parameter": name, "unit": unit}
        curves.append(Curve("posterior", np.arange(values.size, dtype=float), values, where=where))
    return curves
