"""
Current-voltage curves
======================

Loops of a film at several temperatures in one text file, as a laboratory writes them: an offset
that drifts through zero, leads in series, a current source that is a little off, hysteresis. All
of it is found and taken off before a critical current is looked for.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.core import Sample
from supra2d.plot import draw
from supra2d.study import critical_current_results

rng = np.random.default_rng(6)
rising = np.linspace(0.0, 1.0e-3, 121)
loop = np.concatenate([rising, rising[::-1], -rising, -rising[::-1]])
up = np.tile(np.repeat([True, False], rising.size), 2)

lines = ["T (K)\tB (T)\tI (A)\tV (V)"]
for i, temperature in enumerate(np.arange(2.0, 7.6, 0.5)):
    critical = 0.9e-3 * (1.0 - temperature / 8.0) ** 1.5
    end = np.where(up, critical, 0.7 * critical)
    true = loop - 4e-6
    voltage = np.where(np.abs(true) > end, 12.0 * true, 0.0) + 0.8 * true + 3e-6 * (i - 5)
    voltage += rng.normal(0.0, 2e-6, loop.size)
    kelvin = temperature + rng.normal(0.0, 1e-3, loop.size)
    rows = zip(kelvin, np.zeros(loop.size), loop, voltage, strict=True)
    lines += ["\t".join(f"{value:.6g}" for value in row) for row in rows]
path = Path(mkdtemp()) / "loops.txt"
path.write_text("\n".join(lines))

film = Sample(width=1e-6, thickness=6e-9)
(result,) = critical_current_results([supra2d.read(path)], film)
figure = draw("current_voltage", result)

for check in result.checks:
    print(f"{check.name}: {check.message}")
for name in ("Ic", "I_retrap", "Jc"):
    q = result.get(name, temperature=2.0)
    print(f"{name}: {q.value:.4g} +- {q.error:.1g} {q.unit} ({q.method})")
