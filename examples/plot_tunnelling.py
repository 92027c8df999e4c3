"""
Tunnelling spectrum
===================

A simulated spectrum at 0.4 K of a film with one gap, and one of a dip without coherence peaks, as
a charge-density wave makes it. Both are fitted; only the first gap is called superconducting.
"""

import numpy as np

from supra2d.core import Column, make_log
from supra2d.models import model
from supra2d.plot import draw
from supra2d.study import tunnelling_results

rng = np.random.default_rng(2)
bias = np.linspace(-3e-3, 3e-3, 181)
noise = 0.012 * rng.normal(size=bias.size)

junction = model("dynes")(bias - 4e-5, Delta=0.8, Gamma=0.05, T=0.4, V_mod=4e-5, G_N=1.0)
dip = 1.0 - 0.4 * np.exp(-((bias / 9e-4) ** 4)) * (1.0 + 0.3 * np.sin(3e3 * bias))


def log(conductance):
    """A log as a reader makes it, with temperature and lock-in amplitude in its header."""
    columns = [Column("bias", bias, "Bias (V)"), Column("conductance", conductance, "dI/dV (S)")]
    return make_log(columns, lines=np.arange(2, 2 + bias.size), source="film.dat", sha256="0" * 64,
                    reader="made", header={"temperature": 0.4, "modulation": 5.7e-5})  # fmt: skip


(result,) = tunnelling_results([log(2e-9 * (junction * (1.0 + 25.0 * bias) + noise))])
figure = draw("tunnelling", result)

for name, truth in (("Delta", 0.8), ("Gamma", 0.05)):
    q = result.get(name)
    print(f"{name} = {q.value:.4f} +- {q.error:.4f} meV, made {truth} meV")

# %%
# The dip is fitted as well, but its gap is refused, with the reasons:

(other,) = tunnelling_results([log(2e-9 * (dip + noise))])
second = draw("tunnelling", other)
print(other.get("Delta").message)
