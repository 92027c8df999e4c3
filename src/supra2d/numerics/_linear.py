"""Small linear systems inside compiled loops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]


@compiled
def solve_small(a: Array, b: Array) -> None:
    """Solve a x = b for a few unknowns by elimination with row exchange.

    Parameters
    ----------
    a
        Matrix, shape (n, n); destroyed.
    b
        Right-hand side, shape (n,); receives x.

    Raises
    ------
    ValueError
        When the matrix is singular.

    Examples
    --------
    >>> a, b = np.array([[0.0, 2.0], [1.0, 1.0]]), np.array([4.0, 5.0])
    >>> solve_small(a, b)
    >>> b.tolist()
    [3.0, 2.0]
    """
    n = b.size
    for i in range(n):
        pivot = i
        for k in range(i + 1, n):
            if abs(a[k, i]) > abs(a[pivot, i]):
                pivot = k
        if a[pivot, i] == 0.0:
            raise ValueError("a small linear system is singular")
        if pivot != i:
            b[i], b[pivot] = b[pivot], b[i]
            for j in range(i, n):
                a[i, j], a[pivot, j] = a[pivot, j], a[i, j]
        for k in range(i + 1, n):
            factor = a[k, i] / a[i, i]
            b[k] -= factor * b[i]
            for j in range(i + 1, n):
                a[k, j] -= factor * a[i, j]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            b[i] -= a[i, j] * b[j]
        b[i] /= a[i, i]
