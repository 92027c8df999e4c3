"""Spin susceptibility of a superconductor against temperature, by direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._style import (
    DASHES,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
    number,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("spin_susceptibility",)
order = 91
needs = ("chi",)

_WAYS = {"perpendicular": "along the normal", "parallel": "in the plane"}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Spin susceptibility without field over that of the normal metal."]
    if any(c.where.get("interaction") for c in curves_of(result, "chi")):
        told.append("Dashed: with Stoner's interaction in both states.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
    curves = curves_of(result, "chi")
    x = axis_scale(result.x_axis, *(c.x for c in curves))
    ways = list(dict.fromkeys(str(c.where.get("direction", "")) for c in curves))
    for curve in curves:
        way = str(curve.where.get("direction", ""))
        product = float(curve.where.get("interaction", 0.0))
        label = _WAYS.get(way, way) + (f", $IN$ = {number(product)}" if product else "")
        ax.plot(
            x.factor * np.asarray(curve.x),
            curve.y,
            color=OKABE_ITO[ways.index(way)],
            linestyle=DASHES[1 if product else 0],
            label=label,
        )
    ax.set_xlim(left=0.0)
    ax.set_ylim(0.0, 1.05)
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(r"$\chi_\mathrm{s}/\chi_\mathrm{n}$")
    legend_above(ax)
    return ax
