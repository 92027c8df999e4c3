"""Starting values from data, shared by the laws of this family."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array


def boundary(T: Array, B: Array, power: float) -> tuple[float, float]:
    """Tc0 and B(0) of the line B**power = B(0)**power (1 - T/Tc0) through the points.

    Falls back to the largest values where the points do not fall with temperature.
    """
    z = np.maximum(B, 0.0) ** power
    dT = T - T.mean()
    spread = float(dT @ dT)
    slope = float(dT @ z) / spread if spread > 0.0 else 0.0
    highest = float(T[B > 0.0].max(initial=0.0)) or float(T.max())
    if slope < 0.0:
        zero = float(z.mean() - slope * T.mean())
        Tc0 = max(-zero / slope, highest)
        return Tc0, zero ** (1.0 / power) if zero > 0.0 else float(B.max())
    return 1.1 * highest, max(float(B.max()), 1e-6)


def axes(angle: Array, B: Array, power: int) -> tuple[float, float, float]:
    """Fields along and across the normal, and its angle, of (B cos)^power and (B sin)^2 laws.

    At a given normal such a law, p |B cos|^power + q (B sin)^2 = 1, is linear in p and q; the
    normal that leaves the smallest residuals is found by trying one in each half degree.
    """
    normals = np.arange(-90.0, 90.0, 0.5)
    B = np.maximum(B, 1e-6 * max(float(B.max()), 1e-6))
    theta = np.deg2rad(angle - normals[:, None])
    c, s = np.abs(B * np.cos(theta)) ** power, (B * np.sin(theta)) ** 2
    cc, ss, cs = (c * c).sum(axis=1), (s * s).sum(axis=1), (c * s).sum(axis=1)
    determinant = cc * ss - cs**2
    solvable = determinant > 1e-12 * cc * ss
    determinant = np.where(solvable, determinant, 1.0)
    p = (ss * c.sum(axis=1) - cs * s.sum(axis=1)) / determinant
    q = (cc * s.sum(axis=1) - cs * c.sum(axis=1)) / determinant
    miss = ((p[:, None] * c + q[:, None] * s - 1.0) ** 2).sum(axis=1)
    possible = solvable & (p > 0.0) & (q > 0.0)
    p, q = np.where(possible, p, 1.0) ** (-1.0 / power), np.where(possible, q, 1.0) ** -0.5
    miss[~possible | (p > q)] = np.inf  # the normal is the direction of the smaller field
    best = int(np.argmin(miss))
    if not np.isfinite(miss[best]):  # too few points, or no such law: smallest and largest field
        normal = (float(angle[np.argmin(B)]) + 90.0) % 180.0 - 90.0
        return float(B.min()), float(B.max()), normal
    return float(p[best]), float(q[best]), float(normals[best])
