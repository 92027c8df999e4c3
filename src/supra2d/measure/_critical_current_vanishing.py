"""How a critical current vanishes at Tc: its exponent, corrections away from Tc marginalised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import chi2 as chi2_distribution

from ..core import Array, InputError

#: Lowest temperature of the windows below Tc, in units of the highest one.
WINDOWS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9)

_POINTS = 5
_DEPAIRING = 1.5

# ln Ic bends away from the power law by c1 (1 - t) + c2 (1 - t)^2: mean and deviation of both.
# (1 - t^3)^(3/2) has -1.5 and 0.1, (1 - t^2)^(3/2) (1 + t^2)^(1/2) has -1.25 and 0.1, a tunnel
# junction about -0.3, a bare power law 0.
_BENDS = ((-0.7, 0.7), (0.0, 0.4))

_LOWEST, _HIGHEST = 0.3, 4.0  # exponents
_FARTHEST = 2.0  # Tc in units of the highest temperature
_STARTS = (1.0, 2.0)
_LEAST = 1e-3  # of Ic, of a law with two corrections


@dataclass(frozen=True)
class NearTc:
    """How a critical current vanishes: Ic = amplitude (1 - T/Tc)^p exp(c1 tau + c2 tau^2).

    Attributes
    ----------
    exponent, sigma, systematic
        The free exponent p; what windows differ by is systematic.
    Tc, amplitude, bends
        K, A, and (c1, c2), with tau = 1 - T/Tc and an exponent of 3/2.
    probability
        Of the exponent 3/2: of its chi2, or of what a free exponent gains, the smaller one.
    points
        In the window that counts most.
    """

    exponent: float
    sigma: float
    systematic: float
    Tc: float
    amplitude: float
    bends: tuple[float, float]
    probability: float
    points: int

    def current(self, T: Array) -> Array:
        """Critical current of the exponent 3/2, A, shape (n,)."""
        tau = np.maximum(1.0 - np.asarray(T) / self.Tc, 0.0)
        bend = np.exp(self.bends[0] * tau + self.bends[1] * tau**2)
        return np.asarray(self.amplitude * tau**_DEPAIRING * bend)


@dataclass(frozen=True)
class _Fit:
    values: Array  # ln amplitude, ln(Tc/T_highest - 1), c1, c2, p
    sigma: float  # of p
    chi2: float
    points: int


def near_tc(temperature: Array, current: Array, sigma: Array) -> NearTc:
    r"""Exponent p of :math:`I_c \propto (1 - T/T_c)^p` near Tc, windows averaged.

    3/2 is the depairing current of a uniform film, 1 a tunnel junction, 2 a junction through a
    normal metal. The power law holds at Tc alone: away from it ln Ic is bent by
    :math:`c_1\tau + c_2\tau^2` with :math:`\tau = 1 - T/T_c`, and both are marginalised over
    what depairing and tunnelling have (jay2021 for the windows).

    Parameters
    ----------
    temperature, current, sigma
        K, A, A, shape (n,).

    Raises
    ------
    InputError
        With fewer than six temperatures.
    """
    T, y, s = (np.asarray(a, float) for a in (temperature, current, sigma))
    keep = (y > 2.0 * s) & (s > 0)
    T, y, s = T[keep], y[keep], np.hypot(s[keep], _LEAST * y[keep])
    count = np.unique(T).size
    if count <= _POINTS:
        raise InputError(
            f"critical currents at {count} temperatures",
            f"at least {_POINTS + 1} of them",
            "measure at more temperatures below Tc",
        )
    masks = {mask.tobytes(): mask for mask in (low * T.max() <= T for low in WINDOWS)}
    inside = [mask for mask in masks.values() if np.unique(T[mask]).size > _POINTS]
    fits = [_fit(T[m], y[m], s[m]) for m in inside]
    # errors that are too small all over are none of the window's; a point left out costs one
    common = max(1.0, min(f.chi2 / max(f.points - 3, 1) for f in fits))
    score = np.array([-0.5 * f.chi2 / common - (T.size - f.points) for f in fits])
    weights = np.exp(score - score.max())
    weights /= weights.sum()
    values = np.array([f.values[4] for f in fits])
    mean = float(weights @ values)
    best = inside[int(np.argmax(weights))]
    law, free = _fit(T[best], y[best], s[best], exponent=_DEPAIRING), fits[int(np.argmax(weights))]
    worse = float(chi2_distribution.sf(max(law.chi2 - free.chi2, 0.0) / common, 1))
    highest = float(T[best].max())
    return NearTc(
        mean,
        sqrt(float(weights @ np.array([f.sigma**2 for f in fits]))),
        sqrt(float(weights @ (values - mean) ** 2)),
        highest * (1.0 + exp(float(law.values[1]))),
        exp(float(law.values[0])),
        (float(law.values[2]), float(law.values[3])),
        min(worse, float(chi2_distribution.sf(law.chi2, max(law.points - 2, 1)))),
        law.points,
    )


def _fit(T: Array, y: Array, s: Array, *, exponent: float | None = None) -> _Fit:
    """One window; the exponent is held where it is given."""
    highest = float(T.max())
    means, deviations = np.array(_BENDS).T
    low = np.array([log(float(y.max())) - 20.0, log(1e-5), -5.0, -5.0, _LOWEST])
    high = np.array([log(float(y.max())) + 20.0, log(_FARTHEST - 1.0), 5.0, 5.0, _HIGHEST])
    free = 5 if exponent is None else 4

    def logarithm(v: Array) -> Array:
        tau = 1.0 - T / (highest * (1.0 + exp(v[1])))
        p = v[4] if exponent is None else exponent
        return np.asarray(v[0] + p * np.log(tau) + v[2] * tau + v[3] * tau**2)

    def rest(v: Array) -> Array:
        off = (np.exp(np.minimum(logarithm(v), low[0] + 60.0)) - y) / s
        return np.concatenate([off, (v[2:4] - means) / deviations])

    found = min(
        (
            least_squares(rest, start[:free], bounds=(low[:free], high[:free]), x_scale="jac")
            for start in _starts(T, y, means, exponent)
        ),
        key=lambda f: float(f.cost),
    )
    dof = max(T.size - 3, 1)
    chi2 = float(found.fun @ found.fun)
    scale = max(chi2 / dof, 1.0) if exponent is None else 1.0
    ridge = np.diag(((high - low)[:free] / sqrt(12.0)) ** -2.0)
    covariance = np.linalg.inv(found.jac.T @ found.jac / scale + ridge)
    values = np.append(found.x, [] if exponent is None else exponent)
    return _Fit(values, sqrt(float(covariance[-1, -1])), chi2, T.size)


def _starts(T: Array, y: Array, means: Array, exponent: float | None) -> Sequence[Array]:
    """Tc where a straight line of Ic^(1/p) through the upper half of the points vanishes."""
    starts = []
    order = np.argsort(T)[-max(T.size // 2, 4) :]
    for p in _STARTS if exponent is None else (exponent,):
        slope, constant = np.polyfit(T[order], y[order] ** (1.0 / p), 1)
        end = -constant / slope if slope < 0 else 1.1 * float(T.max())
        above = min(max(end / float(T.max()) - 1.0, 2e-5), 0.9)
        tau = 1.0 - float(T.min()) / (float(T.max()) * (1.0 + above))
        amplitude = log(float(y.max())) - p * log(tau) - means[0] * tau
        starts.append(np.array([amplitude, log(above), *means, p]))
    return starts
