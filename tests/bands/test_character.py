from dataclasses import replace

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    bands_on_mesh,
    fermi_contours,
    orbital_momentum,
    orbital_weights,
    polarisation,
    pseudospin,
    soc_splitting,
    spin_expectation,
    spin_texture,
    splitting_map,
    splitting_on_surface,
    three_band,
    zone_mesh,
)
from supra2d.core import InputError

K, K2, GM = (2 / 3, -1 / 3, 0.0), (-2 / 3, 1 / 3, 0.0), (0.0, 0.21, 0.0)
MOS2 = three_band("MoS2")
MU = -657.2261


def rashba(alpha: float = 5.0) -> Hamiltonian:
    """Square lattice with H = ... + alpha (sin ky sigma_x - sin kx sigma_y)."""
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    sx, sy = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
    hoppings = np.array(
        [np.zeros((2, 2)), *(-100.0 * np.eye(2) - s * 0.5j * alpha * -sy for s in (1, -1))]
        + [-100.0 * np.eye(2) - s * 0.5j * alpha * sx for s in (1, -1)],
        dtype=complex,
    )
    orbitals = (Orbital("Pb", 0, "s", 1), Orbital("Pb", 0, "s", -1))
    return Hamiltonian(3e-10 * np.eye(3), R, hoppings, orbitals)


def test_weights_of_orbitals():
    _, states = MOS2.eigenstates([K, GM])
    weights = orbital_weights(MOS2, states)
    assert list(weights) == ["Mo dz2", "Mo dxy", "Mo dx2-y2"]
    np.testing.assert_allclose(sum(weights.values()), 1.0, rtol=1e-12)
    # at K the top of the valence band is (x2-y2 + i xy)/sqrt 2
    assert weights["Mo dxy"][0, :2] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert weights["Mo dz2"][0, 2:4] == pytest.approx([1.0, 1.0], abs=1e-12)


def test_momentum_is_four_times_the_imaginary_part():
    rng = np.random.default_rng(0)
    states = rng.normal(size=(20, 6, 1)) + 1j * rng.normal(size=(20, 6, 1))
    states /= np.linalg.norm(states, axis=1, keepdims=True)
    eta, beta = states[:, [2, 5], 0], states[:, [1, 4], 0]  # x2-y2 and xy, each spin
    expected = 4.0 * np.sum((eta.conj() * beta).imag, axis=1)
    assert orbital_momentum(MOS2, states)[:, 0] == pytest.approx(expected, abs=1e-14)


def test_momentum_of_circular_states():
    circular = np.array([0, 1j, 1, 0, 0, 0])[:, None] / np.sqrt(2)
    assert orbital_momentum(MOS2, circular) == pytest.approx([2.0])
    p = replace(
        rashba(),
        orbitals=(Orbital("Se", 1, "px", 1), Orbital("Se", 1, "py", 1)),
    )
    assert orbital_momentum(p, np.array([[1], [1j]]) / np.sqrt(2)) == pytest.approx([1.0])
    assert orbital_momentum(p, np.array([[1], [1j]]) / np.sqrt(2), atom=1) == pytest.approx([1.0])
    with pytest.raises(InputError, match="no orbital sits on atom 7"):
        orbital_momentum(p, np.eye(2), atom=7)


def test_spins():
    states = np.array([[1, 1, 1], [0, 1, 1j]]) / np.array([1.0, np.sqrt(2), np.sqrt(2)])
    np.testing.assert_allclose(
        spin_expectation(rashba(), states), [[0, 0, 1], [1, 0, 0], [0, 1, 0]], atol=1e-15
    )


def test_splitting_at_the_corner_is_twice_lambda():
    up, down = soc_splitting(MOS2, K), soc_splitting(MOS2, K2)
    # lambda = 73 meV; the state z2 does not split
    assert up.splitting == pytest.approx([146.0, 0.0, -146.0], abs=1e-9)
    assert down.splitting == pytest.approx([-146.0, 0.0, 146.0], abs=1e-9)
    assert up.bands[0].tolist() == [1, 0] and down.bands[0].tolist() == [0, 1]


def test_partners_are_those_of_the_same_orbital():
    """Of two blocks without spin-flip, partners follow the orbital through crossings."""
    H = three_band("WS2")
    for k in ([0.31, 0.11, 0.0], [0.5, 0.2, 0.0]):
        up, down = (np.linalg.eigvalsh(H.matrices(k)[s, s]) for s in (slice(0, 3), slice(3, 6)))
        assert soc_splitting(H, k).splitting == pytest.approx(up - down, abs=1e-9)


def test_splitting_map_is_odd_and_vanishes_towards_m():
    split = splitting_map(MOS2, (0, 1), 12)
    opposite = np.roll(split[::-1, ::-1], 1, axis=(0, 1))
    # rounding of energies of 3e3 meV
    np.testing.assert_allclose(split, -opposite, atol=1e-9)
    assert np.abs(split[0]).max() < 1e-9
    assert split[8, 8] == pytest.approx(split[4, 4] * -1, abs=1e-9)
    assert np.abs(split).max() == pytest.approx(146.0, abs=1e-9)
    up = MOS2.matrices(zone_mesh(MOS2, 12))[..., :3, :3]
    down = MOS2.matrices(zone_mesh(MOS2, 12))[..., 3:, 3:]
    exact = np.linalg.eigvalsh(up)[..., 0] - np.linalg.eigvalsh(down)[..., 0]
    np.testing.assert_allclose(split, exact, atol=1e-9)


def test_splitting_on_the_surface():
    for c in fermi_contours(MOS2, MU, 60):
        split = splitting_on_surface(MOS2, c)
        up, down = (
            np.linalg.eigvalsh(MOS2.matrices(c.k)[:, s, s])[:, 0]
            for s in (slice(0, 3), slice(3, 6))
        )
        np.testing.assert_allclose(split, up - down, atol=1e-9)
        if c.name == "Gamma":
            # zero on the six lines Gamma-M between its lobes
            signs = np.sign(split[np.abs(split) > 1e-6])
            assert np.count_nonzero(signs != np.roll(signs, 1)) == 6
        else:
            assert np.all(np.sign(split) == (1 if c.name == "K" else -1))


def test_texture_of_rashba():
    H = rashba()
    k = zone_mesh(H, 8)[1:4, 1:4]
    kx, ky = np.sin(2 * np.pi * k[..., 0]), np.sin(2 * np.pi * k[..., 1])
    size = np.hypot(kx, ky)
    expected = np.stack([-ky / size, kx / size, np.zeros_like(size)], axis=-1)
    below = size > 1e-9  # the lower band is against the field alpha (sin ky, -sin kx)
    # 1e-6 meV decides between degenerate spins, against a splitting of some 5 meV
    np.testing.assert_allclose(spin_texture(H, k, 0)[below], expected[below], atol=1e-6)
    np.testing.assert_allclose(spin_texture(H, k, 1)[below], -expected[below], atol=1e-6)
    c = fermi_contours(H, -150.0, 48)[0]
    kx, ky = np.sin(2 * np.pi * c.k[:, 0]), np.sin(2 * np.pi * c.k[:, 1])
    exact = np.stack([-ky, kx], axis=-1) / np.hypot(kx, ky)[:, None]
    # spins are those of the last Newton step, within 1e-6 of a reciprocal vector
    np.testing.assert_allclose(c.spin[:, :2], exact if c.band == 0 else -exact, atol=1e-4)


def test_pseudospin_is_the_same_in_both_valleys():
    assert pseudospin(MOS2, [K, K2], 1) == pytest.approx([2.0, 2.0], abs=1e-9)
    assert pseudospin(MOS2, [K, K2], 0) == pytest.approx([-2.0, -2.0], abs=1e-9)
    with pytest.raises(InputError, match="a number from 0 to 5"):
        pseudospin(MOS2, K, 6)


def test_polarisation_of_pockets():
    contours = fermi_contours(MOS2, MU, 80)
    spin = polarisation(contours)
    assert spin["K"][2] == pytest.approx(-spin["K'"][2], rel=1e-5)
    # spins cross on Gamma-M, where a contour of 80 points has its kinks
    assert np.abs(spin["Gamma"]).max() < 1e-2
    by_hand = [(c.weight.sum(), np.sign(c.spin[0, 2])) for c in contours if c.name == "K"]
    total = sum(w for w, _ in by_hand)
    assert spin["K"][2] == pytest.approx(sum(w * s for w, s in by_hand) / total, rel=1e-9)


def test_a_field_polarises():
    field = 20.0 * np.diag([1.0, 1, 1, -1, -1, -1])
    hoppings = MOS2.hoppings.copy()
    hoppings[(MOS2.R == 0).all(axis=1)] += field
    H = replace(MOS2, hoppings=hoppings)
    before = polarisation(fermi_contours(MOS2, MU, 80))
    after = polarisation(fermi_contours(H, MU, 80))
    # more holes of one spin in both valleys
    assert after["K"][2] > before["K"][2] and after["K'"][2] > before["K'"][2]
    assert bands_on_mesh(H, 2)[0, 0, 1] - bands_on_mesh(H, 2)[0, 0, 0] == pytest.approx(40.0)
