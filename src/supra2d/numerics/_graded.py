"""Integrals over [0, 1] of functions that change fast near 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]

# ten points in each of panels that grow by three leave 4e-12 of f when its poles are as far
# from 0 as the first panel is long
_RATIO = 3.0
_nodes, _weights = np.polynomial.legendre.leggauss(10)
_POINTS = (_nodes + 1.0) / 2.0
_WEIGHTS = _weights / 2.0

#: Room for the points of a rule whose scale is above 1e-16.
GRADED_ROOM = 10 * 36


@compiled
def graded_rule(scale: float, x: Array, w: Array) -> int:
    r"""Points and weights with :math:`\int_0^1 f(x)\,dx = \sum_i w_i f(x_i)`.

    Parameters
    ----------
    scale
        Smallest distance from 0 of a singularity of f, above 1e-16; those further along lie at
        least as far from the interval as from 0.
    x, w
        Receive the points; shape (GRADED_ROOM,).

    Returns
    -------
    int
        Number of points in use.

    Examples
    --------
    >>> x, w = np.empty((2, GRADED_ROOM))
    >>> n = graded_rule(1e-3, x, w)
    >>> round(float(np.sum(w[:n] / (x[:n] + 1e-3))), 9)  # ln(1001)
    6.908754779
    """
    n = 0
    low, high = 0.0, 1.0
    while scale < high:
        high /= _RATIO
    while True:
        m = _POINTS.size
        x[n : n + m] = low + (high - low) * _POINTS
        w[n : n + m] = (high - low) * _WEIGHTS
        n += m
        if high > 0.999:
            return n
        low, high = high, min(1.0, _RATIO * high)
