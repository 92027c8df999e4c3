"""Passes over a transition combined into points: field signs, branches, repeats, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np
import xarray as xr
from scipy.stats import chi2 as chi2_distribution

from ._criteria import Crossing
from ._split import held
from ._transition import Transition

_RARE = 0.01  # probability of noise from which on runs differ


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
        ``R(angle)``: x is the distance from the parallel field, deg.
    x, sigma
        Position and statistical standard deviation.
    systematic
        Standard deviation from window, background, disagreement of branches, and the lag of the
        thermometer where it was estimated.
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
    runs
        Where cooldowns or visits differ by more than their errors, the point of each in the order
        of time; their mean is this one, and half of their range is in ``systematic``.
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
    runs: tuple[Point, ...] = ()

    @property
    def refused(self) -> bool:
        """True when there is no number."""
        return bool(np.isnan(self.x))

    @property
    def total(self) -> float:
        """Standard deviation of everything together."""
        return sqrt(self.sigma**2 + self.systematic**2 + self.reference**2 + self.from_remanence**2)


def groups_of(branches: Sequence[Branch]) -> list[list[Branch]]:
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
    absolute = {"temperature": 1e-5, "field": 1e-4, "gate_voltage": 1e-3}.get(name, 0.1)
    return abs(a - b) <= max(relative * abs(a), absolute)


def combine(criterion: str, group: Sequence[Branch]) -> Point:
    """One point from all passes at the same held controls."""
    kind = str(group[0].sweep.attrs["kind"])
    pairs = [(b, b.transition.crossings[criterion]) for b in group]
    usable = [(b, c) for b, c in pairs if not c.refused]
    controls = _mean_held(group)
    sweeps = _sweep_means(usable)
    message = pairs[0][1].message if not usable else _not_repeats(kind, controls, sweeps)
    if message:
        return Point(
            kind, criterion, float("nan"), 0, 0, 0, 0, controls, tuple(group), message=message
        )
    runs = runs_of([b for b, _ in usable])
    apart = len(runs) > 1 and _differ(runs, criterion)
    parts = tuple(combine(criterion, run) for run in runs) if apart else ()
    both = any(m.both for m in sweeps)
    if parts:
        # errors of single runs do not say which of them is the film: each counts the same
        value = float(np.mean([p.x for p in parts]))
        statistical = sqrt(sum(p.sigma**2 for p in parts)) / len(parts)
        loops = [p.hysteresis for p in parts if not np.isnan(p.hysteresis)]
        hysteresis = float(np.mean(loops)) if loops else float("nan")
        disagreement = max(abs(p.x - value) for p in parts)
    else:
        value, statistical, hysteresis, disagreement = _of_branches(sweeps)
    window = _common([c.window for _, c in usable])
    background = _common([c.background for _, c in usable])
    return Point(
        kind,
        criterion,
        value,
        statistical,
        sqrt(window**2 + background**2 + disagreement**2 + _lag([b for b, _ in usable]) ** 2),
        background,
        float(np.mean([c.reference for _, c in usable])),
        controls,
        tuple(b for b, _ in usable),
        tuple(c for _, c in usable),
        hysteresis,
        2 if both else 1,
        runs=parts,
    )


def _of_branches(sweeps: Sequence[_SweepMean]) -> tuple[float, float, float, float]:
    """Value, statistical error, hysteresis and what it leaves open, of one run or equal ones."""
    if any(m.both for m in sweeps):
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
    return value, statistical, hysteresis, abs(hysteresis) / 2 if abs(hysteresis) > noise else 0.0


def _lag(branches: Sequence[Branch]) -> float:
    """Shift of a point per standard deviation of the thermometer's lag: up and down cancel."""
    by_way: dict[str, list[float]] = {}
    for branch in branches:
        attrs = branch.sweep.attrs
        by_way.setdefault(str(attrs["branch"]), []).append(float(attrs.get("lag_shift", 0.0)))
    return float(np.mean([np.mean(shifts) for shifts in by_way.values()])) if by_way else 0.0


def runs_of(branches: Sequence[Branch]) -> list[list[Branch]]:
    """Passes at one setting by cooldown or visit, in the order in which they were read.

    A run is one sweep, or one up and one down that follow each other in one file and cooldown:
    a second sweep in the same direction begins the next.
    """
    runs: list[list[Branch]] = []
    for branch in branches:
        last = runs[-1] if runs else []
        same = any(b.sweep is branch.sweep for b in last)
        ways = {b.sweep.attrs["branch"] for b in last}
        if last and (same or (_origin(last[0]) == _origin(branch)
                              and branch.sweep.attrs["branch"] not in ways)):  # fmt: skip
            last.append(branch)
        else:
            runs.append([branch])
    return runs


def _origin(branch: Branch) -> tuple[str, str]:
    attrs = branch.sweep.attrs
    return str(attrs["source"]), str(attrs.get("cooldown", ""))


def _differ(runs: Sequence[Sequence[Branch]], criterion: str) -> bool:
    """Whether runs differ by more than their errors; only equal directions can be compared."""
    found: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        passes = [(b, b.transition.crossings[criterion]) for b in run]
        errors = {id(b.sweep): hypot(c.sigma, c.systematic) for b, c in passes}
        for sweep, mean in zip(errors, _sweep_means(passes), strict=True):
            key = f"{mean.branch} {mean.both}"
            found.setdefault(key, []).append((mean.x, max(errors[sweep], 1e-12)))
    chi2, dof = 0.0, 0
    for pairs in found.values():
        x, error = np.array(pairs).T
        centre = float(np.sum(x / error**2) / np.sum(error**-2.0))
        chi2 += float(np.sum(((x - centre) / error) ** 2))
        dof += x.size - 1
    return dof > 0 and bool(chi2_distribution.sf(chi2, dof) < _RARE)


def _not_repeats(kind: str, held: dict[str, float], sweeps: Sequence[_SweepMean]) -> str:
    """Reason why sweeps that look like repeats are none; empty when they may be."""
    if kind != "R(B)" or "temperature" in held:
        return ""
    for name in ("up", "down"):
        x = np.array([m.x for m in sweeps if m.branch == name])
        if x.size > 1 and float(np.ptp(x)) > 0.05 * float(np.mean(x)):
            return (
                f"{x.size} sweeps in the same direction cross between {x.min():.3g} and "
                f"{x.max():.3g} T and the file has no temperature; map a temperature column, or "
                "report one temperature at a time"
            )
    return ""


def _common(shifts: Sequence[float]) -> float:
    """Size of a signed systematic shift for the mean of several passes.

    A shape that the local curve misses, or a tail in the normal state, is missed alike on
    every pass: that mean stays. What noise makes of the shifts goes either way; it leaves its
    own mean square over the number of passes.
    """
    values = np.asarray(shifts)
    size = sqrt(float(values.mean()) ** 2 + float((values**2).mean()) / values.size)
    single = values.size == 1
    return abs(float(values[0])) if single else size


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
