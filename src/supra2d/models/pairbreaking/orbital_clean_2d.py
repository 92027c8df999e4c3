r"""Orbital limit of a clean two-dimensional metal, field along the normal, without spin.

Electrons fly straight over many coherence lengths and their velocity lies in the plane. With
:math:`\rho \propto B/T^2` the gap equation is an integral over the time of flight; in units of
the slope at Tc the curve is universal and ends at :math:`B(0) = 0.5905\, s\, T_{c0}`, below the
0.6927 of a dirty metal.
"""

from __future__ import annotations

from functools import cache
from math import exp, pi

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline, make_interp_spline
from scipy.special import zeta

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import EULER_GAMMA
from supra2d.numerics import bracketed_root

from ..criticalfield._guess import boundary
from ._solve import TC0

_NODES = 257
_SLOPE = 3.5 * zeta(3.0)  # of the integral in rho: half of 7 zeta(3)

# trapezoids in the logarithm of the time: the integrand falls as its square to the left and as
# exp(-time) to the right, and is analytic for imaginary parts below pi/4
_STEP = 0.1
_TIME = np.exp(np.arange(-38.0, 4.0, _STEP))
_WEIGHT = _STEP * _TIME / np.sinh(_TIME)


def flight_integral(rho: npt.ArrayLike) -> tuple[Array, Array]:
    r"""Value :math:`\int_0^\infty (1 - e^{-\rho u^2})\,du/\sinh u` and derivative by rho."""
    exponent = np.multiply.outer(-np.asarray(rho, dtype=float), _TIME**2)
    return -np.expm1(exponent) @ _WEIGHT, np.exp(exponent) @ (_WEIGHT * _TIME**2)


@cache
def _universal() -> BSpline:
    """B / (s (Tc0 - T)) against 1 - T/Tc0: from 1 at Tc to 0.5905 in the cold."""
    drop = (1.0 - np.cos(np.linspace(0.0, pi, _NODES))) / 2.0
    inner = drop[1:-1]
    y = -np.log1p(-inner)

    def excess(rho: Array) -> tuple[Array, Array]:
        value, slope = flight_integral(rho)
        return value - y, slope

    # the integral lies below its tangent at 0, and above half the logarithm of 1 + 2 rho
    rho = bracketed_root(excess, y / _SLOPE, np.expm1(2.0 * y) / 2.0)
    ratio = np.empty_like(drop)
    ratio[0] = 1.0
    ratio[1:-1] = _SLOPE * rho * (1.0 - inner) ** 2 / inner
    ratio[-1] = _SLOPE * exp(-EULER_GAMMA) / 4.0
    return make_interp_spline(drop, ratio, k=5)


def orbital_clean_2d(T: Array, Tc0: npt.ArrayLike, slope: npt.ArrayLike) -> Array:
    """Critical field in T."""
    drop = np.clip((Tc0 - T) / Tc0, 0.0, 1.0)
    field: Array = slope * Tc0 * drop * _universal()(drop)
    return field


def guess(T: Array, B: Array) -> dict[str, float]:
    """A straight line through the points; the curve is steeper than it at Tc."""
    Tc0, B0 = boundary(T, B, 1.0)
    return {"Tc0": Tc0, "slope": 1.3 * B0 / Tc0}


_UNIT = {"Tc0": 1.0, "slope": 1.0}
_MPMATH = "gap equation solved in 30 digits with mpmath, t = {}"

MODEL = Model(
    name="orbital_clean_2d",
    title="Clean two-dimensional orbital limit, field along the normal",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        Parameter("slope", "T/K", 0.7, 1e-5, 1e3, "-dB/dT at Tc0", ("log_uniform", 1e-5, 1e3)),
    ),
    function=orbital_clean_2d,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \int_0^\infty \frac{du}{\sinh u}"
        r"\left(1 - e^{-\rho u^2}\right),\quad \rho = \frac{2}{7\zeta(3)}\,\frac{B\,T_{c0}}{s\,T^2}"
    ),
    limits="Mean free path far above the coherence length; circular Fermi line; no spins.",
    references=("helfand1966", "werthamer1966"),
    checks=(
        CheckRow(_UNIT, 0.0, 0.590542967057745717, "closed form 7 zeta(3) exp(-gamma)/8"),
        CheckRow(_UNIT, 0.1, 0.583547472680589368, _MPMATH.format(0.1)),
        CheckRow(_UNIT, 0.3, 0.528690400610423493, _MPMATH.format(0.3)),
        CheckRow(_UNIT, 0.5, 0.424038693044599924, _MPMATH.format(0.5)),
        CheckRow(_UNIT, 0.7, 0.277400580632795358, _MPMATH.format(0.7)),
        CheckRow(_UNIT, 0.9, 0.0981595406673962896, _MPMATH.format(0.9)),
    ),
    requires=("direction:perpendicular",),
    edge="Tc0",
)
