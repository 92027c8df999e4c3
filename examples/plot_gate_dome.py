"""
Dome of Tc, density and capacitance against gate voltage
========================================================

A superconducting sheet on a dielectric that saturates. At thirteen gate voltages R(T) and a Hall
sweep are measured, after a first sweep of the gate that forms the sample: the densities of that
sweep are never seen again, and are kept apart. The top of the dome has an interval that holds
what the window of the fit would have decided; the capacitance is a function of the gate voltage.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import Options, gate_results, measured_groups

E_CHARGE = 1.602176634e-19
rng = np.random.default_rng(3)
GATES = np.linspace(-150.0, 150.0, 13)


def density(gate):
    """Sheet density in m^-2, of a dielectric that saturates at high fields."""
    return 7.6e17 + 5.3e-5 / E_CHARGE * (gate - 30.0 * np.log(np.cosh(gate / 75.0)))


def critical(gate):
    """A dome that falls faster on the side of few carriers."""
    x = gate - 30.0
    return 0.25 * 400.0 / (160.0 * np.exp(-x / 160.0) + 240.0 * np.exp(x / 240.0))


def sheet(gate):
    """Sheet resistance in ohm at a mobility of 150 cm^2/(V s)."""
    return 1.0 / (E_CHARGE * density(gate) * 150e-4)


def save(path, names, rows):
    """Write rows under their names."""
    path.write_text("\n".join([names, *("\t".join(f"{v:.7g}" for v in row) for row in rows)]))
    return path


cooling = []
for gate in GATES:
    t = np.linspace(0.08, 0.5, 90)
    r = sheet(gate) / (1.0 + np.exp(-(t - critical(gate)) / 0.005))
    cooling += list(zip(t, t * 0 + gate, r + rng.normal(0, 2.0, t.size), strict=True))

# The first rise of the gate: 8e16 m^-2 more than ever after.
visits = [*((g, 8e16) for g in GATES), *((g, 0.0) for g in (*GATES[-2::-1], *GATES[1:]))]
hall = []
for gate, extra in visits:
    b = np.linspace(-9.0, 9.0, 61)
    slope = 1.0 / (E_CHARGE * (density(gate) + extra))
    xy = slope * b + 0.3 + rng.normal(0, 0.3, b.size)
    hall += list(zip(b * 0 + 2.0, b, b * 0 + gate, xy, strict=True))

folder = Path(mkdtemp())
logs = [
    supra2d.read(save(folder / "cooling.txt", "T (K)\tVg (V)\tRs (ohm/sq)", cooling)),
    supra2d.read(save(folder / "hall.txt", "T (K)\tB (T)\tVg (V)\tRxy (ohm)", hall)),
]
(result,) = gate_results(measured_groups(logs, Options()), logs)
figure = draw("gate_dome", result)

for name in ("dome_gate", "dome_Tc"):
    q = result.get(name)
    print(f"{name}: {q.value:.4g} +- {q.error:.2g} {q.unit}")
for gate in (-150.0, 0.0, 150.0):
    q = result.get("capacitance", gate=gate)
    print(f"capacitance at {gate:+.0f} V: {q.value:.3g} +- {q.error:.1g} {q.unit}")
for check in result.checks:
    print(f"{check.name}: {check.message}")
