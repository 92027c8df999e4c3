r"""Resistance of vortices that hop over a barrier, with the prefactor that belongs to it.

Thermally assisted flux flow at small currents gives a prefactor in proportion to the barrier
itself, :math:`R = (2R_cU/T)e^{-U/T}` with :math:`U = U_0(1-t)^q`, so that

.. math:: \ln R = \ln(2R_cU_0) + q\ln(1-t) - \ln T - U_0(1-t)^q/T .

The slope of ln R against 1/T is :math:`[U - T][1 + qt/(1-t)]`: even for q = 1 it is not
:math:`U_0` but :math:`U_0 - T/(1-t)`. The exponent q is a convention of the analysis, 1 or 3/2
in three dimensions and 2 in two, and stays fixed unless asked for.
"""

from __future__ import annotations

import numpy as np
from scipy.special import lambertw

from supra2d.core import Array, CheckRow, Model, Parameter, Variable

from ._derived import barrier


def modified_taff(T: Array, Rc: float, U0: float, Tc0: float, q: float) -> Array:
    """Resistance in ohm; from U = T on, where the law ends, its largest value."""
    warm = np.where(T > 0.0, T, 1.0)
    over = np.maximum(barrier(warm, U0, Tc0, q) / warm, 1.0)
    return np.where(T > 0.0, 2.0 * Rc * over * np.exp(-over), 0.0)


def guess(T: Array, R: Array) -> dict[str, float]:
    """The plateau where U = T gives Rc, its beginning Tc0, and the points below it U0."""
    top = max(float(R.max()), 1e-12)
    reached = T[(R > 0.9 * top) & (T > 0.0)]
    Tc0 = 1.05 * float(reached.min()) if reached.size else _DEFAULTS["Tc0"]
    part = R / top
    below = (part > 1e-2) & (part < 0.7) & (T > 0.0) & (T < 0.95 * Tc0)
    U0 = _DEFAULTS["U0"]
    if below.any():
        # x exp(1 - x) = R/R_max on the branch x = U/T > 1
        over = -np.real(lambertw(-part[below] / np.e, -1))
        U0 = float(np.median(over * T[below] / (1.0 - T[below] / Tc0)))
    return {"Rc": 0.5 * np.e * top, "U0": min(max(U0, 1e-2), 1e6), "Tc0": min(Tc0, 490.0)}


_DEFAULTS = {"Rc": 100.0, "U0": 1000.0, "Tc0": 85.0, "q": 1.0}

# R of the reference values of ln R at Rc = 1 mohm, U0 = 1000 K, Tc0 = 6 K, by (q, T)
_KNOWN = {
    (1.0, 4.0): 1.0731042733796103e-37,
    (1.0, 5.0): 2.2254918635766717e-16,
    (1.0, 5.5): 7.9664830665558703e-9,
    (1.5, 4.0): 1.2254204380394625e-22,
    (1.5, 5.0): 3.3483726759517843e-8,
    (1.5, 5.5): 1.1024266659006960e-4,
    (2.0, 4.0): 4.7972448629874371e-14,
    (2.0, 5.0): 4.2954668216364503e-5,
    (2.0, 5.5): 7.1441932801142887e-4,
}

MODEL = Model(
    name="modified_taff",
    title="Thermally activated flux flow, prefactor in proportion to the barrier",
    mechanism="flux_creep",
    variables=(Variable("temperature", "K"),),
    result=Variable("resistance", "ohm"),
    parameters=(
        Parameter(
            "Rc",
            "ohm",
            _DEFAULTS["Rc"],
            1e-30,
            1e30,
            "resistance scale of the prefactor",
            ("log_uniform", 1e-30, 1e30),
        ),
        Parameter(
            "U0",
            "K",
            _DEFAULTS["U0"],
            1e-3,
            1e7,
            "barrier extrapolated to T = 0",
            ("log_uniform", 1e-3, 1e7),
        ),
        Parameter("Tc0", "K", _DEFAULTS["Tc0"], 1e-3, 500.0, "where the barrier vanishes"),
        Parameter(
            "q",
            "",
            _DEFAULTS["q"],
            0.5,
            3.0,
            "exponent of the barrier: 1 or 1.5 in three dimensions, 2 in two",
            free=False,
        ),
    ),
    function=modified_taff,
    guess=guess,
    equation=(
        r"R(T) = \frac{2R_cU}{T}\,e^{-U/T},\qquad U(T) = U_0\left(1 - \frac{T}{T_{c0}}\right)^q"
    ),
    limits="U well above T, small currents, R above the noise floor.",
    references=("kes1989", "zhang2006"),
    checks=tuple(
        CheckRow(
            {"Rc": 1e-3, "U0": 1000.0, "Tc0": 6.0, "q": q},
            T,
            known,
            f"transport_and_GL: lnR modTAFF q={q} T={T}",
        )
        for (q, T), known in _KNOWN.items()
    ),
)
