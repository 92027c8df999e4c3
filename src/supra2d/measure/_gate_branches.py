"""Branches of a gate: the first sweep that forms the sample, and hysteresis afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array
from ._gate_windows import excess_noise

_SAME = 2e-3  # of the range of the gate within which two voltages are one
_RARE = 0.01  # probability of noise from which two passes differ
_SMALL = 0.02  # of the range of the values below which a difference is none to speak of
_OVERLAP = 3  # gate voltages that two passes must share
_FIELDS = ("gate", "value", "sigma")


@dataclass(frozen=True)
class GateSeries:
    """A quantity against the gate voltage, in the order in which it was measured.

    Attributes
    ----------
    gate, value, sigma
        V, any unit and one standard deviation in it, shape (n,).
    """

    gate: Array
    value: Array
    sigma: Array

    def merged(self) -> GateSeries:
        """One weighted mean for each gate voltage, ascending."""
        order = np.argsort(self.gate, kind="stable")
        x = self.gate[order]
        cuts = np.flatnonzero(np.diff(x) > _SAME * max(float(np.ptp(x)), 1e-12)) + 1
        rows = [_mean(self, part) for part in np.split(order, cuts)]
        return GateSeries(*np.array(rows).T)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two passes of the gate are apart.

    Attributes
    ----------
    shift, sigma
        Shift along the gate voltage that brings the second onto the first, V.
    size
        Root mean square of the difference over the range of the values.
    sure
        Whether they differ beyond noise, and by enough to speak of.
    """

    shift: float
    sigma: float
    size: float
    sure: bool


@dataclass(frozen=True)
class GateBranches:
    """A quantity against the gate voltage, its branches kept apart.

    Attributes
    ----------
    parts
        ``""`` where all settled passes agree, else ``"gate up"`` and ``"gate down"``; with
        ``"forming"`` where the first pass differs from the later ones.
    forming, hysteresis
        First pass against the next one in its direction, up against down afterwards; None
        where they cannot be compared.
    drifts
        True where later passes in one direction go on changing.
    """

    parts: dict[str, GateSeries]
    forming: Gap | None = None
    hysteresis: Gap | None = None
    drifts: bool = False

    @property
    def settled(self) -> dict[str, GateSeries]:
        """The branches without the forming one."""
        return {name: part for name, part in self.parts.items() if name != "forming"}


def gate_branches(passes: Sequence[GateSeries]) -> GateBranches:
    """Keep the branches of a gate apart where they differ.

    The first pass is compared with the next one in the same direction: what differs there and
    not later is forming, a change of the sample that never comes back. What differs between
    increasing and decreasing gate voltage afterwards is hysteresis.

    Parameters
    ----------
    passes
        In the order of time, each with a gate voltage that only rises or only falls.

    Examples
    --------
    >>> V = np.linspace(-100.0, 100.0, 9)
    >>> up, down = (GateSeries(V, 1e17 + 1e15 * (V + s), 1e14 + 0 * V) for s in (0.0, 20.0))
    >>> first = GateSeries(V, up.value + 3e16, up.sigma)
    >>> down = GateSeries(down.gate[::-1], down.value[::-1], down.sigma)
    >>> found = gate_branches([first, down, up, down, up])
    >>> sorted(found.parts), round(found.forming.shift), round(found.hysteresis.shift)
    (['forming', 'gate down', 'gate up'], -30, 20)
    """
    passes = list(passes)
    first = gap(passes[0], passes[2]) if len(passes) > 2 else None
    later = [gap(a, b) for a, b in zip(passes[1:-2], passes[3:], strict=True)]
    repeated = [g for g in later if g is not None]
    drifts = first is not None and any(g.sure and g.size > 0.5 * first.size for g in repeated)
    formed = first is not None and first.sure and not drifts
    parts = {"forming": passes[0].merged()} if formed else {}
    rest = passes[1:] if formed else passes
    ways = {way: [p for p in rest if _way(p) == way] for way in ("gate up", "gate down")}
    pooled = {way: _pooled(some) for way, some in ways.items() if some}
    apart = gap(*pooled.values()) if len(pooled) == 2 else None
    if apart is not None and apart.sure:
        return GateBranches({**parts, **pooled}, first, apart, drifts)
    return GateBranches({**parts, "": _pooled(rest)}, first, apart, drifts)


def passes_of(series: GateSeries) -> list[GateSeries]:
    """Cut a series in the order of time where the gate turns round.

    A turning point belongs to the pass that leads to it. Gate voltages in no order (a turn at
    every third one or more) are a single pass: there is no direction to tell apart.
    """
    steps = np.diff(series.gate)
    least = _SAME * max(float(np.ptp(series.gate)), 1e-12)
    turns: list[int] = []
    way = 0.0
    for i, step in enumerate(steps):
        if abs(step) > least:
            if way * step < 0.0:
                turns.append(i + 1)
            way = step
    if 3 * len(turns) >= series.gate.size:
        return [series]
    ends = [0, *turns, series.gate.size]
    return [_cut(series, slice(a, b)) for a, b in zip(ends, ends[1:], strict=False)]


def gap(one: GateSeries, other: GateSeries) -> Gap | None:
    """Compare two passes where they overlap; None where that is at fewer than 3 voltages."""
    one, other = one.merged(), other.merged()
    if one.gate.size > other.gate.size:
        found = gap(other, one)
        return found and Gap(-found.shift, found.sigma, found.size, found.sure)
    span = max(float(np.ptp(one.gate)), float(np.ptp(other.gate)))
    inside = (one.gate >= other.gate[0] - _SAME * span) & (
        one.gate <= other.gate[-1] + _SAME * span
    )
    if inside.sum() < _OVERLAP or other.gate.size < _OVERLAP:
        return None
    x, y = one.gate[inside], one.value[inside]
    rise = np.interp(x, other.gate, np.gradient(other.value, other.gate))
    difference = y - np.interp(x, other.gate, other.value)
    variance = (_widened(one) ** 2)[inside] + np.interp(x, other.gate, _widened(other) ** 2)
    variance = variance + _between(x, other, span) ** 2
    chi2 = float(np.sum(difference**2 / variance))
    weight = float(np.sum(rise**2 / variance))
    reach = float(np.ptp(np.concatenate([one.value, other.value])))
    size = sqrt(float(np.mean(difference**2))) / max(reach, 1e-300)
    return Gap(
        -float(np.sum(difference * rise / variance)) / weight if weight else 0.0,
        1.0 / sqrt(weight) if weight else float("inf"),
        size,
        bool(chi2_distribution.sf(chi2, x.size) < _RARE and size > _SMALL),
    )


def _widened(series: GateSeries) -> Array:
    return series.sigma * excess_noise(series.gate, series.value, series.sigma)


def _between(x: Array, series: GateSeries, span: float) -> Array:
    """Error of a straight line between two gate voltages of a bent series."""
    bend = np.zeros(series.gate.size)
    bend[1:-1] = np.abs(np.diff(series.value, 2)) / 8.0
    if bend.size > 2:
        bend[[0, -1]] = bend[[1, -2]]
    nearest = np.abs(x[:, None] - series.gate[None, :]).min(axis=1)
    return np.where(nearest > _SAME * span, np.interp(x, series.gate, bend), 0.0)


def _way(series: GateSeries) -> str:
    return "gate up" if series.gate[-1] >= series.gate[0] else "gate down"


def _pooled(passes: Sequence[GateSeries]) -> GateSeries:
    joined = (np.concatenate([getattr(p, name) for p in passes]) for name in _FIELDS)
    return GateSeries(*joined).merged()


def _cut(series: GateSeries, part: slice) -> GateSeries:
    return GateSeries(series.gate[part], series.value[part], series.sigma[part])


def _mean(series: GateSeries, rows: np.ndarray) -> tuple[float, float, float]:
    """Weighted mean; its error grows by the Birge ratio where repeats disagree."""
    y, e = series.value[rows], np.maximum(series.sigma[rows], 1e-300)
    w = (e / e.min()) ** -2
    mean = float(w @ y / w.sum())
    error = float(e.min()) / sqrt(float(w.sum()))
    if rows.size > 1:
        error *= sqrt(max(float((((y - mean) / e) ** 2).sum()) / (rows.size - 1), 1.0))
    return float(series.gate[rows].mean()), mean, error
