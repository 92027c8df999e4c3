"""A law of temperature evaluated at a few temperatures, and between them by interpolation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from supra2d.core import Array, Model
from supra2d.numerics import (
    chebyshev_coefficients,
    chebyshev_points,
    chebyshev_sum,
    compiled,
)

_FEW, _MANY = 12, 20  # temperatures, for a smooth law and for any other one
_SMOOTH = 2e-6  # largest relative error between a few temperatures
_DEPTH = 10.0  # Tc0 over the coldest temperature, at least, where smoothness is looked at
_LEAST = 0.2  # of the path: data next to Tc alone still get a curve to fit
_ENDING = 40  # temperatures for a field that ends
_FAR = 50.0  # highest fields: two such fields in the plane look alike to points below the highest
_HALVED = 26  # times the path, until the place where a field is lost is known
_NONE = 1e-12  # of 1/(1 + (B/vs)^2), below rounding
_KEPT = 1024  # curves: steps in other parameters of a fit ask for the same one again


def tabulated(law: Model, coldest: float, highest: float = math.inf) -> Model:
    r"""The law as a polynomial in :math:`v = \sqrt{\ln(T_{c0}/T)}`.

    A fit with errors in temperature asks for a curve at thousands of temperatures; this costs 12
    evaluations of the law, or 20 where its defaults show that it is not smooth enough. In v, most
    critical fields are smooth: B/v is finite at Tc, where fields start linearly or as a root, and
    in the cold, where Ising fields grow as v. The error is below 1e-5 of the field; 1e-4 in the
    cold where a splitting has nodes, 1e-3 near a change to a transition of first order.

    Some fields have no end: layers come apart, triplets pair by themselves. Where a field passes
    fifty times the highest one measured, the curve ends and the field stays. Up to there
    :math:`1/(1 + (B/vs)^2)` is the polynomial, which falls to 0 where B diverges as a root.

    Parameters
    ----------
    law
        Of temperature, with an edge.
    coldest
        K; below it the field stays as it is there.
    highest
        Highest field that is compared with it, T.

    Returns
    -------
    Model
        Its function takes columns of parameters, one curve for each row.
    """
    names = [p.name for p in law.parameters]
    edge_at = names.index(law.edge)
    known: dict[bytes, Array] = {}
    most = _FAR * highest

    def fields(rows: Array, v: Array) -> Array:
        columns = {name: rows[:, [i]] for i, name in enumerate(names)}
        found: Array = law.function(rows[:, [edge_at]] * np.exp(-(v**2)), **columns)
        return found

    def ends(rows: Array, last: Array) -> Array:
        """Largest v, shape (m, 1), where a field is not yet lost."""
        low, high = np.zeros_like(last), last
        for _ in range(_HALVED):
            middle = 0.5 * (low + high)
            lost = fields(rows, middle) > most
            low, high = np.where(lost, low, middle), np.where(lost, middle, high)
        return np.maximum(low, 1e-6)

    def curves(rows: Array, n: int) -> Array:
        """Largest v, scale s or 0 where B/v is the polynomial, count of coefficients, these."""
        found = np.zeros((len(rows), 3 + _ENDING))
        last = np.sqrt(np.log(np.maximum(rows[:, [edge_at]] / coldest, 1.0)))
        last = np.maximum(last, _LEAST)
        v = 0.5 * last * (1.0 + chebyshev_points(n))
        B = fields(rows, v)
        found[:, :1], found[:, 2], found[:, 3 : 3 + n] = last, n, chebyshev_coefficients(B / v)
        lost = (B > most).any(axis=1)
        if lost.any():
            last = ends(rows[lost], last[lost])
            v = 0.5 * last * (1.0 + chebyshev_points(_ENDING))
            slope = fields(rows[lost], v) / v
            scale = np.median(slope, axis=1, keepdims=True)
            shape = chebyshev_coefficients(1.0 / (1.0 + (slope / scale) ** 2))
            found[lost] = np.hstack([last, scale, np.full_like(last, _ENDING), shape])
        return found

    def smooth() -> bool:
        row = np.array([[p.default for p in law.parameters]], dtype=float)
        edge = row[0, edge_at] = max(row[0, edge_at], _DEPTH * coldest)
        (few,) = curves(row, _FEW)
        v = 0.5 * few[:1] * (1.0 + chebyshev_points(_MANY))
        true, between = fields(row, v[None]), np.empty((1, _MANY))
        _fields(few[None], np.array([edge]), most, edge * np.exp(-(v[None] ** 2)), between)
        return bool((np.abs(between - true) <= _SMOOTH * np.abs(true)).all())

    n = _FEW if smooth() else _MANY

    def remembered(rows: Array) -> Array:
        if len(known) > _KEPT:
            known.clear()
        keys = [row.tobytes() for row in rows]
        new = {key: row for key, row in zip(keys, rows, strict=True) if key not in known}
        if new:
            known.update(zip(new, curves(np.array(list(new.values())), n), strict=True))
        return np.array([known[key] for key in keys])

    def function(T: Array, **p: Any) -> Array:
        T = np.asarray(T, dtype=float)
        if np.ndim(p[law.edge]) == 0:
            rows, at = np.array([[p[name] for name in names]], dtype=float), T.reshape(1, -1)
        else:
            rows = np.empty((len(p[law.edge]), len(names)))
            for i, name in enumerate(names):
                rows[:, [i]] = p[name]
            at = np.atleast_2d(T)
        field = np.empty((len(rows), at.shape[1]))
        _fields(remembered(rows), rows[:, edge_at], most, at, field)
        return field.reshape(T.shape) if np.ndim(p[law.edge]) == 0 else field

    return replace(law, function=function, columns=True)


@compiled
def _fields(curves: Array, edge: Array, most: float, T: Array, B: Array) -> None:
    """Fields of one curve for each row, ``most`` beyond its end; ``T`` has as many rows or one."""
    for row in range(edge.size):
        at = T[min(row, T.shape[0] - 1)]
        last, scale = curves[row, 0], curves[row, 1]
        shape = curves[row, 3 : 3 + int(curves[row, 2])]
        for i in range(at.size):
            B[row, i] = 0.0
            if at[i] < edge[row]:
                v = min(math.sqrt(math.log(edge[row] / max(at[i], 1e-300))), last)
                value = chebyshev_sum(shape, 2.0 * v / last - 1.0)
                if scale == 0.0:
                    B[row, i] = v * value
                elif v < last:
                    part = min(max(value, _NONE), 1.0)
                    B[row, i] = v * scale * math.sqrt(1.0 / part - 1.0)
                else:
                    B[row, i] = most
