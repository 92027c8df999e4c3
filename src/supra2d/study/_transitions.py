"""Families of sweeps -> Results with Tc, widths, critical fields and the curves to draw."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, sqrt
from typing import Any

from ..core import (
    Axis,
    Check,
    Interval,
    Quantity,
    Result,
    merge_rows,
    refused,
    with_preferred,
)
from ..measure import (
    Family,
    Point,
    held,
    residual_resistance_ratio,
    rows_of,
    sources_of,
)
from ._field_checks import field_checks
from ._groups import KINDS, Group, set_point
from ._options import Options
from ._transition_curves import transition_curves
from ._transition_widths import widths

_CITES = ("tinkham1996",)


def transition_result(group: Group, options: Options) -> Result:
    """The Result of one family of R(T) or R(B) sweeps."""
    family = group.family
    kind = KINDS[family.kind]
    quantities = (
        [_refusal(group)]
        if family.refusal
        else [*_quantities(group), *_widths(group), *_ratios(group)]
    )
    prefix = f"{group.channel}: " if group.channel else ""
    told = [*family.checks, *_runs_check(group, options.criterion)]
    checks = [replace(c, message=prefix + c.message) for c in told]
    checks += field_checks(family, prefix)
    return Result(
        kind,
        title_of(group),
        quantities=with_preferred(quantities, options.criterion),
        checks=tuple(checks),
        curves=tuple(transition_curves(group, options)),
        x_axis=Axis("temperature", "K") if family.kind == "R(T)" else Axis("field", "T"),
        y_axis=Axis(family.quantity, family.units),
        text=tuple(_text(family)),
    )


def title_of(group: Group) -> str:
    """Heading of a family: what it is, and where it belongs."""
    what = {
        "R(T)": "Resistive transition in temperature",
        "R(B)": "Resistive transition in field",
    }[group.family.kind]
    places = [str(v) for k, v in group.where.items() if k in ("channel", "direction")]
    if "angle" in group.where:
        places.append(f"{group.where['angle']} deg from the normal")
    if group.gate is not None:
        places.append(f"gate {group.gate:g} V")
    return what + (f" ({', '.join(places)})" if places else "")


def _text(family: Family) -> list[str]:
    if family.refusal:
        return [family.refusal]
    if family.normal is not None:
        n = family.normal
        return [
            f"Normal state: {n.value:.4g} {family.units}, taken from {n.source}, because other "
            "sweeps end before they reach theirs."
        ]
    return []


def _refusal(group: Group) -> Quantity:
    name, unit = ("Tc", "K") if group.family.kind == "R(T)" else ("Bc2", "T")
    remedy = (
        " Check the wiring of this channel, or use another one."
        if group.family.refusal_kind == "peak"
        else " Measure through a superconducting transition, or map another column."
    )
    branches = group.family.branches
    return refused(
        name,
        unit,
        group.family.refusal + remedy,
        criterion="50%",
        where=dict(group.where),
        source="; ".join(dict.fromkeys(str(b.sweep.attrs["source"]) for b in branches)),
        rows=merge_rows(str(b.sweep.attrs["rows"]) for b in branches),
    )


def _quantities(group: Group) -> list[Quantity]:
    rows: list[Quantity] = []
    for point in group.family.points:
        where = {**group.where, **_held_keys(point)}
        combined = _row(point, where)
        rows.append(combined)
        if point.runs:
            runs = enumerate(point.runs, start=1)
            rows += [_row(run, {**where, "branch": f"run {number}"}) for number, run in runs]
        elif not point.refused:
            rows += _by_branch(point, combined)
    return rows


def _row(point: Point, where: dict[str, object]) -> Quantity:
    name, unit = ("Tc", "K") if point.kind == "R(T)" else ("Bc2", "T")
    common: dict[str, Any] = {
        "criterion": point.criterion,
        "where": where,
        "source": sources_of(point),
        "rows": rows_of(point),
    }
    if point.refused:
        return refused(name, unit, _sentence(point.message), **common)
    systematic = sqrt(max(point.total**2 - point.sigma**2, 0.0))
    return Quantity(
        name,
        unit,
        point.x,
        (point.x - point.sigma, point.x + point.sigma),
        (point.x - systematic, point.x + systematic),
        method=_method(point),
        cites=_CITES,
        **common,
    )


def _runs_check(group: Group, criterion: str) -> list[Check]:
    """Whether repeated runs agree; the setting where they are farthest apart is named."""
    found = [p for p in group.family.at(criterion) if p.runs]
    if not found:
        return []

    def span(point: Point) -> float:
        return max(r.x for r in point.runs) - min(r.x for r in point.runs)

    worst = max(found, key=span)
    name, unit = ("Tc", "K") if worst.kind == "R(T)" else ("Bc2", "T")
    values = " and ".join(f"{x:.4g}" for x in (min(r.x for r in worst.runs),
                                               max(r.x for r in worst.runs)))  # fmt: skip
    return [
        Check(
            "runs_differ",
            "warning",
            f"{len(worst.runs)} cooldowns or visits to the same setting have {name} between "
            f"{values} {unit}, more than their errors apart: each is given with its number, and "
            "the mean carries what they span.",
            span(worst),
        )
    ]


def _by_branch(point: Point, combined: Quantity) -> list[Quantity]:
    """The single passes behind a combined point, where there are several."""
    if len(point.crossings) < 2 or point.criterion != "50%":
        return []
    return [
        replace(
            combined,
            value=c.x,
            interval=(c.x - c.sigma, c.x + c.sigma),
            systematic=_around(c.x, hypot(c.systematic, branch.sweep.attrs["lag_shift"])),
            total=None,
            method="single pass",
            where={**combined.where, "branch": branch.name},
            source=str(branch.sweep.attrs["source"]),
            rows=str(branch.sweep.attrs["rows"]),
        )
        for branch, c in zip(point.branches, point.crossings, strict=True)
    ]


def _around(x: float, sigma: float) -> Interval:
    return x - sigma, x + sigma


def _held_keys(point: Point) -> dict[str, float]:
    skip = {"R(T)": "temperature", "R(B)": "field"}[point.kind]
    keep = {}
    for key, value in point.held.items():
        if key in (skip, "angle", "position"):
            continue
        keep["gate" if key == "gate_voltage" else key] = set_point(key, value)
    return keep


def _method(point: Point) -> str:
    text = {
        "onset": "tangent at the steepest point meets the normal state",
        "zero": "signal leaves its noise floor",
        "max_slope": "steepest point",
    }.get(point.criterion, "level between zero and the normal state")
    if point.kind == "R(B)" and point.signs == 2:
        text += "; mean of both field signs"
    if point.runs:
        text += f"; mean of {len(point.runs)} runs that differ"
    return text


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _widths(group: Group) -> list[Quantity]:
    return [
        replace(width, where={**group.where, **_held_keys(point)}) for point, width in widths(group)
    ]


def _ratios(group: Group) -> list[Quantity]:
    """RRR from the zero-field sweeps that go to room temperature (or a refusal if asked)."""
    if group.family.kind != "R(T)":
        return []
    rows = []
    for branch in group.family.branches:
        field = held(branch.sweep, "field")
        if branch.transition.plain and (field is None or abs(field) < 1e-3):
            q = residual_resistance_ratio(branch)
            if q.message or q.status == "ok":
                where = {**q.where, **group.where}
                rows.append(replace(q, where=where, cites=_CITES))
    return rows[:1]
