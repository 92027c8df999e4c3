"""
Vortices in an image: spacing, direction, and the length of one
===============================================================

A simulated map of the conductance at zero bias in 0.5 T, with noise, lines that drift and a plane.
Each vortex is off its place by 5 % of the spacing. The lattice is found without the field; the
spacing that one flux quantum each would have is printed beside it.
"""

import numpy as np

from supra2d.core import Column, make_image
from supra2d.measure import triangular_spacing
from supra2d.plot import draw
from supra2d.study import image_results

rng = np.random.default_rng(3)
spacing, xi = triangular_spacing(0.5), 9e-9
x = y = (np.arange(128) + 0.5) * 4e-9

i, j = (k.ravel() for k in np.meshgrid(np.arange(-20, 30), np.arange(-20, 30)))
turn = np.deg2rad(17.0)
rows = spacing * ((i + j / 2) + 1j * np.sqrt(0.75) * j) * np.exp(1j * turn)
rows = rows + 0.05 * spacing * (rng.normal(size=i.size) + 1j * rng.normal(size=i.size))

signal = np.zeros((y.size, x.size))
for place in rows[(abs(rows.real - 256e-9) < 400e-9) & (abs(rows.imag - 256e-9) < 400e-9)]:
    r = np.hypot(x - place.real, (y - place.imag)[:, None])
    signal += 1 - np.tanh(r / (np.sqrt(2) * xi))
signal += 0.15 * rng.normal(size=signal.shape)
signal += 0.1 * np.cumsum(rng.normal(size=y.size))[:, None] + x / x.max()

conductance = Column("conductance", 1e-9 * signal, "LI Demod 1 X", "LI Demod 1 X forward")
image = make_image([conductance], x=x, y=y, source="map", sha256="0" * 64, reader="made")
(result,) = image_results([image])
figure = draw("vortices", result)

# %%
# The numbers, and what they should be:

truth = {"vortex_spacing": spacing, "vortex_field": 0.5, "vortex_orientation": 17.0,
         "vortex_anisotropy": 1.0, "vortex_length": xi, "core_anisotropy": 1.0}  # fmt: skip
for name, value in truth.items():
    q = result.get(name)
    low, high = q.total
    print(f"{name:18} {q.value:.4g} in {low:.4g} to {high:.4g}, made {value:.4g} {q.unit}")
