"""
Berry curvature of the two valleys
==================================

A layer of MoS2 has no centre of inversion, and electrons of K and of K' are turned aside to
opposite sides of an electric field. The curvature is that of the filled bands, from K over Γ to
K'.
"""

from supra2d.plot import draw
from supra2d.study import BandsOptions, bands

report = bands("MoS2", options=BandsOptions(path=60, contours=24, states=60, response=12))
(result,) = (result for result in report.results if result.kind == "berry_curvature")
print(*result.text)
figure = draw("berry_curvature", result)
