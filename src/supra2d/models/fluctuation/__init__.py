"""Superconducting fluctuations above a transition in two dimensions: resistance, stiffness."""

from ._derived import (
    asymptotic,
    dirty_limit,
    kinetic_inductance,
    pearl_length,
    penetration_depth,
    stiffness,
    vortex_core,
)

__all__ = [
    "asymptotic",
    "dirty_limit",
    "kinetic_inductance",
    "pearl_length",
    "penetration_depth",
    "stiffness",
    "vortex_core",
]
