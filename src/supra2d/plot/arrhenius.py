"""Resistance against inverse temperature: activated regions, the lines through them, T_cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Array, Result
from ._family import colour_bar, curves_of, family_colours, rank, set_points
from ._style import GREY, SINGLE, axis_label, axis_scale, legend_above, new_figure, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("creep",)
order = 60
needs = ("window", "fit")

_LAWS = {
    "arrhenius": "straight lines, each field by itself",
    "arrhenius_crossing": "straight lines through one point",
    "modified_taff": "the law with the prefactor in proportion to the barrier",
}


def caption(result: Result) -> str:
    """What the figure shows."""
    fits = curves_of(result, "fit")
    law = _LAWS.get(str(fits[0].where.get("model", "")), "the fitted law")
    text = (
        f"Resistance of {len(fits)} fields on a logarithmic scale against 1/T. Symbols: points of "
        f"the widest window, between the noise floor and a fraction of the normal resistance. "
        f"Lines: {law}."
    )
    if _crossing(result) is not None:
        text += " Dotted: the temperature at which the lines meet."
    return text


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE + 14, 72.0).add_subplot()
    windows = curves_of(result, "window")
    y = axis_scale(result.y_axis, *(c.y for c in curves_of(result, "data")))
    values = set_points([float(c.where["field"]) for c in windows])
    colours = family_colours(len(values))
    for curve in curves_of(result, "data"):
        inverse, R = _positive(curve.x, curve.y * y.factor)
        colour = colours[rank(curve, "field", values)]
        ax.plot(inverse, R, ".", color=colour, markersize=1.2, alpha=0.35, zorder=1)
    for curve in windows:
        colour = colours[rank(curve, "field", values)]
        inverse, R = _positive(curve.x, curve.y * y.factor)
        ax.plot(inverse, R, "o", color=colour, markersize=2.2, markeredgewidth=0, zorder=3)
    for curve in curves_of(result, "fit"):
        inverse, R = _positive(curve.x, curve.y * y.factor)
        ax.plot(inverse, R, "-", color="#1a1a1a", linewidth=0.7, zorder=2)
    ax.set_yscale("log")
    _limits(ax, result, y.factor)
    crossing = _crossing(result)
    if crossing is not None:
        label = rf"$T_\mathrm{{cross}}$ = {number(crossing, 4)} K"
        ax.axvline(1.0 / crossing, color=GREY, linestyle=":", linewidth=0.9, label=label)
    ax.set_xlabel("$1/T$ (1/K)")
    ax.set_ylabel(axis_label(result.y_axis, y))
    legend_above(ax)
    if len(values) > 1:
        colour_bar(ax, "field", values, colours)
    return ax


def _positive(T: Array, R: Array) -> tuple[Array, Array]:
    """1/T and R of the points that a logarithmic scale can show."""
    good = (T > 0.0) & (R > 0.0)
    return 1.0 / T[good], R[good]


def _limits(ax: Axes, result: Result, factor: float) -> None:
    """From a little above the transitions down to the noise, with room for the lines."""
    windows = curves_of(result, "window")
    inverse = np.concatenate([1.0 / c.x for c in windows])
    R = np.concatenate([c.y for c in windows])
    top = max(float(np.max(c.y)) for c in curves_of(result, "data", "window"))
    span = float(np.ptp(inverse))
    ax.set_xlim(float(inverse.min()) - 0.08 * span, float(inverse.max()) + 0.08 * span)
    ax.set_ylim(0.2 * float(R[R > 0.0].min()) * factor, 3.0 * top * factor)


def _crossing(result: Result) -> float | None:
    """The preferred T_cross where it is given without reserve."""
    found = [q.value for q in result.quantities if q.name == "T_cross" and q.status == "ok"]
    return found[0] if found else None
