import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import GRADED_ROOM, graded_rule, solve_small, symmetric_eigen


@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(-8.0, 8.0))
def test_eigen_against_lapack(seed, n, decades):
    rng = np.random.default_rng(seed)
    scale = 10.0 ** (decades * rng.uniform(0, 1, n))
    matrix = rng.normal(size=(n, n)) * np.sqrt(np.outer(scale, scale))
    matrix = matrix + matrix.T
    a, vectors = matrix.copy(), np.empty((n, n))
    symmetric_eigen(a, vectors)
    values, size = np.diag(a), np.abs(matrix).max()
    # rounding of the largest element, a few sweeps of it
    np.testing.assert_allclose(np.sort(values), np.linalg.eigvalsh(matrix), atol=1e-13 * size)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(n), atol=1e-13)
    np.testing.assert_allclose(matrix @ vectors, vectors * values, atol=1e-13 * size)


def test_eigen_of_nan_is_said():
    with pytest.raises(ValueError, match="not converged"):
        symmetric_eigen(np.full((2, 2), np.nan), np.empty((2, 2)))


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_solve_against_lapack(seed, n):
    rng = np.random.default_rng(seed)
    matrix, right = rng.normal(size=(n, n)) + 3.0 * np.eye(n), rng.normal(size=n)
    x = right.copy()
    solve_small(matrix.copy(), x)
    # backward error: the residual in units of the numbers that made it
    assert np.abs(matrix @ x - right).max() < 1e-13 * (1.0 + np.abs(x).max())


def test_singular_is_said():
    with pytest.raises(ValueError, match="singular"):
        solve_small(np.zeros((2, 2)), np.ones(2))


@pytest.mark.parametrize("scale", [1e-12, 1e-5, 0.01, 0.4, 3.0])
def test_graded_rule_for_poles_near_zero(scale):
    x, w = np.empty((2, GRADED_ROOM))
    n = graded_rule(scale, x, w)
    x, w = x[:n], w[:n]
    assert np.sum(w) == pytest.approx(1.0, rel=1e-14)
    # ten points per panel leave 4e-12 of the integrand
    assert w @ (scale / (x**2 + scale**2)) == pytest.approx(np.arctan(1.0 / scale), rel=1e-11)
    assert w @ (1.0 / (x + scale)) == pytest.approx(np.log1p(1.0 / scale), rel=1e-11)
