"""Flow of Wannier centres along one direction as the other momentum runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Array, Result
from ._family import curves_of
from ._scale import scale_for
from ._style import GREY, OKABE_ITO, SINGLE, axis_label, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("topology",)
order = 85
needs = ("centre",)

_ROOM = 0.03  # of a cell, below and above it


def caption(result: Result) -> str:
    """What the figure shows."""
    return (
        "Centres of the occupied Wannier functions along one lattice vector, in units of it, "
        "against the momentum along the other. A line drawn across from one end to the other "
        "meets them an odd number of times where the Z2 index is 1."
    )


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; the centres of one cell, cut where it holds none at the first momentum."""
    ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
    curves = curves_of(result, "centre")
    run = np.asarray(curves[0].x, float)
    centres = np.sort(np.array([c.y for c in curves], dtype=float).T % 1.0, axis=1)
    for x, after, line, following in zip(run, run[1:], centres, centres[1:], strict=False):
        ends = line + _ways(line, following)
        for cell in (-1.0, 0.0, 1.0):
            ax.plot([x, after], np.array([line, ends]) + cell, color=GREY, linewidth=0.6)
    for cell in (-1.0, 0.0, 1.0):
        ax.plot(run, centres + cell, "o", color=OKABE_ITO[0], markersize=2.2, markeredgewidth=0.0)
    bottom = _free(centres[0])
    ax.set_ylim(bottom - _ROOM, bottom + 1.0 + _ROOM)
    for axis, label in ((result.x_axis, ax.set_xlabel), (result.y_axis, ax.set_ylabel)):
        label(axis_label(axis, scale_for(axis.unit if axis else "", 1.0)))
    ax.margins(x=0.03)
    return ax


def _ways(line: Array, following: Array) -> Array:
    """How far each centre moves to the next momentum when the order on the circle is kept."""
    n = len(line)
    turned = following[(np.arange(n)[:, None] + np.arange(n)) % n]
    ways = (turned - line + 0.5) % 1.0 - 0.5
    return np.asarray(ways[np.argmin(np.abs(ways).max(axis=1))])


def _free(centres: Array) -> float:
    """Middle of the widest stretch of a cell without a centre, within half a cell of zero."""
    widths = np.diff(np.append(centres, centres[0] + 1.0))
    i = int(np.argmax(widths))
    return float((centres[i] + 0.5 * widths[i] + 0.5) % 1.0 - 0.5)
