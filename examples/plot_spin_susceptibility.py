"""
What is left of the spin susceptibility
=======================================

Along the normal the spins of an Ising superconductor pair as anywhere, and the susceptibility
follows Yosida's function; in the plane the splitting keeps most of it. An interaction between
the electrons takes a part of that away, and with it a part of the protection.
"""

from supra2d.plot import draw
from supra2d.study import PhaseDiagramOptions, phase_diagram

report = phase_diagram(
    "ising",
    {"beta": "0.6meV"},
    "3K",
    options=PhaseDiagramOptions(points=8, interaction=2.0 / 3.0),
)
(result,) = (result for result in report.results if result.kind == "spin_susceptibility")
print(*result.text)
figure = draw("spin_susceptibility", result)
