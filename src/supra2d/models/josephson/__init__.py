"""Josephson junctions: critical current against field."""

from ._derived import flux_area

__all__ = ["flux_area"]
