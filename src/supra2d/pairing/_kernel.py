r"""The free energy of a uniform singlet state with any spin-orbit field and any field.

At each Matsubara frequency the energies of a momentum that cross zero lie at four complex places
:math:`\xi`; half of the sum of their distances from the real axis, s, fixes the free energy. Its
square Y is the only positive root of

.. math:: (Y - \omega^2)(Y^2 + (g^2 + h^2)Y + (\mathbf g\cdot\mathbf h)^2) = \Delta^2 Y(Y + g^2)

and lies between :math:`\omega^2` and :math:`\omega^2 + \Delta^2`. All sums below are written
without differences of nearly equal numbers; energies are in units of 2 pi kB T.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from supra2d.core import Array
from supra2d.numerics import compiled, unlocked

Integers = npt.NDArray[np.int64]

_STEPS = 60
_TINY = 4e-16  # rounding of a square
_GRID = 18  # steps in Delta that bracket the solutions
_ROOT = 1e-14  # relative width of a bracket that is small enough
_LEAST = 1e-6  # of the largest gap: below, rounding makes them, where the normal state is marginal
_FLAT = 1e-15  # of the slope of the free energy: its rounding

#: Room for the solutions at one temperature and field.
ROOTS = 6


@compiled
def rise_of_square(w2: float, x: float, g2: float, h2: float, along2: float) -> float:
    """Y - omega^2 by Newton steps that stay inside [0, x].

    ``along2`` is the square of g.h; ``x`` that of the gap.
    """
    low, high = 0.0, x
    p = g2 + h2
    y = w2 + x
    u = x * y * (y + g2) / (y * (y + p) + along2)
    for _ in range(_STEPS):
        y = w2 + u
        d = y * (y + p) + along2
        f = u * d - x * y * (y + g2)
        if f > 0.0:
            high = u
        else:
            low = u
        step = f / (d + u * (2.0 * y + p) - x * (2.0 * y + g2))
        new = u - step
        if not low <= new <= high:
            new = 0.5 * (low + high)
        small = abs(new - u) <= _TINY * y
        u = new
        if small or abs(step) <= 1e-9 * u:  # the next step is the square of this one
            break
    return u


@compiled
def sums(
    x: float,
    h2: float,
    g2: Array,
    along: Array,
    share: Array,
    frequencies: Array,
    weights: Array,
    out: Array,
) -> None:
    r"""Averages over the circle, summed over frequencies, for a gap of square x.

    Parameters
    ----------
    x, h2
        Squares of the gap and of the Zeeman energy.
    g2, along, share
        Square of g, square of its part along h, and weight of each angle; shape (n,).
    frequencies, weights
        Half-integer rule.
    out
        Receives (free energy)/x - ln t, its derivative by x - ln t, and 1 - M_s/M_n.
    """
    energy, slope, pull = 0.0, 0.0, 0.0
    for i in range(frequencies.size):
        w = frequencies[i]
        above = 1.0 / w
        for j in range(g2.size):
            G = g2[j]
            A = h2 * along[j]
            u = rise_of_square(w * w, x, G, h2, A)
            y = w * w + u
            s = math.sqrt(y)
            over = 1.0 / (y * (y + G + h2) + A)
            less = (h2 * y + A) * over  # 1 - u/x
            bend = x * (h2 * y * y + 2.0 * A * y + G * A) * over * over
            both = 1.0 / (s + w)
            left = u * both  # s - omega
            m = weights[i] * share[j]
            steep = m / (s * (1.0 - bend))
            energy += m * (2.0 * less * w + left) * above * both
            slope += steep * (left * (1.0 - bend) + w * (less - bend)) * above
            pull += steep * u * (y + along[j]) * over
    out[0], out[1], out[2] = energy, slope, pull


@compiled
def landau_sums(
    h2: float, g2: Array, along: Array, share: Array, frequencies: Array, weights: Array
) -> tuple[float, float]:
    """The free energy's coefficients of Delta^2, less ln t, and of Delta^4."""
    first, second = 0.0, 0.0
    for i in range(frequencies.size):
        w = frequencies[i]
        y = w * w
        for j in range(g2.size):
            G = g2[j]
            A = h2 * along[j]
            d = y * (y + G + h2) + A
            less = (h2 * y + A) / d
            keep = 1.0 - less
            bend = (h2 * y * y + 2.0 * A * y + G * A) / (d * d)
            m = weights[i] * share[j]
            first += m * less / w
            second += m * keep * (0.25 * keep / (w * y) - bend / w)
    return first, second


@compiled
def gap_roots(
    log_t: float,
    top: float,
    h2: float,
    g2: Array,
    along: Array,
    share: Array,
    frequencies: Array,
    weights: Array,
    gaps: Array,
    energies: Array,
) -> int:
    """All gaps up to ``top`` at which the free energy is stationary, in rising order.

    A grid in Delta brackets them; where three points bend towards zero without reaching it, the
    vertex of their parabola is looked at as well.

    Parameters
    ----------
    log_t, top
        ln(T/Tc0), and a gap above all solutions.
    h2, g2, along, share, frequencies, weights
        As in `sums`.
    gaps, energies
        Receive the gaps and Omega_s - Omega_n over N0 there; shape (6,).

    Returns
    -------
    int
        How many there are; minima and maxima of the free energy alternate, the last a minimum.
    """
    out, brackets = np.empty(3), np.empty((ROOTS, 4))
    found = 0
    x0, f0, x1, f1 = -1.0, 0.0, 0.0, 0.0
    for j in range(_GRID + 1):
        x = (top * j / _GRID) ** 2
        sums(x, h2, g2, along, share, frequencies, weights, out)
        f = out[1] + log_t
        if j > 0 and (f1 < 0.0) != (f < 0.0):
            brackets[found] = x1, f1, x, f
            found += 1
        elif j > 1 and (f0 < 0.0) == (f < 0.0) and abs(f1) < min(abs(f0), abs(f)):
            xv = _vertex(x0, f0, x1, f1, x, f)
            sums(xv, h2, g2, along, share, frequencies, weights, out)
            fv = out[1] + log_t
            if (fv < 0.0) != (f < 0.0):
                brackets[found] = x0, f0, xv, fv
                brackets[found + 1] = xv, fv, x, f
                found += 2
        x0, f0, x1, f1 = x1, f1, x, f
        if found > ROOTS - 2:
            break
    kept = 0
    for i in range(found):
        x = _root(brackets[i], log_t, h2, g2, along, share, frequencies, weights, out)
        if x > (_LEAST * top) ** 2:
            gaps[kept], energies[kept] = math.sqrt(x), x * (out[0] + log_t)
            kept += 1
    return kept


@compiled
def _vertex(x0: float, f0: float, x1: float, f1: float, x2: float, f2: float) -> float:
    """Where the parabola through three points is flat."""
    a = (f2 - f1) / (x2 - x1)
    b = (f1 - f0) / (x1 - x0)
    return 0.5 * (x0 + x1 - b * (x2 - x0) / (a - b))


@compiled
def _root(
    bracket: Array,
    log_t: float,
    h2: float,
    g2: Array,
    along: Array,
    share: Array,
    frequencies: Array,
    weights: Array,
    out: Array,
) -> float:
    """Square of the gap between two of opposite slope, by false position with halved ends.

    ``bracket`` holds both squares, each with its slope; ``out`` is left as `sums` fills it there.
    """
    xa, fa, xb, fb = bracket
    x = xa
    for step in range(_STEPS):
        x = xb - fb * (xb - xa) / (fb - fa)
        if step % 4 == 3 or not min(xa, xb) < x < max(xa, xb):
            x = 0.5 * (xa + xb)
        sums(x, h2, g2, along, share, frequencies, weights, out)
        f = out[1] + log_t
        if (f < 0.0) == (fb < 0.0):
            fa *= 0.5
        else:
            xa, fa = xb, fb
        xb, fb = x, f
        if f == 0.0 or abs(xb - xa) <= _ROOT * (xa + xb) or abs(f) < _FLAT:
            break
    return float(x)


@unlocked
def gap_points(
    start: int,
    stop: int,
    set_of: Integers,
    h: Array,
    unit: Array,
    log_t: Array,
    top: float,
    angles: Integers,
    g2: Array,
    along: Array,
    share: Array,
    points: Integers,
    frequencies: Array,
    weights: Array,
    gap: Array,
) -> None:
    """The gap of least energy at many points, 0 for the normal state, meV.

    Parameters
    ----------
    start, stop
        Part of the points.
    set_of, h
        Of each point: which set it belongs to, and its Zeeman energy in meV.
    unit, log_t, angles, points
        Of each set, one temperature and direction: 2 pi kB T in meV, ln(T/Tc0), and how many
        angles and frequencies it has.
    top
        A gap above all solutions, meV.
    g2, along, share, frequencies, weights
        Of each set, filled up; g2 and along in meV^2.
    gap
        Receives the gaps.
    """
    gaps, energies = np.empty(ROOTS), np.empty(ROOTS)
    for i in range(start, stop):
        k = set_of[i]
        u, n, m = unit[k], angles[k], points[k]
        found = gap_roots(
            log_t[k],
            top / u,
            (h[i] / u) ** 2,
            g2[k, :n] / u**2,
            along[k, :n] / u**2,
            share[k, :n],
            frequencies[k, :m],
            weights[k, :m],
            gaps,
            energies,
        )
        gap[i] = 0.0
        least = 0.0
        for j in range(found):
            if energies[j] < least:
                least = energies[j]
                gap[i] = gaps[j] * u
