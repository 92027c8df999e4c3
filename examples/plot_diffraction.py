"""
Diffraction
===========

The (00l) lines of a 2H crystal, 0.1 mm below the axis of the goniometer. Each line gives a spacing
that is off by the more the lower its angle; along the function of Nelson and Riley the spacings lie
on a straight line that ends at the lattice constant. Two layers share the cell, so that only every
second order of c is there.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.core import Sample
from supra2d.plot import draw
from supra2d.study import diffraction_results

rng = np.random.default_rng(4)
two_theta = np.arange(10.0, 135.0, 0.02)
counts = 20.0 + 40.0 * np.exp(-two_theta / 30.0)
for order, height in zip(range(2, 16, 2), (20000, 9000, 1500, 2600, 700, 260, 400), strict=True):
    for wavelength, share in ((1.5405929, 1.0), (1.5444274, 0.5)):
        theta = np.arcsin(order * wavelength / (2.0 * 11.96))
        centre = 2.0 * np.rad2deg(theta - 0.1 / 240.0 * np.cos(theta))
        width = 0.08 * np.hypot(1.0, 1.2 * np.tan(theta))
        counts += share * height / (1.0 + (2.0 * (two_theta - centre) / width) ** 2) ** 1.3
counts = rng.poisson(counts)

lines = ["2theta (deg)\tIntensity (counts)"]
lines += [f"{x:.2f}\t{y}" for x, y in zip(two_theta, counts, strict=True)]
path = Path(mkdtemp()) / "crystal.xy"
path.write_text("\n".join(lines))

(result,) = diffraction_results([supra2d.read(path)], Sample(material="2H-NbS2"))
figure = draw("diffraction", result)

c = result.get("lattice_c")
print(f"c = {1e10 * c.value:.4f} +- {1e10 * c.error:.4f} angstrom; {c.message}")
for check in result.checks:
    print(f"{check.name}: {check.message}")
