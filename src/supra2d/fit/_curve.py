"""Distance of points from a curve when both axes have errors.

Each point has an unknown true position on the curve. Minimising over it leaves the signed
distance r of the point from the curve in units of its errors, and chi2 is the sum of r^2.
By the envelope theorem r changes with the curve only through the normal at the nearest point.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from supra2d.core import Array
from supra2d.numerics import compiled

Law = Callable[[Array], Array]

_STEP = 1e-4  # of the path parameter, for tangents by central differences
_CLOSE = 1e-7  # standard deviations along the curve; chi2 is then known to 1e-14
_GIVE_UP = 1e-4  # damping at a kink, where no step along the tangent gains
_ROUNDS = 30
# nodes of a curve over its edge, evenly spaced in s
_NODES = 1.0 - np.linspace(0.0, 1.0, 321) ** 2
_COARSE = 1.0 - np.linspace(0.0, 1.0, 81) ** 2  # leaves 3e-7 of the highest field


@dataclass(frozen=True)
class Distance:
    """Signed distances and how they change.

    ``dr = wx (dx - dX) + wy (dy - dY)`` for a small change of the point (x, y) or of the
    nearest point (X, Y) of the curve. ``moves`` is dX/d(edge): the nearest point is kept at a
    fixed fraction of the edge when the edge moves. All have shape (n,).
    """

    r: Array
    wx: Array
    wy: Array
    X: Array
    moves: Array


def vertical(law: Law, x: Array, y: Array, ey: Array, slope: bool) -> Distance:
    """Distances along y, for exact x; ``wx`` is filled in only when ``slope`` is asked for."""
    wx = np.zeros_like(x)
    if slope:
        h = 1e-6 * max(float(np.abs(x).max()), 1e-300)
        wx = -(law(x + h) - law(x - h)) / (2.0 * h * ey)
    return Distance((y - law(x)) / ey, wx, 1.0 / ey, x, np.zeros_like(x))


def continued(law: Law, edge: float | Array) -> Law:
    """The law, going on below zero beyond its edge as its own mirror image.

    With a jump to zero slope, chi2 would have a kink wherever the edge passes an exact x.
    """

    def mirrored(x: Array) -> Array:
        beyond = x > edge
        y = law(np.where(beyond, 2.0 * edge - x, x))
        return np.where(beyond, -y, y)

    return mirrored


def nearest(law: Law, edge: float | None, x: Array, y: Array, ex: Array, ey: Array) -> Distance:
    """Distances from the curve y = law(x) with errors on both axes.

    A curve that ends at (edge, 0) is followed in s with x = edge (1 - s^2), 0 <= s <= 1, in
    which laws that start linearly and laws that start as a square root are both smooth, so
    that points right at the edge are nothing special. Other curves are followed in x + s ex,
    from the best s between -4 and 4.
    """
    if edge is not None:
        rows = np.empty((4, x.size))
        feet(edge, law(edge * _NODES), x, y, ex, ey, rows)
        r, wx, wy, X = rows
        return Distance(r, wx, wy, X, X / edge)
    path = _Path(law, x, y, ex, ey)
    s, low, high = path.start()
    here = path.at(s)
    damping = np.ones_like(x)
    for _ in range(_ROUNDS):
        s, _X, cx, cy, tx, ty = here
        length2 = tx**2 + ty**2
        step = np.clip(s + (cx * tx + cy * ty) / length2, low, high) - s
        if np.all((np.abs(step) * np.sqrt(length2) < _CLOSE) | (damping < _GIVE_UP)):
            break
        trial = path.at(s + damping * step)
        better = trial[2] ** 2 + trial[3] ** 2 <= cx**2 + cy**2
        damping = np.where(better, 1.0, 0.25 * damping)
        here = np.where(better, trial, here)
    return path.distance(here)


def distances(law: Law, edge: Array, x: Array, y: Array, ex: Array, ey: Array) -> Array:
    """Distances from several curves with an edge, one for each row of the points, shape (m, n)."""
    curves = law(edge * _COARSE)
    rows = np.empty((4, x.shape[1]))
    found = np.empty_like(x)
    for i, curve in enumerate(curves):
        feet(float(edge[i, 0]), curve, x[i], y[i], ex, ey, rows)
        found[i] = rows[0]
    return found


@compiled
def feet(edge: float, Y: Array, x: Array, y: Array, ex: Array, ey: Array, rows: Array) -> None:
    """Nearest points of the curve x = edge (1 - s^2) through ``Y`` at evenly spaced s.

    Cubic between the nodes: for smooth laws the error is 1e-9 of the highest field.

    Parameters
    ----------
    edge, Y
        Where the curve ends, and its values at s = 0 ... 1.
    x, y, ex, ey
        Points and their errors, shape (n,).
    rows
        Receives r, wx, wy and X of `Distance`, shape (4, n).
    """
    n = Y.size
    h = 1.0 / (n - 1)
    slope = np.empty(n)
    for j in range(2, n - 2):
        slope[j] = (8.0 * (Y[j + 1] - Y[j - 1]) - (Y[j + 2] - Y[j - 2])) / (12.0 * h)
    for j, k, side in ((0, 1, 1), (n - 1, n - 2, -1)):
        a, b, c, d, e = Y[j], Y[k], Y[j + 2 * side], Y[j + 3 * side], Y[j + 4 * side]
        slope[j] = side * (-25.0 * a + 48.0 * b - 36.0 * c + 16.0 * d - 3.0 * e) / (12.0 * h)
        slope[k] = side * (-3.0 * a - 10.0 * b + 18.0 * c - 6.0 * d + e) / (12.0 * h)
    for i in range(x.size):
        best, s = np.inf, 0.0
        for j in range(n - 1):
            # the foot on each chord: where one axis is nearly exact, the valley of chi2 is
            # narrower than a cell, and there may be two of them
            u = (edge * (1.0 - (j * h) ** 2) - x[i]) / ex[i]
            v = (Y[j] - y[i]) / ey[i]
            du = -edge * h * h * (2 * j + 1) / ex[i]
            dv = (Y[j + 1] - Y[j]) / ey[i]
            part = -(u * du + v * dv) / (du * du + dv * dv)
            part = min(max(part, 0.0), 1.0)
            cost = (u + part * du) ** 2 + (v + part * dv) ** 2
            if cost < best:
                best, s = cost, (j + part) * h
        low, high = max(s - h, 0.0), min(s + h, 1.0)
        damping, last = 1.0, np.inf
        here = s
        cx = cy = tx = ty = X = 0.0
        for _ in range(_ROUNDS):
            j = min(int(s / h), n - 2)
            z = s / h - j
            Z = 1.0 - z
            value = Z * Z * ((1.0 + 2.0 * z) * Y[j] + h * z * slope[j])
            value += z * z * ((1.0 + 2.0 * Z) * Y[j + 1] - h * Z * slope[j + 1])
            rise = 6.0 * z * Z * (Y[j + 1] - Y[j]) / h
            rise += Z * (1.0 - 3.0 * z) * slope[j] + z * (1.0 - 3.0 * Z) * slope[j + 1]
            at = edge * (1.0 - s * s)
            a, b = (x[i] - at) / ex[i], (y[i] - value) / ey[i]
            if a * a + b * b <= last:
                here, last, damping = s, a * a + b * b, 1.0
                X, cx, cy, tx, ty = at, a, b, -2.0 * edge * s / ex[i], rise / ey[i]
            else:
                damping *= 0.25
            length2 = tx * tx + ty * ty
            step = min(max(here + (cx * tx + cy * ty) / length2, low), high) - here
            if abs(step) * math.sqrt(length2) < _CLOSE or damping < _GIVE_UP:
                break
            s = here + damping * step
        # the normal points to larger y, so that a point above the curve has r > 0
        length = math.copysign(math.hypot(tx, ty), tx)
        nx, ny = -ty / length, tx / length
        if tx == 0.0 and ty < 0.0 or length == 0.0:
            nx, ny = 1.0, 0.0
        r = math.copysign(math.hypot(cx, cy), nx * cx + ny * cy)
        if (here == 0.0 or here == 1.0) and abs(r) > _CLOSE:
            # at an end of the curve the nearest point is no foot of a normal
            nx, ny = cx / r, cy / r
        rows[0, i], rows[1, i], rows[2, i], rows[3, i] = r, nx / ex[i], ny / ey[i], X


class _Path:
    """A curve followed in s, x + s ex, and the points beside it."""

    def __init__(self, law: Law, x: Array, y: Array, ex: Array, ey: Array) -> None:
        self.law = law
        self.x, self.y, self.ex, self.ey = x, y, ex, ey
        self.grid = np.linspace(-4.0, 4.0, 25)

    def start(self) -> tuple[Array, Array, Array]:
        """Foot on the nearest chord of a coarse grid for each point, and how far to look."""
        X = self.x + self.grid[:, None] * self.ex
        u, v = (X - self.x) / self.ex, (self.law(X) - self.y) / self.ey
        du, dv = np.diff(u, axis=0), np.diff(v, axis=0)
        part = np.clip(-(u[:-1] * du + v[:-1] * dv) / (du**2 + dv**2), 0.0, 1.0)
        cost = (u[:-1] + part * du) ** 2 + (v[:-1] + part * dv) ** 2
        best = np.argmin(cost, axis=0)
        foot = np.take_along_axis(part, best[None], axis=0)[0]
        s = self.grid[best] + foot * (self.grid[1] - self.grid[0])
        fence = np.concatenate([[-np.inf], self.grid, [np.inf]])
        return s, fence[best], fence[best + 3]

    def at(self, s: Array) -> Array:
        """Rows s, X, scaled residuals cx, cy and scaled tangent tx, ty; shape (6, n)."""
        X = self.x + np.stack([s, s - _STEP, s + _STEP]) * self.ex
        Y = self.law(X)
        return np.stack(
            [
                s,
                X[0],
                (self.x - X[0]) / self.ex,
                (self.y - Y[0]) / self.ey,
                (X[2] - X[1]) / (2.0 * _STEP * self.ex),
                (Y[2] - Y[1]) / (2.0 * _STEP * self.ey),
            ]
        )

    def distance(self, here: Array) -> Distance:
        """Signed distance at the nearest point and its derivatives."""
        _s, X, cx, cy, tx, ty = here
        # the normal points to larger y, so that a point above the curve has r > 0
        length = np.hypot(tx, ty)
        nx, ny = -ty / length, tx / length
        r = np.copysign(np.hypot(cx, cy), nx * cx + ny * cy)
        return Distance(r, nx / self.ex, ny / self.ey, X, np.zeros_like(X))
