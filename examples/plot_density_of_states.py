"""
Density of states by orbital
============================

States of a layer of TaS2, by linear triangles. The peaks are van Hove singularities: saddles of the
bands between Γ and K, and at M.
"""

from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

report = bands("TaS2", options=BandsOptions(contours=60, states=120, response=24))
results = {result.kind: result for result in report.results}
figure = draw("density_of_states", results["density_of_states"])

print(results["density_of_states"].text[0])
