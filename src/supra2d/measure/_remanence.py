"""The remanent field: what the magnet adds to the field it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from ._family import Family
from ._points import Point


@dataclass(frozen=True, slots=True)
class Remanence:
    """Where true zero field lies on the axis of the applied field, T.

    Attributes
    ----------
    value, sigma
        Applied field at which the sample feels none, averaged over up and down branches.
    lag
        Half of what up and down branches differ by in it: flux trapped in the magnet or in
        the sample, or a delay of the field reading. It changes sign with the sweep and cancels
        in the mean; NaN when there is one branch only, which cannot tell it from the remanent
        field (``value`` is then 0 and ``sigma`` the size of either).
    """

    value: float
    sigma: float
    lag: float


def remanence(families: Sequence[Family], criterion: str = "50%") -> Remanence | None:
    """Remanent field from sweeps of the field through both signs.

    A resistance offset moves a sweep up, a remanent field moves it sideways: the crossings at
    positive and negative field are then at different distances from zero, and half of the
    difference is the remanent field of that branch.

    Returns
    -------
    Remanence or None
        None when no branch crosses the criterion at both signs.
    """
    found: dict[str, list[float]] = {"up": [], "down": []}
    for family in families:
        if family.kind != "R(B)":
            continue
        for point in family.at(criterion):
            # a refused point has branches but no crossings
            for branch, half in () if point.refused else _halves(point):
                found[branch].append(half)
    up, down = np.array(found["up"]), np.array(found["down"])
    if not up.size and not down.size:
        return None
    if not (up.size and down.size):
        one = up if up.size else down
        return Remanence(0.0, abs(float(one.mean())), float("nan"))
    value = float(up.mean() + down.mean()) / 2
    sigma = sqrt(_scatter(up) ** 2 + _scatter(down) ** 2) / 2
    return Remanence(value, sigma, float(up.mean() - down.mean()) / 2)


def with_remanence(family: Family, found: Remanence | None) -> Family:
    """A family of R(T) sweeps whose points know what an uncorrected remanent field does to Tc."""
    if found is None or family.kind != "R(T)":
        return family
    points: list[Point] = []
    size = sqrt(found.value**2 + found.sigma**2)
    for criterion in family.criteria:
        group = [p for p in family.at(criterion)]
        usable = [p for p in group if not p.refused and "field" in p.held]
        if len(usable) < 2:
            points += group
            continue
        fields = np.array([p.held["field"] for p in usable])
        order = np.argsort(fields)
        slope = np.empty(fields.size)
        slope[order] = np.gradient(np.array([p.x for p in usable])[order], fields[order])
        shifts = {id(p): abs(float(s)) * size for p, s in zip(usable, slope, strict=True)}
        points += [replace(p, from_remanence=shifts.get(id(p), 0.0)) for p in group]
    return replace(family, points=tuple(points), remanence=found)


def _halves(point: Point) -> list[tuple[str, float]]:
    """(branch, half the difference of the two signs) for each sweep through both signs."""
    by_sweep: dict[int, dict[int, float]] = {}
    names: dict[int, str] = {}
    for branch, crossing in zip(point.branches, point.crossings, strict=True):
        key = id(branch.sweep)
        names[key] = str(branch.sweep.attrs["branch"])
        by_sweep.setdefault(key, {})[branch.sign] = crossing.x
    return [
        (names[key], (signs[1] - signs[-1]) / 2)
        for key, signs in by_sweep.items()
        if {1, -1} <= set(signs)
    ]


def _scatter(values: np.ndarray) -> float:
    if values.size < 2:
        return abs(float(values[0]))
    return float(np.std(values, ddof=1)) / sqrt(values.size)
