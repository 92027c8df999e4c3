"""Resistance against field: a family of sweeps at fixed temperatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Result
from ._family import draw_family, family_text, role_text
from ._style import SINGLE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("resistance_field",)
order = 20
needs = ("data",)

_FAMILY = ("temperature", "gate", "gate_voltage", "angle", "azimuth", "position", "current")


def caption(result: Result) -> str:
    """What the figure shows."""
    family, marks = family_text(result, _FAMILY), role_text(result, _FAMILY)
    return f"Resistance against field: {family}. {marks}".strip()


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE + 14).add_subplot()
    draw_family(ax, result, _FAMILY)
    return ax
