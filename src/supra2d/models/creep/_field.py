"""What the laws of field share."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, Parameter

AMPLITUDE = Parameter("A", "K", 300.0, 1e-6, 1e8, "barrier at 1 T", ("log_uniform", 1e-6, 1e8))


def strength(B: Array) -> Array:
    """Size of the field in T; a power law diverges at zero, so that a nanotesla is the least."""
    return np.maximum(np.abs(B), 1e-9)
