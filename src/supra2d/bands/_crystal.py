"""Where the atoms are."""

from __future__ import annotations

from dataclasses import dataclass

from ..core import Array


@dataclass(frozen=True)
class Crystal:
    """Atoms in a cell.

    Attributes
    ----------
    cell
        Lattice vectors as rows, m, shape (3, 3); across a layer the third one holds the vacuum.
    species
        Symbols of the elements, one per atom.
    positions
        In units of the lattice vectors, shape (n, 3).
    periodic
        Along which lattice vectors it repeats.
    name
        What it is: ``NbSe2``, ``NbSe2-2H-bulk``.
    source
        Where the geometry comes from.
    """

    cell: Array
    species: tuple[str, ...]
    positions: Array
    periodic: tuple[bool, bool, bool] = (True, True, False)
    name: str = ""
    source: str = ""
