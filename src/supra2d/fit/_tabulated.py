"""A law of temperature evaluated at a few temperatures, and between them by interpolation."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from supra2d.core import Array, Model
from supra2d.numerics import chebyshev_interpolate, chebyshev_points

_POINTS = chebyshev_points(20)
_LEAST = 0.2  # of the path: data next to Tc alone still get a curve to fit
_KEPT = 32  # recent curves: steps in other parameters of a fit ask for the same one again


def tabulated(law: Model, coldest: float) -> Model:
    r"""The law as a polynomial in :math:`v = \sqrt{\ln(T_{c0}/T)}`.

    A fit with errors in temperature asks for a curve at thousands of temperatures; this costs 20
    evaluations of the law. In v, critical fields are smooth: B/v is finite at Tc, where fields
    start linearly or as a root, and in the cold, where Ising fields grow as v. The error is below
    1e-5 of the field, 1e-3 near a change to a transition of first order.

    Parameters
    ----------
    law
        Of temperature, with an edge.
    coldest
        K; below it the field stays as it is there.
    """

    @lru_cache(maxsize=_KEPT)
    def curve(values: tuple[float, ...]) -> tuple[float, Array]:
        p = dict(zip(names, values, strict=True))
        last = max(_LEAST, float(np.sqrt(np.log(max(p[law.edge] / coldest, 1.0)))))
        v = 0.5 * last * (1.0 + _POINTS)
        return last, law.function(p[law.edge] * np.exp(-(v**2)), **p) / v

    names = [p.name for p in law.parameters]

    def function(T: Array, **p: Any) -> Array:
        last, values = curve(tuple(float(p[name]) for name in names))
        T = np.asarray(T, dtype=float)
        alive = T < p[law.edge]
        v = np.sqrt(np.log(p[law.edge] / np.where(alive, np.maximum(T, 1e-300), p[law.edge])))
        v = np.minimum(v, last)
        found = np.empty(v.size)
        chebyshev_interpolate(values, (2.0 * v / last - 1.0).ravel(), found)
        return np.where(alive, found.reshape(v.shape) * v, 0.0)

    return replace(law, function=function)
