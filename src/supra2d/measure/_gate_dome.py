"""The top of a dome: where a quantity is largest against the gate voltage."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from ..core import Array
from ._gate_windows import Estimate, Window, average, excess_noise, weights, windows

FEWEST = 5  # gate voltages from which a maximum has a position

_BENT = 2.0  # standard deviations that the curvature at a maximum needs
_SURE = 0.84  # weight of the windows that must see a maximum


@dataclass(frozen=True)
class Dome:
    """Position and height of a maximum against the gate voltage.

    Attributes
    ----------
    gate
        Position, V; None when refused.
    top
        Height, in the unit of the quantity; None when refused.
    line
        Gate voltages, value and standard deviation of the best polynomial, shape (3, m).
    windows
        Number of windows and polynomials that were averaged.
    refusal
        Why there is no maximum inside the range, and what to do; empty when there is one.
    """

    gate: Estimate | None
    top: Estimate | None
    line: Array = field(default_factory=lambda: np.zeros((3, 0)))
    windows: int = 0
    refusal: str = ""


def dome(gate: Array, value: Array, sigma: Array, *, name: str = "Tc") -> Dome:
    r"""Position of the maximum of a quantity against the gate voltage.

    Polynomials of second to fourth degree go through all windows that hold the highest point;
    their maxima are averaged with the weights of Jay and Neil (2021), so that the window that a
    person would choose by eye is part of the error. Errors are widened where the points scatter
    by more than them.

    Parameters
    ----------
    gate, value, sigma
        V, any unit, and one standard deviation in it; shape (n,), any order, no gate twice.
    name
        What the quantity is called in a refusal.

    Examples
    --------
    >>> V = np.linspace(-150.0, 150.0, 11)
    >>> found = dome(V, 0.25 - 2e-6 * (V - 30.0) ** 2, 0.001 + 0.0 * V)
    >>> round(found.gate.value, 6)
    30.0
    """
    order = np.argsort(gate)
    x, y, e = gate[order], value[order], sigma[order]
    if x.size < FEWEST:
        return Dome(
            None, None, refusal=f"{name} is known at {x.size} gate voltages; the position of a "
            f"maximum needs {FEWEST}. Measure at more gate voltages.",
        )  # fmt: skip
    e = e * excess_noise(x, y, e)
    highest = int(np.argmax(y))
    found = windows(x, y, e, (2, 3, 4), least=4, holding=highest)
    if 0 < highest < x.size - 1:
        # a window that ends at the highest point sees one side of the dome only
        found = [w for w in found if w.low < x[highest] < w.high]
    costs = np.array([w.cost for w in found])
    shares = weights(costs)
    tops = [_top(w, float(x[0]), float(x[-1])) for w in found]
    seen = np.array([top is not None for top in tops])
    best = found[int(np.argmin(costs))]
    if float(shares[seen].sum()) < _SURE:
        return Dome(None, None, _line(best), len(found), _no_maximum(x, y, best, name))
    rows = np.array([top for top in tops if top is not None])
    at = average(rows[:, 0], rows[:, 1], costs[seen])
    if not x[0] < at.value - at.total < at.value + at.total < x[-1]:
        return Dome(None, None, _line(best), len(found), _no_maximum(x, y, best, name))
    high = average(rows[:, 2], rows[:, 3], costs[seen])
    seeing = [w for w, ok in zip(found, seen, strict=True) if ok]
    best = min(seeing, key=lambda w: w.cost)
    return Dome(at, high, _line(best), int(seen.sum()))


def _top(window: Window, low: float, high: float) -> tuple[float, float, float, float] | None:
    """Position and height of the maximum of a polynomial with their errors, if it has one."""
    rise = np.polynomial.polynomial.polyder(window.coefficients)
    roots = np.roots(rise[::-1])
    places = window.centre + window.unit * roots.real[np.abs(roots.imag) < 1e-12]
    for gate in map(float, places):
        bend, bend_sigma = window.at(gate, 2)
        inside = max(low, window.low) < gate < min(high, window.high)
        if inside and bend < -_BENT * bend_sigma:
            height, height_sigma = window.at(gate)
            return gate, window.at(gate, 1)[1] / abs(bend), height, height_sigma
    return None


def _line(window: Window) -> Array:
    x = np.linspace(window.low, window.high, 61)
    rows = np.array([window.at(float(v)) for v in x])
    return np.array([x, rows[:, 0], rows[:, 1]])


def _no_maximum(x: Array, y: Array, best: Window, name: str) -> str:
    """Why there is no maximum: still rising at an end, or flat."""
    ends = [(float(x[0]), -1.0), (float(x[-1]), 1.0)]
    for end, way in ends:
        middle = 0.5 * (best.low + best.high)
        difference = best.row(min(max(end, best.low), best.high)) - best.row(middle)
        rise = float(difference @ best.coefficients)
        error = sqrt(float(difference @ best.covariance @ difference))
        near = int(np.argmax(y)) in ((0, 1) if way < 0 else (x.size - 2, x.size - 1))
        if near and rise > 2.0 * error:
            return (
                f"{name} still rises towards {end:+.4g} V, the end of the range: no maximum "
                "inside it. Extend the gate sweep beyond this end."
            )
    return (
        f"No maximum of {name} between {x[0]:.4g} and {x[-1]:.4g} V stands out of the errors. "
        "Measure at more gate voltages, or over a wider range."
    )
