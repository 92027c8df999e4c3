"""Geometries by name, meshes for them, and inputs for other engines."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.bands import Crystal
from supra2d.core import InputError, NameUnknownError
from supra2d.dft import engine_input, structure, structures
from supra2d.dft._mesh import check_points, mesh_of

# sums of covalent radii are 2.4 to 2.9 angstrom; bonds are shorter by up to 0.1 and longer by 0.2
SHORTEST, LONGEST = 2.3e-10, 3.1e-10
ALONE = ("stanene", "germanene")  # of one element


def distances(crystal: Crystal, one: int, other: int) -> np.ndarray:
    """From an atom to all images of another one, m."""
    images = np.array(list(np.ndindex(5, 5, 5))) - 2
    images = images[(images[:, ~np.array(crystal.periodic)] == 0).all(axis=1)]
    apart = crystal.positions[other] + images - crystal.positions[one]
    return np.linalg.norm(apart @ crystal.cell, axis=1)


@pytest.mark.parametrize("name", [n for n in structures() if n not in ALONE])
def test_every_metal_has_six_others_around_it(name: str) -> None:
    crystal = structure(name)
    first = crystal.species[0]
    metals = [i for i, s in enumerate(crystal.species) if s == first]
    ligands = [i for i, s in enumerate(crystal.species) if s != first]
    assert len(ligands) == 2 * len(metals)
    for metal in metals:
        bonds = np.concatenate([distances(crystal, metal, ligand) for ligand in ligands])
        assert np.count_nonzero((bonds > SHORTEST) & (bonds < LONGEST)) == 6
        assert bonds.min() > SHORTEST


@pytest.mark.parametrize("name", ALONE)
def test_every_atom_of_a_honeycomb_has_three_others_around_it(name: str) -> None:
    crystal = structure(name)
    bonds = np.sort(distances(crystal, 0, 1))
    assert np.ptp(bonds[:3]) < 1e-16
    assert SHORTEST < bonds[0] < LONGEST < bonds[3]


@pytest.mark.parametrize("name", [n for n in structures() if n in ALONE or n.startswith("1T-")])
def test_what_is_screened_has_a_centre_of_inversion(name: str) -> None:
    crystal = structure(name)
    middle = crystal.positions[:2].mean(axis=0) if name in ALONE else crystal.positions[0]
    image = 2.0 * middle - crystal.positions
    for place, species in zip(image, crystal.species, strict=True):
        apart = crystal.positions - place
        same = np.abs(apart - np.rint(apart)).max(axis=1) < 1e-12
        assert [crystal.species[i] for i in np.flatnonzero(same)] == [species]


@pytest.mark.parametrize("name", structures())
def test_atoms_lie_inside_the_cell_and_say_where_they_come_from(name: str) -> None:
    crystal = structure(name)
    assert crystal.name == name
    assert crystal.source
    # an engine may move atoms into the cell, which would change the phases of orbitals
    assert ((crystal.positions >= 0.0) & (crystal.positions < 1.0)).all()
    assert np.linalg.det(crystal.cell) > 0.0


@pytest.mark.parametrize("name", structures())
def test_the_default_mesh_reaches_far_and_holds_the_points_of_symmetry(name: str) -> None:
    crystal = structure(name)
    mesh = mesh_of(crystal, None)
    reach = np.linalg.norm(crystal.cell, axis=1) * mesh
    for along, far, points in zip(crystal.periodic, reach, mesh, strict=True):
        assert (far > 35e-10 and points % 2 == 0) if along else points == 1
    if name.startswith("1T'"):
        return
    assert mesh[0] % 3 == 0  # K


def test_a_layer_may_be_asked_for_with_one_or_two_numbers() -> None:
    layer = structure("NbSe2")
    assert mesh_of(layer, (6,)) == (6, 6, 1)
    assert mesh_of(layer, (6, 8)) == (6, 8, 1)
    assert mesh_of(structure("NbSe2-2H-bulk"), (6, 6, 2)) == (6, 6, 2)


@pytest.mark.parametrize("kmesh", [(0, 6), (6, 6, 6), (6, 6, 1, 1), (-3,)])
def test_meshes_that_make_no_sense_are_refused(kmesh: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="write it like 12x12"):
        mesh_of(structure("NbSe2"), kmesh)


def test_points_of_the_check_lie_midway() -> None:
    k = check_points((6, 4, 1), 12)
    assert np.allclose(np.mod(k[:, 0] * 6, 1.0), 0.5)
    assert np.allclose(np.mod(k[:, 1] * 4, 1.0), 0.5)
    assert (k[:, 2] == 0.0).all()
    assert len(np.unique(k.round(6), axis=0)) > 8


def test_an_unknown_compound_has_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="NbSe2"):
        structure("NbSe3")


def test_primes_may_be_typed_as_they_come() -> None:
    assert structure("1T\u2032-WS2").name == "1T'-WS2"


@pytest.mark.parametrize("name", ["NbSe2", "NbSe2-2H-bulk"])
def test_inputs_hold_the_same_cell_in_bohr(name: str) -> None:
    crystal = structure(name)
    bohr = 5.29177210903e-11
    for engine, mark in (("abinit", "rprim"), ("elk", "avec")):
        lines = engine_input(name, engine, kmesh=(6, 6, 2) if "bulk" in name else (6,)).splitlines()
        at = lines.index(mark)
        rows = np.array([[float(x) for x in line.split()] for line in lines[at + 1 : at + 4]])
        # ten digits after the point are written
        assert np.abs(rows * bohr - crystal.cell).max() < 1e-20
    assert "nspinor 2" in engine_input(name, "abinit")
    assert "znucl 41 34\n" in engine_input(name, "abinit")


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(NameUnknownError, match="abinit"):
        engine_input("NbSe2", "abint")
