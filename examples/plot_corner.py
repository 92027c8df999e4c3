"""
Posterior of the leading law
============================

A film that lies half a degree off the field. Its spin-orbit energy and the tilt are known together,
each of them alone much less well: the narrow region of the two shows it.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

import supra2d
from supra2d.fit import Instrument, with_instrument
from supra2d.models import model
from supra2d.plot import draw

rng = np.random.default_rng(2)
across = model("whh_orbital")
tilted = with_instrument(model("ising"), Instrument(), across)
T = 3.0 * np.linspace(0.3, 0.98, 24)
rows = ["T (K)\tB (T)\tdB (T)\tdirection"]
for direction, B in (
    ("perpendicular", across(T, Tc0=3.0, slope=0.72)),
    ("parallel", tilted(T, Tc0=3.0, slope=0.72, beta=4.1, tilt=0.5)),
):
    dB = 0.01 * B + 0.002
    measured = zip(T, rng.normal(B, dB), dB, strict=True)
    rows += [f"{t:.4f}\t{b:.4f}\t{e:.4f}\t{direction}" for t, b, e in measured]
table = Path(mkdtemp()) / "tilted.tsv"
table.write_text("\n".join(rows) + "\n")

result = supra2d.compare(table, models=["ising", "klb", "film_orbital"]).results[0]
figure = draw("corner", result)

# %%
# The film was made with beta = 4.1 meV and a tilt of 0.5 degrees:

for line in result.text:
    print(line)
