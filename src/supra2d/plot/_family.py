"""Families of sweeps: one colour per value, a colour bar that names the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Axis, Curve, Result
from ._scale import Scale, scale_for
from ._style import (
    GREY,
    MARKERS,
    axis_label,
    axis_scale,
    figure_of,
    largest,
    legend_above,
    numbers,
    symbol,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_UNITS = {"field": "T", "temperature": "K", "gate": "V", "gate_voltage": "V", "current": "A"}
_UNITS |= {"angle": "deg", "azimuth": "deg", "position": "deg"}

#: More points than this in one panel are drawn as an image inside the SVG.
_MANY_POINTS = 40_000


def curves_of(result: Result, *roles: str) -> list[Curve]:
    """Curves of some roles that have at least one point to show."""
    return [
        c for c in result.curves if c.role in roles and np.isfinite(np.asarray(c.x) * c.y).any()
    ]


def parameter_of(curves: Sequence[Curve], candidates: Sequence[str]) -> str:
    """The key of ``where`` that tells the curves apart best; the first wins a tie."""
    # readings of one set point scatter: they tell nothing apart
    counts = {
        key: len(set_points([float(c.where[key]) for c in curves if key in c.where]))
        for key in candidates
    }
    best = max(candidates, key=lambda key: counts[key])
    return best if counts[best] else ""


def draw_family(ax: Axes, result: Result, candidates: Sequence[str], *, marks: bool = True) -> None:
    """Draw the sweeps of ``result`` and label both axes.

    Colours follow the rank of the parameter, dark to light, so that close values among wide
    ones stay apart. ``marks`` adds the normal state, the criterion points, legend and colour bar.
    """
    data = curves_of(result, "data", "mean")
    key = parameter_of(data, candidates) if data else ""
    values = set_points([float(c.where[key]) for c in data if key in c.where])
    colours = family_colours(len(values))

    x_scale = axis_scale(result.x_axis, *(c.x for c in data))
    y_scale = axis_scale(result.y_axis, *(c.y for c in data))
    crowded = sum(np.size(c.x) for c in data) > _MANY_POINTS
    dashed = _returning(data, key)
    for i, curve in enumerate(data):
        colour = colours[rank(curve, key, values)]
        _sweep(ax, curve, x_scale, y_scale, colour, dashed=i in dashed, rasterized=crowded)
    _limits(ax, data, x_scale, y_scale)
    ax.set_xlabel(axis_label(result.x_axis, x_scale))
    ax.set_ylabel(axis_label(result.y_axis, y_scale))
    if not marks:
        return
    _normal_states(ax, curves_of(result, "normal_state"), x_scale, y_scale)
    _crossings(ax, curves_of(result, "criterion"), x_scale, y_scale)
    legend_above(ax)
    if len(values) > 1:
        colour_bar(ax, key, values, colours)


def set_points(readings: Sequence[float]) -> list[float]:
    """Values that were set, from readings that scatter around them; sorted.

    Readings belong together when they differ by less than 0.3 % of themselves plus 0.01 % of
    the largest; what differs from zero by less than the latter is zero.

    Examples
    --------
    >>> set_points([2.0001, 3.0, 1.9999, -1e-5])
    [0.0, 2.0, 3.0]
    """
    least = 1e-4 * largest(readings)
    groups: list[list[float]] = []
    for value in sorted(readings):
        if groups and value - groups[-1][0] <= 3e-3 * abs(value) + least:
            groups[-1].append(value)
        else:
            groups.append([value])
    means = [float(np.mean(group)) for group in groups]
    return [0.0 if abs(mean) < least else mean for mean in means]


def family_text(result: Result, candidates: Sequence[str]) -> str:
    """What the family is, for a caption: ``12 sweeps at μ0H from 0 to 3 T``."""
    data = curves_of(result, "data", "mean")
    count = f"{len(data)} sweep{'s' if len(data) != 1 else ''}"
    key = parameter_of(data, candidates) if data else ""
    if not key:
        return count
    values = set_points([float(c.where[key]) for c in data if key in c.where])
    scale = scale_for(_UNITS[key], largest(values))
    low, high = (f"{v * scale.factor:.3g}" for v in (values[0], values[-1]))
    span = low if len(values) == 1 else f"{low} to {high}"
    name = {"field": "µ₀H", "temperature": "T"}.get(key, key.replace("_", " "))
    return f"{count} at {name} = {span} {scale.unit}".replace("-", "\N{MINUS SIGN}")


def role_text(result: Result, candidates: Sequence[str]) -> str:
    """Sentences on the auxiliary marks of a family."""
    told = []
    data = curves_of(result, "data", "mean")
    if _returning(data, parameter_of(data, candidates) if data else ""):
        told.append("Dashed: decreasing branch.")
    if curves_of(result, "normal_state"):
        told.append("Grey dashed: normal state.")
    if curves_of(result, "criterion"):
        told.append("Open symbols: where a sweep crosses a criterion, with total error.")
    return " ".join(told)


def family_colours(count: int) -> Any:
    """Colours of ``count`` sorted values, dark to light."""
    from matplotlib import colormaps

    # cividis without its palest end, which is lost on white paper
    return colormaps["cividis"](np.linspace(0.0, 0.84, max(count, 1)))


def rank(curve: Curve, key: str, values: Sequence[float]) -> int:
    """Place of a curve among the sorted set points; the first where it has none."""
    if key not in curve.where or not values:
        return 0
    return int(np.argmin(np.abs(np.array(values) - float(curve.where[key]))))


def _returning(data: Sequence[Curve], key: str) -> set[int]:
    """Indices of decreasing branches whose set point has an increasing one beside it."""
    values = set_points([float(c.where[key]) for c in data if key in c.where])
    places = [(rank(c, key, values), str(c.where.get("branch", ""))) for c in data]
    return {i for i, (at, way) in enumerate(places) if way == "down" and (at, "up") in places}


def _sweep(
    ax: Axes, curve: Curve, xs: Scale, ys: Scale, colour: Any, *, dashed: bool, rasterized: bool
) -> None:
    dense = np.size(curve.x) > 60
    ax.plot(
        np.asarray(curve.x) * xs.factor,
        np.asarray(curve.y) * ys.factor,
        color=colour,
        linestyle=(0, (3, 1.2)) if dashed else "-",
        linewidth=1.0 if dense else 0.7,
        marker="" if dense else ".",
        markersize=3.0,
        rasterized=rasterized,
    )


def _normal_states(ax: Axes, curves: Sequence[Curve], xs: Scale, ys: Scale) -> None:
    for i, curve in enumerate(curves):
        ax.plot(
            np.asarray(curve.x) * xs.factor,
            np.asarray(curve.y) * ys.factor,
            color=GREY,
            linestyle=(0, (4, 2)),
            linewidth=0.6,
            zorder=2.5,
            label="normal state" if i == 0 else "_",
        )


def _crossings(ax: Axes, curves: Sequence[Curve], xs: Scale, ys: Scale) -> None:
    names = sorted({str(c.where.get("criterion", "")) for c in curves}, key=_criterion_order)
    crowded = sum(np.size(c.x) for c in curves) > 15 * len(names)
    for curve in sorted(curves, key=lambda c: names.index(str(c.where.get("criterion", "")))):
        name = str(curve.where.get("criterion", ""))
        error = None if curve.x_error is None else np.abs(curve.x_error) * xs.factor
        ax.errorbar(
            np.asarray(curve.x) * xs.factor,
            np.asarray(curve.y) * ys.factor,
            xerr=error,
            fmt=MARKERS[names.index(name) % len(MARKERS)],
            color="#1a1a1a",
            markerfacecolor="white",
            markersize=2.4 if crowded else 3.8,
            markeredgewidth=0.5 if crowded else 0.7,
            elinewidth=0.7,
            zorder=3,
            label=name.replace("_", " ").replace("%", " %") or "_",
        )


def _criterion_order(name: str) -> tuple[bool, float, str]:
    percent = name.endswith("%")
    return not percent, float(name[:-1]) if percent else 0.0, name


def _limits(ax: Axes, data: Sequence[Curve], xs: Scale, ys: Scale) -> None:
    """Room around the data, however constant they are."""
    for scale, set_limits, arrays in (
        (xs, ax.set_xlim, [c.x for c in data]),
        (ys, ax.set_ylim, [c.y for c in data]),
    ):
        values = np.concatenate([np.asarray(a, float) for a in arrays]) if arrays else np.zeros(0)
        values = values[np.isfinite(values)] * scale.factor
        if values.size == 0:
            continue
        low, high = float(values.min()), float(values.max())
        room = 0.04 * (high - low) or 0.1 * abs(high) or 1.0
        set_limits(low - room, high + room)


def colour_bar(ax: Axes, key: str, values: Sequence[float], colours: Any) -> None:
    """Name the values of a family beside ``ax``."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    count = len(values)
    scale = scale_for(_UNITS.get(key, ""), largest(values))
    norm = BoundaryNorm(np.arange(count + 1) - 0.5, count)
    mappable = ScalarMappable(norm, ListedColormap(colours))
    bar = figure_of(ax).colorbar(mappable, ax=ax, aspect=28, pad=0.02, fraction=0.06)
    shown = sorted({round(i) for i in np.linspace(0, count - 1, min(count, 9))})
    labels = numbers([value * scale.factor for value in values])
    bar.set_ticks(shown, labels=[labels[i] for i in shown])
    bar.ax.minorticks_off()
    bar.ax.tick_params(length=0, labelsize=7)
    bar.outline.set_linewidth(0.5)
    bar.set_label(axis_label(Axis(key, _UNITS.get(key, "")), scale) if key else symbol(key))
