"""Harmonics of a turn: parts of a signal that repeat once, twice, four or six times in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import chndtr, ndtri
from scipy.stats import f as f_distribution

from ..core import LEVEL, Array, InputError, Interval

#: Orders that are looked for, those of most interest first.
ORDERS = (2, 6, 4, 1, 3)

_SPARE = 3  # points beyond the parameters, from which their scatter is known
_MIXED = 3.0  # growth of an error by other orders, from which azimuths cannot tell them apart
_FAR = 30.0  # standard deviations from which an amplitude is as good as normal
_LONG = 30  # points from which a drift is told from noise


@dataclass(frozen=True)
class Harmonics:
    r"""A signal over a turn, :math:`y = \bar y\,[1 + \sum_n a_n \cos n(\phi-\phi_n)]`.

    Attributes
    ----------
    mean, mean_error
        In the unit of the signal.
    parts
        :math:`a_n (\cos n\phi_n, \sin n\phi_n)` by order, each of shape (2,).
    covariance
        Of each part, shape (2, 2), widened to the scatter of the points and their drift.
    noise
        Standard deviation of a point, in the unit of the signal.
    chi2, dof
        With the errors of the points as given; with those from the scatter where none were.
    chance
        Probability of parts as large from noise alone.
    unresolved
        Orders that these azimuths cannot tell apart from others.
    """

    mean: float
    mean_error: float
    parts: Mapping[int, Array]
    covariance: Mapping[int, Array]
    noise: float
    chi2: float
    dof: int
    chance: float
    unresolved: tuple[int, ...]

    def amplitude(self, order: int) -> tuple[float, Interval]:
        """Relative amplitude and its 68 % interval; see `amplitude_of`."""
        return amplitude_of(self.parts[order], self.covariance[order])

    def azimuth(self, order: int) -> tuple[float, float]:
        """Azimuth of a maximum, within half a period of zero, and its standard deviation, deg."""
        c, s = self.parts[order]
        size = float(np.hypot(c, s))
        across = np.array([-s, c]) / size
        error = sqrt(float(across @ self.covariance[order] @ across)) / size
        return float(np.rad2deg(np.arctan2(s, c))) / order, float(np.rad2deg(error)) / order

    def curve(self, azimuth: npt.ArrayLike) -> Array:
        """The signal at azimuths in deg, of their shape."""
        phi = np.deg2rad(np.asarray(azimuth, float))
        waves = [c * np.cos(n * phi) + s * np.sin(n * phi) for n, (c, s) in self.parts.items()]
        return np.asarray(self.mean * (1.0 + sum(waves)))


def harmonics(
    azimuth: npt.ArrayLike, y: npt.ArrayLike, error: npt.ArrayLike | None = None
) -> Harmonics:
    """Fit the mean and as many orders as the azimuths can tell apart.

    Parameters
    ----------
    azimuth
        deg, shape (n,).
    y
        Signal with a positive mean, shape (n,).
    error
        One standard deviation, shape (n,); where it is left out or zero, the scatter gives it.

    Raises
    ------
    InputError
        With fewer than six points, a mean that is not positive, or azimuths too close together.

    Examples
    --------
    >>> import numpy as np
    >>> phi = np.arange(0.0, 360.0, 10.0)
    >>> found = harmonics(phi, 5.0 + 0.1 * np.cos(np.deg2rad(2.0 * (phi - 30.0))), 1e-3)
    >>> round(found.amplitude(2)[0], 6), round(found.azimuth(2)[0], 6)
    (0.02, 30.0)
    """
    phi, y = np.deg2rad(np.asarray(azimuth, float)), np.asarray(y, float)
    given = np.broadcast_to(np.asarray(0.0 if error is None else error, float), y.shape)
    known = bool(np.all(given > 0.0))
    sigma = given if known else np.ones(y.size)
    if y.size < _SPARE + 3 or not y.mean() > 0.0:
        raise InputError(
            f"{y.size} points with a mean of {y.mean() if y.size else 0.0:.3g}",
            "a positive signal at six azimuths or more",
            "measure more azimuths, and take an offset off first",
        )
    orders = _resolved(phi, sigma)
    if not orders:
        raise InputError(
            f"azimuths over {np.ptp(np.rad2deg(phi)):.3g} deg",
            "azimuths over half a turn or more",
            "measure more azimuths",
        )
    X = _columns(phi, orders) / sigma[:, None]
    p, r, covariance = _solved(X, y / sigma)
    dof = y.size - p.size
    chi2 = float(r @ r)
    level = _solved(X[:, :1], y / sigma)[1]
    least = chi2 / dof
    if known:
        least = max(1.0, least)
    elif least <= 0.0:
        least = float(np.finfo(float).eps * np.abs(y).max()) ** 2
    fall = (float(level @ level) - chi2) / (p.size - 1) / least
    grown = least * _drift(r)
    mean = float(p[0])
    covariance = grown * covariance
    at = {n: slice(1 + 2 * i, 3 + 2 * i) for i, n in enumerate(orders)}
    return Harmonics(
        mean,
        sqrt(float(covariance[0, 0])),
        {n: p[s] / mean for n, s in at.items()},
        {n: covariance[s, s] / mean**2 for n, s in at.items()},
        sqrt(grown) * float(np.sqrt(np.mean(sigma**2))),
        chi2 if known else float(dof),
        dof,
        float(f_distribution.sf(fall, p.size - 1, dof)),
        tuple(n for n in ORDERS if n not in orders),
    )


def amplitude_of(part: Array, covariance: Array) -> tuple[float, Interval]:
    """Length of a vector with normal errors: median estimate and central 68 % interval.

    A measured length is never below zero and on average too large, so the ends are those true
    lengths from which one as large, or as small, is seen in 16 of 100 cases. The upper end is
    never below that of a length seen half of the time where there is none.

    Parameters
    ----------
    part, covariance
        Shapes (2,) and (2, 2).

    Examples
    --------
    >>> import numpy as np
    >>> value, (low, high) = amplitude_of(np.array([3e-4, 0.0]), 1e-6 * np.eye(2))
    >>> value, low, round(high, 5)
    (0.0, 0.0, 0.00179)
    """
    size = float(np.hypot(*part))
    along = part / size if size > 0.0 else np.array([1.0, 0.0])
    sigma = sqrt(max(float(along @ covariance @ along), 1e-300))
    seen = size / sigma
    middle = sqrt(2.0 * np.log(2.0))
    low, value = (_true(seen, q) * sigma for q in ((1.0 + LEVEL) / 2.0, 0.5))
    high = _true(max(seen, middle), (1.0 - LEVEL) / 2.0) * sigma
    return value, (low, high)


def _true(seen: float, q: float) -> float:
    """Length from which one below ``seen`` is measured with probability q; 0 where none is."""
    if chndtr(seen**2, 2.0, 0.0) <= q:
        return 0.0
    reach = seen + 4.0

    def below(length: float) -> float:
        return float(chndtr(seen**2, 2.0, length**2)) - q

    if seen > _FAR:
        # the other direction lengthens by 1/(2 seen); then it is a normal variable
        return float(seen - 0.5 / seen - ndtri(q))
    return float(brentq(below, 0.0, reach))


def _columns(phi: Array, orders: Sequence[int]) -> Array:
    columns = [np.ones_like(phi)]
    for n in orders:
        columns += [np.cos(n * phi), np.sin(n * phi)]
    return np.stack(columns, axis=1)


def _solved(X: Array, y: Array) -> tuple[Array, Array, Array]:
    """Parameters, residuals and covariance of a weighted line of columns."""
    Q, R = np.linalg.qr(X)
    inverse = np.linalg.inv(R)
    p = inverse @ (Q.T @ y)
    return p, y - X @ p, inverse @ inverse.T


def _resolved(phi: Array, sigma: Array) -> list[int]:
    """Orders that can be told from those before them."""
    orders: list[int] = []
    for n in ORDERS:
        tried = [*orders, n]
        X = _columns(phi, tried) / sigma[:, None]
        if phi.size < X.shape[1] + _SPARE or np.linalg.cond(X) > 1e6:
            continue
        # an error alone, and beside the other orders
        grown = np.diag(np.linalg.inv(X.T @ X)) * (X**2).sum(axis=0)
        if np.sqrt(grown.max()) < _MIXED:
            orders = tried
    return orders


def _drift(r: Array) -> float:
    """Growth of variances by residuals that resemble their neighbours, as those of a drift do."""
    if r.size < _LONG or not r.any():
        return 1.0
    alike = float(np.clip(r[1:] @ r[:-1] / (r @ r), 0.0, 0.95))
    return (1.0 + alike) / (1.0 - alike)
