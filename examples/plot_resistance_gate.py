"""
Sweeps of the gate
==================

R(V_G) of a sheet at three temperatures. The first sweep forms the sample and is never repeated;
later ones differ between rising and falling gate. The curves cross where the resistance does not
depend on temperature: below it rises on cooling, above it falls.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import gate_results

rng = np.random.default_rng(5)


def resistance(t, gate):
    """Sheet resistance that does not depend on temperature at -20 V."""
    return 6000.0 * np.exp(-(gate + 20.0) / (25.0 + 10.0 * t))


rows = []
up = np.linspace(-100.0, 100.0, 201)
for t in (1.0, 3.0, 6.0):
    # gate voltages that were set, and those that the sheet feels
    lag = 6.0 * (1.0 - (up / 100.0) ** 2)
    sweeps = [(up[::-1], (up + lag)[::-1]), (up, up - lag)]
    if t == 1.0:
        sweeps = [(up, up - lag + 0.15 * (100.0 - up)), *sweeps]
    for gate, felt in sweeps:
        r = resistance(t, felt) * (1.0 + rng.normal(0, 3e-3, up.size))
        rows += list(zip(gate * 0 + t, gate, r, strict=True))

path = Path(mkdtemp()) / "gate.txt"
path.write_text(
    "\n".join(["T (K)\tVg (V)\tRs (ohm/sq)", *("\t".join(f"{v:.6g}" for v in r) for r in rows)])
)
(result,) = gate_results([], [supra2d.read(path)])
figure = draw("resistance_gate", result)

for q in result.quantities:
    print(f"{q.name}: {q.value:.4g} +- {q.error:.2g} {q.unit} ({q.convention})")
for check in result.checks:
    print(f"{check.name}: {check.message}")
