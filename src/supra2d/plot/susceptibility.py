"""Bare spin susceptibility along a path, and over the first zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Result
from ._family import curves_of
from ._scale import scale_for
from ._spins import side_bar
from ._style import (
    DASHES,
    DOUBLE,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)
from ._zone import mapped, path_axis, zone_axes, zone_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("susceptibility",)
order = 84
needs = ("chi",)

_BANDS = {"all": "all bands", "pair": "metallic pair"}
_COLOURS = {"all": ("#0072B2", "#56B4E9"), "pair": ("#D55E00", "#E69F00")}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "Bare spin susceptibility in states per eV and cell, along the normal (zz) and in the "
        "plane (xx)."
    ]
    if any(c.where.get("bands") == "pair" for c in curves_of(result, "chi")):
        told.append("Blue: all bands; orange: those at the Fermi level alone.")
    if _has_map(result):
        (places,) = curves_of(result, "chi_map")
        plane = " of the layers, for q without a part along b3" if "plane" in places.where else ""
        told.append(f"Right: zz of all bands over the first zone{plane}.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the path alone."""
    beside = None
    if ax is None and _has_map(result):
        ax, beside = new_figure(DOUBLE, 64.0).subplots(1, 2, width_ratios=(1.25, 1))
    elif ax is None:
        ax = new_figure(SINGLE).add_subplot()
    _path(ax, result)
    if beside is not None:
        _map(beside, result)
    return ax


def _has_map(result: Result) -> bool:
    return bool(curves_of(result, "chi_map") and curves_of(result, "zone"))


def _path(ax: Axes, result: Result) -> None:
    curves = curves_of(result, "chi")
    x = axis_scale(result.x_axis, *(c.x for c in curves))
    y = axis_scale(result.y_axis, *(c.y for c in curves))
    operators = sorted({str(c.where["operator"]) for c in curves}, reverse=True)
    for curve in curves:
        bands, operator = str(curve.where["bands"]), str(curve.where["operator"])
        ax.plot(
            x.factor * np.asarray(curve.x),
            y.factor * np.asarray(curve.y),
            color=_COLOURS[bands][operators.index(operator)],
            linestyle=DASHES[operators.index(operator)],
            label=f"{operator}, {_BANDS[bands]}",
        )
    path_axis(ax, result, x)
    ax.set_ylim(0.0, 1.08 * y.factor * max(float(np.max(c.y)) for c in curves))
    ax.set_ylabel(axis_label(result.y_axis, y))
    legend_above(ax)


def _map(ax: Axes, result: Result) -> None:
    """The zone in wave vectors q."""
    plane = replace(result, x_axis=Axis("qx", "1/m"), y_axis=Axis("qy", "1/m"))
    scale = zone_scale(plane)
    patch = zone_axes(ax, plane, scale)
    mesh, value = mapped(result, scale, "chi_map")
    image = ax.tripcolor(mesh, value, cmap="cividis", shading="gouraud", rasterized=True)
    image.set_clip_path(patch)
    axis = Axis("chi_zz", result.y_axis.unit if result.y_axis else "")
    side_bar(ax, image).set_label(axis_label(axis, scale_for(axis.unit, 1.0)))
