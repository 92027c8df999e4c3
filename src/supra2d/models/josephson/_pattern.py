"""What the laws of field patterns share: parameters, starting values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from supra2d.core import Array, Parameter, Variable

_FINEST = 2.2  # steps of the field per period; faster patterns cannot be told from slow ones
_MOST = 60.0  # periods in the sweep that are tried
_PER_PERIOD = 5.0  # periods tried for each further period in the sweep
_CENTRES = np.linspace(-0.5, 0.5, 11)  # of a period around the largest current

FIELD = Variable("field", "T", (-1.6e-3, 2.4e-3))
CURRENT = Variable("current", "A")

LARGEST = Parameter(
    "Ic", "A", 1e-6, 1e-15, 1e2, "largest critical current", ("log_uniform", 1e-15, 1e2)
)
PERIOD = Parameter(
    "period",
    "T",
    1e-3,
    1e-9,
    1e2,
    "field of one flux quantum through the area",
    ("log_uniform", 1e-9, 1e2),
)
OFFSET = Parameter(
    "B0", "T", 2e-4, -10.0, 10.0, "applied field at the largest current: trapped flux, remanence"
)


def frequencies(B: Array) -> Array:
    """Inverse periods worth trying, 1/T; empty where the fields are too few."""
    fields = np.unique(B)
    if fields.size < 4:
        return np.zeros(0)
    span, step = float(np.ptp(fields)), float(np.median(np.diff(fields)))
    top = min(1.0 / (_FINEST * step), _MOST / span)
    return np.arange(0.25 / span, max(top, 0.5 / span), 1.0 / (_PER_PERIOD * span))


def scanned(
    B: Array, current: Array, shape: Callable[[Array], Array]
) -> tuple[float, float, float] | None:
    """Largest current, width and centre of ``shape((B - centre)/width)`` with least misfit."""
    tried = frequencies(B)
    if tried.size == 0 or not np.any(current > 0.0):
        return None
    peak = float(B[int(np.argmax(current))])
    best = (np.inf, 0.0, 1.0, 0.0)
    for frequency in tried:
        centres = peak + _CENTRES / frequency
        s = shape((B - centres[:, None]) * frequency)
        # the amplitude is linear
        size = s @ current / np.maximum(np.sum(s**2, axis=1), 1e-300)
        misses = np.sum((current - size[:, None] * s) ** 2, axis=1)
        k = int(np.argmin(misses))
        best = min(best, (float(misses[k]), float(size[k]), 1.0 / frequency, float(centres[k])))
    _, size_, width, centre = best
    return inside(LARGEST, size_), inside(PERIOD, width), inside(OFFSET, centre)


def only_size(current: Array) -> dict[str, float]:
    """Starting values where the fields tell no pattern."""
    return {"Ic": inside(LARGEST, float(current.max()) if current.size else LARGEST.default)}


def inside(parameter: Parameter, value: float) -> float:
    """The value, within the bounds."""
    return min(max(value, parameter.low), parameter.high)
