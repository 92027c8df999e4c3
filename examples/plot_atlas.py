"""
A sample in the atlas of critical fields
========================================

Critical field in the plane over the Pauli limit: what texts state of other films, all with the
same prefactor, and a film of one's own among them. Here it is a simulated table of critical fields
of a thin film; ``supra2d atlas --sample film-report`` takes a report, ``--with`` further entries.
"""

import tempfile
from pathlib import Path

import numpy as np

from supra2d import atlas, model
from supra2d.plot import draw

T = np.linspace(0.6, 2.9, 12)
noise = np.random.default_rng(5).normal(0.0, 0.03, T.size)
B = model("gl_parallel")(T, Tc0=3.0, xi=9e-9, d=8e-9) + noise

with tempfile.TemporaryDirectory() as folder:
    table = Path(folder) / "film.csv"
    rows = "".join(f"{t:.4f},{b:.4f},0.03,parallel\n" for t, b in zip(T, B, strict=True))
    table.write_text("T (K),B (T),dB (T),direction\n" + rows, encoding="utf-8")
    made = atlas(sample=table)

figure = draw("atlas", made.results[0])
print(made.results[0].text[0])

# %%
# The same points against the year of the text; the sample is a band.

by_year = next(r for r in made.results if r.x_axis and r.x_axis.name == "year")
years = draw("atlas", by_year)
