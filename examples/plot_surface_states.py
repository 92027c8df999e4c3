"""
The Dirac state on a face of a topological crystal
==================================================

Two orbitals and two spins on a cube, with the order of the bands turned over at Γ: the strong Z2
index is 1, and so a face has states in the gap that the bulk leaves open. Inside the crystal they
are gone.
"""

import tempfile
from pathlib import Path

import numpy as np

from supra2d.bands import Hamiltonian, Orbital, write_hamiltonian
from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

SIGMA = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
BOTH, TAU_X, TAU_Z = np.eye(2), SIGMA[0], SIGMA[2]

R, hoppings = [(0, 0, 0)], [-200.0 * np.kron(BOTH, TAU_Z)]
for step, sigma in zip(np.eye(3, dtype=int), SIGMA, strict=True):
    hop = 50.0 * np.kron(BOTH, TAU_Z) - 50.0j * np.kron(sigma, TAU_X)
    R += [tuple(step), tuple(-step)]
    hoppings += [hop, hop.conj().T]
orbitals = tuple(Orbital("Bi", 0, shape, spin) for spin in (1, -1) for shape in ("s", "pz"))
crystal = Hamiltonian(
    5e-10 * np.eye(3), np.array(R), np.array(hoppings), orbitals, (True, True, True), electrons=2.0
)

file = Path(tempfile.mkdtemp()) / "crystal.nc"
write_hamiltonian(crystal, file)
report = bands(file, options=BandsOptions(path=60, contours=30, states=24, response=12))
(result,) = (result for result in report.results if result.kind == "surface_states")
print(*result.text)
figure = draw("surface_states", result)
