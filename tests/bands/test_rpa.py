"""Enhanced susceptibilities against the exact cases and a many-electron space built by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from supra2d.bands import (
    Kanamori,
    Orbital,
    rpa,
    stoner_factor,
    stoner_scan,
    susceptibility,
    susceptibility_zone,
    three_band,
    uniform_susceptibility,
    with_spin,
)
from supra2d.bands._bloch import bloch_states
from supra2d.bands._kanamori import interaction_matrix
from supra2d.bands._susceptibility_fft import orbital_bubble
from supra2d.core import InputError, NameUnknownError
from supra2d.core.constants import K_B

from ._response import random_layer, square_band


def operators(size: int) -> list[np.ndarray]:
    """Annihilation operators of fermions, by strings of signs."""
    lower, sign, one = np.array([[0.0, 1.0], [0.0, 0.0]]), np.diag([1.0, -1.0]), np.eye(2)
    found = []
    for n in range(size):
        whole = np.ones((1, 1))
        for m in range(size):
            whole = np.kron(whole, sign if m < n else lower if m == n else one)
        found.append(whole)
    return found


def many_electron(v: Kanamori, places: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """The Kanamori Hamiltonian in Fock space, term by term as it is written in its docstring."""
    c = operators(2 * places)
    up, down = c[0::2], c[1::2]
    H = np.zeros_like(c[0])
    for a in range(places):
        H += v.U * up[a].T @ up[a] @ down[a].T @ down[a]
        for b in range(places):
            if a != b:
                H += v.J_prime * up[a].T @ down[a].T @ down[b] @ up[b]
                for one in (up, down):
                    for two in (up, down):
                        density = one[a].T @ one[a] @ two[b].T @ two[b]
                        exchange = one[a].T @ two[a] @ two[b].T @ one[b]
                        H += 0.5 * (v.U_prime * density - v.J * exchange)
    return H, c


@pytest.mark.parametrize("electrons", [1, 2, 3, 4, 5])
def test_interaction_is_that_of_many_electrons(electrons: int) -> None:
    """The energy of a Slater determinant is -1/2 rho* V rho, by V and in Fock space."""
    places = 3
    v = Kanamori(1000.0, 700.0, 130.0, 90.0)
    H, c = many_electron(v, places)
    rng = np.random.default_rng(electrons)
    size = 2 * places
    draw = rng.normal(size=(2, size, size))
    filled = np.linalg.qr(draw[0] + 1j * draw[1])[0][:, :electrons]
    state = np.zeros(len(H), dtype=complex)
    state[0] = 1.0
    for level in filled.T:
        state = sum(x * op.T for x, op in zip(level, c, strict=True)) @ state
    rho = (filled.conj() @ filled.T).ravel()  # <c_1+ c_2>
    pairs = np.array([(a, b) for a in range(size) for b in range(size)])
    V = interaction_matrix(v, ["site"] * size, pairs)
    exact = (state.conj() @ H @ state).real
    assert -0.5 * (rho.conj() @ V @ rho).real == pytest.approx(exact, rel=1e-10, abs=1e-10)
    assert np.array_equal(V, V.T)


@pytest.mark.parametrize("spins", [False, True])
def test_one_band_is_enhanced_by_stoners_factor(spins: bool) -> None:
    H, options = square_band(250.0, -300.0, spins=spins), {"temperature": 300.0, "mesh": 12}
    U = 300.0
    bare = susceptibility_zone(H, operators=("zz", "xx", "00"), **options)
    full = rpa(H, Kanamori.invariant(U), operators=("zz", "xx", "00"), **options)
    chi0 = bare.of("zz")
    for name, sign in (("zz", -1.0), ("xx", -1.0), ("00", 1.0)):
        exact = chi0 / (1.0 + sign * U / 2.0 * chi0)
        assert full.enhanced.of(name) == pytest.approx(exact, rel=1e-12)
    assert full.eigenvalues == pytest.approx(U / 2.0 * chi0, rel=1e-12)
    spin = replace(bare, values=bare.values[:2], operators=("zz", "xx"))
    assert stoner_scan(spin, U / 2.0).of("xx") == pytest.approx(full.enhanced.of("xx"), rel=1e-12)
    # points of time leave 1e-8 of the density of states
    dos = uniform_susceptibility(H, **options).dos
    assert full.enhancement("zz")[0] == pytest.approx(stoner_factor(U / 2.0, dos), rel=1e-7)


def test_numbers_of_the_first_principles_perspective() -> None:
    # physics.md A1: S = 3, 4.2 and 6.3
    for product, factor in ((2.0 / 3.0, 3.0), (0.762, 4.2), (0.841, 6.3)):
        assert stoner_factor(product / 3.135e-3, 3.135e-3) == pytest.approx(factor, rel=2e-3)


def test_two_degenerate_orbitals_feel_hunds_exchange() -> None:
    one = square_band(250.0, -300.0)
    two = replace(
        one,
        hoppings=one.hoppings * np.eye(2),
        orbitals=tuple(Orbital("X", 0, shape) for shape in ("px", "py")),
    )
    options = {"temperature": 300.0, "mesh": 8}
    U, J = 300.0, 50.0
    found = rpa(two, Kanamori.invariant(U, J), **options)
    per_spin = susceptibility_zone(one, **options).of("zz") / 2.0
    # both orbitals polarise together: U + J for two of them
    exact = 4.0 * per_spin / (1.0 - (U + J) * per_spin)
    assert found.enhanced.of("zz") == pytest.approx(exact, rel=1e-12)


def test_spins_are_alike_and_channels_apart_without_spin_orbit_coupling() -> None:
    plain = random_layer(3, spins=False, one_atom=True)
    options = {"temperature": 200.0, "mesh": 5, "operators": ("zz", "xx", "yy", "00", "z0", "xy")}
    v = Kanamori(400.0, 180.0, 60.0, 40.0)
    free, full = rpa(plain, v, **options), rpa(with_spin(plain), v, **options)
    largest = free.enhanced.of("zz").max()
    assert largest > 1.2 * free.bare.of("zz").max()
    assert np.abs(free.enhanced.values - full.enhanced.values).max() < 1e-12 * largest  # rounding
    assert np.abs(full.enhanced.of("zz") - full.enhanced.of("xx")).max() < 1e-12 * largest
    assert free.eigenvalues == pytest.approx(full.eigenvalues, rel=1e-10)


def test_invariant_interaction_knows_no_axes() -> None:
    plain = random_layer(3, spins=False, one_atom=True)
    turn = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    turned = replace(plain, hoppings=turn.T @ plain.hoppings @ turn)
    options = {"temperature": 200.0, "mesh": 5}

    def change(v: Kanamori) -> float:
        one, two = (rpa(H, v, **options).enhanced.of("zz") for H in (plain, turned))
        return float(np.abs(one / two - 1.0).max())

    assert change(Kanamori.invariant(200.0, 30.0)) < 1e-10  # rounding
    assert change(Kanamori(200.0, 90.0, 30.0, 30.0)) > 1e-3


def test_bare_part_is_the_susceptibility() -> None:
    H, names = random_layer(3), ("zz", "xx", "xy", "0z")
    options = {"temperature": 100.0, "mesh": 5, "operators": names}
    bare = susceptibility_zone(H, **options)
    found = rpa(H, Kanamori(0.0, 0.0, 0.0, 0.0), **options)
    for scan in (found.bare, found.enhanced):
        # both carry the 1e-8 of their points of time
        assert np.abs(scan.values - bare.values).max() < 2e-8 * np.abs(bare.values).max()
    q = [[0.2, 0.4, 0.0], [0.0, 0.0, 0.0]]
    some = rpa(H, Kanamori(50.0, 0.0, 0.0, 0.0), q=q, **options)
    everywhere = rpa(H, Kanamori(50.0, 0.0, 0.0, 0.0), **options)
    same = everywhere.enhanced.at(q).values
    assert np.abs(some.enhanced.values - same).max() < 1e-12 * np.abs(same).max()  # rounding


def test_uncorrelated_orbitals_follow_the_others() -> None:
    """Against pairs of all orbitals, Hubbard's U written by hand on those of one of them."""
    H = random_layer(3)
    H = replace(
        H, orbitals=tuple(replace(o, shape="p" if o.atom == 1 else "s") for o in H.orbitals)
    )
    U, options = 1500.0, {"temperature": 100.0, "mesh": 4}
    found = rpa(H, Kanamori.invariant(U, 0.0, ["p"]), operators=("zz", "00"), **options)
    pairs = [(a, b) for a in range(6) for b in range(6)]
    up, down = 1, 4
    V = np.zeros((36, 36))
    for one, two, value in (
        ((up, up), (down, down), -U),
        ((down, down), (up, up), -U),
        ((up, down), (up, down), U),
        ((down, up), (down, up), U),
    ):
        V[pairs.index(one), pairs.index(two)] = value
    bubble = orbital_bubble(bloch_states(H, **options), np.arange(6), np.array(pairs))
    for name in ("zz", "00"):
        signs = [(o.spin if name == "zz" else 1.0) for o in H.orbitals]
        moment = np.array([signs[a] if a == b else 0.0 for a, b in pairs])
        centres = np.array([H.positions[a] for a, _ in pairs])
        for q, chi0, ours in zip(found.bare.q, bubble, found.enhanced.of(name), strict=True):
            vertex = moment * np.exp(-2j * np.pi * centres @ q)
            whole = np.linalg.solve(np.eye(36) - chi0 @ V, chi0)
            assert ours == pytest.approx((vertex @ whole @ vertex.conj()).real, rel=1e-10)
    assert 1.05 < found.enhancement("zz").max() < 2.0


def test_spin_orbit_coupling_tells_axes_apart() -> None:
    H = replace(three_band("MoS2"), chemical_potential=-657.0)
    v = Kanamori.invariant(300.0, 50.0, ["dz2", "Mo dxy", "dx2-y2"])
    found = rpa(H, v, temperature=20.0 / K_B, mesh=18)
    assert found.enhancement("zz")[0] > found.enhancement("xx")[0] > 1.2
    assert found.enhanced.interaction == (
        "U = 300 meV, U' = 200 meV, J = 50 meV, J' = 50 meV on dz2, Mo dxy, dx2-y2"
    )
    part = rpa(H, replace(v, orbitals=("dz2",)), temperature=20.0 / K_B, mesh=18)
    assert part.bare.of("zz") == pytest.approx(found.bare.of("zz"), rel=1e-12)
    assert found.enhancement("zz")[0] > part.enhancement("zz")[0] > 1.0


def test_order_is_refused_with_its_place() -> None:
    H, options = square_band(250.0), {"temperature": 300.0, "mesh": 12}
    with pytest.raises(
        InputError, match=r"unstable at q = \(-?0.5, -?0.5, 0\).*eigenvalue.*is 2\."
    ):
        rpa(H, Kanamori.invariant(1000.0), **options)
    bare = susceptibility_zone(H, **options)
    with pytest.raises(InputError, match=r"unstable at q = \(-?0.5, -?0.5, 0\)"):
        stoner_scan(bare, 500.0)
    with pytest.raises(InputError, match="I N is 1"):
        stoner_factor(500.0, 2e-3)


def test_what_cannot_be_enhanced_is_refused() -> None:
    H, options = square_band(250.0, spins=True), {"temperature": 300.0, "mesh": 8}
    with pytest.raises(NameUnknownError, match="unknown orbital 'dxy'"):
        rpa(H, Kanamori.invariant(10.0, 0.0, ["dxy"]), **options)
    mixed = susceptibility(H, [0, 0, 0], operators=("zx",), **options)
    with pytest.raises(InputError, match="the scan holds zx"):
        stoner_scan(mixed, 10.0)
    wide = random_layer(8, spins=True, one_atom=True)
    with pytest.raises(InputError, match="256 pairs of orbitals at 2304 points take 3.6 GB"):
        rpa(wide, Kanamori.invariant(10.0), temperature=100.0, mesh=48)


def test_sites_do_not_mix() -> None:
    """V couples pairs on one atom alone."""
    atoms = ["a", "a", "b", "b"]
    pairs = np.array([(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)])
    V = interaction_matrix(Kanamori.invariant(100.0), atoms, pairs)
    assert not V[:4, 4:].any() and np.array_equal(V[:4, :4], V[4:, 4:])
    assert sorted(np.linalg.eigvalsh(V[:4, :4])) == pytest.approx([-100.0, 100.0, 100.0, 100.0])
    assert all(V[i, j] == 0 for i, j in combinations(range(4), 2) if (i, j) != (0, 3))
