r"""Roots of rising functions of a positive variable, inside compiled loops.

The search runs in the logarithm of the variable and returns after each evaluation to its
caller, so that any kernel can be solved without a function being passed to compiled code::

    search = np.empty(SEARCH_ROOM)
    start_search(search, guess, slope)
    while searching(search, residual(search[0])):
        pass
    root = math.exp(search[0])

A residual that rises about linearly in ln x is found in five to six evaluations.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ._compile import compiled

Array = npt.NDArray[np.float64]

# places of the record: point to evaluate, inverse slope there, ends of the bracket, last point,
# last two residuals, last step, evaluations
_NOW, _INVERSE, _LOW, _HIGH, _V1, _R1, _R2, _STEP, _COUNT = range(9)
SEARCH_ROOM = 9

_PATIENCE = 16  # evaluations after which each fourth step halves the bracket
_EVALUATIONS = 400
_GROWTH = 4.0  # of a step over the last one and 1: a flat piece must not send the search far away


@compiled
def start_search(search: Array, guess: float, slope: float) -> None:
    """Begin at ln x = ``guess``, with the derivative of the residual by ln x assumed there.

    Parameters
    ----------
    search
        The record, shape (SEARCH_ROOM,); ``search[0]`` is where to evaluate next.
    guess
        Starting value of ln x.
    slope
        Assumed derivative of the residual, positive.
    """
    search[:] = 0.0
    search[_NOW], search[_INVERSE] = guess, 1.0 / slope
    search[_LOW], search[_HIGH], search[_STEP] = -math.inf, math.inf, 1.0


@compiled
def searching(search: Array, residual: float) -> bool:
    """Take the residual at ``search[0]`` and move there where the root is expected next.

    Inverse quadratic interpolation through the last three points, a secant through two; a
    point outside the bracket gives way to its middle, and before there is a bracket steps grow
    by a few times only. False when the root is known to 1e-15.

    Raises
    ------
    ValueError
        When the residual is not a number, or after 400 evaluations: there is no root, or the
        function jumps across it.
    """
    v, r = search[_NOW], residual
    search[_COUNT] += 1.0
    if r < 0.0:
        search[_LOW] = v
    elif r > 0.0:
        search[_HIGH] = v
    elif r == 0.0:
        return False
    else:
        raise ValueError("the residual of a root search is not a number")
    if search[_COUNT] > _EVALUATIONS:
        raise ValueError("no root in 400 evaluations of a function that should rise steadily")
    step = _expected_step(search, v, r)
    size, before = abs(step), search[_STEP]
    low, high = search[_LOW], search[_HIGH]
    slow = search[_COUNT] > _PATIENCE and search[_COUNT] % 4.0 == 0.0
    unbounded = math.isinf(low) or math.isinf(high)
    if unbounded and search[_COUNT] > 1.0:
        size = min(size, _GROWTH * (before + 1.0))
        step = math.copysign(size, step)
    if not low <= v + step <= high or (slow and not unbounded):
        step = math.copysign(1.0, -r) if unbounded else 0.5 * (low + high) - v
        size, before = abs(step), 1.0
    search[_NOW], search[_V1] = v + step, v
    search[_R2], search[_R1] = search[_R1], r
    search[_STEP] = size
    # by interpolation, the step after this one is about as small as the product of the last two
    smallest = 2.3e-16 * max(4.0, abs(v))
    return not (abs(r) < 1e-3 and size < 1e-5 and size * min(before, 1.0) < smallest)


@compiled
def _expected_step(search: Array, v: float, r: float) -> float:
    """Distance to the root by the last residuals; keeps the inverse slope found on the way."""
    r1, r2, inverse = search[_R1], search[_R2], search[_INVERSE]
    step = -r * inverse
    if search[_COUNT] > 1.0 and r != r1:
        secant = (v - search[_V1]) / (r - r1)
        if 0.0 < secant < math.inf:
            step = -r * secant
            if search[_COUNT] > 2.0 and r != r2:
                # a third point refines the secant and does not overrule it
                bend = r * r1 * (inverse - secant) / (r2 - r)
                if abs(bend) < 0.5 * abs(step):
                    step += bend
            search[_INVERSE] = secant
    return float(step)


@compiled
def log_expm1(x: float) -> float:
    """Logarithm of e^x - 1 for x > 0, without overflow.

    Examples
    --------
    >>> log_expm1(1000.0)
    1000.0
    """
    return x + math.log(-math.expm1(-x))
