"""
Spin splitting over the first zone
==================================

Energy of spin up less that of spin down in the bands of NbSe2 at the Fermi level: opposite at K and
K', zero on the lines from Γ to M, where a mirror maps one spin on the other. What counts for
superconductivity is its size on the Fermi contours.
"""

from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

# The name of a compound, or a file of Wannier90 or of supra2d; coarse meshes, for a quick page.
report = bands("NbSe2", options=BandsOptions(contours=120, states=60, response=24))
results = {result.kind: result for result in report.results}
figure = draw("splitting_map", results["splitting_map"])

for row in results["fermi_surface"].quantities:
    if row.name == "soc_splitting_kF":
        print(f"{row.where['channel']}: {row.value:.1f} meV")
