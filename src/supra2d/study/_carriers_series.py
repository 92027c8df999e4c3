"""Hall resistances at one field over temperature, where the instrument reversed the field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..core import RESISTIVE, Array, Quantity, header_of, row_ranges, select, signals
from ..measure import sheet_density
from ._carriers_numbers import Geometry, Relative, carrier_numbers
from ._groups import set_point

_NEIGHBOURS = 7
_USABLE = 1.0 / 3.0  # relative error up to which a density is quoted


@dataclass(frozen=True)
class HallSeries:
    """Hall slopes over temperature, with the scatter about their neighbours as error.

    ``temperature`` in K, ``slope`` in ohm/T, ``sheet`` the sheet resistance in ohm or NaN,
    ``sigma`` and ``sheet_sigma`` relative; shape (n,) each, ordered by temperature.
    """

    log: xr.Dataset
    temperature: Array
    slope: Array
    sigma: Array
    sheet: Array
    sheet_sigma: Array
    rows: Array

    @property
    def density(self) -> Array:
        """Sheet densities, m^-2."""
        return np.array([sheet_density(s) for s in self.slope])


def hall_series(log: xr.Dataset, geometry: Geometry) -> HallSeries | None:
    """The series of a log whose instrument reversed the field itself; None where it has none."""
    if not header_of(log).get("field_reversed") or not {"temperature", "field"} <= set(log):
        return None
    names = signals(log, ("hall_resistance",))
    if not names:
        return None
    told = np.isfinite(log[names[0]].values) & (np.abs(log["field"].values) > 1e-3)
    part = select(log, told)
    part = select(part, np.argsort(part["temperature"].values, kind="stable"))
    slope = part[names[0]].values / part["field"].values
    keep = slope != 0
    part, slope = select(part, keep), slope[keep]
    if slope.size < _NEIGHBOURS:
        return None
    sheet = np.full(slope.size, np.nan)
    for name in signals(part, RESISTIVE)[:1]:
        squares = geometry.squares(str(part[name].attrs["quantity"]))
        sheet = part[name].values / squares if squares else sheet
    t = part["temperature"].values
    return HallSeries(
        part, t, slope, _scatter(t, slope), sheet, _scatter(t, sheet), part["row"].values
    )


def series_numbers(series: HallSeries, geometry: Geometry) -> list[Quantity]:
    """Carriers at the coldest and at the warmest temperature whose density is usable."""
    usable = np.flatnonzero(series.sigma < _USABLE)
    rows: list[Quantity] = []
    for i in dict.fromkeys(usable[[0, -1]] if usable.size else []):
        slope = Relative(float(series.slope[i]), float(series.sigma[i]))
        sheet = float(series.sheet[i])
        rows += carrier_numbers(
            slope,
            Relative(sheet, float(series.sheet_sigma[i])) if sheet > 0 else None,
            geometry,
            why="No longitudinal resistance beside this Hall resistance; measure both.",
            where={"temperature": set_point("temperature", float(series.temperature[i]))},
            source=str(series.log.attrs["source"]),
            rows=row_ranges([int(series.rows[i])]),
        )
    return rows


def _scatter(t: Array, slope: Array) -> Array:
    """Relative error of each slope, from how far its neighbourhood lies off straight lines.

    What a smooth curve bends between neighbours counts as error, which errs on the safe side.
    """
    y = np.log(np.abs(slope))
    gaps = np.diff(t)
    share = gaps[:-1] / np.maximum(gaps[:-1] + gaps[1:], 1e-12)
    off = y[1:-1] - (y[:-2] * (1.0 - share) + y[2:] * share)
    variance = off**2 / (1.0 + share**2 + (1.0 - share) ** 2)
    # a slope of the wrong sign among its neighbours is off by all of itself
    sign = np.sign(slope)
    variance = np.where((sign[1:-1] != sign[:-2]) | (sign[1:-1] != sign[2:]), 1.0, variance)
    padded = np.pad(variance, _NEIGHBOURS // 2 + 1, mode="reflect")
    kernel = np.full(_NEIGHBOURS, 1.0 / _NEIGHBOURS)
    found: Array = np.sqrt(np.convolve(padded, kernel, "valid"))
    return found
