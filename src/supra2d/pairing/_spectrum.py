r"""Densities of states: what a tunnel junction sees of the state in a field.

At the complex frequency :math:`\omega = \Gamma - iE` the equation for Y of the free energy has
three roots; the one whose square root has the largest real part is the physical one, and
:math:`N(E)/N_n = \langle\mathrm{Re}\,\partial\sqrt Y/\partial\omega\rangle`.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError
from supra2d.core.constants import K_B
from supra2d.numerics import compiled

from ._circle import circle
from ._pocket import Pocket, field_vector

_POLISH = 3  # Newton steps on a root from the closed form
_TURN = complex(-0.5, sqrt(0.75))
_FEWEST, _MOST = 32, 1 << 12
_DOUBLING = 1e-3  # of the largest density: squared when the angles are doubled


@compiled
def _densities(
    energies: Array,
    broadening: float,
    x: float,
    h2: float,
    g2: Array,
    along: Array,
    share: Array,
    out: Array,
) -> None:
    """Density of states over the normal one; x is the square of the gap."""
    for i in range(energies.size):
        w = complex(broadening, -energies[i])
        total = 0.0
        for j in range(g2.size):
            total += share[j] * _density(w, x, h2, g2[j], h2 * along[j])
        out[i] = total


@compiled
def _density(w: complex, x: float, h2: float, g2: float, along2: float) -> float:
    w2 = w * w
    p = g2 + h2
    a = p - w2 - x
    b = along2 - w2 * p - x * g2
    c = -w2 * along2
    # Cardano's form, then Newton on the equation itself
    q1 = (3.0 * b - a * a) / 9.0
    q0 = (9.0 * a * b - 27.0 * c - 2.0 * a * a * a) / 54.0
    root = np.sqrt(q0 * q0 + q1 * q1 * q1)
    plus, minus = q0 + root, q0 - root
    big = plus if abs(plus) > abs(minus) else minus
    cube = big ** (1.0 / 3.0)
    best, s = complex(0.0, 0.0), complex(-1.0, 0.0)
    for k in range(3):
        if k > 0:
            cube *= _TURN
        y = -a / 3.0
        if cube != 0.0:
            y += cube - q1 / cube
        for _ in range(_POLISH):
            d = y * (y + p) + along2
            df = d + (y - w2) * (2.0 * y + p) - x * (2.0 * y + g2)
            if df == 0.0:
                break
            y -= ((y - w2) * d - x * y * (y + g2)) / df
        if np.sqrt(y).real > s.real:
            best, s = y, np.sqrt(y)
    d = best * (best + p) + along2
    df = d + (best - w2) * (2.0 * best + p) - x * (2.0 * best + g2)
    return float((w * d / (s * df)).real)


def density_of_states(
    pocket: Pocket,
    energies: npt.ArrayLike,
    gap: float,
    h: npt.ArrayLike = (0.0, 0.0, 0.0),
    *,
    broadening: float,
) -> Array:
    r"""Density of states over that of the normal metal.

    .. math:: \frac{N(E)}{N_n} = \left\langle\mathrm{Re}\,
       \frac{\partial\sqrt{Y(\omega)}}{\partial\omega}\right\rangle_{\omega = \Gamma - iE}

    Parameters
    ----------
    pocket
        The System.
    energies
        From the Fermi level, meV, any shape.
    gap
        Delta in meV, such as ``state(...).gap``.
    h
        Zeeman energy as a vector, meV, that of a magnet beside the layer included.
    broadening
        Dynes' Gamma in meV, above zero.

    Examples
    --------
    >>> film = Pocket(3.0)
    >>> density_of_states(film, [0.0, 0.5, 5.0], 0.456, broadening=0.01).round(3)
    array([0.022, 2.396, 1.004])
    """
    size, along = field_vector(h)
    check_spectrum(gap, broadening)
    way = (float(along[0]), float(along[1]), float(along[2]))
    values = np.asarray(energies, dtype=float)
    found, before, n = np.empty(values.size), np.empty(0), _FEWEST
    while True:
        on = circle(pocket, way, n)
        _densities(values.ravel(), broadening, gap**2, size**2, on.g2, on.along, on.share, found)
        if before.size and np.abs(found - before).max() <= _DOUBLING * found.max():
            return found.reshape(values.shape)
        if on.share.size == 1 or n >= _MOST or not values.size:
            return found.reshape(values.shape)
        before, n = found.copy(), 2 * n


def tunnelling(
    pocket: Pocket,
    bias: npt.ArrayLike,
    T: float,
    gap: float,
    h: npt.ArrayLike = (0.0, 0.0, 0.0),
    *,
    broadening: float,
) -> Array:
    r"""Differential conductance of a tunnel junction with a normal metal, over its normal value.

    .. math:: \frac{dI/dV}{G_n} = \int dE\,\frac{N(E)}{N_n}\,
       \frac{1}{4k_BT\cosh^2\frac{E - eV}{2k_BT}}

    Parameters
    ----------
    pocket, gap, h, broadening
        As for `density_of_states`.
    bias
        eV in meV, any shape.
    T
        Temperature of the junction, K.

    Examples
    --------
    >>> float(tunnelling(Pocket(3.0), 0.0, 1.0, 0.43, broadening=0.01).round(3))
    0.069
    """
    check_spectrum(gap, broadening)
    values = np.asarray(bias, dtype=float)
    kT = K_B * T
    reach = 40.0 * kT  # beyond, 1/cosh^2 is below 1e-16
    step = min(broadening / 4.0, kT / 5.0)
    energies = np.arange(values.min() - reach, values.max() + reach, step)
    density = density_of_states(pocket, energies, gap, h, broadening=broadening)
    found = np.empty(values.size)
    for i, v in enumerate(values.ravel().tolist()):
        near = np.abs(energies - v) < reach
        weight = 1.0 / np.cosh((energies[near] - v) / (2.0 * kT)) ** 2
        found[i] = weight @ density[near] / weight.sum()
    return found.reshape(values.shape)


def check_spectrum(gap: float, broadening: float) -> None:
    """Refuse a gap or a broadening that no spectrum can have."""
    if not 0.0 <= gap < np.inf:
        raise InputError(f"a gap of {gap:g} meV", "zero or a positive number", "check its sign")
    if not 0.0 < broadening < np.inf:
        raise InputError(
            f"a broadening of {broadening:g} meV",
            "a positive one, without which coherence peaks have no height",
            "take a hundredth of the gap",
        )
