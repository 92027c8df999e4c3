"""Critical field against temperature: points, fitted laws with bands, residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Curve, Result
from ._family import curves_of
from ._laws import (
    DIRECTIONS,
    colour_keys,
    dash,
    draw_law,
    draw_points,
    draw_residuals,
    from_zero,
    label_axes,
    panels,
    preferred_criterion,
    scales,
    words,
)
from ._style import GREY, MARKERS, SINGLE, largest, legend_above, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("critical_field",)
order = 30
needs = ("data",)


def caption(result: Result) -> str:
    """What the figure shows."""
    criterion = preferred_criterion(result)
    text = "Critical field against temperature"
    text += f" at {criterion.replace('%', ' %')} of the normal state" if "%" in criterion else ""
    told = [text + "; errors are one standard deviation."]
    if curves_of(result, "fit"):
        models = dict.fromkeys(str(c.where.get("model", "")) for c in curves_of(result, "fit"))
        told.append(f"Lines: {', '.join(filter(None, models))}, with 68 % bands.")
    if len({_criterion(c) for c in curves_of(result, "data")}) > 1:
        told.append("Pale open symbols: other criteria, fitted on their own in the table of fits.")
    if curves_of(result, "residual"):
        told.append("Below: residuals over their standard deviation.")
    limit = _pauli(result)
    if limit is not None and not _in_range(result, limit):
        told.append(f"The Pauli limit of {limit:.3g} T lies outside the figure.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with a panel of residuals."""
    main, below = (ax, None) if ax is not None else panels(result, SINGLE + 14)
    data, fits = curves_of(result, "data", "mean"), curves_of(result, "fit")
    colours = colour_keys([*data, *fits], "direction")
    markers = _markers(data)
    best = preferred_criterion(result)
    models = list(dict.fromkeys(str(c.where.get("model", "")) for c in fits))
    for curve in fits:
        model = str(curve.where.get("model", ""))
        style = dash(models.index(model)) if len(models) > len(colours) else "-"
        label = _law_label(curve)
        draw_law(main, curve, result, colour=colours[_direction(curve)], dash=style, label=label)
    for curve in data:
        faint = _criterion(curve) != best and any(_criterion(c) == best for c in data)
        draw_points(
            main,
            curve,
            result,
            colour=colours[_direction(curve)],
            marker=markers[_key(curve)],
            faint=faint,
            label=_point_label(curve, faint=faint),
        )
    from_zero(main, result)
    _pauli_line(main, result)
    label_axes(result, main, below)
    legend_above(main)
    if below is not None:
        residuals = enumerate(curves_of(result, "residual"))
        looks = {
            i: (colours.get(_direction(c), GREY), markers.get(_key(c), "o")) for i, c in residuals
        }
        draw_residuals(below, result, looks)
    return main


def _criterion(curve: Curve) -> str:
    return str(curve.where.get("criterion", ""))


def _direction(curve: Curve) -> str:
    return str(curve.where.get("direction", ""))


def _key(curve: Curve) -> tuple[str, str]:
    return _criterion(curve), _direction(curve)


def _markers(data: list[Curve]) -> dict[tuple[str, str], str]:
    """A marker for each criterion and direction, so that they stay apart in grey."""
    keys = dict.fromkeys(map(_key, data))
    return {key: MARKERS[i % len(MARKERS)] for i, key in enumerate(keys)}


def _law_label(curve: Curve) -> str:
    model, direction = str(curve.where.get("model", "")), _direction(curve)
    sign = "" if direction and direction in model else DIRECTIONS.get(direction, "")
    return curve.label or words(model.replace("_", " "), sign)


def _point_label(curve: Curve, *, faint: bool) -> str:
    """Direction and criterion; faint points, which are many, by their criterion alone."""
    criterion = _criterion(curve).replace("%", " %").replace("_", " ")
    if faint:
        return criterion
    return curve.label or words(DIRECTIONS.get(_direction(curve), ""), criterion)


def _pauli(result: Result) -> float | None:
    """The preferred Pauli limit in T, where there is one."""
    found = [q for q in result.quantities if q.name == "B_pauli" and q.value is not None]
    best = next((q for q in found if q.preferred), found[0] if found else None)
    return None if best is None else best.value


def _in_range(result: Result, limit: float) -> bool:
    """Whether the limit can be shown without pressing the data flat."""
    return limit <= 1.8 * largest(*(c.y for c in curves_of(result, "data", "mean", "fit")))


def _pauli_line(ax: Axes, result: Result) -> None:
    limit = _pauli(result)
    if limit is None or not _in_range(result, limit):
        return
    _, y_scale = scales(result)
    height = limit * y_scale.factor
    low, high = ax.get_ylim()
    ax.set_ylim(low, max(high, height + 0.12 * (height - low)))
    ax.axhline(height, color="#1a1a1a", linestyle=":", linewidth=0.9, zorder=1)
    ax.annotate(
        f"$B_\\mathrm{{P}}$\n{number(height)} {y_scale.unit}",
        (1.0, height),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=7,
    )
