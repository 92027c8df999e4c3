"""
Vortex pairs: the exponent of I-V curves
========================================

A film at an oxide interface, whose pairs of vortices unbind at 138 mK: below, the voltage grows as
a power of the current, V ~ I^a with a = 3 at the transition, above it in proportion at low current.
One text file with temperature, field, current and voltage holds all curves.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from supra2d.core import Sample
from supra2d.plot import draw
from supra2d.study import bkt_results, read

rng = np.random.default_rng(8)
current = np.geomspace(3e-8, 3e-6, 60)
current = np.concatenate([-current[::-1], current])
rows = []
for T in np.arange(0.100, 0.172, 0.0025):
    exponent = 1.0 + 2.0 * (0.138 / T) * (0.160 - T) / 0.022 if T < 0.138 else 1.0
    part = (np.abs(current) / 3e-6) ** (exponent - 1.0) * (1.0 if T < 0.138 else 0.3)
    V = 300.0 * current * part / (1.0 + part)
    V = V * (1.0 + 3e-3 * rng.normal(size=V.size)) + 2e-9 * rng.normal(size=V.size) + 3e-9
    rows += [f"{T:.4f}\t0.0\t{i:.6e}\t{v:.6e}" for i, v in zip(current, V, strict=True)]
file = Path(mkdtemp()) / "curves.txt"
file.write_text("T (K)\tB (T)\tI (A)\tV (V)\n" + "\n".join(rows))

(result,) = bkt_results([read(file)], Sample(width=1e-4, thickness=10e-9))
figure = draw("current_exponent", result)

# %%
# What follows from the universal stiffness at the transition:

for name in ("T_BKT", "stiffness", "pearl_length", "kinetic_inductance", "lambda_BKT"):
    found = result.get(name)
    low, high = found.total
    print(f"{name}: {found.value:.4g} {found.unit}, total {low:.4g} to {high:.4g}")
for check in result.checks:
    print(f"{check.name}: {check.message}")
