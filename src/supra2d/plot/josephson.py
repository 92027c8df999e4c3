"""A junction: the loop of its current-voltage curve, and its critical current against field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._laws import dash
from ._style import (
    DOUBLE,
    GREY,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("josephson",)
order = 64
needs = ("loop",)

_WAYS = {"rising": ("-", OKABE_ITO[0]), "falling": ((0, (4, 2)), OKABE_ITO[1])}
_MARKS = {"switching": "o", "retrapping": "v"}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = "Current-voltage curve, offsets taken off"
    if curves_of(result, "switching", "retrapping"):
        told += "; symbols: switching and retrapping current, mean of the measured polarities"
    told += "."
    laws = curves_of(result, "pattern_fit")
    if laws:
        listed = ", ".join(
            f"{str(c.where['model']).replace('_', ' ')} ({float(c.where['weight']):.2g})"
            for c in laws
        )
        told += (
            " Right: critical current against field, with laws and their probabilities, most "
            f"probable first: {listed}."
        )
    return told


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with the pattern of the field beside the loop."""
    beside = None
    if ax is None and curves_of(result, "pattern"):
        ax, beside = new_figure(DOUBLE, 68.0).subplots(1, 2)
    elif ax is None:
        ax = new_figure(SINGLE + 14).add_subplot()
    _loop(ax, result)
    if beside is not None:
        _pattern(beside, result)
    return ax


def _loop(ax: Axes, result: Result) -> None:
    loops = curves_of(result, "loop")
    x = axis_scale(result.x_axis, *(c.x for c in loops))
    y = axis_scale(result.y_axis, *(c.y for c in loops))
    told: set[str] = set()
    for curve in loops:
        way = str(curve.where["branch"])
        style, colour = _WAYS[way]
        ax.plot(
            curve.x * x.factor,
            curve.y * y.factor,
            linestyle=style,
            color=colour,
            linewidth=1.0,
            label="_" if way in told else f"{way} |I|",
        )
        told.add(way)
    signs = np.array(sorted({float(np.sign(np.sum(c.x))) for c in loops}))
    for curve in curves_of(result, *_MARKS):
        colour = _WAYS["rising" if curve.role == "switching" else "falling"][1]
        ax.plot(
            signs * curve.x * x.factor,
            0.0 * signs,
            linestyle="none",
            marker=_MARKS[curve.role],
            color=colour,
            markersize=4.0,
            zorder=4,
            label=curve.role,
        )
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(axis_label(result.y_axis, y))
    legend_above(ax)


def _pattern(ax: Axes, result: Result) -> None:
    (points,) = curves_of(result, "pattern")
    axes = points.axes or (None, None)
    x, y = axis_scale(axes[0], points.x), axis_scale(axes[1], points.y)
    for i, curve in enumerate(curves_of(result, "pattern_fit")):
        ax.plot(
            curve.x * x.factor,
            curve.y * y.factor,
            linestyle=dash(i),
            color=OKABE_ITO[i],
            zorder=2,
            label=str(curve.where["model"]).replace("_", " "),
        )
    ax.errorbar(
        points.x * x.factor,
        points.y * y.factor,
        yerr=None if points.y_error is None else points.y_error * y.factor,
        fmt="o",
        color=GREY,
        markersize=2.4,
        elinewidth=0.7,
        zorder=3,
    )
    ax.set_xlabel(axis_label(axes[0], x))
    ax.set_ylabel(axis_label(axes[1], y))
    ax.set_ylim(bottom=0.0)
    legend_above(ax)
