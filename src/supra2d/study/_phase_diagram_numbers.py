"""Rows of ``results.json`` that come from a law's state in a field."""

from __future__ import annotations

from typing import Any

from ..core import Quantity

#: Relative; what sums, angles and roots leave is below it for any law.
NUMERICAL = 1e-6
_LEAST = 1e-12  # and absolute

METHOD = "free energy"


def number(name: str, unit: str, value: float, **rest: Any) -> Quantity:
    """A row with the error of the numerical solution; the law itself is taken as it stands."""
    error = NUMERICAL * abs(value) + _LEAST
    rest.setdefault("method", METHOD)
    rest.setdefault("cites", ("wickramaratne2023",))
    return Quantity(name, unit, value, (value - error, value + error), **rest)
