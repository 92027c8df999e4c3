"""Critical temperature against sheet density, with the line through both errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._style import (
    DASHES,
    MARKERS,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("gate",)
order = 63
needs = ("pairs",)

_X, _Y = Axis("n_sheet", "m^-2"), Axis("Tc", "K")


def caption(result: Result) -> str:
    """What the figure shows."""
    text = "Critical temperature against sheet density at the same gate voltages."
    if curves_of(result, "line"):
        text += (
            " Line: regression with errors on both axes, averaged over ranges, with its 68 % "
            "band, continued to zero Tc where that is determined."
        )
    return text


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
    pairs, lines = curves_of(result, "pairs"), curves_of(result, "line")
    x = axis_scale(_X, *(c.x for c in pairs))
    y = axis_scale(_Y, *(c.y for c in pairs))
    for i, curve in enumerate(pairs):
        ax.errorbar(
            np.asarray(curve.x) * x.factor,
            np.asarray(curve.y) * y.factor,
            xerr=None if curve.x_error is None else np.asarray(curve.x_error) * x.factor,
            yerr=None if curve.y_error is None else np.asarray(curve.y_error) * y.factor,
            fmt=MARKERS[i % len(MARKERS)],
            color=OKABE_ITO[i % len(OKABE_ITO)],
            markersize=3.2,
            markerfacecolor="white",
            markeredgewidth=0.8,
            elinewidth=0.7,
            zorder=3,
            label=str(curve.where.get("branch", "")) or "_",
        )
    for i, curve in enumerate(lines):
        at, value = np.asarray(curve.x) * x.factor, np.asarray(curve.y) * y.factor
        colour = OKABE_ITO[(i + 1) % len(OKABE_ITO)]
        ax.plot(at, value, color=colour, linewidth=0.9, linestyle=DASHES[i % len(DASHES)])
        if curve.low is not None and curve.high is not None:
            low, high = (np.asarray(v) * y.factor for v in (curve.low, curve.high))
            ax.fill_between(at, low, high, color=colour, alpha=0.2, linewidth=0.0)
    ax.set_xlabel(axis_label(_X, x))
    ax.set_ylabel(axis_label(_Y, y))
    ax.margins(0.06)
    legend_above(ax)
    return ax
