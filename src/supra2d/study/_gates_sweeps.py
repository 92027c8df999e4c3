"""Sweeps of the gate at fixed temperature -> Results of kind ``resistance_gate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr

from ..core import Axis, Check, Curve, Quantity, Result, merge_rows, with_preferred
from ..core.constants import E_CHARGE, H_PLANCK
from ..measure import (
    GateLoop,
    measure_gate_sweeps,
    running,
    signal,
    temperature_crossings,
)
from ._carriers_numbers import Geometry
from ._gates_checks import gap_checks
from ._gates_numbers import quantity_of
from ._groups import set_point

_RISES = 2.0  # standard deviations by which a resistance changes with temperature


def sweep_results(logs: Sequence[xr.Dataset], geometry: Geometry) -> list[Result]:
    """One Result for each channel with R(V_G).

    Parameters
    ----------
    logs
        From ``supra2d.read``.
    geometry
        For sheet resistances.
    """
    by_channel: dict[str, list[GateLoop]] = {}
    for loop in measure_gate_sweeps(logs):
        by_channel.setdefault(loop.channel, []).append(loop)
    return [_result(channel, loops, geometry) for channel, loops in by_channel.items()]


def _result(channel: str, loops: Sequence[GateLoop], geometry: Geometry) -> Result:
    checks = [
        Check(c.name, c.status, f"{_at(loop)}: {c.message}", c.value)
        for loop in loops
        for c in gap_checks(loop.branches, "the resistance")
    ]
    first = loops[0]
    return Result(
        "resistance_gate",
        "Resistance against gate voltage" + (f" ({channel})" if channel else ""),
        quantities=with_preferred(_crossings(loops), ""),
        checks=tuple(dict.fromkeys(checks)),
        curves=tuple(_curves(loops)),
        x_axis=Axis("gate_voltage", "V"),
        y_axis=Axis(first.quantity, first.units),
        text=tuple(_text(loops, geometry)),
    )


def _at(loop: GateLoop) -> str:
    temperature = loop.held.get("temperature")
    return f"At {temperature:.4g} K" if temperature is not None else "Sweep of the gate"


def _curves(loops: Sequence[GateLoop]) -> Iterator[Curve]:
    for loop in loops:
        for name, sweep in zip(loop.names, loop.sweeps, strict=True):
            where: dict[str, object] = {k: set_point(k, v) for k, v in loop.held.items()}
            where["branch"] = name.removeprefix("gate ")
            yield Curve("data", running(sweep), signal(sweep), where=where)


def _crossings(loops: Sequence[GateLoop]) -> list[Quantity]:
    """Gate voltage and resistance at which the side of the insulator begins."""
    fields = {round(loop.held.get("field", 0.0), 3) for loop in loops}
    rows = []
    for value in sorted(fields):
        mine = [p for p in loops if round(p.held.get("field", 0.0), 3) == value]
        for crossing in temperature_crossings(mine):
            where: dict[str, object] = {"channel": mine[0].channel} if mine[0].channel else {}
            place = {**where, "field": value} if any("field" in p.held for p in mine) else where
            place = {**place, "branch": crossing.branch} if crossing.branch else place
            side = "above" if crossing.metal > 0 else "below"
            common = {
                "where": place,
                "method": "resistances at different temperatures cross",
                "convention": f"resistance falls on cooling {side} this gate voltage",
                "source": "; ".join(dict.fromkeys(str(s.attrs["source"]) for p in mine
                                                  for s in p.sweeps)),
                "rows": merge_rows(str(s.attrs["rows"]) for p in mine for s in p.sweeps),
                "cites": ("jay2021",),
            }  # fmt: skip
            rows.append(quantity_of("gate_critical", "V", crossing.gate, **common))
            rows.append(quantity_of("R_critical", mine[0].units, crossing.resistance, **common))
    return rows


def _text(loops: Sequence[GateLoop], geometry: Geometry) -> Iterator[str]:
    """On which side the film is, where that is the same at all gate voltages."""
    known = sorted((p for p in loops if "temperature" in p.held),
                   key=lambda p: p.held["temperature"])  # fmt: skip
    if len(known) > 1 and not temperature_crossings(loops):
        cold, warm = (next(iter(p.branches.settled.values())) for p in (known[0], known[-1]))
        low, high = max(cold.gate[0], warm.gate[0]), min(cold.gate[-1], warm.gate[-1])
        inside = (cold.gate >= low) & (cold.gate <= high)
        x, other = cold.gate[inside], np.interp(cold.gate[inside], warm.gate, warm.value)
        noise = np.hypot(cold.sigma[inside], np.interp(x, warm.gate, warm.sigma))
        change = (cold.value[inside] - other) / noise
        if change.size and abs(float(np.median(change))) > _RISES:
            side = "insulating: the resistance rises" if np.median(change) > 0 else (
                "metallic: the resistance falls"
            )  # fmt: skip
            yield f"At all gate voltages the film is {side} on cooling."
    squares = geometry.squares(loops[0].quantity)
    if squares:
        quantum = H_PLANCK / E_CHARGE**2
        highest = max(float(s.value.max()) for p in loops for s in p.branches.settled.values())
        highest /= squares
        if highest > quantum:
            yield (
                f"The sheet resistance reaches {highest:.3g} ohm, more than h/e^2 = "
                f"{quantum:.5g} ohm: no metal there, and the Drude formulas do not hold."
            )
