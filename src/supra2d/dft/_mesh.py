"""Meshes of a calculation: where it is done, and where it is checked."""

from __future__ import annotations

from math import ceil

import numpy as np

from ..bands import Crystal
from ..core import Array, InputError

_REACH = 38e-10  # m: hoppings are known up to half of this
_REACH_ACROSS = 36e-10  # m, along a lattice vector that leaves the layer


def mesh_of(crystal: Crystal, kmesh: tuple[int, ...] | None) -> tuple[int, int, int]:
    """Points along each reciprocal vector: those that are asked for, or enough of them.

    Raises
    ------
    InputError
        For numbers that are not positive, or more than one along the vacuum.
    """
    if kmesh is None:
        return _enough(crystal)
    asked = tuple(int(n) for n in kmesh)
    if len(asked) == 1:
        asked = tuple(asked[0] if along else 1 for along in crystal.periodic)
    if len(asked) == 2 and not crystal.periodic[2]:
        asked = (*asked, 1)
    fits = len(asked) == 3 and all(
        n > 0 and (along or n == 1) for n, along in zip(asked, crystal.periodic, strict=False)
    )
    if not fits:
        raise InputError(
            f"a mesh of {'x'.join(map(str, kmesh))} for {crystal.name}",
            "positive numbers, one for each direction in which the crystal repeats",
            "write it like 12x12, or 12x12x4 for a bulk",
        )
    return asked[0], asked[1], asked[2]


def _enough(crystal: Crystal) -> tuple[int, int, int]:
    lengths = np.linalg.norm(crystal.cell, axis=1)
    hexagonal = abs(crystal.cell[0] @ crystal.cell[1]) > 0.4 * lengths[0] * lengths[1]
    steps = (6, 6, 2) if hexagonal else (2, 2, 2)  # K and M, or the zone's corners, on the mesh
    reach = (_REACH, _REACH, _REACH_ACROSS)
    found = [
        step * ceil(far / (step * length)) if along else 1
        for step, far, length, along in zip(steps, reach, lengths, crystal.periodic, strict=True)
    ]
    return found[0], found[1], found[2]


def check_points(mesh: tuple[int, int, int], number: int) -> Array:
    """Points in the middle between those of a mesh, spread over the zone, shape (number, 3).

    In the middle hoppings that the mesh cuts off err most.
    """
    steps = (0.7548776662466927, 0.5698402909980532, 0.3819660112501051)  # irrational: no rows
    spread = np.mod(np.outer(np.arange(1, number + 1), steps), 1.0)
    points = np.array(mesh)
    middle = (np.floor(spread * points) + 0.5) / points
    return np.where(points > 1, middle, 0.0)
