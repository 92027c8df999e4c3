"""
The Dirac state on the cleaved face of 1T'-WS2
==============================================

The strong Z2 index of the bulk crystal is 1, and so a face has states in the gap that the bulk
leaves open at Γ, just below the Fermi level. Left: weight in the outermost layer of a crystal that
is cut between its layers; right: the same deep inside. Hamiltonian from first principles; the face
is that of the bulk, not relaxed.
"""

import numpy as np

from supra2d.bands import read_hamiltonian, surface_spectrum
from supra2d.core import Axis, Curve, Result
from supra2d.materials import hamiltonian_path
from supra2d.plot import draw

crystal = read_hamiltonian(hamiltonian_path("1T'-WS2-bulk"))
heights = np.unique(crystal.positions[:, 2] % 1.0)
steps = np.diff([*heights, heights[0] + 1.0])
cut = heights[np.argmax(steps)] + 0.5 * steps.max()  # between two layers

# from the side of X to Gamma and on towards Y, a quarter of b2 to either side
a, b = np.linalg.norm(crystal.cell[:2], axis=1)
run = np.linspace(-0.25, 0.25, 35)
k = np.column_stack([np.maximum(-run, 0.0) * a / b, np.maximum(run, 0.0), np.zeros(len(run))])
energies = np.linspace(-150.0, 150.0, 31)
found = surface_spectrum(
    crystal, k, crystal.chemical_potential + energies, broadening=10.0, cut=cut, negligible=12.0
)

distance = (run + 0.25) * 2.0 * np.pi / b
places = np.repeat(distance, len(energies)), np.tile(energies, len(distance))
number = np.arange(len(places[0]))
curves = [
    Curve("surface_map", *places),
    Curve("surface_map_value", number, 1e3 * found.lower.ravel()),
    Curve("surface_map_bulk", number, 1e3 * found.bulk.ravel()),
]
for x, label in zip(distance[[0, 17, 34]], ("to X", "Gamma", "to Y"), strict=True):
    curves.append(Curve("tick", np.array([x]), np.zeros(1), label=label))
result = Result(
    "surface_states",
    "Surface states",
    curves=tuple(curves),
    x_axis=Axis("path", "1/m"),
    y_axis=Axis("energy", "meV"),
)
figure = draw("surface_states", result)

along = np.linspace(0.0, 0.5, 51)[:, None] * [0.0, 0.0, 1.0]
levels = crystal.eigenvalues(along) - crystal.chemical_potential
low, high = levels[:, 27].max(), levels[:, 28].min()  # 28 bands lie below the gap
inside = (energies > low) & (energies < high)
best = energies[inside][np.argmax(found.lower[17, inside])]
print(f"at Γ the bulk has a gap from {low:.0f} to {high:.0f} meV above the Fermi level,")
print(f"and the face is brightest {best:.0f} meV above it")
