"""Topology against models whose phase diagrams are known on paper."""

from __future__ import annotations

from dataclasses import replace
from math import pi, sqrt

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    band_inversion,
    berry_curvature,
    chern_number,
    direct_gap,
    in_lattice,
    inversion,
    parities,
    recut,
    three_band,
    topology,
    valley_curvature,
    wannier_centres,
    wannier_flow,
    z2_bulk,
    z2_layer,
)
from supra2d.core import InputError

from ._models import PAULI, A, bhz, chain, graphene, haldane, kane_mele, wilson_dirac

EDGE = 3.0 * sqrt(3.0)  # of Haldane's and of Kane and Mele's phases, in units of t2


# -- Wannier centres


def test_centre_sits_on_the_strong_bond() -> None:
    between = wannier_centres(chain(60.0, 100.0), 1, (0, 0, 0), 0)
    inside = wannier_centres(chain(100.0, 60.0), 1, (0, 0, 0), 0)
    # exact by inversion; the sum over a loop rounds in the last digits
    assert abs((between[0] + 0.5) % 1.0 - 0.5) < 1e-9
    assert inside[0] == pytest.approx(0.5, abs=1e-9)


def test_centres_move_with_their_orbitals() -> None:
    dimer = chain(100.0, 60.0)
    moved = replace(dimer, orbitals=(replace(dimer.orbitals[0], position=(0.6, 0, 0)),) * 2)
    found = wannier_centres(moved, 1, (0, 0, 0), 0)
    assert found[0] == pytest.approx(0.6, abs=1e-9)


def test_all_centres_together_are_the_orbitals() -> None:
    """Two occupied bands that leave out a far orbital of their own share the other two places."""
    H = kane_mele(60.0, 5000.0)  # the electrons sit on sublattice B, at 2/3 and 1/3
    for axis, place in ((0, 2 / 3), (1, 1 / 3)):
        found = wannier_centres(H, 2, (0.2, 0.2, 0.0), axis)
        # hopping over mass, 0.1, squared, is what leaks away; the leak is symmetric on average
        assert np.abs(found - place).max() < 0.02


# -- Chern numbers and Berry curvature


@pytest.mark.parametrize(
    ("mass", "phi", "expected"),
    [
        (0.0, pi / 2, 1),
        (0.0, -pi / 2, -1),
        (0.0, 0.4, 1),
        (0.9 * EDGE * 60.0, pi / 2, 1),
        (1.1 * EDGE * 60.0, pi / 2, 0),
        (-1.3 * EDGE * 60.0, pi / 2, 0),
        (-0.8 * EDGE * 60.0 * 0.5, pi / 6, 1),
    ],
)
def test_haldane(mass: float, phi: float, expected: int) -> None:
    H = haldane(mass, 60.0, phi)
    found = chern_number(H, 1)
    assert found.number == expected
    assert found.integral == pytest.approx(expected, abs=0.02)
    assert wannier_flow(H, 1, span=1.0).winding == pytest.approx(expected, abs=1e-9)


def test_gap_of_haldane() -> None:
    """At the corners: 2 | |mass| - 3 sqrt3 t2 |, the smallest of the zone as t is the largest."""
    found = direct_gap(haldane(200.0, 60.0, pi / 2), 1)
    assert found.value == pytest.approx(2.0 * abs(200.0 - EDGE * 60.0), rel=1e-9)
    assert np.abs(np.abs(found.k) - [1 / 3, 1 / 3, 0.0]).max() < 1e-6


@pytest.mark.parametrize("mass", [200.0, -350.0])
def test_curvature_of_massive_dirac_electrons(mass: float) -> None:
    """At a corner sqrt3 a t/2 is the velocity and v^2/2m^2 the curvature, exactly."""
    found = valley_curvature(haldane(mass, 0.0, 0.0), 1)
    exact = 3.0 / 4.0 * (1000.0 * A) ** 2 / (2.0 * mass**2)
    np.testing.assert_allclose(np.abs(found.curvature), exact, rtol=1e-9)
    np.testing.assert_allclose(found.bands[0], [found.curvature[0], -found.curvature[0]])
    assert found.curvature[0] == pytest.approx(-found.curvature[1], rel=1e-9)
    assert np.linalg.norm(found.K @ graphene([], 1.0).reciprocal) == pytest.approx(
        4.0 * pi / 3.0 / A
    )


def test_small_gaps_give_half_a_number_to_each_valley() -> None:
    found = valley_curvature(haldane(60.0, 0.0, 0.0), 1)
    # the curvature reaches mass/t = 0.06 of the way out: what is missing is of that order
    assert abs(found.chern[0]) == pytest.approx(0.5, abs=0.06)
    assert found.chern[0] == pytest.approx(-found.chern[1], abs=1e-6)


def test_kubo_is_half_the_solid_angle_of_two_bands() -> None:
    """Omega = d.(d_x d x d_y d)/2 of the unit vector d of the lower band, by differences."""
    H = haldane(150.0, 60.0, 1.1)
    k = np.array([[0.31, -0.24, 0.0], [0.05, 0.4, 0.0], [0.62, 0.33, 0.0]])

    def unit(at: np.ndarray) -> np.ndarray:
        apart = np.exp(2j * pi * at @ H.positions.T)
        matrix = apart.conj()[:, :, None] * H.matrices(at) * apart[:, None, :]
        d = np.trace(PAULI[1:, None] @ matrix, axis1=-2, axis2=-1).real
        return d / np.linalg.norm(d, axis=0)

    step = 1e-5
    along = [step * H.cell[:, i] * 1e10 / (2 * pi) for i in (0, 1)]  # step in 1/angstrom
    d = unit(k)
    x, y = ((unit(k + s) - unit(k - s)) / (2 * step * 1e10) for s in along)
    expected = 0.5 * np.einsum("in,in->n", d, np.cross(x, y, axis=0))
    # differences of second order: step^2 against the lattice constant, 1e-9, and rounding 1e-10
    np.testing.assert_allclose(berry_curvature(H, k, 1), expected, rtol=1e-6)
    np.testing.assert_allclose(berry_curvature(H, k)[:, 0], expected, rtol=1e-6)


def test_kubo_against_links() -> None:
    """The mean over a plaquette and the value at its middle: half the step, a quarter apart."""
    H = haldane(700.0, 60.0, 1.1)
    off = []
    for mesh in (48, 96):
        found = chern_number(H, 1, mesh=mesh)
        curvature = berry_curvature(H, found.k, 1)
        off.append(np.abs(curvature - found.curvature).max() / np.abs(curvature).max())
    assert off[1] < 0.01
    assert off[0] / off[1] == pytest.approx(4.0, rel=0.1)  # the next order


def test_spin_current_of_kane_mele() -> None:
    """Spins up and down have Chern numbers 1 and -1: the spin's is 2, the charge's 0."""
    H = kane_mele(60.0, 0.0)
    found = chern_number(H, 2)
    weight = 2.0 * pi / H.area / found.flux.size
    assert found.number == 0
    assert abs(berry_curvature(H, found.k, 2, spin=True).sum() * weight) == pytest.approx(2, 0.01)


def test_molybdenum_disulphide_has_opposite_valleys() -> None:
    found = valley_curvature(three_band("MoS2"), 2)
    assert found.curvature[0] == pytest.approx(-found.curvature[1], rel=1e-6)
    # two spins of about 2 a^2 t^2/gap^2 = 9 to 18 angstrom^2 each, a t = 3.5 to 5 eV angstrom
    assert 18e-20 < abs(found.curvature[0]) < 36e-20


def test_molybdenum_disulphide_is_trivial() -> None:
    found = topology(three_band("MoS2"), 2)
    assert (found.wilson.name, found.agree, found.parities) == ("0", True, None)


def test_other_vectors_of_the_same_lattice_change_no_index() -> None:
    turned = [[2, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert chern_number(in_lattice(haldane(100.0, 60.0, 1.0), turned), 1).number == 1
    assert z2_layer(in_lattice(kane_mele(60.0, 100.0, 50.0), turned), 2).index == 1


# -- Z2


@pytest.mark.parametrize(("ratio", "index"), [(0.0, 1), (0.5, 1), (0.95, 1), (1.05, 0), (2.0, 0)])
def test_kane_mele(ratio: float, index: int) -> None:
    found = z2_layer(kane_mele(60.0, ratio * EDGE * 60.0), 2)
    assert (found.index, found.weak, found.consistent) == (index, (), True)
    assert found.gap.value == pytest.approx(2.0 * EDGE * 60.0 * abs(1.0 - ratio), rel=1e-6)


def test_kane_mele_with_rashba() -> None:
    """Gap 6 sqrt3 t_so - 3 t_R up to t_R = 2 sqrt3 t_so, a semimetal beyond; no inversion."""
    H = kane_mele(60.0, 0.0, rashba=150.0)
    corner = H.eigenvalues([2 / 3, -1 / 3, 0.0])
    assert corner[2] - corner[1] == pytest.approx(6.0 * sqrt(3.0) * 60.0 - 450.0, rel=1e-9)
    found = topology(H, 2)
    assert found.wilson.index == 1
    assert found.wilson.gap.value <= corner[2] - corner[1]
    assert found.parities is None
    assert found.agree and "no parities: inversion about any centre is broken" in found.message
    with pytest.raises(InputError, match="the gap above band 2 closes"):
        z2_layer(kane_mele(60.0, 0.0, rashba=240.0), 2)


@pytest.mark.parametrize(
    ("mass", "index"), [(-100.0, 0), (100.0, 1), (300.0, 1), (500.0, 1), (700.0, 1), (900.0, 0)]
)
def test_bhz(mass: float, index: int) -> None:
    found = topology(bhz(mass), 2)
    assert found.agree and found.parities is not None
    assert (found.wilson.index, found.parities.index) == (index, index)
    # by hand: even below odd where mass - 2b(2 - cos - cos) is negative
    levels = [mass, mass - 400.0, mass - 400.0, mass - 800.0]
    assert found.parities.products.tolist() == [-1 if e > 0 else 1 for e in levels]


def test_the_order_of_the_basis_does_not_matter() -> None:
    H, mixed = kane_mele(60.0, 100.0, rashba=30.0), np.array([2, 1, 3, 0])
    orbitals = tuple(H.orbitals[i] for i in mixed)
    hoppings = H.hoppings[:, mixed][:, :, mixed]
    assert z2_layer(replace(H, hoppings=hoppings, orbitals=orbitals), 2).index == 1


def test_bands_may_overlap_in_energy() -> None:
    tilted = bhz(100.0, tilt=300.0)
    energies = tilted.eigenvalues(np.random.default_rng(1).random((400, 3)))
    assert energies[:, 1].max() > energies[:, 2].min()
    assert topology(tilted, 2).message == "Z2 = 1 by Wilson loops; parities and loops agree"


@pytest.mark.parametrize(
    ("mass", "name"),
    [(-3.5, "0;(000)"), (-2.0, "1;(000)"), (-0.4, "0;(111)"), (2.0, "1;(111)"), (3.5, "0;(000)")],
)
def test_wilson_dirac(mass: float, name: str) -> None:
    found = topology(wilson_dirac(mass), 2)
    assert found.agree and found.parities is not None
    assert found.wilson.name == name
    k = 2.0 * pi * found.parities.momenta
    assert found.parities.products.tolist() == (-np.sign(mass + np.cos(k).sum(axis=1))).tolist()
    assert found.wilson.gap.value > 10.0


def test_crystal_without_inversion() -> None:
    found = z2_bulk(wilson_dirac(-2.0, stagger=20.0), 2)
    assert (found.name, found.consistent) == ("1;(000)", True)
    assert [plane.index for plane in found.planes] == [1, 0] * 3


def test_layers_stacked_apart_are_weak() -> None:
    """A quantum spin Hall layer in each cell, not coupled: weak along the stack, strong never."""
    layer = bhz(100.0)
    found = topology(replace(layer, periodic=(True, True, True)), 2)
    assert found.wilson.name == "0;(001)" and found.agree


def invariant(seed: int, dimensions: int) -> Hamiltonian:
    """Anything with time reversal and inversion: s on one pair of sites, p on another."""
    rng = np.random.default_rng(seed)
    places = rng.random((2, 3)) * [1, 1, dimensions == 3]
    orbitals = tuple(
        Orbital("XY"[i], 2 * i + (side < 0), ("s", "pz")[i], spin, tuple(side * places[i]))
        for spin in (1, -1)
        for i in (0, 1)
        for side in (1, -1)
    )
    steps = np.array(list(np.ndindex(3, 3, 3))) - 1
    R = steps[(steps[:, 2] == 0) | (dimensions == 3)]
    decay = np.where(np.abs(R).sum(axis=1) == 0, 0.3, np.exp(-0.8 * np.linalg.norm(R, axis=1)))
    h = 100.0 * rng.normal(size=(len(R), 8, 8)) + 100j * rng.normal(size=(len(R), 8, 8))
    h *= decay[:, None, None]
    image = np.array([1, 0, 3, 2, 5, 4, 7, 6])
    parity = np.array([1, 1, -1, -1] * 2)
    partner, sign = (np.arange(8) + 4) % 8, np.array([1] * 4 + [-1] * 4)
    h = 0.5 * (h + h[::-1].conj().transpose(0, 2, 1))  # the list of R ends as it begins
    h = 0.5 * (h + np.outer(parity, parity) * h[::-1][:, image][:, :, image])
    h = 0.5 * (h + np.outer(sign, sign) * h[:, partner][:, :, partner].conj())
    cell = np.diag([3e-10, 4e-10, 5e-10])
    return Hamiltonian(cell, R, h, orbitals, (True, True, dimensions == 3))


@pytest.mark.parametrize("seed", range(4))
def test_images_may_lie_in_other_cells(seed: int) -> None:
    """Homes of the orbitals moved by lattice vectors: the operator gets phases, nothing else."""
    H = invariant(seed, 2)
    moved = recut(recut(H, 0, -0.2), 1, 0.37)
    assert np.ptp(inversion(moved).shifts, axis=0).any()
    here, there = topology(H, 4), topology(moved, 4)
    assert here.agree and there.agree
    assert here.wilson.name == there.wilson.name


@pytest.mark.parametrize("dimensions", [2, 3])
def test_loops_and_parities_agree_on_whatever_has_both(dimensions: int) -> None:
    names = set()
    for seed in range(16 if dimensions == 2 else 10):
        found = topology(invariant(seed, dimensions), 4)
        assert found.parities is not None, found.message
        assert found.agree, f"seed {seed}: {found.message}"
        assert found.parities.inversion.defect < 1e-9
        names.add(found.wilson.name)
    assert len(names) > 1  # both phases were met


# -- inversion


def test_centre_of_inversion_of_a_honeycomb() -> None:
    H = kane_mele(60.0, 0.0)
    found = inversion(H)
    middle = 0.5 * (np.array(H.orbitals[0].position) + H.orbitals[1].position)
    apart = 2.0 * (found.centre - middle)
    assert np.abs(apart - np.round(apart)).max() < 1e-9
    assert found.image.tolist() == [1, 0, 3, 2]
    assert found.defect < 1e-9
    given = parities(H, 2, centre=middle)
    assert (given.index, given.products.prod()) == (1, -1)


def test_inverted_levels_of_bhz() -> None:
    below, above = band_inversion(bhz(100.0), 2, around=1)
    assert (below.occupied, below.parity, above.parity) == (True, -1, 1)
    assert (below.energy, above.energy) == pytest.approx((-100.0, 100.0))
    assert below.characters == pytest.approx({"Hg s": 0.0, "Hg p": 1.0})
    trivial, _ = band_inversion(bhz(-100.0), 2, around=1)
    assert trivial.parity == 1 and trivial.characters["Hg s"] == pytest.approx(1.0)
    bare, _ = band_inversion(kane_mele(60.0, 0.0, rashba=20.0), 2, around=1)
    assert bare.parity == 0 and sum(bare.characters.values()) == pytest.approx(1.0)


# -- what is refused


@pytest.mark.parametrize(
    ("H", "occupied", "words"),
    [
        (kane_mele(60.0, EDGE * 60.0), 2, "the gap above band 2 closes.*at k = "),
        (kane_mele(60.0, 0.0, zeeman=1.0), 2, "time reversal is broken by 2 meV"),
        (three_band("MoS2", spin_orbit=False), 2, "orbitals without spin"),
        (kane_mele(60.0, 0.0), 3, "3 occupied bands; expected an even number"),
        (kane_mele(60.0, 0.0), 4, "4 occupied bands of 4"),
        (wilson_dirac(-2.0), 2, "repeats along 3 lattice vectors; expected 2"),
    ],
)
def test_layers_that_have_no_index(H: Hamiltonian, occupied: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        z2_layer(H, occupied)


def test_a_line_of_nodes_off_the_mesh_is_found() -> None:
    """Where m(k) = 0 and the spin-orbit vector is as long as the stagger, 1.15 a."""
    with pytest.raises(InputError, match="the gap above band 2 closes"):
        z2_bulk(wilson_dirac(-2.0, stagger=115.0), 2)


def test_gaps_too_small_for_a_mesh_or_a_loop() -> None:
    with pytest.raises(InputError, match="links give .* on 200 x 200 points"):
        chern_number(haldane(EDGE * 60.0 - 0.2, 60.0, pi / 2), 1, mesh=200)
    with pytest.raises(InputError, match=r"the gap above band 2 closes.*at k = \(0, 0, 0\)"):
        wannier_centres(bhz(0.0), 2, (0, 0, 0), 0)
    with pytest.raises(InputError, match=r"Wannier centres jump at k = \(0.33"):
        wannier_flow(haldane(0.0, 0.0, 0.0), 1, span=1.0)


def test_orbitals_of_unknown_parity() -> None:
    H = bhz(100.0)
    unknown = replace(H, orbitals=tuple(replace(o, shape=f"w{o.shape}") for o in H.orbitals))
    with pytest.raises(InputError, match="orbitals of unknown parity: 'wpx', 'ws'"):
        parities(unknown, 2)
    assert topology(unknown, 2).parities is None


def test_no_parities_without_inversion() -> None:
    with pytest.raises(InputError, match="inversion about any centre is broken by"):
        parities(kane_mele(60.0, 10.0), 2)
    with pytest.raises(InputError, match=r"orbitals do not lie symmetric about \(0.1, 0, 0\)"):
        parities(kane_mele(60.0, 0.0), 2, centre=(0.1, 0.0, 0.0))


def test_a_chain_has_centres_and_no_index() -> None:
    with pytest.raises(InputError, match="repeats along 1 lattice vectors; expected a layer"):
        parities(chain(60.0, 100.0), 1)


def test_no_parity_between_invariant_momenta() -> None:
    with pytest.raises(InputError, match="equal to its own negative"):
        band_inversion(bhz(100.0), 2, (0.3, 0.0, 0.0))


def test_valleys_need_a_hexagonal_cell_and_a_layer() -> None:
    with pytest.raises(InputError, match="a hexagonal cell"):
        valley_curvature(bhz(100.0), 2)
    with pytest.raises(InputError, match="expected a layer"):
        chern_number(wilson_dirac(-2.0), 2)
    with pytest.raises(InputError, match="bands 1 and 2 meet"):
        berry_curvature(haldane(0.0, 0.0, 0.0), [[1 / 3, 1 / 3, 0.0]], 1)
