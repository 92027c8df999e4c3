"""Stacks of layers: limits, degeneracy by inversion and time reversal, and the bilayer formula."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.bands import Hamiltonian, Orbital, three_band
from supra2d.bands._angular_momentum import SHELLS, rotation
from supra2d.bands._spins import spin_matrices, with_spin
from supra2d.bands._stacking import SlaterKoster, misfit, stacked
from supra2d.bands._terms import layers, with_layer_potential, with_rashba
from supra2d.core import InputError, NameUnknownError

A, D = 3.44e-10, 6.27e-10
HEXAGONAL = np.array([[A, 0, 0], [-A / 2, np.sqrt(0.75) * A, 0], [0, 0, 2e-9]])
SIXTY = np.array([[A, 0, 0], [A / 2, np.sqrt(0.75) * A, 0], [0, 0, 2e-9]])
HOP, BETA = -100.0, 40.0
ANY = np.random.default_rng(3).uniform(-1, 1, (6, 3)) * [1, 1, 0]
SETTINGS = dict(spacing=D)


def vertical(t, reach=1.001 * D):
    """Hopping t straight up between s orbitals and to nothing else."""
    return SlaterKoster((t,), D, np.inf, reach)


def bonds(*integrals):
    """Bonds of the d shell to the metals around, fading over 0.1 nm."""
    return SlaterKoster(integrals, D, 1e-10, 8.2e-10)


def ising(cell=HEXAGONAL):
    """One s orbital with splitting 2 beta sum sin(k R_i), i sigma_z hopping (Kane and Mele's)."""
    six = np.array([[1, 0], [0, 1], [-1, -1]])
    if cell is SIXTY:  # the same three Cartesian vectors
        six = np.array([[1, 0], [-1, 1], [0, -1]])
    R = np.array([[0, 0, 0], *[[*s, 0] for s in six], *[[*-s, 0] for s in six]])
    scale = BETA / (3 * np.sqrt(3))  # the half splitting at K is BETA
    way = np.array([0, 1, 1, 1, -1, -1, -1])
    hoppings = np.zeros((7, 2, 2), complex)
    for n in range(1, 7):
        hoppings[n] = np.diag([HOP - 1j * scale * way[n], HOP + 1j * scale * way[n]])
    orbitals = tuple(Orbital("Nb", 0, "s", spin) for spin in (1, -1))
    return Hamiltonian(cell, R, hoppings, orbitals, electrons=1.0, name="ising")


def beta_of(H, k):
    """Half splitting of the layer, (E_up - E_down) / 2."""
    levels = np.diagonal(H.matrices(k), axis1=-2, axis2=-1).real
    return 0.5 * (levels[..., 0] - levels[..., 1])


def full_layer():
    """Metal d and chalcogen p orbitals with bonds by symmetry alone: a layer 1H of 11 orbitals."""
    height = 1.68e-10
    sites = [("Nb", (0, 0, 0), "d")]
    sites += [("Se", (2 / 3, 1 / 3, s * height / 2e-9), "p") for s in (-1, 1)]
    orbitals = tuple(
        Orbital(species, n, shape, 0, place)
        for n, (species, place, shell) in enumerate(sites)
        for shape in SHELLS[shell]
    )
    R = np.array([[u, v, 0] for u in (-1, 0, 1) for v in (-1, 0, 1)])
    hoppings = np.zeros((9, 11, 11), complex)
    rules = {"p": SlaterKoster((300.0, -90.0), A, 1e-10, 4e-10),
             "d": SlaterKoster((-400.0, 150.0, 30.0), A, 1e-10, 4e-10)}  # fmt: skip
    for a, left in enumerate(orbitals):
        for b, right in enumerate(orbitals):
            vectors = (np.array(right.position) - left.position + R) @ HEXAGONAL
            far = np.linalg.norm(vectors, axis=1) > 1e-12
            for rule in rules.values():
                hoppings[far, a, b] += rule(left, right, vectors[far])
    for a, left in enumerate(orbitals):  # the d orbital z2 and p_z of the chalcogens meet as cos
        for b, right in enumerate(orbitals):
            if (left.species, right.species) != ("Nb", "Se") or left.shape != "dz2":
                continue
            vectors = (np.array(right.position) - left.position + R) @ HEXAGONAL
            near = np.linalg.norm(vectors, axis=1) < 2.8e-10
            axis = vectors[near] / 2.6e-10
            hoppings[near, a, b] += 700.0 * axis[:, SHELLS["p"].index(right.shape)]
    adjoint = hoppings[::-1].conj().transpose(0, 2, 1)
    species = np.array([o.species for o in orbitals])
    cross = species[:, None] != species
    hoppings = np.where(cross, hoppings + adjoint, hoppings)
    hoppings[4] += np.diag([0.0] * 5 + [-2000.0] * 6)
    return Hamiltonian(HEXAGONAL, R, hoppings, orbitals, electrons=13.0, name="full")


# --- the two-centre integrals


def test_bonds_of_p_and_d_are_those_of_slater_and_koster():
    x, y, z = np.array([0.48, -0.6, 0.64])  # a unit vector
    s, p, d = 1.7, -0.4, 0.9
    (bond,) = SlaterKoster((s, p), D, 1.0, D).matrices(np.array([[x, y, z]]))
    assert bond[0, 0] == pytest.approx(x * x * s + (1 - x * x) * p)
    assert bond[0, 2] == pytest.approx(x * z * (s - p))
    (bond,) = SlaterKoster((s, p, d), D, 1.0, D).matrices(np.array([[x, y, z]]))
    at = SHELLS["d"].index
    xy, u, w = x * y, x * x - y * y, x * x + y * y
    assert bond[at("dxy"), at("dxy")] == pytest.approx(
        3 * xy**2 * s + (w - 4 * xy**2) * p + (z * z + xy**2) * d
    )
    assert bond[at("dxy"), at("dx2-y2")] == pytest.approx(u * xy * (1.5 * s - 2 * p + 0.5 * d))
    assert bond[at("dz2"), at("dz2")] == pytest.approx(
        (z * z - 0.5 * w) ** 2 * s + 3 * z * z * w * p + 0.75 * w**2 * d
    )


def test_bonds_fall_off_and_end():
    rule = SlaterKoster((1.0,), 2e-10, 0.5e-10, 3e-10)
    s = Orbital(shape="s")
    found = rule(s, s, np.array([[0, 0, 2e-10], [0, 2.5e-10, 0], [0, 0, 3.1e-10]]))
    np.testing.assert_allclose(found, [1.0, np.exp(-1), 0.0])
    assert rule(s, Orbital(shape="pz"), np.array([[0, 0, 2e-10]]))[0] == 0.0


# --- limits


@pytest.mark.parametrize("stacking", ["2H", "2Hc", "3R", "4Ha"])
def test_layers_that_do_not_meet_keep_their_bands(stacking):
    one = three_band("MoS2")
    H = stacked(one, stacking, interlayer=bonds(0.0, 0.0, 0.0), **SETTINGS)
    same, turned = one.eigenvalues(ANY), one.eigenvalues(-ANY)
    n = H.size // one.size
    backwards = {"2H": 1, "2Hc": 1, "3R": 0, "4Ha": 3}[stacking]
    wanted = np.sort(np.hstack([same] * (n - backwards) + [turned] * backwards), axis=1)
    np.testing.assert_allclose(H.eigenvalues(ANY), wanted, atol=1e-8)  # meV of 1e4
    assert H.electrons == n * one.electrons


def test_a_turned_layer_is_the_layer_at_minus_k_with_all_its_orbitals():
    one = with_spin(full_layer())
    H = stacked(one, "2H", interlayer=bonds(0.0, 0.0, 0.0), **SETTINGS)
    wanted = np.sort(np.hstack([one.eigenvalues(ANY), one.eigenvalues(-ANY)]), axis=1)
    np.testing.assert_allclose(H.eigenvalues(ANY), wanted, atol=1e-8)
    assert layers(H).tolist() == ([0] * 11 + [1] * 11) * 2  # all up, then all down


def test_an_atom_in_the_next_image_of_the_layer_is_brought_back():
    rule = SlaterKoster((250.0, -60.0), 3.5e-10, 0.8e-10, 6e-10, species="Se")
    one = full_layer()
    wrapped = tuple(replace(o, position=tuple(np.mod(o.position, 1.0))) for o in one.orbitals)
    assert wrapped != one.orbitals
    here, there = (
        stacked(h, "2H", interlayer=rule, **SETTINGS).eigenvalues(ANY)
        for h in (one, replace(one, orbitals=wrapped))
    )
    np.testing.assert_allclose(here, there, atol=1e-8)


def test_rashba_of_a_turned_layer_stays():
    """Half a turn about z leaves alpha (k x sigma)_z as it is."""
    plain = ising()
    flat = replace(plain, hoppings=np.zeros_like(plain.hoppings))
    one = with_rashba(flat, 1e-8)
    H = stacked(one, "2H", interlayer=vertical(0.0), **SETTINGS)
    upper = np.array([1, 3])
    np.testing.assert_allclose(
        H.matrices(ANY)[:, upper][:, :, upper], one.matrices(ANY), atol=1e-10
    )


# --- the bilayer


@pytest.mark.parametrize("cell", [HEXAGONAL, SIXTY])
@pytest.mark.parametrize("t", [0.0, 15.0, 70.0])
def test_bilayer_has_the_levels_of_beta_and_t(t, cell):
    """physics.md D4: beta l_z sigma_z + t l_x + V l_z, at every k for one orbital per layer."""
    one = ising(cell)
    beta = beta_of(one, ANY)
    middle = one.eigenvalues(ANY).mean(axis=1)
    for V in (0.0, 25.0):
        H = stacked(one, "2H", interlayer=vertical(t), **SETTINGS)
        H = with_layer_potential(H, [V, -V])
        roots = [s * np.hypot(beta + z * V, t) for s in (-1, 1) for z in (-1, 1)]
        wanted = np.sort(middle[:, None] + np.array(roots).T, axis=1)
        np.testing.assert_allclose(H.eigenvalues(ANY), wanted, atol=1e-10)


def test_half_splitting_of_the_toy_is_beta_at_K():
    assert abs(beta_of(ising(), np.array([1 / 3, 1 / 3, 0]))) == pytest.approx(BETA)


@pytest.mark.parametrize("stacking", ["2H", "2Hc"])
@pytest.mark.parametrize("bulk", [False, True])
def test_2H_is_doubly_degenerate_at_every_k(stacking, bulk):
    k = ANY + (np.array([0, 0, 0.31]) if bulk else 0)
    rule = bonds(-120.0, 60.0, 20.0)
    H = stacked(three_band("MoS2"), stacking, interlayer=rule, bulk=bulk, **SETTINGS)
    E = H.eigenvalues(k)
    assert np.abs(E[:, 1::2] - E[:, ::2]).max() < 1e-8  # meV of 1e4: rounding
    assert np.abs(np.diff(E[:, ::2], axis=1)).min() > 1e-3  # and no more than doubly
    lifted = with_layer_potential(H, [30.0, -30.0])
    E = lifted.eigenvalues(k)
    assert np.abs(E[:, 1::2] - E[:, ::2]).max() > 1.0


@pytest.mark.parametrize("stacking", ["3R", "4Ha"])
def test_other_stacks_keep_a_splitting(stacking):
    H = stacked(three_band("MoS2"), stacking, interlayer=bonds(-120.0, 60.0, 20.0), bulk=True,
                **SETTINGS)  # fmt: skip
    E = H.eigenvalues(ANY + [0, 0, 0.31])
    assert np.abs(E[:, 1::2] - E[:, ::2]).max() > 10.0


def test_spins_of_a_2H_bilayer_at_K_live_in_one_layer():
    H = stacked(three_band("MoS2"), "2H", interlayer=bonds(-60.0, 30.0, 10.0), **SETTINGS)
    K = np.array([1 / 3, 1 / 3, 0])
    E, states = H.eigenstates(K)
    assert E[1] - E[0] < 1e-8
    assert E[2] - E[1] > 140.0  # the next doublet, about 2 lambda = 146 meV above
    pair = states[:, :2]
    spin = spin_matrices(H)[2]
    layer = np.diag(1.0 - 2.0 * layers(H))
    locked = pair.conj().T @ (spin @ layer) @ pair
    # sigma_z times layer: +-1 for both states of the doublet, since t is small beside lambda
    np.testing.assert_allclose(np.abs(np.linalg.eigvalsh(locked)), 1.0, atol=0.02)
    assert abs(np.trace(pair.conj().T @ spin @ pair)) < 1e-8  # and no spin in sum


def test_valence_states_at_K_have_the_levels_of_beta_and_t():
    """sqrt(beta^2 + t^2) with t = <v_1|T(K)|v_2> between the valence states of both layers.

    In 2H, metal above metal, C3 gives the two states other eigenvalues and t = 0: the pairs of
    bulk NbSe2 stay as far apart as the bands of one layer. In 2Hc they meet.
    """
    K, one = np.array([1 / 3, 1 / 3, 0]), three_band("MoS2")
    beta = 0.5 * np.diff(one.eigenvalues(K)[:2])[0]
    for name, meets in (("2H", False), ("2Hc", True)):
        H = stacked(one, name, interlayer=bonds(-120.0, 60.0, 20.0), **SETTINGS)
        E = H.eigenvalues(K)
        home = np.flatnonzero(layers(H) == 0), np.flatnonzero(layers(H) == 1)
        up = [i[:3] for i in home]  # all up, then all down
        matrix = H.matrices(K)
        v = [np.linalg.eigh(matrix[np.ix_(i, i)])[1][:, 0] for i in up]
        t = abs(v[0].conj() @ matrix[np.ix_(*up)] @ v[1])
        assert t > 10.0 if meets else t < 1e-10
        # C3 keeps each state from all others of its layer; rounding of 1e4 meV, squared
        assert 0.5 * (E[2] - E[0]) == pytest.approx(np.hypot(beta, t), abs=1e-7)


def test_a_full_layer_with_hopping_between_chalcogens_keeps_its_pairs():
    rule = SlaterKoster((250.0, -60.0), 3.5e-10, 0.8e-10, 6e-10, species="Se")
    H = stacked(with_spin(full_layer()), "2H", interlayer=rule, bulk=True, **SETTINGS)
    k = np.array([0.17, -0.31, 0.23])
    centre = inversion_of(H)
    np.testing.assert_allclose(H.eigenvalues(k), H.eigenvalues(-k), atol=1e-8)
    assert centre < 1e-8


def inversion_of(H):
    """Defect of P H(k) P^-1 = H(-k), P built from where inversion takes each orbital."""
    places, cell = H.positions @ H.cell, H.cell
    # the centre is half way between the metals of both layers
    metals = [i for i, o in enumerate(H.orbitals) if o.shape == "dz2" and o.spin == 1]
    middle = places[metals].mean(axis=0)
    k = np.array([0.17, -0.31, 0.23])
    P = np.zeros((H.size, H.size), complex)
    for a, o in enumerate(H.orbitals):
        parity = rotation("p" if o.shape[0] == "p" else "d", -np.eye(3))[0, 0]
        for b, other in enumerate(H.orbitals):
            away = (2 * middle - places[a] - places[b]) @ np.linalg.inv(cell)
            shift = np.round(away)
            if (o.shape, o.spin) == (other.shape, other.spin) and np.abs(away - shift).max() < 1e-6:
                P[b, a] = parity * np.exp(-2j * np.pi * (-k) @ shift)
    assert np.allclose(P @ P.conj().T, np.eye(H.size))
    return np.abs(P @ H.matrices(k) @ P.conj().T - H.matrices(-k)).max()


def test_hopping_may_be_any_function_of_two_orbitals_and_the_vectors():
    """t(k) = t0 + t1 sum of cosines to the six metals around the one above."""
    t0, t1 = 9.0, 2.0

    def hop(a, b, vectors):
        aside = np.linalg.norm(vectors[:, :2], axis=1)
        return np.select([aside < 0.1 * A, aside < 1.1 * A], [t0, t1], 0.0)

    one = ising()
    H = stacked(one, "2H", interlayer=hop, **SETTINGS)
    u, v = 2 * np.pi * ANY[:, 0], 2 * np.pi * ANY[:, 1]
    t = t0 + 2 * t1 * (np.cos(u) + np.cos(v) + np.cos(u + v))
    root = np.hypot(beta_of(one, ANY), t)
    wanted = one.eigenvalues(ANY).mean(axis=1)[:, None] + root[:, None] * [-1, -1, 1, 1]
    np.testing.assert_allclose(H.eigenvalues(ANY), wanted, atol=1e-10)


# --- bulk and misfit


def test_3R_bulk_disperses_as_a_chain():
    """One orbital, hopping straight up to a layer shifted sideways: phases fold into k_z."""
    t = 12.0
    one = ising()
    rule = SlaterKoster((t,), D, np.inf, 1.001 * np.hypot(D, A / np.sqrt(3)))
    H = stacked(one, "3R", interlayer=rule, bulk=True, **SETTINGS)
    k = np.array([0.13, 0.08, 0.2])
    # three bonds to the layer above, f = sum exp(i k d); the chain has 2 t |f| cos(phase)
    step = HEXAGONAL[0] / 3 + 2 * HEXAGONAL[1] / 3
    turns = [rotation("p", turn(120 * n)) @ step for n in range(3)]
    q = k @ H.reciprocal
    f = sum(np.exp(1j * q @ (d + [0, 0, D])) for d in turns)
    phases = [2 * t * (f * np.exp(2j * np.pi * n / 3)).real for n in range(3)]
    wanted = np.sort((one.eigenvalues(k)[:, None] + np.array(phases)).ravel())
    np.testing.assert_allclose(H.eigenvalues(k), wanted, atol=1e-10)


def turn(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def test_misfit_is_a_chain_with_two_hoppings():
    t, s = 20.0, 3.0
    one = ising()
    spacer = 1.2e-9
    through = SlaterKoster((s,), spacer, np.inf, 1.001 * spacer)
    H = misfit(
        one, "2H", interlayer=vertical(t), through=through, spacing=D, spacer=spacer,
        electrons=0.5, potentials=(10.0, 10.0),
    )  # fmt: skip
    k = np.array([0.2, 0.05, 0.35])
    hop = abs(t + s * np.exp(-2j * np.pi * k[2]))
    root = np.hypot(beta_of(one, k), hop)
    middle = one.eigenvalues(k).mean() + 10.0
    np.testing.assert_allclose(
        H.eigenvalues(k), middle + root * np.array([-1, -1, 1, 1]), atol=1e-10
    )
    assert H.electrons == 3.0
    assert H.cell[2, 2] == pytest.approx(D + spacer)


def test_misfit_of_single_layers_repeats_through_the_spacer():
    s = 3.0
    one = ising()
    through = SlaterKoster((s,), 1.2e-9, np.inf, 1.21e-9)
    H = misfit(one, "1H", interlayer=vertical(0.0), through=through, spacing=D, spacer=1.2e-9,
               electrons=0.0)  # fmt: skip
    k = np.array([0.2, 0.05, 0.35])
    wanted = one.eigenvalues(k) + 2 * s * np.cos(2 * np.pi * k[2])
    np.testing.assert_allclose(H.eigenvalues(k), wanted, atol=1e-10)


def test_4Hb_hops_through_its_octahedral_layers():
    one = ising()
    empty = stacked(
        one, "4Hb", interlayer=vertical(7.0, 2.001 * D), bulk=True, reach=2e-9, **SETTINGS
    )
    assert empty.size == 2 * one.size  # two layers H in four
    k = np.array([0.2, 0.05, 0.35])
    hop = abs(7.0 * (1 + np.exp(-2j * np.pi * k[2])))
    root = np.hypot(beta_of(one, k), hop)
    np.testing.assert_allclose(
        empty.eigenvalues(k),
        one.eigenvalues(k).mean() + root * np.array([-1, -1, 1, 1]),
        atol=1e-10,
    )
    flat = replace(one, hoppings=np.where(one.R.any(axis=1)[:, None, None], 0, 500.0 * np.eye(2)))
    whole = stacked(one, "4Hb", interlayer=vertical(7.0), octahedral=flat, bulk=True, **SETTINGS)
    assert whole.size == 4 * one.size
    assert whole.electrons == 4.0
    E = whole.eigenvalues(k)
    np.testing.assert_allclose(E[::2], E[1::2], atol=1e-9)  # inversion in the layers T


# --- refusals


@pytest.mark.parametrize(
    ("call", "error", "word"),
    [
        (lambda h: stacked(h, "2Ha", interlayer=vertical(1), spacing=D), NameUnknownError, "2H"),
        (
            lambda h: stacked(
                replace(h, periodic=(True, True, True)), "2H", interlayer=vertical(1), spacing=D
            ),
            InputError,
            "not one layer",
        ),
        (
            lambda h: stacked(
                replace(h, cell=np.diag([A, A, 2e-9])), "2H", interlayer=vertical(1), spacing=D
            ),
            InputError,
            "hexagonal",
        ),
        (lambda h: stacked(h, "1T", interlayer=vertical(1), spacing=D), InputError, "no layer"),
        (
            lambda h: misfit(
                h,
                "4Hb",
                interlayer=vertical(1),
                through=vertical(1),
                spacing=D,
                spacer=D,
                electrons=0,
            ),  # fmt: skip
            InputError,
            "1H alone",
        ),
    ],
)
def test_refusals(call, error, word):
    with pytest.raises(error, match=word):
        call(ising())


def test_chalcogens_above_no_threefold_site_are_refused():
    H = full_layer()
    moved = tuple(
        replace(o, position=(0.5, 0.4, o.position[2])) if o.species == "Se" else o
        for o in H.orbitals
    )
    with pytest.raises(InputError, match="threefold"):
        stacked(replace(H, orbitals=moved), "2H", interlayer=vertical(0.0), spacing=D)
