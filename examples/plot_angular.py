"""
Critical field against angle
============================

The field is turned from the film normal into the plane and the resistance swept at each angle.
A thin film has a cusp at 90 degrees, an anisotropic bulk crystal a round top.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw
from supra2d.simulate import Film, Protocol, Sweep, run, write_origin_text

film = Film(Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.2, broadening=0.6)
angles = (0, 20, 40, 55, 65, 73, 80, 84, 87, 89, 90, 91, 93, 96)
sweeps = tuple(
    Sweep("R(B)", at=(3.3,), span=(0.0, 11.0), points=300, angle=float(angle)) for angle in angles
)
log = run(film, Protocol(sweeps, noise_floor=0.5), seed=5)
file = write_origin_text(log, Path(mkdtemp()) / "angles.txt")

report = supra2d.report(file)
result = next(r for r in report.results if r.kind == "angular")
figure = draw("angular", result)

# %%
# The evidence for either law, by their residuals:

for fit in result.fits:
    print(f"{fit.model}: chi2 = {fit.chi2:.1f} with {fit.dof} degrees of freedom")
