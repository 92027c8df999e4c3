"""Lines through the zone along which bands are drawn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..core import Array, InputError
from ._crystal import Crystal
from ._hamiltonian import Hamiltonian, require_cell

_SAME = 1e-3  # lengths and cosines that differ by less are equal: printed geometries


@dataclass(frozen=True)
class BandPath:
    """Points along lines between corners of the zone.

    Attributes
    ----------
    k
        In units of the reciprocal vectors, shape (n, 3).
    distance
        Length of the way to each point, 1/m, shape (n,); it stands still where the path jumps.
    ticks, labels
        Distances of the corners, 1/m, and their names: ``Γ``, ``M``, ``U|K`` at a jump.
    source
        Where the path comes from.
    """

    k: Array
    distance: Array
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    source: str


def band_path(lattice: Hamiltonian | Crystal, points: int = 300) -> BandPath:
    r"""The usual path through the zone of a layer or a crystal.

    A layer takes the path of its lattice within the plane: Γ-M-K-Γ for hexagonal ones, with
    :math:`\mathbf K = \tfrac{4\pi}{3a}\,\hat{\mathbf a}_1` and the M that is its neighbour by
    +30 degrees, whether the lattice vectors enclose 60 or 120 degrees; Γ-X-M-Γ for square ones;
    Γ-X-S-Y-Γ, with X half the first and Y half the second reciprocal vector, for all others.
    A crystal takes the path of ``hinuma2017`` from seekpath; without known atoms that of its
    bare lattice.

    Parameters
    ----------
    lattice
        Of which the cell, what is periodic, and the atoms count.
    points
        How many in all, about; each line has its share by length.

    Raises
    ------
    InputError
        When the cell is unknown, nothing or a single direction is periodic, or a crystal is given
        and seekpath is not installed.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> path = band_path(three_band("MoS2"), points=60)
    >>> path.labels
    ('Γ', 'M', 'K', 'Γ')
    >>> round(path.ticks[-1] * 1e-10, 3)  # 1/angstrom
    3.107
    """
    if isinstance(lattice, Hamiltonian):
        require_cell(lattice, "a path")
    if points < 2:
        raise InputError(f"{points} points", "at least 2 for a path", "ask for some hundred")
    periodic = [i for i in range(3) if lattice.periodic[i]]
    reciprocal = np.asarray(2.0 * np.pi * np.linalg.inv(lattice.cell).T)
    if len(periodic) == 2:
        lines, source = _layer(lattice.cell, reciprocal, periodic), "lattice of the layer"
    elif len(periodic) == 3:
        lines, source = _crystal(lattice), "seekpath"
    else:
        raise InputError(
            f"{lattice.name or 'the lattice'} repeats in {len(periodic)} directions",
            "a layer or a crystal",
            "set what is periodic",
        )
    return _sampled(lines, reciprocal, points, source)


_Corner = tuple[str, Array]


def _layer(cell: Array, reciprocal: Array, periodic: list[int]) -> list[tuple[_Corner, _Corner]]:
    i, j = periodic
    a, b = np.linalg.norm(cell[i]), np.linalg.norm(cell[j])
    cosine = float(cell[i] @ cell[j] / (a * b))
    unit = np.eye(3)
    corners: list[_Corner]
    if abs(a - b) < _SAME * a and abs(abs(cosine) - 0.5) < _SAME:
        along = cell[i] / a
        # within the plane, a quarter of a turn from the first towards the second vector
        across = cell[j] - (cell[j] @ along) * along
        across /= np.linalg.norm(across)
        K = 4.0 * np.pi / (3.0 * a) * along
        M = np.pi / a * (along + across / sqrt(3.0))
        corners = [(name, k @ np.linalg.inv(reciprocal)) for name, k in (("M", M), ("K", K))]
    elif abs(a - b) < _SAME * a and abs(cosine) < _SAME:
        corners = [("X", unit[i] / 2), ("M", (unit[i] + unit[j]) / 2)]
    else:
        corners = [("X", unit[i] / 2), ("S", (unit[i] + unit[j]) / 2), ("Y", unit[j] / 2)]
    way = [("Γ", np.zeros(3)), *corners, ("Γ", np.zeros(3))]
    return list(zip(way[:-1], way[1:], strict=True))


def _crystal(lattice: Hamiltonian | Crystal) -> list[tuple[_Corner, _Corner]]:
    try:
        import seekpath
    except ImportError:
        raise InputError(
            "paths through the zone of a crystal need seekpath, which is not installed",
            "the extra for bands",
            "run: pip install 'supra2d[bands]'",
        ) from None
    species, positions = _atoms(lattice)
    numbers = [sorted(set(species)).index(s) + 1 for s in species]
    angstrom = (np.asarray(lattice.cell) * 1e10).tolist()  # its tolerances are in angstrom
    with warnings.catch_warnings():
        # seekpath calls spglib in a way that the newest spglib announces to change
        warnings.simplefilter("ignore", DeprecationWarning)
        found = seekpath.get_path_orig_cell((angstrom, positions.tolist(), numbers))
    where = {name: np.array(k) for name, k in found["point_coords"].items()}

    def corner(name: str) -> _Corner:
        return name.replace("GAMMA", "Γ"), where[name]

    return [(corner(first), corner(last)) for first, last in found["path"]]


def _atoms(lattice: Hamiltonian | Crystal) -> tuple[tuple[str, ...], Array]:
    """Species and positions; one atom at the corner where they are unknown."""
    if isinstance(lattice, Crystal):
        return lattice.species, lattice.positions
    if any(o.atom < 0 or not o.species for o in lattice.orbitals):
        return ("",), np.zeros((1, 3))
    first = {o.atom: o for o in reversed(lattice.orbitals)}
    return (
        tuple(first[i].species for i in sorted(first)),
        np.array([first[i].position for i in sorted(first)]),
    )


def _sampled(
    lines: list[tuple[_Corner, _Corner]], reciprocal: Array, points: int, source: str
) -> BandPath:
    lengths = [float(np.linalg.norm((end - start) @ reciprocal)) for (_, start), (_, end) in lines]
    k: list[Array] = []
    distance: list[Array] = []
    ticks, labels, here = [0.0], [lines[0][0][0]], 0.0
    for i, (((name, start), (last, end)), length) in enumerate(zip(lines, lengths, strict=True)):
        jumps = i > 0 and name != lines[i - 1][1][0]
        if jumps:
            labels[-1] = f"{labels[-1]}|{name}"
        steps = max(1, round((points - 1) * length / sum(lengths)))
        # a corner shared with the line before is there already
        part = np.arange(0 if i == 0 or jumps else 1, steps + 1) / steps
        k.append(start + part[:, None] * (end - start))
        distance.append(here + part * length)
        here += length
        ticks.append(here)
        labels.append(last)
    return BandPath(
        k=np.concatenate(k),
        distance=np.concatenate(distance),
        ticks=tuple(ticks),
        labels=tuple(labels),
        source=source,
    )
