"""
What to measure next
====================

A film with fields in the plane near Tc alone, where several mechanisms give the same curve. Which
field would tell them apart, with a magnet of 14 T and a fridge of 0.3 K?
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw

T = 3.0 * np.linspace(0.75, 0.98, 10)
B = supra2d.model("ising")(T, Tc0=3.0, beta=1.0)
dB = 0.02 * B
measured = np.random.default_rng(1).normal(B, dB)
table = Path(mkdtemp()) / "near_tc.tsv"
rows = [f"{t:.4f}\t{b:.4f}\t{e:.4f}\tparallel" for t, b, e in zip(T, measured, dB, strict=True)]
table.write_text("\n".join(["T (K)\tB (T)\tdB (T)\tdirection", *rows]) + "\n")

laws = ["ising", "pauli", "spin_orbit_scattering"]
advice = supra2d.advise(table, field_max=14.0, t_min=0.3, models=laws).results[-1]
print(*advice.text, sep="\n")
figure = draw("advice", advice)
