"""Voltage against current on logarithmic axes, and the exponent of V ~ I^a against temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import colour_bar, curves_of, family_colours, rank, set_points
from ._style import (
    DOUBLE,
    GREY,
    OKABE_ITO,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
    number,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("bkt",)
order = 72
needs = ("data", "exponent")

_CURRENT, _VOLTAGE = Axis("current", "A"), Axis("voltage", "V")
_TEMPERATURE = Axis("temperature", "K")


def caption(result: Result) -> str:
    """What the figure shows."""
    count = len(curves_of(result, "data"))
    text = (
        f"Voltage against current at {count} temperatures, both signs together; lines: V ~ I^a in "
        "the window that a power law describes best; dashed: slopes 1 and 3. Right: exponent over "
        "all windows, with total error."
    )
    found = _transition(result)
    return text + (f" It passes 3 at {number(found, 4)} K." if found is not None else "")


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; the exponent has a panel of its own where the figure is ours."""
    beside = None
    if ax is None:
        ax, beside = new_figure(DOUBLE, 72.0).subplots(1, 2, width_ratios=(1.2, 1))
    data = curves_of(result, "data")
    values = set_points([float(c.where["temperature"]) for c in data])
    colours = family_colours(len(values))
    x = axis_scale(_CURRENT, *(c.x for c in data))
    y = axis_scale(_VOLTAGE, *(c.y for c in data))
    for curve in data:
        colour = colours[rank(curve, "temperature", values)]
        ax.plot(curve.x * x.factor, curve.y * y.factor, ".", color=colour, markersize=1.6)
    for curve in curves_of(result, "power_law"):
        ax.plot(curve.x * x.factor, curve.y * y.factor, color="#1a1a1a", linewidth=0.6, zorder=3)
    ax.set_xscale("log")
    ax.set_yscale("log")
    _slopes(ax)
    ax.set_xlabel(axis_label(_CURRENT, x))
    ax.set_ylabel(axis_label(_VOLTAGE, y))
    if len(values) > 1:
        colour_bar(ax, "temperature", values, colours)
    if beside is not None:
        _exponents(beside, result)
    return ax


def _slopes(ax: Axes) -> None:
    """Guides of slope 1 and 3 through the upper end of the curves."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    at, high = right / 1.5, top / 1.5
    for slope in (1.0, 3.0):
        reach = max(left, at * (bottom / high) ** (1.0 / slope))
        x = np.array([reach, at])
        ax.plot(x, high * (x / at) ** slope, "--", color=GREY, linewidth=0.8, zorder=1)
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)


def _exponents(ax: Axes, result: Result) -> None:
    curves = curves_of(result, "exponent")
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
    for level in (1.0, 3.0):
        ax.axhline(level, color=GREY, linestyle="--", linewidth=0.8, zorder=1)
    found = _transition(result)
    if found is not None:
        label = rf"$T_\mathrm{{BKT}}$ = {number(found * x.factor, 4)} {x.unit}"
        ax.axvline(found * x.factor, color=OKABE_ITO[1], linewidth=0.9, label=label)
        legend_above(ax)
    highest = max(float(np.max(c.y)) for c in curves)
    ax.set_ylim(0.0, min(1.1 * highest, 12.0))
    ax.set_xlabel(axis_label(_TEMPERATURE, x))
    ax.set_ylabel("exponent $a$")
    ax.margins(x=0.05)


def _transition(result: Result) -> float | None:
    """T_BKT where a = 3, where it is given."""
    found = (q for q in result.quantities if q.name == "T_BKT" and q.method == "current_exponent")
    return next((q.value for q in found), None)
