r"""Barrier against field, one power law.

The exponent tells how vortices move: near 0 each on its own, 0.5 to 1 over plastic barriers, near
1 collectively, above 1 in an entangled liquid with point defects.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._field import AMPLITUDE, strength
from ._guess import line, power


def creep_power(B: Array, A: float, alpha: float) -> Array:
    """Barrier in K; fields of either sign, below a nanotesla as at one."""
    return A * strength(B) ** -alpha


def guess(B: Array, U: Array) -> dict[str, float]:
    """A straight line through ln U against ln B."""
    a, slope = line(*power(B, U))
    return {"A": float(np.exp(np.clip(a, -10.0, 14.0))), "alpha": min(max(-slope, -4.0), 9.0)}


MODEL = Model(
    name="creep_power",
    title="Barrier against field, one power law",
    mechanism="power_law",
    variables=(Variable("field", "T"),),
    result=Variable("U0", "K"),
    parameters=(
        AMPLITUDE,
        Parameter("alpha", "", 0.7, -5.0, 10.0, "exponent", ("uniform", -1.0, 4.0)),
    ),
    function=creep_power,
    guess=guess,
    equation=r"U_0(B) = A\,(B/1\,\mathrm{T})^{-\alpha}",
    limits="Fields well below the one where the barrier vanishes.",
    references=("palstra1990", "blatter1994"),
    checks=(
        CheckRow(
            {"A": 239.58910503986958, "alpha": 0.71}, 0.1, 1228.76, "paper_numbers: NbS2_U0 0.1 T"
        ),
        CheckRow(
            {"A": 239.58910503986958, "alpha": 0.71},
            0.7,
            308.63662188996911,
            "paper_numbers: NbS2_U0_at_0.7T",
        ),
        CheckRow({"A": 2.0, "alpha": 1.0}, -4.0, 0.5, "by hand"),
    ),
)
