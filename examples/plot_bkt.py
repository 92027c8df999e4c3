"""
Vortex pairs: the resistive transition
======================================

R(T) of a film of 3.8 kilohms whose vortex pairs unbind at 0.18 K, below a mean-field temperature of
0.2 K, in fine steps. Close to the transition ln R goes as an exponential in the inverse root of the
distance; the interpolation of Halperin and Nelson describes it up to the normal state.
"""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from supra2d.plot import draw
from supra2d.study import bkt_results, read

rng = np.random.default_rng(2)
T = np.arange(0.165, 0.28, 0.0002)
tau = np.maximum(T / 0.18 - 1.0, 1e-9)
R = 3800.0 / (1.0 + 0.37 / 1.5 * np.sinh(np.minimum(np.sqrt(1.5 / 9.0 / tau), 300.0)) ** 2)
R = R * (1.0 + 5e-4 * rng.normal(size=T.size)) + 0.2 * rng.normal(size=T.size) + 3.0
file = Path(mkdtemp()) / "film.txt"
rows = [f"{t:.5f}\t{r:.6f}" for t, r in zip(T, R, strict=True)]
file.write_text("T (K)\tRs (ohm/sq)\n" + "\n".join(rows))

(result,) = bkt_results([read(file)])
figure = draw("bkt", result)

# %%
# All methods side by side:

for found in result.quantities:
    if found.name == "T_BKT" and found.value is not None:
        low, high = found.total
        print(f"{found.method}: {found.value:.4g} K, total {low:.4g} to {high:.4g}")
