"""
Flux creep: barriers against field and temperature
===================================================

The same kind of family with a barrier that is quadratic in 1 - T/Tc, as vortices of a thin film
have: a straight line in 1/T is then only a mean slope. The exponent q comes from all fields
together, and barriers compare as U(T), not as U0.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from supra2d.plot import draw
from supra2d.study import Options, creep_result, measured_groups, read

rng = np.random.default_rng(2)
rows = []
for field in (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0):
    T = np.arange(7.0, 2.6, -0.01)
    U = 4000.0 * field**-0.77 * (1 - field / 14.0) ** 2 * np.clip(1 - T / 6.0, 0.0, None) ** 2
    # vortices that tilt over a barrier, from creep to free flow
    R = np.i0(np.minimum(0.5 * U / T, 300.0)) ** -2.0
    R += 3e-4 * rng.normal(size=T.size)
    rows += [f"{t:.4f}\t{field:.2f}\t{r:.7f}" for t, r in zip(T, R, strict=True)]
file = Path(mkdtemp()) / "family.txt"
file.write_text("T (K)\tB (T)\tR (ohm)\n" + "\n".join(rows))

group = measured_groups([read(file)], Options())[0]
result = creep_result(group, Options())
figure = draw("barrier", result)

# %%
# What is most probable, and what the checks say:

for comparison in result.comparisons:
    print(f"{comparison['data']}: {comparison['verdict']}")
for check in result.checks:
    print(f"{check.status}: {check.message}")
