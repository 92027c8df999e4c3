"""Fourfold levels and their doublets, from matrices whose levels are known."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.dft import GammaStates, fourfold_levels

X, Y, Z = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1.0, -1.0])


def gamma(scalar: list[float], coupling: np.ndarray) -> GammaStates:
    """Scalar levels with a coupling in the basis of level times spin."""
    n = len(scalar)
    energies, states = np.linalg.eigh(np.kron(np.diag(scalar), np.eye(2)) + coupling)
    vectors = states.T.reshape(2 * n, n, 2)
    weights = {
        "Sn px, py": (np.abs(vectors[:, 1:3]) ** 2).sum(axis=(1, 2)),
        "Sn s": (np.abs(vectors[:, 0]) ** 2).sum(axis=1),
    }
    return GammaStates(np.array(scalar), energies, vectors, weights)


def on_pair(matrix: np.ndarray, levels: int = 3, first: int = 1) -> np.ndarray:
    """An operator on two neighbouring levels and the spin, zero elsewhere."""
    whole = np.zeros((2 * levels, 2 * levels), dtype=complex)
    whole[2 * first : 2 * first + 4, 2 * first : 2 * first + 4] = matrix
    return whole


def test_a_pair_of_p_orbitals_splits_by_twice_lambda_with_its_spin_tied() -> None:
    # lambda L_z sigma_z of px and py, whose L_z is tau_y
    found = fourfold_levels(gamma([-3000.0, -100.0, -100.0], on_pair(40.0 * np.kron(Y, Z))))
    assert len(found) == 1
    low, high = found[0].energies
    # exact to rounding of numbers of some thousand meV
    assert low == pytest.approx(-140.0, abs=1e-9)
    assert high == pytest.approx(-60.0, abs=1e-9)
    assert found[0].character == "Sn px, py"
    assert found[0].locking == pytest.approx(1.0, abs=1e-9)


def test_a_coupling_that_is_not_along_the_normal_is_seen_in_the_locking() -> None:
    # the same splitting with spins in the plane: Tr(P sigma_z) vanishes
    (found,) = fourfold_levels(gamma([-3000.0, -100.0, -100.0], on_pair(40.0 * np.kron(Y, X))))
    assert found.energies[1] - found.energies[0] == pytest.approx(80.0, abs=1e-9)
    assert found.locking == pytest.approx(0.0, abs=1e-9)


def test_spin_flips_to_another_level_count_in_the_energies() -> None:
    # the l = 1 shell in a crystal field, pz lowest: L.S takes one of the doublets to pz
    L = np.zeros((3, 3, 3), dtype=complex)  # in pz, px, py: (L_a)_bc = -i eps_abc
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        L[a, b, c], L[a, c, b] = -1j, 1j
    zxy = np.ix_([2, 0, 1], [2, 0, 1])
    coupling = sum(np.kron(L[i][zxy], s) for i, s in enumerate((X, Y, Z)))  # twice L.S
    (found,) = fourfold_levels(gamma([-2000.0, 0.0, 0.0], 50.0 * coupling))
    # jz = 3/2 is alone with +50; jz = 1/2 sits in [[-50, 50 sqrt2], [50 sqrt2, -2000]]
    lower = np.linalg.eigvalsh([[-50.0, 50.0 * np.sqrt(2)], [50.0 * np.sqrt(2), -2000.0]])[1]
    assert found.energies == pytest.approx((lower, 50.0), abs=1e-9)
    # the share that pz takes lowers the tie of that doublet alone
    assert 0.99 < found.locking <= 1.0 + 1e-12


@pytest.mark.parametrize(
    "scalar",
    [
        [-3000.0, -100.0, -90.0],  # no pair
        [-100.0, -100.0, -100.0],  # three levels: an accident, or a cubic crystal
    ],
)
def test_what_is_no_pair_is_left_out(scalar: list[float]) -> None:
    assert fourfold_levels(gamma(scalar, on_pair(40.0 * np.kron(Y, Z)))) == []


def test_a_pair_without_coupling_has_no_doublets() -> None:
    assert fourfold_levels(gamma([-3000.0, 0.0, 0.0], np.zeros((6, 6)))) == []


def test_a_pair_that_dissolves_in_another_one_is_left_out() -> None:
    # four levels within 2 meV of each other, mixed by a coupling much larger than that
    mixing = np.kron(np.kron(X, np.eye(2)), np.eye(2)) * 300.0
    own = np.kron(np.kron(np.eye(2), Y), Z) * 20.0
    assert fourfold_levels(gamma([0.0, 0.0, 2.0, 2.0], mixing + own))[:1] == []
