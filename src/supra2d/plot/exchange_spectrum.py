"""Density of states beside a magnet whose moment turns from the normal into the plane and on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Result
from ._family import curves_of
from ._spins import side_bar
from ._style import (
    DASHES,
    DOUBLE,
    GREY,
    OKABE_ITO,
    SINGLE,
    axis_scale,
    largest,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("exchange_spectrum",)
order = 93
needs = ("exchange_dos",)

_TOP = 3.0  # of the normal density: peaks beyond are cut, and the splitting stays in sight


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Density of states over that of the normal metal, without exchange and with it."]
    if curves_of(result, "exchange_map"):
        told.append("Right: while the moment of the magnet turns, 0° along the normal.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the lines alone."""
    beside = None
    if ax is None and curves_of(result, "exchange_map"):
        ax, beside = new_figure(DOUBLE, 70.0).subplots(1, 2)
    elif ax is None:
        ax = new_figure(SINGLE).add_subplot()
    curves = curves_of(result, "exchange_dos")
    x = axis_scale(result.y_axis, *(c.x for c in curves))
    for i, curve in enumerate(curves):
        ax.plot(
            x.factor * np.asarray(curve.x),
            curve.y,
            color=OKABE_ITO[i - 1] if i else GREY,
            linestyle=DASHES[i % len(DASHES)],
            linewidth=1.2 if i else 2.4,  # what is without exchange lies behind
            label=curve.label,
        )
    ax.set_xlim(*(x.factor * float(np.asarray(curves[0].x)[i]) for i in (0, -1)))
    ax.set_ylim(0.0, min(1.05 * largest(*(c.y for c in curves)), _TOP) or 1.0)
    ax.set_xlabel(f"$E$ ({x.unit})")
    ax.set_ylabel(r"$N/N_\mathrm{n}$")
    if beside is not None:
        _map(beside, result)
    legend_above(ax)
    return ax


def _map(ax: Axes, result: Result) -> None:
    (places,), (value,) = curves_of(result, "exchange_map"), curves_of(result, "exchange_map_value")
    y = axis_scale(result.y_axis, places.y)
    turn, energies = (np.unique(np.asarray(v, float)) for v in (places.x, places.y))
    image = ax.pcolormesh(
        turn,
        y.factor * energies,
        np.asarray(value.y, float).reshape(len(turn), len(energies)).T,
        cmap="cividis",
        vmin=0.0,
        vmax=min(largest(value.y), _TOP) or 1.0,
        shading="gouraud",
        rasterized=True,
    )
    ax.set_xticks(np.arange(turn[0], turn[-1] + 1.0, 90.0))
    ax.set_xlabel("moment from the normal (deg)")
    ax.set_ylabel(f"$E$ ({y.unit})")
    side_bar(ax, image).set_label(r"$N/N_\mathrm{n}$")
