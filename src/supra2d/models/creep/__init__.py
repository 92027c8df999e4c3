"""Thermally activated flux flow: resistance against temperature, barrier against field."""

from ._derived import apparent_slope, barrier, kramer_exponent

__all__ = ["apparent_slope", "barrier", "kramer_exponent"]
