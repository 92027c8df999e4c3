"""Interpolation by polynomials through Chebyshev points."""

from __future__ import annotations

from math import cos, pi

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]


def chebyshev_points(n: int) -> Array:
    """The n roots of the Chebyshev polynomial of degree n, falling from 1 to -1.

    Examples
    --------
    >>> chebyshev_points(2).round(4)
    array([ 0.7071, -0.7071])
    """
    return np.array([cos((2 * k + 1) * pi / (2 * n)) for k in range(n)])


@compiled
def chebyshev_interpolate(values: Array, x: Array, y: Array) -> None:
    """Polynomials through ``values`` at the Chebyshev points, at ``x`` in [-1, 1], row by row.

    The barycentric formula, which loses no digits.

    Parameters
    ----------
    values
        At ``chebyshev_points(n)``, shape (rows, n).
    x, y
        Where to evaluate, and what receives the results; shape (rows, m).

    Examples
    --------
    >>> points, y = chebyshev_points(3), np.empty((1, 2))
    >>> chebyshev_interpolate(points[None] ** 2, np.array([[0.5, 0.1]]), y)
    >>> y.round(12)
    array([[0.25, 0.01]])
    """
    n = values.shape[1]
    points, weights = np.empty(n), np.empty(n)
    for k in range(n):
        angle = (2 * k + 1) * pi / (2 * n)
        points[k] = np.cos(angle)
        weights[k] = np.sin(angle) if k % 2 == 0 else -np.sin(angle)
    for row in range(x.shape[0]):
        for i in range(x.shape[1]):
            above, below = 0.0, 0.0
            for k in range(n):
                distance = x[row, i] - points[k]
                if distance == 0.0:
                    above, below = values[row, k], 1.0
                    break
                part = weights[k] / distance
                above += part * values[row, k]
                below += part
            y[row, i] = above / below
