"""Current-voltage loops -> one Result per channel: hysteresis, damping, pattern of the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, log
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Axis,
    Check,
    Curve,
    Fit,
    FittedParameter,
    Interval,
    Quantity,
    Result,
    Sample,
    merge_rows,
    refused,
    signals,
    with_preferred,
)
from ..measure import (
    LEAST_FIELDS,
    BranchCurrent,
    CriticalSet,
    Estimate,
    FieldPattern,
    Junction,
    critical_sets,
    field_pattern,
    iv_sweeps,
    measure_junction,
)
from ..models import model
from ..models.josephson import flux_area
from ._critical_current_numbers import set_where

LAWS = ("fraunhofer", "squid", "no_interference")

_SIGNALS = ("voltage", "differential_resistance")
_SAME = 0.02  # of a temperature, within which critical currents make one pattern
_SHOWN = 1e-3  # probability from which a law is drawn
_PATTERN = (Axis("field", "T"), Axis("Ic", "A"))
_AMONG = ("deluca2015", "dewaele1969", "schwarz1978")
_CONDITION = (
    "Holds if capacitance makes the hysteresis; electrons that stay warm after the switch make "
    "the same one, and noise that switches below Ic makes this a lower bound."
)
_ROWS = (
    ("pattern_period", "T", "period", "field of one flux quantum"),
    ("pattern_offset", "T", "B0", "applied field at the largest critical current"),
    ("pattern_asymmetry", "1", "asymmetry", "what the minima leave"),
)


@dataclass(frozen=True)
class _Study:
    """Settings that differ by their field alone, the largest critical current among them."""

    sets: Sequence[CriticalSet]
    best: CriticalSet
    junction: Junction
    pattern: FieldPattern | None

    @property
    def where(self) -> dict[str, object]:
        return {k: v for k, v in set_where(self.best).items() if k != "field"}

    @property
    def told(self) -> bool:
        return self.junction.hysteretic or (self.pattern is not None and self.pattern.seen)


def josephson_results(logs: Sequence[xr.Dataset], sample: Sample | None = None) -> list[Result]:
    """Hysteresis of switching samples, and interference of critical currents against field.

    Parameters
    ----------
    logs
        From ``supra2d.read``: a current that runs up and down, and a voltage.
    sample
        Length for a field criterion of the critical current.

    Returns
    -------
    list of Result
        Of kind ``josephson``, one per channel and direction that switches with hysteresis or
        whose critical current oscillates with the field; empty where none does.
    """
    logs = [log for log in logs if "row" in log.dims]
    measured = [log for log in logs if signals(log, _SIGNALS) and signals(log, ("current",))]
    sets = critical_sets(iv_sweeps(measured), length=(sample or Sample()).length)
    results = []
    for place in dict.fromkeys((s.channel, s.direction) for s in sets):
        mine = [split for s in sets if (s.channel, s.direction) == place
                for split in _by_field(s) if split.methods]  # fmt: skip
        studies = [_study(family) for family in _families(mine)]
        if any(study.told for study in studies):
            results.append(_result(studies, place))
    return results


def _by_field(found: CriticalSet) -> list[CriticalSet]:
    """A set whose fields run through steps too fine to be set points, field by field."""
    branches: dict[float, list[BranchCurrent]] = {}
    for branch in found.branches:
        branches.setdefault(branch.sweep.held.get("field", 0.0), []).append(branch)
    if len(branches) < LEAST_FIELDS:
        return [found]
    return [replace(found, branches=tuple(mine), held=found.held | {"field": field})
            for field, mine in sorted(branches.items())]  # fmt: skip


def _families(sets: Sequence[CriticalSet]) -> list[list[CriticalSet]]:
    """Settings of one temperature, gate and angle, as far as they were recorded."""
    found: list[list[CriticalSet]] = []
    for one in sets:
        for family in found:
            if _alike(family[0].held, one.held):
                family.append(one)
                break
        else:
            found.append([one])
    return found


def _alike(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    if a.keys() != b.keys():
        return False
    near = abs(a.get("temperature", 0.0) - b.get("temperature", 0.0))
    others = (k for k in a if k not in ("temperature", "field"))
    return near <= _SAME * a.get("temperature", 0.0) and all(
        abs(a[k] - b[k]) <= 1e-3 * max(1.0, abs(a[k])) for k in others
    )


def _study(sets: Sequence[CriticalSet]) -> _Study:
    points = []
    for found in sets:
        current = found.current(found.methods[0])
        if current is not None:
            points.append((found, current.value, hypot(current.sigma, current.spread)))
    best = max(points, key=lambda point: point[1])[0] if points else sets[0]
    pattern = None
    fields = [s.held["field"] for s, _, _ in points if "field" in s.held]
    if len(fields) == len(points) and len(set(fields)) >= LEAST_FIELDS:
        currents, errors = (np.array([p[i] for p in points]) for i in (1, 2))
        pattern = field_pattern(np.array(fields), currents, errors, [model(n) for n in LAWS])
    return _Study(sets, best, measure_junction(best), pattern)


def _result(studies: Sequence[_Study], place: tuple[str, str]) -> Result:
    patterns = [s for s in studies if s.pattern is not None and s.pattern.seen]
    names = ", ".join(name for name in place if name)
    title = "Josephson junction" if patterns else "Switching and retrapping"
    quantities = [q for s in studies for q in (*_junction_rows(s), *_pattern_rows(s))]
    first = (patterns or [s for s in studies if s.told])[0]
    text = [
        "The Stewart-McCumber parameter is that of a resistively and capacitively shunted "
        "junction with this ratio of retrapping to switching current, all of it put down to "
        "capacitance.",
    ]
    return Result(
        "josephson",
        f"{title} ({names})" if names else title,
        quantities=with_preferred(quantities, ""),
        fits=tuple(f for s in studies for f in _fits(s)),
        comparisons=tuple(c for s in studies for c in _comparison(s)),
        checks=tuple(c for s in studies for c in _checks(s)),
        curves=tuple(_curves(first)),
        x_axis=Axis("current", "A"),
        y_axis=Axis("voltage", "V"),
        text=tuple(text if any(s.junction.damping for s in studies) else ()),
    )


def _origin(sets: Sequence[CriticalSet]) -> dict[str, str]:
    branches = [b for s in sets for b in s.branches]
    return {
        "source": "; ".join(dict.fromkeys(b.sweep.source for b in branches)),
        "rows": merge_rows(b.sweep.rows for b in branches),
    }


def _junction_rows(study: _Study) -> Iterator[Quantity]:
    """Hysteresis, damping, resistance at the field of the largest critical current."""
    found = study.junction
    common: dict[str, Any] = {"where": set_where(study.best), **_origin([study.best])}
    if found.ratio is None:
        yield refused("hysteresis_ratio", "1", found.refusal, **common)
    else:
        method = "retrapping over switching current"
        yield _row("hysteresis_ratio", "1", found.ratio, method, ("courtois2008",), common)
        if found.damping is None or found.damping_interval is None:
            yield refused("beta_c", "1", found.damping_refusal, **common)
        else:
            yield Quantity(
                "beta_c",
                "1",
                found.damping,
                found.damping_interval,
                method="resistively and capacitively shunted junction",
                status="warning",
                message=_CONDITION,
                cites=("tinkham1996", "fenton2008", "courtois2008"),
                **common,
            )
    for name, unit, e, method in (
        ("Rn", "ohm", found.resistance, "upper half of the resistive branch"),
        ("IcRn", "V", found.product, "switching current times Rn"),
    ):
        if e is None:
            yield refused(name, unit, found.resistance_refusal, **common)
        else:
            yield _row(name, unit, e, method, ("tinkham1996",), common)


def _row(
    name: str, unit: str, e: Estimate, method: str, cites: tuple[str, ...], common: dict[str, Any]
) -> Quantity:
    return Quantity(
        name,
        unit,
        e.value,
        (e.value - e.sigma, e.value + e.sigma),
        (e.value - e.systematic, e.value + e.systematic) if e.systematic else None,
        method=method,
        cites=cites,
        **common,
    )


def _pattern_rows(study: _Study) -> Iterator[Quantity]:
    pattern = study.pattern
    if pattern is None or not pattern.seen:
        return
    common: dict[str, Any] = {"where": study.where, **_origin(study.sets)}
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
    status = {} if law.adequate else {
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


def _data_name(study: _Study) -> str:
    place = " ".join(f"{v:.4g}" if isinstance(v, float) else str(v) for v in study.where.values())
    return f"Ic against field {place}".strip()


def _fits(study: _Study) -> Iterator[Fit]:
    pattern = study.pattern
    if pattern is None or not pattern.seen:
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
        )


def _comparison(study: _Study) -> Iterator[dict[str, Any]]:
    pattern = study.pattern
    if pattern is None or not pattern.seen:
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


def _checks(study: _Study) -> Iterator[Check]:
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


def _curves(study: _Study) -> Iterator[Curve]:
    """One loop, its two currents, and the pattern with the laws."""
    where = set_where(study.best)
    for branch in dict.fromkeys(b.sweep.branch for b in study.best.branches):
        sweep = next(b.sweep for b in study.best.branches if b.sweep.branch == branch)
        way = "rising" if sweep.way == "up" else "falling"
        yield Curve("loop", sweep.current, sweep.voltage, where={**where, "branch": way})
    found = study.junction
    for role, e in (("switching", found.switching), ("retrapping", found.retrapping)):
        if e is not None and found.ratio is not None:
            error = np.array([hypot(e.sigma, e.spread)])
            yield Curve(role, np.array([e.value]), np.zeros(1), x_error=error, where=where)
    pattern = study.pattern
    if pattern is None or not pattern.seen:
        return
    yield Curve(
        "pattern", pattern.field, pattern.current, y_error=pattern.error, axes=_PATTERN,
        where=study.where,
    )  # fmt: skip
    grid = np.linspace(pattern.field[0], pattern.field[-1], 801)
    for name, weight in pattern.weights.items():
        law = pattern.laws[name]
        if weight > _SHOWN or law is pattern.best:
            shown = {**study.where, "model": name, "weight": weight}
            y = law.model(grid, **law.values)
            yield Curve("pattern_fit", grid, y, where=shown, axes=_PATTERN)
