"""R(T) from T_BKT to the normal state: the interpolation, with and without inhomogeneity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, hypot, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares
from scipy.special import logsumexp

from ..core import Array, Model
from ._bkt import Unbinding
from ._bkt_resistance import ResistiveTail, WindowFit, averaged, excess

#: Windows reach from below the transition up to these fractions of the normal resistance.
TOPS = (0.9, 0.6, 0.4, 0.25, 0.15)

_MOST = 80  # points of a fit: more say the same again
_MIN_POINTS = 12
_B_SIGMA = 1.0  # of ln b about 1
_SCALE_SIGMA = 0.02  # of the normal resistance, beside its own error
_WIDEST = 0.1
_WIDTHS = (5e-3, 4e-2)  # first guesses
_FORM = 1e-2  # of R: what a corrected interpolation can be right to
_CLOSE = 1e-6
_SHIFT = 2e-3  # of Tc0 - T_BKT, by which the form moves T_BKT against the flow of Kosterlitz

# How far the interpolation may be from the flow of Kosterlitz, whose ends it has: mean and
# deviation of ln R at half of Rn, over 1/4, and in the next term of the correlation length.
_MIDDLE = (0.3, 0.2)
_NEXT = (0.4, 0.7)


@dataclass(frozen=True)
class Joined:
    """One way to describe the whole transition, over all windows.

    Attributes
    ----------
    unbinding
        T_BKT.
    tau_c, tau_c_sigma
        (Tc0 - T_BKT)/T_BKT and its standard deviation.
    b, b_sigma
        b of the interpolation; relative deviation.
    width, width_sigma
        Relative spread of the temperatures over the film. A wide critical region looks alike:
        the deviation is that of the points alone.
    scale, middle, further
        Normal resistance over the measured one; corrections of ln R halfway up, and of the next
        term of the correlation length.
    log_evidence
        Of the data, summed over windows.
    probability
        Share of this way, with the same prior for each.
    """

    unbinding: Unbinding
    tau_c: float
    tau_c_sigma: float
    b: float
    b_sigma: float
    width: float
    width_sigma: float
    scale: float
    middle: float
    further: float
    log_evidence: float
    probability: float = 1.0

    def curve(self, T: Array, law: Model) -> Array:
        """R over the measured normal resistance, as it was fitted, shape (n,)."""
        parameters = [self.unbinding.T, log(self.tau_c), log(self.b), self.scale]
        return _curve(T, law, np.array([*parameters, self.middle, self.further, self.width]))


@dataclass(frozen=True)
class _Fit:
    values: Array
    sigma: Array
    chi2: float
    dof: int
    occam: float


def measure_interpolation(tail: ResistiveTail, law: Model, start: float) -> dict[str, Joined]:
    """Fit the interpolation with and without a spread of the temperatures (schwarz1978).

    Parameters
    ----------
    tail
        From `resistive_tail`.
    law
        ``halperin_nelson_interpolation``, or another law with its parameters.
    start
        First guess of T_BKT, K.

    Returns
    -------
    dict
        ``homogeneous`` and ``inhomogeneous``; empty where there are too few points.
    """
    masks = [m for m in (_window(tail, top) for top in TOPS) if m is not None]
    if not masks:
        return {}
    fits = {
        name: _with_starts(tail, masks, law, start, spread)
        for name, spread in (("homogeneous", False), ("inhomogeneous", True))
    }
    most = max(int(m.sum()) for m in masks)
    cut = np.array([most - int(m.sum()) for m in masks], dtype=float)
    joined = {name: _joined(each, cut) for name, each in fits.items()}
    total = logsumexp([j.log_evidence for j in joined.values()])
    shares = {name: exp(j.log_evidence - total) for name, j in joined.items()}
    return {name: replace(j, probability=shares[name]) for name, j in joined.items()}


def _window(tail: ResistiveTail, top: float) -> npt.NDArray[np.bool_] | None:
    """Points from a little below the transition up to a fraction of the normal resistance."""
    cold = tail.smooth < max(3.0 * tail.floor, 1e-4)
    below = np.flatnonzero(cold)
    above = np.flatnonzero(~cold & (tail.smooth <= top))
    if above.size < _MIN_POINTS:
        return None
    mask = np.zeros(tail.T.size, dtype=bool)
    for rows, most in ((above, _MOST), (below[-_MOST // 4 :], _MOST // 4)):
        mask[rows[:: max(1, -(-rows.size // most))]] = True
    return mask


def _with_starts(
    tail: ResistiveTail,
    masks: Sequence[npt.NDArray[np.bool_]],
    law: Model,
    start: float,
    spread: bool,
) -> list[_Fit]:
    """Each window from where the one before it ended."""
    middle = float(np.interp(0.5, tail.smooth, tail.T))
    first = [start, log(max(0.5 * (middle / start - 1.0), 1e-3)), 0.0, 1.0, _MIDDLE[0], _NEXT[0]]
    guesses = [np.array([*first, width]) for width in _WIDTHS] if spread else [np.array(first)]
    fits: list[_Fit] = []
    for mask in masks:
        tried = [_fit(tail, mask, law, guess, spread) for guess in guesses]
        fits.append(min(tried, key=lambda f: f.chi2))
        guesses = [fits[-1].values]
    return fits


def _fit(
    tail: ResistiveTail,
    mask: npt.NDArray[np.bool_],
    law: Model,
    guess: Array,
    spread: bool,
) -> _Fit:
    T, part = tail.T[mask], tail.part[mask]
    error = np.hypot(tail.sigma[mask], _FORM * tail.smooth[mask])
    normal = sqrt(tail.normal_sigma**2 + _SCALE_SIGMA**2)
    means = np.array([0.0, 1.0, _MIDDLE[0], _NEXT[0]])
    sigmas = np.array([_B_SIGMA, normal, _MIDDLE[1], _NEXT[1]])

    def rest(v: Array) -> Array:
        return np.concatenate([(part - _curve(T, law, v)) / error, (v[2:6] - means) / sigmas])

    bounds = np.array(
        [
            [1e-2 * float(T[0]) + 1e-6, log(1e-4), -4.0, 0.5, -1.0, -2.0, 0.0],
            [float(T[-1]), log(3.0), 4.0, 2.0, 2.0, 2.0, _WIDEST],
        ]
    )[:, : guess.size]
    inside = np.clip(guess, bounds[0] + 1e-6, bounds[1] - 1e-6)
    x_scale = np.array([0.01 * guess[0], 0.1, 0.3, 0.01, 0.2, 0.3, 3e-3])[: guess.size]
    found = least_squares(
        rest, inside, bounds=bounds, x_scale=x_scale, xtol=_CLOSE, ftol=_CLOSE, max_nfev=40
    )
    chi2 = float(found.fun @ found.fun)
    # a parameter that the data leave open keeps the range of its bounds
    ridge = np.diag(((bounds[1] - bounds[0]) / sqrt(12.0)) ** -2.0)
    covariance = np.linalg.inv(found.jac.T @ found.jac + ridge)
    occam = 0.5 * float(np.linalg.slogdet(covariance)[1]) + 0.5 * guess.size * log(2.0 * np.pi)
    occam -= float(np.log(bounds[1] - bounds[0]).sum())
    dof = max(T.size + means.size - guess.size, 1)
    return _Fit(found.x, np.sqrt(np.diag(covariance)), chi2, dof, occam)


def _curve(T: Array, law: Model, v: Array) -> Array:
    """The law with its corrections; a width is the last parameter where there is one."""
    width = float(v[6]) if v.size > 6 else 0.0
    r = np.asarray(law.function(T, 1.0, v[0], exp(v[1]), exp(v[2]), width))
    tau = np.maximum(T / v[0] - 1.0, 0.0)
    further = 0.5 * np.sqrt(tau / exp(v[1] + v[2])) * (1.0 - r)
    return np.asarray(v[3] * r * np.exp(np.minimum(v[4] * r * (1.0 - r) + v[5] * further, 3.0)))


def _joined(fits: Sequence[_Fit], cut: Array) -> Joined:
    """All windows together."""
    windows = [WindowFit(float(f.values[0]), float(f.sigma[0]), f.chi2, f.dof) for f in fits]
    unbinding, weight = averaged(windows, cut, excess(windows))
    values, sigma = np.stack([f.values for f in fits]), np.stack([f.sigma for f in fits])
    mean = weight @ values
    total = np.sqrt(weight @ (sigma**2 + (values - mean) ** 2))
    evidence = [-0.5 * f.chi2 + f.occam - c for f, c in zip(fits, cut, strict=True)]
    shift = _SHIFT * exp(float(mean[1])) * unbinding.T
    low, high = (hypot(end - unbinding.T, shift) for end in unbinding.systematic)
    unbinding = replace(unbinding, systematic=(unbinding.T - low, unbinding.T + high))
    wide = mean.size > 6
    return Joined(
        unbinding,
        exp(float(mean[1])),
        exp(float(mean[1])) * float(total[1]),
        exp(float(mean[2])),
        float(total[2]),
        float(mean[6]) if wide else 0.0,
        float(total[6]) if wide else 0.0,
        float(mean[3]),
        float(mean[4]),
        float(mean[5]),
        float(logsumexp(evidence)),
    )
