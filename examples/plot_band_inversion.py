"""
Inverted bands of bulk 1T'-WS2
==============================

Near the Fermi level the d orbitals of tungsten and the p orbitals of sulphur trade places at Γ:
the pair below the gap there and the pair above it have opposite parity. The strong Z2 index that
follows is 1. Hamiltonian from first principles, energies from the Fermi level; X, Y and Z are
halves of the reciprocal vectors.
"""

import numpy as np

from supra2d.bands import band_inversion, orbital_weights, read_hamiltonian
from supra2d.core import Axis, Curve, Result
from supra2d.materials import hamiltonian_path
from supra2d.plot import draw

crystal = read_hamiltonian(hamiltonian_path("1T'-WS2-bulk"))
corners = {"X": (0.5, 0, 0), "Gamma": (0, 0, 0), "Y": (0, 0.5, 0), "Z": (0, 0, 0.5)}
path, points = ("X", "Gamma", "Y", "Gamma", "Z"), 60
ends = np.array([corners[name] for name in path], dtype=float)
part = np.linspace(0.0, 1.0, points, endpoint=False)[:, None]
k = np.vstack([*(u + part * (v - u) for u, v in zip(ends, ends[1:], strict=False)), ends[-1:]])
lengths = np.linalg.norm(np.diff(k, axis=0) @ crystal.reciprocal, axis=1)
distance = np.append(0.0, np.cumsum(lengths))

energies, states = crystal.eigenstates(k)
energies = energies - crystal.chemical_potential
shells = {"W d": 0.0, "S p": 0.0}
for name, weight in orbital_weights(crystal, states).items():
    shells[name[:3]] = shells[name[:3]] + weight

curves = []
for band in np.flatnonzero(np.abs(energies).min(axis=0) < 1000.0)[::2]:  # every level is twofold
    curves.append(Curve("band", distance, energies[:, band], where={"band": int(band)}))
    for name, weight in shells.items():
        where = {"band": int(band), "orbital": name}
        curves.append(Curve("band_weight", distance, weight[:, band], where=where))
for i, name in enumerate(path):
    curves.append(Curve("tick", distance[[i * points]], np.zeros(1), label=name))
result = Result(
    "band_structure",
    "Bands",
    curves=tuple(curves),
    x_axis=Axis("path", "1/m"),
    y_axis=Axis("energy", "meV"),
)
figure = draw("band_structure", result)
figure.set_ylim(-1.0, 1.0)

for level in band_inversion(crystal, 28, around=1):
    side, parity = "below" if level.occupied else "above", {1: "even", -1: "odd"}[level.parity]
    weights = ", ".join(f"{100 * w:.0f} % {name}" for name, w in level.characters.items())
    print(f"{side} the gap at Γ: {level.energy - crystal.chemical_potential:+.0f} meV, {parity}, "
          f"{weights}")  # fmt: skip
