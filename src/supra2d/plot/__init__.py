"""Figures of Results: one file per figure, found by being in this folder.

A figure file holds ``draws`` (kinds of Result), ``order`` (place in a report),
``caption(result)`` and ``draw(result, *, ax=None)``; where it only suits results with curves of
certain roles it also names them in ``needs``.
"""

from ._discovery import caption, draw, figures, figures_for
from ._scale import Scale, scale_for
from ._style import OKABE_ITO, figure_of, save, style

__all__ = [
    "OKABE_ITO",
    "Scale",
    "caption",
    "draw",
    "figure_of",
    "figures",
    "figures_for",
    "save",
    "scale_for",
    "style",
]
