"""Current-voltage curves: branches between zero and the largest current, offsets taken off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from ..core import CHANNELS, Array, row_ranges, signals
from ._iv_offsets import (
    Offsets,
    channel_noise,
    current_offset,
    known_offsets,
    low_line,
    series_resistance,
    shared_current,
)
from ._split import MIN_POINTS, OF_CURRENT, held, running, signal, split

_HELD = ("temperature", "field", "angle", "azimuth", "position", "gate_voltage")

# relative widths of a set point that are tried for temperatures, and widths of the others
_TEMPERATURES = (1e-2, 5e-3, 2e-3, 1e-3)
_WIDTHS = {"field": (2e-3, 2e-5), "gate_voltage": (2e-3, 1e-3)}
_DEGREES = (0.0, 0.1)

_RESOLVED = 2.0  # spreads: medians of 8 readings differ by 0.6 of one, ends of a ramp by three
_DRIFT = 4  # fields, one for each branch of a loop, that are no steps yet


@dataclass(frozen=True)
class IVSweep:
    """One branch of a current-voltage curve: between zero and the largest one of one sign.

    Attributes
    ----------
    current, voltage
        A and V, shape (n,), in the order of measurement, free of ``offsets``. Of a sweep that
        recorded dV/dI alone the voltage is its integral, which knows nothing of a jump.
    slope
        dV/dI as it was measured, ohm, less the series resistance; None where it was not.
    held
        Temperature (of the low currents), field (median), angle, azimuth, position, gate_voltage
        as far as they were recorded, canonical units.
    field_spread
        Half of the central 68 % of the readings of the field, T; 0 where they are alike.
    temperatures
        Reading of the thermometer at each point, K; empty where there is none.
    noise
        Standard deviation of a reading: of ``voltage`` in V, or of ``slope`` in ohm where the
        voltage is ``integrated``.
    offsets
        What was taken off.
    integrated
        True where only dV/dI was measured.
    channel, direction, source, rows
        Channel or column; ``perpendicular``, ``parallel`` or empty; file and its lines.
    """

    current: Array
    voltage: Array
    slope: Array | None
    held: dict[str, float]
    field_spread: float
    temperatures: Array
    noise: float
    offsets: Offsets
    integrated: bool
    channel: str
    direction: str
    source: str
    rows: str

    @property
    def sign(self) -> int:
        """1 for a positive current, -1 for a negative one."""
        return 1 if float(np.sum(self.current)) > 0 else -1

    @property
    def way(self) -> str:
        """``up`` where the size of the current rises, ``down`` where it falls."""
        return "up" if abs(self.current[-1]) > abs(self.current[0]) else "down"

    @property
    def branch(self) -> str:
        """``zero->plus``, ``plus->zero``, ``zero->minus`` or ``minus->zero``."""
        end = "plus" if self.sign > 0 else "minus"
        return f"zero->{end}" if self.way == "up" else f"{end}->zero"

    @property
    def size(self) -> Array:
        """Size of the current in A, shape (n,)."""
        return np.asarray(self.sign * self.current)

    @property
    def drop(self) -> Array:
        """Voltage along the current in V, shape (n,)."""
        return np.asarray(self.sign * self.voltage)


def iv_sweeps(logs: Iterable[xr.Dataset]) -> list[IVSweep]:
    """All branches of the current-voltage curves in some logs, in the order of measurement.

    Of each sweep the voltage in zero current is taken off, the offset of the current where both
    signs reach the normal state, and of each channel the resistance that the superconducting
    branches of several temperatures (or the only one) have in common.

    Parameters
    ----------
    logs
        From ``supra2d.read``: ``current`` with ``voltage``, ``differential_resistance``, or both.

    Returns
    -------
    list of IVSweep
        Branches of 8 points and more.
    """
    sweeps = [s for log in logs for s in split(_of_current(log)) if _is_iv(s)]
    samples = {str(s.attrs.get("sample", "")) for s in sweeps}
    parts = [p for sweep in sweeps if (p := _Part.of(sweep, len(samples) > 1)) is not None]
    parts = _with_slopes(parts)
    found: list[IVSweep] = []
    for channel in dict.fromkeys(p.channel for p in parts):
        mine = [p for p in parts if p.channel == channel]
        found += _channel_sweeps(mine)
    return found


def iv_groups(sweeps: Sequence[IVSweep]) -> list[list[IVSweep]]:
    """Branches of the same channel and settings together, in order of temperature and field.

    Temperatures belong together within 1 % where set points are further apart than that, and
    within less where they are closer. Fields do within 20 uT and 0.2 %, unless they run in steps
    that the readings tell apart.
    """
    near = [_clusters(n, np.array([s.held.get(n, np.nan) for s in sweeps])) for n in _HELD]
    groups: dict[tuple[str, str, tuple[float, ...]], list[IVSweep]] = {}
    for i, sweep in enumerate(sweeps):
        key = (sweep.channel, sweep.direction, tuple(values[i] for values in near))
        groups.setdefault(key, []).append(sweep)
    return [part for key in sorted(groups) for part in _by_field(groups[key])]


@dataclass(frozen=True)
class _Part:
    """One sweep of the current as it was recorded, turning points at its ends."""

    current: Array
    values: Array
    slope: Array | None
    integrated: bool
    held: dict[str, float]
    fields: Array
    temperatures: Array
    lines: Array
    channel: str
    direction: str
    source: str

    @classmethod
    def of(cls, sweep: xr.Dataset, several: bool) -> _Part | None:
        i, y = running(sweep), signal(sweep)
        told = np.isfinite(i) & np.isfinite(y)
        if told.sum() < MIN_POINTS:
            return None
        names = [str(sweep.attrs.get("sample", "")) if several else "", str(sweep.attrs["channel"])]
        t = sweep["temperature"].values if "temperature" in sweep else np.full(i.size, np.nan)
        alone = sweep.attrs["kind"] == OF_CURRENT["differential_resistance"]
        settings = {name: held(sweep, name) for name in _HELD}
        return cls(
            i[told],
            y[told],
            y[told] if alone else None,
            alone,
            {k: v for k, v in settings.items() if v is not None},
            sweep["field"].values[told] if "field" in sweep else np.zeros(0),
            np.asarray(t, float)[told] if np.isfinite(t).all() else np.zeros(0),
            np.asarray(sweep["row"].values)[told],
            ":".join(n for n in names if n),
            str(sweep.attrs.get("direction", "")),
            str(sweep.attrs["source"]),
        )

    @property
    def key(self) -> tuple[str, int, int]:
        return self.source, int(self.lines[0]), int(self.lines[-1])

    def halves(self) -> list[slice]:
        """Pieces between zero and either end, where the current passes through zero."""
        cuts = np.flatnonzero(np.diff(np.sign(self.current) >= 0)) + 1
        edges = [0, *cuts.tolist(), self.current.size]
        found = []
        for low, high in zip(edges[:-1], edges[1:], strict=True):
            if high - low >= MIN_POINTS:
                found.append(slice(low, high))
        return found


def _of_current(log: xr.Dataset) -> xr.Dataset:
    """A log with the signals of a current-voltage curve alone."""
    found = set(signals(log, tuple(OF_CURRENT)))
    return log.drop_vars([n for n in log.data_vars if n not in found and _is_signal(log[n])])


def _is_signal(variable: xr.DataArray) -> bool:
    known = CHANNELS.get(str(variable.attrs.get("quantity", "")))
    return known is not None and known.kind == "signal"


def _is_iv(sweep: xr.Dataset) -> bool:
    return sweep.attrs["kind"] in OF_CURRENT.values()


def _with_slopes(parts: Sequence[_Part]) -> list[_Part]:
    """Voltages with the dV/dI that was recorded in the same lines beside them."""
    slopes = {p.key: p for p in parts if p.integrated}
    both = {p.key for p in parts if not p.integrated} & set(slopes)
    found = []
    for part in parts:
        beside = slopes.get(part.key)
        if part.integrated and part.key in both:
            continue
        if beside is not None and not part.integrated and beside.lines.size == part.lines.size:
            part = replace(part, slope=beside.values)
        found.append(part)
    return found


def _channel_sweeps(parts: Sequence[_Part]) -> list[IVSweep]:
    """Branches of one channel, with what its sweeps have in common taken off."""
    noises = channel_noise([(p.current, p.values) for p in parts])
    lines = [low_line(p.current, p.values, noise, flat=p.integrated)
             for p, noise in zip(parts, noises, strict=True)]  # fmt: skip
    lines = known_offsets(lines)
    series = series_resistance(lines, [p.held.get("temperature", 0.0) for p in parts])
    shift, shift_sigma = shared_current(
        [current_offset(p.current, p.values, line) for p, line in zip(parts, lines, strict=True)
         if not p.integrated]
    )  # fmt: skip
    found = []
    for part, line in zip(parts, lines, strict=True):
        offsets = Offsets(
            current=shift,
            current_sigma=shift_sigma,
            voltage=line.offset,
            voltage_sigma=line.offset_sigma,
            series=series.value,
            series_sigma=series.sigma,
            series_shared=series.shared,
        )
        found += [_branch(part, piece, line.noise, offsets) for piece in part.halves()]
    return found


def _branch(part: _Part, piece: slice, noise: float, offsets: Offsets) -> IVSweep:
    current = part.current[piece] - offsets.current
    slope = None if part.slope is None else part.slope[piece] - offsets.series
    if part.integrated and slope is not None:
        steps = 0.5 * (slope[1:] + slope[:-1]) * np.diff(current)
        rising = np.concatenate([[0.0], np.cumsum(steps)])
        start = int(np.argmin(np.abs(current)))
        voltage = rising - rising[start] + slope[start] * current[start]
    else:
        voltage = part.values[piece] - offsets.voltage - offsets.series * current
    temperatures = part.temperatures[piece] if part.temperatures.size else part.temperatures
    field, spread = _steady(part.fields[piece] if part.fields.size else part.fields)
    return IVSweep(
        current,
        voltage,
        slope,
        part.held | field | _cold(current, temperatures),
        spread,
        temperatures,
        noise,
        offsets,
        part.integrated,
        part.channel,
        part.direction,
        part.source,
        row_ranges(part.lines[piece]),
    )


def _steady(fields: Array) -> tuple[dict[str, float], float]:
    """Field of a branch, and half of the central 68 % of its readings.

    A sweep through zero current may join the end of one loop to the start of another.
    """
    if fields.size == 0:
        return {}, 0.0
    low, middle, high = np.quantile(fields, [0.16, 0.5, 0.84])
    return {"field": float(middle)}, float(high - low) / 2.0


def _cold(current: Array, temperatures: Array) -> dict[str, float]:
    """Temperature of a branch: that of its lowest currents, where nothing is dissipated."""
    if temperatures.size == 0:
        return {}
    lowest = np.argsort(np.abs(current), kind="stable")[: max(5, current.size // 10)]
    return {"temperature": float(np.median(temperatures[lowest]))}


def _clusters(name: str, values: Array) -> list[float]:
    """Median of the set point that each value belongs to; 0 where it was not recorded."""
    told = values[np.isfinite(values)]
    if told.size == 0:
        return [0.0] * values.size
    if name != "temperature":
        relative, absolute = _WIDTHS.get(name, _DEGREES)
        labels = _linked(told, relative, absolute)
    else:
        for relative in _TEMPERATURES:
            labels = _linked(told, relative, 1e-5)
            spans = [np.ptp(told[labels == k]) / np.median(told[labels == k])
                     for k in range(int(labels.max()) + 1)]  # fmt: skip
            if max(spans) <= 2.0 * relative:
                break
    found = np.zeros(values.size)
    found[np.isfinite(values)] = [float(np.median(told[labels == k])) for k in labels]
    return [float(v) for v in found]


def _by_field(group: list[IVSweep]) -> list[list[IVSweep]]:
    """A setting whose field runs in steps that its readings resolve, field by field."""
    spread = float(np.median([s.field_spread for s in group]))
    fields = np.array([s.held.get("field", 0.0) for s in group])
    labels = _linked(fields, 0.0, _RESOLVED * spread)
    if labels.max() < _DRIFT:
        return [group]
    return [[s for s, mine in zip(group, labels == k, strict=True) if mine]
            for k in range(int(labels.max()) + 1)]  # fmt: skip


def _linked(values: Array, relative: float, absolute: float) -> Array:
    """Number of the chain that each value belongs to; links are shorter than the width."""
    order = np.argsort(values, kind="stable")
    gaps = np.diff(values[order])
    apart = gaps > np.maximum(relative * np.abs(values[order][1:]), absolute)
    labels = np.zeros(values.size)
    labels[order] = np.concatenate([[0], np.cumsum(apart)])
    return labels
