"""An image of vortices with their lattice, its power spectrum, and the profile of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Array, Result
from ._family import curves_of
from ._scale import Scale
from ._style import DOUBLE, OKABE_ITO, SINGLE, axis_scale, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("vortices",)
order = 60
needs = ("image", "image_value")

_MARK = OKABE_ITO[1]
_CLIP = (0.5, 99.5)  # per cent of the pixels, between which shades run
_DECADES = 3.0  # of the power spectrum


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Image without its plane and the offsets of its lines."]
    if curves_of(result, "spot"):
        told.append("Circles: vortices; lines: between neighbours.")
    else:
        told.append("No vortices are marked: see the checks.")
    if curves_of(result, "spectrum"):
        told.append("Right: logarithm of the power spectrum over three decades.")
    if curves_of(result, "profile"):
        told.append(
            "Below it: mean profile of a vortex less its neighbours, with the standard deviation "
            "of the mean, and the fit."
        )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the image alone."""
    if ax is not None:
        return _image(ax, result)
    profile = bool(curves_of(result, "profile"))
    if not curves_of(result, "spectrum"):
        return _image(new_figure(SINGLE, 84.0).add_subplot(), result)
    figure = new_figure(DOUBLE, 92.0)
    grid = figure.add_gridspec(2, 2, width_ratios=(1.5, 1.0), height_ratios=(1.35, 1.0))
    main = _image(figure.add_subplot(grid[:, 0]), result)
    _spectrum(figure.add_subplot(grid[0, 1] if profile else grid[:, 1]), result)
    if profile:
        _profile(figure.add_subplot(grid[1, 1]), result)
    return main


def _grid(result: Result, role: str) -> tuple[Array, Array, Array]:
    (places,), (values,) = curves_of(result, role), curves_of(result, f"{role}_value")
    x, y = np.unique(places.x), np.unique(places.y)
    return x, y, np.asarray(values.y, float).reshape(y.size, x.size)


def _extent(x: Array, y: Array, scale: Scale) -> tuple[float, float, float, float]:
    """Edges of the frame: a pixel stands in the middle of its own."""
    dx, dy = (float(a[1] - a[0]) / 2 for a in (x, y))
    low, high = (x[0] - dx, y[0] - dy), (x[-1] + dx, y[-1] + dy)
    return tuple(scale.factor * float(v) for v in (low[0], high[0], low[1], high[1]))


def _image(ax: Axes, result: Result) -> Axes:
    x, y, z = _grid(result, "image")
    scale = axis_scale(result.x_axis, x, y)
    low, high = np.percentile(z, _CLIP)
    ax.imshow(z, origin="lower", extent=_extent(x, y, scale), cmap="Greys_r", vmin=low, vmax=high,
              interpolation="nearest")  # fmt: skip
    for edge in curves_of(result, "edge"):
        ax.plot(scale.factor * edge.x, scale.factor * edge.y, color=_MARK, linewidth=0.4, alpha=0.7)
    for spot in curves_of(result, "spot"):
        ax.plot(scale.factor * spot.x, scale.factor * spot.y, "o", markersize=4.0,
                markerfacecolor="none", markeredgecolor=_MARK, markeredgewidth=0.8)  # fmt: skip
    ax.set_xlim(*_extent(x, y, scale)[:2])
    ax.set_ylim(*_extent(x, y, scale)[2:])
    ax.set_xlabel(f"$x$ ({scale.unit})")
    ax.set_ylabel(f"$y$ ({scale.unit})")
    return ax


def _spectrum(ax: Axes, result: Result) -> None:
    x, y, z = _grid(result, "spectrum")
    scale = _per_length(max(float(x.max()), float(y.max())))
    shown = np.log10(np.maximum(z / z.max(), 10.0**-_DECADES))
    ax.imshow(shown, origin="lower", extent=_extent(x, y, scale), cmap="cividis",
              vmin=-_DECADES, vmax=0.0)  # fmt: skip
    ax.set_xlabel(f"$q_x$ ({scale.unit})")
    ax.set_ylabel(f"$q_y$ ({scale.unit})")


def _per_length(largest: float) -> Scale:
    """Printed unit of a wave vector of an image."""
    return Scale(1e-9, "nm$^{-1}$") if largest > 1e8 else Scale(1e-6, "µm$^{-1}$")


def _profile(ax: Axes, result: Result) -> None:
    (points,), (fit,) = curves_of(result, "profile"), curves_of(result, "profile_fit")
    axis = points.axes[0] if points.axes else None
    scale = axis_scale(axis, points.x)
    ax.errorbar(scale.factor * points.x, points.y, points.y_error, fmt="o", color="#1a1a1a",
                markersize=2.5)  # fmt: skip
    ax.plot(scale.factor * fit.x, fit.y, color=OKABE_ITO[0])
    ax.set_xlim(left=0.0)
    ax.set_xlabel(f"$r$ ({scale.unit})")
    ax.set_ylabel("signal over height")
