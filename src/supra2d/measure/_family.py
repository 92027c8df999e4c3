"""From the sweeps of one channel to points of the critical field or of Tc.

Field signs, branches, repeats and files are combined here, and what they disagree by is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..core import Array, Check
from ._level import SlopeNoise
from ._shape import NormalState, Zero, noise_of
from ._split import held, running, signal
from ._transition import CRITERIA, Crossing, Transition, transition

if TYPE_CHECKING:
    from ._remanence import Remanence

#: A sweep of temperature wider than this fraction of its position is a normal metal's.
RELATIVE_WIDTH = 1.2


@dataclass(frozen=True)
class Branch:
    """One monotone pass over a transition: its sweep, the sign of the field, the outcome."""

    sweep: xr.Dataset
    sign: int
    transition: Transition

    @property
    def name(self) -> str:
        """``up`` or ``down``, with the field sign where both occur."""
        name = str(self.sweep.attrs["branch"])
        return name if self.sign == 0 else f"{name}{'+' if self.sign > 0 else '-'}"


@dataclass(frozen=True)
class Point:
    """A point of the boundary between superconducting and normal, one criterion.

    Attributes
    ----------
    kind
        ``R(T)``: x is a temperature at held field; ``R(B)``: x is a field at held temperature;
        ``R(angle)``: x is an angle.
    x, sigma
        Position and statistical standard deviation.
    systematic
        Standard deviation from window, background and disagreement of branches.
    background
        The part of ``systematic`` that the choice of the normal state makes (shared).
    reference
        Shift per standard deviation of a borrowed normal state (shared).
    held
        Held controls: temperature, field, angle, gate_voltage, as far as they are known.
    hysteresis
        Difference between up and down branches; NaN when there is one branch.
    message
        Why the point is refused; empty when it is not.
    from_remanence
        Shift of a critical temperature that the remanent field makes, K; tables of critical
        fields correct the field instead.
    """

    kind: str
    criterion: str
    x: float
    sigma: float
    systematic: float
    background: float
    reference: float
    held: dict[str, float]
    branches: tuple[Branch, ...]
    crossings: tuple[Crossing, ...] = ()
    hysteresis: float = float("nan")
    signs: int = 1
    message: str = ""
    from_remanence: float = 0.0

    @property
    def refused(self) -> bool:
        """True when there is no number."""
        return bool(np.isnan(self.x))

    @property
    def total(self) -> float:
        """Standard deviation of everything together."""
        return sqrt(self.sigma**2 + self.systematic**2 + self.reference**2 + self.from_remanence**2)


@dataclass(frozen=True)
class Family:
    """All sweeps of one kind, channel and direction, measured.

    ``kind`` is that of the sweeps, ``branches`` every pass, ``points`` the combined points of
    every criterion, ``normal`` the borrowed normal state if one was needed, ``refusal`` the
    reason when no pass is a plain transition.
    """

    kind: str
    channel: str
    quantity: str
    units: str
    branches: tuple[Branch, ...]
    points: tuple[Point, ...]
    normal: NormalState | None = None
    checks: tuple[Check, ...] = ()
    refusal: str = ""
    refusal_kind: str = ""
    criteria: tuple[str, ...] = field(default=CRITERIA)
    remanence: Remanence | None = None

    def at(self, criterion: str) -> list[Point]:
        """Points of one criterion, refused ones included."""
        return [p for p in self.points if p.criterion == criterion]


def measure_family(sweeps: Sequence[xr.Dataset], *, criteria: Sequence[str] = CRITERIA) -> Family:
    """Measure all sweeps of one kind and channel together.

    The normal state is each sweep's own where it is reached. Where some sweep ends before it
    is flat and another sweep of the channel lies wholly above the transition, that one gives
    the normal state for all: one background, one source of error that all points share.

    Parameters
    ----------
    sweeps
        From ``split``, all of the same kind and channel; several files may be mixed.
    criteria
        See ``transition``.
    """
    first = sweeps[0].attrs
    quantity = sweeps[0][first["signal"]].attrs
    branches = [branch for sweep in sweeps for branch in _passes(sweep, criteria)]
    reference = _reference(branches)
    noise = _shared_noise(branches)
    scatter = _control_scatter(branches)
    zero = _shared_zero(branches)
    branches = [
        Branch(
            b.sweep,
            b.sign,
            _run(b.sweep, b.sign, criteria, reference, noise, scatter, _zero_for(b, zero)),
        )
        if b.transition.plain
        else b
        for b in branches
    ]
    refusal, refusal_kind = _refusal(branches)
    points: list[Point] = []
    if not refusal:
        for group in _groups([b for b in branches if b.transition.plain]):
            points += [_combine(c, group) for c in criteria]
    return Family(
        first["kind"],
        first["channel"],
        str(quantity["quantity"]),
        str(quantity["units"]),
        tuple(branches),
        tuple(points),
        reference,
        _collect(branches) if not refusal else (),
        refusal,
        refusal_kind,
        tuple(criteria),
    )


def _passes(sweep: xr.Dataset, criteria: Sequence[str]) -> list[Branch]:
    """One pass per field sign for R(B); one pass otherwise."""
    if sweep.attrs["kind"] != "R(B)":
        return [Branch(sweep, 0, _run(sweep, 0, criteria))]
    x = running(sweep)
    found = []
    for sign in (1, -1):
        side = sign * x >= 0
        if side.sum() >= 8 and np.max(sign * x) > 0.1 * np.max(np.abs(x)):
            found.append(Branch(sweep, sign, _run(sweep, sign, criteria)))
    return found


def _run(
    sweep: xr.Dataset,
    sign: int,
    criteria: Sequence[str],
    reference: NormalState | None = None,
    noise: SlopeNoise | None = None,
    scatter: float = 0.0,
    zero: Zero | None = None,
) -> Transition:
    x, y = running(sweep), signal(sweep)
    if sign:
        # keep a little of the other side: a remanent field moves the centre of the transition
        side = sign * x >= -0.02 * float(np.max(np.abs(x)))
        x, y = sign * x[side], y[side]
    width = RELATIVE_WIDTH if sweep.attrs["kind"] == "R(T)" else None
    return transition(
        x,
        y,
        criteria=criteria,
        reference=reference,
        relative_width=width,
        noise=noise,
        scatter=scatter,
        zero=zero,
    )


def _shared_noise(branches: Sequence[Branch]) -> SlopeNoise | None:
    """Noise on the slope pooled over all passes: one sweep alone has too few points there."""
    found = [b.transition.deviations for b in branches if b.transition.plain]
    pooled = np.concatenate(found) if found else np.zeros(0)
    if len(found) < 2 or pooled.size < 4:
        return None
    return SlopeNoise(max(float(np.sqrt(np.mean(pooled**2))), 1e-7), pooled.size)


def _shared_zero(branches: Sequence[Branch]) -> Zero | None:
    """Level below the transition that the deepest passes agree on."""
    found = [
        b.transition.zero
        for b in branches
        if b.transition.plain and b.transition.zero and b.transition.zero.kind != "none"
    ]
    if not found or sum(z.kind == "magnitude" for z in found) > len(found) / 2:
        return None
    found = [z for z in found if z.kind != "magnitude"]
    lowest = min(found, key=lambda z: z.value + z.sigma)
    near = [z for z in found if z.value - lowest.value <= 4 * sqrt(z.sigma**2 + lowest.sigma**2)]
    value = float(np.median([z.value for z in near]))
    return replace(lowest, value=value)


def _zero_for(branch: Branch, shared: Zero | None) -> Zero | None:
    """The shared level for a pass that ends on its foot and has none of its own.

    Near Tc the foot of a field sweep is flat around zero field and would pass for an offset.
    """
    own, normal = branch.transition.zero, branch.transition.normal
    if shared is None or own is None:
        return None
    if own.kind == "magnitude":
        return shared
    rise = (normal.value if normal else float(np.max(branch.transition.y))) - shared.value
    if own.kind == "none" or own.value - shared.value > max(4 * own.sigma, 3e-3 * rise):
        return replace(shared, kind="none")
    return None


def _control_scatter(branches: Sequence[Branch]) -> float:
    """Scatter of a field sweep's transition that its jittering temperature makes, T.

    The slope dB/dT comes from the crossings themselves; R(T) needs none, because the field of
    a magnet does not jitter.
    """
    found = [
        (b.sweep["temperature"].values, b.transition.crossings["50%"].x)
        for b in branches
        if b.transition.plain
        and b.sweep.attrs["kind"] == "R(B)"
        and "temperature" in b.sweep
        and "50%" in b.transition.crossings
        and not b.transition.crossings["50%"].refused
    ]
    if len(found) < 2:
        return 0.0
    t = np.array([float(np.median(values)) for values, _ in found])
    if float(np.ptp(t)) < 0.01 * float(t.max()):
        return 0.0
    slope = float(np.polyfit(t, [x for _, x in found], 1)[0])
    return abs(slope) * float(np.median([noise_of(values) for values, _ in found]))


def _reference(branches: Sequence[Branch]) -> NormalState | None:
    """Normal state from sweeps wholly above the transition, when some sweep needs it."""
    plain = [b for b in branches if b.transition.plain]
    above = [b for b in branches if b.transition.kind in ("normal", "flat")]
    if not plain or not above or not any(_keeps_rising(b.transition) for b in plain):
        return None
    values: list[Array] = []
    highest = max(float(np.max(b.transition.y)) for b in plain)
    rows = []
    for b in above:
        x, y = b.transition.x, b.transition.y
        if y.size < 8 or np.median(y) < 0.8 * highest:
            continue
        # the outer quarter: fluctuations pull the middle of a field sweep down
        outer = y[x >= x[0] + 0.75 * float(np.ptp(x))] if b.sign else y
        values.append(outer)
        rows.append(_describe(b.sweep))
    if not values:
        return None
    pooled = np.concatenate(values)
    low, high = np.quantile(pooled, [0.05, 0.95])
    value = float(np.mean(pooled))
    sigma = float(np.std(pooled, ddof=1)) / sqrt(pooled.size)
    return NormalState(
        value, 0.0, 0.0, sigma, float(high - low) / 2, source=", ".join(dict.fromkeys(rows))
    )


def _describe(sweep: xr.Dataset) -> str:
    temperature = held(sweep, "temperature")
    at = f"at {temperature:.4g} K" if temperature is not None else "above the transition"
    if sweep.attrs["kind"] == "R(T)":
        value = held(sweep, "field")
        at = f"at {value:.4g} T" if value is not None else at
    return f"the {sweep.attrs['kind']} sweep {at}"


def _keeps_rising(t: Transition) -> bool:
    """True when the sweep ends before its normal state is flat (or never sees it)."""
    if t.normal is None or t.shape is None or t.zero is None:
        return True
    end = float(np.median(t.y[-max(3, t.y.size // 20) :]))
    return end - t.normal.value > 0.04 * (t.normal.value - t.zero.value) + 3 * t.shape.noise


def _refusal(branches: Sequence[Branch]) -> tuple[str, str]:
    """Reason why the whole family gives no number; empty when it does."""
    plain = [b for b in branches if b.transition.plain]
    peaks = [b for b in branches if b.transition.kind == "peak"]
    if plain and len(peaks) <= len(plain) / 2:
        return "", ""
    if peaks:
        worst = peaks[len(peaks) // 2].transition.reason
        return f"No plain transition in {len(peaks)} of {len(branches)} passes: {worst}.", "peak"
    reasons = list(dict.fromkeys(b.transition.reason for b in branches))
    return f"No transition: {reasons[0]}." if reasons else "No sweep.", "none"


def _groups(branches: Sequence[Branch]) -> list[list[Branch]]:
    """Branches measured under the same held controls, in order of the held value."""
    groups: dict[tuple[tuple[str, float], ...], list[Branch]] = {}
    for branch in branches:
        now = _held(branch.sweep)
        for key in groups:
            if {k for k, _ in key} == set(now) and all(_same(k, v, now[k]) for k, v in key):
                groups[key].append(branch)
                break
        else:
            groups[tuple(now.items())] = [branch]
    return [groups[key] for key in sorted(groups, key=lambda k: [abs(v) for _, v in k])]


def _held(sweep: xr.Dataset) -> dict[str, float]:
    names = ("temperature", "field", "angle", "azimuth", "position", "gate_voltage")
    values = {name: held(sweep, name) for name in names}
    found = {name: value for name, value in values.items() if value is not None}
    if sweep.attrs["kind"] == "R(T)" and "field" in found:
        found["field"] = abs(found["field"])
    return found


def _same(name: str, a: float, b: float) -> bool:
    relative = {"temperature": 5e-3, "field": 2e-3, "gate_voltage": 2e-3}.get(name, 0.0)
    absolute = {"temperature": 1e-5, "field": 5e-5, "gate_voltage": 1e-3}.get(name, 0.1)
    return abs(a - b) <= max(relative * abs(a), absolute)


def _combine(criterion: str, group: Sequence[Branch]) -> Point:
    """One point from all passes at the same held controls."""
    kind = str(group[0].sweep.attrs["kind"])
    pairs = [(b, b.transition.crossings[criterion]) for b in group]
    usable = [(b, c) for b, c in pairs if not c.refused]
    controls = _mean_held(group)
    if not usable:
        return Point(
            kind, criterion, float("nan"), 0, 0, 0, 0, controls, tuple(group),
            message=pairs[0][1].message,
        )  # fmt: skip
    sweeps = _sweep_means(usable)
    both = any(m.both for m in sweeps)
    if both:
        # the applied zero is off by the remanent field: the mean of the signs is free of it
        sweeps = [m for m in sweeps if m.both]
    branches = [
        _weighted([m for m in sweeps if m.branch == name])
        for name in ("up", "down")
        if any(m.branch == name for m in sweeps)
    ]
    value = float(np.mean([v for v, _ in branches]))
    statistical = sqrt(sum(s**2 for _, s in branches)) / len(branches)
    hysteresis = branches[0][0] - branches[1][0] if len(branches) == 2 else float("nan")
    noise = 2 * len(branches) * statistical
    disagreement = abs(hysteresis) / 2 if abs(hysteresis) > noise else 0.0
    # a shape that the local curve misses is missed alike on every branch
    window = float(np.mean([c.window for _, c in usable]))
    background = float(np.mean([c.background for _, c in usable]))
    return Point(
        kind,
        criterion,
        value,
        statistical,
        sqrt(window**2 + background**2 + disagreement**2),
        background,
        float(np.mean([c.reference for _, c in usable])),
        controls,
        tuple(b for b, _ in usable),
        tuple(c for _, c in usable),
        hysteresis,
        2 if both else 1,
    )


def _mean_held(group: Iterable[Branch]) -> dict[str, float]:
    records = [_held(b.sweep) for b in group]
    return {name: float(np.mean([r[name] for r in records])) for name in records[0]}


@dataclass(frozen=True, slots=True)
class _SweepMean:
    """Crossing of one sweep: the mean of both field signs where it has both."""

    branch: str
    x: float
    sigma: float
    both: bool


def _sweep_means(usable: Sequence[tuple[Branch, Crossing]]) -> list[_SweepMean]:
    by_sweep: dict[int, list[tuple[Branch, Crossing]]] = {}
    for branch, c in usable:
        by_sweep.setdefault(id(branch.sweep), []).append((branch, c))
    means = []
    for passes in by_sweep.values():
        x = float(np.mean([c.x for _, c in passes]))
        sigma = sqrt(sum(max(c.sigma, 1e-12) ** 2 for _, c in passes)) / len(passes)
        name = str(passes[0][0].sweep.attrs["branch"])
        means.append(_SweepMean(name, x, sigma, len(passes) == 2))
    return means


def _weighted(means: Sequence[_SweepMean]) -> tuple[float, float]:
    """Weighted mean of repeats; its error grows by the Birge ratio when they disagree."""
    x = np.array([m.x for m in means])
    w = np.array([m.sigma for m in means]) ** -2
    mean = float(w @ x / w.sum())
    error = 1 / sqrt(float(w.sum()))
    if x.size < 2:
        return mean, error
    return mean, error * sqrt(max(float(w @ (x - mean) ** 2) / (x.size - 1), 1.0))


def _collect(branches: Sequence[Branch]) -> tuple[Check, ...]:
    """One check per name, from the branch where it is largest."""
    found: dict[str, Check] = {}
    counts: dict[str, int] = {}
    for branch in branches:
        for check in branch.transition.checks:
            counts[check.name] = counts.get(check.name, 0) + 1
            old = found.get(check.name)
            if old is None or abs(check.value or 0) > abs(old.value or 0):
                found[check.name] = check
    total = len(branches)
    if counts.get("lockin_magnitude", 0) <= total / 2:
        found.pop("lockin_magnitude", None)  # by chance a floor may show no negative value
    return tuple(
        Check(c.name, c.status, f"{c.message} ({counts[c.name]} of {total} passes)", c.value)
        for c in found.values()
    )
