"""What the laws of vortices that unbind share."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, Parameter

#: Prefactor of Halperin and Nelson's interpolation, Rn/R - 1 = (AMPLITUDE/b) sinh^2.
AMPLITUDE = 0.37

_FAR = 340.0  # sinh(340)^2 is 1e294

T_BKT = Parameter("T_BKT", "K", 60.0, 1e-4, 300.0, "temperature at which vortices unbind")


def reduced(T: Array, T_BKT: float | Array) -> Array:
    """(T - T_BKT)/T_BKT where that is positive; 1 elsewhere, for use under `np.where`."""
    tau = T / T_BKT - 1.0
    return np.where(tau > 0.0, tau, 1.0)


def conductance(T: Array, T_BKT: float | Array, tau_c: float, b: float) -> Array:
    """Rn/R - 1 above T_BKT; huge but finite next to it."""
    x = np.sqrt(b * tau_c / reduced(T, T_BKT))
    return np.asarray(AMPLITUDE / b * np.sinh(np.minimum(x, _FAR)) ** 2)
