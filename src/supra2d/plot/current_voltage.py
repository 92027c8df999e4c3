"""Current-voltage curves: a family at set temperatures or fields, with dV/dI where recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..core import Result
from ._family import curves_of, draw_family, family_text
from ._style import DOUBLE, SINGLE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("critical_current",)
order = 62
needs = ("data",)

_FAMILY = ("temperature", "field", "gate", "angle", "azimuth")


def caption(result: Result) -> str:
    """What the figure shows."""
    recorded = "Current-voltage curves"
    if result.y_axis is not None and result.y_axis.name == "differential_resistance":
        recorded = "Differential resistance against current"
    told = (
        f"{recorded}: {family_text(result, _FAMILY)}; offsets and series resistance were taken off."
    )
    if any(c.where.get("branch") == "down" for c in curves_of(result, "data")):
        told += " Dashed: falling |I|."
    if curves_of(result, "slope"):
        told += " Right: dV/dI as it was recorded."
    return told


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; a recorded dV/dI gets a panel of its own."""
    slopes = curves_of(result, "slope")
    beside = None
    if ax is None and slopes:
        ax, beside = new_figure(DOUBLE, 66.0).subplots(1, 2)
    elif ax is None:
        ax = new_figure(SINGLE + 14).add_subplot()
    draw_family(ax, result, _FAMILY, marks=beside is None)
    if beside is not None and slopes[0].axes is not None:
        curves = tuple(replace(c, role="data") for c in slopes)
        x_axis, y_axis = slopes[0].axes
        draw_family(beside, replace(result, curves=curves, x_axis=x_axis, y_axis=y_axis), _FAMILY)
    return ax
