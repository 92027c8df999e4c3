"""
Resistance against field
========================

Sweeps of the field through both signs, up and down, at fixed temperatures. The two signs tell
the remanent field from an offset of the resistance, the two branches show hysteresis.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw
from supra2d.simulate import Film, Protocol, Sweep, run, write_origin_text
from supra2d.study import Options

film = Film(Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.2, broadening=0.6)
loops = Sweep("R(B)", at=(2.0, 2.5, 3.0, 3.5), span=(-2.5, 2.5), points=201, loop=True)
protocol = Protocol((loops,), noise_floor=0.5, remanent_field=4e-3, hysteresis=8e-3, offset=2.0)
file = write_origin_text(run(film, protocol, seed=3), Path(mkdtemp()) / "loops.txt")

report = supra2d.report(file, options=Options(direction="perpendicular"))
result = next(r for r in report.results if r.kind == "resistance_field")
figure = draw("resistance_field", result)

# %%
# What the report says about offset, remanence and hysteresis:

for check in result.checks:
    print(f"{check.name}: {check.message}")
