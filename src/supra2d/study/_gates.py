"""Gate voltages -> Results: dome of Tc, density, capacitance, mobility, Tc against density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from ..core import Check, Curve, Fit, Quantity, Result, Sample, signals, with_preferred
from ..measure import GateSeries, HallSet, measure_hall, residual_resistance_ratio
from ._carriers_numbers import Geometry, geometry_of
from ._gates_checks import branch_checks, capacitance_check
from ._gates_curves import (
    capacitance_curve,
    dome_curves,
    line_curve,
    line_fit,
    pair_curve,
    series_curve,
)
from ._gates_mobility import Mobility, mobilities
from ._gates_numbers import (
    capacitance_numbers,
    dome_numbers,
    line_numbers,
    paired,
    ratio_numbers,
)
from ._gates_series import Measured, critical_temperatures, densities
from ._gates_sweeps import sweep_results
from ._groups import Group
from ._options import Options

_CLOSE = 0.02  # relative difference of temperatures at which Hall sets belong together


@dataclass
class _Rows:
    """What one Result collects."""

    quantities: list[Quantity] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)


def gate_results(
    groups: Sequence[Group],
    logs: Sequence[xr.Dataset],
    sample: Sample | None = None,
    options: Options | None = None,
    *,
    critical_currents: Sequence[tuple[float, float, float]] = (),
) -> list[Result]:
    """Everything that several gate voltages, or sweeps of the gate, allow.

    Parameters
    ----------
    groups
        From ``measured_groups``: families of R(T), one for each gate voltage.
    logs
        From ``supra2d.read``: Hall resistances at gate voltages, sweeps of the gate.
    sample, options
        What is known of the sample, and what was chosen.
    critical_currents
        Gate voltage in V, critical current and its standard deviation in A.

    Returns
    -------
    list of Result
        Of kind ``gate`` for each channel and direction, ``resistance_gate`` for sweeps of the
        gate, ``ratio`` where RRR and Tc are known of 5 films or gates; empty without a gate.
    """
    sample, options = sample or Sample(), options or Options()
    geometry = geometry_of(logs, sample, 2.0, 1.0)
    halls = _hall_sets(logs, geometry)
    families = _families(groups)
    results = [
        _gate_result(where, members, _hall_of(halls, where, families), geometry, logs, options,
                     critical_currents)
        for where, members in families
    ]  # fmt: skip
    if not families and (halls or critical_currents):
        alone = next(iter(halls.values()), [])
        results.append(_gate_result({}, [], alone, geometry, logs, options, critical_currents))
    found = [r for r in results if r is not None]
    return [*found, *sweep_results(logs, geometry), *_ratio_result(groups, options)]


def _families(groups: Sequence[Group]) -> list[tuple[dict[str, object], list[Group]]]:
    """Families of R(T) at several gate voltages, by everything but the gate."""
    found: dict[str, tuple[dict[str, object], list[Group]]] = {}
    for group in groups:
        if group.family.kind == "R(T)" and group.gate is not None:
            place = group.place
            found.setdefault(str(sorted(place.items())), (place, []))[1].append(group)
    return [entry for entry in found.values() if len(entry[1]) > 1]


def _hall_sets(logs: Sequence[xr.Dataset], geometry: Geometry) -> dict[str, list[HallSet]]:
    """Hall sets at several gate voltages by channel, at the temperature that has most of them."""
    gated = [log for log in logs if "gate_voltage" in log and signals(log, ("hall_resistance",))]
    if not gated:
        return {}
    # the longitudinal resistance may be in another file
    beside = [log for log in logs if "gate_voltage" in log and "row" in log.dims]
    found: dict[str, list[list[HallSet]]] = {}
    for one in measure_hall(beside, squares=geometry.squares):
        if "gate_voltage" not in one.held:
            continue
        at = one.held.get("temperature", 0.0)
        sets = found.setdefault(one.channel, [])
        home = next((s for s in sets if abs(_temperature(s) - at) <= _CLOSE * at), None)
        if home is None:
            sets.append([one])
        else:
            home.append(one)
    best = {channel: max(sets, key=len) for channel, sets in found.items()}
    return {channel: sets for channel, sets in best.items() if len(sets) > 1}


def _temperature(sets: Sequence[HallSet]) -> float:
    return sets[0].held.get("temperature", 0.0)


def _hall_of(
    halls: Mapping[str, list[HallSet]], where: Mapping[str, object], families: Sequence[Any]
) -> list[HallSet]:
    """The Hall sets of the same channel, or the only ones there are."""
    channel = str(where.get("channel", ""))
    if channel in halls:
        return halls[channel]
    channels = {str(w.get("channel", "")) for w, _ in families}
    return next(iter(halls.values())) if len(halls) == 1 and len(channels) == 1 else []


def _gate_result(
    where: dict[str, object],
    groups: Sequence[Group],
    sets: Sequence[HallSet],
    geometry: Geometry,
    logs: Sequence[xr.Dataset],
    options: Options,
    currents: Sequence[tuple[float, float, float]],
) -> Result | None:
    rows = _Rows()
    density = densities(sets, logs)
    for criterion in options.criteria:
        tc = critical_temperatures(groups, criterion, logs)
        if tc is not None:
            main = criterion == options.criterion
            _add_dome(rows, tc, where, criterion, main)
            _add_line(rows, tc, density, where, criterion, main)
    if density is not None:
        _add_density(rows, density, where)
        _add_mobility(rows, mobilities(density, sets, groups, geometry), where)
    if len(currents) > 1:
        _add_currents(rows, GateSeries(*np.array(currents, float).T), where)
    if not rows.quantities:
        return None
    places = ", ".join(str(where[k]) for k in ("channel", "direction") if k in where)
    return Result(
        "gate",
        "Gate voltage" + (f" ({places})" if places else ""),
        quantities=with_preferred(rows.quantities, options.criterion),
        fits=tuple(rows.fits),
        checks=tuple(rows.checks),
        curves=tuple(rows.curves),
    )


def _named(where: Mapping[str, object], branch: str) -> dict[str, object]:
    return {**where, "branch": branch} if branch else dict(where)


def _add_dome(
    rows: _Rows, tc: Measured, where: dict[str, object], criterion: str, main: bool
) -> None:
    for branch, series in tc.branches.parts.items():
        at = _named(where, branch)
        found, numbers = dome_numbers(
            series, "Tc", "K", where=at, criterion=criterion, source=tc.source, rows=tc.rows
        )
        rows.quantities += numbers
        if main:
            rows.curves.append(series_curve("Tc", series, at))
            rows.curves += dome_curves("Tc", found, at)
    if main:
        rows.checks += branch_checks(tc, "Tc")


def _add_line(
    rows: _Rows,
    tc: Measured,
    density: Measured | None,
    where: dict[str, object],
    criterion: str,
    main: bool,
) -> None:
    if density is None:
        return
    for branch, series in tc.branches.parts.items():
        beside = density.branches.parts
        partner = beside.get(branch, beside.get("") if branch != "forming" else None)
        if partner is None:
            continue
        mine, density_there = paired(series, partner)
        at = _named(where, branch)
        sources = dict.fromkeys((tc.source, density.source))
        source = "; ".join(sources)
        line, numbers = line_numbers(
            mine, density_there, tc.common, where=at, criterion=criterion, source=source
        )
        rows.quantities += numbers
        if main:
            rows.curves.append(pair_curve(mine, density_there, at))
        if main and line is not None:
            rows.curves.append(line_curve(line, at))
            rows.fits.append(line_fit(line, f"Tc against n_s{_label(branch)}"))


def _label(branch: str) -> str:
    return f" ({branch})" if branch else ""


def _add_density(rows: _Rows, density: Measured, where: dict[str, object]) -> None:
    for branch, series in density.branches.parts.items():
        at = _named(where, branch)
        found, numbers = capacitance_numbers(series, at, source=density.source, rows=density.rows)
        rows.quantities += numbers
        rows.curves.append(series_curve("n_sheet", series, at))
        if found.local:
            rows.curves.append(capacitance_curve(found, at))
            rows.checks.append(capacitance_check(found, _label(branch)))
    rows.checks += branch_checks(density, "density")


def _add_mobility(rows: _Rows, found: Sequence[Mobility], where: dict[str, object]) -> None:
    for one in found:
        rows.quantities += one.quantities(where)
    if found:
        values = [(one.gate, one.value, one.sigma) for one in found]
        rows.curves.append(series_curve("mobility", GateSeries(*np.array(values).T), where))


def _add_currents(rows: _Rows, series: GateSeries, where: dict[str, object]) -> None:
    series = series.merged()
    found, numbers = dome_numbers(series, "Ic", "A", where=where)
    rows.quantities += numbers
    rows.curves.append(series_curve("Ic", series, where))
    rows.curves += dome_curves("Ic", found, where)


def _ratio_result(groups: Sequence[Group], options: Options) -> list[Result]:
    """RRR against Tc over films and gate voltages."""
    pairs = []
    for group in groups:
        points = {} if group.family.kind != "R(T)" or group.family.refusal else {
            id(branch): p for p in group.family.at(options.criterion) if not p.refused
            for branch in p.branches if abs(p.held.get("field", 0.0)) < 1e-3
        }  # fmt: skip
        for branch in group.family.branches:
            ratio = residual_resistance_ratio(branch) if id(branch) in points else None
            if ratio is not None and ratio.value is not None:
                point = points[id(branch)]
                pairs.append((ratio.value, ratio.error, point.x, point.total))
                break
    if not pairs:
        return []
    x, ex, y, ey = np.array(pairs).T
    line, rows = ratio_numbers(np.array([x, ex]), np.array([y, ey]), criterion=options.criterion)
    if not rows:
        return []
    return [
        Result(
            "ratio",
            "Residual resistance ratio and Tc",
            quantities=with_preferred(rows, options.criterion),
            fits=(line_fit(line, "Tc against RRR"),) if line is not None else (),
        )
    ]
