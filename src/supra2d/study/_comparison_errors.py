"""Which error of the instrument moves the answer, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING

from ..core import SupraError
from ..fit import Evidence, laplace_evidence
from ..report import quote
from ._candidates import candidates

if TYPE_CHECKING:
    from ._comparison import Compared

_MOVES = 0.5  # standard deviations

_WORDS = {
    "tilt": "a misalignment of the film",
    "remanent": "a remanent field",
    "thermometer": "magnetoresistance of the thermometer",
    "cooldown": "a shift of Tc between cooldowns",
}


def moved_by(found: Compared) -> list[str]:
    """Sentences on the parameters and odds that each error of the instrument changes.

    The leading law, and the leading one of the next mechanism, are fitted again with one error
    after the other held at zero.
    """
    best, rival = found.best, _rival(found)
    told = []
    for name, word in _WORDS.items():
        if not _allowed(found, name):
            continue
        try:
            evidences = _without(found, name, [best, *([rival] if rival else [])])
        except SupraError:
            continue
        told += _shifts(found, best, name, word, evidences[best].values)
        if rival:
            told += _odds(found, best, rival, word, evidences)
    return told or ["No instrument error allowed for moves a parameter by half of its error."]


def _allowed(found: Compared, name: str) -> bool:
    """Whether the comparison has this error among its parameters."""
    if name == "cooldown":
        return found.shift is not None
    return bool(getattr(found.instrument, name)) and name in found.evidences[found.best].values


def _without(found: Compared, name: str, laws: list[str]) -> dict[str, Evidence]:
    """Evidences of some laws with one error held at zero."""
    instrument, shift = found.instrument, found.shift
    if name == "cooldown":
        shift = None
    else:
        none = {"tilt": 0.0, "tilted": 0.0} if name == "tilt" else {name: 0.0}
        instrument = replace(instrument, **none)
    again, _ = candidates(found.tables, found.facts, instrument, laws)
    return {c.law.name: laplace_evidence(c.parts, tc_shift=shift) for c in again}


def _rival(found: Compared) -> str:
    """The leading law of the mechanism that comes second, while it counts."""
    own = found.laws[found.best].law.mechanism
    others = {m: p for m, p in found.probabilities.items() if m != own}
    if not others or max(others.values()) < 1e-3:
        return ""
    return found.leading(max(others, key=lambda m: others[m]))


def _shifts(
    found: Compared, best: str, name: str, word: str, without: Mapping[str, float]
) -> list[str]:
    evidence = found.evidences[best]
    intervals = evidence.intervals()
    units = {p.name: p.unit for p in evidence.record.parameters}
    told = []
    for parameter in [p.name for p in found.laws[best].law.parameters]:
        interval = intervals.get(parameter)
        if interval is None or interval[0] == interval[1] or parameter not in without:
            continue
        sigma = 0.5 * (interval[1] - interval[0])
        value, change = evidence.values[parameter], without[parameter] - evidence.values[parameter]
        if abs(change) > _MOVES * sigma:
            told.append(
                f"{parameter} would be {without[parameter]:.4g} instead of {value:.4g} "
                f"{units[parameter]} ({change / sigma:+.1f} standard deviations)"
            )
    if not told:
        return []
    found_at = intervals.get(name)
    unit = units.get(name, "")
    size = f" of {quote(evidence.values[name], found_at, unit).text}" if found_at else ""
    return [f"Without allowing for {word}{size}, {'; '.join(told)}."]


def _odds(
    found: Compared, best: str, rival: str, word: str, evidences: Mapping[str, Evidence]
) -> list[str]:
    before = found.evidences[best].laplace - found.evidences[rival].laplace
    after = evidences[best].laplace - evidences[rival].laplace
    if abs(after - before) < 1.0:
        return []
    was, would = (
        f"{exp(min(abs(x), 100.0)):.2g} to 1 for {best if x > 0 else rival}"
        for x in (before, after)
    )
    return [f"Without {word}, {best} against {rival} would stand {would}, not {was}."]
