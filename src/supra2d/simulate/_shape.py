"""Shapes of a resistive transition: R/Rn against x = (T - Tc) / width.

Both shapes rise from 0 to 1, pass 1/2 at x = 0 and have a 10-90 % width of one.
"""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.special import expit

from ..core import Array, NameUnknownError

SHAPES = ("logistic", "measured")

# A film with a foot of weak links below and paraconductivity above: rows of x and R/Rn.
_MEASURED = (
    (-2.20, 0.0002),
    (-1.30, 0.0040),
    (-0.85, 0.0250),
    (-0.53, 0.1000),
    (-0.22, 0.2789),
    (0.00, 0.5000),
    (0.22, 0.7388),
    (0.47, 0.9000),
    (0.85, 0.9640),
    (1.50, 0.9880),
    (2.60, 0.9975),
    (4.00, 0.9995),
)


def transition(shape: str, x: npt.ArrayLike) -> Array:
    r"""R/Rn at the reduced distance x from the middle of the transition.

    .. math:: S(x) = 1 / (1 + 9^{-2x}) \quad\text{(logistic)}

    The measured shape is a table, interpolated in :math:`\ln[S/(1-S)]` so that it stays
    between 0 and 1 and rises everywhere.

    Parameters
    ----------
    shape
        ``"logistic"`` or ``"measured"``.
    x
        (T - Tc) over the 10-90 % width, any shape.

    Raises
    ------
    NameUnknownError
        For another shape.

    Examples
    --------
    >>> transition("logistic", [-0.5, 0.0, 0.5]).round(12).tolist()
    [0.1, 0.5, 0.9]
    """
    reduced = np.asarray(x, dtype=float)
    if shape == "logistic":
        return np.asarray(expit(2.0 * log(9.0) * reduced))
    if shape == "measured":
        return np.asarray(expit(_measured_logit(reduced)))
    raise NameUnknownError.of("transition shape", shape, SHAPES)


def _measured_logit(x: Array) -> Array:
    knots, curve, slopes = _measured()
    inside = np.clip(x, knots[0], knots[-1])
    beyond = x - inside
    tails = np.where(beyond < 0, slopes[0], slopes[1]) * beyond
    return np.asarray(curve(inside) + tails)


@cache
def _measured() -> tuple[Array, CubicSpline, tuple[float, float]]:
    knots, values = np.array(_MEASURED).T
    curve = CubicSpline(knots, np.log(values / (1.0 - values)), bc_type="natural")
    low, high = curve.derivative()(knots[[0, -1]])
    return knots, curve, (float(low), float(high))


def level(shape: str, fraction: float, *, step: tuple[float, float] = (0.0, 0.0)) -> float:
    """The x at which R/Rn passes ``fraction``, by a root search on the shape itself.

    ``step`` is (share, distance) of a second, lower step; see `Film.step_share`.
    """
    return float(brentq(lambda x: stepped(shape, x, step) - fraction, -40.0, 40.0, xtol=1e-14))


def stepped(shape: str, x: npt.ArrayLike, step: tuple[float, float]) -> Array:
    """R/Rn of a film of which a share goes through its transition at a lower temperature."""
    share, distance = step
    if share == 0.0:
        return transition(shape, x)
    below = transition(shape, np.asarray(x, dtype=float) + distance)
    return (1.0 - share) * transition(shape, x) + share * below
