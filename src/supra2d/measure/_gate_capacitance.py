"""Capacitance of a gate from the density that it induces: local, and whether it is constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import Array
from ..core.constants import E_CHARGE
from ._gate_windows import Estimate, Window, average, excess_noise, weights, windows

FEWEST = 4  # gate voltages from which the density has a slope with an error

_CONSTANT = 0.1  # probability of a straight line below which no single number is given


@dataclass(frozen=True)
class Capacitance:
    r"""Capacitance per area :math:`C = e\,dn_s/dV_G` of a gate, F/m^2.

    Attributes
    ----------
    gate, local
        V, and the local capacitance at each, shape (n,).
    whole
        One number for all gate voltages; None where it would describe nothing.
    constant
        Probability that the density is a straight line in the gate voltage.
    holes
        True where the density falls with the gate voltage; C is positive all the same.
    refusal
        Why ``whole`` is not given; with too few points neither are the local ones.
    """

    gate: Array
    local: tuple[Estimate, ...]
    whole: Estimate | None
    constant: float
    holes: bool
    refusal: str = ""


def capacitance(gate: Array, density: Array, sigma: Array) -> Capacitance:
    """Local slopes of the density against the gate voltage, and their mean if it says anything.

    At each gate voltage, straight lines to cubics through all windows that hold it are averaged
    with the weights of Jay and Neil (2021). One capacitance is given where, over the whole
    range, a straight line is more probable than a parabola or a cubic (schwarz1978).

    Parameters
    ----------
    gate, density, sigma
        V, m^-2 and its standard deviation; shape (n,), any order, no gate twice.

    Examples
    --------
    >>> V = np.linspace(-150.0, 150.0, 7)
    >>> found = capacitance(V, 7.6e17 + 3.33e15 * V, 1e15 + 0.0 * V)
    >>> round(1e5 * found.whole.value, 2)
    53.35
    """
    order = np.argsort(gate)
    x, n, e = gate[order], density[order], sigma[order]
    if x.size < FEWEST:
        return Capacitance(
            x, (), None, 0.0, False, f"The density is known at {x.size} gate voltages; a "
            f"capacitance with an error needs {FEWEST}. Measure the Hall resistance at more.",
        )  # fmt: skip
    e = e * excess_noise(x, n, e)
    found = windows(x, n, e, (1, 2, 3))
    straight = windows(x, n, e, (1,), least=max(3, (x.size + 1) // 2))
    whole = _slope(straight, None)
    way = 1.0 if whole.value >= 0.0 else -1.0
    local = tuple(_scaled(_slope(_holding(found, float(v)), float(v)), way) for v in x)
    constant = _straightness(found, x)
    one = _scaled(whole, way)
    refusal = ""
    if constant < _CONSTANT:
        values = [1e6 * c.value for c in local]
        refusal = (
            f"The density is no straight line in the gate voltage: the capacitance goes from "
            f"{values[0]:.3g} uF/m^2 at {x[0]:.4g} V to {values[-1]:.3g} uF/m^2 at {x[-1]:.4g} V. "
            "Use the local values."
        )
    elif one.value < 2.0 * one.total:
        refusal = (
            "The density does not depend on the gate voltage beyond its errors. Check the gate "
            "for leakage, or sweep it further."
        )
    return Capacitance(x, local, None if refusal else one, constant, way < 0.0, refusal)


def _slope(found: list[Window], gate: float | None) -> Estimate:
    """Slope at a gate voltage, or at the middle of each window."""
    rows = np.array([w.at(w.centre if gate is None else gate, 1) for w in found])
    return average(rows[:, 0], rows[:, 1], np.array([w.cost for w in found]))


def _holding(found: list[Window], gate: float) -> list[Window]:
    return [w for w in found if w.low <= gate <= w.high]


def _scaled(slope: Estimate, way: float) -> Estimate:
    return Estimate(
        way * E_CHARGE * slope.value, E_CHARGE * slope.sigma, E_CHARGE * slope.systematic
    )


def _straightness(found: list[Window], x: Array) -> float:
    """Probability of a straight line among polynomials over the whole range."""
    full = [w for w in found if w.low == x[0] and w.high == x[-1]]
    terms = np.array([w.coefficients.size for w in full])
    costs = np.array([w.cost for w in full]) + terms * (np.log(x.size) - 2.0)
    return float(weights(costs)[terms == 2].sum())
