"""The level and the noise below a transition whose foot is long: an activated tail is no floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
from scipy.optimize import least_squares

from ..core import Array
from ._points import Branch
from ._shape import Zero, find_zero, monotone, noise_of
from ._sharing import shared_zero, zero_for

_BLOCK = 8  # points whose mean tells a rise from noise
_RISE = 3.0  # standard deviations of such a mean

# Where the level shows how it adds: up to this many of it, and to this part of the largest signal.
_REACH, _PART = 30.0, 0.1
_SCATTER = 0.03  # of the signal, beside the noise
_CURVED = 0.2  # of the slope: how much of it a law of activation may change over such a range
_BETTER = 18.0  # chi2 by which a sum of squares must be better than an offset ...
_MOST = 10.0  # ... of which one field tells so much at most


def with_floors(branches: Sequence[Branch]) -> list[Branch]:
    """The same passes with their zero level from where nothing rises yet.

    The foot of a transition is where its slope is small against the steepest; an activated tail
    begins far below it, pulls the mean of the floor up and makes its distribution skew, as if the
    magnitude of a lock-in had been recorded.
    """
    own = [_with_zero(b, _zero(b)) for b in branches]
    floors = [b.transition.zero for b in own if b.transition.zero is not None]
    magnitudes = [z for z in floors if z.kind == "magnitude"]
    if 2 * len(magnitudes) > sum(z.kind != "none" for z in floors):
        # short floors do not show by themselves that they are those of a magnitude
        largest = max(magnitudes, key=lambda z: z.noise)
        return [b if b.transition.zero in magnitudes else _with_zero(b, largest) for b in own]
    shared = shared_zero(own)
    return [_with_zero(b, zero_for(b, shared) or b.transition.zero) for b in own]


def _with_zero(branch: Branch, zero: Zero | None) -> Branch:
    return Branch(branch.sweep, branch.sign, replace(branch.transition, zero=zero))


def _zero(branch: Branch) -> Zero | None:
    """Level of the floor of one pass; kind ``none`` where it has none."""
    t = branch.transition
    if t.shape is None:
        return None
    end = _floor_end(t.y)
    if end < _BLOCK:
        return Zero("none", 0.0, 0.0, t.shape.noise)
    # the search for the level leaves a tenth of the width free below the foot
    foot = float(t.x[end - 1]) + 0.1 * t.shape.width
    return find_zero(t.x, t.y, replace(t.shape, foot=foot, ends_low=False))


def _floor_end(y: Array) -> int:
    """Number of points, from the cold end, before the signal rises; one more block is left out."""
    noise = noise_of(y[: max(3 * _BLOCK, y.size // 5)])
    blocks = y[: y.size // _BLOCK * _BLOCK].reshape(-1, _BLOCK).mean(axis=1)
    for k in range(1, blocks.size):
        level = float(blocks[:k].mean())
        if blocks[k] - level > _RISE * noise * sqrt((1.0 + 1.0 / k) / _BLOCK):
            return (k - 1) * _BLOCK
    return int(blocks.size) * _BLOCK


def floor_noise(branch: Branch) -> float:
    """One standard deviation of the signal below the transition; the size of a magnitude's floor.

    The magnitude of a lock-in has no noise about zero: all of its floor is noise.
    """
    t = branch.transition
    if t.zero is None or t.shape is None:
        return 0.0
    if t.zero.kind == "magnitude":
        return t.zero.noise
    end = _floor_end(t.y)
    return float(noise_of(t.y[:end])) if end >= _BLOCK else t.shape.noise


def normal_level(branches: Sequence[Branch]) -> float | None:
    """Normal resistance for passes that end below theirs: the median of the others."""
    found = [
        float(t.normal(np.array(t.shape.steepest))) - t.zero.value
        for t in (b.transition for b in branches)
        if t.normal is not None and t.shape is not None and t.zero is not None
    ]
    return float(np.median(found)) if found else None


def above(y: Array, level: float, quadrature: bool) -> Array:
    """What is left of a reading when the level below the transition is taken off."""
    if not quadrature or level <= 0.0:
        return y - level
    squares = y * np.abs(y) - level**2
    return np.asarray(np.sign(squares) * np.sqrt(np.abs(squares)))


def in_quadrature(branches: Sequence[Branch]) -> bool:
    """Whether the level below the transition adds in squares rather than as an offset.

    The magnitude of a lock-in with a constant in its other phase has a floor that looks like an
    offset; taken off as one, it leaves R^2 over twice the floor and doubles every barrier. Where
    the signal is of the size of the floor the two have different shapes, whatever smooth law the
    signal follows.
    """
    gain = 0.0
    for branch in branches:
        zero, noise = branch.transition.zero, floor_noise(branch)
        if zero is None or zero.kind not in ("offset", "series") or zero.value < 3.0 * noise:
            continue
        misfits = [_misfit(branch, zero.value, noise, squares) for squares in (False, True)]
        if misfits[0] is not None and misfits[1] is not None:
            gain += max(-_MOST, min(_MOST, misfits[0] - misfits[1]))
    return gain > _BETTER


def _misfit(branch: Branch, level: float, noise: float, quadrature: bool) -> float | None:
    """chi2 of a signal whose logarithm is nearly straight in 1/T, on its floor and above it."""
    T, y = branch.transition.x, branch.transition.y
    plain, signal = (above(monotone(y), level, squares) for squares in (False, quadrature))
    top = min(_REACH * level, _PART * float(y.max()))
    near = np.arange(T.size) >= max(_floor_end(y) - _BLOCK, 0)
    inside = near & (plain <= top)
    inside &= np.cumsum(~inside & near) == 0  # up to the first point beyond
    seen = inside & (signal > 3.0 * noise)
    if seen.sum() < 6:
        return None
    u = 1.0 / T
    z = (u - u[seen].mean()) / max(float(np.ptp(u[seen])), 1e-12)
    # the same for both ways to add, or the larger errors would win
    sigma = np.hypot(noise, _SCATTER * np.maximum(plain[inside], 0.0))

    def residuals(c: Array) -> Array:
        A = np.exp(np.clip(np.polyval(c, z[inside]), -60.0, 60.0))
        reading = np.hypot(A, level) if quadrature else A + level
        return np.append((reading - y[inside]) / sigma, c[0] / (_CURVED * c[1]))

    start = np.append(0.0, np.polyfit(z[seen], np.log(signal[seen]), 1))
    return 2.0 * float(least_squares(residuals, start, max_nfev=60).cost)
