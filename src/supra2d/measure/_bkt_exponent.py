"""Exponent of V ~ I^a at each temperature, in windows between the noise and the normal state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, nan, sqrt

import numpy as np

from ..core import Array
from ._iv import IVSweep, iv_groups
from ._shape import monotone

#: A window begins at these multiples of the noise of the voltage ...
LOWS = (4.0, 10.0, 30.0, 100.0, 300.0)

#: ... and ends where V/I is these fractions of the normal resistance.
TOPS = (0.3, 0.1, 0.03, 0.01, 0.003)

#: Fewest points of a window, and the least factor by which the voltage must rise in it.
MIN_POINTS, MIN_RISE = 6, 4.0

_ZERO_FIELD = 1e-3  # T
_LEAST = 1e-3  # of ln V: what a point can be known to at best
_OHMIC = 1.4  # a smaller exponent at the low end of a curve is a tail of free vortices
_STEEP = 2.5
_OHMIC_RISE = 1.5  # of V/I within a window that begins above its fraction
_TOP_POINTS = 5
_STRONG = 100.0  # noises from which on a scatter of ln V is that of the gain


@dataclass(frozen=True)
class IVCurve:
    """All branches at one temperature, both signs of the current together.

    Attributes
    ----------
    T
        K.
    current, smooth
        Size of the current in A, ascending, and the monotone regression of the voltage in V,
        shape (n,).
    log, error
        ln V linearised about ``smooth``, and its standard deviation, shape (n,).
    noise
        Of a voltage, V.
    sweeps
        What the points come from.
    """

    T: float
    current: Array
    smooth: Array
    log: Array
    error: Array
    noise: float
    sweeps: tuple[IVSweep, ...]

    @property
    def resistance(self) -> Array:
        """V/I in ohm, shape (n,)."""
        return np.asarray(self.smooth / self.current)


@dataclass(frozen=True)
class Exponents:
    """Exponents of one family of curves; the first axis is that of windows.

    Attributes
    ----------
    curves
        Ascending in temperature.
    normal
        Normal resistance, ohm.
    a, sigma
        Exponent and statistical standard deviation, NaN where a window is not used, shape
        (windows, temperatures).
    chi2
        Per degree of freedom, of the straight line in the window.
    middle
        Geometric mean of the currents of a window, A.
    lows, tops
        Ends of the windows, shape (windows,).
    """

    curves: tuple[IVCurve, ...]
    normal: float
    a: Array
    sigma: Array
    chi2: Array
    middle: Array
    lows: Array
    tops: Array

    @property
    def T(self) -> Array:
        """K, shape (temperatures,)."""
        return np.array([c.T for c in self.curves])

    def average(self) -> tuple[Array, Array, Array]:
        """Exponent over all windows, its statistical and systematic deviation, (temperatures,)."""
        told = np.isfinite(self.a)
        weight = np.where(told, window_weight(self.sigma, self.chi2), 0.0)
        total = np.where(told.any(axis=0), weight.sum(axis=0), np.nan)
        a, s = np.nan_to_num(self.a), np.nan_to_num(self.sigma)
        mean = (weight * a).sum(axis=0) / total
        statistical = np.sqrt((weight * s**2).sum(axis=0) / total)
        spread = np.sqrt((weight * (a - mean) ** 2).sum(axis=0) / total)
        return mean, statistical, spread


def window_weight(sigma: Array, chi2: Array) -> Array:
    """Weight of a window: little where it is imprecise, or where the line misses its points.

    No window is so precise that others do not count: which one is right is not a matter of noise.
    """
    typical = np.nanmedian(np.where(np.isfinite(sigma), sigma, np.nan))
    return np.asarray(1.0 / ((sigma**2 + typical**2 + 0.03**2) * np.maximum(chi2, 1.0)))


def iv_exponents(sweeps: Sequence[IVSweep]) -> Exponents | None:
    """Exponents of one family of curves in zero field; None without two
    temperatures, or where no curve rises above its noise.

    Parameters
    ----------
    sweeps
        From `iv_sweeps`, of one channel and gate voltage.
    """
    still = [s for s in sweeps if abs(s.held.get("field", 0.0)) < _ZERO_FIELD]
    groups = [g for g in iv_groups(still) if "temperature" in g[0].held]
    curves = [c for c in (_curve(group) for group in groups) if c is not None]
    curves.sort(key=lambda c: c.T)
    if len(curves) < 2:
        return None
    curves = _with_scatter(curves)
    normal = max(float(np.median(c.resistance[-_TOP_POINTS:])) for c in curves)
    pairs = [(low, top) for low in LOWS for top in TOPS]
    rows = np.array([[_fit(c, low, top * normal) for c in curves] for low, top in pairs])
    used = np.isfinite(rows[:, :, 0]).any(axis=1)
    if not used.any():
        return None
    a, sigma, chi2, middle = np.moveaxis(rows[used], 2, 0)
    ends = np.array(pairs)[used]
    return Exponents(tuple(curves), normal, a, sigma, chi2, middle, ends[:, 0], ends[:, 1])


def _curve(group: Sequence[IVSweep]) -> IVCurve | None:
    current = np.concatenate([s.size for s in group])
    drop = np.concatenate([s.drop for s in group])
    order = np.argsort(current, kind="stable")
    order = order[current[order] > 0.0]
    if order.size < MIN_POINTS:
        return None
    current, drop = current[order], drop[order]
    noise = float(np.median([s.noise for s in group])) or 1e-300
    smooth = np.maximum(monotone(drop), 0.1 * noise)
    log = np.log(smooth) + (drop - smooth) / smooth
    T = float(np.mean([s.held["temperature"] for s in group]))
    return IVCurve(T, current, smooth, log, noise / smooth, noise, tuple(group))


def _with_scatter(curves: Sequence[IVCurve]) -> list[IVCurve]:
    """Curves whose errors hold the scatter that grows with the voltage, of all together."""
    found = [_scatter(c) for c in curves if (c.smooth > _STRONG * c.noise).sum() >= 2 * MIN_POINTS]
    scatter = max(float(np.median(found)) if found else 0.0, _LEAST)
    return [replace(c, error=np.hypot(c.error, scatter)) for c in curves]


def _scatter(curve: IVCurve) -> float:
    """Standard deviation of ln V, from points against the line through their neighbours."""
    strong = curve.smooth > _STRONG * curve.noise
    x, y = np.log(curve.current[strong]), curve.log[strong]
    span = x[2:] - x[:-2]
    apart = span > 0.0
    part = (x[1:-1] - x[:-2])[apart] / span[apart]
    rest = y[1:-1][apart] - (1.0 - part) * y[:-2][apart] - part * y[2:][apart]
    return 1.4826 * float(np.median(np.abs(rest) / np.sqrt(1.0 + part**2 + (1.0 - part) ** 2)))


def iv_window(curve: IVCurve, low: float, top: float) -> slice | None:
    """Points of a curve in one window; None where they do not serve.

    Parameters
    ----------
    curve
        Of one temperature.
    low
        Multiple of the noise of the voltage at which the window begins.
    top
        V/I in ohm at which it ends.
    """
    start = int(np.searchsorted(curve.smooth, low * curve.noise))
    rest = curve.resistance[start:]
    if rest.size < MIN_POINTS:
        return None
    # a curve that is ohmic from the noise on may be so above the fraction
    first = int(np.searchsorted(curve.smooth, LOWS[0] * curve.noise))
    ohmic = float(np.median(curve.resistance[first : first + _TOP_POINTS]))
    beyond = np.flatnonzero(rest > max(top, _OHMIC_RISE * ohmic))
    end = start + int(beyond[0]) if beyond.size else curve.current.size
    if end - start < MIN_POINTS or curve.smooth[end - 1] < MIN_RISE * curve.smooth[start]:
        return None
    return slice(start, end)


def _fit(curve: IVCurve, low: float, top: float) -> tuple[float, float, float, float]:
    """Exponent, its deviation, chi2 per degree of freedom and middle of one window."""
    none = (nan, nan, nan, nan)
    part = iv_window(curve, low, top)
    if part is None:
        return none
    x, y, w = np.log(curve.current[part]), curve.log[part], curve.error[part] ** -2.0
    centre = float(w @ x / w.sum())
    d = x - centre
    spread = float(w @ d**2)
    if spread <= 0.0:
        return none
    slope = float(w @ (d * y)) / spread
    rest = y - float(w @ y / w.sum()) - slope * d
    chi2 = float(w @ rest**2) / (x.size - 2)
    return slope, sqrt(max(chi2, 1.0) / spread), chi2, exp(centre)


def ohmic_tail(curve: IVCurve) -> float | None:
    """Current in A below which V is proportional to I although it rises steeply above.

    None where there is no such tail above the noise.
    """
    strong = np.flatnonzero(curve.smooth > LOWS[0] * curve.noise)
    if strong.size < 2 * MIN_POINTS:
        return None
    x, y, w = (v[strong] for v in (np.log(curve.current), curve.log, curve.error**-2.0))
    slopes, errors, at = [], [], []
    for start in range(0, x.size - MIN_POINTS + 1, MIN_POINTS // 2):
        part = slice(start, start + MIN_POINTS)
        d = x[part] - float(w[part] @ x[part] / w[part].sum())
        spread = float(w[part] @ d**2)
        if spread > 0.0:
            slopes.append(float(w[part] @ (d * y[part])) / spread)
            errors.append(spread**-0.5)
            at.append(float(np.exp(x[part].mean())))
    a, sigma = np.array(slopes), np.array(errors)
    known = sigma < 0.3
    if known.sum() < 3:
        return None
    a, place = a[known], np.array(at)[known]
    steep = int(np.argmax(a))
    if a[steep] < _STEEP or a[0] > _OHMIC or steep == 0:
        return None
    return float(place[int(np.argmax(a[: steep + 1] > 0.5 * (1.0 + a[steep])))])
