"""What the laws of the gap against field share."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, Parameter, Variable

FIELD = Variable("field", "T")
GAP = Variable("gap", "meV")
DELTA0 = Parameter("Delta0", "meV", 0.5, 1e-4, 100.0, "gap without a field")
CRITICAL_FIELD = Parameter("Bc", "T", 60.0, 1e-5, 1e3, "critical field")


def guess(B: Array, gap: Array) -> dict[str, float]:
    """The largest gap, and a field a little above the largest with a third of it."""
    top = float(np.clip(gap.max(), 1e-4, 50.0))
    open_ = np.abs(B[gap > top / 3.0])
    last = float(open_.max()) if open_.size else 0.0
    return {"Delta0": top, "Bc": float(np.clip(1.1 * last, 1e-4, 900.0))}
