"""A tunnelling spectrum over its normal state, with the laws fitted to it and their residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._scale import Scale
from ._style import (
    DASHES,
    GREY,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("tunnelling", "tunnelling_map")
order = 70
needs = ("data",)

_POINTS = "#1a1a1a"
_NAMES = {
    "dynes": "one gap",
    "dynes_two_gaps": "two gaps",
    "dynes_exchange": "one gap, split spins",
}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Differential conductance over that of the normal state."]
    if result.kind == "tunnelling_map":
        told = ["The spectrum of the map at the lowest temperature and field, over its background."]
    fits = curves_of(result, "fit")
    if fits:
        told.append(f"Lines: {' and '.join(_name(c) for c in fits)}; below: data less fit.")
    if any(q.name == "Delta" and q.status == "refused" for q in result.quantities):
        told.append("No gap of a superconductor was taken from it: see the reasons beside Δ.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; into given axes the spectrum alone."""
    residuals = curves_of(result, "residual")
    below = None
    if ax is None and residuals:
        ax, below = new_figure(SINGLE, 84.0).subplots(2, 1, sharex=True, height_ratios=(3.2, 1.0))
    elif ax is None:
        ax = new_figure(SINGLE).add_subplot()
    (data,) = curves_of(result, "data")
    scale = axis_scale(result.x_axis, data.x)
    size = 3.0 if data.x.size < 150 else 1.8
    ax.axhline(1.0, color=GREY, linewidth=0.5, zorder=0)
    ax.plot(scale.factor * data.x, data.y, "o", color=_POINTS, markersize=size, mew=0.0,
            label="data", zorder=2, alpha=0.75)  # fmt: skip
    for i, curve in enumerate(curves_of(result, "fit")):
        ax.plot(scale.factor * curve.x, curve.y, color=OKABE_ITO[i], linestyle=DASHES[i],
                linewidth=1.2, label=_name(curve), zorder=3)  # fmt: skip
    edge = scale.factor * float(np.max(np.abs(data.x)))
    ax.set_xlim(-1.02 * edge, 1.02 * edge)
    ax.set_ylim(bottom=min(0.0, float(np.nanmin(data.y))))
    ax.set_ylabel(r"$G\,/\,G_\mathrm{N}$")
    legend_above(ax)
    if below is not None:
        _residuals(below, residuals, scale, size)
    (ax if below is None else below).set_xlabel(axis_label(result.x_axis, scale))
    return ax


def _name(curve: Curve) -> str:
    law = str(curve.where.get("model", ""))
    return _NAMES.get(law, law.replace("_", " "))


def _residuals(ax: Axes, curves: list[Curve], scale: Scale, size: float) -> None:
    """Data less fit, on a scale that the best law fills."""
    for i, curve in reversed(list(enumerate(curves))):
        ax.plot(scale.factor * curve.x, curve.y, "o", color=OKABE_ITO[i], markersize=size, mew=0.0,
                alpha=0.75)  # fmt: skip
    ax.axhline(0.0, color=GREY, linewidth=0.5, zorder=0)
    ax.set_ylabel("data − fit")
