"""
Fermi surface coloured by spin
==============================

Pockets of a layer of NbSe2: one pair around Γ, one around each K. Spins of the two bands point
opposite ways, and turn around from K to K'. A field along the normal, stronger than any magnet's so
that it shows, makes the pockets of K and K' unequal.
"""

import numpy as np

from supra2d.bands import fermi_contours, polarisation, read_hamiltonian, with_zeeman
from supra2d.core import Axis, Curve, Result
from supra2d.materials import hamiltonian_path
from supra2d.plot import draw

layer = read_hamiltonian(hamiltonian_path("NbSe2"))
turn = np.radians(60.0 * np.arange(7))
corner = 4.0 * np.pi / (3.0 * layer.cell[0, 0])
curves = [Curve("zone", corner * np.cos(turn), corner * np.sin(turn))]
for label, angle, length in (("Gamma", 0, 0), ("K", 0, 1), ("K'", 60, 1), ("M", 30, 0.75**0.5)):
    x, y = length * corner * np.cos(np.radians(angle)), length * corner * np.sin(np.radians(angle))
    curves.append(Curve("point", np.array([x]), np.array([y]), label=label))

for field in (0.0, 300.0):
    contours = fermi_contours(with_zeeman(layer, (0.0, 0.0, field)), mesh=160)
    for contour in contours:
        kx, ky = (np.vstack([contour.k, contour.k[:1]]) @ layer.reciprocal)[:, :2].T
        spin = np.append(contour.spin[:, 2], contour.spin[0, 2])
        where = {"band": contour.band, "pocket": contour.name, "field": field, "direction": "z"}
        curves += [
            Curve("contour", kx, ky, where=where),
            Curve("contour_spin", np.arange(len(spin)), spin, where=where),
        ]
    for name, (_, _, net) in polarisation(contours).items():
        print(f"{field:3.0f} T: the carriers around {name} have the spin {net:+.4f}")

result = Result(
    "fermi_surface",
    "Fermi surface",
    curves=tuple(curves),
    x_axis=Axis("kx", "1/m"),
    y_axis=Axis("ky", "1/m"),
)
figure = draw("fermi_surface", result)
