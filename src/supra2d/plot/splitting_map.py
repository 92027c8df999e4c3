"""Spin splitting of the bands at the Fermi level over the first zone, with the Fermi contours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._scale import Scale
from ._spins import add_lines, side_bar, signed_colours
from ._style import SINGLE, axis_label, largest, new_figure
from ._zone import INK, mapped, moved, zone_axes, zone_border, zone_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("splitting_map",)
order = 82
needs = ("map", "map_value", "zone")

_NONE = 0.1  # meV: a map that stays below has no lines of zero, only noise


def caption(result: Result) -> str:
    """What the figure shows."""
    (value,) = curves_of(result, "map_value")
    told = [
        "Energy of spin up less that of spin down of the highest two bands with electrons, over "
        f"the first zone; up to {largest(value.y):.3g} meV."
    ]
    if _has_zeros(result):
        told.append("Dotted: no splitting.")
    if curves_of(result, "contour"):
        told.append("Black: Fermi contours.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE, 61.0).add_subplot()
    scale, border = zone_scale(result), zone_border(result)
    patch = zone_axes(ax, result, scale)
    mesh, value = mapped(result, scale)
    reach = largest(value) or 1.0
    image = ax.tripcolor(mesh, value, cmap=signed_colours(), vmin=-reach, vmax=reach,
                         shading="gouraud", rasterized=True)  # fmt: skip
    image.set_clip_path(patch)
    if _has_zeros(result):
        zeros = ax.tricontour(mesh, value, levels=[0.0], colors=INK, linewidths=0.6)
        zeros.set_linestyle((0, (1, 1.5)))
        zeros.set_clip_path(patch)
    for curve in curves_of(result, "contour"):
        for points in moved(curve, border):
            x, y = scale.factor * points.T
            lines = add_lines(ax, x, y, [(0, len(x) - 1)], colors=INK, linewidths=0.8, zorder=3)
            lines.set_clip_path(patch)
    bar = side_bar(ax, image)
    bar.set_label(axis_label(Axis("splitting", "meV"), Scale(1.0, "meV")))
    return ax


def _has_zeros(result: Result) -> bool:
    (value,) = curves_of(result, "map_value")
    return bool(np.min(value.y) < -_NONE and np.max(value.y) > _NONE)
