r"""Conductance of a contact of any transparency, smeared by temperature and lock-in.

With :math:`\gamma = \Delta/(\epsilon + \sqrt{\epsilon^2 - \Delta^2})`, :math:`\epsilon = E +
i\Gamma`, the formula of Blonder, Tinkham and Klapwijk reads

.. math:: \sigma = \frac{1 + \tau|\gamma|^2 - (1-\tau)|\gamma|^4}{|1 - (1-\tau)\gamma^2|^2},
          \qquad \tau = \frac{1}{1 + Z^2}

It is not analytic, so that the window of temperature is integrated numerically: between its ends,
its centre and the gap edges by a rule whose points crowd at both ends of a stretch.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.core.constants import K_B
from supra2d.numerics import compiled, in_threads, unlocked

from ._smeared import lockin_points

_REACH = 36.0  # of the window in kT: exp(-36) is 2e-16

# tanh-sinh rule on (0, 1): distances from the nearer end, and weights
_T = np.arange(-40, 41) * 0.08
_U = 0.5 * math.pi * np.sinh(_T)
_FROM_END = 1.0 / (1.0 + np.exp(2.0 * np.abs(_U)))
_RULE = 0.08 * 0.25 * math.pi * np.cosh(_T) / np.cosh(_U) ** 2
_LEFT = _T <= 0.0

_PART = 64


@compiled
def transmission(E: float, Delta: float, Gamma: float, tau: float) -> float:
    """Conductance over the normal one at an energy, all in meV."""
    if Delta == 0.0:
        return 1.0
    e = complex(abs(E) / Delta, Gamma / Delta)
    # i sqrt(1 - e^2) is the root that is e at large e
    g = 1.0 / (e + 1j * np.sqrt(1.0 - e * e)) if Gamma > 0.0 else _sharp(abs(E) / Delta)
    size = g.real**2 + g.imag**2
    below = 1.0 - (1.0 - tau) * g * g
    return (1.0 + tau * size - (1.0 - tau) * size**2) / (below.real**2 + below.imag**2)


@compiled
def _sharp(x: float) -> complex:
    if x > 1.0:
        return complex(1.0 / (x + math.sqrt((x - 1.0) * (x + 1.0))), 0.0)
    return complex(x, -math.sqrt((1.0 - x) * (1.0 + x)))


@compiled
def warm_contact(E: float, Delta: float, Gamma: float, tau: float, kT: float) -> float:
    """Conductance over the normal one, smeared by temperature; all in meV."""
    ends = np.array([E - _REACH * kT, E, E + _REACH * kT, -Delta, Delta])
    ends[3:] = np.minimum(np.maximum(ends[3:], ends[0]), ends[2])
    ends.sort()
    total = 0.0
    for j in range(4):
        length = ends[j + 1] - ends[j]
        if length <= 0.0:
            continue
        for i in range(_RULE.size):
            away = length * _FROM_END[i]
            at = ends[j] + away if _LEFT[i] else ends[j + 1] - away
            window = 0.25 / (kT * math.cosh(0.5 * (at - E) / kT) ** 2)
            total += length * _RULE[i] * window * transmission(at, Delta, Gamma, tau)
    return total


@unlocked
def _fill(
    start: int,
    stop: int,
    E: Array,
    Delta: Array,
    Gamma: Array,
    tau: Array,
    kT: Array,
    amplitude: Array,
    out: Array,
) -> None:
    for i in range(start, stop):
        n = lockin_points(E[i], Delta[i], math.pi * kT[i], amplitude[i])
        total = 0.0
        for k in range(1, n + 1):
            angle = k * math.pi / (n + 1)
            weight = 2.0 / (n + 1) * math.sin(angle) ** 2
            at = E[i] + amplitude[i] * math.cos(angle)
            total += weight * warm_contact(at, Delta[i], Gamma[i], tau[i], kT[i])
        out[i] = total


def contact(V: Array, Delta: float, Gamma: float, Z: float, T: float, V_mod: float) -> Array:
    """Conductance over the normal one at a bias in V; arguments of any common shape."""
    tau = 1.0 / (1.0 + np.asarray(Z) ** 2)
    amplitude = 1e3 * math.sqrt(2.0) * np.asarray(V_mod)
    parts = (1e3 * np.asarray(V), Delta, Gamma, tau, K_B * np.asarray(T), amplitude)
    full = np.broadcast_arrays(*(np.asarray(part, float) for part in parts))
    out = np.empty(full[0].size)
    in_threads(_fill, out.size, *(np.array(part).ravel() for part in full), out, least=_PART)
    return out.reshape(full[0].shape)
