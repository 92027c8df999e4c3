"""H(R) from H(k) on a mesh, every pair of orbitals at its smallest distance."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from ..core import Array
from ._states import Complex

Integers = npt.NDArray[np.int64]

_SAME = 1e-5  # relative: distances that differ by less are the same shell


def to_lattice(
    matrices: Complex, mesh: tuple[int, int, int], cell: Array, positions: Array
) -> tuple[Integers, Complex, float]:
    r"""Fourier transform on a mesh.

    .. math:: H_{ab}(\mathbf R) = \frac1K\sum_{\mathbf k} H_{ab}(\mathbf k)
              e^{-2\pi i\,\mathbf k\cdot\mathbf R}

    R is known up to periods of the mesh; of all equivalent ones those are taken that bring
    orbital b nearest to orbital a, in equal shares where several are equally near.

    Parameters
    ----------
    matrices
        H(k), shape (K, N, N), the last mesh index fastest.
    mesh
        Points along each direction.
    cell
        Lattice vectors as rows.
    positions
        Of the orbitals in units of the lattice vectors, shape (N, 3).

    Returns
    -------
    tuple
        Vectors R, shape (n, 3); H(R), shape (n, N, N); the largest element that had to be shared,
        which is what the mesh cuts off.
    """
    size = matrices.shape[-1]
    raw = np.fft.fftn(matrices.reshape(*mesh, size, size), axes=(0, 1, 2)) / len(matrices)
    raw = raw.reshape(-1, size, size)
    home = np.array(list(product(*(range(n) for n in mesh))))
    centres, owner = np.unique(positions.round(9), axis=0, return_inverse=True)
    periods = np.array([T for T in product(*((-2, -1, 0, 1) if n > 1 else (0,) for n in mesh))])
    candidates = home[:, None, :] + periods[None] * np.array(mesh)  # (K, T, 3)
    index: dict[tuple[int, ...], int] = {}
    entries: list[tuple[int, int, Array, float]] = []
    tail = 0.0
    for a, b in product(range(len(centres)), repeat=2):
        block = np.outer(owner.ravel() == a, owner.ravel() == b)
        reach = np.linalg.norm((candidates + centres[b] - centres[a]) @ cell, axis=-1)
        nearest = reach <= reach.min(axis=1, keepdims=True) * (1 + _SAME)
        shares = nearest.sum(axis=1)
        edge = raw[shares > 1][:, block]
        tail = max(tail, float(np.abs(edge).max(initial=0.0)))
        for i, j in np.argwhere(nearest):
            R = tuple(int(x) for x in candidates[i, j])
            entries.append((index.setdefault(R, len(index)), int(i), block, 1.0 / shares[i]))
    hoppings = np.zeros((len(index), size, size), dtype=complex)
    for to, source, block, share in entries:
        hoppings[to][block] += share * raw[source][block]
    return np.array(list(index), dtype=np.int64), hoppings, tail
