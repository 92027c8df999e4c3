"""Sweeps of the gate at fixed temperature: branches, and where a metal becomes an insulator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..core import Array
from ._gate_branches import GateBranches, GateSeries, gate_branches
from ._gate_windows import Estimate, Window, average, excess_noise, windows
from ._shape import noise_of
from ._split import held, running, signal, split

_BINS = 24
_PER_BIN = 4  # readings that are averaged at least, where there are enough
_KEPT = ("temperature", "field", "angle")
#: Relative and absolute difference of settings that are the same.
_ALIKE = {"temperature": (0.01, 1e-3), "field": (2e-3, 1e-3), "angle": (0.0, 0.1)}


@dataclass(frozen=True)
class GateLoop:
    """All sweeps of the gate of one channel at one setting of the other controls.

    Attributes
    ----------
    channel, quantity, units
        Instrument channel, resistive channel and its unit.
    held
        Temperature, field, angle as far as they are known.
    sweeps
        In order of time.
    names
        Branch of each sweep: ``forming``, ``gate up`` or ``gate down``.
    branches
        What is kept apart, in bins of several readings.
    """

    channel: str
    quantity: str
    units: str
    held: dict[str, float]
    sweeps: tuple[xr.Dataset, ...]
    names: tuple[str, ...]
    branches: GateBranches


@dataclass(frozen=True, slots=True)
class GateCrossing:
    """Gate voltage at which the resistance does not depend on temperature.

    ``branch`` is that of the gate; ``metal`` is the side on which the resistance falls on
    cooling: 1 above, -1 below.
    """

    branch: str
    gate: Estimate
    resistance: Estimate
    metal: int


def measure_gate_sweeps(logs: Iterable[xr.Dataset]) -> list[GateLoop]:
    """Measure every R(V_G) in some logs.

    Parameters
    ----------
    logs
        From ``supra2d.read``; the rows of each are in the order of time.
    """
    sweeps = [
        s for log in logs if "gate_voltage" in log for s in split(log) if s.attrs["kind"] == "R(VG)"
    ]
    groups: list[list[xr.Dataset]] = []
    for sweep in sweeps:
        home = next((g for g in groups if _alike(g[0], sweep)), None)
        if home is None:
            groups.append([sweep])
        else:
            home.append(sweep)
    return [_measured(group) for group in groups]


def _alike(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether two sweeps belong together; those of several files have no order in time."""
    if any(one.attrs[name] != other.attrs[name] for name in ("source", "signal")):
        return False
    mine, yours = _settings(one), _settings(other)
    return set(mine) == set(yours) and all(
        abs(value - yours[name]) <= max(_ALIKE[name][0] * abs(value), _ALIKE[name][1])
        for name, value in mine.items()
    )


def _settings(sweep: xr.Dataset) -> dict[str, float]:
    values = {name: held(sweep, name) for name in _KEPT}
    return {name: value for name, value in values.items() if value is not None}


def _measured(group: Sequence[xr.Dataset]) -> GateLoop:
    first = group[0]
    binned = [_binned(sweep) for sweep in group]
    found = gate_branches(binned)
    names = [f"gate {sweep.attrs['branch']}" for sweep in group]
    if "forming" in found.parts:
        names[0] = "forming"
    settings = {k: float(np.mean([_settings(s)[k] for s in group])) for k in _settings(first)}
    attrs = first[first.attrs["signal"]].attrs
    return GateLoop(
        str(first.attrs["channel"]),
        str(attrs["quantity"]),
        str(attrs["units"]),
        settings,
        tuple(group),
        tuple(names),
        found,
    )


def _binned(sweep: xr.Dataset) -> GateSeries:
    """Means of neighbouring readings, in the direction of the sweep."""
    x, y = running(sweep), signal(sweep)
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    noise = max(noise_of(y), 1e-9 * float(np.abs(y).max()), 1e-300)
    count = min(_BINS * 2, max(x.size // _PER_BIN, min(x.size, 8)))
    parts = np.array_split(np.arange(x.size), count)
    rows = np.array([(x[p].mean(), y[p].mean(), noise / np.sqrt(p.size)) for p in parts])
    if sweep.attrs["branch"] == "down":
        rows = rows[::-1]
    return GateSeries(*rows.T)


def temperature_crossings(loops: Sequence[GateLoop]) -> list[GateCrossing]:
    """Where the resistances of the coldest sweep and of the warmer ones cross, by branch.

    Polynomials go through all windows of their difference that hold a change of its sign and
    are averaged as in `dome`; what the warmer temperatures disagree by is systematic.

    Parameters
    ----------
    loops
        Of one channel at several temperatures; those without a temperature are left out.
    """
    known = sorted(
        (p for p in loops if "temperature" in p.held), key=lambda p: p.held["temperature"]
    )
    if len(known) < 2:
        return []
    settled = [loop.branches.settled for loop in known]
    names = [n for n in dict.fromkeys(n for parts in settled for n in parts) if n] or [""]
    crossings = []
    for name in names:
        cold, *warmer = (parts.get(name, parts.get("")) for parts in settled)
        if cold is None:
            continue
        found = [_crossings(name, cold, warm) for warm in warmer if warm is not None]
        found = [some for some in found if some]
        crossings += [
            _combined([nearest for some in found for nearest in _near(one, some)])
            for one in (found[-1] if found else [])
        ]
    return crossings


def _crossings(name: str, cold: GateSeries, warm: GateSeries) -> list[GateCrossing]:
    low, high = max(cold.gate[0], warm.gate[0]), min(cold.gate[-1], warm.gate[-1])
    inside = (cold.gate >= low) & (cold.gate <= high)
    x = cold.gate[inside]
    if x.size < 4:
        return []
    other, other_sigma = (np.interp(x, warm.gate, v) for v in (warm.value, warm.sigma))
    d, s = other - cold.value[inside], np.hypot(cold.sigma[inside], other_sigma)
    clear = np.flatnonzero(np.abs(d) > 2.0 * s)
    found = []
    for i, j in zip(clear, clear[1:], strict=False):
        if d[i] * d[j] < 0.0:
            middle = int(i + np.argmin(np.abs(d[i : j + 1])))
            crossing = _root(name, x, d, s, cold, middle)
            if crossing is not None:
                found.append(crossing)
    return found


def _root(
    name: str, x: Array, d: Array, s: Array, cold: GateSeries, middle: int
) -> GateCrossing | None:
    rows, costs = [], []
    s = s * excess_noise(x, d, s)
    for window in windows(x, d, s, (1, 2, 3), holding=middle):
        root = _zero_of(window)
        if root is not None:
            rows.append(root)
            costs.append(window.cost)
    if not rows:
        return None
    values, sigmas = np.array(rows).T
    gate = average(values, sigmas, np.array(costs))
    rise = np.interp(gate.value, cold.gate, np.gradient(cold.value, cold.gate))
    noise = float(np.interp(gate.value, cold.gate, cold.sigma))
    height = Estimate(
        float(np.interp(gate.value, cold.gate, cold.value)),
        float(np.hypot(rise * gate.sigma, noise)),
        float(abs(rise) * gate.systematic),
    )
    return GateCrossing(name, gate, height, 1 if d[-1] > d[0] else -1)


def _zero_of(window: Window) -> tuple[float, float] | None:
    """The zero of a polynomial nearest to the middle of its window, with its error."""
    roots = np.roots(window.coefficients[::-1])
    real = roots.real[np.abs(roots.imag) < 1e-12]
    real = real[np.abs(real) <= 1.0]
    if not real.size:
        return None
    gate = window.centre + window.unit * float(real[np.argmin(np.abs(real))])
    slope = abs(window.at(gate, 1)[0])
    return (gate, window.at(gate)[1] / slope) if slope > 0.0 else None


def _near(one: GateCrossing, some: Sequence[GateCrossing]) -> list[GateCrossing]:
    same = [c for c in some if c.metal == one.metal]
    return [min(same, key=lambda c: abs(c.gate.value - one.gate.value))] if same else []


def _combined(found: Sequence[GateCrossing]) -> GateCrossing:
    """The crossing of the largest change in temperature, with the spread of all."""
    last = found[-1]
    return GateCrossing(
        last.branch,
        _spread(last.gate, [c.gate.value for c in found]),
        _spread(last.resistance, [c.resistance.value for c in found]),
        last.metal,
    )


def _spread(one: Estimate, values: Sequence[float]) -> Estimate:
    moved = float(np.sqrt(np.mean((np.array(values) - one.value) ** 2)))
    beyond = max(moved**2 - one.sigma**2, 0.0) ** 0.5
    return Estimate(one.value, one.sigma, float(np.hypot(one.systematic, beyond)))
