"""States at the face of a crystal along a path through Gamma, beside those deep inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._scale import scale_for
from ._spins import side_bar
from ._style import DOUBLE, SINGLE, axis_label, axis_scale, largest, new_figure
from ._zone import path_axis

if TYPE_CHECKING:
    from typing import Any

    from matplotlib.axes import Axes

draws = ("surface_states",)
order = 86
needs = ("surface_map", "surface_map_value", "tick")


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "States per eV and cell in the outermost cell of the cleaved face, from Γ towards X and "
        "Y, which are halves of the reciprocal vectors of the face; dashed: Fermi level."
    ]
    if curves_of(result, "surface_map_bulk"):
        told.append("Right: the same for a cell deep inside.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the face alone."""
    inside = None
    if ax is None and curves_of(result, "surface_map_bulk"):
        # room between the ends of both paths
        ax, inside = new_figure(DOUBLE, 70.0).subplots(
            1, 2, sharey=True, gridspec_kw={"wspace": 0.08}
        )
        inside.set_title("deep inside")
        ax.set_title("face")
    elif ax is None:
        ax = new_figure(SINGLE).add_subplot()
    image = _map(ax, result, "surface_map_value")
    if inside is not None:
        image = _map(inside, result, "surface_map_bulk")
    density = Axis("dos", "1/eV")
    side_bar(inside or ax, image).set_label(axis_label(density, scale_for(density.unit, 1.0)))
    return ax


def _map(ax: Axes, result: Result, role: str) -> Any:
    """One map; the colours are those of the face in both."""
    (places,), (value,) = curves_of(result, "surface_map"), curves_of(result, role)
    (face,) = curves_of(result, "surface_map_value")
    x, y = axis_scale(result.x_axis, places.x), axis_scale(result.y_axis, places.y)
    columns = np.unique(np.asarray(places.x, float))
    energies = np.asarray(places.y, float).reshape(len(columns), -1)[0]
    image = ax.pcolormesh(
        x.factor * columns,
        y.factor * energies,
        np.asarray(value.y, float).reshape(len(columns), -1).T,
        cmap="cividis",
        vmin=0.0,
        vmax=largest(face.y) or 1.0,
        shading="gouraud",
        rasterized=True,
    )
    path_axis(ax, result, x)
    first, *_, last = ax.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    ax.axhline(0.0, color="white", linewidth=0.6, linestyle=(0, (4, 2)))
    if role == "surface_map_value":
        ax.set_ylabel(axis_label(result.y_axis, y))
    return image
