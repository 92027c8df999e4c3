"""
Two-fold or wobble: the field turned in the plane
=================================================

A film whose normal is off the rotation axis meets the field a little out of its plane, more at some
azimuths than at others. That alone makes a two-fold signal. Its cusp makes a four-fold one too,
which an axis of the film does not. Two films, both with a two-fold part of about 2 %: one wobbles
by half a degree, one has an axis of its own.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.plot import draw
from supra2d.study import Options

azimuth = np.arange(0.0, 360.0, 10.0)
law = supra2d.model("inplane_harmonics")
films = {
    "wobble": law(azimuth, B0=10.0, a2=0.0, a6=0.0, B_perp=1.0, wobble=0.55, phi_w=30.0),
    "axis": law(azimuth, B0=10.0, a2=0.02, phi2=120.0, a6=0.0),
}
noise = np.random.default_rng(7)
reports = {}
for name, fields in films.items():
    B = fields * (1.0 + 0.003 * noise.normal(size=azimuth.size))
    rows = [f"2,{b:.5f},0.03,90,{phi}" for b, phi in zip(B, azimuth, strict=True)]
    rows += ["2,1.0,0.01,0,0"]  # along the normal
    file = Path(mkdtemp()) / f"{name}.csv"
    file.write_text("\n".join(["T (K),B (T),dB (T),angle (deg),azimuth (deg)", *rows]) + "\n")
    # the axis was adjusted to 0.15 degree
    reports[name] = supra2d.report(file, options=Options(tilt=0.15))

results = {k: next(r for r in v.results if r.kind == "inplane") for k, v in reports.items()}
figure = draw("inplane", results["wobble"])

# %%
# The film with an axis of its own:

figure = draw("inplane", results["axis"])

# %%
# What the report says of either:

for name, result in results.items():
    print(f"{name}: {result.text[0]}\n")
