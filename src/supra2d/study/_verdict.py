"""From probabilities to a sentence that may be quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core import SPIN_ORBIT_NAMES, spin_orbit_dictionary
from ..report import quote, words

if TYPE_CHECKING:
    from ._comparison import Compared

#: Probability from which one mechanism is said to be the one.
DECISIVE = 0.95

NONE = "none of these describes the data"

#: Laws that are one curve: what tells them apart is not in parallel fields.
_SAME_CURVE = {"klb", "film_orbital"}


@dataclass(frozen=True)
class Verdict:
    """What the data say.

    Attributes
    ----------
    text
        The mechanism, or "undecided" with the mechanisms that stay, or that none describes them.
    decisive
        One mechanism has a probability of 0.95 or more and describes the data.
    none_adequate
        No law describes the data.
    group
        Mechanisms that together have that probability.
    reason
        What else keeps the verdict open; a sentence, or empty.
    """

    text: str
    decisive: bool
    none_adequate: bool
    group: tuple[str, ...]
    reason: str = ""


def verdict_of(found: Compared) -> Verdict:
    """The verdict on compared laws."""
    none = not any(e.adequate for e in found.evidences.values())
    ranked = sorted(found.probabilities, key=lambda m: -found.probabilities[m])
    reach = np.cumsum([found.probabilities[m] for m in ranked])
    group = tuple(ranked[: int(np.searchsorted(reach, DECISIVE)) + 1])
    reason = _obstacle(found)
    if none:
        return Verdict(NONE, False, True, group, reason)
    described = found.evidences[found.leading(group[0])].adequate
    if len(group) == 1 and len(ranked) > 1 and described and not reason:
        return Verdict(group[0], True, False, group)
    if not described and not reason:
        reason = (
            f"The likeliest law, {found.leading(group[0])}, does not describe the data; one that "
            "does is far less likely. Look at the points and their errors."
        )
    return Verdict("undecided: " + " or ".join(group), False, False, group, reason)


def _obstacle(found: Compared) -> str:
    """What forbids a decision whatever the probabilities."""
    if "" in found.tables:
        return (
            "The direction of the field is not stated. Along the film normal orbits limit the "
            "field, and such a curve says nothing about spins; state the direction."
        )
    if set(found.tables) == {"perpendicular"}:
        return (
            "All fields point along the film normal. Orbits limit those in any film, and such a "
            "curve says nothing about spins; measure in the plane."
        )
    if any(c.name == "errors" for c in found.notes):
        return "The table has no errors, so no law can be ruled out; add a column dB (T)."
    return ""


def sentences(found: Compared, verdict: Verdict, moved: list[str]) -> list[str]:
    """The verdict in plain sentences, for the report and the terminal."""
    text = [_opening(found, verdict)]
    if verdict.reason:
        text.append(verdict.reason)
    if verdict.none_adequate:
        text.append(_misfit(found))
    text += filter(None, [_same_curve(found), _parameters(found), _dictionary(found)])
    return [*text, *moved]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _opening(found: Compared, verdict: Verdict) -> str:
    shares = ", ".join(f"{words(m)} {found.probabilities[m]:.2g}" for m in verdict.group)
    if verdict.none_adequate:
        best = found.evidences[found.best]
        return (
            f"None of these laws describes the data. The nearest is {found.best}, with "
            f"chi2/dof = {best.chi2:.4g}/{best.dof}."
        )
    if verdict.decisive:
        laws = [n for n, c in found.laws.items() if c.law.mechanism == verdict.group[0]]
        good = [n for n in laws if found.evidences[n].adequate]
        other = sum(p for m, p in found.probabilities.items() if m != verdict.group[0])
        rest = f"of {other:.1g}" if other > 1e-6 else "below one in a million"
        return (
            f"{_capital(words(verdict.group[0]))} decides the critical field: everything else "
            f"together has a probability {rest}. Laws of it that describe the data: "
            f"{_listed(good)}."
        )
    if len(found.probabilities) == 1:
        return f"Undecided: {words(verdict.group[0])} alone was compared."
    return f"Undecided. Probabilities: {shares}."


def _misfit(found: Compared) -> str:
    """Where the nearest law fails."""
    outcome = found.evidences[found.best].outcome
    edge = outcome.values["Tc0"]
    t = np.concatenate([part.x for part in outcome.parts]) / edge
    r = np.concatenate([outcome.residuals(i) for i in range(len(outcome.parts))])
    worst = int(np.argmax(np.abs(r)))
    side = "above" if r[worst] > 0 else "below"
    return (
        f"It fails most at T/Tc0 = {t[worst]:.2f}, where a point lies {abs(r[worst]):.1f} standard "
        f"deviations {side} it."
    )


def _same_curve(found: Compared) -> str:
    there = sorted(n for n in _SAME_CURVE if found.weights.get(n, 0.0) > 0.01)
    if len(there) < 2 or found.facts.thickness and found.facts.slope:
        return ""
    return (
        f"{_listed(there)} are one curve by mathematics; only the thickness of the film together "
        "with the perpendicular slope (or the mobility) separates them."
    )


def _parameters(found: Compared) -> str:
    """The parameters of the law with the highest weight."""
    fit = found.evidences[found.best].record
    quoted = [
        f"{p.name} = {quote(p.value, p.interval, p.unit).text}"
        for p in fit.parameters
        if p.interval is not None
    ]
    return f"{found.best} gives {', '.join(quoted)} (68 %)." if quoted else ""


def _dictionary(found: Compared) -> str:
    """The spin-orbit energy of the leading law under the names that papers use."""
    law = found.laws[found.best].law
    name = law.conventions.get("spin_orbit_energy", "")
    own = {"half_splitting": ("beta", "beta_K"), "gamma_so": ("gamma_so",)}.get(name, ())
    values = found.evidences[found.best].values
    key = next((k for k in own if k in values and values[k] > 0.0), None)
    if key is None:
        return ""
    table = spin_orbit_dictionary(values[key], name, tc=values["Tc0"])
    listed = ", ".join(
        f"{k} = {v:.4g} {SPIN_ORBIT_NAMES[k][0]}".rstrip() for k, v in table.items() if k != name
    )
    return (
        f"The same {key} under other names: {listed}. Splittings and scattering rates meet near "
        "Tc alone: there the two laws are one curve."
    )


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
