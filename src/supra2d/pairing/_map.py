"""Gaps over whole planes of temperature, field and direction."""

from __future__ import annotations

from math import log

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError
from supra2d.numerics import in_threads

from ._circle import Circle, fine_circle
from ._kernel import gap_points
from ._pocket import Pocket, temperature_unit, unit_vector
from ._state import ABOVE

_GOLDEN = 0.6180339887498949
_LEAST = 64  # points that are worth a thread


def gap_map(
    pocket: Pocket,
    T: npt.ArrayLike,
    B: npt.ArrayLike,
    theta: npt.ArrayLike = 90.0,
    phi: npt.ArrayLike = 0.0,
) -> Array:
    """Gap of the stable state at many points, on all cores, meV; 0 for the normal one.

    Parameters
    ----------
    pocket
        The System.
    T, B, theta, phi
        Temperature in K, field in T and its direction in degrees as for `Pocket.zeeman`;
        arrays that broadcast to the shape of the answer.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> gaps = gap_map(film, [[0.5], [2.0]], [0.0, 20.0, 40.0])
    >>> (gaps / film.gap0).round(3)
    array([[1.   , 0.824, 0.428],
           [0.859, 0.532, 0.   ]])
    """
    shaped = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (T, B, theta, phi)))
    t, field, polar, azimuth = (a.ravel() for a in shaped)
    if not np.all(np.isfinite(field)):
        raise InputError("a field that is no number", "finite fields in T", "leave it out")
    gap = np.zeros(t.size)
    points = np.flatnonzero(t < pocket.Tc0)
    # any part of this order holds points from everywhere: no thread gets the dear ones alone
    points = points[np.argsort(points * _GOLDEN % 1.0)]
    if points.size:
        sets, set_of = np.unique(
            np.column_stack([t, polar, azimuth])[points], axis=0, return_inverse=True
        )
        h = np.abs(field[points]) * pocket.zeeman_per_tesla
        gap[points] = _solve(pocket, sets, set_of.ravel(), h)
    return gap.reshape(shaped[0].shape)


def _solve(pocket: Pocket, sets: Array, set_of: npt.NDArray[np.intp], h: Array) -> Array:
    """Gaps at points of some sets, each of one temperature and direction."""
    circles: list[Circle] = []
    rules = []
    top = ABOVE * pocket.gap0
    for k, (T, theta, phi) in enumerate(sets.tolist()):
        temperature_unit(T)
        largest = float(h[set_of == k].max())
        circles.append(fine_circle(pocket, unit_vector(theta, phi), T, largest))
        rules.append(circles[-1].rule(T, max(largest, top)))
    temperatures = sets[:, 0].tolist()
    gap = np.empty(h.size)
    in_threads(
        gap_points,
        h.size,
        set_of.astype(np.int64),
        h,
        np.array([temperature_unit(T) for T in temperatures]),
        np.array([log(T / pocket.Tc0) for T in temperatures]),
        top,
        np.array([c.share.size for c in circles]),
        *(_filled([getattr(c, name) for c in circles]) for name in ("g2", "along", "share")),
        np.array([x.size for x, _ in rules]),
        _filled([x for x, _ in rules]),
        _filled([w for _, w in rules]),
        gap,
        least=_LEAST,
    )
    return gap


def _filled(rows: list[Array]) -> Array:
    """Rows of unequal length as one array, zeros behind."""
    table = np.zeros((len(rows), max(row.size for row in rows)))
    for i, row in enumerate(rows):
        table[i, : row.size] = row
    return table
