"""R(T) at fixed fields -> ln R with errors, ready for straight lines in any window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from ..core import Array
from ._creep_floor import above, floor_noise, in_quadrature, normal_level, with_floors
from ._family import Family
from ._points import Branch, groups_of
from ._shape import monotone
from ._split import held, running, signal
from ._transition import transition

#: A window begins at these multiples of the noise floor ...
LOWS = (4.0, 10.0)

#: ... and ends at these fractions of the normal resistance; beyond, vortices flow.
TOPS = (0.1, 0.07, 0.05, 0.035, 0.02)

#: Fewest points of a window, and the least factor by which R must fall in it.
MIN_POINTS, MIN_FALL = 6, 4.0

_NO_NORMAL = "no sweep reaches the normal state, so that no fraction of it is known"
_ZERO_FIELD = 1e-3  # T: below it vortices are not those of the applied field
_ABOVE = 1.1  # shoulders of the others, up to which a wide transition is looked at
_ROUNDS = 4
_LEAST = 5e-4  # of ln R: what a point can be known to at best
_SCATTER = 0.03  # of ln R, a first guess beside the floor
_POOL = 8.0  # degrees of freedom with which the noise of all fields stands beside each one's own


@dataclass(frozen=True)
class CreepSweep:
    """Resistance of one field between its noise floor and the upper end of all windows.

    Attributes
    ----------
    field
        T.
    T, smooth
        Temperature in K, ascending, and the monotone regression of the resistance above its level
        below the transition, in the unit of the signal, shape (n,).
    log, error
        ln R, freed of the mean shift that noise has in a logarithm, and its standard deviation,
        shape (n,).
    zero
        Shift of ln R when the level below the transition moves up by one standard deviation.
    normal
        Normal resistance.
    floor
        Level below which nothing is signal.
    branches
        The passes that the points come from.
    """

    field: float
    T: Array
    smooth: Array
    log: Array
    error: Array
    zero: Array
    normal: float
    floor: float
    branches: tuple[Branch, ...]

    @property
    def steepness(self) -> float:
        """Mean d ln R/dT of the widest window, 1/K."""
        return abs(float(np.polyfit(self.T, self.log, 1)[0]))

    def inside(self, low: float, top: float) -> npt.NDArray[np.bool_]:
        """Points between ``low`` floors and ``top`` of the normal resistance, shape (n,)."""
        level = self.smooth
        return (level >= low * self.floor) & (level <= top * self.normal)


def usable(sweep: CreepSweep, mask: npt.NDArray[np.bool_]) -> bool:
    """True when a window has points enough and R falls far enough in it."""
    if int(mask.sum()) < MIN_POINTS:
        return False
    level = sweep.smooth[mask]
    return bool(level[-1] >= MIN_FALL * level[0])


@dataclass(frozen=True)
class Sweeps:
    """The fields of a family with a region that may be activated.

    Attributes
    ----------
    sweeps
        Ascending in field.
    refusals
        A sentence for each field that was left out.
    quadrature
        Whether the level below the transition adds in squares.
    zero_field
        Tail of the transition without field; None where it was not measured or has too few points.
    """

    sweeps: list[CreepSweep]
    refusals: dict[float, str]
    quadrature: bool
    zero_field: CreepSweep | None


def creep_sweeps(family: Family) -> Sweeps:
    """The fields of a family of R(T) with a region that may be activated, and why others have none.

    Parameters
    ----------
    family
        From `measure_family`, of kind R(T).
    """
    sweeps: list[CreepSweep] = []
    refusals: dict[float, str] = {}
    zero_field: CreepSweep | None = None
    plain = [b for b in family.branches if b.transition.plain]
    wide = [w for b in family.branches if not b.transition.plain for w in _wide(b, plain)]
    branches = with_floors([*plain, *wide])
    normal = normal_level([b for b in branches if b.transition.plain])
    quadrature = in_quadrature(branches)
    for branch in family.branches:
        field = abs(held(branch.sweep, "field") or 0.0)
        if field >= _ZERO_FIELD:
            refusals[field] = branch.transition.reason
    for group in groups_of(branches):
        field = abs(held(group[0].sweep, "field") or 0.0)
        found = _NO_NORMAL if normal is None else _sweep(field, group, normal, quadrature)
        if field < _ZERO_FIELD:
            zero_field = found if isinstance(found, CreepSweep) else None
        elif isinstance(found, str):
            refusals[field] = found
        else:
            refusals.pop(field, None)
            sweeps.append(found)
    return Sweeps(_with_pooled_noise(sweeps), refusals, quadrature, zero_field)


def _wide(branch: Branch, plain: Sequence[Branch]) -> list[Branch]:
    """A pass whose foot is too long for a plain transition, measured again below the others' Tc."""
    shoulders = [b.transition.shape.shoulder for b in plain if b.transition.shape is not None]
    if not shoulders or branch.transition.kind == "peak":
        return []
    T, R = running(branch.sweep), signal(branch.sweep)
    below = T <= _ABOVE * max(shoulders)
    again = transition(T[below], R[below], criteria=())
    return [Branch(branch.sweep, branch.sign, again)] if again.plain else []


def _sweep(
    field: float, group: Sequence[Branch], usual: float, quadrature: bool
) -> CreepSweep | str:
    """The points of all passes at one field, or why there are none."""
    T, R, zero = [], [], []
    noises, levels, normals = [], [], []
    for branch in group:
        t = branch.transition
        if t.zero is None or t.shape is None:
            continue
        T.append(t.x)
        R.append(above(t.y, t.zero.value, quadrature))
        zero.append(np.full(t.x.size, t.zero.sigma))
        own = t.normal(np.array(t.shape.steepest)) - t.zero.value if t.normal else usual
        normals.append(float(own))
        noises.append(floor_noise(branch))
        levels.append(t.zero.value if quadrature else 0.0)
    normal = float(np.mean(normals))
    noise, level = max(float(np.mean(noises)), 1e-7 * normal), float(np.mean(levels))
    # beside a large other phase a small signal is lost in the noise of that one
    floor = max(noise, sqrt(noise * max(level, 0.0)))
    x, y, shift = (np.concatenate(part) for part in (T, R, zero))
    order = np.argsort(x, kind="stable")
    x, y, shift = x[order], y[order], shift[order]
    found = _region(x, y, floor, normal)
    if found is None or not _serves(*found):
        return _refusal(0 if found is None else int(found[0].sum()), floor, normal)
    inside, smooth = found
    x, shift = x[inside], shift[inside] / smooth
    log = np.log(smooth) + (y[inside] - smooth) / smooth
    error = noise * np.hypot(smooth, level) / smooth**2
    return CreepSweep(field, x, smooth, log, error, shift, normal, floor, tuple(group))


def _region(
    T: Array, R: Array, floor: float, normal: float
) -> tuple[npt.NDArray[np.bool_], Array] | None:
    """Points between the ends of the widest window, and the smooth curve of R through them.

    Whether a point is in must not depend on its own noise, and the mean of the logarithm of a
    noisy number is not the logarithm of its mean: both are taken from a polynomial through ln R
    against 1/T, about which R is linearised. It starts from a monotone regression.
    """
    smooth = monotone(R)
    wide = (smooth >= 0.5 * LOWS[0] * floor) & (smooth <= 2.0 * TOPS[0] * normal)
    inside = (smooth >= LOWS[0] * floor) & (smooth <= TOPS[0] * normal)
    level = np.maximum(smooth, floor)
    for _ in range(_ROUNDS):
        if int(inside.sum()) < MIN_POINTS:
            return None
        u = 1.0 / T
        centre, scale = float(u[inside].mean()), float(np.ptp(u[inside])) / 2.0 or 1.0
        z = (u - centre) / scale
        w = 1.0 / ((floor / level[inside]) ** 2 + _SCATTER**2)
        log = np.log(level[inside]) + (R[inside] - level[inside]) / level[inside]
        degree = 3 if int(inside.sum()) > 2 * MIN_POINTS else 2
        curve = np.polyval(np.polyfit(z[inside], log, degree, w=np.sqrt(w)), z)
        # beyond its points a polynomial turns back
        near = wide & (np.abs(z) < 1.5)
        level = np.where(near, np.exp(np.clip(curve, -600.0, 600.0)), np.maximum(smooth, floor))
        inside = near & (level >= LOWS[0] * floor) & (level <= TOPS[0] * normal)
    return inside, level[inside]


def _serves(inside: npt.NDArray[np.bool_], smooth: Array) -> bool:
    return int(inside.sum()) >= MIN_POINTS and bool(smooth[-1] >= MIN_FALL * smooth[0])


def _refusal(points: int, floor: float, normal: float) -> str:
    fall = TOPS[0] * normal / (LOWS[0] * floor)
    if fall < MIN_FALL:
        return (
            f"{100 * TOPS[0]:.0f} % of the normal resistance is only {fall * LOWS[0]:.2g} times "
            "the noise floor, and what lies between is noise, not activation"
        )
    return (
        f"{points} points between {LOWS[0]:g} times the noise floor and {100 * TOPS[0]:.0f} % of "
        f"the normal resistance, which do not show R fall {MIN_FALL:g}-fold"
    )


def _scatter(sweep: CreepSweep) -> tuple[float, int, float]:
    """Variance of ln R beyond the floor, its degrees of freedom, and the slope d ln R/dT.

    A cubic through ln R takes up all that a smooth law can do within a window.
    """
    n = sweep.T.size
    k = 4 if n >= 9 else 3
    u = (sweep.T - sweep.T.mean()) / max(float(np.ptp(sweep.T)) / 2.0, 1e-12)
    w = 1.0 / (sweep.error**2 + 1e-4)
    design = np.vander(u, k, increasing=True)
    root = np.sqrt(w)
    found = np.linalg.lstsq(design * root[:, None], sweep.log * root, rcond=None)[0]
    rest = sweep.log - design @ found
    dof = max(n - k, 1)
    excess = float(w @ (rest**2 * n / dof - sweep.error**2)) / float(w.sum())
    return excess, dof, sweep.steepness


def _with_pooled_noise(sweeps: Sequence[CreepSweep]) -> list[CreepSweep]:
    """Errors whose scatter is drawn to that of all fields, which a thermometer makes in common."""
    found = [_scatter(s) for s in sweeps]
    if not found:
        return []
    dofs = np.array([dof for _, dof, _ in found], dtype=float)
    in_kelvin = np.array([excess / max(slope, 1e-9) ** 2 for excess, _, slope in found])
    pooled = float(dofs @ in_kelvin / dofs.sum())
    drawn = []
    for s, (excess, dof, slope) in zip(sweeps, found, strict=True):
        variance = (dof * excess + _POOL * pooled * slope**2) / (dof + _POOL)
        drawn.append(replace(s, error=np.sqrt(s.error**2 + max(variance, _LEAST**2))))
    return drawn
