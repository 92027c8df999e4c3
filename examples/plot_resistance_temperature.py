"""
Resistance against temperature
==============================

A family of sweeps at fixed fields, with the normal state and the points where each sweep crosses
a criterion.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw
from supra2d.simulate import Film, Protocol, Sweep, run, write_origin_text
from supra2d.study import Options

film = Film(Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.2, broadening=0.6)
fields = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.1, 1.3)
family = Sweep("R(T)", at=fields, span=(5.4, 1.8), points=200)
log = run(film, Protocol((family,), noise_floor=0.5, temperature_jitter=2e-3), seed=2)
file = write_origin_text(log, Path(mkdtemp()) / "film.txt")

report = supra2d.report(file, options=Options(direction="perpendicular"))
result = next(r for r in report.results if r.kind == "resistance_temperature")
figure = draw("resistance_temperature", result)
