"""Magnetic moments -> Results: onsets of superconductivity, shielding, and the critical field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Axis,
    Check,
    Curve,
    Quantity,
    Result,
    Sample,
    header_of,
    make_table,
    merge_rows,
    refused,
    signals,
    with_preferred,
)
from ..core.constants import MU_0
from ..measure import MAGNETIC, MagneticStep, measure_magnetisation, running, signal
from ._boundary import boundary_result
from ._boundary_fit import Tables
from ._groups import set_point
from ._options import Options

_CITES = ("tinkham1996",)
_METHOD = "tangent at the steepest point of the moment meets the normal state"
_REMEDY = (
    " Cool in zero field, then warm through the transition in 1 mT or so, slowly, and to well "
    "above it."
)
_NO_DEMAGNETISATION = (
    "Not corrected for demagnetisation, which is small only for a field along the film or needle."
)
_FRACTIONS = {"zfc": "shielding_fraction", "": "shielding_fraction", "fc": "meissner_fraction"}


def magnetisation_results(
    logs: Sequence[xr.Dataset], sample: Sample | None = None, options: Options | None = None
) -> list[Result]:
    """Everything that magnetic moments against temperature allow; empty where no log has one.

    Parameters
    ----------
    logs
        From ``supra2d.read``: moment or alternating moment, temperature and field; the attribute
        ``direction`` of each is used.
    sample, options
        What is known of the sample, and what was chosen.

    Returns
    -------
    list of Result
        Of kind ``magnetisation`` one per signal, and of kind ``critical_field`` where onsets were
        found in two fields or more.
    """
    logs = [log for log in logs if "row" in log.dims and signals(log, MAGNETIC)]
    if not logs:
        return []
    sample, options = sample or Sample(), options or Options()
    found: dict[str, list[MagneticStep]] = {}
    for step in measure_magnetisation(logs):
        found.setdefault(str(step.sweep.attrs["signal"]), []).append(step)
    if not found:
        return [Result("magnetisation", "Magnetisation", quantities=(_nothing(logs),))]
    results: list[Result] = []
    for name, steps in found.items():
        results.append(_result(name, steps))
        boundary = _boundary(name, steps, sample, options)
        if boundary is not None:
            results.append(boundary)
    return results


def _result(name: str, steps: Sequence[MagneticStep]) -> Result:
    quantities = [_onset(step) for step in steps]
    quantities += [q for step in steps for q in _fractions(step)]
    return Result(
        "magnetisation",
        "Magnetisation" if name == "moment" else f"Magnetisation ({name.replace('_', ' ')})",
        quantities=with_preferred(quantities, "onset"),
        checks=tuple(_checks(steps)),
        curves=tuple(c for step in steps for c in _curves(step)),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis(steps[0].sweep[name].attrs["quantity"], "A m^2"),
    )


def _onset(step: MagneticStep) -> Quantity:
    common: dict[str, Any] = {"criterion": "onset", **_place(step)}
    if step.refusal:
        why = step.refusal[:1].upper() + step.refusal[1:]
        return refused("Tc", "K", why + "." + _REMEDY, **common)
    x, s, w = step.onset.x, step.onset.sigma, step.onset.systematic
    return Quantity(
        "Tc", "K", x, (x - s, x + s), (x - w, x + w), method=_METHOD, cites=_CITES, **common
    )


def _fractions(step: MagneticStep) -> Iterator[Quantity]:
    r"""Part of the volume that is screened, :math:`-\mu_0 m/(V B)`, where the volume is known."""
    volume = header_of(step.sweep).get("volume")
    static = step.sweep[step.sweep.attrs["signal"]].attrs["quantity"] == "moment"
    if not volume or step.refusal or not step.field or not static:
        return
    per_moment = -MU_0 / (float(volume) * step.field)
    value = per_moment * (step.floor - step.normal)
    error = abs(per_moment) * step.noise
    other = per_moment * step.floor  # the moment of the normal state left in
    yield Quantity(
        _FRACTIONS[step.cooling],
        "1",
        value,
        (value - error, value + error),
        (min(value, other), max(value, other)),
        method="moment at the lowest temperature",
        convention="volume as the header of the file states it",
        status="warning",
        message=_NO_DEMAGNETISATION,
        cites=_CITES,
        **_place(step),
    )


def _place(step: MagneticStep) -> dict[str, Any]:
    where: dict[str, object] = {"channel": str(step.sweep.attrs["signal"])}
    if step.sweep.attrs.get("direction"):
        where["direction"] = str(step.sweep.attrs["direction"])
    if step.field is not None:
        where["field"] = set_point("field", step.field)
    if step.cooling:
        where["branch"] = step.cooling
    return {
        "where": where,
        "source": str(step.sweep.attrs["source"]),
        "rows": merge_rows([str(step.sweep.attrs["rows"])]),
    }


def _checks(steps: Sequence[MagneticStep]) -> Iterator[Check]:
    """Whether both coolings of one field set in at one temperature."""
    usable = [s for s in steps if not s.refusal]
    for zfc in (s for s in usable if s.cooling == "zfc"):
        for fc in (s for s in usable if s.cooling == "fc" and s.field is not None):
            if zfc.field is None or abs(zfc.field - fc.field) > 0.02 * abs(zfc.field):
                continue
            apart = fc.onset.x - zfc.onset.x
            errors = 3.0 * float(np.hypot(fc.onset.total, zfc.onset.total))
            if abs(apart) > errors:
                yield Check(
                    "onsets_differ",
                    "warning",
                    f"In {zfc.field:.3g} T the onsets of warming and cooling are "
                    f"{1e3 * abs(apart):.3g} mK apart, beyond their errors: the thermometer lags "
                    "behind. Sweep more slowly.",
                    apart,
                )


def _curves(step: MagneticStep) -> Iterator[Curve]:
    where = {**_place(step)["where"], "branch": str(step.sweep.attrs["branch"])}
    yield Curve("data", running(step.sweep), signal(step.sweep), where=where)
    normal = step.transition.normal
    if step.refusal or normal is None:
        return
    span = np.array([step.onset.x, normal.span[1]])
    level = step.normal + step.sign * normal.slope * (span - normal.at)
    yield Curve("normal_state", span, level, where=where)
    yield Curve(
        "criterion",
        span[:1],
        level[:1],
        x_error=np.array([step.onset.total]),
        where={**where, "criterion": "onset"},
    )


def _boundary(
    name: str, steps: Sequence[MagneticStep], sample: Sample, options: Options
) -> Result | None:
    """The critical field from onsets in two fields or more, one per field and direction."""
    best: dict[tuple[str, float], MagneticStep] = {}
    for step in steps:
        if not step.refusal and step.field is not None:
            direction = str(step.sweep.attrs.get("direction", ""))
            best.setdefault((direction, set_point("field", abs(step.field))), step)
    tables: dict[str, xr.Dataset] = {}
    for direction in ("perpendicular", "parallel", ""):
        mine = [step for (way, _), step in best.items() if way == direction]
        if len(mine) >= 2:
            tables[direction] = make_table(
                [s.onset.x for s in mine],
                [abs(s.field or 0.0) for s in mine],
                temperature_error=[s.onset.total for s in mine],
                direction=direction,
                source=[str(s.sweep.attrs["source"]) for s in mine],
                rows=[str(s.sweep.attrs["rows"]) for s in mine],
                criterion="onset",
            )
    if not tables:
        return None
    return boundary_result(Tables(name, {"onset": tables}), sample, options)


def _nothing(logs: Sequence[xr.Dataset]) -> Quantity:
    found = [log[name] for log in logs for name in signals(log, MAGNETIC)]
    rows = sum(int(values.notnull().sum()) for values in found)
    return refused(
        "Tc",
        "K",
        f"{rows} readings of a magnetic moment but no sweep of the temperature through 8 or more "
        "values in one field." + _REMEDY,
        criterion="onset",
        where={"channel": str(found[0].name)},
        source="; ".join(dict.fromkeys(str(log.attrs["source"]) for log in logs)),
    )
