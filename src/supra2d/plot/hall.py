"""Hall resistance against field: odd parts with their laws, and the density they give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Curve, Result
from ._family import curves_of, draw_family, family_text
from ._scale import Scale, scale_for
from ._style import (
    DASHES,
    DOUBLE,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("carriers",)
order = 60

_FAMILY = ("temperature", "gate", "angle")
_LAWS = ("one carrier", "two carriers")
_POINTS = 50  # of a sweep that are drawn, so that the law over them shows


def caption(result: Result) -> str:
    """What the figure shows."""
    told = []
    if curves_of(result, "data"):
        told.append(
            f"Odd part of the Hall resistance against field: {family_text(result, _FAMILY)}; "
            "offset and longitudinal pick-up are even in the field and were taken off."
        )
    laws = [n for n in _LAWS if any(c.where.get("model") == n for c in curves_of(result, "fit"))]
    if laws:
        told.append(f"Lines: {' or '.join(laws)}.")
    if _has_densities(result):
        told.append("Sheet density against temperature, with total error.")
    elif curves_of(result, "along"):
        told.append("Right: even part of the longitudinal resistance.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``.

    Densities at several temperatures get a panel of their own, else the longitudinal resistance.
    """
    if not curves_of(result, "data"):
        ax = ax if ax is not None else new_figure(SINGLE).add_subplot()
        _densities(ax, result)
        return ax
    beside = None
    if ax is None and (_has_densities(result) or curves_of(result, "along")):
        ax, beside = new_figure(DOUBLE, 66.0).subplots(1, 2, width_ratios=(1.35, 1))
    elif ax is None:
        ax = new_figure(SINGLE + 14).add_subplot()
    _odd_parts(ax, result)
    if beside is not None:
        (_densities if _has_densities(result) else _along)(beside, result)
    return ax


def _has_densities(result: Result) -> bool:
    """Whether densities are known at more than one temperature."""
    return sum(np.size(c.x) for c in curves_of(result, "density")) > 1


def _thinned(curve: Curve) -> Curve:
    keep = np.unique(np.linspace(0, np.size(curve.x) - 1, _POINTS).astype(int))
    return replace(curve, x=np.asarray(curve.x)[keep], y=np.asarray(curve.y)[keep])


def _odd_parts(ax: Axes, result: Result) -> None:
    curves = tuple(_thinned(c) if c.role == "data" else c for c in result.curves)
    draw_family(ax, replace(result, curves=curves), _FAMILY)
    x, y = (axis_scale(axis, *values) for axis, values in (
        (result.x_axis, [c.x for c in curves_of(result, "data")]),
        (result.y_axis, [c.y for c in curves_of(result, "data")]),
    ))  # fmt: skip
    for name in _LAWS:
        for i, curve in enumerate(
            c for c in curves_of(result, "fit") if c.where.get("model") == name
        ):
            _line(ax, curve, x, y, name, label="_" if i else name)
    legend_above(ax)


def _line(ax: Axes, curve: Curve, x: Scale, y: Scale, law: str, *, label: str = "_") -> None:
    """A law over its points."""
    ax.plot(
        np.asarray(curve.x) * x.factor,
        np.asarray(curve.y) * y.factor,
        color=OKABE_ITO[1],
        linewidth=0.8,
        linestyle=DASHES[1 - _LAWS.index(law)],
        zorder=3,
        label=label,
    )


def _along(ax: Axes, result: Result) -> None:
    """Even part of the longitudinal resistance, with its law."""
    curves = curves_of(result, "along")
    axis = Axis(str(curves[0].where.get("quantity", "resistance")), str(curves[0].where["unit"]))
    x = axis_scale(result.x_axis, *(c.x for c in curves))
    y = axis_scale(axis, *(c.y for c in curves))
    for curve in map(_thinned, curves):
        ax.plot(
            np.asarray(curve.x) * x.factor,
            np.asarray(curve.y) * y.factor,
            ".",
            color=OKABE_ITO[0],
            markersize=3.0,
        )
    for curve in curves_of(result, "along_fit"):
        _line(ax, curve, x, y, _LAWS[1])
    ax.set_xlabel(axis_label(result.x_axis, x))
    ax.set_ylabel(axis_label(axis, y))
    ax.margins(0.05)


def _densities(ax: Axes, result: Result) -> None:
    curves = curves_of(result, "density")
    axis, temperature = Axis("n_sheet", "m^-2"), Axis("temperature", "K")
    x = axis_scale(temperature, *(c.x for c in curves))
    y = axis_scale(axis, *(c.y for c in curves))
    values = np.concatenate([np.asarray(c.y, float) for c in curves])
    if float(values.max()) > 30.0 * float(values.min()):
        # a power of ten in the unit says nothing more on a logarithmic axis
        ax.set_yscale("log")
        y = scale_for(axis.unit, 1.0)
    for curve in curves:
        ax.errorbar(
            np.asarray(curve.x) * x.factor,
            np.asarray(curve.y) * y.factor,
            yerr=None if curve.y_error is None else np.asarray(curve.y_error) * y.factor,
            fmt="o",
            color=OKABE_ITO[0],
            markersize=3.2,
            markerfacecolor="white",
            markeredgewidth=0.8,
            elinewidth=0.7,
        )
    ax.set_xlabel(axis_label(temperature, x))
    ax.set_ylabel(axis_label(axis, y))
    ax.margins(0.08)
