"""Polytypes: structures, space groups, and which stacks keep the Ising splitting."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import spglib

from supra2d.bands import three_band
from supra2d.bands._polytypes import (
    ising_splitting,
    polytype_table,
    space_group,
    symmorphic,
)
from supra2d.bands._stacking import SlaterKoster
from supra2d.bands._structures import (
    STACKINGS,
    Layer,
    distorted_monolayer,
    monolayer,
    polytype,
)
from supra2d.bands._terms import with_rashba
from supra2d.core import InputError, NameUnknownError

# raised where this file asks the library itself: it announces a new manner of failing
pytestmark = pytest.mark.filterwarnings("ignore:Set OLD_ERROR_HANDLING:DeprecationWarning")

A, SPACING, HEIGHT = 3.44e-10, 6.27e-10, 1.68e-10

# International Tables: the 73 symmorphic groups, named without screw axis and glide plane
SYMMORPHIC = {
    *(1, 2, 3, 5, 6, 8, 10, 12, 16, 21, 22, 23, 25, 35, 38, 42, 44, 47, 65, 69, 71, 75, 79, 81),
    *(82, 83, 87, 89, 97, 99, 107, 111, 115, 119, 121, 123, 139, 143, 146, 147, 148, 149, 150),
    *(155, 156, 157, 160, 162, 164, 166, 168, 174, 175, 177, 183, 187, 189, 191, 195, 196, 197),
    *(200, 202, 204, 207, 209, 211, 215, 216, 217, 221, 225, 229),
}


def bulk(name):
    c = SPACING * len(STACKINGS[name])
    return polytype("NbSe2", name, a=A, c=c, height=HEIGHT)


def written(letters):
    """Layers from text, by an own reading of the letters."""
    site = {c: i / 3 for i, c in enumerate("abc")}
    return [(site[x.lower()], site[m], site[y.lower()]) for x, m, y in letters]


@pytest.mark.parametrize("name", STACKINGS)
def test_structures_read_as_their_letters(name):
    """Heights and sites of the atoms against the letters, without the classes that made them."""
    crystal = bulk(name)
    letters = crystal.source.removeprefix("sequence ").split()
    c = crystal.cell[2, 2]
    for n, (below, metal, above) in enumerate(written(letters)):
        atoms = crystal.positions[3 * n : 3 * n + 3]
        wanted = [(metal, 0.0), (below, -HEIGHT), (above, HEIGHT)]
        for place, (third, height) in zip(atoms, wanted, strict=True):
            off = place - [third, 2 * third, (n * SPACING + height) / c]
            np.testing.assert_allclose(off, np.round(off), atol=1e-12)
    bonds = np.hypot(A / np.sqrt(3), HEIGHT)
    assert nearest(crystal, "Nb", "Se") == pytest.approx([bonds] * 6)


def nearest(crystal, one, other):
    """Six shortest distances from the first atom of a species to atoms of another."""
    shifts = np.array(list(product((-1, 0, 1), repeat=3)))
    species = np.array(crystal.species)
    start = crystal.positions[species == one][0]
    apart = (crystal.positions[species == other][:, None] + shifts - start) @ crystal.cell
    return np.sort(np.linalg.norm(apart, axis=-1).ravel())[:6].tolist()


@pytest.mark.parametrize(
    ("name", "symbol", "number", "point_group", "centres", "is_symmorphic"),
    [
        ("1T", "P-3m1", 164, "-3m", ("between layers", "in a layer"), True),
        ("2H", "P6_3/mmc", 194, "6/mmm", ("between layers",), False),
        ("2Hc", "P6_3/mmc", 194, "6/mmm", ("between layers",), False),
        ("3R", "R3m", 160, "3m", (), True),
        ("4Ha", "P-6m2", 187, "-6m2", (), True),
        ("4Hb", "P6_3/mmc", 194, "6/mmm", ("in a layer",), False),
    ],
)
def test_groups(name, symbol, number, point_group, centres, is_symmorphic):
    found = space_group(bulk(name))
    assert (found.symbol, found.number, found.point_group) == (symbol, number, point_group)
    assert found.centres == centres
    assert found.centrosymmetric == bool(centres)
    assert found.symmorphic is is_symmorphic


def test_symmorphic_by_operations_is_symmorphic_by_the_tables():
    """All trigonal and hexagonal groups and some of each other kind, in their first setting."""
    first = {}
    for hall in range(1, 531):
        first.setdefault(spglib.get_spacegroup_type(hall).number, hall)
    some = [*range(143, 195), 1, 2, 4, 5, 9, 14, 19, 22, 24, 43, 62, 70, 82, 141]
    assert len(SYMMORPHIC) == 73
    assert {n for n in some if symmorphic(first[n])} == SYMMORPHIC & set(some)


def contact(lower, upper):
    """Kind of contact of two prismatic layers, None where chalcogens meet head on."""
    if lower[2] == upper[0]:
        return None
    hand = [(ord(s[1].upper()) - ord(s[0])) % 3 for s in (lower, upper)]
    if hand[0] == hand[1]:
        return "3R"
    return "2H" if lower[1] == upper[1] else "2Hc"


def test_which_stacks_of_four_have_the_group_of_4Ha_and_the_contacts_of_2H_and_3R():
    """The reason for the sequence taken: two are left, and P3m1 needs contacts of three kinds."""
    prisms = [x + m.lower() + x for x in "ABC" for m in "ABC" if x != m]
    groups = {}
    for rest in product(prisms, repeat=2):
        sequence = ("AbA", "CbC", *rest)  # some contact of 2H, put first
        kinds = Counter(contact(sequence[i], sequence[(i + 1) % 4]) for i in range(4))
        if None not in kinds:
            groups[sequence] = (group_of(sequence), frozenset(kinds))
    alike = {"2H", "3R"}
    taken = {s for s, (number, kinds) in groups.items() if number == 187 and kinds == alike}
    lone_first = {s for s in taken if s[1] == s[3]}
    assert lone_first == {("AbA", "CbC", "AcA", "CbC"), ("AbA", "CbC", "BaB", "CbC")}
    assert {kinds for number, kinds in groups.values() if number == 156} == {
        frozenset({"2H", "2Hc", "3R"})
    }
    assert tuple(layer.letters() for layer in STACKINGS["4Ha"]) in lone_first


def group_of(sequence):
    places, numbers = [], []
    for n, (below, metal, above) in enumerate(written(sequence)):
        for kind, third, height in ((1, metal, 0), (2, below, -HEIGHT), (2, above, HEIGHT)):
            places.append((third, 2 * third, (n + height / SPACING) / 4))
            numbers.append(kind)
    cell = 1e10 * bulk("4Ha").cell
    return spglib.get_symmetry_dataset((cell, np.mod(places, 1.0), numbers), 1e-3).number


def test_4Hb_has_its_sites():
    """Metals on 2a (0 0 0) and 2b (0 0 1/4) of P6_3/mmc, chalcogens on 4f."""
    crystal = bulk("4Hb")
    numbers = [{"Nb": 1, "Se": 2}[s] for s in crystal.species]
    found = spglib.get_symmetry_dataset((crystal.cell * 1e10, crystal.positions, numbers), 1e-3)
    sites = Counter(zip(crystal.species, found.wyckoffs, strict=True))
    assert sites == {("Nb", "a"): 2, ("Nb", "b"): 2, ("Se", "f"): 8}


def test_table_and_its_misprints():
    rows = {row.name: row for row in polytype_table()}
    assert list(rows) == ["2H", "3R", "4Ha", "4Hb"]
    assert rows["2H"].remark == "printed as number 190; P6_3/mmc is number 194"
    assert rows["4Ha"].remark == "printed as P3m1 (156); this structure has P-6m2 (187)"
    assert rows["3R"].remark == ""
    assert rows["2H"].ising is None


def test_which_stacks_keep_the_ising_splitting():
    rule = SlaterKoster((-60.0, 30.0, 10.0), SPACING, 1e-10, 8.2e-10)
    rows = polytype_table(hamiltonian=three_band("MoS2"), interlayer=rule)
    spins = {row.name: row.ising for row in rows}
    for name in ("2H", "4Hb"):  # inversion between layers or in the layers T: rounding of 1e4 meV
        assert spins[name].splitting < 1e-7
        assert spins[name].polarisation < 1e-7
    for name in ("3R", "4Ha"):
        assert spins[name].splitting > 100.0  # 2 lambda = 146 meV, less what hopping mixes
        assert spins[name].polarisation == pytest.approx(1.0, abs=1e-6)


def test_one_layer_alone_has_its_own_splitting_and_refuses_mixed_spins():
    one = three_band("MoS2")
    found = ising_splitting(one, np.array([1 / 3, 1 / 3, 0]))
    assert found.splitting == pytest.approx(146.0, abs=1e-6)
    assert found.polarisation == pytest.approx(1.0)
    assert ising_splitting(one, np.array([0.0, 0.5, 0.0])).splitting < 1e-8  # M
    with pytest.raises(InputError, match="mix"):
        ising_splitting(with_rashba(one, 1e-8), np.array([0.1, 0.0, 0.0]))


def test_monolayers():
    prisms = monolayer("NbSe2", a=A, height=HEIGHT)
    octahedra = monolayer("TaS2", "1T", a=3.36e-10, height=1.5e-10)
    assert (prisms.name, octahedra.name) == ("NbSe2", "1T-TaS2")
    assert nearest(prisms, "Nb", "Se") == pytest.approx([np.hypot(A / np.sqrt(3), HEIGHT)] * 6)
    assert prisms.positions[1, 0] == prisms.positions[2, 0]
    # seen as a crystal with vacuum: P-6m2 and P-3m1
    assert (space_group(prisms).number, space_group(octahedra).number) == (187, 164)


def test_a_distorted_layer_takes_places_as_given():
    # centrosymmetric about the origin, mirror at x = 0: P2_1/m as 1T' has
    places = [(0, 0.21, 0.5), (0.5, 0.79, 0.5)]
    places += [(0.0, 0.62, 0.58), (0.5, 0.10, 0.6), (0.0, 0.90, 0.4), (0.5, 0.38, 0.42)]
    crystal = distorted_monolayer("WS2", (3.2e-10, 5.7e-10, 2e-9), places, "made up")
    assert crystal.name == "1T'-WS2"
    found = space_group(crystal)
    assert found.number == 11
    assert not found.symmorphic


@pytest.mark.parametrize(
    ("call", "error", "word"),
    [
        (lambda: polytype("NbSe2", "4Hc", a=A, c=4e-9, height=HEIGHT), NameUnknownError, "4Hb"),
        (lambda: polytype("NbSe", "2H", a=A, c=4e-9, height=HEIGHT), InputError, "NbSe2"),
        (lambda: polytype("NbSe2", "2H", a=3.44, c=12.5, height=1.68), InputError, "1e-10"),
        (lambda: monolayer("NbSe2", "1T'", a=A, height=HEIGHT), NameUnknownError, "1T"),
        (lambda: distorted_monolayer("WS2", (1, 1, 1), np.zeros((3, 3)), ""), InputError, "six"),
    ],
)
def test_refusals(call, error, word):
    with pytest.raises(error, match=word.replace("six", r"\(6, 3\)")):
        call()


def test_without_the_library_the_install_line_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "spglib", None)
    with pytest.raises(InputError, match=r"pip install 'supra2d\[bands\]'"):
        polytype_table()


def test_atoms_in_one_place_have_no_group():
    crystal = bulk("2H")
    crushed = replace(crystal, positions=np.zeros_like(crystal.positions))
    with pytest.raises(InputError, match="no space group"):
        space_group(crushed)


def test_layers_say_their_letters():
    assert Layer("H", False, 0).letters() == "AbA"
    assert Layer("T", False, 0).letters() == "CbA"
    assert Layer("H", True, 1).letters() == "AcA"
