"""Pockets: what a contour encloses and around which point of the zone it lies."""

from __future__ import annotations

from itertools import product

import numpy as np

from ..core import Array
from ._hamiltonian import Hamiltonian

_ALIKE = 1e-3  # relative: lattice constants that make a square or a hexagon


def special_points(hamiltonian: Hamiltonian) -> tuple[tuple[str, Array], ...]:
    """Named points of the zone of a layer, in units of the reciprocal vectors.

    Gamma and the middles of the sides; in a hexagonal layer these are three M, and the corners
    are K, on the axis of the first lattice vector, and K' opposite to it; in a square layer two X
    and M, in a rectangular one X, Y and S.
    """
    a, b, _ = hamiltonian.cell
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    cosine = float(a @ b / (lengths[0] * lengths[1]))
    even = abs(lengths[0] / lengths[1] - 1.0) < _ALIKE
    halves = [np.array(h) for h in ((0.5, 0.0, 0.0), (0.0, 0.5, 0.0), (0.5, 0.5, 0.0))]
    named = [("Gamma", np.zeros(3))]
    if even and abs(abs(cosine) - 0.5) < _ALIKE:
        corner = np.linalg.solve(hamiltonian.reciprocal.T, a * 4.0 * np.pi / (3.0 * a @ a))
        return tuple([*named, ("K", corner), ("K'", -corner), *(("M", half) for half in halves)])
    if abs(cosine) < _ALIKE:
        names = ("X", "X", "M") if even else ("X", "Y", "S")
        return tuple([*named, *zip(names, halves, strict=True)])
    return tuple(named)


def pocket_area(points: Array, step: Array, slopes: tuple[Array, Array]) -> float:
    """Area inside a closed curve of cubics, positive where it turns from x to y.

    ``step`` is the chord from each point to the next one, ``slopes`` are those of the curve at both
    ends of the chord; a cubic leaves L^2 (m1 - m0)/12 outside its chord.
    """
    polygon = points[:, 0] * step[:, 1] - points[:, 1] * step[:, 0]
    bulge = np.sum(step**2, axis=1) * (slopes[1] - slopes[0]) / 6.0
    return 0.5 * float(np.sum(polygon + bulge))


def place_of(hamiltonian: Hamiltonian, k: Array, closed: bool) -> tuple[str, Array, Array]:
    """Name and centre of a curve, and the curve moved to the zone where these are."""
    if not closed:
        k = k - np.rint(k[0])
        return "open", k.mean(axis=0), k
    centre = _centroid(k)
    within = []
    for name, point in special_points(hamiltonian):
        zone = np.rint(centre - point)
        if _encloses(k - zone, point):
            distance = np.linalg.norm((centre - zone - point) @ hamiltonian.reciprocal)
            within.append((float(distance), name, zone))
    if within:
        _, name, zone = min(within, key=lambda found: found[0])
    else:
        zone = _nearest_zone(centre, hamiltonian)
        name = "({:.2f}, {:.2f})".format(*(centre - zone)[:2] + 0.0)
    return name, centre - zone, k - zone


def _centroid(k: Array) -> Array:
    """Centre of gravity of the polygon, in the plane of the first two coordinates."""
    here = k[:, :2] - k[0, :2]
    after = np.roll(here, -1, axis=0)
    double = here[:, 0] * after[:, 1] - here[:, 1] * after[:, 0]
    whole = double.sum()
    middle = ((here + after) * double[:, None]).sum(axis=0) / (3.0 * whole)
    return np.array([*(k[0, :2] + middle), k[0, 2]])


def _encloses(k: Array, point: Array) -> bool:
    """Whether a closed polygon turns around a point."""
    to = (k - point)[:, :2]
    after = np.roll(to, -1, axis=0)
    turn = np.arctan2(
        to[:, 0] * after[:, 1] - to[:, 1] * after[:, 0], np.sum(to * after, axis=1)
    ).sum()
    return abs(float(turn)) > np.pi


def _nearest_zone(k: Array, hamiltonian: Hamiltonian) -> Array:
    """Reciprocal vector that takes k into the first zone."""
    near = [np.rint(k) + (*shift, 0) for shift in product((-1, 0, 1), repeat=2)]
    lengths = [np.linalg.norm((k - zone) @ hamiltonian.reciprocal) for zone in near]
    return np.asarray(near[int(np.argmin(np.round(lengths, -3)))])
