"""Angular momentum and rotations of real orbitals against algebra and against quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from supra2d.bands._angular_momentum import (
    PAULI,
    SHELLS,
    angular_momentum,
    orbital_moments,
    rotation,
    shell_of,
    spin_rotation,
)
from supra2d.bands._hamiltonian import Hamiltonian, Orbital
from supra2d.core import SupraError

ELL = {"s": 0, "p": 1, "d": 2}
EXACT = 1e-12  # products of small matrices: rounding alone

# written out once more, as functions: the truth that matrices are compared with
HARMONICS = {
    "s": lambda x, y, z: 0 * x + 1 / np.sqrt(4 * np.pi),
    "px": lambda x, y, z: np.sqrt(3 / (4 * np.pi)) * x,
    "py": lambda x, y, z: np.sqrt(3 / (4 * np.pi)) * y,
    "pz": lambda x, y, z: np.sqrt(3 / (4 * np.pi)) * z,
    "dz2": lambda x, y, z: np.sqrt(5 / (16 * np.pi)) * (3 * z**2 - 1),
    "dxz": lambda x, y, z: np.sqrt(15 / (4 * np.pi)) * x * z,
    "dyz": lambda x, y, z: np.sqrt(15 / (4 * np.pi)) * y * z,
    "dx2-y2": lambda x, y, z: np.sqrt(15 / (16 * np.pi)) * (x**2 - y**2),
    "dxy": lambda x, y, z: np.sqrt(15 / (4 * np.pi)) * x * y,
}


def sphere():
    """Points and weights on the unit sphere, exact for the polynomials here."""
    cosines, weights = np.polynomial.legendre.leggauss(8)
    phi = 2 * np.pi * np.arange(16) / 16
    c, p = np.meshgrid(cosines, phi, indexing="ij")
    s = np.sqrt(1 - c**2)
    points = np.stack([s * np.cos(p), s * np.sin(p), c], axis=-1).reshape(-1, 3)
    return points, np.repeat(weights, 16) * 2 * np.pi / 16


turns = st.tuples(*[st.floats(-3.0, 3.0) for _ in range(3)], st.booleans()).map(
    lambda v: Rotation.from_rotvec(v[:3]).as_matrix() * (-1 if v[3] else 1)
)


@pytest.mark.parametrize("shell", SHELLS)
def test_commutators_and_length(shell):
    L = angular_momentum(shell)
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        np.testing.assert_allclose(L[i] @ L[j] - L[j] @ L[i], 1j * L[k], atol=EXACT)
    square = sum(m @ m for m in L)
    np.testing.assert_allclose(
        square, ELL[shell] * (ELL[shell] + 1) * np.eye(len(square)), atol=EXACT
    )
    np.testing.assert_allclose(L, np.conj(np.swapaxes(L, 1, 2)), atol=EXACT)


@pytest.mark.parametrize("shell", SHELLS)
@given(R=turns)
def test_rotation_is_that_of_the_functions(shell, R):
    """D from integrals over the sphere of phi_b(r) phi_a(R^-1 r)."""
    points, weights = sphere()
    before = np.array([HARMONICS[name](*points.T) for name in SHELLS[shell]])
    after = np.array([HARMONICS[name](*(points @ R).T) for name in SHELLS[shell]])
    np.testing.assert_allclose(rotation(shell, R), (before * weights) @ after.T, atol=1e-11)


@pytest.mark.parametrize("shell", SHELLS)
@given(A=turns, B=turns)
def test_rotations_compose(shell, A, B):
    np.testing.assert_allclose(
        rotation(shell, A @ B), rotation(shell, A) @ rotation(shell, B), atol=EXACT
    )


@pytest.mark.parametrize("shell", SHELLS)
@given(R=turns)
def test_angular_momentum_turns_as_an_axial_vector(shell, R):
    D, L = rotation(shell, R), angular_momentum(shell)
    turned = np.einsum("ab,ibc,dc->iad", D, L, D)
    axial = np.linalg.det(R) * np.einsum("ij,jab->iab", R.T, L)
    np.testing.assert_allclose(turned, axial, atol=EXACT)


@pytest.mark.parametrize("shell", SHELLS)
def test_inversion_is_the_parity_of_the_shell(shell):
    n = len(SHELLS[shell])
    np.testing.assert_array_equal(
        rotation(shell, -np.eye(3)).round(15), (-1) ** ELL[shell] * np.eye(n)
    )


def test_angular_momentum_is_the_generator_of_rotations():
    from scipy.linalg import expm

    vector = np.array([0.3, -1.1, 0.7])
    R = Rotation.from_rotvec(vector).as_matrix()
    for shell in SHELLS:
        generated = expm(-1j * np.tensordot(vector, angular_momentum(shell), axes=1))
        np.testing.assert_allclose(generated, rotation(shell, R), atol=EXACT)


def test_signs_from_r_cross_p():
    """L_z = -i d/dphi: cos 2 phi goes to 2i sin 2 phi, x to i y."""
    d, p = angular_momentum("d"), angular_momentum("p")
    names = SHELLS["d"]
    assert d[2][names.index("dxy"), names.index("dx2-y2")] == pytest.approx(2j)
    assert p[2][1, 0] == pytest.approx(1j)


@given(A=turns, B=turns)
def test_spins_turn_like_vectors(A, B):
    U = spin_rotation(A)
    turned = np.einsum("ab,ibc,dc->iad", U, PAULI, U.conj())
    axial = np.linalg.det(A) * np.einsum("ij,jab->iab", A.T, PAULI)
    np.testing.assert_allclose(turned, axial, atol=EXACT)
    both, one = spin_rotation(A @ B), U @ spin_rotation(B)  # a representation up to the sign
    assert min(np.abs(both - one).max(), np.abs(both + one).max()) < 1e-11


def test_part_of_a_shell_has_the_part_of_L():
    shapes = ("dz2", "dxy", "dx2-y2")
    orbitals = tuple(Orbital("Mo", 0, s) for s in shapes)
    H = Hamiltonian(np.eye(3), np.zeros((1, 3), int), np.zeros((1, 3, 3), complex), orbitals)
    L = orbital_moments(H)
    np.testing.assert_allclose(L[2], [[0, 0, 0], [0, 0, 2j], [0, -2j, 0]], atol=EXACT)
    np.testing.assert_allclose(L[:2], 0, atol=EXACT)  # L_x, L_y leave the three


@pytest.mark.parametrize(
    "call",
    [
        lambda: angular_momentum("f"),
        lambda: rotation("p", np.diag([1.0, 2.0, 1.0])),
        lambda: spin_rotation(np.eye(2)),
        lambda: shell_of(Orbital(shape="dzz")),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(SupraError):
        call()
