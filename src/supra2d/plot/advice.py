"""What to measure next: expected fields within the magnet, and the information in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Curve, Result
from ._family import curves_of
from ._laws import DIRECTIONS, dash, draw_law, draw_points, scales
from ._style import (
    GREY,
    MARKERS,
    OKABE_ITO,
    SINGLE,
    axis_label,
    largest,
    legend_above,
    new_figure,
    number,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("advice",)
order = 46
needs = ("gain", "prediction", "limit")

_INK = "#1a1a1a"
_ROOM = 1.25  # fields shown, in units of the magnet's
_LEAST = 0.05  # bit, of the axis: below 0.02 nothing is advised


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "Above: points, and the field in the plane that each surviving mechanism expects, with "
        "68 % bands; dashed: the magnet."
    ]
    if curves_of(result, "advised"):
        told.append("Numbers: measurements in the order advised, at the field most expected.")
    told.append(
        "Below: information about the mechanism that one measurement is expected to give, by "
        "direction of the field; later numbers count what they add to those before them."
    )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax`` the expected fields alone."""
    if ax is not None:
        _fields(ax, result)
        legend_above(ax)
        return ax
    figure = new_figure(SINGLE + 24, 104.0)
    main, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    _fields(main, result)
    _gains(below, result)
    main.set_xlabel("")
    main.tick_params(labelbottom=False)
    figure.align_ylabels([main, below])
    handles, labels = main.get_legend_handles_labels()
    more, names = below.get_legend_handles_labels()
    figure.legend([*handles, *more], [*labels, *names], loc="outside upper left", ncols=2)
    return main


def _fields(ax: Axes, result: Result) -> None:
    x, y = scales(result)
    for i, curve in enumerate(curves_of(result, "prediction")):
        colour = OKABE_ITO[i % len(OKABE_ITO)]
        draw_law(ax, curve, result, colour=colour, dash=dash(i), label=curve.label)
    for marker, curve in zip(MARKERS, curves_of(result, "data"), strict=False):
        sign = DIRECTIONS.get(str(curve.where.get("direction", "")), "")
        draw_points(
            ax, curve, result, colour=GREY, marker=marker, faint=False,
            label=f"measured {sign}".strip(),
        )  # fmt: skip
    (limit,) = curves_of(result, "limit")
    top = y.factor * float(limit.y[0])
    ax.axhline(top, color=_INK, linestyle=(0, (4, 2)), linewidth=0.7)
    for curve in curves_of(result, "advised"):
        _number(ax, x.factor * float(curve.x[0]), y.factor * float(curve.y[0]), curve.label)
    highest = largest(*(c.y for c in curves_of(result, "data", "prediction")))
    ax.set_ylim(0.0, min(_ROOM * top, 1.1 * max(y.factor * highest, top)))
    ax.set_xlim(0.0, 1.04 * x.factor * float(limit.x[-1]))
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(axis_label(Axis("Bc2", "T"), y))


def _gains(ax: Axes, result: Result) -> None:
    x, _ = scales(result)
    gains = curves_of(result, "gain")
    lines = [c for c in gains if np.size(c.x) > 1]
    for i, curve in enumerate(lines):
        ax.plot(x.factor * np.asarray(curve.x), curve.y, color=_INK, linestyle=dash(i),
                marker=MARKERS[i % len(MARKERS)], markersize=2.4, markerfacecolor="white",
                label=_direction(curve))  # fmt: skip
    for curve in gains:
        if np.size(curve.x) == 1:
            ax.plot(x.factor * np.asarray(curve.x), curve.y, "*", color=_INK, label="Tc again",
                    clip_on=False)  # fmt: skip
    for curve in curves_of(result, "advised_gain"):
        _number(ax, x.factor * float(curve.x[0]), float(curve.y[0]), curve.label)
    most = largest(*(c.y for c in [*gains, *curves_of(result, "advised_gain")]))
    ax.set_ylim(0.0, max(1.25 * most, _LEAST))
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel("information (bit)")


def _number(ax: Axes, x: float, y: float, label: str) -> None:
    """A number in a circle."""
    ax.plot(x, y, "o", color=_INK, markerfacecolor="white", markersize=8.5, zorder=5, clip_on=False)
    ax.annotate(label, (x, y), ha="center", va="center_baseline", fontsize=7, zorder=6)


def _direction(curve: Curve) -> str:
    if "angle" in curve.where:
        return f"at {number(float(curve.where['angle']))}° from the normal"
    return str(curve.where.get("direction", ""))
