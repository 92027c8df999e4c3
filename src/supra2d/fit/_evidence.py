"""How well a law with its priors predicts the data: Laplace evidence and adequacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import hypot, inf

import numpy as np
import xarray as xr
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import norm

from supra2d.core import LEVEL, Array, Fit, Interval, Model, Parameter

from ._fit import outcome_of, solve_joint
from ._laplace import integrals, log_prior
from ._likelihood import Likelihood
from ._outcome import FitOutcome
from ._ridges import Ridge, ridge
from ._sampling import ENOUGH, Sampled, sample_posterior, walk_posterior
from ._solve import Minimum, Search, minimise

#: Probability of a chi2 as large as the one seen below which a law is not adequate.
ADEQUATE = 0.01

_LOST = 1e-12  # probability of chi2 from which a law is out of the question
_QUICK = Search(retries=0, ftol=1e-9, steps=60, lost=_LOST)  # chi2 to far less than one
_GLANCE = Search(retries=0, ftol=1e-3, steps=10)
_SCREENED = 24  # places in the prior looked at when the law's own guess leads nowhere
_TRIED = 2  # of them, from which the search starts again
_LEAST = 0.1  # error of a log evidence
_SCATTERED = 512  # places in the prior where other minima may begin
_VISITED = 4  # of them, twice as many for three parameters of the law itself and more
_APART = 0.15  # of the ranges of the prior, from a ridge that is known
_AVERAGED = 1000
_REACH = 10.0  # rise of chi2 up to which a minimum or a place on a ridge counts
_BETTER = 0.05  # of chi2
_OPEN = 0.5  # of the prior's own interval: draws that spread wider constrain nothing
_SURE = 0.95  # a parameter is constrained when its interval of this level ends inside the prior
_HOPELESS = 1e-4  # probability of chi2 from which that is done


@dataclass(frozen=True)
class Evidence:
    r"""Evidence of one law, up to a constant common to all laws on the same data.

    Attributes
    ----------
    log_evidence
        :math:`\ln \int L(p)\,\pi(p)\,dp`.
    chi2, dof, probability
        Of the best parameters; the probability of a chi2 as large, if the law were true.
    values
        Parameters at the maximum of the posterior.
    hidden
        By how much ``log_evidence`` may be too small, where the posterior falls steeply from a
        bound and was not sampled.
    worth
        Independent draws that would know as much as those that weighed the posterior; infinite
        where it was not sampled.
    ridges
        Profiles of the parameters of the law itself, once they were followed.
    sampled
        How it was sampled, if it was.
    draws
        Coordinates drawn from the posterior, shape (n, k), once it was sampled.
    likelihood, minimum
        Where all this comes from.
    """

    log_evidence: float
    chi2: float
    dof: int
    probability: float
    values: Mapping[str, float]
    hidden: float = 0.0
    worth: float = inf
    ridges: tuple[Ridge, ...] = ()
    sampled: Sampled | None = field(default=None, repr=False)
    draws: Array | None = None
    likelihood: Likelihood = field(repr=False, kw_only=True)
    minimum: Minimum = field(repr=False, kw_only=True)

    @property
    def adequate(self) -> bool:
        """True when the law describes the data within their errors."""
        return self.probability > ADEQUATE

    def intervals(self, level: float = LEVEL) -> dict[str, Interval | None]:
        """Central intervals of the free parameters; None where the data leave one open.

        Parameters
        ----------
        level
            Probability inside.
        """
        space = self.likelihood.space
        low, high = space.limits()
        if self.draws is not None:
            bottom, top = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
            lost = top - bottom > _OPEN * level * (high - low)
        else:
            q, sigma = self.place
            half, reach = (float(norm.ppf((1 + p) / 2)) * sigma for p in (level, max(level, _SURE)))
            bottom, top = q - half, q + half
            lost = (q - reach < low) | (q + reach > high)
        ends_low = space.natural(np.maximum(bottom, low))
        ends_high = space.natural(np.minimum(top, high))
        return {
            n: None if lost[i] else (ends_low[n], ends_high[n]) for i, n in enumerate(space.names)
        }

    @property
    def error(self) -> float:
        """Standard deviation of the log evidence."""
        return hypot(_LEAST, self.worth**-0.5)

    @property
    def laplace(self) -> float:
        """Log of the evidence from the curvature at the maximum alone, as `laplace_evidence`."""
        return _by_curvature(self.likelihood, self.minimum)[0]

    @property
    def weak(self) -> tuple[str, ...]:
        """Parameters that the data leave open."""
        return tuple(name for name, ends in self.intervals().items() if ends is None)

    @cached_property
    def record(self) -> Fit:
        """The row of ``fits`` in results.json."""
        nothing = np.zeros((0, len(self.likelihood.space)))
        fit = outcome_of(self.likelihood, self.minimum, self.intervals(), posterior=nothing).fit
        notes = [part.note for part in self.likelihood.parts]
        if not self.adequate:
            ratio = f"{self.chi2:.4g}/{self.dof}"
            notes.append(f"The law does not describe these points: chi2/dof = {ratio}.")
        if self.weak:
            notes.append(f"{', '.join(self.weak)}: not constrained by these data.")
        return replace(
            fit,
            log_evidence=self.log_evidence,
            adequate=self.adequate,
            dof=self.dof,
            status="ok" if self.adequate else "warning",
            message=" ".join(filter(None, notes)),
        )

    @cached_property
    def outcome(self) -> FitOutcome:
        """The same as a fit: record, band, residuals, draws of parameters."""
        outcome = outcome_of(self.likelihood, self.minimum, self.intervals(), posterior=self.draws)
        return replace(outcome, fit=self.record)

    @property
    def place(self) -> tuple[Array, Array]:
        """Coordinates of the free parameters at the maximum, and their standard deviations."""
        k = len(self.likelihood.space)
        sigma = np.sqrt(np.diag(self.minimum.covariance)[:k])
        sigma[list(self.minimum.flat)] = np.inf
        return self.minimum.z[:k], sigma


def by_prior(law: Model) -> Model:
    """The law with its parameters bounded by the ends of their uniform priors."""

    def bounded(p: Parameter) -> Parameter:
        match p.prior:
            case ("uniform" | "log_uniform", low, high) if p.free:
                low, high = max(low, p.low), min(high, p.high)
                return replace(p, low=low, high=high, default=min(max(p.default, low), high))
        return p

    return replace(law, parameters=tuple(bounded(p) for p in law.parameters))


def laplace_evidence(
    parts: Sequence[tuple[Model, xr.Dataset]],
    *,
    fixed: Mapping[str, float] | None = None,
    tc_shift: float | None = None,
) -> Evidence:
    r"""Evidence from the curvature of the posterior at its maximum.

    .. math:: \ln Z = \ln L(\hat p) + \ln \pi(\hat p)
              + \sum_i \ln \int e^{-g_i x - h_i x^2/2}\, dx

    with the conditional curvatures h of a Cholesky factor of the Hessian and each integral cut
    at the bounds of the prior, so that a maximum on a bound and a flat direction count right.
    Quick, and good enough to see which laws are in play; see `refined`.

    Parameters
    ----------
    parts
        Laws and their tables, as for `fit_joint`; wrap laws by `with_instrument` first.
    fixed, tc_shift
        As for `fit_joint`.
    """
    likelihood, minimum = solve_joint(
        [(by_prior(law), table) for law, table in parts],
        fixed=fixed,
        tc_shift=tc_shift,
        search=_QUICK,
    )
    return _laplace(likelihood, _improved(likelihood, minimum))


def _by_curvature(likelihood: Likelihood, minimum: Minimum) -> tuple[float, float]:
    integral, hidden = integrals(likelihood, minimum.z)
    return log_prior(likelihood) - 0.5 * minimum.chi2 + integral, hidden


def _laplace(likelihood: Likelihood, minimum: Minimum) -> Evidence:
    k = len(likelihood.space)
    points = sum(len(d) for d in likelihood.parts)
    dof = max(1, points + len(likelihood.known) - k + len(minimum.pins))
    log_evidence, hidden = _by_curvature(likelihood, minimum)
    return Evidence(
        log_evidence,
        minimum.chi2,
        dof,
        float(chi2_distribution.sf(minimum.chi2, dof)),
        likelihood.space.natural(minimum.z[:k]),
        hidden=hidden,
        likelihood=likelihood,
        minimum=minimum,
    )


def refined(evidence: Evidence) -> Evidence:
    """The same by draws from the posterior, so that no parameter need have a normal one.

    Parameters
    ----------
    evidence
        By `laplace_evidence`; one out of the question is given back as it is.
    """
    likelihood, minimum = evidence.likelihood, evidence.minimum
    if not len(likelihood.space) or _hopeless(likelihood, minimum, _LOST):
        return evidence
    ridges = tuple(ridge(likelihood, minimum, i) for i in _own(likelihood) or [0])
    deepest = min(ridges, key=lambda one: float(one.chi2.min()))
    if deepest.chi2[deepest.best] < minimum.chi2 - _BETTER:
        # a ridge leads to a deeper place: everything starts again from there
        start = likelihood.space.natural(deepest.points[deepest.best][: len(likelihood.space)])
        deeper = minimise(likelihood, [start], _QUICK)
        if deeper.chi2 < minimum.chi2 - _BETTER:
            return refined(_laplace(likelihood, deeper))
    ridges += _elsewhere(likelihood, minimum, ridges)
    found = sample_posterior(likelihood, ridges)
    known = replace(
        evidence,
        log_evidence=found.log_evidence,
        hidden=0.0,
        worth=found.worth,
        ridges=ridges,
        sampled=found,
        draws=found.draws,
    )
    # a parameter that the data leave open takes nothing from chi2
    points = sum(len(d) for d in likelihood.parts)
    lost = len(known.weak)
    dof = max(1, points + len(likelihood.known) - len(likelihood.space) + lost)
    return replace(known, dof=dof, probability=float(chi2_distribution.sf(minimum.chi2, dof)))


def settled(evidence: Evidence) -> Evidence:
    """The same with draws that know the tails, where those at hand are worth too few.

    Parameters
    ----------
    evidence
        By `refined`.
    """
    if evidence.sampled is None or evidence.worth >= ENOUGH:
        return evidence
    return replace(evidence, draws=walk_posterior(evidence.likelihood, evidence.sampled))


def mechanism_probabilities(
    evidences: Mapping[str, float],
    mechanisms: Mapping[str, str],
    errors: Mapping[str, float] | None = None,
) -> tuple[dict[str, float], dict[str, float]]:
    """Probability of each law and of each mechanism.

    Prior probability is equal per mechanism, then per law within it.

    Parameters
    ----------
    evidences
        Log evidence by law.
    mechanisms
        Mechanism by law.
    errors
        Standard deviations of the log evidences; probabilities are averaged over them.

    Returns
    -------
    weights, probabilities
        By law, by mechanism; each adds up to one.

    Examples
    --------
    >>> mechanism_probabilities({"a": 0.0, "b": 0.0, "c": 0.0}, {"a": "x", "b": "x", "c": "y"})[1]
    {'x': 0.5, 'y': 0.5}
    """
    laws = list(evidences)
    counts = np.array(
        [sum(mechanisms[law] == m for law in laws) for m in map(mechanisms.get, laws)]
    )
    sigma = np.array([(errors or {}).get(law, 0.0) for law in laws])
    scatter = np.random.default_rng(0).normal(size=(_AVERAGED, len(laws)))
    logs = np.array([evidences[law] for law in laws]) + sigma * scatter * bool(errors)
    raw = np.exp(logs - logs.max(axis=1, keepdims=True)) / counts
    shares = (raw / raw.sum(axis=1, keepdims=True)).mean(axis=0)
    weights = dict(zip(laws, (shares / shares.sum()).tolist(), strict=True))
    probabilities: dict[str, float] = {}
    for law in laws:
        probabilities[mechanisms[law]] = probabilities.get(mechanisms[law], 0.0) + weights[law]
    return weights, probabilities


def _hopeless(likelihood: Likelihood, minimum: Minimum, probability: float) -> bool:
    points = sum(len(d) for d in likelihood.parts)
    return bool(chi2_distribution.sf(minimum.chi2, points) < probability)


def _own(likelihood: Likelihood) -> list[int]:
    """Coordinates of the law alone: not Tc, not shared with other points, not the instrument's."""
    owners = [p.name for part in likelihood.parts for p in part.model.parameters]
    edges = {part.model.edge for part in likelihood.parts}
    return [
        i
        for i, name in enumerate(likelihood.space.names)
        if not (name in edges or owners.count(name) > 1 or likelihood.space.measured(name))
    ]


def _elsewhere(
    likelihood: Likelihood, minimum: Minimum, ridges: Sequence[Ridge]
) -> tuple[Ridge, ...]:
    """Ridges through other minima, which laws with several parameters of their own may have."""
    own = _own(likelihood)
    if len(own) < 2:
        return ()
    low, high = likelihood.space.limits()
    width = (high - low)[own]
    places = _scattered(likelihood, minimum, _SCATTERED, seed=3)
    known = np.vstack([one.trail(_REACH) for one in ridges])
    found: list[Ridge] = []

    def near(z: Array) -> bool:
        return bool((np.abs((known - z)[:, own]) < _APART * width).all(axis=1).any())

    for _ in range(_VISITED * (2 if len(own) > 2 else 1)):
        start = next((z for z in places if not near(z)), None)
        if start is None:
            break
        other = minimise(likelihood, [likelihood.space.natural(start[: low.size])], _GLANCE)
        new = not near(other.z)
        known = np.vstack([known, start])
        if new and other.chi2 < minimum.chi2 + _REACH:
            spread = np.where(np.isin(own, other.flat), np.inf, np.diag(other.covariance)[own])
            found.append(ridge(likelihood, other, own[int(np.argmax(spread / width**2))]))
            known = np.vstack([known, found[-1].trail(_REACH)])
    return tuple(found)


def _improved(likelihood: Likelihood, minimum: Minimum) -> Minimum:
    """A better minimum from elsewhere in the prior, looked for if the one at hand is no good."""
    if not _hopeless(likelihood, minimum, _HOPELESS):
        return minimum
    best, k = minimum, len(likelihood.space)
    for z in _scattered(likelihood, minimum, _SCREENED, seed=2)[:_TRIED]:
        found = minimise(likelihood, [likelihood.space.natural(z[:k])], _GLANCE)
        if found.chi2 < best.chi2:
            best = minimise(likelihood, [likelihood.space.natural(found.z[:k])], _QUICK)
    return best


def _scattered(likelihood: Likelihood, minimum: Minimum, count: int, seed: int) -> Array:
    """Places anywhere in the prior of the law itself, the rest as at the minimum; best first."""
    low, high = likelihood.space.limits()
    own = _own(likelihood)
    places = np.tile(minimum.z, (count, 1))
    places[:, own] = np.random.default_rng(seed).uniform(low, high, (count, low.size))[:, own]
    found: Array = places[np.argsort(likelihood.chi2s(places))]
    return found
