"""Turns of the field in the plane: harmonics, and whether they are the film's or a wobble's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
import xarray as xr

from ..core import Axis, Curve, Fit, Interval, Quantity, Result, combine, merge_rows, refused
from ..measure import Harmonics, amplitude_of, harmonics
from ..models import model
from ._azimuth import azimuths_of
from ._ellipse import at_azimuths, fields_in_the_plane, normal_field
from ._groups import Group
from ._inplane_checks import LEAST, comparison, turn_checks, verdict
from ._inplane_laws import LAW, Turn, Weighed, law_of, told, weighed
from ._inplane_rotation import Rotation, rotations
from ._options import Options
from ._tables import fit_curves

_MIN_AZIMUTHS = 12  # three more than the richest law has parameters
_NOISE = 0.05  # probability of parts as large from noise, above which there is nothing to explain
_HELD = 2.0  # deg, one standard deviation of a film that was put on its holder by eye
_CLEAR = 3.0  # standard deviations of an amplitude, from which its azimuth is known

#: What parts of each order are called.
WORDS = {2: "twofold", 6: "sixfold", 4: "fourfold", 1: "onefold"}

Where = Mapping[str, object]


@dataclass(frozen=True)
class _Found:
    """A turn, its harmonics, and the laws compared on it; none where nothing changes."""

    harmonics: Harmonics
    turn: Turn
    weighed: Weighed | None
    scale: float = 0.0  # relative standard deviation that all amplitudes share


def inplane_results(
    groups: Sequence[Group], tables: Sequence[xr.Dataset], options: Options
) -> list[Result]:
    """One Result per channel and temperature with critical fields at twelve azimuths or more."""
    across, along = fields_in_the_plane(groups, tables, options)
    results = []
    for channel, table in along:
        for temperature, points in at_azimuths(table, _MIN_AZIMUTHS // 2):
            if np.unique(np.round(azimuths_of(points) % 360.0)).size >= _MIN_AZIMUTHS:
                where = _where(channel, temperature)
                found = _found(points, normal_field(across, temperature), options)
                results.append(_result(found, where, f"at {temperature:g} K"))
    return results


def rotation_results(
    groups: Sequence[Group],
    logs: Sequence[xr.Dataset],
    tables: Sequence[xr.Dataset],
    options: Options,
) -> list[Result]:
    """One Result per setting at which the resistance was measured while the azimuth ran.

    With a sweep of the field at the same temperature it is turned into critical fields.
    """
    turned = rotations(logs, groups)
    across = fields_in_the_plane(groups, tables, options)[0] if turned else []
    results = []
    for one in turned:
        where = {**_where(one.channel, one.temperature), "field": one.field}
        at = f"at {one.temperature:g} K and {one.field:g} T"
        if one.table is None:
            results.append(_of_resistance(one, where, at))
        else:
            found = _found(one.table, normal_field(across, one.temperature), options, one.scale)
            results.append(_result(found, where, at))
    return results


def _where(channel: str, temperature: float) -> dict[str, object]:
    where: dict[str, object] = {"channel": channel} if channel else {}
    return where | {"temperature": temperature, "direction": "parallel"}


def _found(table: xr.Dataset, normal: float | None, options: Options, scale: float = 0.0) -> _Found:
    """Harmonics first; the laws where the fields change with the azimuth."""
    h = harmonics(azimuths_of(table), table["field"].values, table["field_error"].values)
    given = table["field_error"].values
    # points that scatter more than their errors say must not be taken at their word
    wider = max(1.0, h.chi2 / h.dof) ** 0.5
    errors = wider * given if np.all(given > 0.0) else np.full(given.size, h.noise)
    turn = Turn(
        table.assign(field_error=("point", errors, {"units": "T"})),
        normal,
        _HELD if options.tilt is None else options.tilt,
        options.tilt is not None,
    )
    return _Found(h, turn, weighed(turn) if h.chance < _NOISE else None, scale)


def _result(found: _Found, where: Where, at: str) -> Result:
    w = found.weighed
    label = f"azimuths {at}"
    fits: tuple[Fit, ...] = ()
    if w is not None:
        fits = tuple(told(e, label) for e in w.evidences.values())
    channel = f" ({where['channel']})" if "channel" in where else ""
    spoken, status = verdict(found.harmonics, found.turn, w, at)
    return Result(
        "inplane",
        f"Harmonics of the field in the plane {at}{channel}",
        quantities=tuple(_numbers(found, where, status)),
        fits=fits,
        comparisons=(comparison(w, label, spoken, status),) if w is not None else (),
        checks=tuple(turn_checks(found.harmonics, found.turn, w, at, spoken, status)),
        curves=tuple(_curves(found)),
        x_axis=Axis("azimuth", "deg"),
        y_axis=Axis("field", "T"),
        text=(spoken,),
        cites=model(LAW).references,
    )


def _curves(found: _Found) -> Iterator[Curve]:
    """The points, the best law, and its best rival: an axis against a wobble."""
    w, table = found.weighed, found.turn.table
    if w is None:
        yield _points(table)
        return
    own = "twofold" in w.best
    rivals = [n for n in w.weights if ("twofold" in n) != own and (own or "wobble" not in n)]
    shown = [w.best, max(rivals, key=lambda n: w.evidences[n].log_evidence)]
    for i, name in enumerate(shown):
        curves = fit_curves(w.evidences[name].outcome, law_of(name, found.turn), table)
        yield from curves if i == 0 else curves[1:]


def _points(table: xr.Dataset) -> Curve:
    return Curve("data", azimuths_of(table), table["field"].values,
                 y_error=table["field_error"].values)  # fmt: skip


def _numbers(found: _Found, where: Where, status: str) -> Iterator[Quantity]:
    table = found.turn.table
    common: dict[str, Any] = {
        "criterion": str(table.attrs.get("criterion", "")),
        "source": "; ".join(dict.fromkeys("; ".join(table["source"].values).split("; "))),
        "rows": merge_rows(table["rows"].values),
        "cites": model(LAW).references,
    }
    for order, word in WORDS.items():
        doubt = "It may be a wobble of the rotation axis." if order == 2 and status != "ok" else ""
        yield from _rows(found, order, f"anisotropy_{word}", where, common, doubt)


def _rows(
    found: _Found, order: int, name: str, where: Where, common: Mapping[str, Any], doubt: str
) -> Iterator[Quantity]:
    """The amplitude of one order, and where its maximum is."""
    h = found.harmonics
    place = {**where, "method": "harmonics"}
    rest: dict[str, Any] = {"method": "harmonics", "where": place, **common}
    word = WORDS[order]
    if order not in h.parts:
        yield refused(
            name,
            "1",
            f"These azimuths cannot tell a {word} part from others; measure a whole turn in "
            "steps of 20 degrees or less.",
            **rest,
        )
        return
    value, interval = h.amplitude(order)
    clear = np.hypot(*h.parts[order]) > _CLEAR * np.sqrt(np.trace(h.covariance[order]) / 2.0)
    systematic = _systematic(found, order, value)
    total = combine(value, interval, systematic)
    doubtful = {"status": "warning", "message": doubt} if doubt and clear else {}
    total = (max(0.0, total[0]), total[1])
    yield Quantity(name, "1", value, interval, systematic, total, **doubtful, **rest)
    if order in (2, 6) and clear:
        azimuth, error = h.azimuth(order)
        ends = (azimuth - error, azimuth + error)
        yield Quantity(f"azimuth_{word}", "deg", azimuth, ends, **doubtful, **rest)


def _systematic(found: _Found, order: int, value: float) -> Interval | None:
    """What a wobble may have added to an amplitude, or taken from it, and the common scale."""
    low, high = value * (1.0 - found.scale), value * (1.0 + found.scale)
    w = found.weighed
    if w is not None and order in (2, 6):
        _, (below, above) = amplitude_of(*w.part(order))
        if order == 2 and w.probability("twofold") < LEAST:
            below = 0.0  # a wobble alone would do
        down, up = max(0.0, value - below), max(0.0, above - value)
        low, high = value - hypot(value - low, down), value + hypot(high - value, up)
    return (max(0.0, low), high) if high > low else None


def _of_resistance(one: Rotation, where: Where, at: str) -> Result:
    """Harmonics of the resistance, which say nothing of the size of those of the field."""
    h = one.harmonics
    turn = np.linspace(float(one.azimuth.min()), float(one.azimuth.max()), 361)
    rest: dict[str, Any] = {
        "method": "harmonics",
        "where": {**where, "method": "harmonics"},
        "source": one.source,
        "rows": one.rows,
    }
    rows = []
    for order, word in WORDS.items():
        if order in h.parts:
            value, interval = h.amplitude(order)
            rows.append(Quantity(f"resistance_{word}", "1", value, interval, **rest))
    said = (
        f"The resistance {at} was measured against the azimuth, but no sweep of the field at that "
        "temperature gives its slope. Its harmonics are not those of the critical field, and laws "
        "are not compared. Sweep the field through this resistance at one azimuth."
    )
    return Result(
        "inplane",
        f"Resistance against azimuth {at}" + (f" ({where['channel']})" if one.channel else ""),
        quantities=tuple(rows),
        curves=(
            Curve("data", one.azimuth, one.resistance),
            Curve("fit", turn, h.curve(turn), where={"model": "harmonics"}),
        ),
        x_axis=Axis("azimuth", "deg"),
        y_axis=Axis("resistance", one.unit),
        text=(said,),
    )
