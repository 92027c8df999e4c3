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


def ellipse(angle: Array, B: Array) -> tuple[float, float, float]:
    """Fields at and across the axis of the smallest field, and the angle of that axis.

    An ellipse is a straight line in 1/B^2 = A + C cos(2 angle) + D sin(2 angle); the weight
    B^3 turns errors of 1/B^2 into errors of B.
    """
    B = np.maximum(B, 1e-6 * max(float(B.max()), 1e-6))
    double = np.deg2rad(2.0 * angle)
    design = np.column_stack([np.ones_like(B), np.cos(double), np.sin(double)])
    A, C, D = np.linalg.lstsq(design * B[:, None] ** 3, B, rcond=None)[0]
    swing = float(np.hypot(C, D))
    axis = float(np.rad2deg(np.arctan2(D, C))) / 2.0
    if A - swing <= 0.0:  # more anisotropic than an ellipse of these points can be
        return float(B.min()), float(B.max()), axis
    return float(A + swing) ** -0.5, float(A - swing) ** -0.5, axis
