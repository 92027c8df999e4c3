"""Families of sweeps -> Results with Tc, widths, critical fields and the curves to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    RESISTIVE,
    Axis,
    Check,
    Curve,
    Quantity,
    Result,
    merge_rows,
    refused,
    signals,
    with_preferred,
)
from ..measure import (
    CRITERIA,
    Family,
    Point,
    Remanence,
    even_odd,
    held,
    measure_family,
    remanence,
    residual_resistance_ratio,
    rows_of,
    running,
    signal,
    sources_of,
    split,
    with_remanence,
)
from ._options import Options

_KINDS = {"R(T)": "resistance_temperature", "R(B)": "resistance_field"}
_CITES = ("tinkham1996",)
_ALONG = 1.0  # degrees within which an angle counts as perpendicular or parallel


@dataclass(frozen=True)
class Group:
    """A measured family and where it belongs."""

    family: Family
    where: dict[str, object]
    cooldowns: tuple[str, ...]

    @property
    def direction(self) -> str:
        """``perpendicular``, ``parallel`` or empty."""
        return str(self.where.get("direction", ""))

    @property
    def channel(self) -> str:
        """Instrument channel or column name; empty where there is only one."""
        return str(self.where.get("channel", ""))


def measured_groups(logs: Sequence[xr.Dataset], options: Options) -> list[Group]:
    """Split all logs and measure each family: same kind, channel, direction and angle."""
    families: dict[tuple[str, str, str, float | None], list[xr.Dataset]] = {}
    samples = {str(log.attrs.get("sample", "")) for log in logs}
    for log in logs:
        wanted = set(_signals(log))
        for sweep in split(log):
            if sweep.attrs["signal"] not in wanted:
                continue
            if sweep.attrs["kind"] not in (*_KINDS, "R(angle)"):
                continue
            direction, angle = _direction(sweep)
            if sweep.attrs["kind"] == "R(angle)":
                direction, angle = "", None
            channel = str(sweep.attrs["channel"])
            sample = str(sweep.attrs.get("sample", ""))
            if len(samples) > 1 and sample:
                channel = f"{sample}:{channel}" if channel else sample
            key = (sweep.attrs["kind"], channel, direction, angle)
            families.setdefault(key, []).append(sweep)
    criteria = tuple(dict.fromkeys((*options.criteria, *CRITERIA)))
    groups = []
    for (_, channel, direction, angle), sweeps in sorted(
        families.items(), key=lambda item: [str(k) for k in item[0]]
    ):
        where: dict[str, object] = {}
        if channel:
            where["channel"] = channel
        if direction:
            where["direction"] = direction
        if angle is not None:
            where["angle"] = angle
        cooldowns = tuple(dict.fromkeys(str(s.attrs.get("cooldown", "")) for s in sweeps))
        groups.append(Group(measure_family(sweeps, criteria=criteria), where, cooldowns))
    return [_corrected(group, groups) for group in groups]


def _corrected(group: Group, groups: Sequence[Group]) -> Group:
    """A group whose R(T) sweeps know the remanent field of the R(B) sweeps beside them."""
    beside = [g.family for g in groups if g.where == group.where and not g.family.refusal]
    return replace(group, family=with_remanence(group.family, remanence(beside)))


def _signals(log: xr.Dataset) -> list[str]:
    """One resistive variable per channel, the best kind of resistance first."""
    best: dict[str, str] = {}
    for quantity in RESISTIVE:
        for name in signals(log, (quantity,)):
            best.setdefault(str(log[name].attrs.get("where", "")), name)
    return list(best.values())


def _direction(sweep: xr.Dataset) -> tuple[str, float | None]:
    """Direction and angle of a sweep: the recorded angle first, then what is said of the file."""
    angle = held(sweep, "angle")
    if angle is None:
        return str(sweep.attrs.get("direction", "")), None
    folded = abs((angle + 90) % 180 - 90)
    if folded <= _ALONG:
        return "perpendicular", None
    if folded >= 90 - _ALONG:
        return "parallel", None
    return "", round(folded, 1)


def transition_result(group: Group, options: Options) -> Result:
    """The Result of one family of R(T) or R(B) sweeps."""
    family = group.family
    kind = _KINDS[family.kind]
    quantities = (
        [_refusal(group)]
        if family.refusal
        else [*_quantities(group), *_widths(group), *_ratios(group)]
    )
    prefix = f"{group.channel}: " if group.channel else ""
    checks = [replace(c, message=prefix + c.message) for c in family.checks]
    checks += _field_checks(family, prefix)
    return Result(
        kind,
        _title(group),
        quantities=with_preferred(quantities, options.criterion),
        checks=tuple(checks),
        curves=tuple(_curves(group, options)),
        x_axis=Axis("temperature", "K") if family.kind == "R(T)" else Axis("field", "T"),
        y_axis=Axis(family.quantity, family.units),
        text=tuple(_text(family)),
    )


def _title(group: Group) -> str:
    what = {
        "R(T)": "Resistive transition in temperature",
        "R(B)": "Resistive transition in field",
    }[group.family.kind]
    places = [str(v) for k, v in group.where.items() if k in ("channel", "direction")]
    if "angle" in group.where:
        places.append(f"{group.where['angle']} deg from the normal")
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
    name, unit = ("Tc", "K") if group.family.kind == "R(T)" else ("Bc2", "T")
    rows: list[Quantity] = []
    for point in group.family.points:
        where = {**group.where, **_held_keys(point)}
        common: dict[str, Any] = {
            "criterion": point.criterion,
            "where": where,
            "source": sources_of(point),
            "rows": rows_of(point),
        }
        if point.refused:
            rows.append(refused(name, unit, _sentence(point.message), **common))
            continue
        systematic = sqrt(max(point.total**2 - point.sigma**2, 0.0))
        combined = Quantity(
            name,
            unit,
            point.x,
            (point.x - point.sigma, point.x + point.sigma),
            (point.x - systematic, point.x + systematic),
            method=_method(point),
            cites=_CITES,
            **common,
        )
        rows += [combined, *_by_branch(point, combined)]
    return rows


def _by_branch(point: Point, combined: Quantity) -> list[Quantity]:
    """The single passes behind a combined point, where there are several."""
    if len(point.crossings) < 2 or point.criterion != "50%":
        return []
    return [
        replace(
            combined,
            value=c.x,
            interval=(c.x - c.sigma, c.x + c.sigma),
            systematic=(c.x - c.systematic, c.x + c.systematic),
            total=None,
            method="single pass",
            where={**combined.where, "branch": branch.name},
            source=str(branch.sweep.attrs["source"]),
            rows=str(branch.sweep.attrs["rows"]),
        )
        for branch, c in zip(point.branches, point.crossings, strict=True)
    ]


def _held_keys(point: Point) -> dict[str, float]:
    skip = {"R(T)": "temperature", "R(B)": "field"}[point.kind]
    keep = {}
    for key, value in point.held.items():
        if key in (skip, "angle", "position"):
            continue
        keep["gate" if key == "gate_voltage" else key] = _set_point(key, value)
    return keep


def _set_point(name: str, value: float) -> float:
    """A held value as a person would name it: four digits, and zero field is zero."""
    return 0.0 if name == "field" and abs(value) < 1e-4 else float(f"{value:.4g}")


def _method(point: Point) -> str:
    text = {
        "onset": "tangent at the steepest point meets the normal state",
        "zero": "signal leaves its noise floor",
        "max_slope": "steepest point",
    }.get(point.criterion, "level between zero and the normal state")
    if point.kind == "R(B)" and point.signs == 2:
        text += "; mean of both field signs"
    return text


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _widths(group: Group) -> list[Quantity]:
    """10-90 % width of each R(T)."""
    if group.family.kind != "R(T)":
        return []
    tops = {_key(p): p for p in group.family.at("90%") if not p.refused}
    rows = []
    for low in group.family.at("10%"):
        top = tops.get(_key(low))
        if low.refused or top is None:
            continue
        value = top.x - low.x
        sigma = sqrt(top.sigma**2 + low.sigma**2)
        systematic = sqrt(top.systematic**2 + low.systematic**2)
        rows.append(
            Quantity(
                "transition_width",
                "K",
                value,
                (value - sigma, value + sigma),
                (value - systematic, value + systematic),
                method="T(90%) - T(10%)",
                where={**group.where, **_held_keys(low)},
                source=sources_of(low),
                rows=rows_of(low),
                cites=_CITES,
            )
        )
    return rows


def _key(point: Point) -> tuple[tuple[str, float], ...]:
    return tuple(point.held.items())


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


def _field_checks(family: Family, prefix: str) -> list[Check]:
    """Remanent field and hysteresis, as numbers."""
    points = [p for p in family.at("50%") if not p.refused]
    checks = []
    found = remanence([family])
    if found is not None:
        text = (
            f"The two field signs differ by {2e3 * found.sigma:.2g} mT on the only branch: a "
            "remanent field or a lag of the magnet. The mean of both signs is free of it."
            if np.isnan(found.lag)
            else f"Zero field lies at {1e3 * found.value:.2g} mT of the applied field, and "
            f"{1e3 * abs(found.lag):.2g} mT to either side of it on up and down branches. The "
            "mean of both signs is free of this; set points of R(T) sweeps are corrected."
        )
        checks.append(Check("remanent_field", "ok", prefix + text, found.value))
    checks += _hall_check(family, found, prefix)
    gaps = [(p, p.hysteresis) for p in points if np.isfinite(p.hysteresis)]
    if gaps:
        point, worst = max(gaps, key=lambda item: abs(item[1]))
        shift = 2 * abs(found.lag) if found is not None and np.isfinite(found.lag) else 0.0
        unit = "T" if family.kind == "R(B)" else "K"
        moved = f" and are shifted by {shift:.2g} T against each other" if shift else ""
        checks.append(
            Check(
                "hysteresis",
                "warning" if max(abs(worst), shift / 2) > 0.02 * point.x else "ok",
                f"{prefix}Up and down branches differ by up to {abs(worst):.2g} {unit}{moved}; the "
                "mean is used and half the difference is in the systematic part.",
                max(abs(worst), shift),
            )
        )
    return checks


def _hall_check(family: Family, found: Remanence | None, prefix: str) -> list[Check]:
    """Odd part of R(B) beyond the transition: a Hall voltage between misaligned contacts."""
    shift = found.value if found is not None else 0.0
    fractions = []
    for branch in family.branches:
        x = running(branch.sweep)
        if branch.sign <= 0 or not branch.transition.plain or x.min() >= 0:
            continue
        parts = even_odd(x, signal(branch.sweep), remanent=shift)
        normal = parts.field > 0.9 * parts.field[-1]
        if normal.any():
            odd, even = (float(np.mean(p[normal])) for p in (parts.odd, parts.even))
            fractions.append(odd / even)
    if not fractions or abs(worst := max(fractions, key=abs)) < 0.03:
        return []
    return [
        Check(
            "hall_admixture",
            "warning",
            f"{prefix}{100 * abs(worst):.0f} % of the signal at the highest field is odd in the "
            "field: a Hall voltage enters. The mean of both field signs removes it.",
            worst,
        )
    ]


def _curves(group: Group, options: Options) -> list[Curve]:
    family = group.family
    curves: list[Curve] = []
    for branch in family.branches:
        if branch.sign < 0 and any(b.sweep is branch.sweep and b.sign > 0 for b in family.branches):
            continue  # both signs are one sweep, drawn once
        where = {**group.where, **_branch_where(branch.sweep)}
        curves.append(Curve("data", running(branch.sweep), signal(branch.sweep), where=where))
    for branch in family.branches:
        normal = branch.transition.normal
        if not branch.transition.plain or normal is None or normal.source != "own":
            continue
        x = np.array(normal.span)
        sign = branch.sign or 1
        where = {**group.where, **_branch_where(branch.sweep)}
        curves.append(Curve("normal_state", sign * x, normal(x), where=where))
    for criterion in options.criteria:
        curves += _marks(group, criterion)
    if family.normal is not None:
        x = np.array([min(c.x.min() for c in curves), max(c.x.max() for c in curves)])
        curves.append(Curve("normal_state", x, family.normal(x), where=dict(group.where)))
    return curves


def _branch_where(sweep: xr.Dataset) -> dict[str, object]:
    where: dict[str, object] = {"branch": str(sweep.attrs["branch"])}
    for name in ("temperature", "field"):
        value = held(sweep, name)
        if value is not None:
            where[name] = _set_point(name, value)
    return where


def _marks(group: Group, criterion: str) -> list[Curve]:
    """Where each pass crosses the criterion."""
    x, y, error = [], [], []
    for branch in group.family.branches:
        t = branch.transition
        crossing = t.crossings.get(criterion)
        if crossing is None or crossing.refused or t.normal is None or t.zero is None:
            continue
        level = float(criterion.removesuffix("%")) / 100
        x.append((branch.sign or 1) * crossing.x)
        y.append(t.zero.value + level * (float(t.normal(np.array(crossing.x))) - t.zero.value))
        error.append(crossing.total)
    if not x:
        return []
    where = {**group.where, "criterion": criterion}
    return [Curve("criterion", np.array(x), np.array(y), x_error=np.array(error), where=where)]
