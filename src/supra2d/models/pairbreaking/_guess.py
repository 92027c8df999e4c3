"""Starting values from data, shared by the laws of this family."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from supra2d.core import Array
from supra2d.core.constants import K_B

from ..criticalfield._guess import boundary

_TRIES = np.geomspace(0.05, 2e3, 40)


def critical_temperature(T: Array, B: Array) -> float:
    """Tc0 of the line through the squared fields, K."""
    return boundary(T, B, 2.0)[0]


def ratio(T: Array, B: Array, curve: Array) -> float:
    """Factor that brings a curve to the points, mean of the logarithms."""
    use = (B > 0.0) & (curve > 0.0)
    return float(np.exp(np.mean(np.log(B[use] / curve[use])))) if use.any() else 1.0


def scan(function: Callable[..., Array], T: Array, B: Array, name: str) -> dict[str, float]:
    """Tc0, and the energy ``name`` in meV that comes nearest to the points.

    Energies from 0.05 to 2000 kB Tc0 are tried; a point at zero field says nothing of them.
    """
    Tc0 = critical_temperature(T, B)
    energies = K_B * Tc0 * _TRIES
    use = (B > 0.0) & (T < Tc0)
    if not use.any():
        return {"Tc0": Tc0}
    curves = function(T[use], Tc0, **{name: energies[:, None]})
    misfit = ((np.log(B[use]) - np.log(np.maximum(curves, 1e-300))) ** 2).sum(axis=1)
    return {"Tc0": Tc0, name: float(energies[np.argmin(misfit)])}
