"""Interpolation by polynomials through Chebyshev points."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]


@cache
def chebyshev_points(n: int) -> Array:
    """The n roots of the Chebyshev polynomial of degree n, falling from 1 to -1.

    Examples
    --------
    >>> chebyshev_points(2).round(4)
    array([ 0.7071, -0.7071])
    """
    found: Array = np.cos((2 * np.arange(n) + 1) * np.pi / (2 * n))
    found.setflags(write=False)
    return found


def chebyshev_coefficients(values: Array) -> Array:
    r"""Coefficients of the polynomials through ``values`` at the Chebyshev points, row by row.

    .. math:: p(x) = \sum_k c_k T_k(x), \quad c_k = \frac{2 - \delta_{k0}}{n} \sum_j p(x_j) T_k(x_j)

    Parameters
    ----------
    values
        At ``chebyshev_points(n)``, shape (rows, n).

    Examples
    --------
    >>> chebyshev_coefficients(chebyshev_points(3)[None] ** 2).round(12)  # (T_0 + T_2) / 2
    array([[0.5, 0. , 0.5]])
    """
    found: Array = values @ _transform(values.shape[1])
    return found


@cache
def _transform(n: int) -> Array:
    angles = np.arccos(chebyshev_points(n))
    found: Array = np.cos(angles[:, None] * np.arange(n)) * (2.0 / n)
    found[:, 0] *= 0.5
    return found


@compiled
def chebyshev_sum(coefficients: Array, x: float) -> float:
    """Sum of Chebyshev polynomials at ``x``, by Clenshaw's recurrence; for compiled code.

    Examples
    --------
    >>> round(chebyshev_sum(np.array([0.5, 0.0, 0.5]), 0.3), 12)
    0.09
    """
    one, two = 0.0, 0.0
    for k in range(coefficients.size - 1, 0, -1):
        one, two = coefficients[k] + 2.0 * x * one - two, one
    return float(coefficients[0] + x * one - two)
