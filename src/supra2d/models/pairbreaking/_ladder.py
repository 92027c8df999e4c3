r"""Pair breaking by impurities for any spin-orbit field on two opposite valleys.

A pair amplitude (s, t) of singlet and triplet obeys, at Matsubara frequency omega and with
t = -i tau,

.. math:: \Omega s + h\cdot\tau = Y_s,\qquad \Omega\tau - h s + \gamma_{so}\tau - g\times\tau = Y_t,
   \qquad \Omega = \omega + \alpha + \Gamma_0 + \Gamma_{iv}.

Impurities return the amplitude averaged over the Fermi line, :math:`\Gamma_0` to the same valley
and :math:`\Gamma_{iv}` to the other: with P the average of the inverse of the matrix above,
:math:`U_\eta = P_\eta (Y + \Gamma_0 U_\eta + \Gamma_{iv} U_{-\eta})`, and
:math:`\ln(T_{c0}/T) = 2\pi k_BT \sum (1/\omega - U_s)`. To keep all digits when the scattering is
far stronger than omega, the average of P is taken as (1 - Q)/Omega; Q is the average of a matrix
that the formulas below give without cancellation, and Omega less the returned amplitude is omega
plus what is not returned.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    GRADED_ROOM,
    HALF_INTEGER_ROOM,
    SEARCH_ROOM,
    compiled,
    graded_rule,
    half_integer_rule,
    searching,
    solve_small,
    start_search,
)

from ._clean import spin_guess

# the error of n equally spaced angles in half a turn falls as exp(-2 n width)
_DIGITS = 14.0
_EQUAL = 60  # more than so many equally spaced angles are graded instead
_MOST_ANGLES = 20_000
_ANGLE_ROOM = max(2 * GRADED_ROOM, _MOST_ANGLES)


@compiled
def _add_angle(
    Q: Array, share: float, omega: float, gamma_so: float, gx: float, gy: float, gz: float, h: float
) -> None:
    """Add the share of one angle to Q for a field h along x; rows and columns are (s, x, y).

    The component z couples to the others with a sign that the opposite angle takes back.
    """
    w = omega + gamma_so
    # A = w - [g x] has the inverse (w^2 + w [g x] + g g^T) / (w (w^2 + g^2)), and [g x] times it
    # is (w [g x] + g g^T - g^2) / (w^2 + g^2)
    size = 1.0 / (w * w + gx * gx + gy * gy + gz * gz)
    xx, yy, xy = w + gx * gx / w, w + gy * gy / w, gx * gy / w
    ax, ay, by = h * xx * size, h * (xy + gz) * size, h * (xy - gz) * size
    size *= share
    share /= omega + h * ax
    Q[0, 0] += h * ax * share
    share *= omega
    Q[0, 1] += ax * share
    Q[0, 2] += by * share
    Q[1, 0] -= ax * share
    Q[2, 0] -= ay * share
    Q[1, 1] += (gamma_so * xx + gy * gy + gz * gz) * size + ax * ax * share
    Q[1, 2] += (gamma_so * (xy - gz) - gx * gy + w * gz) * size + ax * by * share
    Q[2, 1] += (gamma_so * (xy + gz) - gx * gy - w * gz) * size + ay * ax * share
    Q[2, 2] += (gamma_so * yy + gx * gx + gz * gz) * size + ay * by * share


@compiled
def _angles(
    omega: float,
    gamma_so: float,
    beta: float,
    alpha_r: float,
    alpha_d: float,
    h: float,
    angle: Array,
    share: Array,
) -> int:
    """Angles in half a turn and their shares that give the average to 1e-11; their number."""
    rashba, dresselhaus = abs(alpha_r), abs(alpha_d)
    most = rashba + dresselhaus
    n = 1
    if most > 0.0:
        w = omega + gamma_so
        # imaginary angle at which omega + h.a vanishes, bounded by the sizes of g
        g2_least = (rashba - dresselhaus) ** 2 + beta * beta
        g2_most = most * most + beta * beta
        still = omega + h * h * w / (w * w + g2_most)
        moving = (h * most) ** 2 / (w * (w * w + g2_least))
        width = math.asinh(math.sqrt(still / moving))
        if dresselhaus == 0.0 and width * _EQUAL < _DIGITS:
            return _graded_angles(0.5 * width, angle, share)
        if rashba > 0.0 and dresselhaus > 0.0:
            # and at which w^2 + g^2 does
            mean = w * w + rashba * rashba + dresselhaus * dresselhaus + beta * beta
            width = min(width, 0.5 * math.acosh(mean / (2.0 * rashba * dresselhaus)))
        n = 4 + int(min(_DIGITS / width, 1e9))
    if n > _MOST_ANGLES:
        raise ValueError("the Dresselhaus field is too large for so low a temperature")
    for k in range(n):
        angle[k], share[k] = math.pi * (k + 0.5) / n, 1.0 / n
    return n


@compiled
def _graded_angles(width: float, angle: Array, share: Array) -> int:
    """Angles that crowd at 0, where a Rashba field has no part along x."""
    n = graded_rule(width, angle, share)
    for k in range(n):
        angle[k] *= 0.5 * math.pi
        share[k] *= 0.5
        angle[n + k], share[n + k] = -angle[k], share[k]
    return 2 * n


@compiled
def ladder_rise(
    x: float,
    a: float,
    h: float,
    beta: float,
    alpha_r: float,
    alpha_d: float,
    Gamma_0: float,
    Gamma_iv: float,
    gamma_so: float,
    Q: Array,
    system: Array,
    U: Array,
    angle: Array,
    share: Array,
) -> float:
    """Return 1/omega - U_s at omega = ``x``; the arrays are room to work in."""
    omega = x + a + Gamma_0 + Gamma_iv
    Q[:] = 0.0
    for k in range(_angles(omega, gamma_so, beta, alpha_r, alpha_d, h, angle, share)):
        s, c = math.sin(angle[k]), math.cos(angle[k])
        gx, gy = alpha_r * s + alpha_d * c, -alpha_r * c - alpha_d * s
        _add_angle(Q[0], share[k], omega, gamma_so, gx, gy, beta, h)
        if alpha_d != 0.0:
            _add_angle(Q[1], share[k], omega, gamma_so, gx, gy, -beta, h)
    # what is not returned to a part that is even (s, x) or odd (y) in the valley
    both, apart = Gamma_0 + Gamma_iv, Gamma_0 - Gamma_iv
    if alpha_d == 0.0:
        # the valleys mirror each other: only these parts exist
        m = 3
        for i in range(3):
            for j in range(3):
                system[i, j] = Q[0, i, j] * (apart if j == 2 else both)
            system[i, i] += x + a
            U[i] = -Q[0, i, 0]
        system[2, 2] += 2.0 * Gamma_iv
    else:
        m = 6
        for i in range(3):
            for j in range(3):
                even, odd = 0.5 * (Q[0, i, j] + Q[1, i, j]), 0.5 * (Q[0, i, j] - Q[1, i, j])
                system[i, j], system[i, j + 3] = both * even, apart * odd
                system[i + 3, j], system[i + 3, j + 3] = both * odd, apart * even
            system[i, i] += x + a
            system[i + 3, i + 3] += x + a + 2.0 * Gamma_iv
            U[i], U[i + 3] = -0.5 * (Q[0, i, 0] + Q[1, i, 0]), -0.5 * (Q[0, i, 0] - Q[1, i, 0])
    U[0] += 1.0
    solve_small(system[:m, :m], U[:m])
    # the first equation before averaging: (x + a) s + h tau_x = 1
    return (a * U[0] + h * U[1]) / x


@compiled
def ladder_fields(
    y: Array,
    kT: Array,
    beta: Array,
    alpha_r: Array,
    alpha_d: Array,
    Gamma_0: Array,
    Gamma_iv: Array,
    gamma_so: Array,
    per_field: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields along x: h = ``per_field`` B, alpha = ``per_square`` B^2."""
    search = np.empty(SEARCH_ROOM)
    x, w = np.empty(HALF_INTEGER_ROOM), np.empty(HALF_INTEGER_ROOM)
    Q, system, U = np.empty((2, 3, 3)), np.empty((6, 6)), np.empty(6)
    angle, share = np.empty(_ANGLE_ROOM), np.empty(_ANGLE_ROOM)
    for i in range(y.size):
        b, r, d = beta[i] / kT[i], alpha_r[i] / kT[i], alpha_d[i] / kT[i]
        G0, Giv, s = Gamma_0[i] / kT[i], Gamma_iv[i] / kT[i], gamma_so[i] / kT[i]
        k, k2 = per_field[i] / kT[i], per_square[i] / kT[i]
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        filled, n = -1.0, 0
        while True:
            field = math.exp(search[0])
            h, a = k * field, k2 * field * field
            scale = a + h + b + abs(r) + abs(d) + 2.0 * (G0 + Giv + s)
            if scale > filled:
                filled = scale + h
                n = half_integer_rule(filled, x, w)
            rise = 0.0
            for j in range(n):
                rise += w[j] * ladder_rise(
                    x[j], a, h, b, r, d, G0, Giv, s, Q, system, U, angle, share
                )
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])
