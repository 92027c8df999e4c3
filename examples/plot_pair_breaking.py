"""
Critical temperature against pair breaking
==========================================

Magnetic impurities lower Tc with the energy at which they break pairs, until at half the gap no
superconductivity is left. A table of nine crystals, simulated with Tc0 = 7.2 K, is fitted by the
law of Abrikosov and Gor'kov.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw

rng = np.random.default_rng(5)
rate = np.linspace(0.0, 0.5, 9)
Tc = supra2d.model("abrikosov_gorkov")(rate, Tc0=7.2) + 0.05 * rng.normal(size=rate.size)
table = Path(mkdtemp()) / "impurities.csv"
lines = [f"{r:.4f},{T:.3f},0.005,0.05" for r, T in zip(rate, Tc, strict=True)]
table.write_text("\n".join(["rate (meV),Tc (K),drate (meV),dTc (K)", *lines]) + "\n")

report = supra2d.fit(table, "abrikosov_gorkov")
figure = draw("pair_breaking", report.results[0])

# %%
# Tc without impurities:

found = report.results[0].get("Tc")
print(f"Tc0 = {found.value:.2f} K, 68 % from {found.total[0]:.2f} to {found.total[1]:.2f} K")
