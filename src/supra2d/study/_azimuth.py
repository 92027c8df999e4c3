"""Azimuths of a field in the film plane: kept apart, and compared with one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import Array, Check
from ._boundary_fit import Tables

_APART = 0.5  # deg; closer readings are one azimuth
_NO_FIELD = 1e-3  # T, below which a field has no direction
_ALONG = 1.0  # deg within which an angle is that of the normal

Mask = npt.NDArray[np.bool_]


def azimuths_of(table: xr.Dataset) -> Array:
    """Azimuth of each point, deg; NaN where it was not recorded."""
    if "azimuth" not in table:
        return np.full(table.sizes["point"], np.nan)
    return np.asarray(table["azimuth"].values, dtype=float)


def folded(azimuth: Array) -> Array:
    """Azimuths within half a turn, readings of one setting made equal.

    A reversed field has the same critical field, so that 10 and 190 deg are one azimuth.
    """
    half: Array = np.mod(azimuth + _APART, 180.0) - _APART
    known = np.flatnonzero(np.isfinite(half))
    order = known[np.argsort(half[known], kind="stable")]
    for part in np.split(order, np.flatnonzero(np.diff(half[order]) > _APART) + 1):
        half[part] = np.round(np.median(half[part]), 1) + 0.0 if part.size else 0.0
    return half


def at_one_azimuth(table: xr.Dataset) -> tuple[xr.Dataset, float | None, str]:
    """The points of the azimuth that has most of them, which one it is, and what was left out.

    Points without a field in the plane belong to every azimuth. Points whose azimuth was not
    recorded are a direction of their own.
    """
    half, anywhere = folded(azimuths_of(table)), _anywhere(table)
    found = list(dict.fromkeys(_name(a) for a in np.sort(half[~anywhere])))
    if len(found) < 2:
        return table, found[0] if found else None, ""
    names = np.array([_name(a) for a in half], dtype=object)
    temperature = table["temperature"].values

    def size(name: float | None) -> tuple[int, float]:
        rows = (names == name) & ~anywhere
        return int(rows.sum()), float(np.ptp(temperature[rows]))

    chosen = max(found, key=size)
    keep = (names == chosen) | anywhere
    others = [f"{a:g} deg" if a is not None else "none recorded" for a in found if a != chosen]
    listed = ", ".join(others) if len(others) < 7 else f"{len(others)} others"
    at = "without a recorded azimuth" if chosen is None else f"at azimuth {chosen:g} deg"
    text = (
        f"{keep.sum()} of {keep.size} points, those {at}, are used; another azimuth ({listed}) "
        "is another direction of the field."
    )
    return table.isel(point=np.flatnonzero(keep)), chosen, text


def one_azimuth(tables: Tables, criterion: str) -> Tables:
    """Tables whose parallel part is that of one azimuth, the best covered by the main criterion.

    Where even that one was measured at a single temperature, nothing is left of the parallel
    part: a law of temperature has nothing to say about it.
    """
    parallel = tables.by_criterion.get(criterion, {}).get("parallel")
    if parallel is None or "azimuth" not in parallel:
        return tables
    kept, azimuth, text = at_one_azimuth(parallel)
    if not text:
        return replace(tables, azimuth=azimuth)
    prefix = f"{tables.channel}: " if tables.channel else ""
    temperatures = kept["temperature"].values[~_anywhere(kept)]
    if np.ptp(temperatures) < 0.02 * temperatures.max():
        checks = (
            Check(
                "azimuth",
                "warning",
                f"{prefix}Every azimuth in the plane was measured at one temperature, so the "
                "parallel field is not fitted against temperature. Measure one azimuth at more.",
            ),
        )
        cut = {c: {d: t for d, t in by.items() if d != "parallel"} for c, by in _items(tables)}
        return replace(tables, by_criterion={c: by for c, by in cut.items() if by}, checks=checks)
    checks = (Check("azimuth", "ok", f"{prefix}Parallel field: {text}", azimuth),)
    cut = {
        c: {d: _only(t, azimuth) if d == "parallel" else t for d, t in by.items()}
        for c, by in _items(tables)
    }
    return replace(tables, by_criterion=cut, azimuth=azimuth, checks=checks)


def _items(tables: Tables) -> Sequence[tuple[str, Mapping[str, xr.Dataset]]]:
    return list(tables.by_criterion.items())


def _only(table: xr.Dataset, azimuth: float | None) -> xr.Dataset:
    """Points at one azimuth, by any criterion."""
    half = folded(azimuths_of(table))
    here = np.isnan(half) if azimuth is None else np.abs(half - azimuth) <= _APART
    return table.isel(point=np.flatnonzero(here | _anywhere(table)))


def _anywhere(table: xr.Dataset) -> Mask:
    """Points for which an azimuth means nothing: no field, or a field along the normal."""
    none = np.abs(table["field"].values) < _NO_FIELD
    if "angle" not in table:
        return np.asarray(none)
    angle = table["angle"].values
    return np.asarray(none | (np.abs((angle + 90.0) % 180.0 - 90.0) <= _ALONG))


def _name(azimuth: float) -> float | None:
    return None if np.isnan(azimuth) else float(azimuth)
