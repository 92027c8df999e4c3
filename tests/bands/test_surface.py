"""Surface states against exact dispersions, chains solved on paper, and slabs."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    in_lattice,
    recut,
    slab,
    surface_spectrum,
    symmetries,
    z2_layer,
)
from supra2d.core import InputError

from ._models import SQUARE, assemble, bhz, haldane, kane_mele, wilson_dirac


def single_chain(reach: int = 1) -> Hamiltonian:
    """One orbital per cell, hopping 100 to the neighbour that far away."""
    zero = np.zeros((1, 1))
    terms = [((0, 0, 0), zero), ((reach, 0, 0), zero + 100.0)]
    return assemble(SQUARE, terms, (Orbital(),), (True, False, False))


@pytest.mark.parametrize("reach", [1, 2, 3])
def test_chain_on_paper(reach: int) -> None:
    """G of the end (E - sqrt(E^2 - 4t^2))/2t^2, of the bulk 1/sqrt; far hops make equal chains."""
    energies = np.linspace(-300.0, 300.0, 41)
    found = surface_spectrum(single_chain(reach), (0, 0, 0), energies, axis=0, broadening=3.0)
    z = energies + 3j
    root = np.sqrt(z - 200.0) * np.sqrt(z + 200.0)
    end, bulk = (z - root) / (2.0 * 100.0**2), 1.0 / root
    # decimation stops where nothing is left; rounding near the band edges
    np.testing.assert_allclose(found.lower, -end.imag / pi, rtol=1e-9)
    np.testing.assert_allclose(found.upper, -end.imag / pi, rtol=1e-9)
    np.testing.assert_allclose(found.bulk, -bulk.imag / pi, rtol=1e-9)


def peak(spectrum: np.ndarray, energies: np.ndarray) -> float:
    return float(energies[np.argmax(spectrum)])


def test_dirac_state_of_a_strong_insulator() -> None:
    """+-a sqrt(sin^2 kx + sin^2 ky), exactly, where |mass + cos kx + cos ky| < 1."""
    energies = np.linspace(0.0, 90.0, 181)
    k = np.array([[0.0, 0.0, 0.0], [0.04, 0.0, 0.0], [0.05, 0.03, 0.0], [0.0, 0.1, 0.0]])
    found = surface_spectrum(wilson_dirac(-2.0), k, energies, broadening=0.5)
    exact = 100.0 * np.linalg.norm(np.sin(2.0 * pi * k), axis=1)
    for i, energy in enumerate(exact):
        for surface in (found.lower, found.upper):
            # half a step of the energies, and the tail of the other branch at Gamma
            assert peak(surface[i], energies) == pytest.approx(energy, abs=0.26)
            assert surface[i].max() > 50.0 * found.bulk[i].max()


def test_the_dirac_state_has_its_weight() -> None:
    """At Gamma the pair decays as m^2n with m = mass + 2: of both, 2(1 - m^2) in the first cell."""
    mass, eta = -1.7, 0.01
    found = surface_spectrum(wilson_dirac(mass), (0, 0, 0), [0.0], broadening=eta)
    weight = 2.0 * (1.0 - (mass + 2.0) ** 2)
    # a Lorentzian of that weight; what the bulk adds is eta over the gap
    assert found.lower[0] == pytest.approx(weight / (pi * eta), rel=1e-3)


@pytest.mark.parametrize("mass", [-3.5, 4.0])
def test_no_state_on_a_trivial_insulator(mass: float) -> None:
    """Inside the gap nothing is left but the tails, in proportion to the broadening."""
    k = np.stack([np.linspace(-0.5, 0.5, 11), np.full(11, 0.1), np.zeros(11)], axis=1)
    energies = np.linspace(-40.0, 40.0, 9)
    wide = surface_spectrum(wilson_dirac(mass), k, energies, broadening=0.1)
    narrow = surface_spectrum(wilson_dirac(mass), k, energies, broadening=0.01)
    for a, b in ((wide.lower, narrow.lower), (wide.bulk, narrow.bulk)):
        np.testing.assert_allclose(a, 10.0 * b, rtol=1e-4)  # (eta / distance to the band)^2


@pytest.mark.parametrize("axis", [0, 1])
def test_edges_of_bhz(axis: int) -> None:
    """+-a sin k along the edge; gone where the bands are not inverted."""
    along = 1 - axis
    k = np.array([0.03, 0.06, 0.1])[:, None] * np.eye(3)[along]
    energies = np.linspace(0.0, 90.0, 181)
    found = surface_spectrum(bhz(200.0), k, energies, axis=axis, broadening=0.5)
    for i, energy in enumerate(100.0 * np.sin(2.0 * pi * k[:, along])):
        assert peak(found.lower[i], energies) == pytest.approx(energy, abs=0.26)
        assert peak(found.upper[i], energies) == pytest.approx(energy, abs=0.26)
    trivial = surface_spectrum(bhz(-200.0), k, energies, axis=axis, broadening=0.5)
    assert trivial.lower.max() < 1e-3 * found.lower.max()


def crossings(H: Hamiltonian, energy: float, axis: int) -> int:
    """How many levels a surface has at an energy in the gap, as k runs over half of the zone."""
    k = np.linspace(0.0, 0.5, 401)[:, None] * np.eye(3)[1 - axis]
    line = surface_spectrum(H, k, [energy], axis=axis, broadening=2.0).lower[:, 0]
    inner = line[1:-1]
    sharp = (inner > line[:-2]) & (inner >= line[2:]) & (inner > 0.02)
    return int(sharp.sum())


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("mass", "odd"), [(0.0, 1), (120.0, 1), (600.0, 0)])
def test_edges_of_kane_mele(axis: int, mass: float, odd: int) -> None:
    """An odd number of crossings in half of the zone, or an even one."""
    H = kane_mele(60.0, mass, rashba=20.0)
    assert crossings(H, 15.0, axis) % 2 == odd == z2_layer(H, 2).index


def test_an_armchair_edge_conducts_too() -> None:
    armchair = in_lattice(kane_mele(60.0, 50.0), [[2, 1, 0], [1, 1, 0], [0, 0, 1]])
    assert np.linalg.norm(armchair.cell[0]) == pytest.approx(sqrt(3.0) * SQUARE[0, 0])
    assert crossings(armchair, 10.0, axis=1) % 2 == 1


def test_a_chern_insulator_has_one_way_along_each_edge() -> None:
    H = haldane(0.0, 60.0, pi / 2)
    k = np.linspace(0.0, 1.0, 801)[:, None] * np.eye(3)[0]
    found = surface_spectrum(H, k, [-15.0, 15.0], axis=1, broadening=1.0)
    velocities = []
    for edge in (found.lower, found.upper):
        low, high = k[np.argmax(edge, axis=0), 0]
        velocities.append(np.sign(high - low))
    assert sorted(velocities) == [-1.0, 1.0]


@pytest.mark.parametrize("H", [wilson_dirac(-2.0), wilson_dirac(0.3, stagger=30.0)])
def test_each_orbital_holds_one_state(H: Hamiltonian) -> None:
    """The integral over all energies is N, on the surface and inside.

    With E = w tan(x) the integrand is smooth and periodic, and equal steps converge fast.
    """
    x = (np.arange(400) + 0.5) / 400 * pi - pi / 2
    energies, steps = 300.0 * np.tan(x), 300.0 * pi / 400 / np.cos(x) ** 2
    found = surface_spectrum(H, (0.1, 0.23, 0.0), energies, broadening=60.0)
    for sort in (found.lower, found.upper, found.bulk):
        assert (sort * steps).sum() == pytest.approx(H.size, rel=1e-8)


def test_bulk_is_the_mean_over_k() -> None:
    H = wilson_dirac(-2.0, stagger=30.0)
    energies = np.linspace(-300.0, 300.0, 13)
    k = np.array([[0.1, 0.2, z] for z in np.arange(200) / 200])
    lorentz = 30.0 / pi / ((energies[:, None, None] - H.eigenvalues(k)) ** 2 + 30.0**2)
    found = surface_spectrum(H, k[0], energies, broadening=30.0)
    # equal steps over a period: the error falls as exp(-200 * decay), decay = 30/400 or so
    np.testing.assert_allclose(found.bulk, lorentz.sum(axis=-1).mean(axis=-1), rtol=1e-5)


def layered_green(H: Hamiltonian, k: np.ndarray, z: np.ndarray) -> np.ndarray:
    one = z[:, None, None] * np.eye(H.size)
    return -np.diagonal(np.linalg.inv(one - H.matrices(k)), axis1=1, axis2=2).imag / pi


@pytest.mark.parametrize("cut", [None, 0.5])
def test_slab_against_decimation(cut: float | None) -> None:
    """Sixty layers with a broadening that forgets the other side."""
    H, n = kane_mele(60.0, 150.0, rashba=30.0), 60
    energies = np.linspace(-2000.0, 2000.0, 9)
    ribbon = slab(H, n, axis=1, cut=cut)
    parts = layered_green(ribbon, np.array([0.13, 0.0, 0.0]), energies + 300j)
    layer = np.floor([o.position[1] * n - (cut or 0.0) + 1e-6 for o in ribbon.orbitals])
    found = surface_spectrum(H, (0.13, 0, 0), energies, axis=1, broadening=300.0, cut=cut)
    # exp(-2 * 60 * 300 / velocity of 2000 per layer) is left of the other side
    for number, sort in ((0, found.lower), (n - 1, found.upper), (n // 2, found.bulk)):
        np.testing.assert_allclose(parts[:, layer == number].sum(axis=1), sort, rtol=1e-6)


def test_the_cut_matters_and_the_crystal_does_not() -> None:
    """Between the atoms of a bond or between the bonds: other edges of the same layer."""
    H = kane_mele(60.0, 150.0, rashba=30.0)
    moved = recut(H, 1, 0.5)
    k = np.random.default_rng(2).random((6, 3))
    np.testing.assert_allclose(moved.eigenvalues(k), H.eigenvalues(k), atol=1e-9)
    assert all(0.5 <= o.position[1] < 1.5 for o in moved.orbitals)
    energies = np.linspace(-200.0, 200.0, 5)
    here, there = (
        surface_spectrum(H, (0.2, 0, 0), energies, axis=1, cut=c).lower for c in (0.0, 0.5)
    )
    assert np.abs(here / there - 1.0).max() > 0.1


def test_a_slab_is_a_layer_with_the_same_symmetry() -> None:
    film = slab(wilson_dirac(-2.0), 3)
    assert film.periodic == (True, True, False)
    assert film.size == 12 and film.R[:, 2].tolist() == [0] * len(film.R)
    assert np.linalg.norm(film.cell[2]) == pytest.approx(3 * SQUARE[2, 2])
    assert [o.spin for o in film.orbitals] == [1] * 6 + [-1] * 6
    assert [o.atom for o in film.orbitals[:6]] == [0, 0, 1, 1, 2, 2]
    assert {"time reversal", "inversion"} <= set(symmetries(film).holding(1e-9))


def test_one_layer_is_the_crystal_without_its_third_direction() -> None:
    crystal = wilson_dirac(-2.0)
    k = np.array([[0.1, 0.3, 0.0]])
    home = crystal.hoppings[crystal.R[:, 2] == 0]
    phases = np.exp(2j * pi * k @ crystal.R[crystal.R[:, 2] == 0].T)
    expected = np.linalg.eigvalsh(np.tensordot(phases, home, axes=1))
    np.testing.assert_allclose(slab(crystal, 1).eigenvalues(k), expected, atol=1e-12)


def test_far_elements_can_be_left_out() -> None:
    H = wilson_dirac(-2.0)
    far = np.array([[0, 0, 3], [0, 0, -3]])
    small = np.full((2, 4, 4), 1e-4)
    longer = Hamiltonian(
        H.cell, np.vstack([H.R, far]), np.concatenate([H.hoppings, small]), H.orbitals, H.periodic
    )
    energies = np.linspace(-50.0, 50.0, 5)
    k = (0.1, 0.0, 0.0)
    short = surface_spectrum(longer, k, energies, negligible=1e-3)
    whole = surface_spectrum(longer, k, energies)
    bare = surface_spectrum(H, k, energies)
    assert np.array_equal(short.lower, bare.lower)
    np.testing.assert_allclose(whole.lower, bare.lower, rtol=1e-3)  # 1e-4 meV of 5 meV, squared


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: surface_spectrum(bhz(100.0), (0, 0, 0), [0.0]), "lattice vector 3; expected one"),
        (lambda: slab(bhz(100.0), 2), "lattice vector 3; expected one"),
        (lambda: slab(bhz(100.0), 0, axis=0), "0 layers"),
        (
            lambda: surface_spectrum(bhz(100.0), (0, 0, 0), [0.0], axis=0, broadening=0.0),
            "a broadening of 0 meV; expected a positive one",
        ),
        (
            lambda: surface_spectrum(single_chain(), (0, 0, 0), [50.0], axis=0, broadening=1e-60),
            "still coupled after 100 doublings",
        ),
        (lambda: in_lattice(bhz(100.0), 2 * np.eye(3)), "determinant 1"),
        (lambda: in_lattice(bhz(100.0), [[1, 0, 1], [0, 1, 0], [0, 0, 1]]), "without repetition"),
    ],
)
def test_refused(call, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
