"""
The mirage gap of an Ising superconductor in a field
====================================================

A splitting of 2 x 1.2 meV in a film with a Tc of 3 K. Near the Fermi level the field
in the plane makes the gap smaller without closing it; at the energy of the splitting it opens a
second gap, in which half of the density of states is left.
"""

from supra2d.plot import draw
from supra2d.study import PhaseDiagramOptions, phase_diagram

report = phase_diagram("ising", {"beta": "1.2meV"}, "3K", options=PhaseDiagramOptions(points=8))
(result,) = (result for result in report.results if result.kind == "mirage_gap")
print(*result.text)
figure = draw("mirage_gap", result)
