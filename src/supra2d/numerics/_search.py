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

# places of the record: point to evaluate, slope to assume first, ends of the bracket,
# the last two points with their residuals, evaluations, last step
_NOW, _SLOPE, _LOW, _HIGH, _V1, _R1, _V2, _R2, _COUNT, _STEP = range(10)
SEARCH_ROOM = 10

_LARGEST_STEP = 20.0  # in ln x
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
    search[_NOW] = guess
    search[_SLOPE] = slope
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
    v = search[_NOW]
    if math.isnan(residual):
        raise ValueError("the residual of a root search is not a number; expected a finite one.")
    search[_COUNT] += 1.0
    if search[_COUNT] > _EVALUATIONS:
        raise ValueError("no root was found in 200 evaluations; expected a rising function.")
    if residual == 0.0:
        return False
    if residual < 0.0:
        search[_LOW] = max(v, search[_LOW])
    else:
        search[_HIGH] = min(v, search[_HIGH])
    step = _next_step(search, v, residual)
    new = v + step
    low, high = search[_LOW], search[_HIGH]
    if not low <= new <= high:
        if math.isinf(low) or math.isinf(high):
            step = math.copysign(1.0, -residual)
            new = v + step
        else:
            new = 0.5 * (low + high)
            step = new - v
    search[_V2], search[_R2] = search[_V1], search[_R1]
    search[_V1], search[_R1] = v, residual
    search[_NOW] = new
    # the step after this one is smaller than the product of the last two
    done = abs(step) < 1e-5 and (abs(step * search[_STEP]) < 1e-15 or abs(step) < 1e-15)
    search[_STEP] = step
    return not done and high - low > 1e-15 * abs(v)


@compiled
def _next_step(search: Array, v: float, r: float) -> float:
    v1, r1, v2, r2 = search[_V1], search[_R1], search[_V2], search[_R2]
    slope = search[_SLOPE]
    if search[_COUNT] > 1.0:
        secant = (r - r1) / (v - v1)
        if secant > 0.0 and not math.isinf(secant):
            slope = secant
    step = -r / slope
    if search[_COUNT] > 2.0 and r2 != r and r2 != r1 and r1 != r:
        inverse = (v1 - v) / (r1 - r)
        curvature = ((v2 - v1) / (r2 - r1) - inverse) / (r2 - r)
        quadratic = -r * inverse + r * r1 * curvature
        if abs(quadratic - step) < 0.5 * abs(step):
            step = quadratic
    return float(min(max(step, -_LARGEST_STEP), _LARGEST_STEP))


@compiled
def log_expm1(x: float) -> float:
    """Logarithm of e^x - 1 for x > 0, without overflow.

    Examples
    --------
    >>> log_expm1(1000.0)
    1000.0
    """
    return x + math.log(-math.expm1(-x))
