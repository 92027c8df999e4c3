"""A law of temperature evaluated at a few temperatures, and between them by interpolation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from supra2d.core import Array, Model
from supra2d.numerics import chebyshev_interpolate, chebyshev_points

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

    def smooth() -> bool:
        row = np.array([[p.default for p in law.parameters]], dtype=float)
        row[0, edge_at] = max(row[0, edge_at], _DEPTH * coldest)
        many = chebyshev_points(_MANY)
        true, between = curves(row, many), np.empty((1, _MANY))
        chebyshev_interpolate(curves(row, chebyshev_points(_FEW)), many[None], between)
        return bool((np.abs(between - true) <= _SMOOTH * np.abs(true)).all())

    points = chebyshev_points(_FEW if smooth() else _MANY)

    def remembered(rows: Array) -> Array:
        if len(known) > _KEPT:
            known.clear()
        keys = [row.tobytes() for row in rows]
        new = {key: row for key, row in zip(keys, rows, strict=True) if key not in known}
        if new:
            known.update(zip(new, curves(np.array(list(new.values())), points), strict=True))
        return np.array([known[key] for key in keys])

    def function(T: Array, **p: Any) -> Array:
        T = np.asarray(T, dtype=float)
        single = np.ndim(p[law.edge]) == 0
        if single:
            rows, at = np.array([[p[name] for name in names]], dtype=float), T.reshape(1, -1)
        else:
            m = len(p[law.edge])
            rows = np.hstack([np.broadcast_to(p[name], (m, 1)) for name in names])
            at = np.broadcast_to(T, (m, T.shape[-1]))
        edge = rows[:, [edge_at]]
        last = reach(edge)
        alive = at < edge
        v = np.sqrt(np.log(edge / np.where(alive, np.maximum(at, 1e-300), edge)))
        v = np.minimum(v, last)
        found = np.empty_like(v)
        chebyshev_interpolate(remembered(rows), 2.0 * v / last - 1.0, found)
        field = np.where(alive, found * v, 0.0)
        return field.reshape(T.shape) if single else field

    return replace(law, function=function, columns=True)
