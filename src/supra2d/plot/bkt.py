"""Resistance where vortex pairs unbind, with its laws, and the slope of its logarithm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._style import (
    DASHES,
    DOUBLE,
    GREY,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
    number,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("bkt",)
order = 74
needs = ("resistance",)

_TEMPERATURE = Axis("temperature", "K")
_LAWS = {
    "halperin_nelson_interpolation": "interpolation",
    "halperin_nelson": "exponential",
    "aslamazov_larkin": "paraconductivity",
}
_DECADES = 5.0


def caption(result: Result) -> str:
    """What the figure shows."""
    text = "Resistance in zero field on a logarithmic scale with the laws above the transition"
    if curves_of(result, "slope"):
        text += (
            ". Right: (dlnR/dT)^(-2/3) of blocks of points, which the exponential law makes a "
            "straight line that ends at T_BKT"
        )
    return text + "."


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; the slope has a panel of its own where the figure is ours."""
    beside = None
    if ax is None and curves_of(result, "slope"):
        ax, beside = new_figure(DOUBLE, 68.0).subplots(1, 2, width_ratios=(1.2, 1))
    elif ax is None:
        ax = new_figure(SINGLE + 14, 68.0).add_subplot()
    _resistance(ax, result)
    if beside is not None:
        _slope(beside, result)
    return ax


def _resistance(ax: Axes, result: Result) -> None:
    data = curves_of(result, "resistance")
    axis = data[0].axes[1] if data[0].axes else result.y_axis
    x = axis_scale(_TEMPERATURE, *(c.x for c in data))
    y = axis_scale(axis, *(c.y for c in data))
    for curve in data:
        shown = curve.y > 0.0
        ax.plot(
            curve.x[shown] * x.factor,
            curve.y[shown] * y.factor,
            ".",
            color=OKABE_ITO[0],
            markersize=2.0,
        )
    top = max(float(np.max(c.y)) for c in data) * y.factor
    for i, (name, label) in enumerate(_LAWS.items()):
        for curve in curves_of(result, "resistance_fit"):
            if curve.where.get("model") == name:
                shown = (curve.y > 0.0) & (curve.y * y.factor < 1.5 * top)
                ax.plot(
                    curve.x[shown] * x.factor,
                    curve.y[shown] * y.factor,
                    color=OKABE_ITO[i + 1],
                    linestyle=DASHES[i],
                    linewidth=0.9,
                    label=label,
                    zorder=3,
                )
    ax.set_yscale("log")
    lowest = min(float(c.y[c.y > 0.0].min()) for c in data) * y.factor
    ax.set_ylim(max(lowest, top * 10.0**-_DECADES), 2.0 * top)
    ax.set_xlabel(axis_label(_TEMPERATURE, x))
    ax.set_ylabel(axis_label(axis, y))
    legend_above(ax)


def _slope(ax: Axes, result: Result) -> None:
    curves = curves_of(result, "slope")
    x = axis_scale(_TEMPERATURE, *(c.x for c in curves))
    for curve in curves:
        ax.errorbar(
            curve.x * x.factor,
            curve.y,
            yerr=curve.y_error,
            fmt="o",
            color=OKABE_ITO[0],
            markersize=2.8,
            markerfacecolor="white",
            markeredgewidth=0.8,
            elinewidth=0.7,
        )
    for curve in curves_of(result, "slope_fit"):
        label = rf"zero at {number(float(curve.x[0]) * x.factor, 4)} {x.unit}"
        ax.plot(curve.x * x.factor, curve.y, color=OKABE_ITO[1], linewidth=0.9, label=label)
        legend_above(ax)
    ax.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
    ax.set_xlabel(axis_label(_TEMPERATURE, x))
    ax.set_ylabel(r"$(\mathrm{d}\ln R/\mathrm{d}T)^{-2/3}$ (K$^{2/3}$)")
    ax.margins(0.08)
