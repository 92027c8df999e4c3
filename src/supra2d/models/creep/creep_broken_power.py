r"""Barrier against field, two power laws that meet at a crossover field.

The usual picture is a change from plastic or collective barriers of single vortices to those of
an entangled liquid. A barrier that vanishes at a field (Kramer's form) bends in the same way
without any crossover and should be compared.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._field import strength
from ._guess import line, power


def creep_broken_power(
    B: Array, U_cross: float, alpha_low: float, alpha_high: float, B_cross: float
) -> Array:
    """Barrier in K; fields of either sign, below a nanotesla as at one."""
    x = strength(B) / B_cross
    return U_cross * np.where(x < 1.0, x**-alpha_low, x**-alpha_high)


def guess(B: Array, U: Array) -> dict[str, float]:
    """Two straight lines through ln U against ln B, broken where they leave the least misfit."""
    x, y = power(B, U)
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if np.unique(x).size < 4:
        a, slope = line(x, y)
        middle = float(x.mean())
        return _start(middle, a + slope * middle, slope, slope)
    # at a given break the law is linear: value there, slope below, slope above
    places = np.linspace(x[1], x[-2], 60)
    fits = [_at(x, y, float(place)) for place in places]
    best = min(range(places.size), key=lambda i: fits[i][1])
    value, low, high = fits[best][0]
    return _start(float(places[best]), value, low, high)


def _at(x: Array, y: Array, place: float) -> tuple[tuple[float, float, float], float]:
    """Value and slopes of the lines broken at ``place``, and their sum of squares."""
    d = x - place
    design = np.stack([np.ones_like(d), np.minimum(d, 0.0), np.maximum(d, 0.0)], axis=1)
    found = np.linalg.lstsq(design, y, rcond=None)[0]
    miss = y - design @ found
    return (float(found[0]), float(found[1]), float(found[2])), float(miss @ miss)


def _start(place: float, value: float, low: float, high: float) -> dict[str, float]:
    def inside(slope: float) -> float:
        return min(max(-slope, -4.0), 9.0)

    return {
        "U_cross": float(np.exp(np.clip(value, -10.0, 14.0))),
        "alpha_low": inside(low),
        "alpha_high": inside(high),
        "B_cross": float(np.exp(np.clip(place, -10.0, 5.0))),
    }


_NBS2 = {"U_cross": 308.63662188996911, "alpha_low": 0.71, "alpha_high": 1.67, "B_cross": 0.7}

MODEL = Model(
    name="creep_broken_power",
    title="Barrier against field, two power laws with a crossover",
    mechanism="broken_power_law",
    variables=(Variable("field", "T"),),
    result=Variable("U0", "K"),
    parameters=(
        Parameter(
            "U_cross",
            "K",
            300.0,
            1e-6,
            1e8,
            "barrier at the crossover",
            ("log_uniform", 1e-6, 1e8),
        ),
        Parameter("alpha_low", "", 0.7, -5.0, 10.0, "exponent below", ("uniform", -1.0, 4.0)),
        Parameter("alpha_high", "", 1.7, -5.0, 10.0, "exponent above", ("uniform", -1.0, 4.0)),
        Parameter(
            "B_cross",
            "T",
            10.0,
            1e-6,
            200.0,
            "crossover field",
            ("log_uniform", 1e-6, 200.0),
        ),
    ),
    function=creep_broken_power,
    guess=guess,
    equation=(
        r"U_0(B) = U_\times\,(B/B_\times)^{-\alpha},\qquad \alpha ="
        r" \alpha_{\mathrm{low}}\ (B < B_\times),\ \alpha_{\mathrm{high}}\ (B > B_\times)"
    ),
    limits="A sharp break stands for a crossover of unknown width.",
    references=("palstra1990", "blatter1994"),
    checks=(
        CheckRow(_NBS2, 0.1, 1228.76, "paper_numbers: NbS2_U0 0.1 T"),
        CheckRow(_NBS2, 0.7, 308.63662188996911, "paper_numbers: NbS2_U0_at_0.7T"),
        CheckRow(_NBS2, 1.5, 86.434829780083518, "paper_numbers: NbS2_U0_at_1.5T"),
    ),
)
