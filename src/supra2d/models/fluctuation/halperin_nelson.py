r"""Resistance of free vortices close above the transition at which pairs unbind.

The correlation length of Kosterlitz and Thouless diverges exponentially, and the resistance with
the density of free vortices, :math:`\xi^{-2}`. The inverse of the slope of ln R, raised to 2/3, is
a straight line, :math:`(2T_\mathrm{BKT}/b)^{2/3}(T/T_\mathrm{BKT} - 1)`, that ends at
:math:`T_\mathrm{BKT}`. Here b stands for :math:`2\sqrt{b_{HN}\tau_c}` of the interpolation.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._form import T_BKT, reduced
from ._guess import exponential


def halperin_nelson(T: Array, R0: float, b: float, T_BKT: float) -> Array:
    """Resistance in ohm; none up to T_BKT."""
    return np.where(T > T_BKT, R0 * np.exp(-b / np.sqrt(reduced(T, T_BKT))), 0.0)


def guess(T: Array, R: Array) -> dict[str, float]:
    """A straight line through ln R against (T/T_BKT - 1)^(-1/2)."""
    found = exponential(T, R)
    if found is None:
        return {"R0": max(float(R.max()), 1e-9), "b": 1.0, "T_BKT": T_BKT.default}
    return {"R0": min(max(found[0], 1e-9), 1e15), "b": min(found[1], 90.0), "T_BKT": found[2]}


_INTERFACE = {"R0": 1e3, "b": 1.2, "T_BKT": 0.138}
_NEAR = {"R0": 6162.1621621621622, "b": 0.81649658092772603, "T_BKT": 0.18}
_KEY = "transport_and_GL: HN exp(10.8b) T={} (TB=.18,Tc0=.2,b=1.5,Rn=380)"

MODEL = Model(
    name="halperin_nelson",
    title="Free vortices close above the unbinding of pairs",
    mechanism="vortex_unbinding",
    variables=(Variable("temperature", "K"),),
    result=Variable("resistance", "ohm"),
    parameters=(
        Parameter(
            "R0",
            "ohm",
            1000.0,
            1e-9,
            1e15,
            "prefactor, of no meaning by itself",
            ("log_uniform", 1e-9, 1e15),
        ),
        Parameter("b", "", 1.0, 1e-3, 100.0, "2 sqrt(b_HN tau_c)", ("log_uniform", 1e-2, 1e2)),
        T_BKT,
    ),
    function=halperin_nelson,
    guess=guess,
    equation=(
        r"R(T) = R_0\,\exp\left[-b\left(\frac{T}{T_\mathrm{BKT}} - 1\right)^{-1/2}\right]"
        r"\ (T > T_\mathrm{BKT}),\qquad 0\ \mathrm{below}"
    ),
    limits=(
        "R far below the normal resistance, T close to T_BKT, a homogeneous film larger than the "
        "correlation length."
    ),
    references=("halperin1979", "kosterlitz1974"),
    checks=(
        CheckRow(_NEAR, 0.1801, 5.5632805422109972e-12, _KEY.format(0.1801)),
        CheckRow(_NEAR, 0.1805, 0.0011525822840107093, _KEY.format(0.1805)),
        CheckRow(_NEAR, 0.185, 45.933904739035686, _KEY.format(0.185)),
        CheckRow(_NEAR, 0.19, 192.88253567147834, _KEY.format(0.19)),
        CheckRow(_NEAR, 0.4, 2944.3225904797123, _KEY.format(0.4)),
        CheckRow(_INTERFACE, 0.138, 0.0, "T_BKT itself"),
    ),
)
