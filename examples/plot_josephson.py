"""
Josephson junction
==================

A shunted junction whose capacitance holds it in the resistive state: it switches at one current
and retraps at a smaller one, and its switching current against field is that of a slit. The
phase of the junction is integrated step by step; nothing of the analysis enters.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import josephson_results

rng = np.random.default_rng(4)
resistance, damping = 40.0, 6.0  # ohm, Stewart-McCumber parameter in zero field
fields = np.linspace(-2.6e-3, 2.6e-3, 36)
critical = 3e-6 * np.abs(np.sinc((fields - 2e-4) / 1e-3))  # A, with a little trapped flux

up = np.linspace(0.0, 4.5e-6, 91)
bias = np.concatenate([up, up[::-1]])

# all fields at once, each in its own units: currents of Ic, times of hbar / (2 e Ic R)
critical = np.maximum(critical, 1e-9)
inertia = damping * critical / critical.max()
phase, speed = np.zeros(fields.size), np.zeros(fields.size)
volts = []
for current in bias:
    drive, mean = current / critical, np.zeros(fields.size)
    step = 0.1 / np.maximum(drive, 1.0)
    for k in range(400):
        # implicit in the friction, so that light phases stay calm
        push = speed + step * (drive - np.sin(phase)) / inertia
        speed = push / (1.0 + step / inertia)
        phase = phase + step * speed
        mean += speed * (k >= 200) / 200.0
    volts.append(mean * critical * resistance)

lines = ["T (K)\tB (T)\tI (A)\tV (V)"]
for k, field in enumerate(fields):
    noisy = np.array(volts)[:, k] + rng.normal(0.0, 2e-7, bias.size)
    lines += [f"1.5\t{field:.7g}\t{i:.6g}\t{v:.6g}" for i, v in zip(bias, noisy, strict=True)]
path = Path(mkdtemp()) / "junction.txt"
path.write_text("\n".join(lines))

(result,) = josephson_results([supra2d.read(path)])
figure = draw("josephson", result)

for name in ("hysteresis_ratio", "beta_c", "Rn", "IcRn", "pattern_period", "flux_area"):
    q = result.get(name)
    print(f"{name}: {q.value:.4g} +- {q.error:.1g} {q.unit} ({q.method})")
for check in result.checks:
    print(f"{check.name}: {check.message}")
