r"""Gap against temperature in weak coupling (BCS).

The universal curve, with its height free: strong coupling or anisotropy changes
:math:`\Delta_0/k_BT_c` from 1.764 far more than the shape. The shape comes from the gap equation
itself; the popular :math:`\tanh(1.74\sqrt{T_c/T-1})` is off by up to 1.9 %.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import BCS_GAP
from supra2d.numerics import HALF_INTEGER_ROOM, bracketed_root, compiled, half_integer_rule

_COLD = 0.04  # of Tc: the gap is that of T = 0 to exp(-44)


@compiled
def _logarithm(x: Array) -> tuple[Array, Array]:
    """ln(Tc/T) and its derivative at x = Delta/(2 pi kB T)."""
    value, slope = np.empty(x.size), np.empty(x.size)
    at, weights = np.empty(HALF_INTEGER_ROOM), np.empty(HALF_INTEGER_ROOM)
    for i in range(x.size):
        n = half_integer_rule(x[i], at, weights)
        value[i] = slope[i] = 0.0
        for j in range(n):
            root = np.hypot(at[j], x[i])
            # 1/a - 1/sqrt(a^2 + x^2) without cancellation
            value[i] += weights[j] * x[i] ** 2 / (at[j] * root * (at[j] + root))
            slope[i] += weights[j] * x[i] / root**3
    return value, slope


def bcs_gap(T: Array, Delta0: float, Tc: float) -> Array:
    """Gap in meV; zero from Tc on."""
    t = np.maximum(np.asarray(T, dtype=float) / Tc, 0.0)
    found = np.where(t < _COLD, 1.0, 0.0)
    between = (t >= _COLD) & (t < 1.0)
    if np.any(between):
        part = t[between]
        wanted = -np.log(part)

        def rest(x: Array) -> tuple[Array, Array]:
            value, slope = _logarithm(x)
            return value - wanted, slope

        # the gap of T = 0 is the largest; a little more keeps the sign at the cold end
        highest = 1.000001 * BCS_GAP / (2.0 * np.pi * part)
        found[between] = bracketed_root(rest, 0.0 * part, highest) / highest * 1.000001
    return np.asarray(Delta0 * found)


def guess(T: Array, gap: Array) -> dict[str, float]:
    """The largest gap, and the temperature below which half of it is left."""
    top = float(np.clip(gap.max(), 1e-4, 50.0))
    open_ = T[gap > 0.5 * top]
    last = float(open_.max()) if open_.size else 0.0
    return {"Delta0": top, "Tc": float(np.clip(1.05 * last, 1e-2, 450.0))}


_LEAD = {"Delta0": 1.0, "Tc": 1.0}

_KEY = "gap equation as an integral over the thermal occupation, in 25 digits"

MODEL = Model(
    name="bcs_gap",
    title="Gap against temperature (BCS)",
    mechanism="pairing",
    variables=(Variable("temperature", "K"),),
    result=Variable("gap", "meV"),
    parameters=(
        Parameter("Delta0", "meV", 0.5, 1e-4, 100.0, "gap at zero temperature"),
        Parameter("Tc", "K", 3.0, 1e-3, 500.0, "critical temperature"),
    ),
    function=bcs_gap,
    guess=guess,
    equation=(
        r"\ln\frac{T_c}{T} = \sum_{n\ge0}\left[\frac{1}{n + \frac12} -"
        r" \frac{1}{\sqrt{(n + \frac12)^2 + (\delta/2\pi k_BT)^2}}\right],\qquad"
        r" \Delta(T) = \Delta_0\,\frac{\delta(T/T_c)}{1.7639\,k_BT_c}"
    ),
    limits="One isotropic gap in weak coupling; a second gap follows the first with another shape.",
    references=("bardeen1957", "tinkham1996"),
    edge="Tc",
    checks=(
        CheckRow(_LEAD, 0.0, 1.0, "no temperature"),
        CheckRow(_LEAD, 0.3, 0.997123762490191702, _KEY),
        CheckRow(_LEAD, 0.5, 0.956884715874890637, _KEY),
        CheckRow(_LEAD, 0.9, 0.526341934551117286, _KEY),
        CheckRow(_LEAD, 1.1, 0.0, "normal"),
    ),
)
