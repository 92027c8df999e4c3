"""A turn of the field in the plane: points against azimuth, the best laws, their residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Result
from ._family import curves_of
from ._laws import dash, draw_law, draw_points, draw_residuals, label_axes, panels, scales
from ._style import MARKERS, OKABE_ITO, SINGLE, axis_label, legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("inplane",)
order = 41
needs = ("data",)

_INK = "#1a1a1a"
_WORDS = {"twofold": "two-fold", "sixfold": "six-fold", "isotropic": "no change"}


def caption(result: Result) -> str:
    """What the figure shows."""
    what = "Resistance" if _of_resistance(result) else "Critical field"
    told = [f"{what} against the azimuth in the film plane."]
    if not _of_resistance(result):
        told.append("Errors are one standard deviation.")
    names = [_label(str(c.where.get("model", ""))) for c in curves_of(result, "fit")]
    if len(names) > 1:
        told.append(
            f"Lines: the best law ({names[0]}) and its best rival in what makes a two-fold part, "
            f"the film or a wobble of the rotation axis ({names[1]}), with 68 % bands."
        )
    if curves_of(result, "residual"):
        told.append("Below: residuals over their standard deviation, in the colours of the laws.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with a panel of residuals."""
    from matplotlib.ticker import AutoMinorLocator, MultipleLocator

    main, below = (ax, None) if ax is not None else panels(result, SINGLE + 14)
    fits = curves_of(result, "fit")
    for i, curve in enumerate(fits):
        label = _label(str(curve.where.get("model", "")))
        draw_law(main, curve, result, colour=OKABE_ITO[i], dash=dash(i), label=label)
    for curve in curves_of(result, "data"):
        draw_points(main, curve, result, colour=_INK, marker="o", faint=False, label=curve.label)
    main.xaxis.set_major_locator(MultipleLocator(60))
    main.xaxis.set_minor_locator(AutoMinorLocator(4))
    label_axes(result, main, below)
    if _of_resistance(result):
        main.set_ylabel(axis_label(result.y_axis, scales(result)[1]))
    legend_above(main)
    if below is not None:
        looks = {i: (OKABE_ITO[i], MARKERS[i]) for i in range(len(fits))}
        draw_residuals(below, result, looks)
    return main


def _label(model: str) -> str:
    return " + ".join(_WORDS.get(part, part) for part in model.split("+"))


def _of_resistance(result: Result) -> bool:
    return result.y_axis is not None and result.y_axis.name != "field"
