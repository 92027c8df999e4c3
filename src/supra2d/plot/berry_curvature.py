"""Berry curvature along the line between the two valleys of a hexagonal layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._style import DASHES, GREY, OKABE_ITO, SINGLE, axis_scale, legend_above, new_figure
from ._zone import path_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("berry_curvature",)
order = 85
needs = ("curvature", "tick")

_STATES = {"bands": "whole bands", "filled": "filled states"}
_SQUARE_ANGSTROM = 1e20  # in a square metre


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Berry curvature along the normal from K over Γ to K′, opposite in both valleys."]
    if len(curves_of(result, "curvature")) > 1:
        told.append(
            "Whole bands: all up to those that cross the Fermi level, filled or not; filled "
            "states: below the Fermi level alone."
        )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
    curves = curves_of(result, "curvature")
    x = axis_scale(result.x_axis, *(c.x for c in curves))
    for i, curve in enumerate(curves):
        states = str(curve.where.get("states", ""))
        ax.plot(
            x.factor * np.asarray(curve.x),
            _SQUARE_ANGSTROM * np.asarray(curve.y),
            color=OKABE_ITO[i],
            linestyle=DASHES[i],
            label=_STATES.get(states, states),
        )
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    path_axis(ax, result, x)
    ax.set_ylabel(r"$\Omega_z$ (Å²)")
    if len(curves) > 1:
        legend_above(ax)
    return ax
