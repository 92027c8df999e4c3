"""The two outputs of a lock-in amplifier, turned into what is in phase with the current."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt

import numpy as np

from supra2d.core import Array, InputError

_NORMAL = 0.9  # share of the largest signal above which the film counts as normal
_LARGEST = 0.999  # quantile that stands for the largest: single spikes do not
_LEAST = 5
_QUADRATURE = 0.1  # share of the signal that one phase cannot explain


@dataclass(frozen=True, slots=True)
class Phase:
    """The phase of the signal in degrees, its standard deviation, rows it was found from."""

    value: float
    error: float
    rows: int


def find_phase(x: Array, y: Array) -> Phase:
    r"""Phase at which the normal state has no quadrature.

    .. math:: \phi = \tfrac12 \operatorname{atan2}\left(2\sum XY,\ \sum X^2 - \sum Y^2\right)

    over the rows whose magnitude is at least 90 % of the largest; of the two directions the one
    in which the signal is positive.

    Parameters
    ----------
    x, y
        In-phase and quadrature output, V, shape (n,); NaN where a reading is missing.

    Raises
    ------
    InputError
        When there is no signal.

    Examples
    --------
    >>> find_phase(np.array([0.0, 3.0, 3.0, 3.0, 3.0, 3.0]), np.array([0.0] + [4.0] * 5)).rows
    5
    """
    size = np.hypot(x, y)
    known = size[np.isfinite(size)]
    largest = float(np.quantile(known, _LARGEST)) if known.size else 0.0
    normal = size >= _NORMAL * largest
    count = int(normal.sum())
    if largest == 0.0 or count < _LEAST:
        raise InputError(
            "a lock-in signal without a normal state from which its phase could be found",
            f"{_LEAST} or more readings near the largest signal",
            'state the phase, [lockin] phase = "0 deg"',
        )
    a, b = x[normal], y[normal]
    phi = 0.5 * atan2(2.0 * float(a @ b), float(a @ a - b @ b))
    if float(np.mean(a)) * cos(phi) + float(np.mean(b)) * sin(phi) < 0:
        phi += np.pi if phi <= 0 else -np.pi
    in_phase, left = _turned(a, b, phi)
    error = float(np.std(left)) / float(np.mean(in_phase)) / sqrt(count)
    return Phase(degrees(phi), degrees(error), count)


def rotate(x: Array, y: Array, phase: float) -> Array:
    """The part of a signal that is in phase, V; ``phase`` in degrees."""
    return _turned(x, y, radians(phase))[0]


def left_over(x: Array, y: Array, phase: float) -> float:
    """Largest quadrature that ``phase`` leaves, as a share of the largest signal in phase."""
    in_phase, left = _turned(x, y, radians(phase))
    top = float(np.nanquantile(np.abs(in_phase), _LARGEST))
    return float(np.nanquantile(np.abs(left), _LARGEST)) / top if top > 0 else 0.0


def phase_notes(x: Array, y: Array, phase: Phase) -> list[str]:
    """What to say of a phase that was found."""
    notes = [
        f"lock-in phase {phase.value:.2f} +- {max(phase.error, 0.01):.2f} deg from "
        f"{phase.rows} rows of the normal state"
    ]
    share = left_over(x, y, phase.value)
    if share > _QUADRATURE:
        notes.append(
            f"the quadrature still reaches {100 * share:.0f} % of the signal, so the phase changes "
            "along the log: measure at a lower frequency, or look for contacts of high resistance"
        )
    return notes


def _turned(x: Array, y: Array, phi: float) -> tuple[Array, Array]:
    return x * cos(phi) + y * sin(phi), y * cos(phi) - x * sin(phi)
