"""Tunnelling spectra -> Results: gaps with their verdict, and maps of many spectra."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import Axis, Result, SupraError, refused, signals, with_preferred
from ._tunnelling_checks import left_out, spectrum_checks
from ._tunnelling_curves import raw_curve, spectrum_curves
from ._tunnelling_fits import Study, comparison, fit_rows_of, numbers, study
from ._tunnelling_map import map_result
from ._tunnelling_rows import Junction, freed, junctions, where_of

_BIAS = Axis("bias", "V")
_RELATIVE = Axis("relative_conductance", "1")


def tunnelling_results(logs: Sequence[xr.Dataset]) -> list[Result]:
    """Everything that differential conductance against bias allows; empty where no log has both.

    Parameters
    ----------
    logs
        From ``supra2d.read``: bias and conductance, with what was held beside them. Temperature,
        field and modulation of the lock-in are taken from the header where no column has them.

    Returns
    -------
    list of Result
        Of kind ``tunnelling`` one per spectrum, of kind ``tunnelling_map`` one where five spectra
        or more differ in temperature, field, gate or place.
    """
    logs = [biased(log) for log in logs if "row" in log.dims and signals(log, ("conductance",))]
    logs = [log for log in logs if "bias" in log]
    return [result for one in junctions(logs) for result in _results(one)]


def biased(log: xr.Dataset) -> xr.Dataset:
    """A voltage of both signs beside a conductance is the bias, where no other column is."""
    if "bias" in log or "voltage" not in log or "current" in log:
        return log
    V = log["voltage"].values
    both = np.nanmin(V, initial=0.0) < 0.0 < np.nanmax(V, initial=0.0)
    return log.rename(voltage="bias") if both else log


def _results(one: Junction) -> list[Result]:
    return [map_result(one)] if one.along else [_spectrum_result(one)]


def _spectrum_result(one: Junction) -> Result:
    (spectrum,) = one.spectra
    where = where_of(one.channel, spectrum)
    title = f"Tunnelling spectrum of {Path(spectrum.source).name}"
    try:
        one = freed(one)
        found = study(one, one.spectra)
    except SupraError as error:
        said = str(error)
        rows = [
            refused(name, "meV", said[:1].upper() + said[1:], where=where,
                    source=spectrum.source, rows=spectrum.rows)
            for name in ("Delta", "Gamma")
        ]  # fmt: skip
        return Result(
            "tunnelling", title, quantities=with_preferred(rows, ""),
            curves=tuple(raw_curve(spectrum, where)), x_axis=_BIAS, y_axis=_RELATIVE,
        )  # fmt: skip
    return Result(
        "tunnelling",
        title,
        quantities=with_preferred(numbers(found, where), ""),
        fits=fit_rows_of(found, one.data),
        comparisons=(comparison(found, one.data),),
        checks=(*spectrum_checks(found, one), *left_out(one)),
        curves=tuple(spectrum_curves(found, where)),
        text=_text(found),
        x_axis=_BIAS,
        y_axis=_RELATIVE,
    )


def _text(found: Study) -> tuple[str, ...]:
    if found.refusal:
        return ()
    return (
        "The gap is that of a law for tunnelling into a normal electrode of flat density of "
        "states; with a superconducting tip the edges are at the sum of both gaps.",
    )
