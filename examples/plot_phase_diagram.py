"""
The gap over temperature and field, and its jump
================================================

A weak Ising splitting, half of kB Tc: in the plane superconductivity ends by a jump of the gap
between two tricritical points, and both states can last on either side of it.
"""

from supra2d.core.constants import K_B
from supra2d.plot import draw
from supra2d.study import PhaseDiagramOptions, phase_diagram

report = phase_diagram(
    "ising", {"beta": 0.5 * 3.0 * K_B}, "3K", options=PhaseDiagramOptions(points=48)
)
result = next(result for result in report.results if result.kind == "phase_diagram")
print(*result.text)
figure = draw("phase_diagram", result)
