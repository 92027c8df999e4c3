r"""Spins alone in a clean or dirty film, second-order line.

The field turns both spins of a pair along itself. The line is where the pair amplitude vanishes
continuously; it ends at :math:`\mu_B B = \Delta_0/2` and below 0.561 Tc0 it lies inside the
superconducting region of the first-order transition, see ``pauli_first_order``. Below 0.478 Tc0 it
falls on cooling.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import PAULI_PER_KELVIN

from ._clean import crossed_fields
from ._guess import scan
from ._solve import DD2, SPIN, TC0, film_rate, solve, zeeman


def pauli(
    T: Array,
    Tc0: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(crossed_fields, T, Tc0, 0.0, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of critical temperatures."""
    return scan(pauli, T, B)


_UNIT = {"Tc0": 1.0}
_KEY = "Pauli: B/Bp t={}"

MODEL = Model(
    name="pauli",
    title="Pauli limit, second order",
    mechanism="pauli",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, *SPIN, DD2),
    function=pauli,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \mathrm{Re}\,\psi\left(\frac12"
        r" + \frac{\alpha + ih}{2\pi k_BT}\right) - \psi\left(\frac12\right),\quad"
        r" h = \frac{g}{2}\mu_B B,\quad \alpha = \frac{De^2d^2}{6\hbar}B^2"
    ),
    limits=(
        "Uniform pairs, no spin-orbit coupling. Without orbital pair breaking the transition is "
        "of first order below 0.561 Tc0, at a higher field."
    ),
    references=("clogston1962", "chandrasekhar1962", "maki1964"),
    checks=tuple(
        CheckRow(_UNIT, t, PAULI_PER_KELVIN * over, _KEY.format(t))
        for t, over in (
            (0.99, 0.17275611220446739),
            (0.9, 0.51989659419672038),
            (0.8, 0.69211086428014209),
            (0.7, 0.79245098061763303),
            (0.6, 0.84818105562377701),
            (0.5, 0.86962145402264385),
            (0.3, 0.82799668621279846),
            (0.1, 0.7232797755843698),
            (0.01, 0.70725640665379289),
        )
    ),
    requires=("direction:parallel",),
    edge="Tc0",
)
