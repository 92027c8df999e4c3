"""The barrier against field: laws by evidence, exponents, crossover and vanishing fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import copysign, sqrt
from typing import Any

from ..core import Fit, Interval, Quantity, refused
from ..fit import FitOutcome
from ..measure import Creep, FieldLaws, barrier_table, field_laws
from ..models import model
from ..report import words
from ._creep_numbers import ADEQUATE, barriers, best_method

LAWS = ("creep_power", "creep_broken_power", "creep_kramer")

# A law less probable than this is not described by its parameters.
_EXCLUDED = 1e-3

_CITES = {
    "creep_power": ("palstra1990", "blatter1994", "schwarz1978"),
    "creep_broken_power": ("palstra1990", "blatter1994", "schwarz1978"),
    "creep_kramer": ("kramer1973", "schwarz1978"),
}

# quantity: unit, law and parameter
_ROWS = (
    ("alpha_low", "1", "creep_broken_power", "alpha_low"),
    ("alpha_high", "1", "creep_broken_power", "alpha_high"),
    ("B_cross", "T", "creep_broken_power", "B_cross"),
    ("B_star", "T", "creep_kramer", "B_star"),
    ("alpha_low", "1", "creep_power", "alpha"),
    ("alpha_high", "1", "creep_power", "alpha"),
)


@dataclass(frozen=True)
class FieldStudy:
    """Laws of the barrier against field and what follows from them.

    ``method`` is the way of drawing lines that the barriers come from, ``highest`` the highest
    field with a barrier in T.
    """

    method: str
    laws: FieldLaws
    highest: float
    quantities: tuple[Quantity, ...]
    fits: tuple[Fit, ...]
    comparisons: tuple[Mapping[str, Any], ...]


def field_study(creep: Creep, where: Mapping[str, object]) -> FieldStudy:
    """Fit the laws to the barriers of the most probable method."""
    best = best_method(creep)
    method = "modified_taff" if best == "modified_taff" else "arrhenius"
    found = _fitted(creep, method)
    # what another way of drawing the same lines makes of the exponents
    other = None
    if method == "arrhenius" and creep.crossing is not None and best == "arrhenius_crossing":
        other = _fitted(creep, "arrhenius_crossing")
    quantities = [q for row in _ROWS if (q := _row(row, found, other, where)) is not None]
    place = " ".join(str(where[k]) for k in ("channel", "direction") if k in where)
    data = f"U0 ({method}) against field {place}".strip()
    fits = tuple(
        replace(o.fit, data=data, log_evidence=found.log_evidence[name], adequate=_adequate(o))
        for name, o in found.outcomes.items()
    )
    comparisons = (_comparison(found, data),) if len(found.outcomes) > 1 else ()
    highest = float(creep.field.max())
    return FieldStudy(method, found, highest, tuple(quantities), fits, comparisons)


def _fitted(creep: Creep, method: str) -> FieldLaws:
    U0 = barriers(creep, method)
    table = barrier_table(creep.field, U0.value, U0.independent, U0.common)
    highest = float(creep.field.max())
    bounds = {"B_star": (highest * (1.0 + 1e-6), model("creep_kramer").parameter("B_star").high)}
    return field_laws(table, [model(name) for name in LAWS], bounds=bounds)


def _adequate(outcome: FitOutcome) -> bool:
    checks = (c.value for c in outcome.checks if c.name == "goodness_of_fit")
    return all(p is None or p > ADEQUATE for p in checks)


def _row(
    row: tuple[str, str, str, str],
    found: FieldLaws,
    other: FieldLaws | None,
    where: Mapping[str, object],
) -> Quantity | None:
    name, unit, law, parameter = row
    common: dict[str, Any] = {"method": law, "where": {**where, "method": law}}
    if law not in found.outcomes:
        if law == "creep_power":
            return None
        return refused(name, unit, f"Too few barriers: {found.skipped[law]}.", **common)
    weight = found.weights[law]
    if weight < _EXCLUDED:
        if law == "creep_power":
            return None
        message = (
            f"The barriers follow {words(found.best)} far better than {words(law)} (probability "
            f"{weight:.1g}); use those numbers, or measure at more fields."
        )
        return refused(name, unit, message, **common)
    outcome = found.outcomes[law]
    interval = outcome.intervals[parameter]
    if interval is None:
        remedy = "measure more fields, on both sides" if name != "B_star" else (
            "measure closer to the field where the barrier vanishes"
        )  # fmt: skip
        message = f"The barriers do not determine it; {remedy}."
        return refused(name, unit, message, **common)
    value = outcome.values[parameter]
    status, message = _status(law, found, outcome)
    return Quantity(
        name,
        unit,
        value,
        interval,
        _other(law, parameter, value, interval, other),
        status=status,
        message=message,
        cites=_CITES[law],
        **common,
    )


def _other(
    law: str, parameter: str, value: float, interval: Interval, other: FieldLaws | None
) -> Interval | None:
    """What another way of drawing the same lines changes beyond noise: half of the difference."""
    if other is None or law not in other.outcomes:
        return None
    outcome = other.outcomes[law]
    second = outcome.intervals[parameter]
    if second is None:
        return None
    widths = [(high - low) / 2.0 for low, high in (interval, second)]
    shift = outcome.values[parameter] - value
    excess = shift**2 - abs(widths[0] ** 2 - widths[1] ** 2)
    end = value + 0.5 * copysign(sqrt(max(excess, 0.0)), shift)
    return min(value, end), max(value, end)


def _status(law: str, found: FieldLaws, outcome: FitOutcome) -> tuple[str, str]:
    if law != found.best:
        return "warning", (
            f"{found.best} is more probable ({found.weights[found.best]:.2g} against "
            f"{found.weights[law]:.2g})."
        )
    if law == "creep_power":
        return "ok", "One power law describes all fields; no crossover is seen."
    if not _adequate(outcome):
        return "warning", outcome.fit.message
    return "ok", ""


def _comparison(found: FieldLaws, data: str) -> dict[str, Any]:
    weights = found.weights
    candidates = [
        {
            "model": name,
            "mechanism": model(name).mechanism,
            "log_evidence": found.log_evidence[name],
            "weight": weights[name],
            "adequate": _adequate(found.outcomes[name]),
        }
        for name in sorted(weights, key=lambda name: -weights[name])
    ]
    first = candidates[0]
    return {
        "data": data,
        "candidates": candidates,
        "mechanisms": [
            {"mechanism": c["mechanism"], "probability": c["weight"]} for c in candidates
        ],
        "verdict": f"{model(found.best).title} is most probable ({weights[found.best]:.2g}).",
        "decisive": bool(weights[found.best] >= 0.95 and first["adequate"]),
        "none_adequate": not any(c["adequate"] for c in candidates),
        "skipped": [{"model": name, "why": why} for name, why in found.skipped.items()],
    }
