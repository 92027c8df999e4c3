"""Resistance against temperature: a family of sweeps, and the transition enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of, draw_family, family_text, role_text
from ._style import DOUBLE, SINGLE, axis_scale, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("resistance_temperature",)
order = 10
needs = ("data",)

_FAMILY = ("field", "gate", "gate_voltage", "angle", "azimuth", "position", "current")


def caption(result: Result) -> str:
    """What the figure shows."""
    text = f"Resistance against temperature: {family_text(result, _FAMILY)}."
    if _window(result):
        text += " Left: all data; right: the transition."
    return f"{text} {role_text(result, _FAMILY)}".strip()


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; a range far above the transition gets a panel of its own."""
    if ax is not None:
        draw_family(ax, result, _FAMILY)
        return ax
    window = _window(result)
    if window is None:
        ax = new_figure(SINGLE + 14).add_subplot()
        draw_family(ax, result, _FAMILY)
        return ax
    figure = new_figure(DOUBLE, 66.0)
    wide, ax = figure.subplots(1, 2, width_ratios=(1, 1.25))
    draw_family(wide, result, _FAMILY, marks=False)
    draw_family(ax, result, _FAMILY)
    _zoom(ax, result, window)
    return ax


def _window(result: Result) -> tuple[float, float] | None:
    """Temperatures around all transitions, when the sweeps go far beyond them."""
    crossings = curves_of(result, "criterion")
    data = curves_of(result, "data", "mean")
    if not crossings or not data:
        return None
    at = np.concatenate([np.asarray(c.x, float) for c in crossings])
    at = at[np.isfinite(at)]
    if at.size == 0:
        return None
    top = max(float(np.nanmax(c.x)) for c in data)
    bottom = min(float(np.nanmin(c.x)) for c in data)
    low, high = float(at.min()), float(at.max())
    margin = max(0.25 * high, 0.75 * (high - low))
    window = max(bottom, low - margin), high + margin
    return window if top > 2.5 * window[1] else None


def _zoom(ax: Axes, result: Result, window: tuple[float, float]) -> None:
    """Limits of the panel of the transition, in the printed units of its axes."""
    data = curves_of(result, "data", "mean")
    x_factor = axis_scale(result.x_axis, *(c.x for c in data)).factor
    y_factor = axis_scale(result.y_axis, *(c.y for c in data)).factor
    inside = [
        np.asarray(c.y, float)[(np.asarray(c.x) >= window[0]) & (np.asarray(c.x) <= window[1])]
        for c in data
    ]
    values = np.concatenate(inside) * y_factor
    values = values[np.isfinite(values)]
    ax.set_xlim(window[0] * x_factor, window[1] * x_factor)
    if values.size:
        room = 0.05 * float(np.ptp(values)) or 1.0
        ax.set_ylim(values.min() - room, values.max() + room)
