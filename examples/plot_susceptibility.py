"""
Spin susceptibility along a path and over the zone
==================================================

How near to magnetism a metal is, and at which wave vector, depends on which bands are counted:
the two at the Fermi level alone, or all. Spin-orbit coupling makes the response along the normal
(zz) and in the plane (xx) differ. A layer of NbSe2.
"""

from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

report = bands(
    "NbSe2", options=BandsOptions(temperature=300.0, contours=60, states=60, response=72)
)
(result,) = (result for result in report.results if result.kind == "susceptibility")
figure = draw("susceptibility", result)

for row in result.quantities:
    if row.name == "chi_q_peak":
        print(f"{row.where['channel']}, {row.method}: {row.message}")
