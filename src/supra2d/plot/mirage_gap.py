"""Density of states at some fields: the gap, and the mirage gap at the energy of the splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of, family_colours
from ._scale import scale_for
from ._style import DOUBLE, SINGLE, axis_scale, largest, legend_above, new_figure, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("mirage_gap",)
order = 92
needs = ("dos",)


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Density of states over that of the normal metal, at some fields."]
    if curves_of(result, "tunnelling"):
        told.append("Dashed: what a tunnel junction sees at this temperature.")
    if curves_of(result, "dos_mirage"):
        told.append(
            "Right: at the energy of the spin splitting, where one of two bands has no states."
        )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, what lies near the gap alone."""
    far = None
    if ax is None and curves_of(result, "dos_mirage"):
        ax, far = new_figure(DOUBLE, 66.0).subplots(1, 2)
    elif ax is None:
        ax = new_figure(SINGLE).add_subplot()
    _panel(ax, result, curves_of(result, "dos"), labels=True)
    _panel(ax, result, curves_of(result, "tunnelling"), linestyle=(0, (4, 1.5)), alpha=0.7)
    tallest = largest(*(c.y for c in curves_of(result, "dos")))
    ax.set_ylim(0.0, min(1.05 * tallest, 4.0) or 1.0)  # peaks of no field hide all others
    ax.set_xlim(left=0.0)
    if far is not None:
        _panel(far, result, curves_of(result, "dos_mirage"))
    legend_above(ax)
    return ax


def _panel(
    ax: Axes, result: Result, curves: Sequence[Curve], *, labels: bool = False, **look: object
) -> None:
    """Lines of one window of energies, coloured by field."""
    if not curves:
        return
    fields = [float(c.where.get("field", 0.0)) for c in curves]
    colours = family_colours(len(fields))
    scale = scale_for("T", largest(fields))
    names = numbers([scale.factor * B for B in fields])
    x = axis_scale(result.x_axis, *(c.x for c in curves))
    for curve, colour, name in zip(curves, colours, names, strict=True):
        told = {"label": f"{name} {scale.unit}"} if labels else {}
        at = x.factor * np.asarray(curve.x)
        ax.plot(at, curve.y, color=colour, linewidth=1.0, **told, **look)
    ends = [x.factor * float(np.asarray(curves[0].x)[i]) for i in (0, -1)]
    ax.set_xlim(*ends)
    ax.set_xlabel(f"$E$ ({x.unit})")
    ax.set_ylabel(r"$N/N_\mathrm{n}$")
