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
_KEPT = 1024  # curves: steps in other parameters of a fit ask for the same one again


def tabulated(law: Model, coldest: float) -> Model:
    r"""The law as a polynomial in :math:`v = \sqrt{\ln(T_{c0}/T)}`.

    A fit with errors in temperature asks for a curve at thousands of temperatures; this costs 12
    evaluations of the law, or 20 where its defaults show that it is not smooth enough. In v, most
    critical fields are smooth: B/v is finite at Tc, where fields start linearly or as a root, and
    in the cold, where Ising fields grow as v. The error is below 1e-5 of the field; 1e-4 in the
    cold where a splitting has nodes, 1e-3 near a change to a transition of first order.

    Parameters
    ----------
    law
        Of temperature, with an edge.
    coldest
        K; below it the field stays as it is there.

    Returns
    -------
    Model
        Its function takes columns of parameters, one curve for each row.
    """
    names = [p.name for p in law.parameters]
    edge_at = names.index(law.edge)
    known: dict[bytes, Array] = {}

    def reach(edge: Array) -> Array:
        found: Array = np.sqrt(np.log(np.maximum(edge / coldest, 1.0)))
        return np.maximum(found, _LEAST)

    def curves(rows: Array, points: Array) -> Array:
        edge = rows[:, [edge_at]]
        v = 0.5 * reach(edge) * (1.0 + points)
        columns = {name: rows[:, [i]] for i, name in enumerate(names)}
        found: Array = law.function(edge * np.exp(-(v**2)), **columns) / v
        return found

    def coefficients(rows: Array, points: Array) -> Array:
        return chebyshev_coefficients(curves(rows, points))

    def smooth() -> bool:
        row = np.array([[p.default for p in law.parameters]], dtype=float)
        row[0, edge_at] = max(row[0, edge_at], _DEPTH * coldest)
        many = chebyshev_points(_MANY)
        (true,), (few,) = curves(row, many), coefficients(row, chebyshev_points(_FEW))
        between = np.array([chebyshev_sum(few, x) for x in many])
        return bool((np.abs(between - true) <= _SMOOTH * np.abs(true)).all())

    points = chebyshev_points(_FEW if smooth() else _MANY)

    def remembered(rows: Array) -> Array:
        if len(known) > _KEPT:
            known.clear()
        keys = [row.tobytes() for row in rows]
        new = {key: row for key, row in zip(keys, rows, strict=True) if key not in known}
        if new:
            known.update(zip(new, coefficients(np.array(list(new.values())), points), strict=True))
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
        edge = rows[:, edge_at]
        field = np.empty((len(rows), at.shape[1]))
        _fields(remembered(rows), edge, reach(edge), at, field)
        return field.reshape(T.shape) if np.ndim(p[law.edge]) == 0 else field

    return replace(law, function=function, columns=True)


@compiled
def _fields(coefficients: Array, edge: Array, last: Array, T: Array, B: Array) -> None:
    """Fields of one curve for each row; ``T`` has as many rows, or one."""
    for row in range(edge.size):
        at = T[min(row, T.shape[0] - 1)]
        for i in range(at.size):
            B[row, i] = 0.0
            if at[i] < edge[row]:
                v = min(math.sqrt(math.log(edge[row] / max(at[i], 1e-300))), last[row])
                B[row, i] = v * chebyshev_sum(coefficients[row], 2.0 * v / last[row] - 1.0)
