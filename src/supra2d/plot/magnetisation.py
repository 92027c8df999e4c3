"""Magnetic moment against temperature: the diamagnetic step in each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Result
from ._family import draw_family, family_text, role_text
from ._style import SINGLE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("magnetisation",)
order = 15
needs = ("data",)

_FAMILY = ("field",)


def caption(result: Result) -> str:
    """What the figure shows."""
    text = f"Magnetic moment against temperature: {family_text(result, _FAMILY)}."
    return f"{text} {role_text(result, _FAMILY)}".strip()


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE + 14).add_subplot()
    draw_family(ax, result, _FAMILY)
    return ax
