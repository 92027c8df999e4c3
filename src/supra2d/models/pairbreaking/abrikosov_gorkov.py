r"""Critical temperature against a rate of pair breaking (Abrikosov and Gor'kov).

Whatever breaks the symmetry of time for an electron at the rate :math:`\alpha/\hbar`, magnetic
impurities above all, lowers Tc: at first by :math:`\pi\alpha/4k_B`, and to zero at
:math:`\alpha_c = \Delta_0/2 = 0.8819\,k_BT_{c0}`. The rate is an energy in the convention of all
laws here: in it orbits have :math:`\alpha = DeB` and strong spin-orbit scattering
:math:`h^2/\gamma_{so}`; texts that call half or twice of it the scattering rate need that factor.

Dilute impurities break pairs in proportion to their concentration n. A table of concentrations
becomes one of rates by :math:`\alpha = 0.8819\,k_BT_{c0}\,n/n_c` with the concentration
:math:`n_c` at which Tc vanishes, or by the first slope,
:math:`\alpha = (4k_B/\pi)\,|dT_c/dn|\,n`.
"""

from __future__ import annotations

from functools import cache
from math import exp, pi

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline, make_interp_spline
from scipy.special import digamma, zeta

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import BCS_GAP, K_B
from supra2d.numerics import bracketed_root, digamma_difference

from ._solve import TC0

_CRITICAL = 0.5 * BCS_GAP  # rate over kB Tc0 at which Tc is zero
_C = exp(digamma(0.5))
_NODES = 257


@cache
def _universal() -> BSpline:
    """t^2/(1 - r) against r = alpha/alpha_c: t^2 vanishes linearly, and is smooth in r."""
    t = np.cos(np.linspace(0.0, pi / 2.0, _NODES))[1:-1]  # crowded at 1, even at 0
    y = -np.log(t)
    # ln x < psi(1/2 + x) < ln(x + C) encloses x in an interval of width C
    low = _C * np.expm1(y)
    x = bracketed_root(lambda x: (digamma_difference(x) - y, zeta(2.0, 0.5 + x)), low, low + _C)
    r = 2.0 * pi * t * x / _CRITICAL
    ends = (1.0, 6.0 * (_CRITICAL / pi) ** 2)
    ratio = np.concatenate([[ends[0]], t**2 / (1.0 - r), [ends[1]]])
    return make_interp_spline(np.concatenate([[0.0], r, [1.0]]), ratio, k=5)


def abrikosov_gorkov(rate: Array, Tc0: npt.ArrayLike) -> Array:
    """Critical temperature in K; Tc0 for rates below zero, zero from the critical one on."""
    r = np.clip(rate / (_CRITICAL * K_B * np.asarray(Tc0)), 0.0, 1.0)
    found: Array = Tc0 * np.sqrt((1.0 - r) * _universal()(r))
    return found


def guess(rate: Array, T: Array) -> dict[str, float]:
    """Each point says what Tc0 would be; their mean."""
    use = T > 0.0
    if not use.any():
        return {"Tc0": TC0.default}
    known = T[use]
    rise = digamma_difference(np.maximum(rate[use], 0.0) / (2.0 * pi * K_B * known))
    return {"Tc0": float(np.clip(np.mean(known * np.exp(rise)), TC0.low, TC0.high))}


_KEY = "AbrikosovGorkov: Tc/Tc0 alpha/kTc0={}"

MODEL = Model(
    name="abrikosov_gorkov",
    title="Critical temperature against pair breaking (Abrikosov, Gor'kov)",
    mechanism="rate",
    variables=(Variable("rate", "meV"),),
    result=Variable("temperature", "K"),
    parameters=(TC0,),
    function=abrikosov_gorkov,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T_c} = \psi\left(\frac12 + \frac{\alpha}{2\pi k_BT_c}\right)"
        r" - \psi\left(\frac12\right)"
    ),
    limits=(
        "Weak coupling, an isotropic gap, dilute impurities that scatter weakly and do not "
        "interact; no Kondo effect."
    ),
    references=("abrikosov1960",),
    checks=(
        *(
            CheckRow({"Tc0": 1.0}, a * K_B, t, _KEY.format(a))
            for a, t in (
                (0.1, 0.92044954134580789),
                (0.3, 0.75394748021416915),
                (0.5, 0.5726851812150261),
                (0.7, 0.36188284467680958),
                (0.85, 0.13610181800360624),
            )
        ),
        CheckRow({"Tc0": 1.0}, 0.0, 1.0, "no pair breaking"),
        CheckRow({"Tc0": 1.0}, 0.882 * K_B, 0.0, "just above the critical rate"),
    ),
)
