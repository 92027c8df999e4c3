r"""Density of states of a broadened gap as a junction sees it: warm, and with a lock-in.

With :math:`w = \Gamma + iE` the density of states :math:`N = \mathrm{Re}\,w/\sqrt{w^2+\Delta^2}` is
analytic for Re w > 0. The window of temperature has poles there at the odd frequencies
:math:`\omega_n = (2n+1)\pi k_BT`, so that the smeared density is an exact sum:

.. math:: N_T(E) = 1 - 2\pi k_BT\,\mathrm{Re}\sum_n
          \frac{\Delta^2}{[(w + \omega_n)^2 + \Delta^2]^{3/2}}

A few terms are taken one by one, until the singularities are eight steps of the sum away; the
rest is Sommerfeld's expansion there, to the twelfth power of temperature. The lock-in measures the
first harmonic, the mean over a semicircle, which a Gauss rule takes with as many points as the
sharpest structure in reach needs.
"""

from __future__ import annotations

import cmath
import math

import numpy as np
import numpy.typing as npt

from supra2d.core import Array
from supra2d.core.constants import K_B
from supra2d.numerics import compiled, in_threads, unlocked

_ENOUGH = 1e-13  # of the normal density: a smaller term of the expansion is the last one
_AWAY = 8.0  # steps: B_14/8^14 leaves 3e-13

#: B_2k(1/2) for k = 1 to 6.
_BERNOULLI = np.array([-1 / 12, 7 / 240, -31 / 1344, 127 / 3840, -2555 / 33792, 1414477 / 5591040])

_DIGITS = 11.5  # -ln(1e-10) / 2: error of the Gauss rule of the lock-in
_MOST = 400  # its points at most; enough where a peak is a hundredth of the modulation wide

_PART = 2048  # points that are worth a thread


@compiled
def warm(E: float, Delta: float, Gamma: float, kT: float) -> float:
    """Density of states over the normal one, smeared by temperature; all in meV."""
    E, step = abs(E), 2.0 * math.pi * kT  # on the axis itself the root needs Im w >= 0
    beside = (E - Delta) / step
    terms = 0
    if abs(beside) < _AWAY:
        terms = max(0, math.ceil(math.sqrt(_AWAY**2 - beside**2) - Gamma / step))
    below = 0.0
    for n in range(terms):
        w = complex(Gamma + (n + 0.5) * step, E)
        Q = w * w + Delta * Delta
        below += (1.0 / (Q * cmath.sqrt(Q))).real
    w = complex(Gamma + terms * step, E)
    Q = w * w + Delta * Delta
    # Taylor coefficients of 1/sqrt(Q) and of w/sqrt(Q), in units of the step
    last, a = 0.0j, 1.0 / cmath.sqrt(Q)
    found = (w * a).real - step * Delta * Delta * below
    ratio = step / Q
    for n in range(12):
        last, a = a, -ratio * ((2 * n + 1) * w * a + n * step * last) / (n + 1)
        if n % 2 == 1:
            rest = _BERNOULLI[n // 2] * (w * a + step * last)
            found += rest.real
            if abs(rest.real) + abs(rest.imag) < _ENOUGH:
                break
    return found


@compiled
def lockin_points(E: float, Delta: float, width: float, amplitude: float) -> int:
    """Points of the Gauss rule over a modulation; ``width`` is that of the sharpest structure."""
    if amplitude <= 0.0:
        return 1
    place = complex((abs(E) - Delta) / amplitude, width / amplitude)
    root = cmath.sqrt(place * place - 1.0)
    size = math.log(max(abs(place + root), abs(place - root)))
    return min(_MOST, 1 + math.ceil(_DIGITS / max(size, 1e-3)))


@unlocked
def _fill(
    start: int,
    stop: int,
    E: Array,
    Delta: Array,
    Gamma: Array,
    kT: Array,
    amplitude: Array,
    out: Array,
) -> None:
    for i in range(start, stop):
        n = lockin_points(E[i], Delta[i], Gamma[i] + math.pi * kT[i], amplitude[i])
        total = 0.0
        for k in range(1, n + 1):
            angle = k * math.pi / (n + 1)
            weight = 2.0 / (n + 1) * math.sin(angle) ** 2
            total += weight * warm(E[i] + amplitude[i] * math.cos(angle), Delta[i], Gamma[i], kT[i])
        out[i] = total


def smeared(
    V: npt.ArrayLike,
    Delta: npt.ArrayLike,
    Gamma: npt.ArrayLike,
    T: npt.ArrayLike,
    V_mod: npt.ArrayLike,
    shift: npt.ArrayLike = 0.0,
) -> Array:
    """Density of states over the normal one, at a bias in V; arguments of any common shape.

    ``Delta``, ``Gamma`` and ``shift`` (of the energy) in meV, ``T`` in K, ``V_mod`` in V rms.
    """
    kT, amplitude = K_B * np.asarray(T), 1e3 * math.sqrt(2.0) * np.asarray(V_mod)
    parts = (1e3 * np.asarray(V) + shift, Delta, Gamma, kT, amplitude)
    full = np.broadcast_arrays(*(np.asarray(part, float) for part in parts))
    out = np.empty(full[0].size)
    in_threads(_fill, out.size, *(np.array(part).ravel() for part in full), out, least=_PART)
    return out.reshape(full[0].shape)
