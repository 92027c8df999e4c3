"""States counted by energy: density of states, edges of bands, chemical potential."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ..numerics import bracketed_root, compiled
from ._hamiltonian import Hamiltonian
from ._mesh import Shape, bands_on_mesh, checked_shape, repeating

_MESH = {1: 2000, 2: 180, 3: 24}  # by dimension; multiples of six hold the corners K


def chemical_potential(hamiltonian: Hamiltonian, mesh: Shape | None = None) -> float:
    r"""Chemical potential at T = 0 from the number of electrons, meV.

    .. math:: \sum_n \int \theta(\mu - E_n(\mathbf k))\,\frac{d\mathbf k}{\Omega}
              = \frac{N_e}{g}

    with energies linear on triangles (in three dimensions tetrahedra) between the points of a
    mesh: :math:`\mu` errs by the square of the distance of the points.

    Parameters
    ----------
    hamiltonian
        With its number of electrons; g is the number of electrons that a band holds.
    mesh
        Points along each direction; default 180 in a layer, 24 in a bulk.

    Raises
    ------
    InputError
        When the number of electrons is not known or does not fit into the bands, or the bands
        that it fills lie below a gap.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from supra2d.bands import three_band
    >>> doped = replace(three_band("MoS2"), electrons=1.0)
    >>> round(chemical_potential(doped, 60))  # below the top of the valence band by 667 meV
    -657
    """
    filled = _filled(hamiltonian)
    energies = bands_on_mesh(hamiltonian, _points(hamiltonian, mesh))
    _check_metal(hamiltonian, energies, filled)
    lowest, highest = float(energies.min()), float(energies.max())
    span = highest - lowest or 1.0
    corners = _corners(energies, shortest_diagonal(hamiltonian, energies.shape[:-1]))

    def excess(x: Array) -> tuple[Array, Array]:
        count, slope = _counted(corners, x.reshape(1) + lowest - span)
        return (count - filled).reshape(x.shape), slope.reshape(x.shape)

    # measured from below the bands, so that the relative step of the root means something
    return float(bracketed_root(excess, span, 2.0 * span)) + lowest - span


def density_of_states(
    hamiltonian: Hamiltonian, energies: npt.ArrayLike, mesh: Shape | None = None
) -> Array:
    r"""States per meV and cell, both spins together, by linear triangles or tetrahedra.

    .. math:: g(E) = g\sum_n \int \delta(E - E_n(\mathbf k))\,\frac{d\mathbf k}{\Omega}

    Parameters
    ----------
    hamiltonian
        A layer or a bulk.
    energies
        meV, any shape.
    mesh
        Points along each direction; default 180 in a layer, 24 in a bulk.

    Returns
    -------
    states
        1/meV, shape of ``energies``.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> round(1e3 * float(density_of_states(three_band("MoS2"), -657.2)), 2)  # 1/eV
    2.95
    """
    on_mesh = bands_on_mesh(hamiltonian, _points(hamiltonian, mesh))
    at = np.asarray(energies, dtype=float)
    corners = _corners(on_mesh, shortest_diagonal(hamiltonian, on_mesh.shape[:-1]))
    slopes = _counted(corners, np.atleast_1d(at).ravel())[1]
    return np.asarray(hamiltonian.per_band * slopes.reshape(at.shape))


def band_filling(energies: npt.ArrayLike, levels: npt.ArrayLike, vectors: npt.ArrayLike) -> Array:
    r"""Filled bands below some levels, from energies on a mesh, by linear triangles or tetrahedra.

    .. math:: n(E) = \sum_n \int \theta(E - E_n(\mathbf k))\,\frac{d\mathbf k}{\Omega}

    Parameters
    ----------
    energies
        On a whole mesh around Gamma, shape (\*mesh, N).
    levels
        In the unit of the energies, any shape.
    vectors
        Lattice vectors along which the crystal repeats, one per direction of the mesh, as rows.

    Returns
    -------
    filling
        Number of bands, not whole in a metal, shape of ``levels``.

    Examples
    --------
    >>> k = np.arange(60) / 60
    >>> band = -np.cos(2 * np.pi * k)[:, None, None] - np.cos(2 * np.pi * k)[None, :, None]
    >>> band_filling(band, [-2.0, 0.0, 2.0], np.eye(2)).round(6).tolist()  # of a square lattice
    [0.0, 0.5, 1.0]
    """
    on_mesh, at = np.asarray(energies, dtype=float), np.asarray(levels, dtype=float)
    points = on_mesh.shape[:-1]
    edges = np.linalg.pinv(np.asarray(vectors, dtype=float)).T / np.array(points)[:, None]
    corners = _corners(on_mesh, _shortest(edges))
    return _counted(corners, np.atleast_1d(at).ravel())[0].reshape(at.shape)


def band_edges(hamiltonian: Hamiltonian, mesh: Shape | None = None) -> Array:
    """Lowest and highest energy of each band on a mesh, meV, shape (N, 2)."""
    energies = bands_on_mesh(hamiltonian, _points(hamiltonian, mesh))
    axes = tuple(range(energies.ndim - 1))
    return np.stack([energies.min(axis=axes), energies.max(axis=axes)], axis=-1)


def _points(hamiltonian: Hamiltonian, mesh: Shape | None) -> tuple[int, ...]:
    default = _MESH[len(repeating(hamiltonian)) or 2]
    return checked_shape(hamiltonian, default if mesh is None else mesh)


def _filled(hamiltonian: Hamiltonian) -> float:
    """Number of filled bands, whole or not."""
    name, electrons = hamiltonian.name or "the Hamiltonian", hamiltonian.electrons
    if electrons is None:
        raise InputError(
            f"{name} does not know its number of electrons",
            "electrons per cell, both spins together",
            "give its electrons, or an energy",
        )
    room = hamiltonian.per_band * hamiltonian.size
    if not 0.0 < electrons < room:
        raise InputError(
            f"{electrons:g} electrons in the {hamiltonian.size} bands of {name}",
            f"more than 0 and fewer than {room}, which fill them all",
            "count the electrons of these bands alone, both spins together",
        )
    return electrons / hamiltonian.per_band


def _check_metal(hamiltonian: Hamiltonian, energies: Array, filled: float) -> None:
    """Refuse a gap that is wider than what the mesh fails to resolve."""
    n = round(filled)
    if abs(filled - n) > 1e-9:
        return
    flat = energies.reshape(-1, energies.shape[-1])
    top, bottom = float(flat[:, n - 1].max()), float(flat[:, n].min())
    # two cones that touch between points of the mesh leave a gap below one step of their slope
    steps = _step(energies[..., n - 1], -1.0) + _step(energies[..., n], 1.0)
    if bottom - top > steps:
        raise InputError(
            f"{hamiltonian.name or 'the Hamiltonian'} is an insulator: its electrons fill {n} "
            f"bands up to {top:.4g} meV, and the next one begins at {bottom:.4g} meV",
            "a metal, whose electrons fill a band in part",
            "dope it, or give an energy",
        )


def _step(band: Array, sign: float) -> float:
    """Largest step from the lowest point (highest for sign -1) to a neighbour on the mesh."""
    place = np.unravel_index(int(np.argmin(sign * band)), band.shape)
    return max(
        abs(float(np.roll(band, shift, axis=axis)[place] - band[place]))
        for axis in range(band.ndim)
        for shift in (1, -1)
    )


def _corners(energies: Array, signs: tuple[int, ...]) -> Array:
    """Energies at the corners of all simplices, ascending, shape (N, n, D + 1).

    Each cell of the mesh is cut along its shortest diagonal, the sum of its edges with these
    signs: one simplex for each order in which a path along the edges takes the axes.
    """
    D, N = len(signs), energies.shape[-1]
    found = []
    for order in permutations(range(D)):
        corner = np.array([0 if s > 0 else 1 for s in signs])
        path = [corner.copy()]
        for axis in order:
            corner[axis] += signs[axis]
            path.append(corner.copy())
        shifted = [
            np.roll(energies, tuple(-c for c in at), axis=tuple(range(D))).reshape(-1, N)
            for at in path
        ]
        found.append(np.stack(shifted, axis=-1))
    corners = np.concatenate(found)
    corners.sort(axis=-1)
    return np.ascontiguousarray(np.swapaxes(corners, 0, 1))


def shortest_diagonal(hamiltonian: Hamiltonian, points: tuple[int, ...]) -> tuple[int, ...]:
    """Signs of the edges that add up to the shortest diagonal of a cell of the mesh."""
    return _shortest(
        hamiltonian.reciprocal[list(repeating(hamiltonian))] / np.array(points)[:, None]
    )


def _shortest(edges: Array) -> tuple[int, ...]:
    signs = [(1, *rest) for rest in product((1, -1), repeat=len(edges) - 1)]
    # rounded, so that of equal lengths the first one is taken everywhere
    return min(signs, key=lambda s: float(f"{np.linalg.norm(np.array(s) @ edges):.6e}"))


def _counted(corners: Array, energies: Array) -> tuple[Array, Array]:
    """Filled bands below each energy, and their derivative, 1/meV."""
    counts, slopes = np.zeros((2, len(energies)))
    for band in corners:
        low, high = band[:, 0].min(), band[:, -1].max()
        counts[energies >= high] += 1.0
        inside = np.flatnonzero((energies > low) & (energies < high))
        if inside.size:
            sums = np.empty((inside.size, 2))
            simplex_sums(band, energies[inside], sums)
            counts[inside] += sums[:, 0] / len(band)
            slopes[inside] += sums[:, 1] / len(band)
    return counts, slopes


@compiled
def simplex_sums(corners: Array, energies: Array, sums: Array) -> None:
    """Parts of simplices below energies, and the derivatives, summed over the simplices.

    Corners ascend, shape (n, 3) for triangles, (n, 4) for tetrahedra, (n, 2) for segments.
    """
    for i in range(energies.shape[0]):
        part = slope = 0.0
        for j in range(corners.shape[0]):
            x, y = _below(corners[j], energies[i])
            part += x
            slope += y
        sums[i, 0], sums[i, 1] = part, slope


@compiled
def _below(corner: Array, energy: float) -> tuple[float, float]:
    D = corner.shape[0] - 1
    a, d = corner[0], corner[D]
    if energy <= a:
        return 0.0, 0.0
    if energy >= d:
        return 1.0, 0.0
    if energy < corner[1]:
        # the corner that lies below is cut off
        share = 1.0
        for i in range(1, D + 1):
            share *= (energy - a) / (corner[i] - a)
        return share, D * share / (energy - a)
    if energy >= corner[D - 1]:
        share = 1.0
        for i in range(D):
            share *= (d - energy) / (d - corner[i])
        return 1.0 - share, D * share / (d - energy)
    # a tetrahedron with two corners on each side
    b, c = corner[1], corner[2]
    x = energy - b
    bend = ((c - a) + (d - b)) / ((c - b) * (d - b))
    whole = (c - a) * (d - a)
    part = ((b - a) ** 2 + 3.0 * (b - a) * x + 3.0 * x**2 - bend * x**3) / whole
    return part, (3.0 * (b - a) + 6.0 * x - 3.0 * bend * x**2) / whole
