"""
Hall resistance
===============

Field sweeps of a film at several temperatures, as a laboratory writes them: an offset, contacts
that pick up part of the longitudinal resistance, both branches. Density, mobility and lengths
follow from the odd part, in a semimetal from both resistances together.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.core import Sample
from supra2d.measure import hall_tensor
from supra2d.plot import draw
from supra2d.study import carriers_result


def measured(path: Path, temperatures, carriers, *, noise: float = 0.02) -> Path:
    """Write T, B, Rxy, Rxx of loops between +9 and -9 T; ``carriers(T)`` are n and mu."""
    rng = np.random.default_rng(4)
    field = np.concatenate([np.linspace(9, -9, 181), np.linspace(-9, 9, 181)])
    lines = ["T (K)\tB (T)\tRxy (ohm)\tRxx (ohm/sq)"]
    for t in temperatures:
        xx, xy = hall_tensor(field, *(np.array(a) for a in carriers(t)))
        hall = xy + 0.4 + 0.03 * xx + rng.normal(0, noise, field.size)
        along = xx + rng.normal(0, noise, field.size)
        rows = zip(t + rng.normal(0, 2e-4 * t, field.size), field, hall, along, strict=True)
        lines += ["\t".join(f"{value:.6g}" for value in row) for row in rows]
    path.write_text("\n".join(lines))
    return path


folder = Path(mkdtemp())
metal = measured(
    folder / "metal.txt", (10, 50, 100, 200), lambda t: ([3e18 * (1 + t / 900)], [6e-3])
)
result = carriers_result([supra2d.read(metal)], Sample(thickness=6e-9))
figure = draw("hall", result)

for name in ("n_sheet", "mobility", "mean_free_path", "kFl"):
    q = result.get(name, temperature=10.0)
    print(f"{name}: {q.value:.4g} +- {q.error:.1g} {q.unit} ({q.convention})")

# %%
# A semimetal: few fast electrons beside many slow holes bend the Hall resistance.

semimetal = measured(
    folder / "semimetal.txt", (2,), lambda t: ([2e16, 4e15], [0.15, -0.6]), noise=0.05
)
result = carriers_result([supra2d.read(semimetal)])
bent = draw("hall", result)

print(result.comparisons[0]["verdict"])
for name in ("n_sheet_1", "mobility_1", "n_sheet_2", "mobility_2"):
    q = result.get(name)
    print(f"{name}: {q.value:.4g} +- {q.error:.1g} {q.unit} ({q.convention})")
