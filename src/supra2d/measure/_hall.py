"""Slope of a Hall resistance: odd part of one branch, averaged over windows and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import exp, hypot, log, sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array, InputError
from ..core.constants import E_CHARGE
from ._parity import EVEN, MIN_POINTS, ODD, parity_fit, solve_parity, too_few

#: Windows that are scanned, as fractions of the largest field.
WINDOWS = (1.0, 0.85, 0.7, 0.55, 0.4)

_SPIKE = 6.0  # robust standard deviations beyond which a reading is left out
_BEYOND = 6.0  # variances that a change of window must exceed
_RARE = 0.01  # probability below which branches disagree


@dataclass(frozen=True)
class HallSlope:
    """Slope of a Hall resistance at zero field, ohm/T.

    Attributes
    ----------
    slope, sigma, systematic
        Mean over windows and orders; statistical standard deviation, and what the choice of
        window and order (or, of several branches, their disagreement) leaves open.
    offset, offset_sigma
        Even part at zero field, ohm: thermal offset and longitudinal pick-up, removed.
    pickup
        Range of the even part over the field, ohm.
    noise
        Standard deviation of a reading, ohm.
    reach
        Largest field at both signs, T.
    curvature
        Probability that the odd part is no straight line up to ``reach``.
    both_signs
        False where one sign was measured and only a constant could be taken off.
    scanned
        Window in T, odd terms, slope, its standard deviation and weight, best first.
    spikes
        Readings that were left out.
    """

    slope: float
    sigma: float
    systematic: float
    offset: float
    offset_sigma: float
    pickup: float
    noise: float
    reach: float
    curvature: float
    both_signs: bool
    scanned: tuple[tuple[float, int, float, float, float], ...] = ()
    spikes: int = 0

    @property
    def total(self) -> float:
        """Standard deviation of everything together."""
        return hypot(self.sigma, self.systematic)

    @property
    def carriers(self) -> str:
        """``holes`` for a positive slope, ``electrons`` for a negative one."""
        return "holes" if self.slope > 0 else "electrons"


def hall_slope(field: Array, resistance: Array) -> HallSlope:
    r"""Slope :math:`dR_{xy}/dB` at zero field of one branch.

    The branch is fitted by a polynomial whose even terms take up offset and longitudinal
    pick-up, the first odd one is the Hall effect. Windows of ``WINDOWS`` and one to three odd
    terms are averaged with weights :math:`e^{-\mathrm{BIC}/2}`, where a point
    outside the window counts as one that needs its own parameter (Jay and Neil 2021).

    Parameters
    ----------
    field, resistance
        T and ohm, shape (n,), any order.

    Raises
    ------
    InputError
        With fewer than 8 finite readings, or a field that does not run.

    Examples
    --------
    >>> b = np.linspace(-9, 9, 181)
    >>> noise = np.random.default_rng(1).normal(0, 0.01, 181)
    >>> found = hall_slope(b, 3.0 + 0.02 * b**2 - 0.8 * b + noise)
    >>> round(found.slope, 3), found.carriers
    (-0.8, 'electrons')
    """
    b, y = _finite(field, resistance)
    reach = float(min(b.max(), -b.min()))
    both = reach > 0.2 * float(np.abs(b).max())
    if both:
        inside = np.abs(b) <= reach * (1.0 + 1e-9)
        b, y = b[inside], y[inside]
    else:
        reach = float(np.abs(b).max())
    if b.size < MIN_POINTS:
        raise too_few(b.size)
    even = EVEN if both else EVEN[:1]
    best = parity_fit(b, y, reach, even=even)
    scale = 1.4826 * float(np.median(np.abs(best.residuals)))
    sound = np.abs(best.residuals) <= max(_SPIKE * scale, 1e-12 * float(np.abs(y).max()))
    if not sound.all() and sound.sum() >= MIN_POINTS:
        b, y = b[sound], y[sound]
        best = parity_fit(b, y, reach, even=even)
    scanned = _scan(b, y, reach, best.even, best.noise)
    slopes, sigmas, weights = (np.array([row[i] for row in scanned]) for i in (2, 3, 4))
    slope, best_sigma = float(weights @ slopes), float(sigmas[np.argmax(weights)])
    # what noise alone makes of narrower windows and more terms is no spread of choices
    excess = (slopes - slope) ** 2 - np.maximum(sigmas**2 - best_sigma**2, 0.0)
    spread = float(weights @ np.maximum(excess, 0.0))
    straight = sum(row[4] for row in scanned if row[0] == reach and row[1] == 1)
    spread += (1.0 - straight) * _bend(scanned, slope, best_sigma)
    if not both:
        # nothing tells a parabola from a line on one side: what a parabola would change
        other = parity_fit(b, y, reach, odd=(1,), even=(2,))
        spread += max((other.slope - slope) ** 2 - other.slope_sigma**2, 0.0)
    return HallSlope(
        slope,
        best_sigma,
        sqrt(spread),
        best.constant,
        best.constant_sigma,
        best.even_range,
        best.noise,
        reach,
        1.0 - straight,
        both,
        tuple(sorted(scanned, key=lambda row: -row[4])),
        int((~sound).sum()),
    )


def mean_slope(slopes: Sequence[HallSlope], directions: Sequence[str] = ()) -> HallSlope:
    """One slope from the branches of one temperature.

    Up and down count the same, however many there are of each: a drift of the offset tilts
    them against each other and cancels. What they disagree by beyond noise is systematic.

    Parameters
    ----------
    slopes
        One per branch.
    directions
        ``up`` or ``down`` of each; without it all count the same.

    Examples
    --------
    >>> b = np.linspace(-9, 9, 181)
    >>> noise = np.random.default_rng(1).normal(0, 0.01, (2, 181))
    >>> up, down = (hall_slope(b, 0.8 * b + s * 0.05 * b + e) for s, e in zip((1, -1), noise))
    >>> both = mean_slope([up, down], ["up", "down"])
    >>> round(both.slope, 2), round(both.systematic, 2)
    (0.8, 0.05)
    """
    if len(slopes) == 1:
        return slopes[0]
    names = list(directions) or [""] * len(slopes)
    counts = {name: names.count(name) for name in names}
    weights = np.array([1.0 / (counts[name] * len(counts)) for name in names])
    values = np.array([s.slope for s in slopes])
    sigmas = np.array([s.sigma for s in slopes])
    mean = float(weights @ values)
    chi2 = float(np.sum((values - values.mean()) ** 2 / np.maximum(sigmas, 1e-300) ** 2))
    apart = chi2_distribution.sf(chi2, len(slopes) - 1) < _RARE
    gap = float(np.ptp(values)) / 2.0 if apart else 0.0
    return replace(
        slopes[0],
        slope=mean,
        sigma=float(np.sqrt(np.sum((weights * sigmas) ** 2))),
        systematic=hypot(gap, float(weights @ np.array([s.systematic for s in slopes]))),
        offset=float(weights @ np.array([s.offset for s in slopes])),
        offset_sigma=float(
            np.sqrt(np.sum((weights * np.array([s.offset_sigma for s in slopes])) ** 2))
        ),
        pickup=max(s.pickup for s in slopes),
        noise=float(np.median([s.noise for s in slopes])),
        reach=min(s.reach for s in slopes),
        curvature=max(s.curvature for s in slopes),
        both_signs=all(s.both_signs for s in slopes),
        scanned=tuple(row for s in slopes for row in s.scanned),
        spikes=sum(s.spikes for s in slopes),
    )


def sheet_density(slope: float) -> float:
    r"""Density :math:`n_s = 1/(e\,|dR_{xy}/dB|)` of one kind of carrier, m^-2.

    Examples
    --------
    >>> round(sheet_density(6.241509) / 1e18, 6)
    1.0
    """
    return 1.0 / (E_CHARGE * abs(slope))


def _scan(
    b: Array, y: Array, reach: float, even: int, noise: float
) -> list[tuple[float, int, float, float, float]]:
    """Window, odd terms, slope, standard deviation, weight."""
    rows: list[tuple[float, int, float, float, float]] = []
    for share, odd in product(WINDOWS, ODD):
        inside = np.abs(b) <= share * reach * (1.0 + 1e-9)
        n = int(inside.sum())
        if n < max(MIN_POINTS, 2 * (odd + even)):
            continue
        fit = solve_parity(b[inside], y[inside], reach, odd, even)
        cost = fit.chi2 / noise**2 + (odd + even + b.size - n) * log(b.size)
        sigma = fit.slope_sigma * noise / fit.noise
        rows.append((share * reach, odd, fit.slope, sigma, cost))
    least = min(row[4] for row in rows)
    weights = [exp(-0.5 * (row[4] - least)) for row in rows]
    return [(*row[:4], w / sum(weights)) for row, w in zip(rows, weights, strict=True)]


def _bend(
    scanned: Sequence[tuple[float, int, float, float, float]], slope: float, sigma: float
) -> float:
    """Largest squared change of the slope in a narrower window, each with its best order.

    Where the odd part is bent, no polynomial need follow it into the origin.
    """
    best: dict[float, tuple[float, int, float, float, float]] = {}
    for row in scanned:
        if row[4] > best.get(row[0], (0.0, 0, 0.0, 0.0, -1.0))[4]:
            best[row[0]] = row
    changes = [
        (r[2] - slope) ** 2 - _BEYOND * max(r[3] ** 2 - sigma**2, 0.0) for r in best.values()
    ]
    return max(0.0, *changes)


def _finite(field: Array, resistance: Array) -> tuple[Array, Array]:
    b, y = np.asarray(field, float), np.asarray(resistance, float)
    told = np.isfinite(b) & np.isfinite(y)
    b, y = b[told], y[told]
    if b.size < MIN_POINTS:
        raise too_few(b.size)
    if float(np.ptp(b)) == 0.0:
        raise InputError(
            f"a Hall resistance at {b[0]:g} T alone",
            "a field that runs through both signs",
            "sweep the field, or read a file whose instrument reversed it",
        )
    return b, y
