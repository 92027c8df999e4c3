"""The first zone of a layer as curves, and points moved into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ..bands import BandPath, Contour, Hamiltonian, first_zone, special_points
from ..core import Array, Axis, Curve

PLANE = (Axis("kx", "1/m"), Axis("ky", "1/m"))

_SAME = 1e-6  # of the length of b1


def flat(H: Hamiltonian) -> Hamiltonian:
    """The lattice of the layers of a crystal, seen along their normal, the first vector along x."""
    a, b, _ = H.cell
    first = a / np.linalg.norm(a)
    along = float(b @ first)
    across = float(np.linalg.norm(b - along * first))
    height = abs(float(np.linalg.det(H.cell))) / (across * float(np.linalg.norm(a)))
    cell = np.array([[float(a @ first), 0.0, 0.0], [along, across, 0.0], [0.0, 0.0, height]])
    home, nothing = np.zeros((1, 3), dtype=np.int64), np.zeros_like(H.hoppings[:1])
    return replace(H, cell=cell, periodic=(True, True, False), R=home, hoppings=nothing)


def zone_curves(H: Hamiltonian) -> list[Curve]:
    """Border of the first zone, closed, and its named points."""
    border = _border(H)
    found = [Curve("zone", border[:, 0], border[:, 1], axes=PLANE)]
    for name, k in special_points(H):
        (x,), (y,) = plane(H, first_zone(H, k[None]))
        found.append(Curve("point", np.array([x]), np.array([y]), label=name, axes=PLANE))
    return found


def plane(H: Hamiltonian, k: Array) -> tuple[Array, Array]:
    """Cartesian components of points, 1/m, each of shape (n,)."""
    x, y, _ = (k @ H.reciprocal).T
    return x, y


def drawn(H: Hamiltonian, contour: Contour, where: Mapping[str, Any] | None = None) -> list[Curve]:
    """A contour with the spins along it, its first point or the copy of it repeated."""
    k = np.vstack([contour.k, contour.k[:1] + np.array([*contour.winding, 0])])
    labels = {"band": contour.band, "pocket": contour.name, **(where or {})}
    curves = [Curve("contour", *plane(H, k), where=labels, axes=PLANE)]
    if H.spinful:
        spin = np.append(contour.spin[:, 2], contour.spin[0, 2])
        axes = (Axis("point", "1"), Axis("spin", "1"))
        curves.append(
            Curve("contour_spin", np.arange(float(len(spin))), spin, where=labels, axes=axes)
        )
    return curves


def ticks(path: BandPath, axes: tuple[Axis, Axis]) -> list[Curve]:
    """Corners of a path with their names."""
    return [
        Curve("tick", np.array([at]), np.zeros(1), label=_spelled(label), axes=axes)
        for at, label in zip(path.ticks, path.labels, strict=True)
    ]


def _spelled(label: str) -> str:
    return label.replace("Γ", "Gamma")


def _border(H: Hamiltonian) -> Array:
    """Corners of the first zone, the first one repeated, 1/m, shape (n, 2)."""
    from scipy.spatial import Voronoi

    b = H.reciprocal[:2, :2]
    unit = float(np.linalg.norm(b[0]))
    lattice = np.array(list(product(range(-2, 3), repeat=2))) @ b / unit
    cells = Voronoi(lattice)
    home = int(np.argmin(np.linalg.norm(lattice, axis=1)))
    corners = cells.vertices[cells.regions[cells.point_region[home]]]
    corners = corners[np.argsort(np.arctan2(corners[:, 1], corners[:, 0]))]
    # a corner of a rectangle is where four cells meet, and is found twice
    apart = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1) > _SAME
    return unit * np.vstack([corners[apart], corners[apart][:1]])
