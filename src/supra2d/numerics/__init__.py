"""Numbers without physics: roots and special functions."""

from ._roots import bracketed_root
from ._special import digamma_difference

__all__ = ["bracketed_root", "digamma_difference"]
