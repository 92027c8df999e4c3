import numpy as np
import pytest

from supra2d.numerics import chebyshev_coefficients, chebyshev_points, chebyshev_sum


@pytest.mark.parametrize("n", [1, 4, 16])
def test_points_are_the_roots(n):
    roots = np.polynomial.chebyshev.chebroots([0] * n + [1])
    np.testing.assert_allclose(chebyshev_points(n), np.sort(roots)[::-1], atol=1e-14)


def test_coefficients_agree_with_numpys():
    points = chebyshev_points(12)
    values = np.array([np.exp(points) * np.sin(3 * points), points**3])
    twins = [np.polynomial.chebyshev.chebfit(points, row, 11) for row in values]
    # the same numbers from least squares: rounding
    np.testing.assert_allclose(chebyshev_coefficients(values), twins, atol=1e-13)


@pytest.mark.parametrize("n", [1, 2, 12])
def test_the_sum_agrees_with_numpys(n):
    rng = np.random.default_rng(0)
    coefficients, x = rng.normal(size=n), np.append(rng.uniform(-1, 1, 50), [-1.0, 1.0])
    found = [chebyshev_sum(coefficients, at) for at in x]
    np.testing.assert_allclose(found, np.polynomial.chebyshev.chebval(x, coefficients), atol=1e-13)
