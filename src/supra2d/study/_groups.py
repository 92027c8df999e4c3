"""Logs split and measured: families of sweeps, and where each belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
import xarray as xr

from ..core import RESISTIVE, signals
from ..measure import (
    CRITERIA,
    Family,
    held,
    measure_family,
    remanence,
    split,
    with_remanence,
)
from ._options import Options

KINDS = {"R(T)": "resistance_temperature", "R(B)": "resistance_field"}


_ALONG = 1.0  # degrees within which an angle counts as perpendicular or parallel


@dataclass(frozen=True)
class Group:
    """A measured family and where it belongs."""

    family: Family
    where: dict[str, object]

    @property
    def direction(self) -> str:
        """``perpendicular``, ``parallel`` or empty."""
        return str(self.where.get("direction", ""))

    @property
    def channel(self) -> str:
        """Instrument channel or column name; empty where there is only one."""
        return str(self.where.get("channel", ""))

    @property
    def place(self) -> dict[str, object]:
        """Where it belongs but for the gate voltage."""
        return {key: value for key, value in self.where.items() if key != "gate"}

    @property
    def gate(self) -> float | None:
        """Gate voltage in V; None where it was not varied."""
        value = self.where.get("gate")
        return float(value) if isinstance(value, (int, float)) else None


def measured_groups(logs: Sequence[xr.Dataset], options: Options) -> list[Group]:
    """Split all logs and measure each family: same kind, channel, direction, angle and gate."""
    families: dict[tuple[str, str, str, float | None, float | None], list[xr.Dataset]] = {}
    samples = {str(log.attrs.get("sample", "")) for log in logs}
    sweeps = [
        sweep
        for log in logs
        for wanted in [set(_signals(log))]
        for sweep in split(log)
        if sweep.attrs["signal"] in wanted and sweep.attrs["kind"] in (*KINDS, "R(angle)")
    ]
    gates = _gates(sweeps)
    for sweep in sweeps:
        direction, angle = _direction(sweep)
        if sweep.attrs["kind"] == "R(angle)":
            direction, angle = "", None
        channel = str(sweep.attrs["channel"])
        sample = str(sweep.attrs.get("sample", ""))
        if len(samples) > 1 and sample:
            channel = f"{sample}:{channel}" if channel else sample
        key = (sweep.attrs["kind"], channel, direction, angle, gates(sweep))
        families.setdefault(key, []).append(sweep)
    criteria = tuple(dict.fromkeys((*options.criteria, *CRITERIA)))
    groups = []
    for (_, channel, direction, angle, gate), members in sorted(families.items(), key=_order):
        where: dict[str, object] = {}
        if channel:
            where["channel"] = channel
        if direction:
            where["direction"] = direction
        if angle is not None:
            where["angle"] = angle
        if gate is not None:
            where["gate"] = gate
        groups.append(Group(measure_family(members, criteria=criteria), where))
    return [_corrected(group, groups) for group in groups]


def _order(item: tuple[tuple[Any, ...], Any]) -> tuple[list[str], float]:
    """By kind, channel, direction and angle as text, then by gate voltage."""
    *names, gate = item[0]
    return [str(name) for name in names], gate if gate is not None else -inf


def _gates(sweeps: Sequence[xr.Dataset]) -> Callable[[xr.Dataset], float | None]:
    """Which gate voltage a sweep was taken at; None where there is but one.

    Readings that differ by less than 0.2 % of the range or of themselves, or by less than they
    jitter, are the same set point.
    """
    known = [s for s in sweeps if held(s, "gate_voltage") is not None]
    found = np.unique([float(s["gate_voltage_held"]) for s in known])
    if found.size < 2:
        return lambda sweep: None
    jitter = max(float(s["gate_voltage_held"].attrs["spread"]) for s in known)
    least = max(2e-3 * float(np.ptp(found)), 3.0 * jitter, 1e-3)
    apart = np.flatnonzero(np.diff(found) > np.maximum(2e-3 * np.abs(found[1:]), least))
    levels = np.array([part.mean() for part in np.split(found, apart + 1)])

    def gate_of(sweep: xr.Dataset) -> float | None:
        value = held(sweep, "gate_voltage")
        if value is None or levels.size < 2:
            return None
        return set_point("gate_voltage", float(levels[np.argmin(np.abs(levels - value))]))

    return gate_of


def by_gate(groups: Sequence[Group]) -> list[tuple[float | None, list[Group]]]:
    """Groups of each gate voltage; first those where it was not varied, under None."""
    found: dict[float | None, list[Group]] = {None: []}
    for group in groups:
        found.setdefault(group.gate, []).append(group)
    return list(found.items())


def _corrected(group: Group, groups: Sequence[Group]) -> Group:
    """A group whose R(T) sweeps know the remanent field of the R(B) sweeps beside them."""
    # a remanent field does not depend on the gate
    beside = [g.family for g in groups if g.place == group.place and not g.family.refusal]
    return replace(group, family=with_remanence(group.family, remanence(beside)))


def _signals(log: xr.Dataset) -> list[str]:
    """One resistive variable per channel, the best kind of resistance first."""
    best: dict[str, str] = {}
    for quantity in RESISTIVE:
        for name in signals(log, (quantity,)):
            best.setdefault(str(log[name].attrs.get("where", "")), name)
    return list(best.values())


def _direction(sweep: xr.Dataset) -> tuple[str, float | None]:
    """Direction and angle of a sweep: the recorded angle first, then what is said of the file."""
    angle = held(sweep, "angle")
    if angle is None:
        return str(sweep.attrs.get("direction", "")), None
    folded = abs((angle + 90) % 180 - 90)
    if folded <= _ALONG:
        return "perpendicular", None
    if folded >= 90 - _ALONG:
        return "parallel", None
    return "", round(folded, 1)


def set_point(name: str, value: float) -> float:
    """A held value as a person would name it: four digits, or three where that is the same."""
    if name == "field" and abs(value) < 1e-4:
        return 0.0
    short = float(f"{value:.3g}")
    return short if abs(short - value) <= 2e-4 * abs(value) else float(f"{value:.4g}")
