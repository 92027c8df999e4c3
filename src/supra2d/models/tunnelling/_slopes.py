"""Values and derivatives of the smeared density together, for fits of whole maps.

The sum and the rule of `_smeared` at lower order: good to 5e-5 of the normal density, below the
noise of a measurement, and several times faster. Each complex root serves the value and all
derivatives.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

import numpy as np

from supra2d.core import Array, NameUnknownError
from supra2d.core.constants import K_B
from supra2d.numerics import in_threads, unlocked

_AWAY = 2.5  # steps of the sum; the expansion to the fourth power leaves 5e-5 there
_DIGITS = 5.0  # -ln(5e-5) / 2: error of the Gauss rule of the lock-in
_MOST = 64

_PART = 2048


@unlocked
def _fill(
    start: int,
    stop: int,
    E: Array,
    Delta: Array,
    Gamma: Array,
    kT: Array,
    amplitude: Array,
    width: int,
    cosines: Array,
    weights: Array,
    out: Array,
) -> None:
    for i in range(start, stop):
        row = i // width
        D, G, A = Delta[row], Gamma[row], amplitude[row]
        step = 2.0 * math.pi * kT[row]
        points = 1
        if A > 0.0:
            place = complex((abs(E[i]) - D) / A, (G + 0.5 * step) / A)
            root = cmath.sqrt(place * place - 1.0)
            size = math.log(max(abs(place + root), abs(place - root)))
            points = min(_MOST, 1 + math.ceil(_DIGITS / max(size, 1e-2)))
        value = by_delta = by_w_real = by_w_imag = by_step = 0.0
        for k in range(points):
            e = E[i] + A * cosines[points - 1, k]
            weight = weights[points - 1, k]
            beside = (abs(e) - D) / step
            terms = 0
            if abs(beside) < _AWAY:
                terms = max(0, math.ceil(math.sqrt(_AWAY**2 - beside**2) - G / step))
            w = complex(G + terms * step, e)
            inverse = 1.0 / (w * w + D * D)
            u = cmath.sqrt(inverse)
            # F = w u and its derivatives in w; F' = D^2 u^3
            u3 = u * inverse
            first = u3 * D * D
            second = -3.0 * w * inverse * first
            ratio = w * w * inverse
            third = inverse * first * (15.0 * ratio - 3.0)
            fourth = w * inverse * inverse * first * (45.0 - 105.0 * ratio)
            small, smaller = -step * step / 24.0, 7.0 * step**4 / 5760.0
            N = w * u + small * second + smaller * fourth
            N_w = first + small * third
            N_D = -w * u3 * D + small * D * u3 * inverse * w * (15.0 * D * D * inverse - 6.0)
            N_s = terms * N_w + (2.0 * small * second + 4.0 * smaller * fourth) / step
            for n in range(terms):
                w = complex(G + (n + 0.5) * step, e)
                inverse = 1.0 / (w * w + D * D)
                u3 = cmath.sqrt(inverse) * inverse
                u5 = u3 * inverse
                N -= step * D * D * u3
                N_s += D * D * (3.0 * (n + 0.5) * step * w * u5 - u3)
                N_w += 3.0 * step * D * D * w * u5
                N_D -= step * D * u5 * (2.0 * w * w - D * D)
            value += weight * N.real
            by_delta += weight * N_D.real
            by_w_real += weight * N_w.real
            by_w_imag += weight * N_w.imag
            by_step += weight * N_s.real
        out[0, i] = value
        out[1, i] = by_delta
        out[2, i] = by_w_real  # w = Gamma + i E
        out[3, i] = -by_w_imag
        out[4, i] = 2.0 * math.pi * K_B * by_step


def _rule() -> tuple[Array, Array]:
    """Cosines and weights of the Gauss rules of 1 to 64 points over a semicircle."""
    cosines, weights = np.zeros((2, _MOST, _MOST))
    for n in range(1, _MOST + 1):
        angle = np.arange(1, n + 1) * np.pi / (n + 1)
        cosines[n - 1, :n] = np.cos(angle)
        weights[n - 1, :n] = 2.0 / (n + 1) * np.sin(angle) ** 2
    return cosines, weights


_COSINES, _WEIGHTS = _rule()


def smeared_slopes(E: Array, Delta: Array, Gamma: Array, T: Array, V_mod: Array) -> Array:
    """Density of states and its derivatives by Delta, Gamma, E and T, shape (5, m, n).

    ``E`` in meV has the shape (m, n), the others (m,); ``T`` in K, ``V_mod`` in V rms.
    """
    m, n = E.shape
    out = np.empty((5, m * n))
    amplitude = 1e3 * math.sqrt(2.0) * V_mod
    in_threads(
        _fill, m * n, np.ascontiguousarray(E).ravel(), Delta, Gamma, K_B * T, amplitude, n,
        _COSINES, _WEIGHTS, out, least=_PART,
    )  # fmt: skip
    return out.reshape(5, m, n)


def slopes(name: str) -> Callable[..., dict[str, Array]]:
    """Quick values and derivatives of a law, for `supra2d.measure.measure_gap_map`.

    The function returned takes bias in V, shape (m, n), and the parameters of the law but ``G_N``
    as numbers or columns (m, 1). It gives, each of shape (m, n), the law over ``G_N`` under
    ``"value"``, and its derivatives by parameters under their names and by the bias under ``"V"``.

    Raises
    ------
    NameUnknownError
        For a law without them.

    Examples
    --------
    >>> V = np.zeros((1, 1))
    >>> found = slopes("dynes")(V, Delta=0.4, Gamma=0.3, T=0.01, V_mod=0.0)
    >>> round(float(found["value"][0, 0]), 4)
    0.6
    """
    if name not in _LAWS:
        raise NameUnknownError.of("law with quick derivatives", name, _LAWS)
    return _LAWS[name]


def _part(
    V: Array, shift: float | Array, *, Delta: Array, Gamma: Array, T: Array, V_mod: Array
) -> Array:
    m = V.shape[0]
    parts = (Delta, Gamma, T, V_mod)
    columns = (np.broadcast_to(np.ravel(np.asarray(x, float)), (m,)).copy() for x in parts)
    return smeared_slopes(1e3 * V + shift, *columns)


def _common(found: Array) -> dict[str, Array]:
    return {"value": found[0], "Gamma": found[2], "V": 1e3 * found[3], "T": found[4]}


def _dynes(V: Array, **values: Array) -> dict[str, Array]:
    found = _part(V, 0.0, **values)
    return {"Delta": found[1], **_common(found)}


def _exchange(V: Array, *, h: Array, P: Array, **values: Array) -> dict[str, Array]:
    up, down = 0.5 * (1.0 + np.asarray(P)), 0.5 * (1.0 - np.asarray(P))
    right, left = _part(V, h, **values), _part(V, -np.asarray(h), **values)
    both = up * right + down * left
    by_h = up * right[3] - down * left[3]
    return {"Delta": both[1], "h": by_h, **_common(both)}


def _two_gaps(
    V: Array, *, Delta_1: Array, Delta_2: Array, w_1: Array, **values: Array
) -> dict[str, Array]:
    one, two = (_part(V, 0.0, Delta=D, **values) for D in (Delta_1, Delta_2))
    both = w_1 * one + (1.0 - np.asarray(w_1)) * two
    return {
        "Delta_1": w_1 * one[1],
        "Delta_2": (1.0 - np.asarray(w_1)) * two[1],
        "w_1": one[0] - two[0],
        **_common(both),
    }


_LAWS: dict[str, Callable[..., dict[str, Array]]] = {
    "dynes": _dynes,
    "dynes_exchange": _exchange,
    "dynes_two_gaps": _two_gaps,
}
