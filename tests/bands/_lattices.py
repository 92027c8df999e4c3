"""Lattices whose bands are known in closed form."""

from __future__ import annotations

import numpy as np

from supra2d.bands import Hamiltonian, Orbital

A = 3e-10
T = 100.0


def _nearest(dimension: int, periodic: tuple[bool, bool, bool], electrons: float) -> Hamiltonian:
    steps = [s * np.eye(3, dtype=int)[i] for i in range(dimension) for s in (1, -1)]
    R = np.array([np.zeros(3, dtype=int), *steps])
    hoppings = np.array([0.0] + [-T] * (2 * dimension), dtype=complex).reshape(-1, 1, 1)
    return Hamiltonian(A * np.eye(3), R, hoppings, (Orbital(),), periodic, electrons)


def square(electrons: float = 0.7) -> Hamiltonian:
    """E = -2t (cos kx + cos ky)."""
    return _nearest(2, (True, True, False), electrons)


def cubic(electrons: float = 0.5) -> Hamiltonian:
    """E = -2t (cos kx + cos ky + cos kz)."""
    return _nearest(3, (True, True, True), electrons)


def chain(t_x: float, t_y: float) -> Hamiltonian:
    """E = -2 tx cos kx - 2 ty cos ky: open contours where ty is small."""
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    hoppings = np.array([0.0, -t_x, -t_x, -t_y, -t_y], dtype=complex).reshape(-1, 1, 1)
    return Hamiltonian(A * np.eye(3), R, hoppings, (Orbital(),), electrons=1.0)


def graphene(stagger: float = 0.0, angle: int = 120) -> Hamiltonian:
    """Cones of velocity sqrt(3) a t / 2 hbar at K and K', a gap of 2 stagger between them."""
    second = np.radians(angle)
    cell = 2.46e-10 * np.array(
        [[1.0, 0.0, 0.0], [np.cos(second), np.sin(second), 0.0], [0.0, 0.0, 8.0]]
    )
    # B has neighbours A in its own cell and in two more ones
    far = ((1, 0, 0), (0, -1, 0)) if angle == 120 else ((1, 0, 0), (0, 1, 0))
    R = np.array([(0, 0, 0), *far, *(tuple(-x for x in r) for r in far)])
    hoppings = np.zeros((5, 2, 2), dtype=complex)
    hoppings[0] = [[stagger, -2700.0], [-2700.0, -stagger]]
    hoppings[1:3, 1, 0] = -2700.0
    hoppings[3:, 0, 1] = -2700.0
    return Hamiltonian(cell, R, hoppings, (Orbital("C", 0), Orbital("C", 1)), electrons=2.0)
