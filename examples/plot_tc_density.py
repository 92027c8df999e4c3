"""
Tc against sheet density
========================

Density and critical temperature at the same gate voltages, both with errors: slope, intercept and
the density at which superconductivity begins, which needs the covariance of the two.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import Options, gate_results, measured_groups

E_CHARGE = 1.602176634e-19
rng = np.random.default_rng(8)
GATES = np.linspace(-150.0, 150.0, 9)

cooling, hall = [], []
for gate in GATES:
    density = 6.0e17 + 5.3e-5 / E_CHARGE * gate
    tc, sheet = 0.25e-18 * (density - 0.76e17), 1.0 / (E_CHARGE * density * 150e-4)
    t = np.linspace(0.04, 0.4, 120)
    r = sheet / (1.0 + np.exp(-(t - tc) / 0.006)) + rng.normal(0, 8.0, t.size)
    cooling += list(zip(t, t * 0 + gate, r, strict=True))
    b = np.linspace(-9.0, 9.0, 61)
    xy = b / (E_CHARGE * density) + rng.normal(0, 1.5, b.size)
    hall += list(zip(b * 0 + 2.0, b, b * 0 + gate, xy, strict=True))


def save(path, names, rows):
    """Write rows under their names."""
    path.write_text("\n".join([names, *("\t".join(f"{v:.7g}" for v in row) for row in rows)]))
    return path


folder = Path(mkdtemp())
logs = [
    supra2d.read(save(folder / "cooling.txt", "T (K)\tVg (V)\tRs (ohm/sq)", cooling)),
    supra2d.read(save(folder / "hall.txt", "T (K)\tB (T)\tVg (V)\tRxy (ohm)", hall)),
]
(result,) = gate_results(measured_groups(logs, Options()), logs)
figure = draw("tc_density", result)

for name in ("Tc_slope", "Tc_intercept", "n_sheet_Tc0"):
    q = result.get(name)
    print(f"{name}: {q.value:.3g} +- {q.error:.2g} {q.unit}")
