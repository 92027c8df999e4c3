"""Starting values from data, shared by the laws of this family."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array

_LEAST = 1e-2  # of the largest value: below it a guess would be one of the noise


def rising(T: Array, R: Array) -> tuple[Array, Array] | None:
    """1/T and R of the points that may be activated; None when they are fewer than two."""
    good = (T > 0.0) & (R > _LEAST * max(float(R.max()), 0.0))
    if np.unique(T[good]).size < 2:
        return None
    return 1.0 / T[good], R[good]


def line(x: Array, y: Array) -> tuple[float, float]:
    """Intercept and slope of the line of least squares; the slope is 0 at a single x."""
    dx = x - x.mean()
    spread = float(dx @ dx)
    slope = float(dx @ y) / spread if spread > 0.0 else 0.0
    return float(y.mean()) - slope * float(x.mean()), slope


def power(B: Array, U: Array) -> tuple[Array, Array]:
    """ln|B| and ln U of the points where both exist; a single one where there is none."""
    good = (np.abs(B) > 0.0) & (U > 1e-3 * max(float(U.max()), 1e-300))
    if not good.any():
        return np.zeros(1), np.zeros(1)
    return np.log(np.abs(B[good])), np.log(U[good])
