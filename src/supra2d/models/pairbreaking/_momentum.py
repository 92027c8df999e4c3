r"""Pairs with a momentum in the clean gap equation of a Rashba film, field in the plane.

At the angle :math:`\varphi` of the Fermi line from the field the pair momentum q, across the
field, shifts the energies by :math:`Q\sin\varphi` with :math:`Q = \hbar v_Fq/2`, the same for both
helicities,

.. math:: \ln\frac{T_{c0}}{T} = \left\langle \sum_\pm \tfrac14(1+c)\,F(x \pm Q\sin\varphi)
   + \tfrac14(1-c)\,F(s \pm Q\sin\varphi)\right\rangle_\varphi, \quad
   x = \tfrac12(E_+-E_-),\; s = \tfrac12(E_++E_-),

where F, E and c are those of the uniform state in `_clean`. The critical field is the largest one
over Q: where the least of the right side, which rises with the field, reaches the left side.
Energies in the kernels are in units of 2 pi kB T.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    GRADED_ROOM,
    SEARCH_ROOM,
    compiled,
    digamma_rise,
    graded_rule,
    searching,
    start_search,
)

from ._clean import minor_weight, spin_guess

# below this ln(Tc0/T) pairs have no momentum: it starts at 0.561493 Tc0 without coupling, at
# 0.53 for alpha_r = 1.3 kTc0, and at 0.651340, where the logarithm is 0.42873, for a strong one
_ONSET = 0.4287

_QUARTER = 0.5 * math.pi
_COARSE = 4.0  # a scan needs five digits
_NARROW = 1e-15  # least scale of a graded rule
_SCANNED = 10
_APART = 0.02  # of h: least distance of momenta that are scanned
_SLOW = 1e-3  # of h: a momentum that shows the curvature at 0, above rounding
_WON = 1e-14  # of the rise: a gain not worth a step
_GOLDEN = 0.381966
_SAME = 1e-7  # relative rise of a field after which the next one would be its square
_ROUNDS = 60


@compiled
def _local_rise(a: float, r: float, h: float, q: float, angle: float) -> float:
    """The gap equation at one angle of the Fermi line."""
    excess, across = (r - h) * (r + h), r * h * math.cos(angle)
    product = math.sqrt(excess * excess + 4.0 * across * across)
    total = math.sqrt(0.5 * (r * r + h * h + product))
    sine = math.sin(angle)
    outer, shift = minor_weight(across * across, product, excess), q * sine
    rise = 0.0
    if outer > 0.0:
        rise += outer * (digamma_rise(a, total + shift) + digamma_rise(a, total - shift))
    if outer < 1.0:
        split = r * h * sine / total
        rise += (1.0 - outer) * (digamma_rise(a, split + shift) + digamma_rise(a, split - shift))
    return 0.5 * rise


@compiled
def momentum_rise(
    a: float, r: float, h: float, q: float, x: Array, w: Array, coarse: float = 1.0
) -> float:
    """The gap equation for Rashba coupling ``r``, field ``h`` and momentum ``q``.

    ``x``, ``w`` are room for a graded rule.
    """
    # an energy changes by at most this per angle; the poles lie where one is i/2. It vanishes at
    # the angle 0 and where its square is q^2 sin^2, and comes near to 0 only there or at the end
    scale = coarse * (0.5 + a) / max(min(r, h) + q, 0.5)
    crossing2 = (r * r + h * h - (r * h / q) ** 2) / (q * q) if q > 0.0 else 0.0
    crossing = math.asin(math.sqrt(crossing2)) if 0.0 < crossing2 < 1.0 else 0.0
    rise = 0.0
    for start, end in ((0.0, crossing), (crossing, _QUARTER)):
        if start == end:
            continue
        half = 0.5 * (end - start)
        n = graded_rule(max(scale / half, _NARROW), x, w)
        for j in range(n):
            near = _local_rise(a, r, h, q, start + half * x[j])
            rise += half * w[j] * (near + _local_rise(a, r, h, q, end - half * x[j]))
    return rise / _QUARTER


@compiled
def _dip(
    a: float, r: float, h: float, momenta: Array, rises: Array, x: Array, w: Array
) -> tuple[float, float]:
    """Momentum of the least rise between the outer two of three ``momenta``, and the rise there.

    Parabolas through the three best points, golden sections where these do not close in; in the
    square of the momentum, on which the rise depends smoothly at 0.
    """
    low, best, high = momenta[0] ** 2, momenta[1] ** 2, momenta[2] ** 2
    second, third = (low, high) if rises[0] < rises[2] else (high, low)
    at_second, at_third = min(rises[0], rises[2]), max(rises[0], rises[2])
    at_best = momentum_rise(a, r, h, momenta[1], x, w)
    before = step = high - low
    for _ in range(_ROUNDS):
        slope2 = (at_best - at_second) / (best - second)
        slope3 = (at_best - at_third) / (best - third)
        curvature = (slope2 - slope3) / (second - third)
        parabola = -0.5 * (slope2 / curvature + best - second) if curvature > 0.0 else math.inf
        if low < best + parabola < high and abs(parabola) < 0.5 * abs(before):
            before, step = step, parabola
            if curvature * step * step < _WON * at_best:
                break
        else:
            before = low - best if best - low > high - best else high - best
            step = _GOLDEN * before
        trial = best + step
        if trial in (best, second, third):
            break
        found = momentum_rise(a, r, h, math.sqrt(trial), x, w)
        if found <= at_best:
            low, high = (best, high) if trial > best else (low, best)
            second, third, at_second, at_third = best, second, at_best, at_second
            best, at_best = trial, found
        else:
            low, high = (trial, high) if trial < best else (low, trial)
            if found <= at_second:
                second, third, at_second, at_third = trial, second, found, at_second
            elif found <= at_third:
                third, at_third = trial, found
    return math.sqrt(best), at_best


@compiled
def _flat(r: float, h: float) -> float:
    """Momentum at which one helicity keeps its energy at the nodes of g.h to third order."""
    return r * h / math.hypot(r, h)


@compiled
def _best_momentum(a: float, r: float, h: float, x: Array, w: Array) -> tuple[float, float]:
    """Momentum that breaks pairs least at the field ``h``, and the rise there."""
    q, v = np.empty(_SCANNED), np.empty(_SCANNED)
    n = _scanned(r, h, q)
    for i in range(n):
        v[i] = momentum_rise(a, r, h, q[i], x, w, _COARSE)
    best, least = 0.0, momentum_rise(a, r, h, 0.0, x, w)
    if v[0] <= v[1]:
        # pairs may gain by a momentum far below the next one
        between = momentum_rise(a, r, h, _SLOW * h, x, w)
        if between < least:
            momenta, rises = np.array([0.0, _SLOW * h, q[1]]), np.array([least, between, v[1]])
            best, least = _dip(a, r, h, momenta, rises, x, w)
    for i in range(1, n - 1):
        if v[i - 1] > v[i] <= v[i + 1]:
            momentum, found = _dip(a, r, h, q[i - 1 : i + 2], v[i - 1 : i + 2], x, w)
            if found < least:
                best, least = momentum, found
    return best, least


@compiled
def _scanned(r: float, h: float, q: Array) -> int:
    """Rising momenta that tell the dips of the rise apart; the last one lies beyond them."""
    small, large = min(r, h), max(r, h)
    flat = _flat(r, h)
    q[0], n = 0.0, 1
    # one dip lies below or where one helicity keeps its energies, from ``flat`` at the nodes of g.h
    # to ``small`` where g is along h; the other, without spin-orbit coupling the only one, near h
    for momentum in (0.6 * flat, flat, 0.5 * (flat + small), small):
        if momentum > q[n - 1] + _APART * h:
            q[n], n = momentum, n + 1
    if large > 1.5 * h:
        q[n], q[n + 1] = 1.15 * h, 1.5 * h
        return n + 2
    third = (large - small) / 3.0
    for momentum in (small + third, large - third, large, 1.1 * large, 1.3 * large):
        if momentum > q[n - 1] + _APART * h:
            q[n], n = momentum, n + 1
    return n


@compiled
def _search_along(
    search: Array,
    slope: float,
    y: float,
    r: float,
    per_field: float,
    per_square: float,
    dip: tuple[float, float],
    x: Array,
    w: Array,
) -> tuple[float, float]:
    """Move ``search[0]`` to the field of a ``dip``; orbital energy and Zeeman energy there."""
    start_search(search, search[0], slope)
    while True:
        field = math.exp(search[0])
        h, a = per_field * field, per_square * field * field
        q = dip[0] * h + dip[1] * _flat(r, h)
        if not searching(search, math.log(momentum_rise(a, r, h, q, x, w) / y)):
            field = math.exp(search[0])
            return per_square * field * field, per_field * field


@compiled
def helical_fields(
    y: Array, kT: Array, alpha_r: Array, per_field: Array, per_square: Array, B: Array
) -> None:
    """Fields at the best pair momentum; h = ``per_field`` B, orbital energy ``per_square`` B^2."""
    x, w = np.empty(GRADED_ROOM), np.empty(GRADED_ROOM)
    search = np.empty(SEARCH_ROOM)
    for i in range(y.size):
        r, k, k2 = alpha_r[i] / kT[i], per_field[i] / kT[i], per_square[i] / kT[i]
        search[0] = spin_guess(y[i]) - math.log(k)
        a, h = _search_along(search, 2.0, y[i], r, k, k2, (0.0, 0.0), x, w)
        for _ in range(_ROUNDS):
            if y[i] < _ONSET:
                break
            q, least = _best_momentum(a, r, h, x, w)
            if least >= y[i]:
                break
            # on the way to a higher field the momentum stays in its dip
            dip = (0.0, q / _flat(r, h)) if q < r else (q / h, 0.0)
            before = search[0]
            a, h = _search_along(search, 1.0 / y[i], y[i], r, k, k2, dip, x, w)
            if search[0] - before < _SAME:
                break
        B[i] = math.exp(search[0])
