"""Tables of critical fields from measured families."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from ..core import make_table, merge_rows
from ._family import Family
from ._points import Point


def critical_field_table(
    families: Sequence[Family], criterion: str, *, direction: str = "", angle: float | None = None
) -> xr.Dataset | None:
    """Merge R(T) points (error in T) and R(B) points (error in B) into one table.

    Points of one family share the choice of the normal state; that choice, and a normal state
    borrowed from another sweep, become shared sources of error, so that the covariance of the
    table is diag(error^2) + S S^T. Where the remanent field is known, the set points of R(T)
    sweeps are corrected for it.

    Parameters
    ----------
    families
        Of one sample and direction.
    criterion
        Such as ``"50%"``.
    direction, angle
        Written into the table.

    Returns
    -------
    Dataset or None
        With a column ``azimuth`` where some sweep has one; None when no family has a usable
        point with both a temperature and a field.
    """
    rows: list[tuple[Family, Point]] = [
        (f, p)
        for f in families
        for p in f.at(criterion)
        if not p.refused and p.kind in ("R(T)", "R(B)") and _complete(p)
    ]
    if not rows:
        return None
    n = len(rows)
    keys = list(dict.fromkeys(id(f) for f, _ in rows))
    t = np.array([p.x if p.kind == "R(T)" else p.held["temperature"] for _, p in rows])
    b = np.array([_field(f, p) for f, p in rows])
    in_t = np.array([p.kind == "R(T)" for _, p in rows])
    independent = np.array(
        [np.sqrt(p.sigma**2 + max(p.systematic**2 - p.background**2, 0.0)) for _, p in rows]
    )
    shared = np.zeros((n, 2 * len(keys)))
    for i, (f, p) in enumerate(rows):
        k = 2 * keys.index(id(f))
        shared[i, k] = p.background
        shared[i, k + 1] = p.reference
    shared = shared[:, shared.any(axis=0)]
    unsure = np.array([f.remanence.sigma if f.remanence else 0.0 for f, _ in rows])[:, None]
    in_field = np.where(in_t[:, None], 0.0, shared)
    table = make_table(
        t,
        b,
        temperature_error=np.where(in_t, independent, 0.0),
        field_error=np.where(in_t, 0.0, independent),
        temperature_shared=np.where(in_t[:, None], shared, 0.0),
        field_shared=np.hstack([in_field, unsure]) if unsure.any() else in_field,
        direction=direction,
        angle=angle,
        run=[str(p.branches[0].sweep.attrs.get("cooldown", "")) for _, p in rows],
        source=[sources_of(p) for _, p in rows],
        rows=[rows_of(p) for _, p in rows],
        criterion=criterion,
    )
    azimuth = np.array([p.held.get("azimuth", np.nan) for _, p in rows])
    if np.isfinite(azimuth).any():
        table = table.assign(azimuth=("point", azimuth, {"units": "deg"}))
    return table


def _field(family: Family, point: Point) -> float:
    """Field of a point; the remanent field is taken off the set point of R(T) sweeps."""
    if point.kind == "R(B)":
        return point.x
    applied = point.held.get("field", 0.0)
    return abs(applied - family.remanence.value) if family.remanence else applied


def _complete(point: Point) -> bool:
    return point.kind == "R(T)" or "temperature" in point.held


def sources_of(point: Point) -> str:
    """Files that a point comes from."""
    return "; ".join(dict.fromkeys(str(b.sweep.attrs["source"]) for b in point.branches))


def rows_of(point: Point) -> str:
    """Line numbers that a point comes from."""
    return merge_rows(str(b.sweep.attrs["rows"]) for b in point.branches)
