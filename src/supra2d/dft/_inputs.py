"""Input for other engines, so that a Hamiltonian can be checked against them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..bands import Crystal
from ..core import NameUnknownError
from ._mesh import mesh_of
from ._structures import structure

_BOHR = 5.29177210903e-11  # m
_HARTREE = 27.211386245988  # eV
_SMEARING = 0.02  # eV
_EMPTY = 12  # bands with spin above the valence electrons, and more
# corners of the zone of a hexagonal cell, and of any other one
_HEXAGONAL = ((0.0, 0.0, 0.0), (0.5, 0.0, 0.0), (1 / 3, 1 / 3, 0.0), (0.0, 0.0, 0.0))
_OTHER = ((0.0, 0.0, 0.0), (0.5, 0.0, 0.0), (0.5, 0.5, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 0.0))


def engine_input(
    compound: str, engine: str, *, kmesh: tuple[int, ...] | None = None, cutoff: float = 400.0
) -> str:
    """Text of an input file for another engine: the same geometry, mesh and spin-orbit coupling.

    Parameters
    ----------
    compound
        A name of :func:`structures`, or a file as for :func:`structure`.
    engine
        ``abinit`` (plane waves; the names of its pseudopotentials are left to be filled in) or
        ``elk`` (all electrons; its species files come with it).
    kmesh
        Points along each direction; default as for :func:`dft`.
    cutoff
        Of the plane waves, eV; Elk has its own measure and a default that converges.

    Raises
    ------
    NameUnknownError
        For a compound or an engine that is not known.

    Examples
    --------
    >>> "spinorb" in engine_input("NbSe2", "elk")
    True
    """
    if engine not in _WRITERS:
        raise NameUnknownError.of("engine", engine, _WRITERS)
    crystal = structure(compound)
    return _WRITERS[engine](crystal, mesh_of(crystal, kmesh), cutoff)


def _abinit(crystal: Crystal, mesh: tuple[int, int, int], cutoff: float) -> str:
    species = _species(crystal)
    numbers = " ".join(str(_ELEMENTS.index(s) + 1) for s in species)
    kinds = " ".join(str(species.index(s) + 1) for s in crystal.species)
    names = ", ".join(f"{s}.psp8" for s in species)
    path = _path(crystal)
    return f"""# {crystal.name}: {crystal.source}
# pseudopotentials with spin-orbit coupling, in the order of znucl
pseudos "{names}"

ndtset 2
nspinor 2
occopt 3
tsmear {_SMEARING / _HARTREE:.6f}
ecut {cutoff / _HARTREE:.4f}
nband {len(crystal.species) * _EMPTY}

# 1: the density
kptopt1 1
ngkpt1 {mesh[0]} {mesh[1]} {mesh[2]}
nshiftk1 1
shiftk1 0 0 0
toldfe1 1.0d-8

# 2: bands along the corners of the zone
iscf2 -2
getden2 1
kptopt2 -{len(path) - 1}
ndivsm2 20
kptbounds2
{_lines(path)}
tolwfr2 1.0d-10

acell 3*1.0
rprim
{_lines(crystal.cell / _BOHR)}
natom {len(crystal.species)}
ntypat {len(species)}
znucl {numbers}
typat {kinds}
xred
{_lines(crystal.positions)}
"""


def _elk(crystal: Crystal, mesh: tuple[int, int, int], cutoff: float) -> str:
    path = _path(crystal)
    blocks = []
    for symbol in _species(crystal):
        places = crystal.positions[[s == symbol for s in crystal.species]]
        rows = "\n".join(f"{_row(p)}  0.0 0.0 0.0" for p in places)
        blocks.append(f"'{symbol}.in'\n{len(places)}\n{rows}")
    atoms = "\n".join(blocks)
    return f"""! {crystal.name}: {crystal.source}
! density, density of states, bands
tasks
0
10
20

xctype
20

spinorb
.true.

rgkmax
8.0

swidth
{_SMEARING / _HARTREE:.6f}

nempty
12

ngridk
{mesh[0]} {mesh[1]} {mesh[2]}

avec
{_lines(crystal.cell / _BOHR)}

sppath
'/usr/share/elk-lapw/species/'

atoms
{len(_species(crystal))}
{atoms}

plot1d
{len(path)} 200
{_lines(path)}
"""


_WRITERS: dict[str, Callable[[Crystal, tuple[int, int, int], float], str]] = {
    "abinit": _abinit,
    "elk": _elk,
}
_ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb "
    "Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi"
).split()


def _species(crystal: Crystal) -> list[str]:
    return list(dict.fromkeys(crystal.species))


def _path(crystal: Crystal) -> np.ndarray:
    a, b = crystal.cell[:2]
    return np.array(_HEXAGONAL if abs(a @ b) > 0.4 * (a @ a) else _OTHER)


def _lines(rows: np.ndarray) -> str:
    return "\n".join(_row(row) for row in rows)


def _row(row: np.ndarray) -> str:
    return "  " + " ".join(f"{x:16.10f}" for x in row)
