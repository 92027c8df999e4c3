"""Where bands cross an energy on a mesh that is fine only there, as closed chains of edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array
from ._filling import shortest_diagonal
from ._hamiltonian import Hamiltonian, Integers
from ._mesh import energies_at

Truths = npt.NDArray[np.bool_]

_COARSEST = 40  # points of the first mesh along each axis, at least


@dataclass(frozen=True)
class Outline:
    """One chain of edges of a mesh that a contour crosses, occupied states on its left.

    Attributes
    ----------
    band
        Number of the band.
    start, edge
        First end of each edge and the way to its second one, in units of the reciprocal vectors of
        the layer, shape (n, 2).
    guess
        Where along the edge the energy is, by linear interpolation, shape (n,).
    rising
        Whether the energy of the band rises along the edge, shape (n,).
    winding
        Zones between the beginning and the end of the chain.
    """

    band: int
    start: Array
    edge: Array
    guess: Array
    rising: Truths
    winding: tuple[int, int]


def outlines(
    hamiltonian: Hamiltonian, level: float, mesh: tuple[int, ...], progress: str = ""
) -> list[Outline]:
    """Chains of edges around the occupied parts of each band, on a mesh of at least ``mesh``."""
    halvings = 1 + max(0, int(np.log2(min(mesh) / _COARSEST)))
    shape = np.array([max(2, -(-n // 2**halvings)) for n in mesh], dtype=np.int64)
    cells = np.array(list(np.ndindex(*shape)), dtype=np.int64)
    for _ in _watched(range(halvings), progress):
        shape = 2 * shape
        cells = _halved(hamiltonian, level, cells, shape)
    ids, energies, cells = _surrounded(hamiltonian, level, cells, shape)
    below = energies < level
    crossing = np.flatnonzero(below.any(axis=0) & ~below.all(axis=0))
    diagonal = shortest_diagonal(hamiltonian, tuple(shape))[1]
    return [
        outline
        for band in crossing.tolist()
        for outline in _chains(band, ids, energies[:, band] - level, cells, shape, diagonal)
    ]


def _watched(steps: Iterable[int], label: str) -> Iterable[int]:
    if not label:
        return steps
    from rich.progress import track

    return track(steps, description=label)


def _halved(hamiltonian: Hamiltonian, level: float, cells: Integers, shape: Integers) -> Integers:
    """Cells of a mesh of this shape, twice as fine as that of ``cells``, that a band may cross."""
    corners = 2 * cells[:, None, None] + _square(3)
    numbers = _number(corners, shape)
    ids, place = np.unique(numbers, return_inverse=True)
    e = _energies(hamiltonian, ids, shape)[place.reshape(numbers.shape)]
    # half of what bends along both axes: a parabola or a cone between the points has its tip there
    bends = [np.abs(np.diff(e, 2, axis=axis)).max(axis=(1, 2)) for axis in (1, 2)]
    margin = 0.5 * (bends[0] + bends[1])
    found = []
    for i, j in np.ndindex(2, 2):
        corner = e[:, i : i + 2, j : j + 2]
        low, high = corner.min(axis=(1, 2)) - margin, corner.max(axis=(1, 2)) + margin
        met = ((low <= level) & (level <= high)).any(axis=-1)
        found.append(2 * cells[met] + (i, j))
    return np.concatenate(found)


def _surrounded(
    hamiltonian: Hamiltonian, level: float, cells: Integers, shape: Integers
) -> tuple[Integers, Array, Integers]:
    """Crossed cells, and all those that a contour goes on to from them, with their energies."""
    ids = np.empty(0, dtype=np.int64)
    energies = np.empty((0, hamiltonian.size))
    while True:
        corners = cells[:, None, None] + _square(2)
        numbers = _number(corners, shape)
        new = np.setdiff1d(numbers, ids)
        ids, energies = (
            np.append(ids, new),
            np.vstack([energies, _energies(hamiltonian, new, shape)]),
        )
        order = np.argsort(ids)
        ids, energies = ids[order], energies[order]
        below = energies[np.searchsorted(ids, numbers)] < level
        crossed = (below != below[:, :1, :1]).any(axis=(1, 2, 3))
        cells, below = cells[crossed], below[crossed]
        on = [
            ((-1, 0), below[:, 0, 0] != below[:, 0, 1]),
            ((1, 0), below[:, 1, 0] != below[:, 1, 1]),
            ((0, -1), below[:, 0, 0] != below[:, 1, 0]),
            ((0, 1), below[:, 0, 1] != below[:, 1, 1]),
        ]
        beside = np.concatenate([cells[met.any(axis=-1)] + way for way, met in on]) % shape
        missing = np.setdiff1d(_number(beside, shape), _number(cells, shape))
        if not missing.size:
            return ids, energies, cells
        cells = np.vstack([cells, np.stack(np.divmod(missing, shape[1]), axis=-1)])


def _square(n: int) -> Integers:
    """Offsets of n by n points, shape (n, n, 2)."""
    return np.array(list(np.ndindex(n, n)), dtype=np.int64).reshape(n, n, 2)


def _number(points: Integers, shape: Integers) -> Integers:
    """Points of the periodic mesh by one number each."""
    wrapped = points % shape
    return np.asarray(wrapped[..., 0] * shape[1] + wrapped[..., 1])


def _energies(hamiltonian: Hamiltonian, ids: Integers, shape: Integers) -> Array:
    first, second = np.divmod(ids, shape[1])
    k = np.column_stack([first / shape[0], second / shape[1], np.zeros(len(ids))])
    return energies_at(hamiltonian, k)


def _chains(
    band: int, ids: Integers, off: Array, cells: Integers, shape: Integers, diagonal: int
) -> list[Outline]:
    """Marching triangles: each one that is crossed leads from one of its edges to another."""
    corner = {at: _number(cells + at, shape) for at in ((0, 0), (1, 0), (0, 1), (1, 1))}
    value = {at: off[np.searchsorted(ids, numbers)] for at, numbers in corner.items()}
    # corners in the order of a turn from the first axis to the second
    if diagonal > 0:
        triangles = (((0, 0), (1, 0), (1, 1)), ((0, 0), (1, 1), (0, 1)))
    else:
        triangles = (((0, 0), (1, 0), (0, 1)), ((1, 0), (1, 1), (0, 1)))
    starts, ends = [], []
    for triangle in triangles:
        inside = np.stack([value[at] < 0.0 for at in triangle])
        names = np.stack([_edge(corner, triangle[i], triangle[i - 2]) for i in range(3)])
        ahead = np.roll(inside, -1, axis=0)
        # around the triangle the band leaves the occupied part once and comes back once
        met = inside.any(axis=0) & ~inside.all(axis=0)
        leaves, comes = (inside & ~ahead)[:, met], (~inside & ahead)[:, met]
        starts.append(names[:, met].T[leaves.T])
        ends.append(names[:, met].T[comes.T])
    start, end = np.concatenate(starts), np.concatenate(ends)
    order = np.argsort(start)
    start, after = start[order], np.searchsorted(start[order], end[order])
    return [_outline(band, start[loop], ids, off, shape, diagonal) for loop in _cycles(after)]


def _edge(
    corner: dict[tuple[int, int], Integers], first: tuple[int, int], second: tuple[int, int]
) -> Integers:
    """Name of an edge: three times its lower left point, and 0, 1, 2 for along, across, slanted."""
    way = (abs(first[0] - second[0]), abs(first[1] - second[1]))
    kind = {(1, 0): 0, (0, 1): 1, (1, 1): 2}[way]
    return np.asarray(3 * corner[min(first[0], second[0]), min(first[1], second[1])] + kind)


def _cycles(after: Integers) -> list[list[int]]:
    """The cycles of a permutation."""
    following, seen, found = after.tolist(), [False] * len(after), []
    for first in range(len(following)):
        if seen[first]:
            continue
        loop, i = [], first
        while not seen[i]:
            seen[i] = True
            loop.append(i)
            i = following[i]
        found.append(loop)
    return found


def _outline(
    band: int, names: Integers, ids: Integers, off: Array, shape: Integers, diagonal: int
) -> Outline:
    """A chain of named edges as points; slanted edges have served and are left out."""
    kind = names % 3
    if np.count_nonzero(kind < 2) >= 3:
        names, kind = names[kind < 2], kind[kind < 2]
    lower = np.stack(np.divmod(names // 3, shape[1]), axis=-1)
    slanted = (kind == 2)[:, None]
    first = np.where(slanted & (diagonal < 0), lower + (1, 0), lower)
    way = np.choose(kind[:, None], [[[1, 0]], [[0, 1]], [[diagonal, 1]]])
    a, b = (off[np.searchsorted(ids, _number(p, shape))] for p in (first, first + way))
    guess = a / (a - b)
    here = (first + guess[:, None] * way) / shape
    step = np.roll(here, -1, axis=0) - here
    zones = -np.rint(step)
    moved = np.vstack([np.zeros((1, 2)), np.cumsum(zones, axis=0)])
    total = moved[-1].astype(int)
    return Outline(
        band,
        first / shape + moved[:-1],
        way / shape,
        guess,
        b > a,
        (int(total[0]), int(total[1])),
    )
