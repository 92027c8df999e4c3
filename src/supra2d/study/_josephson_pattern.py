"""Critical currents of a junction against field: what the pattern and its laws tell."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import Any

import numpy as np

from ..core import Axis, Check, Curve, Fit, FittedParameter, Interval, Quantity, refused
from ..models import model
from ..models.josephson import flux_area
from ._josephson_families import Study, origin

_SHOWN = 1e-3  # probability from which a law is drawn
_AXES = (Axis("field", "T"), Axis("Ic", "A"))
_AMONG = ("deluca2015", "dewaele1969", "schwarz1978")
_ROWS = (
    ("pattern_period", "T", "period", "field of one flux quantum"),
    ("pattern_offset", "T", "B0", "applied field at the largest critical current"),
    ("pattern_asymmetry", "1", "asymmetry", "what the minima leave"),
)


def pattern_rows(study: Study) -> Iterator[Quantity]:
    """Period, offset, asymmetry, area."""
    pattern = study.seen
    if pattern is None:
        return
    common: dict[str, Any] = {"where": study.where, **origin(study.sets)}
    if not pattern.decided:
        why = (
            f"The fields cover {pattern.periods:.2g} periods of the most probable pattern: no "
            "second minimum tells one junction, two junctions and a current that merely falls "
            "apart. Measure over two periods or more."
        )
        for name, unit in (("pattern_period", "T"), ("flux_area", "m^2")):
            yield refused(name, unit, why, **common)
        return
    law = pattern.best
    status: dict[str, Any] = {} if law.adequate else {
        "status": "warning",
        "message": "The errors do not account for what the pattern misses: the junction is not "
        "uniform, or currents scatter beyond the step. Intervals are widened by it.",
    }  # fmt: skip
    for name, unit, parameter, meaning in _ROWS:
        value = law.values[parameter]
        yield Quantity(
            name,
            unit,
            value,
            law.intervals[parameter],
            pattern.among_laws(parameter) if parameter == "period" else None,
            method=f"{model(law.model.name).title.lower()}: {meaning}",
            cites=_AMONG,
            **status,
            **common,
        )
    low, high = law.intervals["period"]
    others = pattern.among_laws("period")
    yield Quantity(
        "flux_area",
        "m^2",
        flux_area(law.values["period"]),
        _area(low, high),
        _area(*others) if others else None,
        method="flux quantum over the period",
        convention="flux focusing not taken off",
        cites=_AMONG,
        **status,
        **common,
    )


def _area(low: float, high: float) -> Interval:
    return flux_area(high), flux_area(low)


def _data_name(study: Study) -> str:
    place = " ".join(f"{v:.4g}" if isinstance(v, float) else str(v) for v in study.where.values())
    return f"Ic against field {place}".strip()


def pattern_fits(study: Study) -> Iterator[Fit]:
    """Every law that was fitted."""
    pattern = study.seen
    if pattern is None:
        return
    for name, law in pattern.laws.items():
        k = len(law.values)
        parameters = tuple(
            FittedParameter(p.name, law.values[p.name], p.unit, law.intervals[p.name])
            for p in law.model.parameters
        )
        bic = law.chi2 + k * log(pattern.field.size)
        yield Fit(
            name,
            law.model.mechanism,
            _data_name(study),
            parameters,
            law.chi2,
            law.dof,
            law.chi2 + 2 * k,
            bic,
            pattern.log_evidence[name],
            law.adequate,
            "ok" if law.adequate else "warning",
            "" if law.adequate else
            f"The law does not describe this pattern: chi2/dof = {law.chi2:.4g}/{law.dof}.",
        )  # fmt: skip


def pattern_comparison(study: Study) -> Iterator[dict[str, Any]]:
    """The laws against each other."""
    pattern = study.seen
    if pattern is None:
        return
    weights = pattern.weights
    best = next(iter(weights))
    verdict = f"{model(best).title} is most probable ({weights[best]:.2g})."
    if not pattern.decided:
        verdict = f"Undecided: the fields cover {pattern.periods:.2g} periods."
    yield {
        "data": _data_name(study),
        "candidates": [
            {
                "model": name,
                "mechanism": law.model.mechanism,
                "log_evidence": pattern.log_evidence[name],
                "weight": weights[name],
                "adequate": law.adequate,
            }
            for name, law in pattern.laws.items()
        ],
        "mechanisms": [
            {"mechanism": model(name).mechanism, "probability": w} for name, w in weights.items()
        ],
        "verdict": verdict,
        "decisive": bool(pattern.decided and weights[best] >= 0.95 and pattern.laws[best].adequate),
        "none_adequate": not any(law.adequate for law in pattern.laws.values()),
        "skipped": [],
    }


def pattern_checks(study: Study) -> Iterator[Check]:
    """Whether flux or remanence moves the top away from zero field."""
    if study.pattern is None or not study.pattern.decided:
        return
    law = study.pattern.best
    low, high = law.intervals["B0"]
    part = law.values["B0"] / law.values["period"]
    if low <= 0.0 <= high:
        yield Check("pattern_centre", "ok", "The pattern is centred on zero field.", part)
    else:
        yield Check(
            "pattern_centre",
            "warning" if abs(part) > 0.1 else "ok",
            f"The pattern is centred at {1e3 * law.values['B0']:.3g} mT, {abs(part):.2g} of a "
            "period: trapped flux, or a remanent field of the magnet.",
            part,
        )


def pattern_curves(study: Study) -> Iterator[Curve]:
    """The points and the laws that are probable."""
    pattern = study.seen
    if pattern is None:
        return
    yield Curve(
        "pattern", pattern.field, pattern.current, y_error=pattern.error, axes=_AXES,
        where=study.where,
    )  # fmt: skip
    grid = np.linspace(pattern.field[0], pattern.field[-1], 801)
    for name, weight in pattern.weights.items():
        law = pattern.laws[name]
        if weight > _SHOWN or law is pattern.best:
            shown = {**study.where, "model": name, "weight": weight}
            y = law.model(grid, **law.values)
            yield Curve("pattern_fit", grid, y, where=shown, axes=_AXES)
