"""What was measured at each gate voltage, in the order of time: Tc, densities, resistances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
import xarray as xr

from ..core import merge_rows
from ..measure import (
    Branch,
    GateBranches,
    GateSeries,
    HallBranch,
    HallSet,
    gate_branches,
    held,
    mean_slope,
    passes_of,
    sheet_density,
)
from ._groups import Group, set_point

_ZERO = 1e-3  # T up to which a field counts as none

#: When a sweep was taken; None where the files do not say.
Clock = Callable[[xr.Dataset], float | None]


@dataclass(frozen=True)
class Measured:
    """A quantity against the gate voltage, its branches kept apart.

    Attributes
    ----------
    branches
        From ``gate_branches``.
    common
        Relative standard deviation that all gate voltages share.
    timed
        Whether the order of time is known.
    source, rows
        Files and line numbers.
    """

    branches: GateBranches
    common: float
    timed: bool
    source: str
    rows: str

    @property
    def gates(self) -> int:
        """Number of gate voltages."""
        return max((p.gate.size for p in self.branches.parts.values()), default=0)


@dataclass(frozen=True)
class _Reading:
    """One value of one visit to a gate voltage."""

    gate: float
    value: float
    sigma: float
    common: float
    sweep: xr.Dataset


def clock_of(logs: Sequence[xr.Dataset], sweeps: Iterable[xr.Dataset]) -> Clock:
    """When each sweep was taken: its row in one file, or its time where several files tell it.

    Files whose times overlap each count from their own start, and tell nothing of each other.
    """
    sources = {str(s.attrs["source"]) for s in sweeps}
    if len(sources) <= 1:
        return lambda sweep: float(sweep["row"].values[0])
    mine = [log for log in logs if str(log.attrs["source"]) in sources]
    if not all("time" in log for log in mine):
        return lambda sweep: None
    spans = sorted((float(log["time"].min()), float(log["time"].max())) for log in mine)
    if any(b[0] < a[1] for a, b in zip(spans, spans[1:], strict=False)):
        return lambda sweep: None
    times = {str(log.attrs["source"]): log["time"] for log in mine}

    def at(sweep: xr.Dataset) -> float | None:
        return float(times[str(sweep.attrs["source"])].sel(row=int(sweep["row"].values[0])))

    return at


def critical_temperatures(
    groups: Sequence[Group], criterion: str, logs: Sequence[xr.Dataset]
) -> Measured | None:
    """Tc of one criterion against the gate voltage, from R(T) in zero field.

    Parameters
    ----------
    groups
        Families of R(T), one for each gate voltage.
    criterion, logs
        Such as ``"50%"``; the logs for their times.
    """
    readings = []
    for group, branch in _passes(groups):
        crossing = branch.transition.crossings.get(criterion)
        gate = held(branch.sweep, "gate_voltage")
        if crossing is None or crossing.refused or gate is None:
            continue
        # what the window makes of one sweep differs from gate to gate, the normal state less so
        sigma = max(hypot(crossing.sigma, crossing.window), 1e-6 * crossing.x)
        common = hypot(crossing.background, crossing.reference) / crossing.x
        readings.append(_Reading(group.gate or 0.0, crossing.x, sigma, common, branch.sweep))
    return _measured(readings, logs)


def _passes(groups: Sequence[Group]) -> list[tuple[Group, Branch]]:
    """Passes over a transition in zero field."""
    return [
        (group, branch)
        for group in groups
        if group.family.kind == "R(T)" and not group.family.refusal and group.gate is not None
        for branch in group.family.branches
        if branch.transition.plain and abs(held(branch.sweep, "field") or 0.0) < _ZERO
    ]


def normal_resistances(groups: Sequence[Group]) -> dict[float, tuple[float, float]]:
    """Resistance just above the transition and its standard deviation, by gate voltage."""
    found: dict[float, list[tuple[float, float]]] = {}
    for group, branch in _passes(groups):
        normal, zero = branch.transition.normal, branch.transition.zero
        if normal is None:
            continue
        offset = zero.value if zero is not None else 0.0
        error = hypot(normal.sigma, normal.choice)
        found.setdefault(group.gate or 0.0, []).append((normal.value - offset, error))
    means = {g: np.mean(rows, axis=0) for g, rows in found.items()}
    return {gate: (float(mean[0]), float(mean[1])) for gate, mean in means.items()}


def densities(sets: Sequence[HallSet], logs: Sequence[xr.Dataset]) -> Measured | None:
    """Sheet density against the gate voltage.

    Parameters
    ----------
    sets
        Of one channel and temperature, at several gate voltages.
    logs
        For their times.
    """
    good = [s for s in sets if not s.refusal and s.slope is not None and "gate_voltage" in s.held]
    readings = []
    for found in good:
        gate = set_point("gate_voltage", found.held["gate_voltage"])
        branches = [b for b in found.branches if b.slope.slope != 0.0]
        for visit in _visits(branches, clock_of(logs, [b.sweep for s in good for b in s.branches])):
            slope = mean_slope([b.slope for b in visit], [b.name for b in visit])
            n = sheet_density(slope.slope)
            error = n * slope.total / abs(slope.slope)
            readings.append(_Reading(gate, n, error, 0.0, visit[0].sweep))
    return _measured(readings, logs)


def _visits(branches: Sequence[HallBranch], clock: Clock) -> list[list[HallBranch]]:
    """Field sweeps of one gate voltage that follow each other; all where no order is known."""
    if any(clock(b.sweep) is None for b in branches):
        return [list(branches)]
    ordered = sorted(branches, key=lambda b: clock(b.sweep) or 0.0)
    lengths = [float(b.sweep["row"].values[-1] - b.sweep["row"].values[0]) for b in ordered]
    visits = [[ordered[0]]]
    for before, branch in zip(ordered, ordered[1:], strict=False):
        same = before.sweep.attrs["source"] == branch.sweep.attrs["source"]
        step = float(branch.sweep["row"].values[0] - before.sweep["row"].values[-1])
        if same and step < 0.5 * max(lengths):
            visits[-1].append(branch)
        else:
            visits.append([branch])
    return visits


def _measured(readings: Sequence[_Reading], logs: Sequence[xr.Dataset]) -> Measured | None:
    """Readings in the order of time where that is known, else by gate voltage."""
    if len({r.gate for r in readings}) < 2:
        return None
    clock = clock_of(logs, [r.sweep for r in readings])
    times = [t for r in readings if (t := clock(r.sweep)) is not None]
    timed = len(times) == len(readings)
    order = np.argsort(times if timed else [r.gate for r in readings], kind="stable")
    rows = np.array([(readings[i].gate, readings[i].value, readings[i].sigma) for i in order])
    series = _successive(GateSeries(*rows.T))
    return Measured(
        gate_branches(passes_of(series) if timed else [series.merged()]),
        float(np.median([r.common for r in readings])),
        timed,
        "; ".join(dict.fromkeys(str(r.sweep.attrs["source"]) for r in readings)),
        merge_rows(str(r.sweep.attrs["rows"]) for r in readings),
    )


def _successive(series: GateSeries) -> GateSeries:
    """Readings at one gate voltage that follow each other as one."""
    cuts = np.flatnonzero(np.diff(series.gate) != 0.0) + 1
    rows = []
    for part in np.split(np.arange(series.gate.size), cuts):
        one = GateSeries(series.gate[part], series.value[part], series.sigma[part]).merged()
        rows.append((one.gate[0], one.value[0], one.sigma[0]))
    return GateSeries(*np.array(rows).T)
