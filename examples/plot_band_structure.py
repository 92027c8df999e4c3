"""
Bands coloured by spin and by orbital
=====================================

A layer of NbSe2 from first principles. The mirror of the layer keeps spins along the normal; on the
line from Γ to M two spins have one energy. The pocket around Γ is of dz2, those around K are of the
orbitals in the plane.
"""

from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

report = bands("NbSe2", options=BandsOptions(contours=60, states=60, response=24))
results = {result.kind: result for result in report.results}
figure = draw("band_structure", results["band_structure"])

print(results["band_structure"].text[0])
