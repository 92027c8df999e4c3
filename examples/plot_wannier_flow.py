"""
Flow of Wannier centres: a quantum spin Hall layer
==================================================

Bernevig, Hughes and Zhang's model of two orbitals and two spins on a square lattice. As the
momentum along the first vector runs over half of the zone, the two centres part from one another
and meet again a cell further: the Z2 index is 1. With the sign of the mass turned they come back.
"""

import numpy as np

from supra2d.bands import Hamiltonian, Orbital, wannier_flow, z2_layer
from supra2d.core import Axis, Curve, Result
from supra2d.plot import draw

X, Y, Z = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
BOTH = np.eye(2)


def layer(mass, hop=100.0):
    """Inverted around Γ where the mass (meV) is positive."""
    along = hop * (np.kron(BOTH, Z) - 0.5j * np.kron(Z, X))
    across = hop * (np.kron(BOTH, Z) - 0.5j * np.kron(BOTH, Y))
    home = (mass - 4.0 * hop) * np.kron(BOTH, Z)
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    hoppings = np.array([home, along, along.conj().T, across, across.conj().T])
    orbitals = tuple(Orbital("Hg", 0, shape, spin) for spin in (1, -1) for shape in ("s", "px"))
    return Hamiltonian(5e-10 * np.eye(3), R, hoppings, orbitals, electrons=2.0)


for mass in (200.0, -200.0):
    print(f"mass {mass:+.0f} meV: Z2 = {z2_layer(layer(mass), 2).index}")

flow = wannier_flow(layer(200.0), 2, lines=41)
centres = [Curve("centre", flow.run, column) for column in flow.centres.T]
result = Result(
    "topology",
    "Wannier centres",
    curves=tuple(centres),
    x_axis=Axis("pump", "2pi/a"),
    y_axis=Axis("centre", "1"),
)
figure = draw("wannier_flow", result)
