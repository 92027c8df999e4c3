"""Straight lines have closed forms: ordinary, Deming, York, generalised least squares."""

import numpy as np
import pytest

from supra2d.core import make_table
from supra2d.fit import fit_table

from ._toys import LINE, toy

X = np.array([0.0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4])
Y = np.array([5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5])


def normal_equations(x, y, covariance):
    A = np.column_stack([np.ones_like(x), x])
    weight = np.linalg.inv(covariance)
    inverse = np.linalg.inv(A.T @ weight @ A)
    return inverse @ A.T @ weight @ y, inverse


def values(outcome):
    return np.array([outcome.values["a"], outcome.values["b"]])


def test_errors_in_y_against_the_normal_equations():
    ey = np.linspace(0.1, 0.4, X.size)
    outcome = fit_table(LINE, make_table(X, Y, field_error=ey), birge=False)
    best, covariance = normal_equations(X, Y, np.diag(ey**2))
    # a linear problem: only rounding and the numeric derivative (1e-9) remain
    np.testing.assert_allclose(values(outcome), best, rtol=1e-8)
    np.testing.assert_allclose(outcome.covariance, covariance, rtol=1e-6)
    residual = (Y - best[0] - best[1] * X) / ey
    assert outcome.fit.chi2 == pytest.approx(residual @ residual, rel=1e-9)
    assert outcome.fit.dof == 8
    # 0.99446: the quantile of a normal distribution for 68 %
    for i, name in enumerate("ab"):
        half = 0.9944578832097529 * np.sqrt(covariance[i, i])
        low, high = outcome.intervals[name]
        # MINOS finds the ends of a parabola to its tolerance of about 1e-3 of the half-width
        assert (high - low) / 2 == pytest.approx(half, rel=5e-3)


def test_deming():
    # constant ratio of the errors: the slope has a closed form (york2004 in this limit)
    ex, ey = 0.2, 0.3
    delta = (ey / ex) ** 2
    sxx, syy, sxy = np.var(X), np.var(Y), np.cov(X, Y, bias=True)[0, 1]
    b = (syy - delta * sxx + np.sqrt((syy - delta * sxx) ** 2 + 4 * delta * sxy**2)) / (2 * sxy)
    outcome = fit_table(LINE, make_table(X, Y, temperature_error=ex, field_error=ey))
    np.testing.assert_allclose(values(outcome), [Y.mean() - b * X.mean(), b], rtol=1e-7)


def test_pearson_data_with_york_weights():
    # york2004: a = 5.47991022, b = -0.480533407, chi2 = 11.8663532
    wx = np.array([1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1.0])
    wy = np.array([1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500])
    table = make_table(X, Y, temperature_error=wx**-0.5, field_error=wy**-0.5)
    outcome = fit_table(LINE, table, birge=False)
    np.testing.assert_allclose(values(outcome), [5.47991022, -0.480533407], rtol=1e-7)
    assert outcome.fit.chi2 == pytest.approx(11.8663532, rel=1e-7)
    # standard errors of the same paper, to the digits printed there
    np.testing.assert_allclose(np.sqrt(np.diag(outcome.covariance)), [0.295, 0.058], rtol=1e-3)


def test_exact_y_is_the_regression_of_x_on_y():
    outcome = fit_table(LINE, make_table(X, Y, temperature_error=0.2))
    (c, m), _ = normal_equations(Y, X, np.eye(X.size))
    # the floor on the exact axis adds 1e-4 of a variance; the slope moves by a tenth of that
    np.testing.assert_allclose(values(outcome), [-c / m, 1.0 / m], rtol=1e-5)


@pytest.mark.parametrize("axis", ["y", "x", "both"])
def test_shared_sources_equal_the_full_covariance(axis):
    rng = np.random.default_rng(0)
    ey, slope = 0.2, -0.5
    Sy = rng.normal(scale=0.3, size=(X.size, 2)) * (axis != "x")
    Sx = rng.normal(scale=0.3, size=(X.size, 1)) * (axis != "y")
    line = toy("tilted", lambda x, a: a + slope * x, a=0.0)
    table = make_table(X, Y, field_error=ey, temperature_shared=Sx, field_shared=Sy)
    outcome = fit_table(line, table, birge=False)
    # an error of x moves a line of known slope in y
    full = ey**2 * np.eye(X.size) + Sy @ Sy.T + slope**2 * Sx @ Sx.T
    weight = np.linalg.inv(full)
    ones = np.ones(X.size)
    best = ones @ weight @ (Y - slope * X) / (ones @ weight @ ones)
    miss = Y - slope * X - best
    assert outcome.values["a"] == pytest.approx(best, rel=1e-8)
    assert outcome.covariance[0, 0] == pytest.approx(1.0 / (ones @ weight @ ones), rel=1e-6)
    assert outcome.fit.chi2 == pytest.approx(miss @ weight @ miss, rel=1e-8)


def test_chi2_ratio_widens_the_intervals():
    table = make_table(X, Y, field_error=0.05)
    honest, narrow = fit_table(LINE, table), fit_table(LINE, table, birge=False)
    ratio = honest.fit.chi2 / honest.fit.dof
    assert ratio > 2.0
    np.testing.assert_allclose(honest.covariance, ratio * narrow.covariance, rtol=1e-9)
    assert honest.fit.status == "warning" and "Birge" in honest.fit.message


def test_no_errors_at_all_uses_the_scatter():
    outcome = fit_table(LINE, make_table(X, Y))
    best, unit = normal_equations(X, Y, np.eye(X.size))
    sigma2 = np.sum((Y - best[0] - best[1] * X) ** 2) / 8
    np.testing.assert_allclose(values(outcome), best, rtol=1e-8)
    np.testing.assert_allclose(outcome.covariance, sigma2 * unit, rtol=1e-6)
    assert outcome.fit.chi2 == pytest.approx(8.0, rel=1e-9)
    assert "without errors" in outcome.fit.message
