"""Small symmetric eigenproblems inside compiled loops."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]

_SWEEPS = 60


@compiled
def symmetric_eigen(a: Array, vectors: Array) -> None:
    """Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations.

    Parameters
    ----------
    a
        The matrix, shape (n, n); its diagonal receives the eigenvalues, in no order.
    vectors
        Receives the eigenvectors as columns, shape (n, n).

    Raises
    ------
    ValueError
        When 60 sweeps do not suffice: the matrix is not finite.

    Examples
    --------
    >>> a, vectors = np.array([[0.0, 2.0], [2.0, 0.0]]), np.empty((2, 2))
    >>> symmetric_eigen(a, vectors)
    >>> sorted(np.diag(a).round(12).tolist())
    [-2.0, 2.0]
    """
    n = a.shape[0]
    vectors[:] = 0.0
    for i in range(n):
        vectors[i, i] = 1.0
    for _ in range(_SWEEPS):
        turned = False
        for p in range(n - 1):
            for q in range(p + 1, n):
                # nothing to turn where the element is below the rounding of its diagonal
                if abs(a[p, q]) <= 1e-17 * (abs(a[p, p]) + abs(a[q, q])):
                    a[p, q] = a[q, p] = 0.0
                    continue
                turned = True
                _rotate(a, vectors, p, q)
        if not turned:
            return
    raise ValueError("an eigenproblem has not converged; expected a finite symmetric matrix.")


@compiled
def _rotate(a: Array, vectors: Array, p: int, q: int) -> None:
    """Make the element (p, q) zero."""
    ratio = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
    t = math.copysign(1.0, ratio) / (abs(ratio) + math.hypot(1.0, ratio))
    c = 1.0 / math.hypot(1.0, t)
    s = t * c
    for k in range(a.shape[0]):
        a[k, p], a[k, q] = c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]
        vectors[k, p], vectors[k, q] = (
            c * vectors[k, p] - s * vectors[k, q],
            s * vectors[k, p] + c * vectors[k, q],
        )
    for k in range(a.shape[0]):
        a[p, k], a[q, k] = c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]
