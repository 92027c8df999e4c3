"""A jump between two gaps, inside the superconducting state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from ._lines import critical_field
from ._pocket import Pocket
from ._state import Solution, State, state

_FIELDS = 48  # looked at between the ends below
_LOWEST = 0.7  # of the critical field: a jump that is left behind lies close to it
_STEP = 0.05  # of the gap without field: a fall between two fields that may be a jump
_ROOT = 1e-10


@dataclass(frozen=True, slots=True)
class InnerJump:
    """A field at which two superconducting states have the same free energy.

    Attributes
    ----------
    field
        T.
    below, above
        Gap just below and just above it, meV.
    """

    field: float
    below: float
    above: float


def inner_jump(pocket: Pocket, T: float, theta: float = 90.0, phi: float = 0.0) -> InnerJump | None:
    """Field at which the gap jumps to a smaller one and the film stays superconducting.

    It is what a line of first order becomes below its lower tricritical point; None where there
    is no such jump.

    Parameters
    ----------
    pocket, T, theta, phi
        As for `critical_field`.

    Examples
    --------
    >>> film = Pocket(1.0, beta=0.0431)  # half of kB Tc0
    >>> found = inner_jump(film, 0.03)
    >>> found is not None and round(found.above / found.below, 2)
    0.13
    """
    top = critical_field(pocket, T, theta, phi).field

    def at(B: float) -> State:
        return state(pocket, T, pocket.zeeman(B, theta, phi))

    fields = np.linspace(_LOWEST, 1.0, _FIELDS) * top
    gaps = np.array([at(B).gap for B in fields[:-1].tolist()])
    falls = np.flatnonzero((gaps[:-1] - gaps[1:] > _STEP * pocket.gap0) & (gaps[1:] > 0.0))
    for i in falls[::-1].tolist():
        low, high = fields[i], fields[i + 1]
        if len(_minima(at(low))) == 2 and len(_minima(at(high))) == 2:
            field = float(brentq(lambda B: _excess(at(B)), low, high, rtol=_ROOT))
            small, large = _minima(at(field))
            return InnerJump(field, large.gap, small.gap)
    return None


def _minima(found: State) -> list[Solution]:
    return [s for s in found.solutions if s.kind != "unstable"]


def _excess(found: State) -> float:
    """Free energy of the larger gap over that of the smaller one."""
    small, large = _minima(found)
    return large.energy - small.energy
