r"""Spins alone in a clean film, pairs with the momentum that suits them best.

Below 0.561 Tc0 the line of ``pauli`` splits off a higher one on which pairs move, as Fulde and
Ferrell and Larkin and Ovchinnikov found: on a part of the Fermi line the momentum makes up for the
Zeeman energy. On a circle the line ends at :math:`\mu_B B = \hbar v_Fq/2 = \Delta_0`, by a factor
of root two above the first-order transition of pairs at rest.
"""

from __future__ import annotations

from math import sqrt

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import PAULI_PER_KELVIN

from ._guess import scan
from ._momentum import helical_fields
from ._solve import DD2, SPIN, TC0, film_rate, solve, zeeman


def fflo_2d(
    T: Array,
    Tc0: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(helical_fields, T, Tc0, 0.0, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of critical temperatures."""
    return scan(fflo_2d, T, B)


_UNIT = {"Tc0": 1.0}
_KEY = "nonlinear_Ising_and_FFLO: FFLO 2D t={}"

MODEL = Model(
    name="fflo_2d",
    title="Pauli limit of pairs with momentum",
    mechanism="pauli",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, *SPIN, DD2),
    function=fflo_2d,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \min_Q \left\langle\mathrm{Re}\,\psi\left(\frac12"
        r" + \frac{\alpha + i(h + Q\cos\varphi)}{2\pi k_BT}\right)\right\rangle_\varphi"
        r" - \psi\left(\frac12\right),\quad Q = \frac{\hbar v_Fq}{2},\; h = \frac{g}{2}\mu_B B"
    ),
    limits=(
        "Clean and a circular Fermi line, no spin-orbit coupling; second order. Scattering "
        "destroys this state while it leaves ``pauli`` as it is. ``Dd2`` shifts each Matsubara "
        "frequency by the orbital energy."
    ),
    references=("fulde1964", "larkin1964"),
    checks=(
        # at T = 0 the law gives its value at 1e-9 Tc0, below the limit by the temperature itself
        CheckRow(_UNIT, 0.0, sqrt(2.0) * PAULI_PER_KELVIN, "T = 0: h = Q = Delta0", rtol=1e-8),
        *(
            CheckRow(_UNIT, t, PAULI_PER_KELVIN * over, _KEY.format(t))
            for t, over in (
                (0.02, 1.3596841671076925),
                (0.05, 1.2979810017180833),
                (0.1, 1.2139011578583354),
                (0.2, 1.0838874373303287),
                (0.3, 0.988731791329389),
                (0.4, 0.9219087445752452),
                (0.5, 0.8782016107632139),
                (0.55, 0.8631021284080675),
            )
        ),
        CheckRow(_UNIT, 0.7, PAULI_PER_KELVIN * 0.79245098061763303, "Pauli: B/Bp t=0.7"),
        CheckRow(_UNIT, 0.99, PAULI_PER_KELVIN * 0.17275611220446739, "Pauli: B/Bp t=0.99"),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
)
