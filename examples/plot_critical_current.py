"""
Critical current
================

Critical currents of a narrow film up to Tc from rounded current-voltage curves, where Ic is the
top of dV/dI. Near Tc they vanish as the depairing current of Ginzburg and Landau does; with a
coherence length they bound the penetration depth.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.core import Quantity, Sample
from supra2d.plot import draw
from supra2d.study import critical_current_results

rng = np.random.default_rng(3)
current = np.linspace(-2.0e-3, 2.0e-3, 801)
parts = np.random.default_rng(1).normal(1.0, 0.04, 4000)  # of the film, each with its own Ic

lines = ["T (K)\tI (A)\tV (V)"]
for temperature in np.arange(0.5, 7.6, 0.5):
    critical = 1.3e-3 * (1.0 - temperature / 7.7) ** 1.5 * parts[:, None]
    voltage = 5.0 * np.sqrt(np.maximum(current**2 - critical**2, 0.0)).mean(axis=0)
    voltage = np.sign(current) * voltage + rng.normal(0.0, 1e-6, current.size)
    kelvin = temperature + rng.normal(0.0, 1e-3, current.size)
    lines += [
        f"{t:.5g}\t{i:.6g}\t{v:.6g}" for t, i, v in zip(kelvin, current, voltage, strict=True)
    ]
path = Path(mkdtemp()) / "film.txt"
path.write_text("\n".join(lines))

film = Sample(width=1.27e-6, thickness=6e-9)
xi = Quantity("xi_GL", "m", 9.6e-9, (9.4e-9, 9.8e-9))
(result,) = critical_current_results([supra2d.read(path)], film, xi=xi)
figure = draw("critical_current", result)

for name in ("Ic", "Jc", "Ic_exponent", "lambda_max"):
    q = result.get(name)
    print(f"{name}: {q.value:.4g} +- {q.error:.1g} {q.unit} ({q.method})")
for check in result.checks:
    print(f"{check.name}: {check.message}")
