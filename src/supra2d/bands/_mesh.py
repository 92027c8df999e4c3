"""Energies and states on points and regular meshes of the zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import pi
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ..numerics import hermitian_eigen, hermitian_eigenvalues
from ._hamiltonian import Complex, Hamiltonian

Shape = int | Sequence[int]

_CHUNK = 4096  # points at once: 30 MB of matrices for 22 orbitals
_FIELD = 1e-6  # meV: far above the rounding of energies in eV, far below what is measured


def zone_mesh(hamiltonian: Hamiltonian, shape: Shape) -> Array:
    r"""Points :math:`n_i/N_i` of a mesh around Gamma in units of the reciprocal vectors.

    Parameters
    ----------
    hamiltonian
        Says along which vectors the crystal repeats.
    shape
        Points along each of these, or one number for all.

    Returns
    -------
    k
        Shape (\*shape, 3).

    Raises
    ------
    InputError
        For a shape that does not fit the crystal.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> zone_mesh(three_band("MoS2"), 3)[2, 2].round(3).tolist()
    [0.667, 0.667, 0.0]
    """
    axes = repeating(hamiltonian)
    points = checked_shape(hamiltonian, shape)
    k = np.zeros((*points, 3))
    steps = np.meshgrid(*(np.arange(n) / n for n in points), indexing="ij")
    for axis, step in zip(axes, steps, strict=True):
        k[..., axis] = step
    return k


@overload
def bands_on_mesh(
    hamiltonian: Hamiltonian, shape: Shape, *, states: Literal[False] = ..., chunk: int = ...
) -> Array: ...


@overload
def bands_on_mesh(
    hamiltonian: Hamiltonian, shape: Shape, *, states: Literal[True], chunk: int = ...
) -> tuple[Array, Complex]: ...


def bands_on_mesh(
    hamiltonian: Hamiltonian, shape: Shape, *, states: bool = False, chunk: int = _CHUNK
) -> Array | tuple[Array, Complex]:
    r"""Energies on a mesh around Gamma, and states where asked for.

    Parameters
    ----------
    hamiltonian
        N orbitals.
    shape
        Points along each vector that repeats, or one number for all.
    states
        Whether to keep the eigenvectors.
    chunk
        Points at once, which bounds the memory beside the answer.

    Returns
    -------
    energies
        meV, ascending, shape (\*shape, N).
    states
        As columns, shape (\*shape, N, N); only with ``states``.

    Raises
    ------
    InputError
        For a shape that does not fit the crystal.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> bands_on_mesh(three_band("MoS2"), (6, 6)).shape
    (6, 6, 6)
    """
    points, N = checked_shape(hamiltonian, shape), hamiltonian.size
    energies = np.empty((*points, N))
    vectors = np.empty((*points, N, N) if states else (0,), dtype=complex)
    for rows, matrices in slabs(hamiltonian, points, chunk):
        if states:
            energies[rows], vectors[rows] = hermitian_eigen(matrices)
        else:
            energies[rows] = hermitian_eigenvalues(matrices)
    return (energies, vectors) if states else energies


def slabs(
    hamiltonian: Hamiltonian, points: tuple[int, ...], chunk: int
) -> Iterator[tuple[slice, Complex]]:
    """H(k) on a mesh, some rows of the first axis at a time.

    The sum over R runs axis by axis, so that a point costs as many products as there are cells
    along one axis.
    """
    axes = repeating(hamiltonian)
    reached, where = zip(
        *(np.unique(hamiltonian.R[:, i], return_inverse=True) for i in axes), strict=True
    )
    N = hamiltonian.size
    box = np.zeros((*(len(r) for r in reached), N * N), dtype=complex)
    np.add.at(box, where, hamiltonian.hoppings.reshape(-1, N * N))
    phases = [
        np.exp(2j * pi * np.outer(np.arange(n) / n, r))
        for n, r in zip(points, reached, strict=True)
    ]
    if len(axes) > 1:  # the last one at once: few large products, which keep the cores busy
        box = phases[-1] @ box
    rows = max(1, chunk // int(np.prod(points[1:])))
    for start in range(0, points[0], rows):
        part = slice(start, min(start + rows, points[0]))
        done = part.stop - part.start
        summed = np.tensordot(phases[0][part], box, axes=1)
        for phase in phases[1:-1]:
            summed = phase @ summed.reshape(done, phase.shape[1], -1)
        yield part, summed.reshape(done, *points[1:], N, N)


def energies_at(hamiltonian: Hamiltonian, k: Array, chunk: int = _CHUNK) -> Array:
    """Energies at points, meV, shape (n, N); k of shape (n, 3)."""
    found = np.empty((len(k), hamiltonian.size))
    for start in range(0, len(k), chunk):
        part = slice(start, start + chunk)
        found[part] = hermitian_eigenvalues(hamiltonian.matrices(k[part]))
    return found


def states_at(hamiltonian: Hamiltonian, k: npt.ArrayLike) -> tuple[Array, Complex]:
    """Energies, meV, and states at points of any shape, spins told apart where they are degenerate.

    A field of 1e-6 meV along z decides between spins of equal energy; the energies are those
    without it.
    """
    matrices = hamiltonian.matrices(k)
    if not hamiltonian.spinful:
        return hermitian_eigen(matrices)
    up = np.array([o.spin for o in hamiltonian.orbitals], dtype=float)
    energies, states = hermitian_eigen(matrices + _FIELD * np.diag(up))
    return energies - _FIELD * np.einsum("a,...ab->...b", up, np.abs(states) ** 2), states


def first_zone(hamiltonian: Hamiltonian, k: Array) -> Array:
    """Each point moved by reciprocal vectors to the shortest of its images.

    Parameters
    ----------
    hamiltonian
        Its lattice vectors are known.
    k
        In units of the reciprocal vectors, shape (n, 3).

    Returns
    -------
    k
        The same points, shape (n, 3); of equally long images the first one.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> first_zone(three_band("MoS2"), np.array([[0.9, 0.0, 0.0]])).round(3).tolist()
    [[-0.1, 0.0, 0.0]]
    """
    steps = np.array(np.meshgrid(*3 * [(0, -1, 1)], indexing="ij")).reshape(3, -1).T
    images = (k - np.rint(k))[:, None, :] + steps[None]
    lengths = np.linalg.norm(images @ hamiltonian.reciprocal, axis=2)
    best = np.argmax(lengths <= lengths.min(axis=1, keepdims=True) * (1.0 + 1e-9), axis=1)
    return np.asarray(images[np.arange(len(k)), best])


def repeating(hamiltonian: Hamiltonian) -> tuple[int, ...]:
    """Numbers of the lattice vectors along which the crystal repeats."""
    return tuple(i for i, repeats in enumerate(hamiltonian.periodic) if repeats)


def checked_shape(hamiltonian: Hamiltonian, shape: Shape) -> tuple[int, ...]:
    """One number of points for each vector that repeats."""
    axes = repeating(hamiltonian)
    points = (shape,) * len(axes) if isinstance(shape, int) else tuple(int(n) for n in shape)
    if len(points) != len(axes) or not axes or min(points) < 1:
        raise InputError(
            f"a mesh of {shape} points for a crystal that repeats along {len(axes)} vectors",
            "one positive number of points for each of them",
            "give one number for all directions, such as 48",
        )
    return points
