"""Roots of monotone functions, many at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ITERATIONS = 200


def bracketed_root(
    function: Callable[[Array], tuple[Array, Array]],
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    rtol: float = 1e-12,
) -> Array:
    r"""Solve :math:`f(x) = 0` between ``low`` and ``high``, element by element.

    A Newton step where it stays inside the bracket, else a bisection; the bracket shrinks at
    each step, so that the method cannot run away.

    Parameters
    ----------
    function
        Takes an array of the shape of the bracket, returns f and its derivative there.
    low, high
        Ends of the brackets; f must differ in sign between them (or vanish at one).
    rtol
        Relative step at which an element counts as found. Newton steps square the error, so
        that the root is then known to the rounding of f.

    Raises
    ------
    ValueError
        When a bracket holds no sign change, a value is not finite, or an element has not
        converged after 200 steps. Nothing is returned silently.

    Examples
    --------
    >>> bracketed_root(lambda x: (x**2 - 2.0, 2.0 * x), 1.0, [2.0, 3.0])
    array([1.41421356, 1.41421356])
    """
    a, b = (
        np.array(end)
        for end in np.broadcast_arrays(np.asarray(low, float), np.asarray(high, float))
    )
    fa, fb = function(a)[0], function(b)[0]
    bad = ~(fa * fb <= 0.0)
    if np.any(bad):
        raise ValueError(
            f"{np.count_nonzero(bad)} of {bad.size} brackets hold no sign change; expected a root "
            "between low and high; widen the bracket."
        )
    rising = fb > fa
    x = np.where(np.abs(fa) < np.abs(fb), a, b)
    for _ in range(_ITERATIONS):
        f, slope = function(x)
        above = (f > 0.0) == rising
        b = np.where(above, x, b)
        a = np.where(above, a, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = x - f / slope
        inside = (newton >= a) & (newton <= b)
        step = np.where(f == 0.0, x, np.where(inside, newton, 0.5 * (a + b)))
        done = np.abs(step - x) <= rtol * np.abs(step)
        x = step
        if done.all():
            return x
    raise ValueError(
        f"{np.count_nonzero(~done)} of {done.size} roots have not converged after {_ITERATIONS} "
        "steps; expected a finite continuous function; look at its values in the bracket."
    )
