r"""Resistance of vortices that hop over a barrier of constant slope.

With a barrier :math:`U_0(1 - T/T_c)` and a prefactor that does not depend on temperature, ln R
is a straight line in 1/T of slope :math:`-U_0`. The lines of all fields meet at :math:`T_c`,
where the resistance is :math:`R_{0f}`: the intercepts obey
:math:`\ln R_0 = \ln R_{0f} + U_0/T_c`, so that :math:`T_c` is the reciprocal slope of
:math:`\ln R_0` against :math:`U_0`. One line alone does not know where the others meet it, which
is why ``Tc`` is held.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._guess import line, rising


def arrhenius(T: Array, R0f: float, U0: float, Tc: float) -> Array:
    """Resistance in ohm; none at T = 0."""
    warm = np.where(T > 0.0, T, 1.0)
    return np.where(T > 0.0, R0f * np.exp(np.minimum(U0 * (1.0 / Tc - 1.0 / warm), 690.0)), 0.0)


def guess(T: Array, R: Array) -> dict[str, float]:
    """A straight line through ln R against 1/T."""
    found = rising(T, R)
    if found is None:
        return {"R0f": max(float(R.max()), 1e-12), "U0": _U0.default}
    x, y = found
    a, slope = line(x, np.log(y))
    U0 = min(max(-slope, 1e-2), 1e6)
    return {"R0f": float(np.exp(np.clip(a - U0 / _TC.default, -60.0, 60.0))), "U0": U0}


_U0 = Parameter(
    "U0",
    "K",
    1000.0,
    1e-3,
    1e7,
    "slope of ln R against 1/T, the barrier extrapolated to T = 0",
    ("log_uniform", 1e-3, 1e7),
)
_TC = Parameter(
    "Tc", "K", 85.0, 1e-3, 500.0, "temperature at which the lines of all fields meet", free=False
)
_NBS2 = {"R0f": 1.0, "U0": 1228.76, "Tc": 5.95}

MODEL = Model(
    name="arrhenius",
    title="Thermally activated flux flow, constant prefactor",
    mechanism="flux_creep",
    variables=(Variable("temperature", "K"),),
    result=Variable("resistance", "ohm"),
    parameters=(
        Parameter(
            "R0f",
            "ohm",
            100.0,
            1e-30,
            1e30,
            "resistance where the lines meet",
            ("log_uniform", 1e-30, 1e30),
        ),
        _U0,
        _TC,
    ),
    function=arrhenius,
    guess=guess,
    equation=(
        r"R(T) = R_{0f}\,\exp\left[U_0\left(\frac{1}{T_c} - \frac{1}{T}\right)\right],\qquad"
        r" \ln R_0 = \ln R_{0f} + U_0/T_c"
    ),
    limits=(
        "R far below the normal resistance, above the noise floor; a barrier linear in T and a "
        "prefactor that does not depend on T."
    ),
    references=("palstra1988", "palstra1990"),
    checks=(
        CheckRow({"R0f": 2.0, "U0": 1000.0, "Tc": 85.0}, 85.0, 2.0, "where the lines meet"),
        CheckRow(_NBS2, 5.0, 9.1049424110477045e-18, "U0(1/5.95 - 1/5) in 40 digits"),
        CheckRow(_NBS2, 5.7, 1.1649710788644862e-4, "U0(1/5.95 - 1/5.7) in 40 digits"),
    ),
)
