"""Density of states and bare spin susceptibility against doping or composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Curve, Result
from ._family import curves_of
from ._style import (
    DASHES,
    DOUBLE,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)
from ._zone import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("doping",)
order = 87
needs = ("dos",)

_COLOURS = {"zz": "#0072B2", "xx": "#D55E00"}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Density of states at the Fermi level per cell, both spins together."]
    if curves_of(result, "chi"):
        told.append(
            "Coloured: bare uniform spin susceptibility in the same unit, along the normal (zz) "
            "and in the plane (xx)."
        )
    if curves_of(result, "stoner"):
        told.append("Below: Stoner's factor 1 / (1 - I N) for one interaction I.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``, one column per series; with ``ax``, the states of the first one alone."""
    names = _series(result)
    if ax is not None:
        _states(ax, result, names[0])
        legend_above(ax)
        return ax
    rows = 2 if curves_of(result, "stoner") else 1
    figure = new_figure(DOUBLE if len(names) > 1 else SINGLE, 30.0 + 34.0 * rows)
    grid = figure.subplots(
        rows, len(names), sharex="col", sharey="row", squeeze=False, height_ratios=(1.5, 1)[:rows]
    )
    for column, name in zip(grid.T, names, strict=True):
        _states(column[0], result, name)
        if rows == 2:
            _factors(column[1], result, name)
            column[0].set_xlabel("")
        for panel in column[:rows]:
            if panel not in grid[:, 0]:
                panel.set_ylabel("")
    first: Axes = grid[0, 0]
    legend_above(first)
    return first


def _series(result: Result) -> list[str]:
    return list(dict.fromkeys(_name(c) for c in curves_of(result, "dos")))


def _name(curve: Curve) -> str:
    return str(curve.where.get("series", ""))


def _states(ax: Axes, result: Result, name: str) -> None:
    curves = curves_of(result, "dos", "chi")
    y = axis_scale(result.y_axis, *(c.y for c in curves))
    for curve in (c for c in curves if _name(c) == name):
        operator = str(curve.where.get("operator", ""))
        ax.plot(
            curve.x,
            y.factor * np.asarray(curve.y),
            color=_COLOURS.get(operator, INK),
            linestyle=DASHES[1 if operator == "xx" else 0],
            marker="o",
            markersize=2.6,
            label=f"$\\chi_{{{operator}}}$" if operator else "$N$",
        )
    ax.set_ylabel(axis_label(result.y_axis, y))
    _label_x(ax, result, name)


def _factors(ax: Axes, result: Result, name: str) -> None:
    for curve in (c for c in curves_of(result, "stoner") if _name(c) == name):
        ax.plot(curve.x, curve.y, color=INK, marker="o", markersize=2.6)
    ax.set_ylabel("Stoner factor $S$")
    _label_x(ax, result, name)


def _label_x(ax: Axes, result: Result, name: str) -> None:
    """The series names its own x."""
    (curve,) = (c for c in curves_of(result, "dos") if _name(c) == name)
    axis = curve.axes[0] if curve.axes else result.x_axis or Axis("", "")
    ax.set_xlabel(axis_label(axis, axis_scale(axis, curve.x)))
