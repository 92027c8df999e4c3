"""Hoppings at their smallest distance, and what inversion and time reversal do to orbitals."""

from __future__ import annotations

import numpy as np

from supra2d.bands import Orbital
from supra2d.dft._lattice import to_lattice
from supra2d.dft._reversal import reverse_time

CELL = np.diag([1.0, 1.0, 5.0])


def test_an_even_mesh_shares_its_edge() -> None:
    # cos(2 pi 2 k) on four points: R = 2 and R = -2 are the same to the mesh, each gets half
    k = np.arange(4) / 4
    matrices = np.cos(4 * np.pi * k)[:, None, None].astype(complex)
    R, hoppings, tail = to_lattice(matrices, (4, 1, 1), CELL, np.zeros((1, 3)))
    found = {int(r[0]): complex(h[0, 0]) for r, h in zip(R, hoppings, strict=True)}
    assert set(found) == {-2, -1, 0, 1, 2}
    assert abs(found[2] - 0.5) < 1e-15
    assert abs(found[-2] - 0.5) < 1e-15
    assert abs(tail - 1.0) < 1e-15


def test_the_smallest_distance_is_that_between_the_orbitals() -> None:
    # orbitals at 0.0 and 0.8: the second one's image at -0.2 is the nearest, so R = -1 is kept
    positions = np.array([[0.0, 0.0, 0.0], [0.8, 0.0, 0.0]])
    k = np.arange(3) / 3
    matrices = np.zeros((3, 2, 2), dtype=complex)
    matrices[:, 0, 1] = np.exp(-2j * np.pi * k)
    matrices[:, 1, 0] = matrices[:, 0, 1].conj()
    R, hoppings, _ = to_lattice(matrices, (3, 1, 1), CELL, positions)
    reached = {int(r[0]) for r, h in zip(R, hoppings, strict=True) if abs(h[0, 1]) > 1e-12}
    assert reached == {-1}
    # every image of the pair lies within half a period of the mesh
    spans = [abs(r[0] + 0.8) for r, h in zip(R, hoppings, strict=True) if abs(h[0, 1]) > 0.0]
    assert max(spans) <= 1.5


def test_time_reversal_turns_a_spin_and_squares_to_one_on_operators() -> None:
    orbitals = (Orbital("Nb", 0, "dxy", 1), Orbital("Nb", 0, "dxy", -1))
    x, y, z = (
        np.array([[0, 1], [1, 0]], dtype=complex),
        np.array([[0, -1j], [1j, 0]]),
        np.array([[1, 0], [0, -1]], dtype=complex),
    )
    for sigma in (x, y, z):
        assert np.abs(reverse_time(sigma[None], orbitals)[0] + sigma).max() == 0.0
    any_matrix = np.array([[[1.0, 2.0 + 1j], [0.5j, -3.0]]])
    twice = reverse_time(reverse_time(any_matrix, orbitals), orbitals)
    assert np.abs(twice - any_matrix).max() == 0.0
