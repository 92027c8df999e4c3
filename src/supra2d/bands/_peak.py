"""Where a susceptibility is largest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import Array
from ._susceptibility import SusceptibilityScan, vector


@dataclass(frozen=True)
class Peak:
    """Where a susceptibility is largest.

    Attributes
    ----------
    q
        In units of the reciprocal vectors, shape (3,).
    value
        Per meV and cell.
    in_b1, in_gamma_m
        Length of q over that of b1, and over half of b1: the distance from Gamma to M in a
        hexagonal layer, to X in a square one.
    angle
        Between q and b1, degrees.
    at_zero
        True where the maximum lies at q = 0.
    fitted
        False where it lies at an end of a path, which no parabola reaches across.
    """

    q: Array
    value: float
    in_b1: float
    in_gamma_m: float
    angle: float
    at_zero: bool
    fitted: bool

    def text(self) -> str:
        """One sentence."""
        if self.at_zero:
            return f"largest at q = 0: {1e3 * self.value:.4g} states per eV and cell"
        return (
            f"largest at q = {vector(self.q)}, {self.in_b1:.3f} of b1 or {self.in_gamma_m:.3f} of "
            f"Gamma-M long and {self.angle:.0f} degrees from b1: "
            f"{1e3 * self.value:.4g} states per eV and cell"
        )


def peak(scan: SusceptibilityScan, operator: str = "zz") -> Peak:
    """Where a scan of a zone or along a path is largest.

    A parabola through the largest value and its neighbours on the mesh, or on the path. Of points
    that are equal by symmetry, the one nearest to the direction of b1 is given.

    Parameters
    ----------
    scan
        Of the whole zone, or of points in order along a path.
    operator
        Which component.

    Raises
    ------
    NameUnknownError
        For a component that the scan does not have.

    Examples
    --------
    >>> from supra2d.bands import doped, susceptibility_zone, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> scan = susceptibility_zone(
    ...     H, temperature=116.0, mesh=120, operators=("zz",), keep=(0, 1), element="constant"
    ... )
    >>> path = scan.at([[n / 120, 0, 0] for n in range(61)])  # Gamma to M
    >>> round(peak(path).in_b1, 2)
    0.25
    """
    values = scan.of(operator)
    lengths = np.linalg.norm(scan.q @ scan.reciprocal, axis=1)
    angles = _angles(scan.q @ scan.reciprocal, scan.reciprocal[0])
    equal = np.flatnonzero(values >= values.max() - 1e-9 * np.abs(values).max())
    top = int(equal[np.argmin(angles[equal])])
    at_zero = bool(lengths[top] == 0.0)
    if at_zero:
        move, rise, fitted = np.zeros(3), 0.0, True
    elif len(values) == np.prod(scan.mesh):
        move, rise, fitted = _across_zone(scan.q[top], values, scan)
    else:
        move, rise, fitted = _along_path(top, values, scan)
    q = scan.q[top] + move
    cartesian = q @ scan.reciprocal
    length = float(np.linalg.norm(cartesian) / np.linalg.norm(scan.reciprocal[0]))
    return Peak(
        q=q,
        value=float(values[top] + rise),
        in_b1=length,
        in_gamma_m=2.0 * length,
        angle=float(_angles(cartesian[None], scan.reciprocal[0])[0]),
        at_zero=at_zero,
        fitted=fitted,
    )


def _angles(vectors: Array, axis: Array) -> Array:
    """Angles from an axis, degrees; 0 for vectors of no length."""
    across = np.linalg.norm(np.cross(axis, vectors), axis=-1)
    return np.asarray(np.degrees(np.arctan2(across, vectors @ axis)))


def _across_zone(q: Array, values: Array, scan: SusceptibilityScan) -> tuple[Array, float, bool]:
    """Move and rise from the largest point of a zone to the top of the parabola around it."""
    mesh = np.array(scan.mesh)
    table = np.empty(scan.mesh)
    table[tuple((np.rint(scan.q * mesh).astype(int) % mesh).T)] = values
    home = np.rint(q * mesh).astype(int)

    def near(step: Array) -> float:
        return float(table[tuple((home + step.astype(int)) % mesh)])

    axes = [np.eye(3)[i] for i in range(3) if mesh[i] > 2]
    middle = near(np.zeros(3))
    slope = np.array([(near(a) - near(-a)) / 2.0 for a in axes])
    bend = np.array(
        [
            [
                near(a) + near(-a) - 2.0 * middle
                if a is b
                else (near(a + b) + near(-a - b) - near(a - b) - near(b - a)) / 4.0
                for b in axes
            ]
            for a in axes
        ]
    )
    if not axes or np.linalg.eigvalsh(bend).max() >= 0.0:
        return np.zeros(3), 0.0, False
    steps = -np.linalg.solve(bend, slope)
    if np.abs(steps).max() > 1.0:
        return np.zeros(3), 0.0, False
    return np.sum(steps[:, None] * axes, axis=0) / mesh, float(slope @ steps / 2.0), True


def _along_path(top: int, values: Array, scan: SusceptibilityScan) -> tuple[Array, float, bool]:
    """As `_across_zone`, along a path that is straight around its largest point."""
    if not 0 < top < len(values) - 1:
        return np.zeros(3), 0.0, False
    before, after = scan.q[top] - scan.q[top - 1], scan.q[top + 1] - scan.q[top]
    x0, x1 = (float(np.linalg.norm(step @ scan.reciprocal)) for step in (before, after))
    if min(x0, x1) == 0.0 or not np.allclose(before / x0, after / x1, atol=1e-9 / max(x0, x1)):
        return np.zeros(3), 0.0, False
    bend, slope, _ = np.polyfit([-x0, 0.0, x1], values[top - 1 : top + 2] - values[top], 2)
    if bend >= 0.0:
        return np.zeros(3), 0.0, False
    step = -slope / (2.0 * bend)
    return np.asarray(step * after / x1), float(slope * step / 2.0), True
