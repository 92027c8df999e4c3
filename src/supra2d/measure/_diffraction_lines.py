"""Lines of a diffraction scan: where they are found, and their angles from fitted profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import leastsq
from scipy.signal import find_peaks, peak_widths

from ..core import Array

_SMOOTH = 0.05  # deg, over which counts are added before lines are looked for
_CLEAR = 6.0  # standard deviations that a line rises above its surroundings
_MOST = 40  # lines that are fitted, the strongest
_REACH = 4.0  # widths on either side that a fit sees
_MIX = 3.0  # of the angle whose squared sine is the share of the Lorentzian: free
_SKEW = 0.5  # of half the logarithm of the ratio of the two sides, as it may be
_DECIDED = 9.0  # of chi2, between one emission line and two


@dataclass(frozen=True, slots=True)
class Radiation:
    """What the lines are made with; wavelengths in m.

    Attributes
    ----------
    first, second
        Of the two emission lines; ``second`` is None for radiation of one wavelength.
    ratio
        Intensity of the second over the first.
    stated
        Whether the file states the wavelength; else it is a convention.
    """

    first: float = 1.5405929e-10
    second: float | None = 1.5444274e-10
    ratio: float = 0.5
    stated: bool = False

    @property
    def is_copper(self) -> bool:
        """True for the K lines of copper."""
        return abs(self.first / 1.5405929e-10 - 1.0) < 1e-3

    def second_angle(self, two_theta: Array | float) -> Array:
        """2 theta of the second emission line in deg, where the first is at ``two_theta``."""
        sine = np.sin(np.deg2rad(two_theta) / 2.0) * (self.second or self.first) / self.first
        return np.asarray(2.0 * np.rad2deg(np.arcsin(np.clip(sine, -1.0, 1.0))))


@dataclass(frozen=True, slots=True)
class DiffractionLine:
    """A line of the scan; angles in deg.

    Attributes
    ----------
    two_theta, error
        Where the first emission line has its maximum, and one standard deviation from the counts.
    height, width
        Above the background, in counts; full width at half height.
    """

    two_theta: float
    error: float
    height: float
    width: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a scan in order of their angle.

    Attributes
    ----------
    lines
        Fitted with two emission lines, or with one where the profiles say so.
    other
        The same lines fitted the other way where the profiles do not decide, else empty.
    emission
        ``doublet``, ``single`` or ``undecided``.
    """

    lines: tuple[DiffractionLine, ...]
    other: tuple[DiffractionLine, ...]
    emission: str


def diffraction_lines(two_theta: Array, counts: Array, radiation: Radiation) -> Lines:
    """Find the lines of a scan and fit their profiles.

    Parameters
    ----------
    two_theta
        deg, rising, shape (n,).
    counts
        Counts, or another measure of them: their noise is taken from the scan itself.
    radiation
        Wavelengths; with two of them both profiles are tried.
    """
    # from here on in units in which the variance is the mean, as of single counts
    unit = _noise_scale(counts)
    counts = counts / unit
    places = _places(two_theta, counts, radiation)
    windows = _windows(two_theta, places, radiation)
    single = [_fitted(two_theta, counts, w, None) for w in windows]
    if radiation.second is None:
        return Lines(_good(single, unit), (), "single")
    double = [_fitted(two_theta, counts, w, radiation) for w in windows]
    gain = sum(
        (one.chi2 - two.chi2) / max(1.0, min(one.chi2, two.chi2) / one.dof)
        for one, two in zip(single, double, strict=True)
    )
    if gain > _DECIDED:
        return Lines(_good(double, unit), (), "doublet")
    if gain < -_DECIDED:
        return Lines(_good(single, unit), (), "single")
    both = [pair for pair in zip(double, single, strict=True) if pair[0].clear and pair[1].clear]
    return Lines(
        _good([two for two, _ in both], unit), _good([one for _, one in both], unit), "undecided"
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Index of a maximum and its width in deg."""

    index: int
    width: float


@dataclass(frozen=True, slots=True)
class _Window:
    """Range of rows for one line, with what a fit starts from."""

    rows: slice
    centre: float
    width: float


@dataclass(frozen=True, slots=True)
class _Fitted:
    line: DiffractionLine
    chi2: float
    dof: int
    clear: bool


def _good(found: Sequence[_Fitted], unit: float) -> tuple[DiffractionLine, ...]:
    return tuple(replace(f.line, height=f.line.height * unit) for f in found if f.clear)


def _noise_scale(y: Array) -> float:
    """Variance over mean: one for counts, from second differences where nothing rises."""
    smooth = np.convolve(y, np.ones(5) / 5.0, "same")[1:-1]
    second = np.diff(y, 2)
    quiet = smooth <= np.quantile(smooth, 0.6)
    level = float(smooth[quiet].sum())
    found = float((second[quiet] ** 2).sum()) / (6.0 * level) if level > 0.0 else 0.0
    # a curve without noise has no unit of its own; a millionth of its height will do
    return max(found, 1e-6 * float(np.abs(y).max())) or 1.0


def _places(x: Array, y: Array, radiation: Radiation) -> list[_Place]:
    """Maxima that rise above noise, one for each line, in order of their angle."""
    step = float(np.median(np.diff(x)))
    points = max(1, round(_SMOOTH / step)) | 1
    smooth = np.convolve(np.pad(y, points // 2, "edge"), np.ones(points) / points, "valid")
    # the root of counts has the same noise everywhere
    steady = 2.0 * np.sqrt(np.maximum(smooth, 0.0) * points)
    tops, _ = find_peaks(steady, prominence=_CLEAR)
    if not tops.size:
        return []
    # half of the counts of a line without background
    widths = np.maximum(peak_widths(steady, tops, rel_height=0.3)[0], 2.0) * step
    kept: list[_Place] = []
    for i in np.argsort(-smooth[tops], kind="stable"):
        at, width = float(x[tops[i]]), float(widths[i])
        if len(kept) < _MOST and not any(_part_of(at, x[p.index], p, radiation) for p in kept):
            kept.append(_Place(int(tops[i]), width))
    return sorted(kept, key=lambda place: place.index)


def _part_of(at: float, strong: float, place: _Place, radiation: Radiation) -> bool:
    """Whether a maximum belongs to a stronger line: on its flank, or its second emission line."""
    flank = max(place.width, 0.1)
    return abs(at - strong) < flank or abs(at - float(radiation.second_angle(strong))) < flank


def _windows(x: Array, places: Sequence[_Place], radiation: Radiation) -> list[_Window]:
    """Rows around each line, as far as the middle to the next one."""
    found = []
    for i, place in enumerate(places):
        centre = float(x[place.index])
        reach = _REACH * place.width + 0.1
        low, high = centre - reach, float(radiation.second_angle(centre)) + reach
        if i > 0:
            low = max(low, (centre + float(x[places[i - 1].index])) / 2.0)
        if i + 1 < len(places):
            high = min(high, (centre + float(x[places[i + 1].index])) / 2.0)
        rows = slice(int(np.searchsorted(x, low)), int(np.searchsorted(x, high, "right")))
        found.append(_Window(rows, centre, place.width))
    return found


def _profile(x: Array, p: Array, origin: float, radiation: Radiation | None) -> Array:
    """Pseudo-Voigt lines with sides of their own widths, on a line.

    p: maximum, ln width, mix, height, level at the origin, slope, half of ln(left over right).
    """
    centre, eta, height = p[0], np.sin(p[2]) ** 2, p[3]
    width = np.exp(np.clip(p[1], -9.0, 5.0))
    shape = _voigt(x - centre, width, p[6], eta)
    if radiation is not None:
        second = float(radiation.second_angle(centre))
        shape = shape + radiation.ratio * _voigt(x - second, width, p[6], eta)
    return np.asarray(height * shape + p[4] + p[5] * (x - origin))


def _voigt(x: Array, width: float, skew: float, eta: float) -> Array:
    side = np.exp(np.clip(skew, -3.0, 3.0))
    u = (2.0 * x / width / np.where(x < 0.0, side, 1.0 / side)) ** 2
    return np.asarray(eta / (1.0 + u) + (1.0 - eta) * np.exp(-np.log(2.0) * u))


def _fitted(x: Array, y: Array, window: _Window, radiation: Radiation | None) -> _Fitted:
    """Least squares with the variance that the model itself says, so that no count is favoured."""
    x, y = x[window.rows], y[window.rows]
    level = float(np.quantile(y, 0.1))
    start = np.array(
        [window.centre, np.log(window.width), 0.8, max(np.ptp(y), 1.0), level, 0.0, 0.0]
    )
    if x.size < start.size + 2:
        line = DiffractionLine(window.centre, np.inf, 0.0, window.width)
        return _Fitted(line, 0.0, 1, False)
    sigma = _sigma(np.convolve(y, np.ones(3) / 3.0, "same"))
    p, covariance, chi2 = start, np.eye(start.size), 0.0
    for _ in range(2):

        def misfit(p: Array, sigma: Array = sigma) -> Array:
            left = (_profile(x, p, window.centre, radiation) - y) / sigma
            # at the ends of the mix its slope vanishes, and nothing else would hold it
            return np.concatenate([left, [p[6] / _SKEW, (p[2] - start[2]) / _MIX]])

        steps = np.array([0.1 * window.width, 0.5, 0.5, start[3], start[3], start[3], 0.2])
        p, covariance, chi2 = _least_squares(misfit, p, steps)
        sigma = _sigma(_profile(x, p, window.centre, radiation))
    dof = x.size - start.size
    covariance = covariance * max(1.0, chi2 / dof)
    error = float(np.sqrt(covariance[0, 0]))
    width, height = float(np.exp(np.clip(p[1], -9.0, 5.0))), float(p[3])
    clear = height > 4.0 * float(np.sqrt(covariance[3, 3])) and 0.0 < error < width
    clear = clear and x[0] < p[0] < x[-1]
    line = DiffractionLine(float(p[0]), error, height, width)
    return _Fitted(line, chi2, dof, bool(clear))


def _sigma(expected: Array) -> Array:
    floor = max(float(np.mean(expected)), 1.0) / 50.0
    return np.asarray(np.sqrt(np.maximum(expected, floor)))


def _least_squares(
    misfit: Callable[[Array], Array], start: Array, steps: Array
) -> tuple[Array, Array, float]:
    """Parameters, their covariance (infinite where undetermined) and chi2."""
    p, covariance, found, _, _ = leastsq(
        misfit, start, full_output=True, ftol=1e-6, xtol=1e-6, maxfev=600, diag=1.0 / steps
    )
    if covariance is None:
        covariance = np.full((start.size, start.size), np.inf)
    return np.asarray(p), np.asarray(covariance), float((found["fvec"] ** 2).sum())
