r"""Orbital limit of a dirty superconductor at all temperatures, without spin.

The pair-breaking energy of the field enters the gap equation through the digamma function.
In units of the slope at Tc the curve is universal: with :math:`t = T/T_{c0}` the number
:math:`x(t)` solves :math:`\ln(1/t) = \psi(1/2 + x) - \psi(1/2)`, and the prefactor makes
:math:`-dB/dT = s` at Tc0. It ends at :math:`B(0) = 0.6927\, s\, T_{c0}`.
"""

from __future__ import annotations

from functools import cache
from math import exp, pi

import numpy as np
from scipy.interpolate import BSpline, make_interp_spline
from scipy.special import digamma, zeta

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.numerics import bracketed_root, digamma_difference

from ._guess import boundary

_C = exp(digamma(0.5))
_NODES = 257  # a spline of degree 5 through them keeps 14 digits; fewer would do for 10


@cache
def _universal() -> BSpline:
    """B / (s (Tc0 - T)) against 1 - T/Tc0, solved once: from 1 at Tc to 0.6927 in the cold."""
    drop = (1.0 - np.cos(np.linspace(0.0, pi, _NODES))) / 2.0  # crowded at both ends
    inner = drop[1:-1]
    y = -np.log1p(-inner)
    # ln x < psi(1/2 + x) < ln(x + C) encloses x in an interval of width C
    low = _C * np.expm1(y)
    x = bracketed_root(lambda x: (digamma_difference(x) - y, zeta(2.0, 0.5 + x)), low, low + _C)
    ratio = np.empty_like(drop)
    ratio[0] = 1.0
    ratio[1:-1] = pi**2 / 2.0 * (1.0 - inner) * x / inner
    ratio[-1] = pi**2 / 2.0 * _C
    return make_interp_spline(drop, ratio, k=5)


def whh_orbital(T: Array, Tc0: float, slope: float) -> Array:
    """Critical field in T."""
    drop = np.clip((Tc0 - T) / Tc0, 0.0, 1.0)
    field: Array = slope * Tc0 * drop * _universal()(drop)
    return field


def guess(T: Array, B: Array) -> dict[str, float]:
    """A straight line through the points; the curve is steeper than it at Tc."""
    Tc0, B0 = boundary(T, B, 1.0)
    return {"Tc0": Tc0, "slope": 1.2 * B0 / Tc0}


_UNIT = {"Tc0": 1.0, "slope": 1.0}

MODEL = Model(
    name="whh_orbital",
    title="Werthamer-Helfand-Hohenberg, dirty limit, orbits only",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter("Tc0", "K", 5.0, 1e-3, 500.0, "critical temperature without field"),
        Parameter(
            "slope",
            "T/K",
            0.7,
            1e-5,
            1e3,
            "-dB/dT at Tc0",
            ("log_uniform", 1e-5, 1e3),
        ),
    ),
    function=whh_orbital,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \psi\left(\frac12 + \frac{2B}{\pi^2 s T}\right)"
        r" - \psi\left(\frac12\right)"
    ),
    limits="Mean free path far below the coherence length; no limit by spins.",
    references=("werthamer1966", "helfand1966"),
    checks=(
        CheckRow(_UNIT, 0.0, 0.69267287375563604, "WHH: h*(0) alpha=0"),
        CheckRow(_UNIT, 0.1, 0.67870107705496577, "WHH: hstar alpha=0 lso=0 t=0.1"),
        CheckRow(_UNIT, 0.5, 0.45052283586115412, "WHH: hstar alpha=0 lso=0 t=0.5"),
        CheckRow(_UNIT, 0.9, 0.098388768421895371, "WHH: hstar alpha=0 lso=0 t=0.9"),
    ),
    requires=("direction:perpendicular",),
    edge="Tc0",
)
