"""Mobilities at gate voltages: from the Hall sweep itself, or from R(T) at the same gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ..core import Quantity
from ..core.constants import E_CHARGE
from ..measure import HallSet
from ._carriers_numbers import Geometry, Relative, carrier_numbers
from ._gates_series import Measured, normal_resistances
from ._groups import Group, set_point

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Mobility:
    """Mobility at one gate voltage, m^2/(V s).

    ``rows`` are the numbers that no other analysis gives: mobility and mean free path where
    the sheet resistance comes from R(T).
    """

    gate: float
    value: float
    sigma: float
    rows: tuple[Quantity, ...] = ()

    def quantities(self, where: Mapping[str, object]) -> list[Quantity]:
        """The rows with where they belong."""
        return [replace(q, where={**where, **q.where}) for q in self.rows]


def mobilities(
    density: Measured, sets: Sequence[HallSet], groups: Sequence[Group], geometry: Geometry
) -> list[Mobility]:
    """Mobility at each gate voltage where density and sheet resistance are known.

    Parameters
    ----------
    density
        Of the same ``sets``; what the first sweep of the gate formed is left out.
    sets
        Hall sets of one channel; the resistance in the same sweep is preferred.
    groups
        Families of R(T): else the resistance just above the transition is taken.
    geometry
        For sheet resistances.
    """
    beside = {set_point("gate_voltage", s.held["gate_voltage"]): s for s in sets
              if "gate_voltage" in s.held}  # fmt: skip
    normal = normal_resistances(groups)
    quantity = groups[0].family.quantity if groups else ""
    found = []
    for gate, n, sigma in _settled(density):
        one = _nearest(beside, gate)
        if one is None:
            continue
        along = one.longitudinal
        squares = geometry.squares(along.quantity) if along is not None else None
        own = along is not None and along.value > 0 and squares is not None
        if along is not None and squares is not None and own:
            size = along.value
            sheet = Relative(size / squares, along.sigma / size, along.systematic / size)
        else:
            known, squares = _nearest(normal, gate), geometry.squares(quantity)
            if known is None or not squares or known[0] <= 0:
                continue
            sheet = Relative(known[0] / squares, known[1] / known[0])
        slope = Relative(1.0 / (E_CHARGE * n), sigma / n)
        rows = carrier_numbers(slope, sheet, geometry, where={"gate": gate})
        mobility = next(q for q in rows if q.name == "mobility")
        kept = () if own else tuple(_named(rows, one))
        if mobility.value is not None:
            found.append(Mobility(gate, mobility.value, mobility.error, kept))
    return found


def _settled(density: Measured) -> Iterator[tuple[float, float, float]]:
    """Gate, density and its error after forming: the mean of branches that differ."""
    parts = list(density.branches.settled.values())
    for gate in parts[0].gate:
        rows = []
        for part in parts:
            i = int(np.argmin(np.abs(part.gate - gate)))
            if abs(part.gate[i] - gate) <= 2e-3 * float(np.ptp(part.gate)):
                rows.append((part.value[i], part.sigma[i]))
        values, sigmas = np.array(rows).T
        apart = float(np.ptp(values)) / 2.0
        yield float(gate), float(values.mean()), float(np.hypot(sigmas.max(), apart))


def _named(rows: Sequence[Quantity], one: HallSet) -> list[Quantity]:
    """Mobility and mean free path, saying that both resistances come from two places."""
    at = one.held.get("temperature")
    taken = f"n_s at {at:.3g} K, R_s just above Tc" if at else "R_s just above Tc"
    return [
        replace(q, convention=", ".join(filter(None, (q.convention, taken))))
        for q in rows
        if q.name in ("mobility", "mean_free_path")
    ]


def _nearest(table: Mapping[float, Entry], gate: float) -> Entry | None:
    """The entry at a gate voltage, to 0.2 % of the range."""
    if not table:
        return None
    gates = np.array(list(table))
    best = float(gates[np.argmin(np.abs(gates - gate))])
    close = abs(best - gate) <= max(2e-3 * float(np.ptp(gates)), 1e-3)
    return table[best] if close else None
