"""Critical field against angle: the two-dimensional and the three-dimensional law.

Against the azimuth, see ``_ellipse``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import numpy as np
import xarray as xr

from ..core import Axis, Check, Curve, FitError, Quantity, Result, make_table, merge_rows
from ..fit import FitOutcome, fit_table, information_weights
from ..measure import Point, rows_of, sources_of
from ..models import model
from ._azimuth import at_one_azimuth
from ._ellipse import azimuth_results
from ._groups import Group
from ._options import Options
from ._tables import fit_curves, split_table

LAWS = ("tinkham_2d", "anisotropic_3d")

_MIN_ANGLES = 5


def angular_results(
    groups: Sequence[Group], tables: Sequence[xr.Dataset], options: Options
) -> list[Result]:
    """One Result per channel and temperature for which the critical field is known at angles.

    First those against the angle from the normal, then those against the azimuth.
    """
    found = _from_fields(groups, options)
    for channel, temperature, table in _from_sweeps(groups, options):
        key = (channel, temperature)
        found[key] = xr.concat([found[key], table], "point") if key in found else table
    for log in tables:
        if "angle" in log and np.unique(np.round(log["angle"].values, 1)).size >= _MIN_ANGLES:
            parts = split_table(log, options).values()
            joined = xr.concat([_with_angle(p) for p in parts], "point")
            found["", float(np.median(joined["temperature"]))] = joined
    results = []
    for (channel, temperature), table in found.items():
        results.append(_result(table, channel, temperature))
    results += azimuth_results(groups, tables, options)
    return [r for r in results if r is not None]


def tilt_from(angular: Sequence[Result]) -> tuple[float, float] | None:
    """Misalignment and its error in deg, where fields at angles give it."""
    for result in angular:
        for fit in result.fits:
            if fit.model == "tinkham_2d":
                theta0 = fit["theta0"]
                if theta0.interval is not None:
                    return abs(theta0.value), 0.5 * (theta0.interval[1] - theta0.interval[0])
    return None


def _with_angle(part: xr.Dataset) -> xr.Dataset:
    if "angle" in part:
        return part
    angle = 0.0 if part["direction"].values[0] == "perpendicular" else 90.0
    zeros = np.zeros(part.sizes["point"])
    return part.assign(angle=("point", zeros + angle), angle_error=("point", zeros))


def _from_fields(groups: Sequence[Group], options: Options) -> dict[tuple[str, float], xr.Dataset]:
    """R(B) families at several angles: their points at the same temperature."""
    rows: dict[tuple[str, float], list[tuple[float, Group, int]]] = {}
    for group in groups:
        if group.family.kind != "R(B)" or group.family.refusal:
            continue
        for i, point in enumerate(group.family.points):
            if point.criterion != options.criterion or point.refused:
                continue
            angle = point.held.get(
                "angle", {"perpendicular": 0.0, "parallel": 90.0}.get(group.direction)
            )
            if angle is None or "temperature" not in point.held:
                continue
            key = group.channel, round(point.held["temperature"], 2)
            rows.setdefault(key, []).append((angle, group, i))
    tables = {}
    for key, members in rows.items():
        points = [g.family.points[i] for _, g, i in members]
        table = make_table(
            [p.held["temperature"] for p in points],
            [p.x for p in points],
            field_error=[p.total for p in points],
            angle=[a for a, _, _ in members],
            source=[sources_of(p) for p in points],
            rows=[rows_of(p) for p in points],
            criterion=options.criterion,
        )
        tables[key] = table.assign(azimuth=_azimuths(points))
    return tables


def _azimuths(points: Sequence[Point]) -> tuple[str, list[float], dict[str, str]]:
    return "point", [p.held.get("azimuth", nan) for p in points], {"units": "deg"}


def _from_sweeps(groups: Sequence[Group], options: Options) -> list[tuple[str, float, xr.Dataset]]:
    """R(angle) at fixed temperature and field: the angles at which half the resistance is back."""
    found = []
    for group in groups:
        if group.family.kind != "R(angle)" or group.family.refusal:
            continue
        points = [p for p in group.family.at(options.criterion) if not p.refused]
        by_temperature: dict[float, list[Point]] = {}
        for p in points:
            by_temperature.setdefault(round(p.held.get("temperature", 0.0), 2), []).append(p)
        for temperature, members in by_temperature.items():
            found.append(
                (
                    group.channel,
                    temperature,
                    make_table(
                        temperature,
                        [abs(p.held["field"]) for p in members],
                        angle=[90.0 - p.x for p in members],
                        angle_error=[p.total for p in members],
                        source=[sources_of(p) for p in members],
                        rows=[rows_of(p) for p in members],
                        criterion=options.criterion,
                    ).assign(azimuth=_azimuths(members)),
                )
            )
    return found


def _result(table: xr.Dataset, channel: str, temperature: float) -> Result | None:
    table, azimuth, left = at_one_azimuth(table)
    if np.unique(np.round(table["angle"].values, 1)).size < _MIN_ANGLES:
        return None
    outcomes: dict[str, FitOutcome] = {}
    for name in LAWS:
        try:
            outcomes[name] = fit_table(model(name), table)
        except FitError:
            continue
    if not outcomes:
        return None
    weights = information_weights([o.fit for o in outcomes.values()])
    best = max(weights, key=lambda name: weights[name])
    curves: list[Curve] = []
    for name, outcome in outcomes.items():
        drawn = fit_curves(outcome, model(name), table)
        curves += drawn if not curves else drawn[1:]
    where: dict[str, object] = {"channel": channel} if channel else {}
    where["temperature"] = temperature
    return Result(
        "angular",
        f"Critical field against angle at {temperature:g} K" + (f" ({channel})" if channel else ""),
        quantities=tuple(_numbers(outcomes[best], best, where, table)),
        fits=tuple(replace(o.fit, data=f"angles at {temperature:g} K") for o in outcomes.values()),
        checks=(
            Check(
                "angular_law",
                "ok",
                f"Akaike weight of {best} at {temperature:g} K: {weights[best]:.2g}. A cusp at "
                "parallel field means a film thinner than its coherence length; a film that is "
                "limited by spins can show one as well.",
                weights[best],
            ),
            *([Check("azimuth", "ok", f"Fields at angles: {left}", azimuth)] if left else []),
        ),
        curves=tuple(curves),
        x_axis=Axis("angle", "deg"),
        y_axis=Axis("field", "T"),
    )


def _numbers(
    outcome: FitOutcome, law: str, where: dict[str, object], table: xr.Dataset
) -> list[Quantity]:
    rows = []
    for direction, name in (("perpendicular", "B_perp"), ("parallel", "B_par")):
        interval = outcome.intervals.get(name)
        if interval is None:
            continue
        rows.append(
            Quantity(
                "Bc2",
                "T",
                outcome.values[name],
                interval,
                criterion=str(table.attrs.get("criterion", "")),
                method=law,
                where={**where, "direction": direction, "method": law},
                source="; ".join(dict.fromkeys(table["source"].values)),
                rows=merge_rows(table["rows"].values),
                cites=model(law).references,
            )
        )
    return rows
