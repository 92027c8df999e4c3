"""
Laws compared on critical fields
================================

A thin film in both directions of the field. Which law describes the field in the plane is asked of
all points at once: the perpendicular ones fix Tc and what half a degree of tilt would do.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw

rng = np.random.default_rng(3)
T = 3.0 * np.linspace(0.45, 0.97, 14)
rows = ["T (K)\tB (T)\tdB (T)\tdirection"]
for direction, law, parameters in (
    ("perpendicular", "whh_orbital", {"slope": 0.72}),
    ("parallel", "spin_orbit_scattering", {"gamma_so": 12.0}),
):
    B = supra2d.model(law)(T, Tc0=3.0, **parameters)
    dB = 0.02 * B + 0.01
    measured = zip(T, rng.normal(B, dB), dB, strict=True)
    rows += [f"{t:.4f}\t{b:.4f}\t{e:.4f}\t{direction}" for t, b, e in measured]
table = Path(mkdtemp()) / "film.tsv"
table.write_text("\n".join(rows) + "\n")

laws = ["film_orbital", "ising", "klb", "pauli", "spin_orbit_scattering"]
report = supra2d.compare(table, models=laws)
result = report.results[0]
figure = draw("comparison", result)

# %%
# Near Tc several laws are one curve, and what cannot be told apart is not:

print(result.text[0])
for fit in result.fits:
    print(f"{fit.model}: chi2 = {fit.chi2:.1f} with {fit.dof} degrees of freedom")
