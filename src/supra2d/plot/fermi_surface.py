"""Fermi contours in the first zone, coloured by spin; one panel for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._laws import DIRECTIONS
from ._scale import scale_for
from ._spins import add_lines, spin_bar, spin_lines
from ._style import DOUBLE, SINGLE, new_figure, number
from ._zone import INK, moved, zone_axes, zone_border, zone_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("fermi_surface",)
order = 81
needs = ("contour", "zone")

_BEYOND = 0.3  # opacity of a contour outside the first zone
_DIRECTIONS = {"z": DIRECTIONS["perpendicular"], "x": DIRECTIONS["parallel"]}

Field = tuple[float, str]


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Fermi contours and the first zone; pale: their continuation into the next ones."]
    if curves_of(result, "contour_spin"):
        told.append("Colour: spin along the normal.")
    if len(_fields(result)) > 1:
        told.append("Each panel has its field, along the normal (⊥) or in the plane (∥).")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, its first field alone."""
    fields = _fields(result)
    if ax is not None:
        fields, panels = fields[:1], [ax]
    elif len(fields) == 1:
        panels = [new_figure(SINGLE, 63.0).add_subplot()]
    else:
        rows = -(-len(fields) // 3)
        columns = -(-len(fields) // rows)
        figure = new_figure(DOUBLE, 12.0 + rows * (42.0 if columns == 3 else 62.0))
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
        for empty in grid[len(fields) :]:
            empty.set_visible(False)
        panels = list(grid[: len(fields)])
    for field, panel in zip(fields, panels, strict=True):
        _panel(panel, result, field)
        if len(fields) > 1:
            panel.set_title(_told(field))
            panel.label_outer()
    if curves_of(result, "contour_spin"):
        spin_bar(panels[-1])
    return panels[0]


def _field(curve: Curve) -> Field:
    return float(curve.where.get("field", 0.0)), str(curve.where.get("direction", ""))


def _fields(result: Result) -> list[Field]:
    return list(dict.fromkeys(map(_field, curves_of(result, "contour"))))


def _told(field: Field) -> str:
    scale = scale_for("T", field[0])
    text = f"{number(field[0] * scale.factor)} {scale.unit}"
    return f"{_DIRECTIONS.get(field[1], '')} {text}".strip() if field[0] else text


def _panel(ax: Axes, result: Result, field: Field) -> None:
    scale, border = zone_scale(result), zone_border(result)
    patch = zone_axes(ax, result, scale)
    contours = curves_of(result, "contour")
    spins: list[Any] = curves_of(result, "contour_spin")
    for curve, spin in zip(contours, spins or [None] * len(contours), strict=True):
        if _field(curve) != field:
            continue
        for points in moved(curve, border):
            x, y = scale.factor * points.T
            for inner in (True, False):
                look = {"linewidth": 1.1, "alpha": 1.0 if inner else _BEYOND}
                if spin is None:
                    lines = add_lines(ax, x, y, [(0, len(x) - 1)], colors=INK, **look)
                else:
                    lines = spin_lines(ax, x, y, np.asarray(spin.y, float), **look)
                if inner:
                    lines.set_clip_path(patch)
