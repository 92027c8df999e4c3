"""The profile of one vortex, from an image of many: its length and its shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial import cKDTree

from ..core import Array, InputError, Interval
from ._harmonics import amplitude_of
from ._image import Picture

_REACH = 0.55  # of the spacing: pixels further from every spot are not fitted
_NEARER = 0.4  # the same, for the systematic interval
_WORK = 150_000  # pixels times spots in one fit
_FEW = 6  # whole vortices


def tunnelling_core(r: Array) -> Array:
    r"""Conductance at zero bias, :math:`1-\tanh(r/\sqrt2\,\xi)`, for r in units of the length."""
    return np.asarray(1.0 - np.tanh(r / sqrt(2.0)))


def monopole(r: Array) -> Array:
    r"""Normal field over a film, :math:`(1+r^2/\ell^2)^{-3/2}`, for r in units of the length."""
    return np.asarray((1.0 + r**2) ** -1.5)


#: Profiles by what the image shows.
PROFILES: dict[str, Callable[[Array], Array]] = {
    "tunnelling": tunnelling_core,
    "magnetic": monopole,
}


@dataclass(frozen=True)
class VortexProfile:
    """One profile at all spots.

    Attributes
    ----------
    length, interval, systematic
        Of the profile, m; from fits over two ranges.
    shape, shape_interval, shape_systematic
        (longest - shortest) / (longest + shortest) of the squared lengths along the two axes.
    direction
        Of the longer axis from the x axis, deg, within 0 and 180.
    height
        Of the profile, in the unit of the image.
    r, mean, error, line
        Mean image around the spots without the neighbours, against the distance, m: standard
        deviation of the mean over the spots, and the fitted profile.
    """

    length: float
    interval: Interval
    systematic: Interval
    shape: float
    shape_interval: Interval
    shape_systematic: Interval
    direction: float
    height: float
    r: Array
    mean: Array
    error: Array
    line: Array

    @property
    def axial_ratio(self) -> tuple[float, Interval, Interval]:
        """Longer over shorter axis; 68 %, and over two ranges."""
        low, high = (_ratio(e) for e in self.shape_interval)
        least, most = (_ratio(e) for e in self.shape_systematic)
        return _ratio(self.shape), (low, high), (least, most)


def vortex_profile(
    given: Picture, x: Array, y: Array, spacing: float, kind: str, size: float
) -> VortexProfile:
    """Fit one profile at all spots, with the neighbours and a plane beside it.

    Parameters
    ----------
    given
        A levelled image.
    x, y
        Of the spots, m, shape (n,).
    spacing
        Of the lattice, m.
    kind
        A name of ``PROFILES``.
    size
        Of a spot, m: where the fit starts.

    Raises
    ------
    InputError
        With too few whole vortices, or a profile that the pixels or the neighbours hide.
    """
    wide = _Fit(given, np.stack([x, y], axis=-1), _REACH * spacing, PROFILES[kind], size)
    near = _Fit(given, np.stack([x, y], axis=-1), _NEARER * spacing, PROFILES[kind], size)
    length, other = exp(wide.p[0]), exp(near.p[0])
    if not 0.5 * max(given.step) < length < 0.5 * spacing:
        raise InputError(
            f"a profile of {length:.3g} m between pixels of {max(given.step):.3g} m and "
            f"neighbours at {spacing:.3g} m",
            "vortices that are wider than a pixel and apart from their neighbours",
            "scan with finer pixels, or at a lower field",
        )
    spread = length * sqrt(float(wide.covariance[0, 0]))
    shape, shape_interval = amplitude_of(wide.p[1:], wide.covariance[1:, 1:])
    other_shape = amplitude_of(near.p[1:], near.covariance[1:, 1:])[0]
    r, mean, error, line = wide.radial()
    return VortexProfile(
        length,
        (length - spread, length + spread),
        (min(length, other), max(length, other)),
        min(shape, 0.99),
        (max(shape_interval[0], 0.0), min(shape_interval[1], 0.99)),
        (min(shape, other_shape), min(max(shape, other_shape), 0.99)),
        float(np.rad2deg(np.arctan2(wide.p[2], wide.p[1]))) / 2.0 % 180.0,
        float(wide.linear[0]),
        r,
        mean,
        error,
        line,
    )


def _ratio(shape: float) -> float:
    return sqrt((1 + shape) / (1 - shape))


class _Fit:
    """Logarithm of the length and shape; the height and a plane follow from them."""

    def __init__(
        self, given: Picture, spots: Array, reach: float, f: Callable[[Array], Array], size: float
    ) -> None:
        px, py = (a.ravel() for a in np.meshgrid(given.x, given.y))
        far, nearest = cKDTree(spots).query(np.stack([px, py], axis=-1))
        low = np.array([given.x[0], given.y[0]]) + reach
        high = np.array([given.x[-1], given.y[-1]]) - reach
        inside = np.asarray(((spots > low) & (spots < high)).all(axis=1))
        if inside.sum() < _FEW:
            raise InputError(
                f"{inside.sum()} vortices that are whole",
                f"{_FEW} or more",
                "scan a larger area",
            )
        use = np.flatnonzero((far < reach) & inside[nearest])
        use = use[:: max(1, use.size * len(spots) // _WORK)]
        self._f, self._z = f, given.values.ravel()[use]
        self._dx, self._dy = px[use, None] - spots[:, 0], py[use, None] - spots[:, 1]
        scale = max(float(np.ptp(given.x)), float(np.ptp(given.y)))
        self._plane = np.stack([np.ones(use.size), px[use] / scale, py[use] / scale], axis=-1)
        self._nearest, self._far, self._reach = nearest[use], far[use], reach
        found = least_squares(self._left, [np.log(size), 0.0, 0.0], method="lm", xtol=1e-6)
        self.p = np.asarray(found.x)
        self._sum, self.linear = self._solved(self.p)
        self.covariance = self._sandwich(found.jac, found.fun)

    def _profiles(self, p: Array) -> Array:
        """Profile of each spot at each pixel, shape (pixels, spots)."""
        e = np.clip(np.hypot(p[1], p[2]), None, 0.95) / max(np.hypot(p[1], p[2]), 1e-300)
        c, s = e * p[1], e * p[2]
        square = (1 - c) * self._dx**2 + (1 + c) * self._dy**2 - 2 * s * self._dx * self._dy
        return self._f(np.sqrt(square) / sqrt(sqrt(1 - c**2 - s**2)) / exp(np.clip(p[0], -60, 0)))

    def _solved(self, p: Array) -> tuple[Array, Array]:
        total = self._profiles(p).sum(axis=1)
        columns = np.concatenate([total[:, None], self._plane], axis=1)
        return columns, np.linalg.lstsq(columns, self._z, rcond=None)[0]

    def _left(self, p: Array) -> Array:
        columns, linear = self._solved(p)
        return np.asarray(columns @ linear - self._z)

    def _sandwich(self, jacobian: Array, left: Array) -> Array:
        """Covariance when the pixels of one vortex err together, and vortices one by one."""
        scores = np.zeros((int(self._nearest.max()) + 1, jacobian.shape[1]))
        np.add.at(scores, self._nearest, jacobian * left[:, None])
        inverse = np.linalg.pinv(jacobian.T @ jacobian)
        count = len(np.unique(self._nearest))
        return np.asarray(count / (count - 1) * inverse @ (scores.T @ scores) @ inverse)

    def radial(self) -> tuple[Array, Array, Array, Array]:
        """Mean over rings around the spots, less plane and neighbours."""
        parts = self._profiles(self.p)
        own = parts[np.arange(len(parts)), self._nearest]
        z = self._z - self._plane @ self.linear[1:] - self.linear[0] * (parts.sum(axis=1) - own)
        rings = 12
        ring = np.minimum((self._far / self._reach * rings).astype(int), rings - 1)
        r, mean, error = [], [], []
        for i in range(rings):
            mine = ring == i
            spots = np.unique(self._nearest[mine])
            if len(spots) < 3:
                continue
            each = [float(z[mine & (self._nearest == k)].mean()) for k in spots]
            r.append(float(self._far[mine].mean()))
            mean.append(float(np.mean(each)))
            error.append(float(np.std(each, ddof=1)) / sqrt(len(each)))
        line = self.linear[0] * self._f(np.array(r) / exp(self.p[0]))
        return np.array(r), np.array(mean), np.array(error), line
