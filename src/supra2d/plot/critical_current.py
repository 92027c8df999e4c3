"""Critical current against temperature, field, angle or gate voltage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Curve, Result
from ._family import colour_bar, curves_of, family_colours, parameter_of, rank, set_points
from ._scale import Scale
from ._style import GREY, SINGLE, axis_label, axis_scale, legend_above, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("critical_current",)
order = 63
needs = ("critical",)

_FAMILY = ("temperature", "field", "angle", "azimuth", "position", "gate")
_MARKS = {"critical": "o", "retrapping": "v"}
_MANY = 30  # points of a curve from which they are drawn small


def caption(result: Result) -> str:
    """What the figure shows."""
    curves = curves_of(result, "critical")
    against = _axes(curves)[0].name.replace("_", " ")
    told = f"Critical current against {against}, with total error"
    told += ", mean of the measured polarities." if curves else "."
    if curves_of(result, "retrapping"):
        told += " Open triangles: retrapping current."
    if curves_of(result, "law"):
        told += " Dashed: (1 \N{MINUS SIGN} T/Tc)^(3/2), the depairing law near Tc."
    return told


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; one colour for each setting of the other controls."""
    ax = ax if ax is not None else new_figure(SINGLE + 14).add_subplot()
    curves = curves_of(result, "critical", "retrapping")
    law = curves_of(result, "law")
    axes = _axes(curves)
    x, y = (
        axis_scale(axes[0], *(c.x for c in curves)),
        axis_scale(axes[1], *(c.y for c in curves)),
    )
    key = parameter_of(curves, [k for k in _FAMILY if k != axes[0].name])
    values = set_points([float(c.where[key]) for c in curves if key in c.where]) if key else []
    colours = family_colours(max(len(values), 1))
    for curve in law:
        ax.plot(
            np.asarray(curve.x) * x.factor,
            np.asarray(curve.y) * y.factor,
            color=GREY,
            linestyle=(0, (4, 2)),
            linewidth=0.8,
            label=r"$(1-T/T_\mathrm{c})^{3/2}$",
        )
    several = len({c.role for c in curves}) > 1
    told: set[str] = set()
    for curve in sorted(curves, key=lambda c: c.role != "critical"):
        name = {"critical": "switching", "retrapping": "retrapping"}[curve.role]
        label = name if several and name not in told else "_"
        told.add(name)
        _points(ax, curve, x, y, colours[rank(curve, key, values)], label)
    ax.set_xlabel(axis_label(axes[0], x))
    ax.set_ylabel(axis_label(axes[1], y))
    ax.set_ylim(bottom=0.0)
    ax.margins(x=0.05)
    legend_above(ax)
    if len(values) > 1:
        colour_bar(ax, key, values, colours)
    return ax


def _axes(curves: list[Curve]) -> tuple[Axis, Axis]:
    found = next((c.axes for c in curves if c.axes is not None), None)
    return found or (Axis("temperature", "K"), Axis("Ic", "A"))


def _points(ax: Axes, curve: Curve, x: Scale, y: Scale, colour: object, label: str) -> None:
    many = np.size(curve.x) > _MANY
    ax.errorbar(
        np.asarray(curve.x) * x.factor,
        np.asarray(curve.y) * y.factor,
        yerr=None if curve.y_error is None else np.asarray(curve.y_error) * y.factor,
        fmt=_MARKS[curve.role],
        color=colour,
        fillstyle="full" if curve.role == "critical" else "none",
        markersize=2.2 if many else 3.6 if curve.role == "critical" else 4.6,
        markeredgewidth=0.7,
        elinewidth=0.7,
        zorder=3 if curve.role == "critical" else 3.5,
        label=label,
    )
