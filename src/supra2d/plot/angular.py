"""Critical field against the angle of the field, with the laws fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._laws import dash, draw_law, draw_points, draw_residuals, label_axes, panels, words
from ._style import MARKERS, OKABE_ITO, SINGLE, legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("angular",)
order = 40
needs = ("data",)

_INK = "#1a1a1a"


def caption(result: Result) -> str:
    """What the figure shows."""
    azimuth = result.x_axis is not None and result.x_axis.name == "azimuth"
    angle = "azimuth in the film plane" if azimuth else "angle from the film normal"
    told = [f"Critical field against the {angle}; errors are one standard deviation."]
    models = dict.fromkeys(str(c.where.get("model", "")) for c in curves_of(result, "fit"))
    if any(models):
        told.append(f"Lines: {', '.join(filter(None, models))}, with 68 % bands.")
    if curves_of(result, "residual"):
        told.append("Below: residuals over their standard deviation, in the colours of the laws.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with a panel of residuals."""
    main, below = (ax, None) if ax is not None else panels(result, SINGLE + 14)
    data, fits = curves_of(result, "data", "mean"), curves_of(result, "fit")
    models = list(dict.fromkeys(str(c.where.get("model", "")) for c in fits))
    for curve in fits:
        i = models.index(str(curve.where.get("model", "")))
        colour = OKABE_ITO[i % len(OKABE_ITO)]
        label = curve.label or words(models[i].replace("_", " ").replace("inplane", "in the plane"))
        draw_law(main, curve, result, colour=colour, dash=dash(i), label=label)
    for i, curve in enumerate(data):
        marker = MARKERS[i % len(MARKERS)]
        label = curve.label or str(curve.where.get("criterion", "")).replace("%", " %")
        draw_points(main, curve, result, colour=_INK, marker=marker, faint=False, label=label)
    _degrees(main, [c.x for c in (*data, *fits)])
    label_axes(result, main, below)
    legend_above(main)
    if below is not None:
        draw_residuals(below, result, _looks(result, models))
    return main


def _looks(result: Result, models: list[str]) -> dict[int, tuple[str, str]]:
    looks = {}
    for i, curve in enumerate(curves_of(result, "residual")):
        name = str(curve.where.get("model", ""))
        k = models.index(name) if name in models else i
        looks[i] = (OKABE_ITO[k % len(OKABE_ITO)], MARKERS[k % len(MARKERS)])
    return looks


def _degrees(ax: Axes, arrays: list[np.ndarray]) -> None:
    """Ticks at round angles where the range is wide enough for them."""
    from matplotlib.ticker import AutoMinorLocator, MultipleLocator

    values = np.concatenate([np.asarray(a, float) for a in arrays])
    span = float(np.ptp(values[np.isfinite(values)])) if np.isfinite(values).any() else 0.0
    step = next((s for s in (15, 30, 45, 90, 180) if 40 <= span <= 7 * s), None)
    if step is not None:
        ax.xaxis.set_major_locator(MultipleLocator(step))
        ax.xaxis.set_minor_locator(AutoMinorLocator(3))
