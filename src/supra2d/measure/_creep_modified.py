r"""Lines whose prefactor belongs to the barrier, all fields with one Tc0 and one exponent q.

With t = T/Tc0 the law ln R = ln(2 Rc U0) + q ln(1-t) - ln T - U0 (1-t)^q/T is a straight line
y = a - U0 h in each field once Tc0 and q are given, so that only these two are searched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from scipy.stats import chi2 as chi2_distribution

from ..core import Array
from ._creep_arrhenius import Averaged
from ._creep_lines import Lines, Window, averaged, shared_weights

#: Exponents that theory knows, and the prior of a free one.
KNOWN_Q = (1.0, 1.5, 2.0)
FREE_Q = (0.5, 3.0)

_GRID = np.linspace(*FREE_Q, 21)  # contains the known ones
_FINE = np.linspace(*FREE_Q, 1001)
_CLOSEST = 1e-4  # Tc0 may come this near to the warmest point, relative


@dataclass(frozen=True)
class Modified:
    """What the data say of q, and the barriers at the most probable of the known q.

    Attributes
    ----------
    log_evidence
        By q (1, 1.5, 2), summed over windows; ``free`` averages over the prior of q.
    q, q_sigma, q_systematic
        Mean of a free q over its posterior, its standard deviation within and between windows.
    best_q
        The known q that is most probable.
    Tc0, Tc0_sigma
        K, at ``best_q``.
    U0, log_prefactor
        Barriers in K and ln(2 Rc U0), at ``best_q``.
    probability
        Of a chi2 as large as that of the best window at ``best_q``.
    """

    log_evidence: Mapping[str, float]
    q: float
    q_sigma: float
    q_systematic: float
    best_q: float
    Tc0: float
    Tc0_sigma: float
    U0: Averaged
    log_prefactor: Array
    probability: float

    @property
    def probabilities(self) -> dict[str, float]:
        """Probability of each q, all equally probable before."""
        total = logsumexp(list(self.log_evidence.values()))
        return {name: exp(value - total) for name, value in self.log_evidence.items()}


@dataclass(frozen=True)
class _Best:
    """The best Tc0 of one window at one q."""

    Tc0: float
    chi2: float


def modified_lines(windows: Sequence[Window], cut: Array, highest: float) -> Modified:
    """Fit all fields together in each window, for each q.

    Parameters
    ----------
    windows
        From `windows`.
    cut
        Points of all fields that each window leaves out, shape (windows,).
    highest
        Largest Tc0 that the transition allows, K.
    """
    found = [[_search(w, q, highest) for q in _GRID] for w in windows]
    chi2 = np.array([[best.chi2 for best in row] for row in found])
    fields = windows[0].T.shape[0]
    points = np.array([np.count_nonzero(w.weight) for w in windows])
    dof = np.maximum(points - 2 * fields - 2, 1)
    # a law that misses the points by more than noise is not sure of its q either
    chi2 = chi2 / max(1.0, float((chi2.min(axis=1) / dof).min()))
    likelihood = -0.5 * CubicSpline(_GRID, chi2, axis=1)(_FINE)
    free = logsumexp(likelihood, axis=1) - log(_FINE.size)
    evidence = {
        f"{q:g}": float(logsumexp(-0.5 * chi2[:, np.searchsorted(_GRID, q)] - cut)) for q in KNOWN_Q
    }
    best_q = max(KNOWN_Q, key=lambda q: evidence[f"{q:g}"])
    density = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    density /= density.sum(axis=1, keepdims=True)
    means = density @ _FINE
    weights = shared_weights(free - cut, fields)
    q, within, between = averaged(weights, means, density @ _FINE**2 - means**2)
    column = int(np.searchsorted(_GRID, best_q))
    at_best = shared_weights(-0.5 * chi2[:, column] - cut, fields)
    return _barriers(
        windows,
        [row[column] for row in found],
        at_best,
        best_q,
        highest,
        {**evidence, "free": float(logsumexp(free - cut))},
        (float(q), sqrt(float(within)), sqrt(float(between))),
    )


def _lines(window: Window, Tc0: float, q: float) -> Lines:
    rest = np.maximum(1.0 - window.T / Tc0, 1e-9)
    return window.lines(rest**q / window.T, window.y + np.log(window.T) - q * np.log(rest))


def _search(window: Window, q: float, highest: float) -> _Best:
    """The Tc0 of least chi2, searched in the logarithm of its distance from the warmest point."""
    warmest = float(window.T[window.weight > 0.0].max())
    ends = log(_CLOSEST), log(max(highest / warmest - 1.0, 2.0 * _CLOSEST))

    def chi2(v: float) -> float:
        lines = _lines(window, warmest * (1.0 + exp(v)), q)
        return float(lines.chi2.sum()) + lines.penalty

    start = np.linspace(*ends, 12)
    values = [chi2(float(v)) for v in start]
    i = int(np.argmin(values))
    near = start[max(i - 1, 0)], start[min(i + 1, start.size - 1)]
    better = minimize_scalar(chi2, bounds=near, method="bounded", options={"xatol": 1e-4})
    v = float(better.x) if better.fun < values[i] else float(start[i])
    return _Best(warmest * (1.0 + exp(v)), min(float(better.fun), values[i]))


def _barriers(
    windows: Sequence[Window],
    best: Sequence[_Best],
    weights: Array,
    q: float,
    highest: float,
    evidence: Mapping[str, float],
    exponent: tuple[float, float, float],
) -> Modified:
    """Barriers at one q, averaged over windows with the uncertainty of Tc0 in them."""
    U, variance, a, Tc0, sigma, common = [], [], [], [], [], []
    for window, place in zip(windows, best, strict=True):
        lines = _lines(window, place.Tc0, q)
        step = _step(window, place.Tc0)
        up, down = (_lines(window, place.Tc0 + s, q) for s in (step, -step))
        sides = up.chi2.sum() + up.penalty, down.chi2.sum() + down.penalty
        curvature = (sides[0] + sides[1] - 2.0 * place.chi2) / step**2
        # no better than the room that the transition leaves
        error = min(sqrt(2.0 / max(curvature, 1e-300)), highest - float(window.T.min()))
        U.append(lines.U)
        a.append(lines.a)
        moved = (up.U - down.U) / (2.0 * step) * error
        variance.append(lines.full[:, 1, 1] + moved**2)
        common.append(np.column_stack([lines.common[:, 1], moved]))
        Tc0.append(place.Tc0)
        sigma.append(error)
    each = weights[:, None] * np.isfinite(np.stack(U))
    each = each / np.maximum(each.sum(axis=0), 1e-300)
    U0, within, between = averaged(each, np.stack(U), np.stack(variance))
    shared = np.einsum("wf,wfk->fk", each, np.nan_to_num(np.stack(common)))
    prefactor, _, _ = averaged(each, np.stack(a), np.zeros_like(np.stack(a)))
    T, T_within, T_between = averaged(weights, np.array(Tc0), np.array(sigma) ** 2)
    i = int(np.argmax(weights))
    points = int(np.count_nonzero(windows[i].weight))
    dof = max(points - 2 * int((windows[i].weight > 0).any(axis=1).sum()) - 1, 1)
    return Modified(
        evidence,
        *exponent,
        q,
        float(T),
        sqrt(float(T_within + T_between)),
        Averaged(U0, np.sqrt(within), np.sqrt(between), shared),
        prefactor,
        float(chi2_distribution.sf(best[i].chi2, dof)),
    )


def _step(window: Window, Tc0: float) -> float:
    """A step of Tc0 that stays clear of the warmest point."""
    warmest = float(window.T[window.weight > 0.0].max())
    return 1e-2 * (Tc0 - warmest)
