"""Terms of a Hamiltonian against spectra of atoms, k.p limits and symmetry."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.bands import Hamiltonian, Orbital, three_band
from supra2d.bands._angular_momentum import SHELLS
from supra2d.bands._mixing import mixed
from supra2d.bands._spins import partners, spin_matrices, with_spin
from supra2d.bands._terms import (
    doped,
    layers,
    with_dresselhaus,
    with_exchange,
    with_layer_potential,
    with_rashba,
    with_spin_orbit,
    with_zeeman,
)
from supra2d.core import InputError
from supra2d.core.constants import MU_B

A = 3.2e-10
SIXTY = np.array([[A, 0, 0], [A / 2, np.sqrt(0.75) * A, 0], [0, 0, 2e-9]])
HEXAGONAL = np.array([[A, 0, 0], [-A / 2, np.sqrt(0.75) * A, 0], [0, 0, 2e-9]])
SQUARE = np.diag([A, A, 2e-9])
OBLIQUE = np.array([[A, 0, 0], [0.7 * A, 1.4 * A, 0], [0, 0, 2e-9]])
K = np.array([1 / 3, 1 / 3, 0])


def atom(*shapes, cell=HEXAGONAL, species="Nb"):
    n = len(shapes)
    orbitals = tuple(Orbital(species, 0, s) for s in shapes)
    level = np.zeros((1, n, n), complex)
    return Hamiltonian(cell, np.zeros((1, 3), int), level, orbitals, electrons=1.0, name="atom")


def reversed_in_time(H, k):
    """T H(-k) T^-1 with T = -i sigma_y K: equals H(k) where time reversal holds."""
    order = partners(H)
    sign = np.array([o.spin for o in H.orbitals])
    turned = H.matrices(-np.asarray(k))[order][:, order].conj()
    return sign[:, None] * turned * sign


def test_spins_are_added_up_first():
    H = with_spin(atom("dz2", "dxy"))
    assert [o.spin for o in H.orbitals] == [1, 1, -1, -1]
    assert partners(H) == [2, 3, 0, 1]
    assert H.electrons == 1.0
    assert H.origin["spin"]


def test_partners_are_found_by_place_in_any_order():
    H = with_spin(atom("dz2", "dxy"))
    order = [2, 0, 1, 3]
    mixed_up = Hamiltonian(H.cell, H.R, H.hoppings, tuple(H.orbitals[i] for i in order))
    assert partners(mixed_up) == [1, 0, 3, 2]
    x, y, z = spin_matrices(mixed_up)
    np.testing.assert_array_equal(x @ y, 1j * z)


@pytest.mark.parametrize(
    ("shell", "levels"),
    [
        # lambda/2 [j(j+1) - l(l+1) - 3/4], (2j+1) times each
        ("p", [-1.0] * 2 + [0.5] * 4),
        ("d", [-1.5] * 4 + [1.0] * 6),
    ],
)
def test_spin_orbit_levels_of_an_atom(shell, levels):
    H = with_spin_orbit(atom(*SHELLS[shell]), {("Nb", shell): 80.0})
    np.testing.assert_allclose(H.eigenvalues([0, 0, 0]), 80.0 * np.array(levels), atol=1e-11)


def test_spin_orbit_of_the_three_bands_is_that_of_the_model():
    """Two independent ways: L.S projected here, (lambda/2) L_z sigma_z written in the model."""
    bare = three_band("MoS2", spin_orbit=False)
    here = with_spin_orbit(bare, {("Mo", "d"): 73.0})
    there = three_band("MoS2")
    k = np.random.default_rng(1).random((5, 3)) * [1, 1, 0]
    np.testing.assert_allclose(here.eigenvalues(k), there.eigenvalues(k), atol=1e-8)  # meV of 1e4
    valence = here.eigenvalues(K)[:2]
    assert valence[1] - valence[0] == pytest.approx(2 * 73.0, abs=1e-8)


def test_zeeman_splits_spins_along_any_direction():
    B = np.array([3.0, -4.0, 12.0])
    H = with_zeeman(atom("s"), B, g=2.3)
    h = 0.5 * 2.3 * MU_B * 13.0
    np.testing.assert_allclose(H.eigenvalues([0, 0, 0]), [-h, h], rtol=1e-14)
    up = with_zeeman(atom("s"), [0, 0, 1.0])
    assert up.hoppings[0, 0, 0].real == pytest.approx(
        MU_B
    )  # spin up costs energy: moment -g mu_B S


def test_orbital_zeeman_of_a_p_shell():
    """Without spin-orbit coupling: mu_B B (m + 2 s)."""
    H = with_zeeman(atom("px", "py", "pz"), [0, 0, 5.0], orbital=True)
    wanted = sorted(m + s for m in (-1, 0, 1) for s in (-1, 1))
    np.testing.assert_allclose(H.eigenvalues([0, 0, 0]), 5 * MU_B * np.array(wanted), atol=1e-14)


def test_lande_factor():
    """Weak field on j = 1/2 of a p shell: g_J = 2/3."""
    H = with_spin_orbit(atom("px", "py", "pz"), {("Nb", "p"): 1000.0})
    low = with_zeeman(H, [0, 0, 1.0], orbital=True).eigenvalues([0, 0, 0])[:2]
    # second order in mu_B B / lambda: 6e-5
    assert (low[1] - low[0]) / MU_B == pytest.approx(2 / 3, abs=2e-4)


def test_exchange_favours_its_direction_and_its_species():
    H = with_exchange(atom("s"), 4.0, [0, 0, 2.0])
    np.testing.assert_array_equal(np.diag(H.hoppings[0]).real, [-4.0, 4.0])
    two = Hamiltonian(
        HEXAGONAL,
        np.zeros((1, 3), int),
        np.zeros((1, 2, 2), complex),
        (Orbital("Nb", 0, "s"), Orbital("Se", 1, "s", 0, (1 / 3, 2 / 3, 0))),
    )
    one = with_exchange(two, 4.0, [1.0, 0, 0], species="Se").eigenvalues([0, 0, 0])
    np.testing.assert_allclose(one, [-4, 0, 0, 4], atol=1e-14)


@pytest.mark.parametrize("cell", [HEXAGONAL, SIXTY, SQUARE, OBLIQUE])
@pytest.mark.parametrize(
    ("term", "field"),
    [
        (with_rashba, lambda kx, ky: (-ky, kx, 0.0)),
        (with_dresselhaus, lambda kx, ky: (kx, -ky, 0.0)),
    ],
)
def test_linear_terms_have_their_limit_on_any_lattice(cell, term, field):
    alpha = 2e-8  # meV m, 0.2 eV angstrom
    H = term(atom("s", cell=cell), alpha)
    q = 1e-4 / A * np.array([0.6, 0.8, 0.0])
    k = H.cell @ q / (2 * np.pi)
    pauli = spin_matrices(H)
    wanted = alpha * np.tensordot(field(*q[:2]), pauli, axes=1)
    # next order of the sine: (q a)^2 / 6 < 1e-7 with the longer vectors
    np.testing.assert_allclose(H.matrices(k), wanted, atol=1e-7 * alpha * 1e-4 / A)
    split = np.diff(H.eigenvalues(k))[0]
    assert split == pytest.approx(2 * alpha * 1e-4 / A, rel=1e-7)


@given(
    k=st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.just(0.0)),
    alpha=st.floats(-3e-8, 3e-8),
)
def test_linear_terms_are_odd_and_keep_time_reversal(k, alpha):
    for term in (with_rashba, with_dresselhaus):
        H = term(atom("dz2", "dxy"), alpha)
        there, back = H.matrices(k), H.matrices(-np.array(k))
        np.testing.assert_allclose(there, -back, atol=1e-12)
        np.testing.assert_allclose(there, reversed_in_time(H, k), atol=1e-12)


def test_spin_orbit_keeps_time_reversal_and_a_field_breaks_it():
    H = with_rashba(with_spin_orbit(atom(*SHELLS["d"]), {("Nb", "d"): 70.0}), 1e-8)
    k = np.array([0.21, -0.13, 0])
    np.testing.assert_allclose(H.matrices(k), reversed_in_time(H, k), atol=1e-12)
    broken = with_zeeman(H, [1.0, 0, 0])
    assert np.abs(broken.matrices(k) - reversed_in_time(broken, k)).max() == pytest.approx(2 * MU_B)


def test_doping_moves_the_chemical_potential_of_rigid_bands():
    # square lattice -2t (cos + cos): half filled at 0, and odd about it
    t = 50.0
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    hoppings = np.where(R.any(axis=1), -t, 0.0).astype(complex)[:, None, None]
    H = Hamiltonian(SQUARE, R, hoppings, (Orbital("Nb", 0, "s"),), electrons=1.0, name="square")
    more, less = doped(H, 0.3, mesh=(60, 60)), doped(H, -0.3, mesh=(60, 60))
    assert (more.electrons, less.electrons) == (1.3, 0.7)
    assert more.chemical_potential == pytest.approx(-less.chemical_potential, rel=1e-9)
    # N = 1.3 by a sum over points of the zone, to the coarseness of these
    k = 2 * np.pi * (np.arange(600) + 0.5) / 600
    below = -2 * t * (np.cos(k)[:, None] + np.cos(k)) < more.chemical_potential
    assert 2 * below.mean() == pytest.approx(1.3, abs=2e-3)
    np.testing.assert_array_equal(more.hoppings, H.hoppings)
    assert "rigid" in more.origin["doping"]


def test_doping_refuses_what_does_not_fit():
    with pytest.raises(InputError, match="from 0 to 2"):
        doped(atom("s"), 1.5)
    with pytest.raises(InputError, match="does not say"):
        doped(replace(atom("s"), electrons=None), 0.1)


def test_layers_and_their_potential():
    heights = (0.03, 0.35, 0.05, 0.33)  # of 2 nm: two layers of two planes each, not in order
    orbitals = tuple(Orbital("Se", i, "s", 0, (0.0, 0.0, z)) for i, z in enumerate(heights))
    H = Hamiltonian(SQUARE, np.zeros((1, 3), int), np.zeros((1, 4, 4), complex), orbitals)
    assert layers(H).tolist() == [0, 1, 0, 1]
    V = with_layer_potential(H, [-10.0, 20.0])
    np.testing.assert_array_equal(np.diag(V.hoppings[0]).real, [-10, 20, -10, 20])
    with pytest.raises(InputError, match="2 layers"):
        with_layer_potential(H, [1.0])


def test_layer_across_the_boundary_of_a_bulk_cell_is_one():
    orbitals = tuple(
        Orbital("Se", i, "s", 0, (0.0, 0.0, z)) for i, z in enumerate((0.02, 0.5, 0.95))
    )
    zero = np.zeros((1, 3, 3), complex)
    H = Hamiltonian(SQUARE, np.zeros((1, 3), int), zero, orbitals, periodic=(True, True, True))
    assert layers(H).tolist() == [0, 1, 0]


def test_origin_tells_all_that_was_added():
    H = with_zeeman(with_zeeman(atom("s"), [0, 0, 1.0]), [0, 0, 2.0])
    assert H.origin["field"] == "B = (0, 0, 1) T, g = 2; B = (0, 0, 2) T, g = 2"


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: with_spin(with_spin(atom("s"))), "spins already"),
        (lambda: with_spin_orbit(atom("s"), {("Nb", "d"): 1.0}), "no d orbitals of Nb"),
        (lambda: with_zeeman(atom("s"), [1.0, 2.0]), "three numbers"),
        (lambda: with_exchange(atom("s"), 1.0, [0, 0, 0]), "no length"),
        (lambda: with_rashba(atom("s"), 1.0, species="Se"), "no atoms of Se"),
    ],
)
def test_refusals_name_what_is_wrong(call, word):
    with pytest.raises(InputError, match=word):
        call()


# --- virtual crystals


def test_mixing_ends_at_both_compounds_and_is_linear_between():
    one, two = three_band("MoS2"), three_band("WS2")
    k = np.array([[0.1, 0.2, 0], [1 / 3, 1 / 3, 0]])
    np.testing.assert_allclose(mixed(one, two, 0.0).matrices(k), one.matrices(k), atol=1e-9)
    np.testing.assert_allclose(mixed(one, two, 1.0).matrices(k), two.matrices(k), atol=1e-9)
    half = mixed(one, two, 0.5)
    np.testing.assert_allclose(
        half.matrices(k), 0.5 * (one.matrices(k) + two.matrices(k)), atol=1e-9
    )
    np.testing.assert_allclose(half.cell[0, 0], 0.5 * (one.cell[0, 0] + two.cell[0, 0]))
    assert half.orbitals[0].species == "Mo0.5W0.5"


def test_mixing_knows_the_same_orbitals_in_another_order():
    one = three_band("MoS2")
    order = list(range(one.size))[::-1]
    other = Hamiltonian(
        one.cell,
        one.R,
        one.hoppings[:, order][:, :, order],
        tuple(one.orbitals[i] for i in order),
        electrons=one.electrons,
        name="turned round",
    )
    k = [0.2, 0.1, 0]
    np.testing.assert_allclose(mixed(one, other, 0.3).matrices(k), one.matrices(k), atol=1e-9)


def test_mixing_joins_different_reaches():
    near, far = three_band("MoS2", neighbours=1), three_band("MoS2")
    k = [0.2, 0.1, 0]
    wanted = 0.25 * near.matrices(k) + 0.75 * far.matrices(k)
    np.testing.assert_allclose(mixed(near, far, 0.75).matrices(k), wanted, atol=1e-9)


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (lambda: atom("dz2", "dxy"), "different orbitals"),
        (lambda: atom("s", cell=SIXTY), "cells"),
    ],
)
def test_mixing_refuses_what_does_not_match(other, word):
    with pytest.raises(InputError, match=word):
        mixed(atom("s"), other(), 0.5)


def test_mixing_refuses_shares_and_shifted_origins():
    H = atom("s")
    shifted = Hamiltonian(
        H.cell, H.R, H.hoppings, (Orbital("Nb", 0, "s", 0, (1.0, 0.0, 0.0)),), name="moved"
    )
    with pytest.raises(InputError, match="0 to 1"):
        mixed(H, H, 1.2)
    with pytest.raises(InputError, match="elsewhere"):
        mixed(H, shifted, 0.5)
