"""The comparison of laws that every report makes on the tables it extracts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from ..core import Array, Result, Sample
from ._boundary_fit import Tables
from ._comparison import comparison_result
from ._options import Options

_FEWEST = 4  # points from which a comparison says more than that there are too few
_QUARTER = 0.25  # of the distance between 10 % and 90 %: one standard deviation


def mechanism_results(
    tables: Tables, sample: Sample, options: Options, tilt: tuple[float, float] | None
) -> list[Result]:
    """The comparison for one channel; empty when there are too few points for any.

    A law describes the field at which the film turns superconducting; a resistive criterion puts
    it somewhere inside the transition, at a place that may drift with temperature. Where 10 % or
    90 % are known as well, a quarter of their distance is added to the errors.
    """
    main = tables.by_criterion.get(options.criterion)
    if main is None or max(t.sizes["point"] for t in main.values()) < _FEWEST:
        return []
    around = [tables.by_criterion.get(c, {}) for c in ("10%", "90%")]
    widths = {d: _width(table, [by.get(d) for by in around]) for d, table in main.items()}
    widened = {
        criterion: {d: _blurred(t, widths[d]) for d, t in by.items() if d in widths}
        for criterion, by in tables.by_criterion.items()
    }
    points = widened.pop(options.criterion)
    result = comparison_result(
        points, sample, options, tilt=tilt, others=widened, label=tables.channel
    )
    return [result]


def _width(table: xr.Dataset, around: Sequence[xr.Dataset | None]) -> tuple[float, float]:
    """Distance in field between 10 % and 90 %, as a straight line in temperature."""
    T, B = table["temperature"].values, table["field"].values
    line = np.zeros(2)
    for other in around:
        if other is not None:
            half = np.abs(_distance(T, B, other))
            good = np.isfinite(half)
            if np.unique(T[good]).size > 1:
                # criteria are known at different temperatures
                line += np.polyfit(T[good], half[good], 1)
    return float(line[0]), float(line[1])


def _blurred(table: xr.Dataset, width: tuple[float, float]) -> xr.Dataset:
    """The table with the place inside the transition as part of the errors."""
    T = table["temperature"].values
    place = _QUARTER * np.maximum(np.polyval(width, T), 0.0)
    error = np.hypot(table["field_error"].values, place)
    return table.assign(field_error=("point", error, table["field_error"].attrs))


def _distance(T: Array, B: Array, other: xr.Dataset) -> Array:
    """Field by another criterion less that of the table, at the same temperatures."""
    order = np.argsort(other["temperature"].values)
    x, y = other["temperature"].values[order], other["field"].values[order]
    inside = (T >= x[0] - 1e-9) & (T <= x[-1] + 1e-9)
    return np.where(inside, np.interp(T, x, y) - B, np.nan)
