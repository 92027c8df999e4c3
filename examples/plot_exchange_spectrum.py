"""
A magnet beside an Ising superconductor
=======================================

An exchange energy of 0.12 meV splits the edges of the gap where the moment of the magnet stands
along the normal; in the plane the Ising splitting suppresses that by three orders of magnitude.
"""

from supra2d.plot import draw
from supra2d.study import PhaseDiagramOptions, phase_diagram

report = phase_diagram(
    "ising", {"beta": "4.1meV"}, "3K", options=PhaseDiagramOptions(points=8, exchange=0.12)
)
(result,) = (result for result in report.results if result.kind == "exchange_spectrum")
print(*result.text)
figure = draw("exchange_spectrum", result)
