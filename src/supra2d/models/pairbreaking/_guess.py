"""Starting values from data, shared by the laws of this family."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from supra2d.core import Array
from supra2d.core.constants import K_B

from ..criticalfield._guess import boundary

_ENERGIES = np.geomspace(0.05, 2e3, 16)  # in kB Tc0, steps of two
_EDGES = np.array([1.005, 1.02, 1.06, 1.15, 1.4])  # Tc0 over the warmest temperature with a field
_POINTS = 6


def critical_temperature(T: Array, B: Array) -> float:
    """Tc0 of the line through the squared fields, K."""
    return boundary(T, B, 2.0)[0]


def ratio(T: Array, B: Array, curve: Array) -> float:
    """Factor that brings a curve to the points, mean of the logarithms."""
    use = (B > 0.0) & (curve > 0.0)
    return float(np.exp(np.mean(np.log(B[use] / curve[use])))) if use.any() else 1.0


def scan(function: Callable[..., Array], T: Array, B: Array, name: str = "") -> dict[str, float]:
    """Tc0, and the energy ``name`` in meV, that come nearest to a few of the points.

    The grid is coarse: Tc0 up to 1.4 times the warmest point, energies from 0.05 to 2000 kB Tc0.
    """
    use = np.flatnonzero((B > 0.0) & (T > 0.0))
    if not use.size:
        return {"Tc0": critical_temperature(T, B)}
    edges = float(T[use].max()) * _EDGES
    use = use[np.unique(np.linspace(0, use.size - 1, min(_POINTS, use.size)).astype(int))]
    energies = K_B * edges[-1] * _ENERGIES if name else np.ones(1)
    given = {name: energies[:, None]} if name else {}
    curves = function(T[use], edges[:, None, None], **given)
    misfit = ((np.log(B[use]) - np.log(curves)) ** 2).sum(axis=2)
    i, j = np.unravel_index(np.argmin(misfit), misfit.shape)
    return {"Tc0": float(edges[i])} | ({name: float(energies[j])} if name else {})
