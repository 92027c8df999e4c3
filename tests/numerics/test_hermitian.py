import multiprocessing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import _threads, hermitian_eigen, hermitian_eigenvalues


def random_unitary(rng, n):
    q, r = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))
    return q * (np.diag(r) / np.abs(np.diag(r)))


def with_levels(rng, levels):
    u = random_unitary(rng, len(levels))
    return (u * np.asarray(levels, dtype=float)) @ u.conj().T


def check(matrices):
    """Against LAPACK: 1e-12 of the norm is thousands of roundings."""
    values, vectors = hermitian_eigen(matrices)
    expected = np.linalg.eigvalsh(matrices)
    norm = np.abs(expected).max(axis=-1)[..., None, None]
    n = matrices.shape[-1]
    assert np.all(np.abs(values - expected)[..., None] <= 1e-12 * norm)
    assert np.all(np.abs(matrices @ vectors - vectors * values[..., None, :]) <= 1e-12 * norm)
    np.testing.assert_allclose(
        np.swapaxes(vectors.conj(), -1, -2) @ vectors,
        np.broadcast_to(np.eye(n), matrices.shape),
        atol=1e-12,
    )
    alone = hermitian_eigenvalues(matrices)
    assert np.all(np.abs(alone - values)[..., None] <= 1e-12 * norm)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 3))
def test_random_against_lapack(seed, n, count):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(count, n, n)) + 1j * rng.normal(size=(count, n, n))
    check(a + np.swapaxes(a.conj(), -1, -2))


@pytest.mark.parametrize("n", [12, 22, 70])
def test_larger_ones(n):
    rng = np.random.default_rng(n)
    check(np.array([with_levels(rng, rng.normal(size=n)) for _ in range(2)]))


@pytest.mark.parametrize(
    "levels",
    [
        [1.0, 1.0, 1.0, 1.0],
        [-2.0, -2.0, 3.0, 3.0],
        [1.0, 1.0 + 1e-13, 1.0 + 2e-13, 5.0],
        [0.0, 0.0, 0.0, 1e-9],
        [1e150, 1.0, 0.0, -1e150],
        [1e-160, 2e-160, -3e-160, 0.0],
    ],
    ids=["all equal", "doublets", "clustered", "nearly zero", "large", "small"],
)
def test_degenerate_levels(levels):
    check(with_levels(np.random.default_rng(3), levels)[None])


def test_diagonal_zero_and_blocks():
    blocks = np.zeros((4, 4), dtype=complex)
    blocks[:2, :2] = [[1.0, 2j], [-2j, 1.0]]
    blocks[2:, 2:] = [[0.0, 1e-170], [1e-170, 0.0]]
    check(np.array([np.diag([3.0, -1.0, 3.0, 0.0]).astype(complex), np.zeros((4, 4)), blocks]))


def test_shapes():
    assert hermitian_eigenvalues(np.zeros((2, 3, 4, 4))).shape == (2, 3, 4)
    values, vectors = hermitian_eigen(np.full((5, 1, 1), 2.0))
    assert values.shape == (5, 1) and np.all(values == 2.0) and np.all(vectors == 1.0)
    assert hermitian_eigen(np.empty((0, 3, 3)))[1].shape == (0, 3, 3)


def test_only_the_lower_triangle_is_read():
    a = np.array([[1.0, np.nan], [1j, -1.0]])
    np.testing.assert_allclose(hermitian_eigenvalues(a), [-np.sqrt(2.0), np.sqrt(2.0)], rtol=1e-14)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_is_said(wrong):
    a = np.zeros((3, 2, 2))
    a[1, 1, 0] = wrong
    with pytest.raises(ValueError, match="expected finite"):
        hermitian_eigen(a)
    with pytest.raises(ValueError, match="expected finite"):
        hermitian_eigen(np.pad(a, ((0, 0), (0, 70), (0, 70))))


def test_two_threads_give_the_same(monkeypatch):
    rng = np.random.default_rng(5)
    a = rng.normal(size=(130, 2, 2)) + 0j
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    one = hermitian_eigen(a)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    two = hermitian_eigen(a)
    # groups of other sizes go through the same steps; sums may be reordered
    np.testing.assert_allclose(one[0], two[0], rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(np.abs(one[1]), np.abs(two[1]), atol=1e-12)


def test_number_of_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert _threads.thread_count() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert _threads.thread_count() >= 1
    monkeypatch.setattr(_threads, "parent_process", lambda: multiprocessing.current_process())
    assert _threads.thread_count() == 1
