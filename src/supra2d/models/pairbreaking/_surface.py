r"""Averages of the clean gap equation over the angle on a Fermi surface.

Pairs are broken fastest where g and h are parallel or g vanishes; there the integrand changes
within an angle of about kT/h, so that the points are graded towards these angles.
"""

from __future__ import annotations

import math

import numpy as np

from supra2d.core import Array
from supra2d.numerics import (
    GRADED_ROOM,
    SEARCH_ROOM,
    compiled,
    graded_rule,
    searching,
    start_search,
)

from ._clean import crossed_rise, general_rise, spin_guess

_PIECES = 8
_QUARTER = 0.5 * math.pi


@compiled
def nodal_fields(
    y: Array,
    kT: Array,
    beta: Array,
    constant: Array,
    weight: Array,
    per_field: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields for a pocket with g = ``beta`` cos 3 phi and one with a ``constant`` g, across h.

    ``weight`` is the share of the nodal pocket in the density of states.
    """
    search = np.empty(SEARCH_ROOM)
    x, w, g = np.empty(GRADED_ROOM), np.empty(GRADED_ROOM), np.empty(GRADED_ROOM)
    for i in range(y.size):
        b, c = beta[i] / kT[i], constant[i] / kT[i]
        k, k2 = per_field[i] / kT[i], per_square[i] / kT[i]
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        filled, n = math.inf, 0
        while True:
            field = math.exp(search[0])
            h, a = k * field, k2 * field * field
            # from a node on, g is b sin(pi x / 2); poles where g^2 + h^2 is -1/4
            scale = 0.6 * max(h, 0.5) / max(b, 0.6 * max(h, 0.5))
            if scale < filled:
                filled = 0.25 * scale
                n = graded_rule(filled, x, w)
                for j in range(n):
                    g[j] = b * math.sin(_QUARTER * x[j])
            rise = 0.0
            for j in range(n):
                rise += w[j] * crossed_rise(a, g[j], h)
            rise *= weight[i]
            if weight[i] < 1.0:
                rise += (1.0 - weight[i]) * crossed_rise(a, c, h)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])


@compiled
def angular_fields(
    y: Array,
    kT: Array,
    beta: Array,
    alpha_r: Array,
    alpha_d: Array,
    theta: Array,
    phi: Array,
    per_field: Array,
    per_square: Array,
    B: Array,
) -> None:
    """Fields for g = (alpha_r sin + alpha_d cos, -alpha_r cos - alpha_d sin, beta).

    Meant of the angle on the Fermi surface; ``theta``, ``phi`` are the direction of the field
    in degrees from the normal and in the plane.
    """
    search = np.empty(SEARCH_ROOM)
    room = _PIECES * GRADED_ROOM
    g, w = np.empty((3, room)), np.empty(room)
    pieces = np.empty((_PIECES, 2))
    for i in range(y.size):
        b, r, d = beta[i] / kT[i], alpha_r[i] / kT[i], alpha_d[i] / kT[i]
        k, k2 = per_field[i] / kT[i], per_square[i] / kT[i]
        sin_t, cos_t = _sin_cos_deg(theta[i])
        sin_p, cos_p = _sin_cos_deg(phi[i])
        # g.h / h = along sin(angle + shift) + b cos(theta)
        sine, cosine = sin_t * (r * cos_p - d * sin_p), sin_t * (d * cos_p - r * sin_p)
        along = math.hypot(sine, cosine)
        n_pieces = _pieces(r, d, b * cos_t, along, math.atan2(cosine, sine), pieces)
        g_least = math.hypot(b, abs(r) - abs(d))
        steepness = math.sqrt(abs(r * d))
        start_search(search, spin_guess(y[i]) - math.log(k), 2.0)
        filled, n = math.inf, 0
        while True:
            field = math.exp(search[0])
            h, a = k * field, k2 * field * field
            least = max(g_least, h, 0.5)
            scale = 0.3 * least / max(along * h, steepness, 0.3 * least)
            if scale < filled:
                filled = 0.25 * scale
                n = _points(filled, r, d, b, pieces[:n_pieces], g, w)
            hx, hy, hz = h * sin_t * cos_p, h * sin_t * sin_p, h * cos_t
            rise = 0.0
            for j in range(n):
                rise += w[j] * general_rise(a, g[0, j], g[1, j], g[2, j], hx, hy, hz)
            if not searching(search, math.log(rise / y[i])):
                break
        B[i] = math.exp(search[0])


@compiled
def _sin_cos_deg(angle: float) -> tuple[float, float]:
    """Sine and cosine of degrees, exact at right angles."""
    turns = round(angle / 90.0)
    rest = math.radians(angle - 90.0 * turns)
    s, c = math.sin(rest), math.cos(rest)
    quarter = turns % 4
    if quarter == 0:
        return s, c
    if quarter == 1:
        return c, -s
    if quarter == 2:
        return -s, -c
    return -c, s


@compiled
def _pieces(r: float, d: float, level: float, along: float, shift: float, pieces: Array) -> int:
    """Start and signed length of the arcs that begin where the integrand changes fast."""
    crossing = _QUARTER
    if abs(level) < along:
        crossing = math.asin(abs(level) / along)
    if level > 0.0:
        crossing = -crossing
    if d == 0.0:
        # only sin(angle + shift) enters: from its zero up and down
        pieces[0, 0], pieces[0, 1] = crossing - shift, _QUARTER - crossing
        pieces[1, 0], pieces[1, 1] = crossing - shift, -_QUARTER - crossing
        return 1 if crossing == 0.0 else 2  # both sides of a zero in the middle are the same
    marks = np.empty(4)
    marks[0], marks[1] = crossing - shift, math.pi - crossing - shift
    least = -0.5 * _QUARTER if r * d > 0.0 else 0.5 * _QUARTER  # where g is smallest
    marks[2], marks[3] = least, least + math.pi
    marks = np.sort(marks % (2.0 * math.pi))
    for m in range(4):
        following = marks[(m + 1) % 4] + (2.0 * math.pi if m == 3 else 0.0)
        half = 0.5 * (following - marks[m])
        pieces[2 * m, 0], pieces[2 * m, 1] = marks[m], half
        pieces[2 * m + 1, 0], pieces[2 * m + 1, 1] = following, -half
    return 8


@compiled
def _points(scale: float, r: float, d: float, b: float, pieces: Array, g: Array, w: Array) -> int:
    """Fill g at the points of all pieces, and their weights; the weights sum to 1."""
    x, v = np.empty(GRADED_ROOM), np.empty(GRADED_ROOM)
    total = np.abs(pieces[:, 1]).sum()
    n = 0
    for p in range(pieces.shape[0]):
        start, length = pieces[p, 0], pieces[p, 1]
        if length == 0.0:
            continue
        for j in range(graded_rule(scale, x, v)):
            s, c = math.sin(start + length * x[j]), math.cos(start + length * x[j])
            g[0, n], g[1, n], g[2, n] = r * s + d * c, -r * c - d * s, b
            w[n] = v[j] * abs(length) / total
            n += 1
    return n
