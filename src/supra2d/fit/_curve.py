"""Distance of points from a curve when both axes have errors.

Each point has an unknown true position on the curve. Minimising over it leaves the signed
distance r of the point from the curve in units of its errors, and chi2 is the sum of r^2.
By the envelope theorem r changes with the curve only through the normal at the nearest point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from supra2d.core import Array

Law = Callable[[Array], Array]

_STEP = 1e-4  # of the path parameter, for tangents by central differences
_CLOSE = 1e-7  # standard deviations along the curve; chi2 is then known to 1e-14
_GIVE_UP = 1e-4  # damping at a kink, where no step along the tangent gains
_ROUNDS = 30


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


def continued(law: Law, edge: float) -> Law:
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
    path = _Path(law, edge, x, y, ex, ey)
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


class _Path:
    """A curve followed in s, and the points beside it."""

    def __init__(
        self, law: Law, edge: float | None, x: Array, y: Array, ex: Array, ey: Array
    ) -> None:
        self.law, self.edge = law, edge
        self.x, self.y, self.ex, self.ey = x, y, ex, ey
        self.grid = np.linspace(-4.0, 4.0, 25) if edge is None else np.linspace(0.0, 1.0, 25)
        self.ends = np.array([-np.inf, np.inf] if edge is None else [0.0, 1.0])

    def position(self, s: Array) -> Array:
        """X at s; the points run along the last axis of s."""
        return self.x + s * self.ex if self.edge is None else self.edge * (1.0 - s**2)

    def start(self) -> tuple[Array, Array, Array]:
        """Foot on the nearest chord of a coarse grid for each point, and how far to look.

        Chords and not nodes: where one axis is nearly exact, the valley of chi2 is narrower
        than a cell, and there may be two of them.
        """
        X = self.position(self.grid[:, None])
        u, v = (X - self.x) / self.ex, (self.law(X) - self.y) / self.ey
        du, dv = np.diff(u, axis=0), np.diff(v, axis=0)
        part = np.clip(-(u[:-1] * du + v[:-1] * dv) / (du**2 + dv**2), 0.0, 1.0)
        cost = (u[:-1] + part * du) ** 2 + (v[:-1] + part * dv) ** 2
        best = np.argmin(cost, axis=0)
        foot = np.take_along_axis(part, best[None], axis=0)[0]
        s = self.grid[best] + foot * (self.grid[1] - self.grid[0])
        fence = np.concatenate([self.ends[:1], self.grid, self.ends[1:]])
        return s, fence[best], fence[best + 3]

    def at(self, s: Array) -> Array:
        """Rows s, X, scaled residuals cx, cy and scaled tangent tx, ty; shape (6, n)."""
        down = np.maximum(s - _STEP, self.ends[0])
        up = np.minimum(s + _STEP, self.ends[1])
        X = self.position(np.stack([s, down, up]))
        Y = self.law(X)
        return np.stack(
            [
                s,
                X[0],
                (self.x - X[0]) / self.ex,
                (self.y - Y[0]) / self.ey,
                (X[2] - X[1]) / ((up - down) * self.ex),
                (Y[2] - Y[1]) / ((up - down) * self.ey),
            ]
        )

    def distance(self, here: Array) -> Distance:
        """Signed distance at the nearest point and its derivatives."""
        s, X, cx, cy, tx, ty = here
        # the normal points to larger y, so that a point above the curve has r > 0
        length = np.copysign(np.hypot(tx, ty), tx)
        nx, ny = -ty / length, tx / length
        r = np.copysign(np.hypot(cx, cy), nx * cx + ny * cy)
        # at an end of the curve the nearest point is no foot of a normal
        outside = ((s == self.ends[0]) | (s == self.ends[1])) & (np.abs(r) > _CLOSE)
        whole = np.where(outside, r, 1.0)
        nx, ny = np.where(outside, cx / whole, nx), np.where(outside, cy / whole, ny)
        moves = np.zeros_like(X) if self.edge is None else X / self.edge
        return Distance(r, nx / self.ex, ny / self.ey, X, moves)
