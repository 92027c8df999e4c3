"""Where pairs of vortices unbind: the exponent of I-V, the exponential and the interpolation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.optimize import isotonic_regression

from ..core import Array, Interval
from ._bkt_exponent import Exponents, iv_exponents, ohmic_tail
from ._iv import IVSweep

#: Exponent at the transition, and those that it jumps between.
AT_TRANSITION, NORMAL = 3.0, 1.0

_REACH = 6  # points on either side of the crossing that a line may use
_ARTEFACT = 0.25  # spread of the exponent over windows from which on there is no power law
_KINK = 1.0 / 8.0  # of a step, by which a straight line between two points misses a kink
_SHARP = 0.5  # of the distance of a smooth fall
_BELOW = 4  # curves below a jump that tell where they would go
_FREE = 1.5  # exponents below are those of free vortices


@dataclass(frozen=True)
class Unbinding:
    """T_BKT by one method.

    Attributes
    ----------
    T, sigma
        K; statistical standard deviation.
    systematic
        What windows and finite lengths span, K.
    message
        Why there is no number, or what is wrong with it; empty otherwise.
    refused
        True where there is no number; T is then NaN.
    """

    T: float
    sigma: float
    systematic: Interval
    message: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Jump:
    """How the exponent falls from 3 to that of free vortices.

    Attributes
    ----------
    above, below
        Temperatures of the last exponent of 3 and of the first below 1.5, K.
    step
        Between curves, K.
    smooth
        Distance over which it would fall if it went on as it does below T_BKT, K.
    """

    above: float
    below: float
    step: float
    smooth: float

    @property
    def sharp(self) -> bool:
        """True when the fall is not resolved, or much faster than below T_BKT."""
        return self.below - self.above <= max(2.1 * self.step, _SHARP * self.smooth)


@dataclass(frozen=True)
class ExponentStudy:
    """I-V curves around the transition.

    Attributes
    ----------
    exponents
        In all windows.
    unbinding
        Where a = 3.
    spread
        Standard deviation of the exponent over windows near T_BKT.
    jump
        None where the curves end before the exponent is that of free vortices.
    tails
        Curves with an ohmic tail below T_BKT: temperature in K, current in A where it ends.
    """

    exponents: Exponents
    unbinding: Unbinding
    spread: float
    jump: Jump | None
    tails: tuple[tuple[float, float], ...]


def measure_exponents(sweeps: Sequence[IVSweep]) -> ExponentStudy | None:
    r"""Exponent a of :math:`V \propto I^a` against temperature, and T_BKT where it is 3.

    .. math:: a = 1 + \pi J_s/k_BT,\qquad a(T_\mathrm{BKT}) = 3

    All windows are tried, each with its own T_BKT. A current I probes pairs up to a length
    :math:`\propto 1/I` only, over which the exponent at the transition is still about
    :math:`3 + 1/(1 + \ln(I_0/I))` with the current :math:`I_0` at which pairs break at their core
    (kosterlitz1974); where that is reached bounds T_BKT from below.

    Parameters
    ----------
    sweeps
        From `iv_sweeps`, of one channel and gate voltage.

    Returns
    -------
    ExponentStudy or None
        None without curves at two temperatures in zero field.
    """
    found = iv_exponents(sweeps)
    if found is None:
        return None
    unbinding, spread = _unbinding(found)
    tails = [(c.T, tail) for c in found.curves if (tail := ohmic_tail(c)) is not None]
    cold = [t for t in tails if not t[0] >= unbinding.T]
    return ExponentStudy(found, unbinding, spread, _jump(found, unbinding), tuple(cold))


@dataclass(frozen=True)
class _Crossing:
    """Temperature in K, its variance, what the step hides, and how much later it may come."""

    T: float
    variance: float
    gap: float
    later: float = 0.0


def _unbinding(found: Exponents) -> tuple[Unbinding, float]:
    """T_BKT of all windows together, and the spread of the exponent over them there."""
    T = found.T
    rows, lows = [], []
    for a, sigma, chi2, middle in zip(found.a, found.sigma, found.chi2, found.middle, strict=True):
        told = np.isfinite(a)
        crossing = _crossing(T[told], a[told], sigma[told], AT_TRANSITION)
        if crossing is None:
            continue
        k = int(np.argmin(np.abs(T[told] - crossing.T)))
        length = 1.0 + max(log(_breaking(found, crossing.T) / float(middle[told][k])), 0.0)
        below = _crossing(T[told], a[told], sigma[told], AT_TRANSITION + 1.0 / length)
        row = (crossing.T, crossing.variance, crossing.gap, float(chi2[told][k]))
        rows.append((*row, crossing.later))
        lows.append(below.T if below is not None else crossing.T)
    if not rows:
        return _no_crossing(found), float("nan")
    places, variances, gaps, misfit, later = np.array(rows).T
    typical = float(np.median(variances))
    weight = 1.0 / ((variances + typical + gaps**2) * np.maximum(misfit, 1.0))
    weight = weight / weight.sum()
    mean = float(weight @ places)
    spread = sqrt(float(weight @ (places - mean) ** 2 + weight @ gaps**2))
    bound = min(float(weight @ np.array(lows)), mean)
    # anywhere between the bounds and the mean
    low = mean - sqrt(spread**2 + (mean - bound) ** 2 / 3.0)
    high = mean + sqrt(spread**2 + float(weight @ later) ** 2 / 3.0)
    each = _spread_at(found, mean)
    sigma = sqrt(float(weight @ variances))
    if each > _ARTEFACT * (AT_TRANSITION - NORMAL):
        message = (
            f"At {mean:.4g} K the exponent depends on the window of currents (a spread of "
            f"{each:.2g} about {AT_TRANSITION:g}): ln V against ln I is curved everywhere, and an "
            "exponent of 3 in one window is no power law. Measure at lower currents and with less "
            "noise, or look at activated creep."
        )
        return Unbinding(float("nan"), 0.0, (low, high), message, refused=True), each
    return Unbinding(mean, sigma, (low, high)), each


def _breaking(found: Exponents, T: float) -> float:
    """Current at which half of the normal resistance is back near T, A; else the largest."""
    curve = min(found.curves, key=lambda c: abs(c.T - T))
    beyond = np.flatnonzero(curve.resistance >= 0.5 * found.normal)
    return float(curve.current[beyond[0]] if beyond.size else curve.current[-1])


def _crossing(T: Array, a: Array, sigma: Array, level: float) -> _Crossing | None:
    """Where the exponent falls through a level.

    Straight lines through the points next to it, from two to a dozen, are averaged with weights
    that count the points left out (jay2021). Two points alone say nothing of the way between them.
    """
    if T.size < 2:
        return None
    falling = np.asarray(isotonic_regression(a, weights=sigma**-2.0, increasing=False).x)
    last = np.flatnonzero(falling >= level)
    if last.size == 0 or last[-1] == T.size - 1:
        return None
    k = int(last[-1])
    rows = []
    for reach in range(1, _REACH + 1):
        part = slice(max(k + 1 - reach, 0), k + 1 + reach)
        fit = _line_at(T[part], a[part], sigma[part], level)
        if fit is not None:
            rows.append((*fit, float(T[part].size)))
    if not rows:
        # noise has the two points next to the level rise
        return _Crossing(0.5 * float(T[k] + T[k + 1]), 0.0, float(T[k + 1] - T[k]))
    places, variances, chi2, points = np.array(rows).T
    half = -0.5 * chi2 + points
    weight = np.exp(half - half.max())
    weight /= weight.sum()
    mean = float(weight @ places)
    step = float(T[k + 1] - T[k])
    alone = float(weight[points <= 2].sum())
    between = float(weight @ (places - mean) ** 2) + alone * (_KINK * step) ** 2
    if a[k + 1] < _FREE:
        # the whole jump lies between two curves: it may come as late as the curves below let it
        late = min(max(_continued(T[: k + 1], a[: k + 1], level), mean), float(T[k + 1]))
        return _Crossing(mean, float(weight @ variances), sqrt(between), alone * (late - mean))
    return _Crossing(mean, float(weight @ variances), sqrt(between))


def _continued(T: Array, a: Array, level: float) -> float:
    """Where the exponents of a few curves would be at a level if they went on in a line."""
    T, a = T[-_BELOW:], a[-_BELOW:]
    slope, value = np.polyfit(T - T[-1], a, 1) if T.size > 1 else (0.0, a[-1])
    return float(T[-1] + (level - value) / slope) if slope < 0.0 else float(T[-1])


def _line_at(T: Array, a: Array, sigma: Array, level: float) -> tuple[float, float, float] | None:
    """Where a falling line through the points is at a level, the variance, chi2."""
    w = sigma**-2.0
    centre = float(w @ T / w.sum())
    d = T - centre
    spread = float(w @ d**2)
    slope = float(w @ (d * a)) / spread if spread > 0.0 else 0.0
    if slope >= 0.0:
        return None
    value = float(w @ a / w.sum())
    place = centre + (level - value) / slope
    if not T[0] <= place <= T[-1]:
        return None
    rest = a - value - slope * d
    variance = (1.0 / float(w.sum()) + (place - centre) ** 2 / spread) / slope**2
    return place, variance, float(w @ rest**2)


def _spread_at(found: Exponents, T: float) -> float:
    """Standard deviation of the exponent over all windows, as a person might choose one, near T."""
    many = np.isfinite(found.a).sum(axis=0) >= 2
    if not many.any():
        return 0.0
    near = np.flatnonzero(many)[np.argsort(np.abs(found.T[many] - T))[:2]]
    return float(np.nanstd(found.a[:, near], axis=0).mean())


def _no_crossing(found: Exponents) -> Unbinding:
    a = found.average()[0]
    none = float("nan")
    low, high = float(np.nanmin(a)), float(np.nanmax(a))
    side = "lower" if high < AT_TRANSITION else "higher"
    message = (
        f"The exponent lies between {low:.2g} and {high:.2g} and does not pass through 3; measure "
        f"at {side} temperatures."
    )
    return Unbinding(none, 0.0, (none, none), message, refused=True)


def _jump(found: Exponents, unbinding: Unbinding) -> Jump | None:
    """Temperatures between which the exponent falls from 3 to that of free vortices."""
    a = found.average()[0]
    T = found.T[np.isfinite(a)]
    a = a[np.isfinite(a)]
    bound, free = np.flatnonzero(a >= AT_TRANSITION), np.flatnonzero(a < _FREE)
    free = free[free > bound[-1]] if bound.size else free
    if unbinding.refused or bound.size == 0 or free.size == 0:
        return None
    near = (np.arange(T.size) <= bound[-1]) & (a < 2.0 * AT_TRANSITION)
    slope = float(np.polyfit(T[near], a[near], 1)[0]) if near.sum() >= 2 else 0.0
    smooth = (AT_TRANSITION - _FREE) / -slope if slope < 0.0 else 0.0
    return Jump(float(T[bound[-1]]), float(T[free[0]]), float(np.median(np.diff(T))), smooth)
