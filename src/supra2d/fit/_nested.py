"""Evidence and posterior by nested sampling (skilling2006, speagle2020)."""

from __future__ import annotations

import warnings
from dataclasses import replace
from math import log

import numpy as np
from scipy.special import ndtr, ndtri

from supra2d.core import Array

from ._evidence import Evidence

_LIVE = 150  # points
_WORTH = 12.0  # so that the error of the log evidence is 0.3, as runs with other seeds show
_REMAINING = 0.1  # of the log evidence, where a run ends
_DRAWS = 1000
_REACH = 8.0


def nested_posterior(evidence: Evidence, seed: int = 0) -> tuple[float, Array]:
    """Log evidence and equally weighted draws from the posterior.

    Parameters
    ----------
    evidence
        Of the same law and points, by `refined`.
    seed
        Of the random numbers.

    Returns
    -------
    log_evidence, draws
        Draws are coordinates of the free parameters, shape (n, k).
    """
    from dynesty import NestedSampler

    likelihood = evidence.likelihood
    k, m = len(likelihood.space), likelihood.nuisances
    low, high, share = _region(evidence)
    # uniform coordinates, then those with a normal prior between the bounds
    start, width = np.append(low, np.zeros(m)), np.append(high - low, np.zeros(m))
    rows = [*likelihood.known, *((k + j, 0.0, 1.0) for j in range(m))]
    places = np.array([i for i, _, _ in rows], dtype=int)
    mean, sigma = np.array([row[1:] for row in rows]).reshape(-1, 2).T
    bottom, top = np.append(low, np.full(m, -np.inf)), np.append(high, np.full(m, np.inf))
    below, above = ndtr((bottom[places] - mean) / sigma), ndtr((top[places] - mean) / sigma)

    def prior(u: Array) -> Array:
        z: Array = start + u * width
        z[places] = mean + sigma * ndtri(below + u[places] * (above - below))
        return z

    def log_likelihood(z: Array) -> float:
        points = np.concatenate(likelihood.split(likelihood.residuals(z)))
        return -0.5 * float(points @ points)

    sampler = NestedSampler(
        log_likelihood,
        prior,
        k + m,
        nlive=_LIVE,
        sample="rwalk",
        rstate=np.random.default_rng(seed),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of slow steps at the start; the result says its error
        sampler.run_nested(dlogz=_REMAINING, print_progress=False)
    found = sampler.results
    draws: Array = found.samples_equal(rstate=np.random.default_rng(seed))[:, :k]
    some = np.random.default_rng(seed).choice(len(draws), min(_DRAWS, len(draws)), replace=False)
    return float(found.logz[-1]) + share, draws[np.sort(some)]


def _region(evidence: Evidence) -> tuple[Array, Array, float]:
    """Where the posterior can be, and the log of the share of a uniform prior inside.

    Parameters of the law itself are searched as far as their ridges were followed, others within
    ``_REACH`` standard deviations of the best place.
    """
    likelihood = evidence.likelihood
    low, high = likelihood.space.limits()
    at, sigma = evidence.place
    inner_low, inner_high = (
        np.maximum(low, at - _REACH * sigma),
        np.minimum(high, at + _REACH * sigma),
    )
    for one in evidence.ridges:
        inner_low[one.index], inner_high[one.index] = one.places[0], one.places[-1]
    share = 0.0
    known = {i: (mean, sigma) for i, mean, sigma in likelihood.known}
    for i, (a, b) in enumerate(zip(inner_low, inner_high, strict=True)):
        if i in known:
            mean, spread = known[i]
            inside, whole = (
                ndtr((top - mean) / spread) - ndtr((end - mean) / spread)
                for end, top in ((a, b), (low[i], high[i]))
            )
        else:
            inside, whole = b - a, high[i] - low[i]
        share += log(inside / whole)
    return inner_low, inner_high, share


def with_posterior(evidence: Evidence, log_evidence: float, draws: Array) -> Evidence:
    """The same evidence with what nested sampling found.

    Parameters
    ----------
    evidence
        That the sampling started from.
    log_evidence, draws
        From `nested_posterior`.
    """
    return replace(evidence, log_evidence=log_evidence, worth=_WORTH, sampled=None, draws=draws)
