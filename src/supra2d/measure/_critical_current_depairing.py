"""The depairing current of Ginzburg and Landau, and how a critical current vanishes at Tc."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array, InputError
from ..core.constants import MU_0, PHI_0

#: Lowest temperature of the windows below Tc, in units of the highest one.
_WINDOWS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
_EXPONENTS = np.linspace(0.4, 3.5, 63)
_POINTS = 5


def depairing_density(depth: float, xi: float) -> float:
    r"""Depairing current density :math:`J_d = \Phi_0/(3\sqrt3\,\pi\mu_0\lambda^2\xi)`, A/m^2.

    Parameters
    ----------
    depth, xi
        Penetration depth and coherence length, m, at the same temperature.

    Notes
    -----
    Of a strip narrower than the penetration depth; near Tc it falls as (1 - t)^(3/2).

    Examples
    --------
    >>> round(depairing_density(250e-9, 9.6e-9) / 1e9, 3)
    168.005
    """
    return PHI_0 / (3.0 * sqrt(3.0) * pi * MU_0 * depth**2 * xi)


def largest_depth(density: float, xi: float) -> float:
    r"""Largest penetration depth whose depairing current reaches a critical one, m.

    Parameters
    ----------
    density
        Measured critical current density, A/m^2.
    xi
        Coherence length, m.

    Examples
    --------
    >>> round(largest_depth(1.7e11, 9.6e-9) * 1e9, 1)
    248.5
    """
    return sqrt(depairing_density(1.0, xi) / density)


def current_density(current: float, width: float, thickness: float) -> float:
    """Current over the cross-section, A/m^2.

    Parameters
    ----------
    current
        A.
    width, thickness
        Of the film, m.

    Examples
    --------
    >>> round(current_density(1.02e-3, 1e-6, 6e-9) / 1e10, 6)
    17.0
    """
    return current / (width * thickness)


@dataclass(frozen=True)
class NearTc:
    """How a critical current vanishes: Ic = amplitude (1 - T/Tc)^exponent.

    ``Tc`` and ``amplitude`` are those of the exponent 3/2; ``probability`` is that of chi2 of
    the exponent 3/2; ``sigma`` and ``systematic`` belong to the free exponent.
    """

    exponent: float
    sigma: float
    systematic: float
    Tc: float
    amplitude: float
    probability: float
    points: int


def near_tc(temperature: Array, current: Array, sigma: Array) -> NearTc:
    r"""Exponent p of :math:`I_c \propto (1 - T/T_c)^p` near Tc, windows averaged.

    3/2 is the depairing current of a uniform film, 1 a tunnel junction, 2 a junction through a
    normal metal.

    Parameters
    ----------
    temperature, current, sigma
        K, A, A, shape (n,).

    Raises
    ------
    InputError
        With fewer than five temperatures.
    """
    T, y, s = (np.asarray(a, float) for a in (temperature, current, sigma))
    keep = (y > 2.0 * s) & (s > 0)
    T, y, s = T[keep], y[keep], s[keep]
    if T.size < _POINTS + 1:
        raise InputError(
            f"{T.size} critical currents against temperature",
            f"at least {_POINTS + 1} of them",
            "measure at more temperatures below Tc",
        )
    rows = []
    for low in _WINDOWS:
        inside = low * T.max() <= T
        if inside.sum() < _POINTS + 1:
            continue
        chi2 = np.array([_line(T[inside], y[inside], s[inside], p)[2] for p in _EXPONENTS])
        best = int(np.argmin(chi2))
        dof = int(inside.sum()) - 3
        scale = max(1.0, float(chi2[best]) / dof)
        near = _EXPONENTS[chi2 <= chi2[best] + scale]
        half = max(float(np.ptp(near)) / 2.0, float(_EXPONENTS[1] - _EXPONENTS[0]) / 2.0)
        rows.append((float(_EXPONENTS[best]), half, -0.5 * float(chi2[best]) / scale, inside))
    if not rows:
        raise InputError(
            f"{T.size} critical currents, too few of them above {_WINDOWS[0]:g} Tc",
            f"{_POINTS + 1} there",
            "measure closer to Tc",
        )
    score = np.array([row[2] + row[3].sum() for row in rows])
    weights = np.exp(score - score.max())
    weights /= weights.sum()
    values, errors = (np.array([row[i] for row in rows]) for i in (0, 1))
    mean = float(np.sum(weights * values))
    inside = rows[int(np.argmax(weights))][3]
    tc, amplitude, chi2_depairing = _line(T[inside], y[inside], s[inside], 1.5)
    return NearTc(
        mean,
        float(sqrt(np.sum(weights * errors**2))),
        float(sqrt(np.sum(weights * (values - mean) ** 2))),
        tc,
        amplitude,
        float(chi2_distribution.sf(chi2_depairing, int(inside.sum()) - 2)),
        int(inside.sum()),
    )


def _line(T: Array, y: Array, s: Array, p: float) -> tuple[float, float, float]:
    """Tc, amplitude and chi2 of the straight line of y^(1/p) against T."""
    root = y ** (1.0 / p)
    error = s * root / (p * y)
    slope, constant = np.polyfit(T, root, 1, w=1.0 / error)
    rest = (root - slope * T - constant) / error
    tc = -constant / slope if slope < 0 else float("nan")
    return float(tc), float(max(constant, 0.0) ** p), float(np.sum(rest**2))
