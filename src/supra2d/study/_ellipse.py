"""Critical field against azimuth in the film plane: a two-fold ellipse, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Axis,
    Check,
    FitError,
    Interval,
    Quantity,
    Result,
    merge_rows,
    refused,
)
from ..fit import FitOutcome, fit_joint, information_weights
from ..measure import critical_field_table
from ..models import model
from ._azimuth import azimuths_of, folded
from ._groups import Group
from ._options import Options
from ._tables import fit_curves, split_table

_ELLIPSE, _ISOTROPIC = "ellipse_inplane", "isotropic"
_MIN_AZIMUTHS = 5  # two more than an ellipse has parameters
_SURE = 0.95  # weight from which the axes are named
_SAME = 5e-3  # of a temperature, by which readings of one set point differ
_WOBBLE = 1.0  # deg, the size for which the caution gives a number


def azimuth_results(
    groups: Sequence[Group], tables: Sequence[xr.Dataset], options: Options
) -> list[Result]:
    """One Result per channel and temperature with critical fields at five azimuths or more."""
    across, along = fields_in_the_plane(groups, tables, options)
    return [
        made
        for channel, table in along
        for temperature, points in at_azimuths(table, _MIN_AZIMUTHS)
        if (made := _result(points, channel, temperature, normal_field(across, temperature)))
    ]


def fields_in_the_plane(
    groups: Sequence[Group], tables: Sequence[xr.Dataset], options: Options
) -> tuple[list[xr.Dataset], list[tuple[str, xr.Dataset]]]:
    """Critical fields along the normal; those in the plane, by channel."""
    across: list[xr.Dataset] = []
    along: list[tuple[str, xr.Dataset]] = []
    for channel in dict.fromkeys(g.channel for g in groups):
        for direction in ("perpendicular", "parallel"):
            # sweeps of temperature at several azimuths have no temperature in common
            families = [
                g.family
                for g in groups
                if (g.channel, g.direction, g.family.kind) == (channel, direction, "R(B)")
                and not g.family.refusal
            ]
            table = critical_field_table(families, options.criterion, direction=direction)
            if table is not None and direction == "parallel":
                along.append((channel, table))
            elif table is not None:
                across.append(table)
    for given in tables:
        parts = split_table(given, options)
        across += [parts["perpendicular"]] if "perpendicular" in parts else []
        along += [("", parts["parallel"])] if "parallel" in parts else []
    return across, along


def at_azimuths(table: xr.Dataset, least: int) -> Iterator[tuple[float, xr.Dataset]]:
    """Points with an azimuth at one temperature, where there are ``least`` azimuths or more."""
    known = np.flatnonzero(np.isfinite(azimuths_of(table)))
    T = table["temperature"].values
    order = known[np.argsort(T[known], kind="stable")]
    for rows in np.split(order, np.flatnonzero(np.diff(T[order]) > _SAME * T[order][1:]) + 1):
        points = table.isel(point=np.sort(rows))
        if np.unique(folded(azimuths_of(points))).size >= least:
            yield float(f"{np.median(T[rows]):.3g}"), points


def normal_field(tables: Sequence[xr.Dataset], temperature: float) -> float | None:
    """Critical field along the normal, T, between the temperatures where it was measured."""
    for table in tables:
        order = np.argsort(table["temperature"].values)
        T, B = (table[name].values[order] for name in ("temperature", "field"))
        if T[0] * (1.0 - _SAME) <= temperature <= T[-1] * (1.0 + _SAME):
            return float(np.interp(temperature, T, B))
    return None


@dataclass(frozen=True)
class _Axes:
    """Largest and smallest field of a fitted ellipse, and where they are."""

    outcome: FitOutcome

    @property
    def names(self) -> tuple[str, str]:
        """Parameter of the largest field, and of the smallest."""
        p = self.outcome.values
        return ("B_a", "B_b") if p["B_a"] >= p["B_b"] else ("B_b", "B_a")

    @property
    def turned(self) -> float:
        """From phi0 to the azimuth of the largest field, between -90 and 90, deg."""
        azimuth = self.outcome.values["phi0"] + (0.0 if self.names[0] == "B_a" else 90.0)
        return (azimuth + 90.0) % 180.0 - 90.0 - self.outcome.values["phi0"]

    def ratio(self, p: Mapping[str, float]) -> float:
        """Largest over smallest field."""
        largest, smallest = self.names
        return p[largest] / p[smallest]


def _result(
    table: xr.Dataset, channel: str, temperature: float, normal: float | None
) -> Result | None:
    ellipse = model(_ELLIPSE)
    level = replace(ellipse, name=_ISOTROPIC, title="The same field at every azimuth")
    try:
        outcomes = {
            _ISOTROPIC: fit_joint([(level, table)], tied={"B_a": "B_b"}, fixed={"phi0": 0.0}),
            _ELLIPSE: fit_joint([(ellipse, table)]),
        }
    except FitError:
        return None
    weight = _weight(outcomes)
    points, *curves = fit_curves(outcomes[_ELLIPSE], ellipse, table)
    other, missed = fit_curves(outcomes[_ISOTROPIC], level, table)[1:]
    # far off the points, its residuals would press those of the ellipse flat
    curves += [other] if weight > _SURE else [other, missed]
    where: dict[str, object] = {"channel": channel} if channel else {}
    where |= {"temperature": temperature, "direction": "parallel"}
    at = f"at {temperature:g} K"
    return Result(
        "angular",
        f"Critical field against azimuth {at}" + (f" ({channel})" if channel else ""),
        quantities=tuple(_numbers(outcomes, weight, where, table)),
        fits=tuple(replace(o.fit, data=f"azimuths {at}") for o in outcomes.values()),
        checks=tuple(_checks(outcomes, weight, at, temperature, normal)),
        curves=(points, *curves),
        x_axis=Axis("azimuth", "deg"),
        y_axis=Axis("field", "T"),
    )


def _weight(outcomes: Mapping[str, FitOutcome]) -> float:
    """Akaike weight of the ellipse.

    Where even the ellipse misses the points, their errors are too small for what else moves them
    from azimuth to azimuth. Their size is then taken from that misfit: what chi2 falls by is
    counted as the fall with known errors that is as rare, dof ln(chi2_isotropic / chi2_ellipse).
    """
    level, ellipse = outcomes[_ISOTROPIC].fit, outcomes[_ELLIPSE].fit
    if ellipse.chi2 > ellipse.dof:
        fall = ellipse.dof * log(level.chi2 / ellipse.chi2)
        level = replace(level, aic=level.aic - level.chi2 + ellipse.chi2 + fall)
    return information_weights((level, ellipse))[_ELLIPSE]


def _numbers(
    outcomes: Mapping[str, FitOutcome],
    weight: float,
    where: Mapping[str, object],
    table: xr.Dataset,
) -> list[Quantity]:
    ellipse, level = outcomes[_ELLIPSE], outcomes[_ISOTROPIC]
    common: dict[str, Any] = {
        "criterion": str(table.attrs.get("criterion", "")),
        "source": "; ".join(dict.fromkeys("; ".join(table["source"].values).split("; "))),
        "rows": merge_rows(table["rows"].values),
    }

    def row(
        name: str, unit: str, value: float, interval: Interval, law: str, **more: Any
    ) -> Quantity:
        place = {**where, **more.pop("place", {}), "method": law}
        cites = model(_ELLIPSE).references
        return Quantity(
            name, unit, value, interval, method=law, where=place, cites=cites, **common, **more
        )

    intervals = ellipse.intervals
    if weight < _SURE or any(i is None for i in intervals.values()):
        why = (
            f"An ellipse is not established at these azimuths (Akaike weight {weight:.2g}); "
            "measure more azimuths, or each with smaller errors."
        )
        rows = [
            refused(name, unit, why, method=_ELLIPSE, where={**where, "method": _ELLIPSE}, **common)
            for name, unit in (("anisotropy", "1"), ("azimuth_max", "deg"))
        ]
        interval = level.intervals["B_b"]
        if interval is not None:
            doubt = {"status": "warning", "message": why} if weight > 0.5 else {}
            rows.insert(0, row("Bc2", "T", level.values["B_b"], interval, _ISOTROPIC, **doubt))
        return rows
    axes = _Axes(ellipse)
    largest, smallest = axes.names
    azimuth = ellipse.values["phi0"] + axes.turned
    across = azimuth - 90.0 if azimuth > 0.0 else azimuth + 90.0
    ratio, *ends = ellipse.propagate(axes.ratio)
    found: dict[str, Interval] = {name: i for name, i in intervals.items() if i is not None}
    low, high = (end + axes.turned for end in found["phi0"])
    return [
        *(
            row("Bc2", "T", ellipse.values[name], found[name], _ELLIPSE,
                place={"azimuth": round(at, 1) + 0.0})
            for name, at in ((largest, azimuth), (smallest, across))
        ),
        row("anisotropy", "1", ratio, (ends[0], ends[1]), _ELLIPSE),
        row("azimuth_max", "deg", azimuth, (low, high), _ELLIPSE),
    ]  # fmt: skip


def _checks(
    outcomes: Mapping[str, FitOutcome],
    weight: float,
    at: str,
    temperature: float,
    normal: float | None,
) -> Iterator[Check]:
    best = _ELLIPSE if weight > 0.5 else _ISOTROPIC
    goodness = outcomes[best].checks[0]
    text = f"Akaike weight of a two-fold ellipse against one field for all azimuths {at}: "
    text += f"{weight:.2g}."
    if goodness.status != "ok":
        text += f" Of the better one: {goodness.message}"
    yield Check("azimuth_law", goodness.status, text, weight)
    if best != _ELLIPSE:
        return
    axes = _Axes(outcomes[_ELLIPSE])
    largest, smallest = (outcomes[_ELLIPSE].values[name] for name in axes.names)
    told = (
        f"A rotation axis off the film normal tilts the field out of the plane and back twice in "
        f"a turn, which alone makes a two-fold signal; found {at}: {largest - smallest:.2g} T. "
    )
    if normal is None:
        told += "Measure the field along the normal to know the size of that."
        yield Check("wobble", "warning", told)
        return
    tilted = model("tinkham_2d")(90.0 - _WOBBLE, B_perp=normal, B_par=largest, theta0=0.0)
    lost = largest - float(tilted)
    told += (
        f"An axis off by {_WOBBLE:g} degree would lower the field by {lost:.2g} T at the worst "
        f"azimuth (thin film, {normal:.3g} T along the normal). Repeat with the film turned on "
        "its holder: what belongs to the film turns with it."
    )
    yield Check("wobble", "warning", told, lost)
