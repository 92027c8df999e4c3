"""Critical temperature against a pair-breaking energy, with the law fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Result
from ._family import curves_of
from ._laws import dash, draw_law, draw_points, draw_residuals, panels, scales, words
from ._style import MARKERS, OKABE_ITO, SINGLE, axis_label, figure_of, legend_above

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("pair_breaking",)
order = 45
needs = ("data",)

_INK = "#1a1a1a"


def caption(result: Result) -> str:
    """What the figure shows."""
    models = dict.fromkeys(str(c.where.get("model", "")) for c in curves_of(result, "fit"))
    return (
        "Critical temperature against the pair-breaking energy; errors are one standard "
        f"deviation. Line: {', '.join(models)}, with 68 % band. Below: residuals over their "
        "standard deviation."
    )


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with a panel of residuals."""
    main, below = (ax, None) if ax is not None else panels(result, SINGLE + 14)
    for i, curve in enumerate(curves_of(result, "fit")):
        label = words(str(curve.where["model"]).replace("_", " "))
        draw_law(main, curve, result, colour=OKABE_ITO[i], dash=dash(i), label=label)
    for curve in curves_of(result, "data"):
        draw_points(main, curve, result, colour=_INK, marker=MARKERS[0], faint=False, label="")
    main.set_xlim(left=0.0)
    main.set_ylim(bottom=0.0)
    x, y = scales(result)
    (below if below is not None else main).set_xlabel(axis_label(result.x_axis, x))
    main.set_ylabel(axis_label(result.y_axis, y))
    legend_above(main)
    if below is not None:
        below.set_ylabel(r"$\Delta/\sigma$")
        figure_of(main).align_ylabels([main, below])
        draw_residuals(below, result, {0: (OKABE_ITO[0], MARKERS[0])})
    return main
