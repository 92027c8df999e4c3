"""What measurements that could be made would tell about rival hypotheses, in bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtr, ndtri
from scipy.stats import norm, qmc

from supra2d.core import Array

Indices = npt.NDArray[np.int64]

_PIECES = 8  # normals for the draws of one hypothesis
_EACH = 40  # independent draws in a piece, at least
_OUTCOMES = 48  # that are told apart, equally probable ones
_PLACES = np.linspace(-3.0, 3.0, 13)  # standard deviations, where ends of outcomes may lie
_HISTORIES = 64
_SURE = 0.95


@dataclass(frozen=True)
class Rival:
    """One hypothesis, or a variant of it, by draws from its posterior.

    Attributes
    ----------
    group
        Index of the hypothesis.
    weight
        Probability of the variant.
    values
        True values of c measurements, shape (n, c).
    errors
        One standard deviation of each measurement, shape (n, c).
    """

    group: int
    weight: float
    values: Array
    errors: Array


@dataclass(frozen=True)
class Forecast:
    r"""Outcomes of c measurements as a mixture of m joint normals.

    Attributes
    ----------
    weights, groups
        Probability of each normal, and the hypothesis that it belongs to, shape (m,).
    mean, covariance
        Of the true values, shapes (m, c) and (m, c, c).
    error
        One standard deviation of the measurement, shape (m, c).
    top
        Largest outcome that can be read, shape (c,); of a larger one only that is known.
    """

    weights: Array
    groups: Indices
    mean: Array
    covariance: Array
    error: Array
    top: Array

    @classmethod
    def of(cls, rivals: Sequence[Rival], top: Array) -> Forecast:
        """Cut the draws of each rival along their widest direction into a few normals.

        Parameters
        ----------
        rivals
            Hypotheses and their variants.
        top
            As the attribute.
        """
        pieces = [
            (rival, rows, len(rows) / len(rival.values))
            for rival in rivals
            for rows in _pieces(rival.values)
        ]
        weights = np.array([rival.weight * share for rival, _, share in pieces])
        return cls(
            weights / weights.sum(),
            np.array([rival.group for rival, *_ in pieces]),
            np.array([rival.values[rows].mean(axis=0) for rival, rows, _ in pieces]),
            np.array([_covariance(rival.values[rows]) for rival, rows, _ in pieces]),
            np.array([rival.errors[rows].mean(axis=0) for rival, rows, _ in pieces]),
            top,
        )

    @property
    def open(self) -> float:
        """What is not known about the hypotheses, in bits."""
        p = _per_group(self.weights, self.groups)
        return -float(np.sum(p[p > 0] * np.log2(p[p > 0])))

    def gains(self) -> Array:
        r"""Information that each measurement is expected to give, in bits, shape (c,).

        .. math:: I = \sum_h p_h \sum_y p(y|h) \log_2 \frac{p(y|h)}{p(y)}

        over 48 equally probable ranges of the outcome y and "above the top": of finer
        differences nothing is made, so that the information is rather too small.
        """
        variance = np.diagonal(self.covariance, axis1=1, axis2=2)
        return _information(self, self.weights, self.mean, variance)


@dataclass(frozen=True)
class Choice:
    """The best measurement after those before it.

    Attributes
    ----------
    index
        Which of the c measurements.
    gain, error
        Information it is expected to add, in bits; standard error over imagined outcomes.
    gains
        The same of every measurement, shape (c,).
    decided
        Probability that some hypothesis reaches 0.95 with it.
    """

    index: int
    gain: float
    error: float
    gains: Array
    decided: float


def best_sequence(forecast: Forecast, count: int, *, least: float = 0.0) -> list[Choice]:
    """The measurements to make one after the other, each the best after those before it.

    The outcomes of earlier ones are imagined, 64 times over; the same ones at every call.

    Parameters
    ----------
    forecast
        Of all measurements that could be made.
    count
        How many at most.
    least
        Gain in bits below which no further one is named.
    """
    histories = _histories(forecast, count)
    chosen: list[int] = []
    found: list[Choice] = []
    states = [_State.of(forecast)]
    for _ in range(count):
        every = np.array([_information(forecast, s.weights, s.mean, s.variance) for s in states])
        gains = every.mean(axis=0)
        best = int(np.argmax(gains))
        if gains[best] < least:
            break
        chosen.append(best)
        states = [_followed(forecast, chosen, who, normals) for who, normals in histories]
        sure = [_per_group(s.weights, forecast.groups).max() >= _SURE for s in states]
        error = float(every[:, best].std() / sqrt(len(every)))
        found.append(Choice(best, float(gains[best]), error, gains, float(np.mean(sure))))
    return found


@dataclass
class _State:
    """A forecast after some outcomes: weights (m,), mean and variance of true values (m, c)."""

    weights: Array
    mean: Array
    variance: Array

    @classmethod
    def of(cls, forecast: Forecast) -> _State:
        variance = np.diagonal(forecast.covariance, axis1=1, axis2=2).copy()
        return cls(forecast.weights.copy(), forecast.mean.copy(), variance)


def _histories(forecast: Forecast, count: int) -> list[tuple[int, Array]]:
    """Normals of the mixture that are taken for the truth, and noise for each measurement."""
    u = qmc.Sobol(count + 1, rng=np.random.default_rng(0)).random(_HISTORIES)
    who = np.searchsorted(np.cumsum(forecast.weights), u[:, 0] * (1.0 - 1e-12))
    return [(int(i), ndtri(row)) for i, row in zip(who, u[:, 1:], strict=True)]


def _followed(forecast: Forecast, chosen: Sequence[int], truth: int, normals: Array) -> _State:
    """Outcomes drawn in turn from one normal of the mixture, and what is known after them."""
    state = _State.of(forecast)
    with_others = [forecast.covariance[:, :, c].copy() for c in chosen]
    logs = np.log(np.maximum(state.weights, 1e-300))
    for j, c in enumerate(chosen):
        spread = state.variance[:, c] + forecast.error[:, c] ** 2
        y = state.mean[truth, c] + sqrt(spread[truth]) * normals[j]
        shift, lost, log_likelihood = _told(y, forecast.top[c], state.mean[:, c], spread)
        logs += log_likelihood
        gain = with_others[j] / spread[:, None]
        for k in range(j + 1, len(chosen)):
            with_others[k] -= gain * (lost * with_others[j][:, chosen[k]])[:, None]
        state.mean += gain * shift[:, None]
        state.variance = np.maximum(
            state.variance - gain * with_others[j] * lost[:, None], 1e-12 * state.variance
        )
    weights = np.exp(logs - logs.max())
    state.weights = weights / weights.sum()
    return state


def _told(y: float, top: float, mean: Array, spread: Array) -> tuple[Array, Array, Array]:
    """What an outcome does to each normal: shift of its mean, share of the variance lost, and
    the logarithm of its probability."""
    if y <= top:
        shift = y - mean
        return shift, np.ones_like(mean), -0.5 * (shift**2 / spread + np.log(spread))
    # the part of a normal law above the top
    root = np.sqrt(spread)
    low = (top - mean) / root
    log_share = log_ndtr(-low)
    ratio = np.exp(-0.5 * low**2 - 0.5 * log(2.0 * np.pi) - log_share)
    return ratio * root, ratio * (ratio - low), log_share


def _information(forecast: Forecast, weights: Array, mean: Array, variance: Array) -> Array:
    sigma = np.sqrt(variance + forecast.error**2)
    ends = _ends(weights, mean, sigma, forecast.top)
    below = np.zeros((len(ends) + 2, *mean.shape))
    below[1:-1] = ndtr((ends[:, None, :] - mean) / sigma)
    below[-1] = 1.0
    shares = np.diff(below, axis=0) * weights[:, None]
    joint = np.array([shares[:, forecast.groups == g].sum(axis=1) for g in _groups(forecast)])
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    ratio = np.log2(np.maximum(joint, 1e-300) / np.maximum(apart, 1e-300))
    found: Array = np.where(joint > 1e-300, joint * ratio, 0.0).sum(axis=(0, 1))
    return np.maximum(found, 0.0)


def _ends(weights: Array, mean: Array, sigma: Array, top: Array) -> Array:
    """Between outcomes that are told apart: about equally probable ones, and the top."""
    places = (mean + _PLACES[:, None, None] * sigma).reshape(-1, mean.shape[1])
    mass = np.outer(norm.pdf(_PLACES), weights).ravel()
    order = np.argsort(places, axis=0)
    reached = np.cumsum(mass[order], axis=0) / mass.sum()
    levels = np.arange(1, _OUTCOMES) / _OUTCOMES
    rows = np.array([np.searchsorted(column, levels) for column in reached.T]).T
    ends = np.take_along_axis(np.take_along_axis(places, order, axis=0), rows, axis=0)
    found: Array = np.vstack([np.minimum(ends, top), top])
    return found


def _pieces(values: Array) -> list[Indices]:
    """Rows of draws, cut into equal parts along the direction in which they spread most."""
    scaled = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-12)
    along = scaled @ np.linalg.svd(scaled, full_matrices=False)[2][0]
    independent = len(np.unique(values, axis=0))
    count = max(1, min(_PIECES, independent // _EACH))
    return [np.sort(part) for part in np.array_split(np.argsort(along, kind="stable"), count)]


def _covariance(values: Array) -> Array:
    away = values - values.mean(axis=0)
    found: Array = away.T @ away / len(values)
    return found


def _groups(forecast: Forecast) -> range:
    return range(int(forecast.groups.max()) + 1)


def _per_group(weights: Array, groups: Indices) -> Array:
    found: Array = np.bincount(groups, weights).astype(float)
    return found
