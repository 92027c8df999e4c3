"""Numbers of the lines: barriers by method, the crossing, the exponent q; and what is best."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any

from scipy.special import logsumexp

from ..core import Quantity, refused
from ..measure import Averaged, Creep
from ._groups import set_point

#: Probability below which a common crossing is refused.
NO_CROSSING = 1e-3

_LINES = ("palstra1988", "palstra1990", "jay2021")
CITES = {
    "arrhenius": _LINES,
    "arrhenius_crossing": (*_LINES, "york2004"),
    "modified_taff": ("kes1989", "zhang2006", "jay2021"),
}
ADEQUATE = 0.01

_DECISIVE = 8.0  # logarithm of the odds against straight lines


def ranking(creep: Creep) -> dict[str, float]:
    """Probability of each way to draw the lines, the most probable first."""
    total = logsumexp(list(creep.log_evidence.values()))
    shares = {name: exp(value - total) for name, value in creep.log_evidence.items()}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def methods(creep: Creep) -> list[str]:
    """Ways to draw the lines that give a U0, the preferred one first.

    Straight lines come first unless the modified law at a known q is better beyond doubt: with
    q = 1 it is nearly a straight line, and with a free q it imitates anything.
    """
    shares = ranking(creep)
    lines = [name for name in shares if name.startswith("arrhenius")]
    if creep.crossing is None or creep.crossing.probability < NO_CROSSING:
        lines = ["arrhenius"]
    known = max(v for k, v in creep.log_evidence.items() if "q =" in k)
    straight = max(creep.log_evidence[name] for name in lines)
    if known - straight > _DECISIVE:
        return ["modified_taff", *lines]
    return [*lines, "modified_taff"]


def best_method(creep: Creep) -> str:
    """The first of `methods`."""
    return methods(creep)[0]


def barriers(creep: Creep, method: str) -> Averaged:
    """Barriers of one method."""
    if method == "arrhenius_crossing" and creep.crossing is not None:
        return creep.crossing.U0
    return creep.modified.U0 if method == "modified_taff" else creep.arrhenius.U0


def line_numbers(creep: Creep, where: Mapping[str, object]) -> list[Quantity]:
    """U0 of each field by each method, T_cross and q; the preferred method first."""
    order = methods(creep)
    rows = [q for method in order for q in _barriers(creep, method, order[0], where)]
    return [*rows, *_crossing(creep, order[0], where), _exponent(creep, where)]


def _barriers(creep: Creep, method: str, best: str, where: Mapping[str, object]) -> list[Quantity]:
    found = barriers(creep, method)
    q = f"q = {creep.modified.best_q:g}, prefactor 2 Rc U/T"
    convention = q if method == "modified_taff" else "slope of ln R against 1/T"
    rows = []
    for i, sweep in enumerate(creep.sweeps):
        status, message = _status(creep, method, best, sweep.field)
        value, sigma, systematic = found.value[i], found.sigma[i], found.systematic[i]
        common: dict[str, Any] = {
            "method": method,
            "convention": convention,
            "where": {**where, "field": set_point("field", sweep.field), "method": method},
        }
        if not sigma < value:
            message = (
                f"The points leave the slope open ({value:.3g} +- {sigma:.2g} K); sweep slower "
                "through the foot of the transition."
            )
            rows.append(refused("U0", "K", message, **common))
            continue
        rows.append(
            Quantity(
                "U0",
                "K",
                float(value),
                (float(value - sigma), float(value + sigma)),
                (float(value - systematic), float(value + systematic)),
                status=status,
                message=message,
                cites=CITES[method],
                **common,
            )
        )
    return rows


def _status(creep: Creep, method: str, best: str, field: float) -> tuple[str, str]:
    if method != "modified_taff" and field in creep.curved:
        return "warning", (
            "ln R is curved in 1/T in every window: this is a mean slope, not a barrier; compare "
            "U(T), or the modified law."
        )
    if method.split("_")[0] != best.split("_")[0]:
        return "warning", (
            f"{best} describes the points better; values of different laws are different "
            "definitions of U0 and compare only through U(T)."
        )
    return "ok", ""


def _crossing(creep: Creep, best: str, where: Mapping[str, object]) -> list[Quantity]:
    place = {**where, "method": "arrhenius_crossing"}
    common: dict[str, Any] = {"method": "arrhenius_crossing", "where": place}
    crossing = creep.crossing
    if crossing is None:
        message = f"{len(creep.sweeps)} fields; a common crossing needs three."
        return [refused("T_cross", "K", message, **common)]
    if crossing.probability < NO_CROSSING:
        message = (
            "The lines of ln R against 1/T do not meet in one point (probability "
            f"{crossing.probability:.1g}): use the modified law, or look for fields with a "
            "different mechanism."
        )
        return [refused("T_cross", "K", message, **common)]
    T, sigma, systematic = crossing.T, crossing.sigma, crossing.systematic
    curved = best == "modified_taff"
    message = (
        "A law with a curved ln R describes the points better; the crossing of straight lines then "
        "lies below the temperature at which the barrier vanishes."
    )
    shared = Quantity(
        "T_cross",
        "K",
        T,
        (T - sigma, T + sigma),
        (T - systematic, T + systematic),
        status="warning" if curved else "ok",
        message=message if curved else "",
        cites=CITES["arrhenius_crossing"],
        **common,
    )
    value, error = crossing.regression, crossing.regression_sigma
    plain = Quantity(
        "T_cross",
        "K",
        value,
        (value - error, value + error),
        method="reciprocal slope of ln R0 against U0",
        status="warning",
        message="Treats U0 and ln R0 as independent and equally well known, which they are not.",
        where={**where, "method": "regression"},
        cites=("palstra1990",),
    )
    return [shared, plain]


def _exponent(creep: Creep, where: Mapping[str, object]) -> Quantity:
    found = creep.modified
    common: dict[str, Any] = {
        "method": "modified_taff",
        "convention": "U = U0 (1 - T/Tc0)^q with the prefactor 2 Rc U/T",
        "where": {**where, "method": "modified_taff"},
    }
    shares = found.probabilities
    listed = ", ".join(f"{name}: {share:.2g}" for name, share in shares.items())
    if found.q_sigma > 0.5:
        message = (
            f"The points leave q open (probability of {listed}); measure over more decades of R "
            "and more fields."
        )
        return refused("q", "1", message, **common)
    text = (
        f"Free q between 0.5 and 3; of the known ones {found.best_q:g} is most probable (q = "
        f"{listed})."
    )
    if best_method(creep) != "modified_taff":
        text += (
            " Lines with a constant prefactor describe the points better: q then has no meaning "
            "beyond this law."
        )
    return Quantity(
        "q",
        "1",
        found.q,
        (found.q - found.q_sigma, found.q + found.q_sigma),
        (found.q - found.q_systematic, found.q + found.q_systematic),
        status="ok" if best_method(creep) == "modified_taff" else "warning",
        message=text,
        cites=CITES["modified_taff"],
        **common,
    )


def line_comparison(creep: Creep, where: Mapping[str, object]) -> dict[str, Any]:
    """The ways to draw the lines, with their probabilities."""
    shares = ranking(creep)
    straight = bool((creep.arrhenius.probability > ADEQUATE).mean() > 0.5)
    adequate = {
        "arrhenius": straight,
        "arrhenius_crossing": straight
        and creep.crossing is not None
        and creep.crossing.probability > ADEQUATE,
        "modified_taff": creep.modified.probability > ADEQUATE,
    }
    candidates: list[dict[str, Any]] = [
        {
            "model": name,
            "mechanism": name.split(" ")[0],
            "log_evidence": creep.log_evidence[name],
            "weight": share,
            "adequate": adequate[name.split(" ")[0]],
        }
        for name, share in shares.items()
    ]
    first = candidates[0]
    place = " ".join(str(where[k]) for k in ("channel", "direction") if k in where)
    return {
        "data": f"ln R against 1/T {place}".strip(),
        "candidates": candidates,
        "mechanisms": _by_mechanism(shares),
        "verdict": f"{first['model']} is most probable ({shares[first['model']]:.2g}).",
        "decisive": bool(shares[first["model"]] >= 0.95 and first["adequate"]),
        "none_adequate": not any(c["adequate"] for c in candidates),
        "skipped": [],
    }


def _by_mechanism(shares: Mapping[str, float]) -> list[dict[str, Any]]:
    total: dict[str, float] = {}
    for name, share in shares.items():
        total[name.split(" ")[0]] = total.get(name.split(" ")[0], 0.0) + share
    return [{"mechanism": name, "probability": share} for name, share in total.items()]
