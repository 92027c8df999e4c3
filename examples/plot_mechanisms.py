"""
Probability of each mechanism
=============================

The same film with fields in the plane alone, first near Tc and then to low temperature: what the
data can tell depends on how far they reach.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw

folder = Path(mkdtemp())


def compared(coldest):
    """The comparison of a film with Ising pairing, measured down to ``coldest`` times Tc."""
    T = 3.0 * np.linspace(coldest, 0.98, 14)
    B = supra2d.model("ising")(T, Tc0=3.0, beta=1.0)
    dB = 0.02 * B
    table = folder / f"down_to_{coldest}.tsv"
    measured = np.random.default_rng(1).normal(B, dB)
    rows = [f"{t:.4f}\t{b:.4f}\t{e:.4f}\tparallel" for t, b, e in zip(T, measured, dB, strict=True)]
    table.write_text("\n".join(["T (K)\tB (T)\tdB (T)\tdirection", *rows]) + "\n")
    laws = ["film_orbital", "ising", "klb", "pauli", "spin_orbit_scattering"]
    return supra2d.compare(table, models=laws).results[0]


near = compared(0.7)
figure = draw("mechanisms", near)
print(near.text[0])

# %%
# Down to a third of Tc:

cold = compared(0.3)
figure = draw("mechanisms", cold)
print(cold.text[0])
