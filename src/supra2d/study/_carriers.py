"""Hall resistances -> one Result: densities, mobilities, lengths, and whether they fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import xarray as xr

from ..core import (
    Axis,
    Quantity,
    Result,
    Sample,
    merge_rows,
    refused,
    signals,
    with_preferred,
)
from ..measure import HallSet, HallSlope, mean_slope, measure_hall
from ._carriers_checks import carriers_checks
from ._carriers_curves import series_curve, set_curves
from ._carriers_numbers import CURVED, Geometry, Relative, carrier_numbers, films_of
from ._carriers_series import hall_series, series_numbers
from ._carriers_two import carrier_comparison, carrier_fits, two_carrier_numbers
from ._groups import set_point

_TWO = (
    "Two kinds of carriers are at work, so that the slope of R_xy gives no density: use n_sheet_1 "
    "and n_sheet_2 with their mobilities."
)


def carriers_result(
    logs: Sequence[xr.Dataset],
    sample: Sample | None = None,
    *,
    degeneracy: float = 2.0,
    mass: float = 1.0,
) -> Result | None:
    """Everything that Hall resistances allow; None where no log has one.

    Parameters
    ----------
    logs
        From ``supra2d.read``: field, temperature and Hall resistance, and for mobilities a
        longitudinal resistance in the same rows or in another log.
    sample
        Thickness for volume densities, width and length where the longitudinal resistance is
        not per square, a stated mobility to compare with.
    degeneracy
        Number of equal Fermi lines: spin times valleys times subbands.
    mass
        Effective mass over that of the free electron, for the diffusion constant, the clean
        penetration depth and the Fermi temperature.
    """
    logs = [log for log in logs if "row" in log.dims]
    if not any(signals(log, ("hall_resistance",)) for log in logs):
        return None
    sample = sample or Sample()
    films = films_of(logs, sample, degeneracy, mass)
    sets, series, quantities = [], [], []
    for geometry, film in films:
        loops = measure_hall(film, squares=geometry.squares)
        steps = [s for s in (hall_series(log, geometry) for log in film) if s is not None]
        quantities += [q for s in loops for q in _set_numbers(s, geometry)]
        quantities += [q for s in steps for q in series_numbers(s, geometry)]
        sets += loops
        series += steps
    if not quantities:
        quantities = [_nothing(logs)]
    names = {i: _name(s) for i, s in enumerate(sets)}
    curves = [c for s in sets for c in set_curves(s, _where(s))]
    curves += [series_curve(s) for s in series]
    return Result(
        "carriers",
        "Carriers",
        quantities=with_preferred(quantities, ""),
        fits=tuple(carrier_fits(sets, names)),
        comparisons=tuple(
            carrier_comparison(s.choice, names[i])
            for i, s in enumerate(sets)
            if s.choice is not None
        ),
        checks=tuple(carriers_checks(sets, quantities, sample)),
        curves=tuple(curves),
        x_axis=Axis("field", "T") if sets else Axis("temperature", "K"),
        y_axis=Axis("hall_resistance", "ohm") if sets else Axis("n_sheet", "m^-2"),
        text=(
            f"Lengths assume {degeneracy:g} equal circular Fermi lines (spin times valleys); "
            f"diffusion constant and penetration depth assume {mass:g} electron masses.",
        ),
    )


def _set_numbers(found: HallSet, geometry: Geometry) -> list[Quantity]:
    common = {"where": _where(found), **_origin(found)}
    two = found.choice if found.choice is not None and found.choice.verdict == "two" else None
    both = two_carrier_numbers(two, **common) if two is not None else []
    if found.refusal or found.slope is None:
        message = _TWO if both else found.refusal
        return [refused("n_sheet", "m^-2", message, **common), *both]
    sheet, why = _sheet_resistance(found, geometry)
    rows = carrier_numbers(
        _relative(found.slope), sheet, geometry, why=why, **common, **_state(found)
    )
    if both:
        # lengths and volumes of one kind of carriers mean nothing here
        rows = [q for q in rows if q.name in ("n_sheet", "mobility")] + both
    return rows + list(_by_branch(found))


def _by_branch(found: HallSet) -> Iterator[Quantity]:
    """Densities of up and down branches apart, where both were measured."""
    names = list(dict.fromkeys(b.name for b in found.branches))
    if len(names) < 2:
        return
    for name in names:
        mine = [b for b in found.branches if b.name == name]
        slope = mean_slope([b.slope for b in mine])
        if slope.sigma < abs(slope.slope) / 3.0:
            yield carrier_numbers(
                _relative(slope),
                None,
                Geometry(),
                where={**_where(found), "branch": name},
                **_origin(found),
            )[0]


def _relative(slope: HallSlope) -> Relative:
    size = abs(slope.slope)
    return Relative(slope.slope, slope.sigma / size, slope.systematic / size)


def _sheet_resistance(found: HallSet, geometry: Geometry) -> tuple[Relative | None, str]:
    along = found.longitudinal
    if along is None:
        return None, (
            "No longitudinal resistance at this temperature beside the Hall resistance; measure "
            "R_xx in the same sweep, or add its file."
        )
    squares = geometry.squares(along.quantity)
    if squares is None:
        return None, geometry.why_not(along.quantity)
    if along.value <= 0:
        return None, (
            f"The longitudinal resistance in zero field is {along.value:.3g}; measure above the "
            "superconducting transition, or exchange its contacts."
        )
    value = along.value
    return Relative(value / squares, along.sigma / value, along.systematic / value), ""


def _state(found: HallSet) -> dict[str, str]:
    """Status and message of the numbers that one slope gives."""
    slope = found.slope
    if found.choice is not None and found.choice.verdict == "two":
        return {
            "status": "warning",
            "message": _TWO,
        }
    if slope is not None and not slope.both_signs:
        return {
            "status": "warning",
            "message": "The field has one sign only: a constant offset was taken off, a "
            "longitudinal pick-up could not be. Sweep through both signs.",
        }
    if slope is not None and slope.curvature > CURVED:
        return {
            "status": "warning",
            "message": "R_xy is no straight line, so that the density of its slope at zero field "
            "holds for one kind of carriers only. Measure R_xx in the same sweep: both together "
            "tell two kinds of carriers.",
        }
    return {}


def _where(found: HallSet) -> dict[str, object]:
    where: dict[str, object] = {"channel": found.channel} if found.channel else {}
    for key, name in (("temperature", "temperature"), ("angle", "angle"), ("gate_voltage", "gate")):
        if key in found.held:
            where[name] = set_point(key, found.held[key])
    return where


def _name(found: HallSet) -> str:
    places = [
        f"{value:g} {unit}" if unit else str(value)
        for key, unit in (("channel", ""), ("temperature", "K"), ("angle", "deg"), ("gate", "V"))
        if (value := _where(found).get(key)) is not None
    ]
    return "Hall resistance" + (f" ({', '.join(places)})" if places else "")


def _origin(found: HallSet) -> dict[str, str]:
    sweeps = [b.sweep for b in found.branches]
    return {
        "source": "; ".join(dict.fromkeys(str(s.attrs["source"]) for s in sweeps)),
        "rows": merge_rows(str(s.attrs["rows"]) for s in sweeps),
    }


def _nothing(logs: Sequence[xr.Dataset]) -> Quantity:
    found = [log[name] for log in logs for name in signals(log, ("hall_resistance",))]
    rows = sum(int(values.notnull().sum()) for values in found)
    return refused(
        "n_sheet",
        "m^-2",
        f"{rows} readings of a Hall resistance but no sweep of the field through 8 or more values. "
        "Sweep the field through both signs at fixed temperature.",
    )
