r"""Orbital motion in a dirty film, field in the plane, at all temperatures.

Screening currents across the thickness break pairs at the energy
:math:`\alpha = D e^2 B^2 d^2/6\hbar`, quadratic in the field. Near Tc this is the thin-film law of
Ginzburg and Landau. Parallel data do not separate the diffusivity D from the thickness d. The
curve has the shape of ``klb``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._clean import rate_fields
from ._guess import critical_temperature, ratio
from ._solve import TC0, film_rate, solve


def film_orbital(T: Array, Tc0: npt.ArrayLike, Dd2: npt.ArrayLike) -> Array:
    """Critical field in T."""
    return solve(rate_fields, T, Tc0, film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The field goes with the inverse root of Dd2."""
    Tc0 = critical_temperature(T, B)
    Dd2 = 1e-20 / ratio(T, B, film_orbital(T, Tc0, 1e-20)) ** 2
    return {"Tc0": Tc0, "Dd2": float(np.clip(Dd2, 1e-27, 1e-12))}


_FILM = {"Tc0": 5.0, "Dd2": 2.5e-20}
_KEY = "misc: thin film parallel orbital D=1e-3 m2/s d=5nm Tc=5K t={} B[T]"

MODEL = Model(
    name="film_orbital",
    title="Dirty thin film, orbits only, field in the plane",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        Parameter(
            "Dd2",
            "m^4/s",
            2.5e-20,
            1e-27,
            1e-12,
            "diffusivity times thickness squared",
            ("log_uniform", 1e-24, 1e-15),
        ),
    ),
    function=film_orbital,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \psi\left(\frac12 + \frac{\alpha}{2\pi k_BT}\right)"
        r" - \psi\left(\frac12\right),\quad \alpha = \frac{D e^2 d^2}{6\hbar} B^2"
    ),
    limits="Mean free path below, and thickness up to 1.8 times, the coherence length; no spins.",
    references=("maki1966", "tinkham1996"),
    checks=(
        CheckRow(_FILM, 4.5, 2.92003308813842, _KEY.format(0.9)),
        CheckRow(_FILM, 2.5, 6.24846605810998, _KEY.format(0.5)),
        CheckRow(_FILM, 0.5, 7.669274452068083, _KEY.format(0.1)),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
)
