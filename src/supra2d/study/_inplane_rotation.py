"""Resistance against azimuth in a fixed field, and the critical fields that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..core import Array, make_table, merge_rows
from ..measure import Harmonics, harmonics, held, running, signal, split
from ._groups import Group, set_point

_SPAN = 170.0  # deg, of a turn
_BIN = 5.0  # deg, over which readings are averaged
_SAME = 5e-3  # of a temperature
_BESIDE = 0.15  # of the resistances of a turn, beyond which its slope is still looked for
_ENOUGH = 5  # points of a sweep of the field
_STEEP = 3.0  # standard deviations of a slope
_PARALLEL = 1.0  # deg from the plane


@dataclass(frozen=True)
class Rotation:
    """Readings of one setting, averaged in steps of the azimuth.

    Attributes
    ----------
    channel, temperature, field
        Where it was measured.
    azimuth, resistance, unit
        deg, and the unit of the signal.
    harmonics
        Of the resistance.
    table
        Critical fields by the criterion of the mean resistance; None without a slope.
    scale
        Relative standard deviation of the slope.
    source, rows
        Where the readings are from.
    """

    channel: str
    temperature: float
    field: float
    azimuth: Array
    resistance: Array
    unit: str
    harmonics: Harmonics
    table: xr.Dataset | None
    scale: float
    source: str
    rows: str


def rotations(logs: Sequence[xr.Dataset], groups: Sequence[Group]) -> list[Rotation]:
    """Every setting in a field in the plane at which the azimuth ran over half a turn or more."""
    sets: dict[tuple[str, float, float], list[xr.Dataset]] = {}
    for log in logs:
        if "azimuth" not in log or np.ptp(log["azimuth"].values) < _SPAN:
            continue
        for sweep in split(log):
            temperature, field = held(sweep, "temperature"), held(sweep, "field")
            if sweep.attrs["kind"] != "R(azimuth)" or not _in_plane(sweep):
                continue
            if temperature is None or field is None or np.ptp(running(sweep)) < _SPAN:
                continue
            key = (
                str(sweep.attrs["channel"]),
                float(f"{temperature:.3g}"),
                set_point("field", abs(field)),
            )
            sets.setdefault(key, []).append(sweep)
    return [
        made
        for (channel, temperature, field), sweeps in sets.items()
        if field > 0.0
        for made in _made(channel, temperature, field, sweeps, groups)
    ]


def _in_plane(sweep: xr.Dataset) -> bool:
    angle = held(sweep, "angle")
    if angle is None:
        return str(sweep.attrs.get("direction", "")) != "perpendicular"
    return abs(abs((angle + 90.0) % 180.0 - 90.0) - 90.0) <= _PARALLEL


def _made(
    channel: str,
    temperature: float,
    field: float,
    sweeps: Sequence[xr.Dataset],
    groups: Sequence[Group],
) -> Iterator[Rotation]:
    azimuth, R, n = _averaged(
        np.concatenate([running(s) for s in sweeps]), np.concatenate([signal(s) for s in sweeps])
    )
    if azimuth.size < 12 or R.min() <= 0.0:
        return
    h = harmonics(azimuth, R)
    source = "; ".join(dict.fromkeys(str(s.attrs["source"]) for s in sweeps))
    rows = merge_rows(str(s.attrs["rows"]) for s in sweeps)
    table, scale = None, 0.0
    found = _slope(groups, channel, temperature, field, R)
    if found is not None:
        slope, scale = found
        # the field at which this azimuth would show the mean resistance
        fields = field * (R / h.mean) ** (-1.0 / slope)
        table = make_table(
            temperature,
            fields,
            field_error=fields * h.noise / np.sqrt(n / np.median(n)) / (R * slope),
            direction="parallel",
            source=source,
            rows=rows,
        ).assign(azimuth=("point", azimuth, {"units": "deg"}))
    unit = str(sweeps[0][sweeps[0].attrs["signal"]].attrs["units"])
    yield Rotation(channel, temperature, field, azimuth, R, unit, h, table, scale, source, rows)


def _averaged(azimuth: Array, R: Array) -> tuple[Array, Array, Array]:
    """Means over steps of the azimuth, and how many readings are in each."""
    good = np.isfinite(azimuth) & np.isfinite(R)
    azimuth, R = azimuth[good], R[good]
    step = np.floor((azimuth - azimuth.min()) / _BIN + 1e-6)
    places = np.unique(step)
    members = [step == place for place in places]
    return (
        np.array([azimuth[m].mean() for m in members]),
        np.array([R[m].mean() for m in members]),
        np.array([float(m.sum()) for m in members]),
    )


def _slope(
    groups: Sequence[Group], channel: str, temperature: float, field: float, R: Array
) -> tuple[float, float] | None:
    """Slope dlnR/dlnB through the resistances of a turn, and its relative standard deviation.

    The sweep of the field that passes this field at the nearest resistance is taken.
    """
    low, high = R.min() * (1.0 - _BESIDE), R.max() * (1.0 + _BESIDE)
    best: tuple[float, float, float] | None = None
    for group in groups:
        if group.family.kind != "R(B)" or group.channel != channel:
            continue
        if group.direction == "perpendicular" or "angle" in group.where:
            continue
        for branch in group.family.branches:
            at = held(branch.sweep, "temperature")
            if at is None or abs(at - temperature) > _SAME * temperature:
                continue
            B, r = np.abs(running(branch.sweep)), signal(branch.sweep)
            near = (r > low) & (r < high) & (np.abs(B / field - 1.0) < 0.5)
            if near.sum() < _ENOUGH:
                continue
            x, y = np.log(B[near] / field), np.log(r[near])
            (slope, level), covariance = np.polyfit(x, y, 1, cov=True)
            error = float(np.sqrt(covariance[0, 0]))
            off = abs(float(level) - float(np.log(R.mean())))
            if slope > _STEEP * error and (best is None or off < best[0]):
                best = off, float(slope), error / float(slope)
    return best[1:] if best is not None else None
