"""Tunnelling into a superconductor: conductance against bias, gap against temperature and field."""

from ._derived import floor, pair_breaking
from ._slopes import slopes

__all__ = ["floor", "pair_breaking", "slopes"]
