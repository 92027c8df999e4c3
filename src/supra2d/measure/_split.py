"""Split a whole log into sweeps: one running control, the others held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import CHANNELS, RESISTIVE, Array, row_ranges, select, signals

#: Signals of a magnetometer: their sweeps are called M(T) and M(B).
MAGNETIC = ("moment", "ac_moment")

#: What runs against what: signal quantities and the controls that may run under them.
KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "temperature": ((*RESISTIVE, *MAGNETIC), "R(T)"),
    "field": ((*RESISTIVE, "hall_resistance", *MAGNETIC), "R(B)"),
    "angle": (RESISTIVE, "R(angle)"),
    "position": (RESISTIVE, "R(position)"),
    "azimuth": (RESISTIVE, "R(azimuth)"),
    "gate_voltage": (RESISTIVE, "R(VG)"),
    "current": (("voltage", "differential_resistance"), "I-V"),
}

#: Signals of a sweep of the current, and what such a sweep is called.
OF_CURRENT = {"voltage": "I-V", "differential_resistance": "dV/dI"}

_HELD = ("temperature", "field", "angle", "position", "azimuth", "gate_voltage")

# Relative and absolute width of a set point, beside six times the jitter seen in the log.
_SET_POINT = {
    "temperature": (5e-3, 1e-5),
    "field": (2e-3, 2e-5),
    "angle": (0.0, 0.05),
    "position": (0.0, 0.05),
    "azimuth": (0.0, 0.05),
    "gate_voltage": (2e-3, 1e-3),
    "current": (1e-2, 0.0),
}

MIN_POINTS = 8

_STEADY = 0.02  # of itself, by which the temperature of one I-V curve may wander


def split(log: xr.Dataset, *, min_points: int = MIN_POINTS) -> list[xr.Dataset]:
    """Split a log into sweeps.

    A sweep is a stretch of rows in which every control but one stays within the width of its
    set point (six times the jitter that the log shows, or the instrument's relative
    resolution) while that one runs. Turning points of the running control end a branch.
    Interleaved channels are taken apart first. A log whose rows are ordered by the running
    control (all fields at one temperature, then the next temperature) is grouped by level.

    Parameters
    ----------
    log
        A Dataset made by ``supra2d.read``.
    min_points
        Shorter stretches are transients between sweeps and are left out.

    Returns
    -------
    list of Dataset
        Each with scalar coordinates for the held controls and the attributes ``kind``
        (``"R(T)"``, ``"R(B)"``, ``"R(angle)"``, ``"M(T)"``, ``"I-V"`` ...), ``running``,
        ``signal``, ``channel``, ``branch`` (``up`` or ``down``), ``rows``.
    """
    quantities = {q for wanted, _ in KINDS.values() for q in wanted}
    sweeps: list[xr.Dataset] = []
    for name in signals(log, sorted(quantities)):
        finite = np.isfinite(log[name].values)
        channel_log = select(log, finite)
        if channel_log.sizes["row"] >= min_points:
            sweeps.extend(_split_channel(channel_log, name, min_points))
    return sweeps


def _split_channel(log: xr.Dataset, signal: str, min_points: int) -> Iterator[xr.Dataset]:
    controls = {c: log[c].values for c in _control_names(log, signal)}
    controls = {c: v for c, v in controls.items() if np.isfinite(v).all()}
    # between the readings of a slower log a control is smoother than it was read
    read = {c: float(log[c].attrs.get("jitter", 0.0)) for c in controls}
    tolerance = {c: np.maximum(_tolerance(c, v), 6 * read[c]) for c, v in controls.items()}
    quantity = log[signal].attrs["quantity"]
    kinds = {c: KINDS.get(log[c].attrs["quantity"], ((), ""))[0] for c in controls}
    running = [c for c in controls if quantity in kinds[c]]
    n = log.sizes["row"]

    if running and quantity in OF_CURRENT:
        controls = _unheated(controls, running[0], tolerance[running[0]])
        if "temperature" in controls:
            # the width goes with the set point, not with how far the sample warms
            jitter = tolerance["temperature"].min()
            quiet = _tolerance("temperature", controls["temperature"])
            tolerance["temperature"] = np.maximum(quiet, jitter)
    stretches: list[tuple[str, npt.NDArray[np.int64]]] = []
    for x in running:
        held = [c for c in controls if c in _HELD and c != x]
        for rows in _runs(_joint_plateaus([(controls[c], tolerance[c]) for c in held], n)):
            if _moves(controls[x][rows], tolerance[x][rows], min_points):
                stretches.append((x, rows))
    covered = sum(rows.size for _, rows in _exclusive(stretches, n))
    if covered < 0.5 * n:
        stretches += _by_level(controls, tolerance, running, min_points)
    for x, rows in _exclusive(stretches, n):
        order = rows
        for piece in _branches(controls[x][order], tolerance[x][order], min_points):
            yield _sweep(log, signal, x, order[piece], controls)


def _control_names(log: xr.Dataset, signal: str) -> list[str]:
    """Controls that go with a signal: the common ones, and those of its own channel."""
    where = log[signal].attrs.get("where", "")
    names = [c for c in _HELD if c in log]
    if log[signal].attrs["quantity"] in OF_CURRENT:
        names += _current_of(log, str(where))
    return [n for n in names if CHANNELS[log[n].attrs["quantity"]].kind == "control"]


def _current_of(log: xr.Dataset, where: str) -> list[str]:
    """The current that goes with a voltage: of the same name, ``I_R12`` with ``V_R12``, or any."""
    currents = signals(log, ("current",))
    names = [str(log[c].attrs.get("where", "")) for c in currents]
    for wanted, known in (
        (where, names),
        (where.partition("_")[2] or where, [n.partition("_")[2] or n for n in names]),
        ("", names),
    ):
        if wanted in known:
            return [currents[known.index(wanted)]]
    return currents[:1]


def _unheated(controls: dict[str, Array], current: str, tolerance: Array) -> dict[str, Array]:
    """The controls with the temperature that each run of the current between zero and end had low.

    Dissipation warms a sample while its current is high; that is no other set point.
    """
    temperature, size = controls.get("temperature"), np.abs(controls[current])
    if temperature is None:
        return controls
    quiet = temperature.copy()
    for run in _branches(size, tolerance, MIN_POINTS):
        lowest = np.argsort(size[run], kind="stable")[: max(5, (run.stop - run.start) // 10)]
        cold = temperature[run][lowest]
        # a temperature that wanders at low current too is no heating
        if float(np.ptp(cold)) <= _STEADY * float(np.median(cold)):
            quiet[run] = np.median(cold)
    return {**controls, "temperature": quiet}


def _tolerance(control: str, values: Array) -> Array:
    """Half-width of a set point at each row."""
    # a control of one channel is named after both, current_ch1
    relative, absolute = next(w for q, w in _SET_POINT.items() if control.startswith(q))
    jitter = _jitter(values, 1)
    # Rows that take several set points in turn repeat after as many rows: what looks like wild
    # jitter from row to row is quiet at that lag.
    quiet = min((_jitter(values[:4096], lag) for lag in range(2, min(values.size // 4, 64))),
                default=jitter)  # fmt: skip
    if quiet < 0.2 * jitter:
        jitter = quiet
    width: Array = np.maximum(np.maximum(6 * jitter, absolute), relative * np.abs(values))
    return width


def _jitter(values: Array, lag: int) -> float:
    """One standard deviation from the MAD of second differences at a distance of ``lag`` rows.

    They are blind to a smooth ramp and have 6 times the variance of the values. Zeros are left
    out, because readings come in steps; a control that hardly ever moves has no jitter, only
    set points.
    """
    second = values[2 * lag :] - 2 * values[lag:-lag] + values[: -2 * lag]
    moving = second[second != 0]
    if moving.size == 0 or moving.size < 0.3 * second.size:
        return 0.0
    return 1.4826 * float(np.median(np.abs(moving))) / sqrt(6)


def _plateaus(values: Array, tolerance: Array) -> npt.NDArray[np.int64]:
    """Number of the plateau that each row belongs to, in order of rows."""
    labels = np.zeros(values.size, dtype=np.int64)
    start, label = 0, 0
    while start < values.size:
        reference = float(np.median(values[start : start + 5]))
        if abs(reference - values[start]) > tolerance[start]:
            reference = float(values[start])
        end = _plateau_end(values, tolerance, start, reference)
        labels[start:end] = label
        start, label = end, label + 1
    return labels


def _plateau_end(values: Array, tolerance: Array, start: int, reference: float) -> int:
    """First row after ``start`` that leaves the plateau; looks ahead in growing blocks."""
    n, size = values.size, 32
    begin = start
    while begin < n:
        stop = min(begin + size, n)
        outside = np.abs(values[begin:stop] - reference) > tolerance[begin:stop]
        # one wild reading does not end a plateau, two of three in a row do
        soon = np.append(outside[1:], True) | np.append(outside[2:], [False, False])
        ends = outside & soon
        if ends[:-2].any() or (stop == n and ends.any()):
            return max(begin + int(np.argmax(ends)), start + 1)
        begin = stop if stop == n else stop - 2
        size *= 2
    return n


def _joint_plateaus(held: Sequence[tuple[Array, Array]], n: int) -> npt.NDArray[np.int64]:
    """Label that changes whenever any of the held controls changes its plateau."""
    joint = np.zeros(n, dtype=np.int64)
    for values, tolerance in held:
        labels = _plateaus(values, tolerance)
        joint += labels
    return joint


def _runs(labels: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Row numbers of each run of equal labels."""
    cuts = np.flatnonzero(np.diff(labels) != 0) + 1
    return [part.astype(np.int64) for part in np.split(np.arange(labels.size), cuts)]


def _moves(x: Array, tolerance: Array, min_points: int) -> bool:
    """True when a control runs: enough distinct values, over more than its set point."""
    if x.size < min_points or float(np.ptp(x)) <= 3 * float(np.median(tolerance)):
        return False
    steps = max(float(np.median(tolerance)), 1e-12) / 3
    distinct = np.unique(np.round(x / steps)).size
    return distinct >= min_points and distinct > 0.2 * min(x.size, 40)


def _exclusive(
    stretches: list[tuple[str, npt.NDArray[np.int64]]], n: int
) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """Longest stretches first; a row belongs to one sweep only; back in order of rows."""
    taken = np.zeros(n, dtype=bool)
    kept: list[tuple[str, npt.NDArray[np.int64]]] = []
    for x, rows in sorted(stretches, key=lambda item: -item[1].size):
        free = rows[~taken[rows]]
        if free.size > 0.8 * rows.size:
            kept.append((x, free))
            taken[free] = True
    return sorted(kept, key=lambda item: int(item[1][0]))


def _levels(values: Array, tolerance: Array) -> npt.NDArray[np.int64]:
    """Cluster values into levels, whatever their order."""
    order = np.argsort(values, kind="stable")
    gaps = np.diff(values[order]) > tolerance[order][1:]
    labels = np.zeros(values.size, dtype=np.int64)
    labels[order] = np.concatenate([[0], np.cumsum(gaps)])
    return labels


def _by_level(
    controls: dict[str, Array],
    tolerance: dict[str, Array],
    running: list[str],
    min_points: int,
) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """Stretches of a log in which several sweeps were taken side by side."""
    best: list[tuple[str, npt.NDArray[np.int64]]] = []
    for x in running:
        keys = [_levels(v, tolerance[c]) for c, v in controls.items() if c in _HELD and c != x]
        if not keys:
            continue
        joint = np.unique(np.stack(keys), axis=1, return_inverse=True)[1].ravel()
        groups = [np.flatnonzero(joint == k).astype(np.int64) for k in range(joint.max() + 1)]
        found = [(x, g) for g in groups if _moves(controls[x][g], tolerance[x][g], min_points)]
        if sum(g.size for _, g in found) > sum(g.size for _, g in best):
            best = found
    return best


def _branches(x: Array, tolerance: Array, min_points: int) -> list[slice]:
    """Cut a stretch where the running control turns round."""
    threshold = max(3 * float(np.median(tolerance)), 0.02 * float(np.ptp(x)))
    pieces: list[slice] = []
    start, extreme, direction = 0, 0, 0
    for i in range(1, x.size):
        if direction == 0:
            if abs(x[i] - x[start]) > threshold:
                direction = 1 if x[i] > x[start] else -1
                extreme = i
        elif (x[i] - x[extreme]) * direction >= 0:
            extreme = i
        elif (x[extreme] - x[i]) * direction > threshold:
            pieces.append(slice(start, extreme + 1))
            start, extreme, direction = extreme, i, -direction
    pieces.append(slice(start, x.size))
    return [p for p in pieces if p.stop - p.start >= min_points]


def _sweep(
    log: xr.Dataset,
    signal: str,
    running: str,
    rows: npt.NDArray[np.int64],
    controls: dict[str, Array],
) -> xr.Dataset:
    x = controls[running][rows]
    up = bool(x[-1] >= x[0])
    part = select(log[[signal, *controls]], rows)
    for name, values in controls.items():
        if name != running:
            held = values[rows]
            attrs = {
                "units": log[name].attrs["units"],
                "spread": float(np.std(held)),
            }
            part = part.assign_coords({f"{name}_held": ((), float(np.median(held)), attrs)})
    part.attrs = {
        **log.attrs,
        "kind": _kind(log[signal].attrs["quantity"], log[running].attrs["quantity"]),
        "running": running,
        "signal": signal,
        "channel": log[signal].attrs.get("where", ""),
        "branch": "up" if up else "down",
        "rows": row_ranges(part["row"].values),
        "lag_shift": _lag_shift(log, running, rows),
    }
    return part


def _lag_shift(log: xr.Dataset, running: str, rows: npt.NDArray[np.int64]) -> float:
    """Shift of a running temperature, K, when its thermometer lags one standard deviation more."""
    error = float(log[running].attrs.get("lag_error", 0.0))
    if not error or "time" not in log:
        return 0.0
    ends = rows[[0, -1]]
    passed = float(np.ptp(log["time"].values[ends]))
    return error * float(np.diff(log[running].values[ends])[0]) / passed if passed else 0.0


def _kind(quantity: str, running: str) -> str:
    """What a sweep of ``quantity`` under a running control is called."""
    kind = OF_CURRENT.get(quantity) or KINDS[running][1]
    return kind.replace("R", "M", 1) if quantity in MAGNETIC else kind


def held(sweep: xr.Dataset, control: str) -> float | None:
    """Value at which a control was held during a sweep; None when it is not recorded."""
    name = f"{control}_held"
    return float(sweep[name]) if name in sweep.coords else None


def running(sweep: xr.Dataset) -> Array:
    """The running control of a sweep, shape (n,), canonical unit."""
    values: Array = np.asarray(sweep[sweep.attrs["running"]].values, dtype=float)
    return values


def signal(sweep: xr.Dataset) -> Array:
    """The signal of a sweep, shape (n,), canonical unit."""
    values: Array = np.asarray(sweep[sweep.attrs["signal"]].values, dtype=float)
    return values
