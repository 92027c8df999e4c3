"""Barriers: against field with the laws fitted to them, and against temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import colour_bar, curves_of, family_colours, rank, set_points
from ._laws import dash
from ._style import (
    DOUBLE,
    MARKERS,
    OKABE_ITO,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("creep",)
order = 61
needs = ("barrier",)

_METHODS = {
    "arrhenius": "each field",
    "arrhenius_crossing": "one crossing",
    "modified_taff": "modified law",
}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Left: barriers against field; filled: those that the laws are fitted to."]
    laws = curves_of(result, "barrier_fit")
    if laws:
        listed = ", ".join(
            f"{str(c.where['model']).removeprefix('creep_').replace('_', ' ')} "
            f"({float(c.where['weight']):.2g})"
            for c in laws
        )
        told.append(f"Lines with 68 % bands, most probable first, with probability: {listed}.")
    told.append(
        "Right: local slope of ln R against 1/T (symbols) and the barrier U(T) that it belongs to "
        "(lines); barriers of different laws or directions compare only here."
    )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with the panel against temperature."""
    beside = None
    if ax is None:
        ax, beside = new_figure(DOUBLE, 74.0).subplots(1, 2, width_ratios=(1, 1.15))
    _against_field(ax, result)
    if beside is not None:
        _against_temperature(beside, result)
    return ax


def _against_field(ax: Axes, result: Result) -> None:
    points, laws = curves_of(result, "barrier"), curves_of(result, "barrier_fit")
    x_axis, y_axis = points[0].axes or (None, None)
    x = axis_scale(x_axis, *(c.x for c in points))
    y = axis_scale(y_axis, *(c.y for c in points))
    for i, curve in enumerate(laws):
        name = str(curve.where["model"]).removeprefix("creep_").replace("_", " ")
        alive = curve.y > 0.0
        at, colour = curve.x[alive] * x.factor, OKABE_ITO[i % len(OKABE_ITO)]
        if curve.low is not None and curve.high is not None:
            low, high = curve.low[alive] * y.factor, curve.high[alive] * y.factor
            ax.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0, zorder=1.5)
        value = curve.y[alive] * y.factor
        ax.plot(at, value, color=colour, linestyle=dash(i), zorder=2, label=name)
    for curve in points:
        _points(ax, curve, x.factor, y.factor)
    ax.set_xscale("log")
    ax.set_yscale("log")
    _plain_ticks(ax)
    values = np.concatenate([c.y for c in points]) * y.factor
    ax.set_ylim(0.5 * float(values.min()), 2.0 * float(values.max()))
    ax.set_xlabel(axis_label(x_axis, x))
    ax.set_ylabel(rf"$U_0$ ({y.unit})")
    legend_above(ax)


def _plain_ticks(ax: Axes) -> None:
    """Fields as 0.1, 0.2, 0.5, 1 ...; only powers of ten where they span many decades."""
    from matplotlib.ticker import FormatStrFormatter, LogLocator, NullFormatter

    low, high = ax.get_xlim()
    subs = (1.0, 2.0, 5.0) if high < 300.0 * low else (1.0,)
    ax.xaxis.set_major_locator(LogLocator(subs=subs))
    ax.xaxis.set_major_formatter(FormatStrFormatter("%g"))
    ax.xaxis.set_minor_formatter(NullFormatter())


def _points(ax: Axes, curve: Curve, x: float, y: float) -> None:
    """Barriers of one method; pale and open where the laws are not fitted to them."""
    method, used = str(curve.where["method"]), bool(curve.where["used"])
    error = None if curve.y_error is None else curve.y_error * y
    ax.errorbar(
        curve.x * x,
        curve.y * y,
        yerr=error,
        fmt=MARKERS[list(_METHODS).index(method)],
        color="#1a1a1a",
        markerfacecolor="#1a1a1a" if used else "white",
        alpha=1.0 if used else 0.4,
        markersize=3.5,
        elinewidth=0.7,
        zorder=4 if used else 3,
        label=_METHODS[method],
    )


def _against_temperature(ax: Axes, result: Result) -> None:
    slopes, barriers = curves_of(result, "slope"), curves_of(result, "barrier_temperature")
    x_axis, y_axis = barriers[0].axes or (None, None)
    x = axis_scale(x_axis, *(c.x for c in barriers))
    y = axis_scale(y_axis, *(c.y for c in (*slopes, *barriers)))
    values = set_points([float(c.where["field"]) for c in barriers])
    colours = family_colours(len(values))
    for curve in slopes:
        colour = colours[rank(curve, "field", values)]
        error = None if curve.y_error is None else curve.y_error * y.factor
        ax.errorbar(curve.x * x.factor, curve.y * y.factor, yerr=error, fmt="o", color=colour,
                    markersize=2.5, elinewidth=0.6)  # fmt: skip
    for curve in barriers:
        ax.plot(curve.x * x.factor, curve.y * y.factor, color=colours[rank(curve, "field", values)])
    ax.set_yscale("log")
    shown = np.concatenate([c.y[c.y > 0.0] for c in slopes]) * y.factor
    ax.set_ylim(0.01 * float(shown.min()), 3.0 * float(shown.max()))
    ax.set_xlabel(axis_label(x_axis, x))
    ax.set_ylabel(rf"$U(T)$, slope ({y.unit})")
    if len(values) > 1:
        colour_bar(ax, "field", values, colours)
