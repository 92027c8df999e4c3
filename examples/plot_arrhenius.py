"""
Flux creep: ln R against 1/T
============================

A family of R(T) whose tails are activated: barriers of 240 K at 1 T that fall with the field, first
slowly and from 0.7 T on faster, and lines that meet at 5.95 K. Near the normal resistance the film
is in parallel with it, and an instrument adds offset and noise.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from supra2d.plot import draw
from supra2d.study import Options, creep_result, measured_groups, read

rng = np.random.default_rng(5)
rows = []
for field in (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.5, 1.8, 2.0):
    exponent = -0.71 if field < 0.7 else -1.67
    barrier = 308.6 * (field / 0.7) ** exponent
    T = np.arange(7.4, 1.7, -0.015)
    activated = 1.2 * np.exp(np.minimum(barrier * (1 / 5.95 - 1 / T), 50.0))
    R = activated / (1.0 + activated) + 0.001 + 3e-4 * rng.normal(size=T.size)
    rows += [f"{t:.4f}\t{field:.2f}\t{r:.7f}" for t, r in zip(T, R, strict=True)]
file = Path(mkdtemp()) / "family.txt"
file.write_text("T (K)\tB (T)\tR (ohm)\n" + "\n".join(rows))

group = measured_groups([read(file)], Options())[0]
result = creep_result(group, Options())
figure = draw("arrhenius", result)

# %%
# Windows are scanned and averaged, so that nobody chooses them. All fields together:

for name in ("T_cross", "alpha_low", "alpha_high", "B_cross"):
    found = result.get(name)
    low, high = found.total
    print(f"{name}: {found.value:.4g} {found.unit}, total {low:.4g} to {high:.4g}")
