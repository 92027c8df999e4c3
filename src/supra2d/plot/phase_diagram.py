"""Gap over a plane of field and temperature or angle, and the lines at which it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._scale import scale_for
from ._spins import side_bar
from ._style import SINGLE, axis_label, axis_scale, largest, legend_above, new_figure
from ._zone import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("phase_diagram",)
order = 90
needs = ("gap_map", "gap_map_value")

_FIRST = "#D55E00"
_LOOKS = {
    "second order": {"color": INK, "linestyle": "-", "linewidth": 1.2},
    "first order": {"color": _FIRST, "linestyle": "-", "linewidth": 1.6},
    "between two gaps": {"color": _FIRST, "linestyle": (0, (3, 1, 1, 1)), "linewidth": 1.6},
    "supercooling": {"color": _FIRST, "linestyle": (0, (1, 1)), "linewidth": 1.0},
    "superheating": {"color": _FIRST, "linestyle": (0, (4, 1.5)), "linewidth": 1.0},
}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Colour: gap of the state of least energy; white: normal."]
    lines = {str(c.where.get("line", "")) for c in curves_of(result, "transition", "spinodal")}
    if "first order" in lines:
        told.append(
            "At the line of first order the gap jumps; between supercooling and superheating "
            "both states can last."
        )
    if curves_of(result, "tricritical"):
        told.append("Circle: tricritical point.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE, 70.0).add_subplot()
    (places,), (value,) = curves_of(result, "gap_map"), curves_of(result, "gap_map_value")
    x, y = axis_scale(result.x_axis, places.x), axis_scale(result.y_axis, places.y)
    columns, rows = np.unique(np.asarray(places.x, float)), np.unique(np.asarray(places.y, float))
    gap = np.asarray(value.y, float).reshape(len(columns), len(rows)).T
    energy = scale_for("meV", largest(gap))
    image = ax.pcolormesh(
        x.factor * columns,
        y.factor * rows,
        np.ma.masked_equal(energy.factor * gap, 0.0),
        cmap="cividis",
        vmin=0.0,
        vmax=energy.factor * largest(gap) or 1.0,
        shading="nearest",
        rasterized=True,
    )
    for curve in curves_of(result, "transition", "spinodal"):
        look = _LOOKS[str(curve.where["line"])]
        at, line = x.factor * np.asarray(curve.x), y.factor * np.asarray(curve.y)
        ax.plot(at, line, label=curve.label, **look)
    for curve in curves_of(result, "tricritical"):
        ax.plot(
            x.factor * np.asarray(curve.x),
            y.factor * np.asarray(curve.y),
            "o",
            color=INK,
            markerfacecolor="white",
            markersize=4.0,
            label=curve.label,
            zorder=5,
        )
    ax.set_xlim(x.factor * columns[0], x.factor * columns[-1])
    ax.set_ylim(0.0, y.factor * rows[-1])
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(axis_label(result.y_axis, y))
    side_bar(ax, image).set_label(axis_label(Axis("Δ", "meV"), energy))
    legend_above(ax)
    return ax
