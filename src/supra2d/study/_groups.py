"""Logs split and measured: families of sweeps, and where each belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def measured_groups(logs: Sequence[xr.Dataset], options: Options) -> list[Group]:
    """Split all logs and measure each family: same kind, channel, direction and angle."""
    families: dict[tuple[str, str, str, float | None], list[xr.Dataset]] = {}
    samples = {str(log.attrs.get("sample", "")) for log in logs}
    for log in logs:
        wanted = set(_signals(log))
        for sweep in split(log):
            if sweep.attrs["signal"] not in wanted:
                continue
            if sweep.attrs["kind"] not in (*KINDS, "R(angle)"):
                continue
            direction, angle = _direction(sweep)
            if sweep.attrs["kind"] == "R(angle)":
                direction, angle = "", None
            channel = str(sweep.attrs["channel"])
            sample = str(sweep.attrs.get("sample", ""))
            if len(samples) > 1 and sample:
                channel = f"{sample}:{channel}" if channel else sample
            key = (sweep.attrs["kind"], channel, direction, angle)
            families.setdefault(key, []).append(sweep)
    criteria = tuple(dict.fromkeys((*options.criteria, *CRITERIA)))
    groups = []
    for (_, channel, direction, angle), sweeps in sorted(
        families.items(), key=lambda item: [str(k) for k in item[0]]
    ):
        where: dict[str, object] = {}
        if channel:
            where["channel"] = channel
        if direction:
            where["direction"] = direction
        if angle is not None:
            where["angle"] = angle
        groups.append(Group(measure_family(sweeps, criteria=criteria), where))
    return [_corrected(group, groups) for group in groups]


def _corrected(group: Group, groups: Sequence[Group]) -> Group:
    """A group whose R(T) sweeps know the remanent field of the R(B) sweeps beside them."""
    beside = [g.family for g in groups if g.where == group.where and not g.family.refusal]
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
