"""Expected information against integrals by quadrature and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from supra2d.fit import Forecast, Rival, best_sequence


def two(apart: float, *, top: float = np.inf, share: float = 0.5, spread: float = 0.0) -> Forecast:
    """Two normals with errors of one; true values spread by ``spread``."""
    mean = np.array([[0.0], [apart]])
    covariance = np.full((2, 1, 1), spread**2)
    weights, groups = np.array([share, 1.0 - share]), np.array([0, 1])
    return Forecast(weights, groups, mean, covariance, np.ones((2, 1)), np.array([top]))


def exact(apart: float, share: float = 0.5, sigma: float = 1.0) -> float:
    """The same by adaptive quadrature."""

    def density(y: float) -> float:
        p = share * norm.pdf(y, 0.0, sigma), (1.0 - share) * norm.pdf(y, apart, sigma)
        total = sum(p)
        shares = share, 1.0 - share
        return sum(a * np.log2(a / (total * s)) for a, s in zip(p, shares, strict=True) if a > 0)

    return float(quad(density, -8.0 * sigma, apart + 8.0 * sigma, limit=200)[0])


@pytest.mark.parametrize("apart", [0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_two_normals(apart: float, share: float) -> None:
    (found,) = two(apart, share=share).gains()
    true = exact(apart, share)
    # 48 outcomes are told apart: never too much, and too little by a few per cent at most
    assert 0.95 * true < found <= true


def test_limits() -> None:
    assert two(0.0).gains()[0] == pytest.approx(0.0, abs=1e-12)
    far = two(30.0)
    assert far.open == pytest.approx(1.0)
    assert far.gains()[0] == pytest.approx(1.0, rel=0.01)  # one outcome of 48 holds both


def test_spread_counts_as_error() -> None:
    assert two(2.0, spread=1.5).gains()[0] == pytest.approx(exact(2.0, sigma=3.25**0.5), rel=0.03)


def test_above_the_top_is_an_outcome() -> None:
    # a top between two normals far apart tells all, one below both nothing
    assert two(12.0, top=6.0).gains()[0] == pytest.approx(1.0, rel=0.01)
    assert two(12.0, top=-9.0).gains()[0] == pytest.approx(0.0, abs=1e-6)
    # below or above: a binary outcome
    p = norm.sf(0.0), norm.sf(-1.0)
    coarse = two(1.0, top=0.0).gains()[0]
    binary = _entropy(np.mean(p)) - 0.5 * (_entropy(p[0]) + _entropy(p[1]))
    assert binary < coarse < exact(1.0)


def _entropy(p: float) -> float:
    return float(-p * np.log2(p) - (1.0 - p) * np.log2(1.0 - p))


def joint() -> Forecast:
    """Two hypotheses that differ in how two values go together more than in either."""
    covariance = np.array([[[1.0, 0.9], [0.9, 1.0]], [[1.0, 0.9], [0.9, 1.0]]])
    mean = np.array([[0.0, 0.0], [0.8, -0.8]])
    return Forecast(np.array([0.5, 0.5]), np.array([0, 1]), mean, covariance,
                    np.full((2, 2), 0.3), np.full(2, np.inf))  # fmt: skip


def test_a_sequence_adds_up_to_the_joint_information() -> None:
    forecast = joint()
    first, second = best_sequence(forecast, 2)
    assert {first.index, second.index} == {0, 1}
    rng = np.random.default_rng(0)
    laws = [
        multivariate_normal(m, c + 0.09 * np.eye(2))
        for m, c in zip(forecast.mean, forecast.covariance, strict=True)
    ]
    y = np.vstack([law.rvs(20_000, random_state=rng) for law in laws])
    p = np.array([law.pdf(y) for law in laws])
    own = np.where(np.arange(len(y)) < 20_000, p[0], p[1])
    brute = float(np.mean(np.log2(own / p.mean(axis=0))))
    # 64 imagined outcomes: the standard error is stated; brute force knows 0.005
    assert first.gain + second.gain == pytest.approx(brute, abs=3.0 * second.error + 0.02)
    assert second.gain > first.gain  # together they tell more than twice one


def test_what_was_measured_well_is_not_advised_again() -> None:
    covariance = np.zeros((2, 2, 2))
    mean = np.array([[0.0, 0.0], [9.0, 1.0]])
    forecast = Forecast(np.array([0.5, 0.5]), np.array([0, 1]), mean, covariance,
                        np.ones((2, 2)), np.full(2, np.inf))  # fmt: skip
    (only,) = best_sequence(forecast, 3, least=0.02)
    assert only.index == 0 and only.decided > 0.95


def test_censored_outcomes_move_what_is_known_by_the_normal_law() -> None:
    # y above 1 of a standard normal truth with error 1: moments of a truncated bivariate normal
    from supra2d.fit._information import _followed

    covariance = np.array([[[1.0, 1.0], [1.0, 1.0]]])
    forecast = Forecast(np.ones(1), np.zeros(1, dtype=int), np.zeros((1, 2)), covariance,
                        np.ones((1, 2)), np.array([1.0, np.inf]))  # fmt: skip
    state = _followed(forecast, [0], 0, np.array([3.0]))
    rng = np.random.default_rng(1)
    truth = rng.normal(size=400_000)
    seen = truth[truth + rng.normal(size=truth.size) > 1.0]
    # scatter of the sample: 1 / sqrt(100 000) of the mean, twice that of the variance
    assert state.mean[0, 1] == pytest.approx(seen.mean(), abs=0.01)
    assert state.variance[0, 1] == pytest.approx(seen.var(), abs=0.015)


def test_draws_become_normals_with_their_moments() -> None:
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(size=(600, 1))) * np.array([[1.0, 2.0]])
    forecast = Forecast.of([Rival(0, 1.0, values, np.ones_like(values))], np.full(2, np.inf))
    w = forecast.weights
    mean = w @ forecast.mean
    total = np.einsum("m,mij->ij", w, forecast.covariance)
    total += np.einsum("m,mi,mj->ij", w, forecast.mean - mean, forecast.mean - mean)
    assert mean == pytest.approx(values.mean(axis=0))
    assert total == pytest.approx(np.cov(values.T, bias=True))
