"""I-V curves and R(T) in zero field -> Results: where pairs of vortices unbind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import xarray as xr

from ..core import Axis, Quantity, Result, Sample, merge_rows, refused, signals, with_preferred
from ..measure import Branch, IVSweep, held, iv_sweeps
from ._bkt_checks import bkt_checks
from ._bkt_curves import bkt_curves
from ._bkt_films import Film, film_of
from ._bkt_numbers import EXPONENT, PREFERENCE, film_numbers, stiffness_numbers
from ._groups import Group, measured_groups, set_point
from ._options import Options

_ZERO_FIELD = 1e-3  # T
_LEAST_CURVES = 3  # of different temperature, from which I-V curves are asked for T_BKT


def bkt_results(
    logs: Sequence[xr.Dataset],
    sample: Sample | None = None,
    options: Options | None = None,
    *,
    groups: Sequence[Group] | None = None,
) -> list[Result]:
    """T_BKT by every method that the data allow, and what follows from it.

    Parameters
    ----------
    logs
        From ``supra2d.read``: current and voltage at several temperatures, a sheet resistance
        against temperature, or both, in zero field.
    sample
        Thickness for the penetration depth; width, or width and length, for sizes and for a
        resistance that is not per square.
    options
        What was chosen.
    groups
        Measured families of the same logs, where they are at hand.

    Returns
    -------
    list of Result
        Of kind ``bkt``, one per channel and gate voltage. Empty where there is neither a family
        of I-V curves through an exponent of 3 nor a sheet resistance that vanishes.
    """
    sample, options = sample or Sample(), options or Options()
    logs = [log for log in logs if "row" in log.dims]
    groups = measured_groups(logs, options) if groups is None else groups
    curves = _curves(logs)
    passes = _passes(groups)
    results = []
    for key in dict.fromkeys([*curves, *passes]):
        film = film_of(curves.get(key, []), passes.get(key, []), sample)
        if film is not None:
            results.append(_result(film, dict(key), options))
    return results


def _curves(logs: Sequence[xr.Dataset]) -> dict[tuple[tuple[str, Any], ...], list[IVSweep]]:
    """Branches of I-V curves in zero field by channel and gate voltage."""
    measured = [log for log in logs if signals(log, ("voltage",)) and signals(log, ("current",))]
    sweeps = [s for s in iv_sweeps(measured) if abs(s.held.get("field", 0.0)) < _ZERO_FIELD]
    several = len({s.channel for s in sweeps}) > 1
    found: dict[tuple[tuple[str, Any], ...], list[IVSweep]] = {}
    for sweep in sweeps:
        gate = sweep.held.get("gate_voltage")
        found.setdefault(_place(sweep.channel if several else "", gate), []).append(sweep)
    return {
        key: members
        for key, members in found.items()
        if len({set_point("temperature", s.held.get("temperature", 0.0)) for s in members})
        >= _LEAST_CURVES
    }


def _passes(groups: Sequence[Group]) -> dict[tuple[tuple[str, Any], ...], list[Branch]]:
    """Passes over R(T) in zero field by channel and gate voltage, with what the unit is."""
    families = [g for g in groups if g.family.kind == "R(T)" and not g.family.refusal]
    several = len({g.channel for g in families}) > 1
    found: dict[tuple[tuple[str, Any], ...], list[Branch]] = {}
    for group in families:
        for branch in group.family.branches:
            if abs(held(branch.sweep, "field") or 0.0) < _ZERO_FIELD:
                gate = held(branch.sweep, "gate_voltage") if group.gate is not None else None
                key = _place(group.channel if several else "", gate)
                found.setdefault(key, []).append(branch)
    return found


def _place(channel: str, gate: float | None) -> tuple[tuple[str, Any], ...]:
    where: dict[str, Any] = {"channel": channel} if channel else {}
    if gate is not None:
        where["gate"] = set_point("gate", gate)
    return tuple(where.items())


def _result(film: Film, where: Mapping[str, Any], options: Options) -> Result:
    numbers = film_numbers(film, where)
    preferred = _preferred(numbers)
    if preferred is not None:
        numbers += stiffness_numbers(film, preferred, where)
    if not numbers:
        message = "Neither I-V curves nor R(T) give a T_BKT; measure I-V through an exponent of 3."
        numbers = [refused("T_BKT", "K", message, where=dict(where))]
    rows = [replace(q, **_source(film, str(q.where.get("method", "")))) for q in numbers]
    places = ", ".join(f"gate {v:g} V" if k == "gate" else str(v) for k, v in where.items())
    return Result(
        "bkt",
        "Unbinding of vortex pairs" + (f" ({places})" if places else ""),
        quantities=with_preferred(rows, options.criterion),
        checks=tuple(bkt_checks(film, numbers, preferred, str(where.get("channel", "")))),
        curves=tuple(bkt_curves(film, where)),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("resistance", "ohm"),
        text=tuple(_text(film)),
    )


def _preferred(numbers: Sequence[Quantity]) -> Quantity | None:
    """The T_BKT that other numbers are drawn from."""
    given = [q for q in numbers if q.name == "T_BKT" and q.value is not None]
    return min(given, key=lambda q: PREFERENCE.index(q.method), default=None)


def _source(film: Film, method: str) -> dict[str, Any]:
    sources, rows = film.origin(iv=method in ("", EXPONENT), resistance=method != EXPONENT)
    return {"source": "; ".join(sources), "rows": merge_rows(rows)}


def _text(film: Film) -> list[str]:
    told = []
    if film.study is not None:
        e = film.study.exponents
        told.append(
            f"V ~ I^a at {len(e.curves)} temperatures in {e.lows.size} windows, from "
            f"{e.lows.min():g} to {e.lows.max():g} times the noise of the voltage up to "
            f"{100 * e.tops.min():.2g} to {100 * e.tops.max():.2g} % of the normal resistance. "
            "What the windows differ by is the systematic error, with the length that a current "
            "probes."
        )
    if film.exponential is not None:
        told.append(
            "R(T) by the exponential law below a tenth of the normal resistance, by the straight "
            "line through (dlnR/dT)^(-2/3), and by the interpolation up to the normal state, each "
            "in all windows. Corrections to the first and last are marginalised."
        )
    return told
