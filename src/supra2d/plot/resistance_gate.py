"""Resistance against gate voltage: sweeps of the gate at fixed temperatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of, draw_family, family_text, role_text
from ._style import SINGLE, axis_scale, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("resistance_gate",)
order = 61
needs = ("data",)

_DECADES = 30.0  # ratio of resistances from which the axis is logarithmic
_FAMILY = ("temperature", "field", "angle")


def caption(result: Result) -> str:
    """What the figure shows."""
    family, marks = family_text(result, _FAMILY), role_text(result, _FAMILY)
    if any(c.where.get("branch") == "forming" for c in curves_of(result, "data")):
        marks += " Dotted: the first sweep, which formed the sample."
    return f"Resistance against gate voltage: {family}. {marks}".strip()


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE + 14).add_subplot()
    draw_family(ax, result, _FAMILY)
    for line, curve in zip(ax.lines, curves_of(result, "data"), strict=False):
        if curve.where.get("branch") == "forming":
            line.set_linestyle(":")
    values = np.concatenate([np.asarray(c.y, float) for c in curves_of(result, "data")])
    if 0.0 < _DECADES * float(values.min()) < float(values.max()):
        factor = axis_scale(result.y_axis, values).factor
        ax.set_yscale("log")
        ax.set_ylim(0.8 * factor * float(values.min()), 1.25 * factor * float(values.max()))
    return ax
