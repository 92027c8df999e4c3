"""Polytypes of dichalcogenides: their symmetry, and which of them keep the Ising splitting."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Array, InputError
from ._crystal import Crystal
from ._hamiltonian import Hamiltonian
from ._pockets import special_points
from ._spins import spin_matrices, spinful
from ._stacking import Interlayer, stacked
from ._structures import STACKINGS, polytype

_PRECISION = 1e-3  # angstrom, of places: ideal structures are exact, printed ones have 1e-4
_GRID = 24  # origins tried per axis: those of the International Tables lie on 24ths

#: Space groups as printed in Table I of the paper that the table is compared with (P1), where
#: its symbol and number are known to us: symbol, number.
PRINTED = {"2H": ("P6_3/mmc", 190), "4Ha": ("P3m1", 156)}


@dataclass(frozen=True, slots=True)
class SpaceGroup:
    """Symmetry of a crystal.

    Attributes
    ----------
    symbol, number
        Of the space group.
    point_group
        Its symbol.
    centres
        Where centres of inversion lie: ``in a layer``, ``between layers``; empty without any.
    symmorphic
        True where one origin frees all operations from fractions of a lattice vector.
    """

    symbol: str
    number: int
    point_group: str
    centres: tuple[str, ...]
    symmorphic: bool

    @property
    def centrosymmetric(self) -> bool:
        """True where the crystal has a centre of inversion."""
        return bool(self.centres)


@dataclass(frozen=True, slots=True)
class IsingSplitting:
    """Spins at one k.

    Attributes
    ----------
    splitting
        Largest distance between bands with spin up and with spin down, counted from below, meV.
        Zero by inversion and time reversal.
    polarisation
        Largest mean :math:`|\\sigma_z|` of a set of states with one energy: 1 where a level
        belongs to one spin, 0 where inversion pairs it with the other.
    """

    splitting: float
    polarisation: float


@dataclass(frozen=True, slots=True)
class Polytype:
    """One row of the table of polytypes.

    Attributes
    ----------
    name, sequence
        ``4Ha``, ``AbA CbC AcA CbC``.
    group
        Computed from the structure.
    printed
        What P1 prints as symbol and number, or None where we do not know it.
    remark
        What differs from the printed one.
    ising
        Spins at K of the stacked Hamiltonian, None without one.
    """

    name: str
    sequence: str
    group: SpaceGroup
    printed: tuple[str, int] | None
    remark: str
    ising: IsingSplitting | None


def space_group(crystal: Crystal) -> SpaceGroup:
    """Space group, centres of inversion and whether the group is symmorphic.

    A group is symmorphic when some origin frees every operation (W, w) of its fraction:
    :math:`w + (W - 1)x_0` is a lattice vector for all of them. Origins on 24ths of the standard
    cell are tried, which reach all 230 groups.

    Raises
    ------
    InputError
        Without the library spglib, or for a crystal that it finds no group for.
    """
    found = _dataset(crystal)
    metal_heights = _metal_heights(crystal)
    centres = set()
    for W, w in zip(found.rotations, found.translations, strict=True):
        if np.array_equal(W, -np.eye(3)):
            centres |= {_place(z, metal_heights) for z in (w[2] / 2.0, w[2] / 2.0 + 0.5)}
    return SpaceGroup(
        symbol=found.international,
        number=int(found.number),
        point_group=found.pointgroup,
        centres=tuple(sorted(centres)),
        symmorphic=symmorphic(int(found.hall_number)),
    )


def symmorphic(hall_number: int) -> bool:
    """Whether the group of a Hall number (1 to 530) is symmorphic, from its operations."""
    operations = _ask("get_symmetry_from_database", hall_number)
    line = np.arange(_GRID)
    origins = np.stack(np.meshgrid(line, line, line, indexing="ij"), axis=-1).reshape(-1, 3)
    free = np.ones(len(origins), dtype=bool)
    for W in np.unique(operations["rotations"], axis=0):
        same = (operations["rotations"] == W).all(axis=(1, 2))
        moved = origins @ (W - np.eye(3, dtype=int)).T
        pure = np.zeros(len(origins), dtype=bool)
        for w in np.rint(operations["translations"][same] * _GRID).astype(int):
            pure |= ((moved + w) % _GRID == 0).all(axis=1)
        free &= pure
    return bool(free.any())


def ising_splitting(hamiltonian: Hamiltonian, k: Array) -> IsingSplitting:
    """Spin splitting and polarisation along z of the states at k.

    Parameters
    ----------
    k
        In units of the reciprocal vectors, shape (3,).

    Raises
    ------
    InputError
        When the spin along z is not conserved, so that bands have no spin.
    """
    H = spinful(hamiltonian)
    spins = np.array([o.spin for o in H.orbitals])
    matrix = H.matrices(k)
    mixing = float(np.abs(matrix[np.ix_(spins > 0, spins < 0)]).max())
    if mixing > 1e-6 * float(np.abs(matrix).max()):  # printed Hamiltonians keep six digits
        raise InputError(
            f"spins up and down mix by {mixing:.3g} meV at this k",
            "a conserved spin along z",
            "leave out Rashba coupling and fields in the plane",
        )
    sigma = spin_matrices(H)[2]
    energies, states = H.eigenstates(k)
    level = np.cumsum(np.concatenate([[0], np.diff(energies) > _same_level(energies)]))
    pairs = [states[:, level == n] for n in range(level[-1] + 1)]
    polarisation = max(abs(np.trace(v.conj().T @ sigma @ v).real) / v.shape[1] for v in pairs)
    spins = np.array([o.spin for o in H.orbitals])
    up, down = (np.linalg.eigvalsh(H.matrices(k)[np.ix_(spins == s, spins == s)]) for s in (1, -1))
    return IsingSplitting(float(np.abs(up - down).max()), float(polarisation))


def polytype_table(
    formula: str = "NbSe2",
    *,
    a: float = 3.44e-10,
    spacing: float = 6.27e-10,
    height: float = 1.68e-10,
    hamiltonian: Hamiltonian | None = None,
    interlayer: Interlayer | None = None,
) -> tuple[Polytype, ...]:
    """The polytypes of Table I of P1: symmetry from structures, spins from Hamiltonians.

    Parameters
    ----------
    formula, a, spacing, height
        Compound, lattice constant, distance of metal planes, height of the chalcogens; m. The
        symmetry does not depend on the lengths.
    hamiltonian, interlayer
        One layer 1H and the hopping between layers: with both, the stacks are made and their
        spins at K measured. Layers T of 4Hb carry no states then.

    Raises
    ------
    InputError
        Without the library spglib.
    """
    rows = []
    for name in ("2H", "3R", "4Ha", "4Hb"):
        sequence = STACKINGS[name]
        group = space_group(polytype(formula, name, a=a, c=spacing * len(sequence), height=height))
        ising = None
        if hamiltonian is not None and interlayer is not None:
            bulk = stacked(
                hamiltonian, name, interlayer=interlayer, spacing=spacing, reach=2e-9, bulk=True
            )
            ising = ising_splitting(bulk, dict(special_points(bulk))["K"])
        rows.append(
            Polytype(
                name=name,
                sequence=" ".join(layer.letters() for layer in sequence),
                group=group,
                printed=PRINTED.get(name),
                remark=_remark(name, group),
                ising=ising,
            )
        )
    return tuple(rows)


def _remark(name: str, group: SpaceGroup) -> str:
    if name not in PRINTED:
        return ""
    symbol, number = PRINTED[name]
    if symbol == group.symbol and number != group.number:
        return f"printed as number {number}; {symbol} is number {group.number}"
    if (symbol, number) != (group.symbol, group.number):
        return f"printed as {symbol} ({number}); this structure has {group.symbol} ({group.number})"
    return ""


def _metal_heights(crystal: Crystal) -> Array:
    metal = np.array(crystal.species) == crystal.species[0]
    return np.asarray(crystal.positions[metal, 2])


def _place(z: float, metal_heights: Array) -> str:
    """Whether a height, in units of c, is that of a metal plane."""
    away = np.abs((metal_heights - z + 0.5) % 1.0 - 0.5).min()
    return "in a layer" if away < 1e-3 else "between layers"


def _same_level(energies: Array) -> float:
    """Levels nearer than this are one: rounding of the largest energy."""
    return 1e-9 * float(np.abs(energies).max()) + 1e-9


def _ask(function: str, *arguments: object) -> Any:
    """Answer of the library spglib; None where it finds none, in its old and its new manner."""
    try:
        import spglib
    except ImportError:
        raise InputError(
            "the library spglib is missing", "it for space groups", "pip install 'supra2d[bands]'"
        ) from None
    with warnings.catch_warnings():
        # it announces that a failure will be an exception, which is understood here already
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return getattr(spglib, function)(*arguments)
        except spglib.SpglibError:
            return None


def _dataset(crystal: Crystal) -> Any:
    numbers = [sorted(set(crystal.species)).index(s) + 1 for s in crystal.species]
    cell = (crystal.cell * 1e10, crystal.positions, numbers)  # spglib measures in angstrom
    found = _ask("get_symmetry_dataset", cell, _PRECISION)
    if found is None:
        raise InputError(
            f"no space group for {crystal.name or 'the crystal'}",
            "a crystal whose atoms lie apart",
            "check cell and positions",
        )
    return found
