r"""Sums over the half-integers up to infinity by a few weighted points.

A function that is analytic for Re x > 0, such as a rational one with its poles to the left, is
summed over n + 1/2 as follows: the first ones one by one; the rest as an integral, with
Gauss-Legendre rules in ln x (where poles anywhere to the left stay at a distance of pi/2) and,
beyond the largest pole, in 1/x; the difference of sum and integral at the joint by weights that
are antisymmetric about it.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]

# chosen by measurement: 33 points for poles inside the joint and 14 for each factor of e^2
# beyond give 2e-15 of the sum
_JOINT = 16
_ENDS = 8
_PANEL = 2.0
_MARGIN = 2.0  # the last rule starts at twice the largest pole


def _end_weights() -> list[float]:
    """Weights of f(N + j + 1/2) - f(N - j - 1/2) for the sum from N on, less the integral.

    By Euler and Maclaurin the difference is the sum over k of
    B_2k(1/2) / (2k)! times minus the derivative of order 2k - 1; the weights give it exactly for
    polynomials.
    """
    bernoulli = (
        Fraction(1, 6),
        Fraction(-1, 30),
        Fraction(1, 42),
        Fraction(-1, 30),
        Fraction(5, 66),
        Fraction(-691, 2730),
        Fraction(7, 6),
        Fraction(-3617, 510),
    )
    rows = [
        [Fraction(2 * j + 1, 2) ** (2 * k - 1) for j in range(_ENDS)]
        + [(1 - Fraction(2) ** (1 - 2 * k)) * b / (4 * k)]
        for k, b in enumerate(bernoulli, 1)
    ]
    for i in range(_ENDS):  # Gauss and Jordan; the matrix of odd powers needs no pivoting
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(_ENDS):
            if j != i:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [float(row[-1]) for row in rows]


_START = np.arange(_JOINT + _ENDS) + 0.5
_START_WEIGHTS = np.r_[np.ones(_JOINT), np.zeros(_ENDS)]
_START_WEIGHTS[_JOINT:] += _end_weights()
_START_WEIGHTS[:_JOINT] -= np.r_[np.zeros(_JOINT - _ENDS), _end_weights()[::-1]]

_nodes, _weights = np.polynomial.legendre.leggauss(14)
_GROWTH = np.exp(_PANEL * (_nodes + 1.0) / 2.0)
_GROWTH_WEIGHTS = _PANEL / 2.0 * _weights * _GROWTH

_nodes, _weights = np.polynomial.legendre.leggauss(9)
_REST = 2.0 / (_nodes + 1.0)
_REST_WEIGHTS = _weights / 2.0 * _REST**2

#: Room for the points of a rule whose scale is below 1e20.
HALF_INTEGER_ROOM = 33 + 14 * 24


@compiled
def half_integer_rule(scale: float, x: Array, w: Array) -> int:
    r"""Points and weights with :math:`\sum_{n\ge0} f(n + \tfrac12) = \sum_i w_i f(x_i)`.

    Parameters
    ----------
    scale
        Largest distance of a pole of f from the origin, below 1e20. All poles have Re <= 0, and
        f falls as 1/x^2 or faster.
    x, w
        Receive the points; shape (HALF_INTEGER_ROOM,).

    Returns
    -------
    int
        Number of points in use.

    Examples
    --------
    >>> x, w = np.empty((2, HALF_INTEGER_ROOM))
    >>> n = half_integer_rule(1.0, x, w)
    >>> round(float(np.sum(w[:n] / x[:n] ** 2)), 12)  # pi^2 / 2
    4.934802200545
    """
    n = _START.size
    x[:n] = _START
    w[:n] = _START_WEIGHTS
    edge = float(_JOINT)
    while edge < _MARGIN * scale:
        m = _GROWTH.size
        x[n : n + m] = edge * _GROWTH
        w[n : n + m] = edge * _GROWTH_WEIGHTS
        n += m
        edge *= math.exp(_PANEL)
    m = _REST.size
    x[n : n + m] = edge * _REST
    w[n : n + m] = edge * _REST_WEIGHTS
    return n + m
