"""What the user may choose about a report on bands."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import ceil

import numpy as np

from ..core import Array, InputError, parse_quantity

_SIXFOLD = 6  # meshes that are multiples of it hold the middles of the sides and the corners K


@dataclass(frozen=True, slots=True)
class BandsOptions:
    """Choices behind a report on bands; the defaults need no thought.

    Attributes
    ----------
    electrons
        Per cell, both spins together; needed where the file does not say it, and moves the Fermi
        level through rigid bands where it does.
    cell
        Lattice vectors of a file that holds none: the lattice constant of a hexagonal layer,
        ``"3.34 angstrom"``, or three vectors, ``"3.34 0 0, 0 5.7 0, 0 0 20 angstrom"``.
    spins
        Order of the spins in a file of Wannier90: ``none``, ``blocks`` or ``interleaved``; by
        default the one in which time reversal holds.
    temperature
        Of the Fermi functions in susceptibilities, K.
    interaction
        Stoner's I, meV per formula unit, for the density of states of both spins.
    field
        Of Fermi contours beside those without one, T: along the normal and in the plane.
    path, contours, states, response
        Points on the path of the bands; points along each reciprocal vector for Fermi contours,
        for densities of states, and for susceptibilities.
    """

    electrons: float | None = None
    cell: str = ""
    spins: str = ""
    temperature: float = 300.0
    interaction: float | None = None
    field: float | None = None
    path: int = 400
    contours: int = 360
    states: int = 180
    response: int = 96

    def __post_init__(self) -> None:
        if not 0.0 < self.temperature < np.inf:
            raise InputError(
                f"a temperature of {self.temperature:g} K",
                "a positive one, which broadens the Fermi functions of susceptibilities",
                "take 300 K, or a lower one with a finer mesh",
            )
        if self.interaction is not None and not 0.0 <= self.interaction < np.inf:
            raise InputError(
                f"an interaction of {self.interaction:g} meV",
                "Stoner's I, positive or zero",
                "check its sign",
            )
        if self.field is not None and not 0.0 < self.field < np.inf:
            raise InputError(
                f"a field of {self.field:g} T",
                "a positive one; without a field the contours are drawn in any case",
                "leave it out, or give some tesla",
            )
        for name in ("path", "contours", "states", "response"):
            if getattr(self, name) < 12:
                raise InputError(
                    f"{name} = {getattr(self, name)}", "at least 12 points", "take some hundred"
                )
        self.cells()

    def cells(self) -> tuple[Array, ...]:
        """Lattice vectors as rows, m, that the choice may stand for; none where none is given."""
        if not self.cell.strip():
            return ()
        rows = self.cell.split(",")
        found: tuple[Array, ...] = ()
        try:
            if len(rows) == 1:
                a = parse_quantity(self.cell, "m")
                found = (_hexagonal(a, 120.0), _hexagonal(a, 60.0))
            else:
                found = (_vectors(rows),)
        except ValueError:
            pass  # answered below, as every other cell that is none
        if not found or not min(np.linalg.det(cell) for cell in found) > 0.0:
            raise InputError(
                f"a cell {self.cell!r}",
                "the lattice constant of a hexagonal layer, or three vectors that turn to the "
                "right, with a unit",
                "write it like '3.34 angstrom' or '3.34 0 0, 0 5.7 0, 0 0 20 angstrom'",
            )
        return found

    def mesh(self, name: str, share: float = 1.0) -> int:
        """Points along each reciprocal vector, or a share of them: a multiple of six."""
        points: int = getattr(self, name)
        return _SIXFOLD * ceil(share * points / _SIXFOLD - 1e-9)

    def chosen(self) -> dict[str, str]:
        """What was asked for beyond the defaults, for the page."""
        default = BandsOptions()
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: f"{value}" for name, value in pairs if value != getattr(default, name)}


def _hexagonal(a: float, angle: float) -> Array:
    turn = np.deg2rad(angle)
    return a * np.array([[1.0, 0.0, 0.0], [np.cos(turn), np.sin(turn), 0.0], [0.0, 0.0, 6.0]])


def _vectors(rows: list[str]) -> Array:
    """Three rows of three numbers, the last one with the unit."""
    last, _, unit = rows[-1].strip().rpartition(" ")
    cell = np.array([[float(x) for x in row.split()] for row in (*rows[:-1], last)])
    return np.asarray(parse_quantity(f"1 {unit}", "m") * cell.reshape(3, 3))
