"""
Map of tunnelling spectra
=========================

Simulated spectra while the temperature rises, with one row in which the lock-in was off. Each row
is fitted by itself; the curve of Bardeen, Cooper and Schrieffer through the gaps gives the gap at
zero temperature and the critical temperature.
"""

import numpy as np

from supra2d.core import Column, make_log
from supra2d.models import model
from supra2d.plot import draw
from supra2d.study import tunnelling_results

rng = np.random.default_rng(4)
bias = np.linspace(-3e-3, 3e-3, 121)
kelvin = np.linspace(0.4, 7.0, 34)
gaps = model("bcs_gap")(kelvin, Delta0=0.95, Tc=6.0)

rows = []
for T, gap in zip(kelvin, gaps, strict=True):
    row = np.ones(bias.size)
    if gap > 0.0:
        row = model("dynes")(bias, Delta=gap, Gamma=0.05, T=T, V_mod=0.0, G_N=1.0)
    rows.append(2e-9 * (row + 0.015 * rng.normal(size=bias.size)))
rows[12] = np.full(bias.size, 2e-9)

columns = [
    Column("temperature", np.repeat(kelvin, bias.size), "T (K)"),
    Column("bias", np.tile(bias, kelvin.size), "Bias (V)"),
    Column("conductance", np.concatenate(rows), "dI/dV (S)"),
]
log = make_log(columns, lines=np.arange(2, 2 + columns[0].values.size), source="film.dat",
               sha256="0" * 64, reader="made")  # fmt: skip

(result,) = tunnelling_results([log])
figure = draw("tunnelling_map", result)

for name, where, truth in (("Delta", {"temperature": 0.0}, 0.95), ("Tc", {}, 6.0)):
    q = result.get(name, **where)
    print(f"{name} = {q.value:.4f} +- {q.error:.4f} {q.unit}, made {truth} {q.unit}")
print(next(check.message for check in result.checks if check.name == "rows_refused"))
