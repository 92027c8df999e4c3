"""
Critical field against temperature
==================================

Both directions of a thin film, fitted together with one Tc and one coherence length; the parallel
direction adds the thickness.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw

folder = supra2d.simulate("interface", Path(mkdtemp()) / "interface", seed=4)
files = [folder / "perpendicular.txt", folder / "parallel.txt"]

report = supra2d.report(files)
result = next(r for r in report.results if r.kind == "critical_field")
figure = draw("critical_field", result)

# %%
# The film was made with 146.4 nm and 10.1 nm:

for name in ("xi_GL", "d_sc"):
    found = result.get(name)
    low, high = (1e9 * edge for edge in found.total)
    print(f"{name}: {1e9 * found.value:.2f} nm, total {low:.2f} to {high:.2f} nm")
