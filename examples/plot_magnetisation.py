"""
Magnetisation
=============

The moment of a stack of films in three small fields, cooled in zero field and in the field, as a
magnetometer writes it. Nothing is wired to the films: superconductivity shows as a diamagnetic
step, whose onset gives Tc in each field and so the critical field.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import magnetisation_results

rng = np.random.default_rng(5)
spread, weight = np.polynomial.hermite_e.hermegauss(41)
weight /= weight.sum()

lines = ["Temperature (K),Magnetic Field (Oe),Moment (emu)"]
for field in (20.0, 200.0, 400.0):
    for cooled, flux in (("zero field", 1.0), ("field", 0.2)):
        warming = np.arange(2.0, 9.0, 0.04)
        kelvin = warming if cooled == "zero field" else warming[::-1]
        onset = 6.5 * (1.0 - field / 8000.0) + 0.08 * spread
        screened = np.clip(1.0 - (kelvin[:, None] / onset) ** 4, 0.0, None) @ weight
        moment = 1e-5 * (-flux * screened + 0.002 * field / 20.0)
        moment += rng.normal(0.0, 4e-8, moment.size)
        rows = zip(kelvin, np.full(kelvin.size, field), moment, strict=True)
        lines += [",".join(f"{value:.8g}" for value in row) for row in rows]
path = Path(mkdtemp()) / "stack.csv"
path.write_text("\n".join(lines))

result, boundary = magnetisation_results([supra2d.read(path)])
figure = draw("magnetisation", result)

for q in result.quantities:
    if q.name == "Tc" and q.preferred:
        print(f"Tc in {q.where['field']:g} T: {q.value:.3f} +- {q.error:.3f} K")
xi = boundary.get("xi_GL")
print(f"xi_GL = {1e9 * xi.value:.2f} +- {1e9 * xi.error:.2f} nm, if the field is along the normal")
