"""
From a file to the critical field
=================================

A film in a field along its normal, measured at eight fields and written as tab-separated text. The
text does not say where the field points, so we do.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw
from supra2d.simulate import Film, Protocol, Sweep, run, truth, write_origin_text
from supra2d.study import Options

film = Film(Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.2, broadening=0.6)
family = Sweep("R(T)", at=(0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4), span=(5.4, 2.1), points=200)
log = run(
    film, Protocol((family,), "perpendicular", noise_floor=0.3, temperature_jitter=2e-3), seed=1
)
file = write_origin_text(log, Path(mkdtemp()) / "perpendicular.txt")

# %%
# What was understood of the file: its channels, in fixed units.

for name, variable in supra2d.read(file).data_vars.items():
    print(f"{variable.attrs['column']:<16} -> {name} ({variable.attrs['units']})")

# %%
# The analysis. With an output folder it would also write the page, figures and tables.

report = supra2d.report(file, options=Options(direction="perpendicular"))
boundary = next(result for result in report.results if result.kind == "critical_field")
figure = draw("critical_field", boundary)

# %%
# Numbers come with their interval and criterion, and here with the truth beside them.

tc = boundary.get("Tc", criterion="50%")
print(f"Tc    {tc.value:.4f} K, total {tc.total[0]:.4f} to {tc.total[1]:.4f} K")
print(f"truth {truth(film)['Tc']['50%']:.4f} K")
