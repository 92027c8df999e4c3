r"""Resistance from the unbinding of vortex pairs up to the normal state, in one form.

Halperin and Nelson join the exponential law at :math:`T_\mathrm{BKT}` to the paraconductivity above
:math:`T_{c0}`. The exponent is not free: it is :math:`\sqrt{b\tau_c/\tau}` with the distance
:math:`\tau_c` of the two temperatures and b of order one, four times the square of the energy of a
vortex core over its value in the XY model. Where the film is not homogeneous, both temperatures are
spread together by a Gaussian of relative width w, and the resistance is that of the effective
medium in two dimensions, :math:`\langle (R_i - R)/(R_i + R)\rangle = 0`; it vanishes once half of
the film does.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._form import T_BKT, conductance
from ._guess import rise

# parts of the film of equal area; an odd number has one at T_BKT itself
_PARTS = ndtri((np.arange(33) + 0.5) / 33.0)
_LEAST = np.log(1e-14)  # of Rn: what is below counts as none
_ROUNDS = 100
_CLOSE = 1e-14


def halperin_nelson_interpolation(
    T: Array, Rn: float, T_BKT: float, tau_c: float, b: float, width: float
) -> Array:
    """Resistance in ohm; none up to T_BKT."""
    flat = T.ravel()
    if width == 0.0:
        part = 1.0 / (1.0 + conductance(flat, T_BKT, tau_c, b))
        found = np.where(flat > T_BKT, part, 0.0)
    else:
        local = T_BKT * np.maximum(1.0 + width * _PARTS, 1e-6)
        found = np.zeros(flat.size)
        above = flat > np.median(local)  # elsewhere half of the film is without resistance
        warm = flat[above, None]
        part = 1.0 / (1.0 + conductance(warm, local, tau_c, b))
        found[above] = _medium(np.where(warm > local, part, 0.0))
    return Rn * found.reshape(T.shape)


def _medium(parts: Array) -> Array:
    """Resistance of the effective medium of ``parts``, shape (temperatures, parts).

    In u = ln R the condition is that the mean of tanh((u - ln R_i)/2) vanishes, which Newton's
    method solves within a bracket.
    """
    conducts = parts > 0.0
    logs = np.log(np.where(conducts, parts, 1.0))
    rest = (~conducts).sum(axis=1)
    low, high = np.full(parts.shape[0], _LEAST), np.zeros(parts.shape[0])
    u = np.minimum(np.median(logs, axis=1), -1e-3)
    for _ in range(_ROUNDS):
        each = np.where(conducts, np.tanh(0.5 * (u[:, None] - logs)), 0.0)
        total = each.sum(axis=1) + rest
        slope = 0.5 * np.where(conducts, 1.0 - each**2, 0.0).sum(axis=1)
        low, high = np.where(total < 0.0, u, low), np.where(total < 0.0, high, u)
        following = u - total / np.maximum(slope, 1e-300)
        inside = (following > low) & (following < high)
        following = np.where(inside, following, 0.5 * (low + high))
        done = np.abs(following - u) < _CLOSE
        u = following
        if done.all():
            break
    return np.where((2 * rest < parts.shape[1]) & (u > _LEAST + 1e-6), np.exp(u), 0.0)


def guess(T: Array, R: Array) -> dict[str, float]:
    """T_BKT where a hundredth of the resistance is left; the distance from where a half is."""
    cold, middle = rise(T, R, 0.02), rise(T, R, 0.5)
    T_BKT = min(cold, 290.0)
    tau_c = min(max(middle / T_BKT - 1.0, 0.02), 0.5)
    return {"Rn": min(max(float(R.max()), 1e-9), 1e12), "T_BKT": T_BKT, "tau_c": tau_c, "b": 1.0}


_FILM = {"Rn": 380.0, "T_BKT": 0.18, "tau_c": 0.02 / 0.18, "b": 1.5, "width": 0.0}
_KEY = "transport_and_GL: HN sinh T={} (TB=.18,Tc0=.2,b=1.5,Rn=380)"

MODEL = Model(
    name="halperin_nelson_interpolation",
    title="From the unbinding of vortex pairs to paraconductivity",
    mechanism="vortex_unbinding",
    variables=(Variable("temperature", "K"),),
    result=Variable("resistance", "ohm"),
    parameters=(
        Parameter(
            "Rn", "ohm", 1000.0, 1e-9, 1e12, "normal resistance", ("log_uniform", 1e-9, 1e12)
        ),
        T_BKT,
        Parameter(
            "tau_c",
            "",
            0.1,
            1e-5,
            3.0,
            "(Tc0 - T_BKT)/T_BKT with the mean-field temperature Tc0",
            ("log_uniform", 1e-4, 1.0),
        ),
        Parameter(
            "b",
            "",
            1.0,
            1e-3,
            100.0,
            "(2 mu/mu_XY)^2 with the energy mu of a vortex core",
            ("log_normal", 1.0, 1.5),
        ),
        Parameter(
            "width",
            "",
            0.0,
            0.0,
            0.3,
            "relative standard deviation of the temperatures over the film",
            ("uniform", 0.0, 0.1),
            free=False,
        ),
    ),
    function=halperin_nelson_interpolation,
    guess=guess,
    equation=(
        r"\frac{R_n}{R} = 1 + \frac{0.37}{b}\sinh^2\sqrt{\frac{b\,\tau_c}{\tau}},\qquad"
        r" \tau = \frac{T - T_\mathrm{BKT}}{T_\mathrm{BKT}}"
    ),
    limits=(
        "An interpolation, exact only at its ends; a film larger than the correlation length, and "
        "no field. With a width, islands larger than the coherence length."
    ),
    references=("halperin1979", "benfatto2009"),
    checks=(
        CheckRow(_FILM, 0.1801, 5.5632805422109258e-12, _KEY.format(0.1801)),
        CheckRow(_FILM, 0.1805, 0.0011525792192707715, _KEY.format(0.1805)),
        CheckRow(_FILM, 0.185, 41.530587300465448, _KEY.format(0.185)),
        CheckRow(_FILM, 0.19, 133.39381105214134, _KEY.format(0.19)),
        CheckRow(_FILM, 0.2, 238.05929195564496, _KEY.format(0.2)),
        CheckRow(_FILM, 0.25, 338.76962669453808, _KEY.format(0.25)),
        CheckRow(_FILM, 0.4, 367.08117977435904, _KEY.format(0.4)),
        CheckRow(_FILM, 0.18, 0.0, "T_BKT itself"),
    ),
)
