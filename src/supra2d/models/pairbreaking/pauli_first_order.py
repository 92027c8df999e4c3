r"""Spins alone in a clean film, the transition that is seen.

Below 0.561 Tc0 the gap opens by a jump, at a field above the second-order line of ``pauli``; at
T = 0 it is the limit of Clogston and Chandrasekhar, :math:`\mu_B B = \Delta_0/\sqrt2`. The field
over Tc0 is a universal function of T/Tc0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._first_order import TRICRITICAL, reduced_line
from ._guess import scan
from ._solve import SPIN, TC0, zeeman
from .pauli import pauli


def pauli_first_order(
    T: Array, Tc0: npt.ArrayLike, g: npt.ArrayLike = 2.0, field_factor: npt.ArrayLike = 1.0
) -> Array:
    """Critical field in T."""
    t = np.clip(T / Tc0, 0.0, TRICRITICAL)
    jump = reduced_line()(t) * K_B * Tc0 / zeeman(g, field_factor)
    return np.where(T < TRICRITICAL * np.asarray(Tc0), jump, pauli(T, Tc0, g, field_factor))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of critical temperatures."""
    return scan(pauli_first_order, T, B)


_UNIT = {"Tc0": 1.0}
_KEY = "Pauli: first-order B/Bp t={}"

MODEL = Model(
    name="pauli_first_order",
    title="Pauli limit, first order in the cold",
    mechanism="pauli",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, *SPIN),
    function=pauli_first_order,
    guess=guess,
    equation=(
        r"\Omega_s(\Delta, h) = \Omega_n(h),\quad \frac{\partial\Omega_s}{\partial\Delta} = 0"
        r" \quad (T < 0.5615\,T_{c0})"
    ),
    limits="Clean, uniform pairs, no spin-orbit coupling, no orbital pair breaking.",
    references=("clogston1962", "chandrasekhar1962", "maki1964"),
    checks=(
        CheckRow(_UNIT, 0.0, PAULI_PER_KELVIN, "Pauli: T=0 Clogston h/Delta0"),
        # found there by comparing free energies in double precision, which leaves 1e-8
        *(
            CheckRow(_UNIT, t, PAULI_PER_KELVIN * over, _KEY.format(t), rtol=2e-8)
            for t, over in (
                (0.05, 0.997353350430227),
                (0.1, 0.9895462457852005),
                (0.2, 0.96366152208704),
                (0.3, 0.9331899503080978),
                (0.4, 0.9033912128549519),
                (0.5, 0.8758713814790974),
            )
        ),
        CheckRow(_UNIT, 0.7, PAULI_PER_KELVIN * 0.79245098061763303, "Pauli: B/Bp t=0.7"),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
)
