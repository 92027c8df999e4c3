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

_EVALUATIONS = 200


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
    search[_LOW], search[_HIGH] = -math.inf, math.inf


@compiled
def searching(search: Array, residual: float) -> bool:
    """Take the residual at ``search[0]`` and move there where the root is expected next.

    Inverse quadratic interpolation through the last three points, a secant through two; a
    point outside the bracket gives way to its middle. False when the root is known to 1e-15.

    Raises
    ------
    ValueError
        When the residual is not a number, or after 200 evaluations.
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
        raise ValueError("no root in 200 evaluations of a function that should rise")
    step = _expected_step(search, v, r)
    new = v + step
    low, high = search[_LOW], search[_HIGH]
    if not low <= new <= high:
        unbounded = math.isinf(low) or math.isinf(high)
        step = math.copysign(1.0, -r) if unbounded else 0.5 * (low + high) - v
        new = v + step
    size, before = abs(step), abs(search[_STEP])
    search[_NOW], search[_V1], search[_STEP] = new, v, step
    search[_R2], search[_R1] = search[_R1], r
    # the step after this one is about as small as the product of the last two
    return not (size < 1e-5 and (size * before < 1e-15 or size < 1e-15))


@compiled
def _expected_step(search: Array, v: float, r: float) -> float:
    """Distance to the root by the last residuals; keeps the inverse slope found on the way."""
    r1, r2, inverse = search[_R1], search[_R2], search[_INVERSE]
    step = -r * inverse
    if search[_COUNT] > 1.0:
        secant = (v - search[_V1]) / (r - r1)
        if 0.0 < secant < math.inf:
            step = -r * secant
            bend = r * r1 * (inverse - secant) / (r2 - r)
            # a third point refines the secant and does not overrule it
            if search[_COUNT] > 2.0 and abs(bend) < 0.5 * abs(step):
                step += bend
            search[_INVERSE] = secant
    return step


@compiled
def log_expm1(x: float) -> float:
    """Logarithm of e^x - 1 for x > 0, without overflow.

    Examples
    --------
    >>> log_expm1(1000.0)
    1000.0
    """
    return x + math.log(-math.expm1(-x))
