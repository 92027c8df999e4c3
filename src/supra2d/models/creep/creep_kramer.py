r"""Barrier against field, vanishing at a field as pinning forces do.

A power law with Kramer's factor :math:`(1 - B/B^*)^\delta`. The form as it is often printed rises
again beyond :math:`B^*`; here the barrier is zero there, so that :math:`B^*` must lie above every
field at which a barrier was measured.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._field import strength
from ._guess import line, power


def creep_kramer(B: Array, beta: float, gamma: float, B_star: float, delta: float) -> Array:
    """Barrier in K; zero from B_star on."""
    x = strength(B)
    return beta * x**gamma * np.clip(1.0 - x / B_star, 0.0, None) ** delta


def guess(B: Array, U: Array) -> dict[str, float]:
    """At a given B_star the law with its default delta is a line; the best B_star is tried out."""
    x, y = power(B, U)
    top = float(np.exp(x.max()))
    stars = top * (1.0 + np.geomspace(0.02, 20.0, 60))
    delta = MODEL.parameter("delta").default
    misses = []
    for star in stars:
        straight = y - delta * np.log(1.0 - np.exp(x) / star)
        a, slope = line(x, straight)
        rest = straight - a - slope * x
        misses.append((float(rest @ rest), a, slope, float(star)))
    _, a, slope, star = min(misses)
    return {
        "beta": float(np.exp(np.clip(a, -10.0, 16.0))),
        "gamma": min(max(slope, -9.0), 4.0),
        "B_star": min(star, 900.0),
    }


_PAPER = {"beta": 4653.88, "gamma": -0.77, "B_star": 12.0, "delta": 2.0}
_KEY = "transport_and_GL: U(H) Hstar=12 H={}"

MODEL = Model(
    name="creep_kramer",
    title="Barrier against field, Kramer form",
    mechanism="kramer",
    variables=(Variable("field", "T"),),
    result=Variable("U0", "K"),
    parameters=(
        Parameter(
            "beta",
            "K T^-gamma",
            5000.0,
            1e-6,
            1e9,
            "amplitude",
            ("log_uniform", 1e-6, 1e9),
        ),
        Parameter("gamma", "", -0.8, -10.0, 5.0, "exponent", ("uniform", -4.0, 1.0)),
        Parameter(
            "B_star",
            "T",
            60.0,
            1e-6,
            1e3,
            "field at which the barrier vanishes",
            ("log_uniform", 1e-6, 1e3),
        ),
        Parameter("delta", "", 2.0, 0.5, 5.0, "exponent of the factor", free=False),
    ),
    function=creep_kramer,
    guess=guess,
    equation=(
        r"U_0(B) = \beta B^\gamma\left(1 - \frac{B}{B^*}\right)^\delta\ (B < B^*),"
        r"\qquad 0\ \mathrm{beyond}"
    ),
    limits="B_star above the highest field at which a barrier was measured.",
    references=("kramer1973",),
    checks=(
        CheckRow(_PAPER, 0.5, 7288.5555162620136, _KEY.format(0.5)),
        CheckRow(_PAPER, 4.0, 711.28961740046562, _KEY.format(4)),
        CheckRow(_PAPER, 9.0, 53.570841193637374, _KEY.format(9)),
        CheckRow(_PAPER, 12.5, 0.0, "beyond B_star"),
    ),
)
