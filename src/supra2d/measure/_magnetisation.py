"""The diamagnetic step of M(T): where superconductivity sets in, measured without a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import Array
from ._criteria import Crossing
from ._family import RELATIVE_WIDTH
from ._shape import NoTransition, find_shape, noise_of
from ._split import held, running, signal, split
from ._transition import Transition, transition

#: Where the tangent at the steepest point meets the moment of the normal state.
ONSET = "onset"

_NO_FIELD = 1e-5  # T, below which the sign of the field is not known
_STEEP = 2.0  # distances from the steepest point to the shoulder that are kept below it
_LEAST = 16  # points of a step that are kept at least
_APART = 5.0  # standard deviations by which zero-field-cooled and field-cooled moments differ
_SAME_FIELD = 0.02

_NO_SIGN = (
    "the field is zero within 0.1 G, so that nothing tells a diamagnetic moment from another; "
    "measure in a field of 1 mT or so"
)
_GROWS = "the moment grows on cooling, as a paramagnet's does, and makes no diamagnetic step"
_FLAT = "the moment makes no diamagnetic step beyond its noise"
_SLOW = "the moment falls on cooling, but too slowly or by too little to be a diamagnetic step"
_PEAK = (
    "the moment peaks above the step on cooling, as at a magnetic order; measure in a lower field"
)
_PARAMAGNETIC = (
    "the moment keeps the sign of the field below the step, so that a magnetic order cannot be "
    "told from superconductivity; measure in a lower field, or take the substrate off"
)
_OUTSIDE = "the step has no end within the sweep"
_WHY = {"flat": _FLAT, "normal": _SLOW, "peak": _PEAK}


@dataclass(frozen=True)
class MagneticStep:
    """One sweep of the temperature and its diamagnetic step.

    Attributes
    ----------
    sweep
        From ``split``, kind ``M(T)``.
    field
        T, with its sign; None where it is not recorded.
    sign
        +1 where a negative moment is diamagnetic, -1 in a negative field.
    transition
        Of the moment near the step, counted upwards from its floor.
    floor, normal
        Moment well below the step and in the normal state, A m^2.
    noise
        Standard deviation of the moment, A m^2.
    cooling
        ``zfc`` and ``fc`` where two sweeps in one field differ: cooled in zero field and in it.
    refusal
        Why there is no step; empty when there is one.
    """

    sweep: xr.Dataset
    field: float | None
    sign: int
    transition: Transition
    floor: float
    normal: float
    noise: float
    cooling: str = ""
    refusal: str = ""

    @property
    def onset(self) -> Crossing:
        """Where superconductivity sets in, K."""
        return self.transition.crossings[ONSET]


def measure_magnetisation(logs: Sequence[xr.Dataset]) -> list[MagneticStep]:
    r"""Find the diamagnetic step in each M(T) of some logs.

    The onset is where the tangent at the steepest point of the step meets the normal state, a
    constant or a line above it, as for a resistive transition; its total is wide, and holds the
    onset of simulated samples nine times in ten. Of two sweeps in one field, the more
    diamagnetic one was cooled in zero field.

    Parameters
    ----------
    logs
        From ``supra2d.read``, with a moment or an alternating moment and the temperature.

    Returns
    -------
    list of MagneticStep
        One per sweep, in order of field, zero-field-cooled first; refused ones included.
    """
    sweeps = [s for log in logs for s in split(log) if s.attrs["kind"] == "M(T)"]
    steps = _told_apart([magnetic_step(sweep) for sweep in sweeps])
    order = {"zfc": 0, "": 1, "fc": 2}
    return sorted(steps, key=lambda s: (abs(s.field or 0.0), order[s.cooling]))


def magnetic_step(sweep: xr.Dataset) -> MagneticStep:
    """Find the diamagnetic step of one M(T), or the reason why there is none.

    Parameters
    ----------
    sweep
        From ``split``, kind ``M(T)``.
    """
    field = held(sweep, "field")
    sign = -1 if field is not None and field < 0 else 1
    x, y = running(sweep), signal(sweep)
    order = np.argsort(x, kind="stable")
    x, y = x[order], sign * y[order]
    ends = max(3, x.size // 20)
    floor, top = float(np.median(y[:ends])), float(np.median(y[-ends:]))
    noise = noise_of(y)
    static = sweep[sweep.attrs["signal"]].attrs["quantity"] == "moment"
    if static and field is not None and abs(field) < _NO_FIELD:
        found, why = _nothing(x, y), _NO_SIGN
    else:
        near = _near_step(x, y)
        base = float(np.median(y[near][:ends]))
        found = transition(
            x[near], y[near] - base, criteria=(ONSET, "50%"), relative_width=RELATIVE_WIDTH
        )
        why = _refusal(found, x, floor, top, noise)
        if not why and found.normal is not None:
            top = base + found.normal.value
    return MagneticStep(sweep, field, sign, found, sign * floor, sign * top, noise, refusal=why)


def _refusal(found: Transition, x: Array, floor: float, top: float, noise: float) -> str:
    """Why a curve is no diamagnetic step; empty when it is one."""
    if not found.plain:
        if abs(top - floor) < _APART * noise:
            return _FLAT
        return _GROWS if floor > top else _WHY.get(found.kind, _FLAT)
    if floor > _APART * noise:
        return _PARAMAGNETIC
    onset = found.crossings[ONSET]
    if not onset.refused and not x[0] < onset.x < x[-1]:
        return _OUTSIDE
    return onset.message


def _near_step(x: Array, y: Array) -> npt.NDArray[np.bool_]:
    """Mask of the step itself: far below it the moment bends as the penetration depth does."""
    shape = find_shape(x, y)
    if isinstance(shape, NoTransition):
        return np.ones(x.size, dtype=bool)
    start = shape.steepest - _STEEP * (shape.shoulder - shape.steepest)
    below = int(np.searchsorted(x, shape.shoulder))
    start = min(start, float(x[max(0, below - _LEAST)]))
    keep: npt.NDArray[np.bool_] = x >= start
    return keep


def _nothing(x: Array, y: Array) -> Transition:
    return Transition(x, y, None, None, None, plain=False)


def _told_apart(steps: Sequence[MagneticStep]) -> list[MagneticStep]:
    """Name the coolings of steps of one channel in one field."""
    found: list[MagneticStep] = []
    for step in steps:
        rivals = [s for s in steps if s is not step and _same_field(s, step) and not s.refusal]
        if step.refusal or not rivals:
            found.append(step)
            continue
        apart = _APART * sqrt(2.0) * max(step.noise, *(s.noise for s in rivals))
        depth = step.sign * (step.normal - step.floor)
        others = [s.sign * (s.normal - s.floor) for s in rivals]
        deeper, flatter = depth > min(others) + apart, depth < max(others) - apart
        cooling = "zfc" if deeper and not flatter else "fc" if flatter else ""
        found.append(replace(step, cooling=cooling))
    return found


def _same_field(a: MagneticStep, b: MagneticStep) -> bool:
    if a.sweep.attrs["signal"] != b.sweep.attrs["signal"] or a.field is None or b.field is None:
        return False
    return abs(a.field - b.field) <= _SAME_FIELD * max(abs(a.field), abs(b.field))
