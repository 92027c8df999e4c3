"""A map of tunnelling spectra as an image, with gap, splitting and broadening of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Array, Curve, Result
from ._family import curves_of
from ._scale import Scale
from ._style import (
    DASHES,
    DOUBLE,
    GREY,
    MARKERS,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    figure_of,
    largest,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("tunnelling_map",)
order = 69
needs = ("image", "image_value")

_CLIP = (0.5, 99.5)  # per cent of the pixels, between which shades run
_LABELS = {"gap": "Δ", "exchange": "$h$", "broadening": "Γ"}
_LAWS = {"bcs_gap": "BCS", "orbital_gap": "Ginzburg–Landau", "pair_breaking_gap": "pair breaking"}
_CROWDED = 60  # rows, from which marks shrink


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Differential conductance over that of the normal state; blank: no reading."]
    if curves_of(result, "gap"):
        told.append("Right: gap and what else was fitted to each row, with standard deviations.")
    laws = [_LAWS.get(str(c.where.get("model")), "law") for c in curves_of(result, "gap_law")]
    if laws:
        told.append(f"Lines with 68 % bands: {' and '.join(laws)}.")
    if any(q.name == "B_closing" and q.preferred and q.total for q in result.quantities):
        told.append("Grey: where the gap closes.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; into given axes the image alone."""
    rows = curves_of(result, *_LABELS)
    if ax is not None or not rows:
        ax = ax if ax is not None else new_figure(SINGLE + 10, 76.0).add_subplot()
        _image(ax, result)
        return ax
    figure = new_figure(DOUBLE, 76.0)
    grid = figure.add_gridspec(1, 2, width_ratios=(1.15, 1.0))
    main, beside = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    _image(main, result)
    _numbers(beside, result, rows)
    return main


def _image(ax: Axes, result: Result) -> None:
    (places,), (values,) = curves_of(result, "image"), curves_of(result, "image_value")
    bias, at = np.unique(places.x), np.unique(places.y)
    z = np.asarray(values.y, float).reshape(at.size, bias.size)
    x_axis, y_axis = places.axes or (None, None)
    xs, ys = axis_scale(x_axis, bias), axis_scale(y_axis, at)
    low, high = np.nanpercentile(z, _CLIP)
    mesh = ax.pcolormesh(_edges(bias) * xs.factor, _edges(at) * ys.factor, z, cmap="cividis",
                         vmin=low, vmax=high, rasterized=True)  # fmt: skip
    ax.set_facecolor("white")
    ax.set_xlabel(axis_label(x_axis, xs))
    ax.set_ylabel(axis_label(y_axis, ys))
    bar = figure_of(ax).colorbar(mesh, ax=ax, aspect=28, pad=0.02)
    bar.outline.set_linewidth(0.5)
    bar.set_label(r"$G\,/\,G_\mathrm{N}$")


def _edges(centres: Array) -> Array:
    """Borders half way between neighbours."""
    if centres.size == 1:
        return np.asarray(centres[0] + np.array([-0.5, 0.5]))
    middle = 0.5 * (centres[1:] + centres[:-1])
    first, last = 2.0 * centres[0] - middle[0], 2.0 * centres[-1] - middle[-1]
    return np.asarray(np.concatenate([[first], middle, [last]]))


def _numbers(ax: Axes, result: Result, rows: list[Curve]) -> None:
    along = rows[0].axes[0] if rows[0].axes else None
    (places,) = curves_of(result, "image")
    xs, energy = axis_scale(along, places.y), _energies(*(c.y for c in rows))
    crowded = any(c.x.size > _CROWDED for c in rows)
    for i, curve in enumerate(rows):
        _points(ax, curve, i, xs, energy, crowded=crowded)
    for i, law in enumerate(curves_of(result, "gap_law")):
        x, y = law.x * xs.factor, law.y * energy.factor
        ax.plot(x, y, color=GREY, linestyle=DASHES[i], linewidth=1.0, zorder=4,
                label=_LAWS.get(str(law.where.get("model")), "law"))  # fmt: skip
        if law.low is not None and law.high is not None:
            ax.fill_between(x, law.low * energy.factor, law.high * energy.factor, color=GREY,
                            alpha=0.25, linewidth=0.0)  # fmt: skip
    ax.set_xlim(*(xs.factor * float(f(_edges(np.unique(places.y)))) for f in (np.min, np.max)))
    _ends(ax, result, xs)
    top = energy.factor * largest(*(c.y for c in rows))
    ax.set_ylim(0.0, 1.12 * top)
    ax.set_xlabel(axis_label(along, xs))
    ax.set_ylabel(f"energy ({energy.unit})")
    legend_above(ax)


def _energies(*values: Array) -> Scale:
    """Gaps are printed in meV, small ones in µeV."""
    return Scale(1.0, "meV") if largest(*values) > 0.02 else Scale(1e3, "µeV")


def _ends(ax: Axes, result: Result, xs: Scale) -> None:
    """Where the rows say that the gap closes, between the limits of the axes."""
    low, high = ax.get_xlim()
    for q in result.quantities:
        if q.name == "B_closing" and q.preferred and q.total is not None:
            for sign in (-1.0, 1.0):
                ends = [sign * xs.factor * end for end in q.total]
                if low < min(ends) and max(ends) < high:
                    ax.axvspan(*ends, color=GREY, alpha=0.2, linewidth=0.0, zorder=0)


def _points(ax: Axes, curve: Curve, i: int, xs: Scale, energy: Scale, *, crowded: bool) -> None:
    error: Any = None if curve.y_error is None else curve.y_error * energy.factor
    ax.errorbar(
        curve.x * xs.factor,
        curve.y * energy.factor,
        error,
        fmt=MARKERS[i],
        color=OKABE_ITO[i],
        markersize=1.8 if crowded else 3.2,
        elinewidth=0.5,
        label=_LABELS[curve.role],
    )
