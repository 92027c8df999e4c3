"""Starting values from a spectrum, shared by the laws of this family."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array

from ._parameters import DELTA, NORMAL

_CLEAR = 0.25  # of the normal conductance: a shallower dip tells no gap
_PEAK = 1.05  # a higher maximum than this is a coherence peak


def normal(V: Array, G: Array) -> float:
    """Median conductance of the outer third of the bias range, inside the bounds."""
    far = np.abs(V - np.median(V))
    outer = G[far >= np.quantile(far, 2.0 / 3.0)]
    return float(np.clip(np.median(outer), NORMAL.low, NORMAL.high))


def gap(V: Array, G: Array) -> float | None:
    """Gap in meV from the peaks, else from the half depth of the dip; None without a dip."""
    level = normal(V, G)
    if V.size < 5 or float(G.min()) > (1.0 - _CLEAR) * level:
        return None
    order = np.argsort(V)
    x, y = V[order], G[order] / level
    bottom = int(np.argmin(y))
    sides = []
    for side in (slice(0, bottom + 1), slice(bottom, None)):
        top = int(np.argmax(y[side]))
        if y[side][top] > _PEAK:
            sides.append(abs(x[side][top] - x[bottom]))
    if not sides:
        low = x[y < 0.5 * (1.0 + y[bottom])]
        sides = [0.5 * (low[-1] - low[0])]
    return float(np.clip(1e3 * np.mean(sides), 2.0 * DELTA.low, 0.5 * DELTA.high))


def spectrum(V: Array, G: Array) -> dict[str, float]:
    """Normal conductance, gap, and a broadening of a twentieth of it."""
    found = {"G_N": normal(V, G)}
    Delta = gap(V, G)
    return found if Delta is None else found | {"Delta": Delta, "Gamma": 0.05 * Delta}
