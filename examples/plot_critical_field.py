"""
Critical field against temperature
==================================

Both directions of a thin film, fitted together with one Tc and one coherence length; the parallel
direction adds the thickness. Neither file says where the field points, so a ``supra2d.toml`` beside
them does.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw
from supra2d.simulate import Film, Protocol, Sweep, run, write_origin_text

film = Film(Tc=4.2, xi=10e-9, d=12e-9, shape="measured", width_T=0.2, broadening=0.6)
folder = Path(mkdtemp())
files = []
for direction, step in (("perpendicular", 0.25), ("parallel", 0.8)):
    fields = tuple(step * i for i in range(7))
    family = Sweep("R(T)", at=fields, span=(5.4, 1.8), points=180)
    protocol = Protocol((family,), direction, noise_floor=2, temperature_jitter=2e-3)
    log = run(film, protocol, seed=4)
    files.append(write_origin_text(log, folder / f"{direction}.txt"))
(folder / "supra2d.toml").write_text(
    """
    [files]
    "perpendicular.txt" = { direction = "perpendicular" }
    "parallel.txt" = { direction = "parallel" }
    """
)

report = supra2d.report(files)
result = next(r for r in report.results if r.kind == "critical_field")
figure = draw("critical_field", result)

# %%
# Pale symbols are other criteria, each fitted on its own. The film was made with 10 nm and 12 nm:

for name in ("xi_GL", "d_sc"):
    found = result.get(name, criterion="50%")
    low, high = (1e9 * edge for edge in found.total)
    print(f"{name}: {1e9 * found.value:.3f} nm, total {low:.3f} to {high:.3f} nm")
