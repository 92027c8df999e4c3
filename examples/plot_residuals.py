"""
Residuals of a fit
==================

Whether a law describes the data is seen in what it leaves over: residuals against the variable
for trends, sorted against the quantiles of a normal law for their size.
"""

from pathlib import Path
from tempfile import mkdtemp

import supra2d
from supra2d.plot import draw

folder = supra2d.simulate("interface", Path(mkdtemp()) / "interface", seed=4)
report = supra2d.report(folder / "perpendicular.txt")
result = next(r for r in report.results if r.kind == "critical_field")
figure = draw("residuals", result)

# %%
# The same question as numbers:

for check in result.checks:
    print(f"{check.name}: {check.status}. {check.message}")
