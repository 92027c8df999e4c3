"""What the passes of one channel share: normal state, zero level, noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import xarray as xr

from ..core import Array
from ._level import SlopeNoise
from ._points import Branch
from ._shape import NormalState, Zero, noise_of
from ._split import held
from ._transition import Transition


def shared_noise(branches: Sequence[Branch]) -> SlopeNoise | None:
    """Noise on the slope pooled over all passes: one sweep alone has too few points there."""
    found = [b.transition.deviations for b in branches if b.transition.plain]
    pooled = np.concatenate(found) if found else np.zeros(0)
    if len(found) < 2 or pooled.size < 4:
        return None
    return SlopeNoise(max(float(np.sqrt(np.mean(pooled**2))), 1e-7), pooled.size)


def shared_zero(branches: Sequence[Branch]) -> Zero | None:
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


def zero_for(branch: Branch, shared: Zero | None) -> Zero | None:
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


def control_scatter(branches: Sequence[Branch]) -> float:
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


def borrowed_normal(branches: Sequence[Branch]) -> NormalState | None:
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
