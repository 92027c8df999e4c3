"""R(T) close above T_BKT: the exponential of Halperin and Nelson, in windows of the resistance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import copysign, sqrt

import numpy as np
import numpy.typing as npt

from ..core import Array
from ._bkt import Unbinding
from ._points import Branch
from ._shape import monotone, noise_of

#: A window begins at these multiples of the noise floor ...
LOWS = (3.0, 8.0, 20.0)

#: ... and ends at these fractions of the normal resistance; beyond, the law does not hold.
TOPS = (0.1, 0.06, 0.03, 0.015, 0.007)

#: Fewest points of a window, and the least factor by which R must fall in it.
MIN_POINTS, MIN_FALL = 6, 4.0

_GRID = 80
# Means and deviations of the two corrections to the law: of ln R in R/Rn, where the interpolation
# has -0.8 and the flow of Kosterlitz -0.42; of ln R in sqrt(T/T_BKT - 1)/b, where the
# interpolation has none and the flow -1 to 1 for cores of 0.6 to 0.15 of the XY model.
_BEND = (-0.5, 0.12)
_CORRECTION = (0.3, 0.4)
_BLOCKS = 4
_POOL = 5.0  # degrees of freedom with which the noise counts that was estimated elsewhere
_SURE = 3.0  # deviations of a slope


@dataclass(frozen=True)
class ResistiveTail:
    """R(T) of one pass in zero field, over its normal resistance.

    Attributes
    ----------
    T, part, sigma
        K, R/Rn without the level below the transition, and its standard deviation; ascending in
        T, shape (n,).
    smooth
        Monotone regression of ``part``.
    floor
        Noise of ``part`` below the transition.
    line, top
        Normal resistance over that at the transition, shape (n,): a line that may have taken up
        the rounding; and its value at the end of its window, where the rounding is over.
    normal, normal_sigma
        Normal resistance at the transition in the unit of the signal, and its relative error.
    branch
        The pass.
    """

    T: Array
    part: Array
    sigma: Array
    smooth: Array
    floor: float
    line: Array
    top: float
    normal: float
    normal_sigma: float
    branch: Branch

    def inside(self, low: float, top: float) -> npt.NDArray[np.bool_]:
        """Points between ``low`` floors and ``top`` of the normal resistance, shape (n,)."""
        return (self.smooth >= low * self.floor) & (self.smooth <= top)


def resistive_tail(branch: Branch) -> ResistiveTail | None:
    """R/Rn of a pass with a plain transition and a normal state; None otherwise."""
    t = branch.transition
    if not t.plain or t.shape is None or t.zero is None or t.normal is None:
        return None
    scale = t.normal(t.x) - t.zero.value
    part = (t.y - t.zero.value) / scale
    at = float(t.normal(np.array(t.shape.steepest)) - t.zero.value)
    end = float(t.normal(np.array(min(t.normal.span[1], float(t.x[-1])))) - t.zero.value)
    top = end / at if t.normal.source == "own" else 1.0
    smooth = monotone(part)
    above = part[t.x > t.shape.shoulder]
    floor = (t.shape.noise if t.zero.kind == "none" else t.zero.noise) / at
    gain = noise_of(above) if above.size >= 8 else floor
    width = max(t.x.size // 60, 2)
    steep = np.abs(np.gradient(_mean(smooth, width), _rising(t.x)))
    plain = np.hypot(floor, gain * smooth)
    sigma = np.hypot(plain, _jitter(part, steep, plain) * steep)
    error = sqrt(t.normal.sigma**2 + t.normal.choice**2) / at
    return ResistiveTail(
        t.x, part, sigma, smooth, max(floor, 1e-9), scale / at, top, at, error, branch
    )


def _rising(x: Array) -> Array:
    """The places with equal ones a little apart: a thermometer repeats its readings."""
    least = 1e-9 * float(np.ptp(x))
    steps = np.maximum(np.diff(x), least)
    return np.append(x[0], x[0] + np.cumsum(steps))


def _mean(y: Array, width: int) -> Array:
    padded = np.concatenate([np.full(width, y[0]), y, np.full(width, y[-1])])
    return np.asarray(np.convolve(padded, np.ones(2 * width + 1) / (2 * width + 1), "valid"))


def _jitter(y: Array, steep: Array, plain: Array) -> float:
    """Scatter of the temperature readings that the noise in the steep part asks for, K."""
    # fourth differences, which know nothing of a curve
    rest = np.diff(y, 4) / sqrt(70.0)
    slope = steep[2:-2]
    where = slope > 0.3 * float(slope.max())
    if where.sum() < 8:
        return 0.0
    scale = 1.4826 * float(np.median(np.abs(rest[where])))
    excess = max(scale**2 - float(np.median(plain[2:-2][where] ** 2)), 0.0)
    return sqrt(excess) / float(np.median(slope[where]))


@dataclass(frozen=True)
class Exponential:
    """The law ln R = ln R0 - b (T/T_BKT - 1)^(-1/2) in all windows.

    Attributes
    ----------
    unbinding
        T_BKT from ln R itself.
    slope_line
        T_BKT from the straight line through (dlnR/dT)^(-2/3).
    b, log_R0
        Of the best window; R0 over the normal resistance.
    window
        Points of the widest window that was used, shape (n,).
    slopes
        Rows T, (dlnR/dT)^(-2/3) and its deviation, in K^(2/3).
    """

    unbinding: Unbinding
    slope_line: Unbinding
    b: float
    log_R0: float
    window: npt.NDArray[np.bool_]
    slopes: Array


def measure_exponential(tail: ResistiveTail) -> Exponential:
    r"""T_BKT from the exponential law of the resistance, in all windows.

    .. math:: \ln R = \ln R_0 - b\,(T/T_\mathrm{BKT} - 1)^{-1/2},\qquad
              (\mathrm{d}\ln R/\mathrm{d}T)^{-2/3} = (2T_\mathrm{BKT}/b)^{2/3}(T/T_\mathrm{BKT} - 1)

    The law is exact only for R far below Rn. How ln R bends towards the normal state, and the
    next term of the correlation length, :math:`\propto (T/T_\mathrm{BKT} - 1)^{1/2}/b`, are
    marginalised within what the interpolation and the flow of Kosterlitz let them be.

    Parameters
    ----------
    tail
        From `resistive_tail`.
    """
    masks = []
    for low in LOWS:
        for top in TOPS:
            mask = tail.inside(low, top)
            if (
                mask.sum() >= MIN_POINTS
                and tail.smooth[mask][-1] >= MIN_FALL * tail.smooth[mask][0]
            ):
                masks.append(mask)
    none = np.zeros((3, 0))
    if not masks:
        refusal = _refusal(tail)
        return Exponential(refusal, refusal, 0.0, 0.0, np.zeros(tail.T.size, bool), none)
    fits = [_exponential(tail, mask) for mask in masks]
    most = max(int(m.sum()) for m in masks)
    cut = np.array([most - int(m.sum()) for m in masks], dtype=float)
    widest = masks[int(np.argmin(cut))]
    best = int(np.argmax([-0.5 * f.chi2 - c for f, c in zip(fits, cut, strict=True)]))
    slopes = np.array(_slopes(tail, widest)).T.reshape(3, -1)
    lines = [_slope_line(tail, mask) for mask in masks]
    told = [(line, c) for line, c in zip(lines, cut, strict=True) if line is not None]
    found, _ = averaged(fits, cut, excess(fits))
    line = _SCATTERED
    if told:
        kept = [t[0] for t in told]
        line, _ = averaged(kept, np.array([t[1] for t in told]), excess(kept))
        line = _with_corrections(line, found)
    return Exponential(found, line, fits[best].b, fits[best].log_R0, widest, slopes)


def _with_corrections(line: Unbinding, found: Unbinding) -> Unbinding:
    """The straight line, with what the corrections that it lacks make as its systematic error.

    That is how far the law with them lies away, less what noise makes between the two. Windows
    differ by the same corrections, so that their spread is not counted beside it.
    """
    apart = found.T - line.T
    noise = max(line.sigma**2 - found.sigma**2, 0.0)
    end = line.T + copysign(sqrt(max(apart**2 - noise, 0.0)), apart)
    return replace(line, systematic=(min(line.T, end), max(line.T, end)))


@dataclass(frozen=True)
class WindowFit:
    """T_BKT in one window: K, standard deviation, chi2, degrees of freedom; b and ln R0/Rn."""

    T: float
    sigma: float
    chi2: float
    dof: int
    b: float = 0.0
    log_R0: float = 0.0


_SCATTERED = Unbinding(
    float("nan"),
    0.0,
    (float("nan"), float("nan")),
    "The slope of ln R is lost in its scatter, so that no line can be drawn through "
    "(dlnR/dT)^(-2/3); average longer or sweep slower through the foot of the transition.",
    refused=True,
)


def _refusal(tail: ResistiveTail) -> Unbinding:
    least, most = LOWS[0] * tail.floor, TOPS[0]
    count = int(tail.inside(LOWS[0], TOPS[0]).sum())
    message = (
        f"{count} points between {LOWS[0]:g} times the noise floor ({least:.2g} of Rn) and "
        f"{most:.2g} of Rn, where the exponential law may hold, and R does not fall "
        f"{MIN_FALL:g}-fold in them; lower the noise or sweep slower through the foot of the "
        "transition."
    )
    return Unbinding(float("nan"), 0.0, (float("nan"), float("nan")), message, refused=True)


def averaged(fits: Sequence[WindowFit], cut: Array, scale: float) -> tuple[Unbinding, Array]:
    """T_BKT of all windows together, and the weight of each.

    Half of the weight counts the points left out (jay2021). The other half is spread over all
    windows that describe their points, because a window is not out for having fewer of them.

    Parameters
    ----------
    fits, cut
        One per window: the fit, and how many points it leaves out.
    scale
        Variance of the points over the one that was estimated.
    """
    chi2, dof = (
        np.array(v, dtype=float) for v in zip(*((f.chi2, f.dof) for f in fits), strict=True)
    )
    T, sigma = np.array([f.T for f in fits]), np.array([f.sigma for f in fits])
    half = -0.5 * chi2 / scale - cut
    weight = np.exp(half - half.max())
    good = chi2 <= scale * (dof + 3.0 * np.sqrt(2.0 * dof) + 3.0)
    good[int(np.argmax(half))] = True
    weight = (weight / weight.sum() + good / good.sum()) / sigma**2
    weight = weight / weight.sum()
    mean = float(weight @ T)
    own, best = float(weight @ sigma**2), float(sigma[int(np.argmax(weight))] ** 2)
    # less what noise makes between windows of different precision
    between = float(weight @ (T - mean) ** 2) - scale * max(own - best, 0.0)
    spread = sqrt(max(between, 0.0))
    found = Unbinding(mean, sqrt(scale * min(own, best)), (mean - spread, mean + spread))
    return found, weight


def excess(fits: Sequence[WindowFit]) -> float:
    """Variance of the points over the one that was estimated, from the best window."""
    return min((f.chi2 + _POOL) / (f.dof + _POOL) for f in fits)


def _exponential(tail: ResistiveTail, mask: npt.NDArray[np.bool_]) -> WindowFit:
    """Least squares in T_BKT alone: at a given one the rest is linear."""
    T, smooth = tail.T[mask], tail.smooth[mask]
    y = np.log(smooth) + (tail.part[mask] - smooth) / smooth - _BEND[0] * smooth
    error = tail.sigma[mask] / smooth
    coldest = float(T.min())
    gaps = np.geomspace(1e-4, 1.0, _GRID)
    chi2, _, _ = zip(
        *(_linear(T, y, error, smooth, coldest / (1.0 + g)) for g in gaps), strict=True
    )
    values = np.array(chi2)
    i = int(np.argmin(values))
    # the shape of exp(-chi2/2) over the grid tells value and error where it is no parabola
    low, high = gaps[max(i - 2, 0)], gaps[min(i + 2, _GRID - 1)]
    fine = np.unique(np.concatenate([gaps, np.linspace(low, high, 41)]))
    found = [_linear(T, y, error, smooth, coldest / (1.0 + g)) for g in fine]
    values = np.array([f[0] for f in found])
    places = coldest / (1.0 + fine)
    density = np.exp(-0.5 * (values - values.min())) * np.abs(np.gradient(places))
    below = np.cumsum(density[::-1]) - 0.5 * density[::-1]
    low_T, middle, high_T = np.interp(
        np.array([0.16, 0.5, 0.84]) * density.sum(), below, places[::-1]
    )
    sigma = max(0.5 * float(high_T - low_T), 1e-6 * float(middle))
    best = found[int(np.argmin(values))]
    return WindowFit(
        float(middle), sigma, float(values.min()), max(T.size - 3, 1), best[1], best[2]
    )


def _linear(
    T: Array, y: Array, error: Array, part: Array, place: float
) -> tuple[float, float, float]:
    """chi2 with the priors of the corrections, b, ln R0/Rn at a given T_BKT."""
    tau = T / place - 1.0
    first = tau**-0.5
    b = max(-float(np.polyfit(first, y, 1, w=1.0 / error)[0]), 1e-2)
    columns = np.stack([np.ones_like(T), -first, part, np.sqrt(tau)], axis=1) / error[:, None]
    prior = np.zeros((2, 4))
    prior[0, 2], prior[1, 3] = 1.0 / _BEND[1], b / _CORRECTION[1]
    design = np.concatenate([columns, prior])
    target = np.concatenate([y / error, [0.0, _CORRECTION[0] / _CORRECTION[1]]])
    solution = np.linalg.lstsq(design, target, rcond=None)[0]
    rest = target - design @ solution
    if solution[1] <= 0.0:
        return float(rest @ rest) + 1e6, 0.0, 0.0
    return float(rest @ rest), float(solution[1]), float(solution[0])


def _slopes(tail: ResistiveTail, mask: npt.NDArray[np.bool_]) -> list[tuple[float, float, float]]:
    """T, (dlnR/dT)^(-2/3) and its deviation of blocks of points, one after the other."""
    T, smooth = tail.T[mask], tail.smooth[mask]
    y = np.log(smooth) + (tail.part[mask] - smooth) / smooth
    w = (smooth / tail.sigma[mask]) ** 2
    size = max(3, T.size // 8)
    rows = []
    for start in range(0, T.size - size + 1, size):
        part = slice(start, start + size)
        centre = float(w[part] @ T[part] / w[part].sum())
        d = T[part] - centre
        spread = float(w[part] @ d**2)
        slope = float(w[part] @ (d * y[part])) / spread
        error = spread**-0.5
        if slope > _SURE * error:
            rows.append((centre, slope ** (-2.0 / 3.0), 2.0 / 3.0 * slope ** (-5.0 / 3.0) * error))
    return rows


def _slope_line(tail: ResistiveTail, mask: npt.NDArray[np.bool_]) -> WindowFit | None:
    """Where the straight line through (dlnR/dT)^(-2/3) is zero."""
    rows = _slopes(tail, mask)
    if len(rows) < _BLOCKS:
        return None
    x, y, error = np.array(rows).T
    w = error**-2.0
    centre = float(w @ x / w.sum())
    d = x - centre
    spread = float(w @ d**2)
    slope, value = float(w @ (d * y)) / spread, float(w @ y / w.sum())
    if slope <= 0.0 or slope**2 * spread < _SURE**2:
        return None
    place = centre - value / slope
    sigma = sqrt((1.0 / float(w.sum()) + (place - centre) ** 2 / spread) / slope**2)
    rest = y - value - slope * d
    return WindowFit(place, sigma, float(w @ rest**2), x.size - 2)
