"""Normalised residuals of fitted laws: against the variable, and against a normal law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Array, Curve, Result
from ._family import curves_of
from ._laws import scales, words
from ._style import DOUBLE, GREY, MARKERS, OKABE_ITO, axis_label, legend_above, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("critical_field", "angular")
order = 50
needs = ("residual",)


def caption(result: Result) -> str:
    """What the figure shows."""
    return (
        "Residuals over their standard deviation. Left: against the variable; two of three points "
        "should lie in the dark band. Right: sorted, against the quantiles of a normal law; points "
        "of a law that describes the data follow the line."
    )


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with a panel of quantiles."""
    quantiles = None
    if ax is None:
        ax, quantiles = new_figure(DOUBLE, 62.0).subplots(1, 2, width_ratios=(1.6, 1), sharey=True)
    x_scale, _ = scales(result)
    for reach, alpha in ((2, 0.1), (1, 0.16)):
        ax.axhspan(-reach, reach, color=GREY, alpha=alpha, linewidth=0)
    ax.axhline(0, color=GREY, linewidth=0.6)
    for i, curve in enumerate(curves_of(result, "residual")):
        look = _look(i)
        ax.plot(np.asarray(curve.x) * x_scale.factor, curve.y, **look, label=_label(curve) or "_")
        if quantiles is not None:
            values = _sorted(curve.y)
            quantiles.plot(_normal_quantiles(values.size), values, **look)
    ax.set_xlabel(axis_label(result.x_axis, x_scale))
    ax.set_ylabel(r"residual ($\sigma$)")
    legend_above(ax)
    if quantiles is not None:
        quantiles.axline((0, 0), slope=1, color=GREY, linewidth=0.8)
        quantiles.set_xlabel(r"normal quantile ($\sigma$)")
    _limits(ax, curves_of(result, "residual"))
    return ax


def _look(i: int) -> dict[str, Any]:
    return {
        "color": OKABE_ITO[i % len(OKABE_ITO)],
        "marker": MARKERS[i % len(MARKERS)],
        "markersize": 3.0,
        "linestyle": "",
    }


def _label(curve: Curve) -> str:
    if curve.label:
        return curve.label
    model, direction = (str(curve.where.get(key, "")) for key in ("model", "direction"))
    return words(model.replace("_", " "), "" if direction in model else direction)


def _sorted(values: Any) -> Array:
    array = np.asarray(values, float)
    return np.sort(array[np.isfinite(array)])


def _normal_quantiles(count: int) -> Array:
    """Expected positions of ``count`` sorted normal numbers (Blom 1958)."""
    from scipy.special import ndtri

    positions: Array = ndtri((np.arange(1, count + 1) - 0.375) / (count + 0.25))
    return positions


def _limits(ax: Axes, curves: list[Curve]) -> None:
    sizes = [np.abs(_sorted(curve.y)).max(initial=0.0) for curve in curves]
    reach = max(3.0, 1.1 * float(max(sizes, default=0.0)))
    ax.set_ylim(-reach, reach)
