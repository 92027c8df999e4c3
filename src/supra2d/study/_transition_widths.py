"""Widths of transitions: from 10 to 90 % on each sweep, then their mean."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np

from ..core import Quantity, refused
from ..measure import Crossing, Point, rows_of, sources_of
from ._groups import Group

_CITES = ("tinkham1996",)


def widths(group: Group) -> list[tuple[Point, Quantity]]:
    """10-90 % width at each setting of R(T), with the point at 10 % that it belongs to.

    A width is the difference of two crossings of one sweep: sweeps whose Tc differ do not widen
    it. What sweeps differ by beyond noise is systematic.

    Parameters
    ----------
    group
        A measured family; nothing is given for sweeps of the field.
    """
    if group.family.kind != "R(T)":
        return []
    tops = {
        id(branch): crossing
        for point in group.family.at("90%")
        for branch, crossing in zip(point.branches, point.crossings, strict=False)
        if not point.refused
    }
    rows = []
    for low in group.family.at("10%"):
        if low.refused:
            continue
        pairs = [
            (crossing, tops[id(branch)])
            for branch, crossing in zip(low.branches, low.crossings, strict=True)
            if id(branch) in tops
        ]
        if pairs:
            rows.append((low, _width(pairs, low)))
    return rows


def _width(pairs: list[tuple[Crossing, Crossing]], point: Point) -> Quantity:
    common = {
        "method": "T(90%) - T(10%) of each sweep",
        "source": sources_of(point),
        "rows": rows_of(point),
    }
    pairs = [(low, top) for low, top in pairs if top.x > low.x]
    if not pairs:
        message = (
            "The transition is narrower than the distance between points; sweep slower through it."
        )
        return refused("transition_width", "K", message, **common)
    values = np.array([top.x - low.x for low, top in pairs])
    noise = np.array([hypot(top.sigma, low.sigma) for low, top in pairs])
    # a normal state that moves up moves both ends
    choice = [
        hypot(top.window, low.window, top.background - low.background,
              top.reference - low.reference)
        for low, top in pairs
    ]  # fmt: skip
    value, n = float(values.mean()), values.size
    sigma = sqrt(float(np.sum(noise**2))) / n
    excess = max(float(np.var(values, ddof=1) - np.mean(noise**2)), 0.0) if n > 1 else 0.0
    systematic = sqrt(float(np.mean(np.square(choice))) + excess)
    return Quantity(
        "transition_width",
        "K",
        value,
        (max(value - sigma, 0.0), value + sigma),
        (max(value - systematic, 0.0), value + systematic),
        total=(max(value - hypot(sigma, systematic), 0.0), value + hypot(sigma, systematic)),
        cites=_CITES,
        **common,
    )
