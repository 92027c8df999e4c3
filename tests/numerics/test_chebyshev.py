import numpy as np
import pytest

from supra2d.numerics import chebyshev_interpolate, chebyshev_points


@pytest.mark.parametrize("n", [1, 4, 16])
def test_points_are_the_roots(n):
    roots = np.polynomial.chebyshev.chebroots([0] * n + [1])
    np.testing.assert_allclose(chebyshev_points(n), np.sort(roots)[::-1], atol=1e-14)


def test_interpolation_agrees_with_numpys():
    rng = np.random.default_rng(0)
    points, x = chebyshev_points(12), np.append(rng.uniform(-1, 1, 50), chebyshev_points(12)[3])
    values, y = np.array([np.exp(points) * np.sin(3 * points), points**3]), np.empty((2, 51))
    chebyshev_interpolate(values, np.array([x, -x]), y)
    twins = [
        np.polynomial.Chebyshev.fit(points, row, 11, domain=[-1, 1])(at)
        for row, at in zip(values, (x, -x), strict=True)
    ]
    # the same polynomials by another formula: rounding
    np.testing.assert_allclose(y, twins, atol=1e-13)
