"""Density of states against energy, whole and by orbital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._spins import ORBITALS, orbital_name
from ._style import GREY, SINGLE, axis_label, axis_scale, legend_above, new_figure
from ._zone import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("density_of_states",)
order = 83
needs = ("dos",)


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Density of states per cell, both spins together; shaded: occupied."]
    if curves_of(result, "dos_part"):
        told.append("Coloured: the parts of the orbitals.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
    (total,) = curves_of(result, "dos")
    x, y = axis_scale(result.x_axis, total.x), axis_scale(result.y_axis, total.y)
    energy, states = x.factor * np.asarray(total.x), y.factor * np.asarray(total.y)
    ax.fill_between(energy, states, where=energy <= 0.0, color=GREY, alpha=0.18, linewidth=0.0)
    ax.plot(energy, states, color=INK, linewidth=0.9, label="total")
    for i, part in enumerate(curves_of(result, "dos_part")):
        colour = ORBITALS[i % len(ORBITALS)]
        at, share = x.factor * np.asarray(part.x), y.factor * np.asarray(part.y)
        ax.plot(at, share, color=colour, linewidth=0.9, label=orbital_name(part.label))
    ax.axvline(0.0, color=GREY, linewidth=0.6, linestyle=(0, (4, 2)))
    ax.set_xlim(energy.min(), energy.max())
    ax.set_ylim(0.0, 1.05 * states.max() or 1.0)
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(axis_label(result.y_axis, y))
    legend_above(ax)
    return ax
