"""Laws compared on critical fields: points, leading laws with their bands, residuals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..core import Result
from ..core.constants import PAULI_PER_KELVIN
from ._family import curves_of
from ._laws import (
    dash,
    draw_law,
    draw_points,
    draw_residuals,
    from_zero,
    label_axes,
    scales,
    words,
)
from ._style import DOUBLE, MARKERS, OKABE_ITO, SINGLE, legend_above, new_figure, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("comparison",)
order = 42
needs = ("data", "fit")

_INK = "#1a1a1a"
_TINY = 1e-4  # weight that is shown as zero


def caption(result: Result) -> str:
    """What the figure shows."""
    names = _models(result)
    laws = "the leading law of each mechanism" if len(names) > 1 else "the law compared"
    told = [
        "Critical field against temperature; errors are one standard deviation. Lines: "
        f"{laws}, with 68 % bands of the posterior prediction; in brackets the weight."
    ]
    if _none_adequate(result):
        told.append("None of them describes the points.")
    if len(_directions(result)) > 1:
        told.append("Left: field in the plane; right: along the film normal.")
    if curves_of(result, "residual"):
        told.append("Below: residuals over their standard deviation, in the colours of the laws.")
    limit = _pauli(result)
    if limit is not None:
        told.append(
            f"Axis on the right of the field in the plane: in units of the Pauli limit of "
            f"{limit:.3g} T, {PAULI_PER_KELVIN:.3f} T/K times Tc0 of {names[0]} at its g."
        )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; without ``ax`` with panels of residuals and of the other direction."""
    main, *others = _directions(result)
    if ax is not None:
        _panel(ax, None, result, main)
        legend_above(ax)
        return ax
    rows = 2 if curves_of(result, "residual") else 1
    figure = new_figure(DOUBLE if others else SINGLE + 24, 92.0)
    grid = figure.subplots(
        rows,
        1 + len(others),
        sharex="col",
        squeeze=False,
        height_ratios=(4, 1)[:rows],
        width_ratios=(1.7, 1)[: 1 + len(others)],
    )
    for column, direction in zip(grid.T, (main, *others), strict=True):
        _panel(column[0], column[1] if rows == 2 else None, result, direction)
    first: Axes = grid[0, 0]
    handles, labels = first.get_legend_handles_labels()
    # the longest names of laws fit three times into the page, twice into a column
    figure.legend(handles, labels, loc="outside upper left", ncols=3 if others else 2)
    return first


def _panel(ax: Axes, below: Axes | None, result: Result, direction: str) -> None:
    """Points, laws and residuals of one direction."""
    names, weights = _models(result), _weights(result)
    limit = _pauli(result) if direction == "parallel" else None
    part = replace(
        result, curves=tuple(c for c in result.curves if c.where.get("direction", "") == direction)
    )
    for curve in curves_of(part, "fit"):
        name = str(curve.where["model"])
        i = names.index(name)
        share = f"({_share(weights[name])})" if name in weights else ""
        colour = OKABE_ITO[i % len(OKABE_ITO)]
        label = words(name.replace("_", " "), share)
        draw_law(ax, curve, part, colour=colour, dash=dash(i), label=label)
    for curve in curves_of(part, "data"):
        draw_points(ax, curve, part, colour=_INK, marker="o", faint=False, label="")
    from_zero(ax, part)
    label_axes(part, ax, below)
    if direction:
        # fields fall with temperature: this corner is always free
        ax.text(0.97, 0.955, direction, transform=ax.transAxes, ha="right", va="top")
    if limit is not None:
        _pauli_axis(ax, limit * scales(part)[1].factor)
    if below is not None:
        below.tick_params(labelbottom=True)
        ax.tick_params(labelbottom=False)
        # the leading law last, where nothing hides it
        part = replace(part, curves=part.curves[::-1])
        draw_residuals(below, part, _looks(part, names))


def _pauli_axis(ax: Axes, limit: float) -> None:
    """The field over the Pauli limit, on the right."""
    ax.tick_params(right=False, which="both")

    def over(field: Any) -> Any:
        return field / limit

    def back(ratio: Any) -> Any:
        return ratio * limit

    ratio = ax.secondary_yaxis("right", functions=(over, back))
    ratio.set_ylabel(r"$B_\mathrm{c2}/B_\mathrm{P}$")


def _looks(part: Result, names: list[str]) -> dict[int, tuple[str, str]]:
    places = [names.index(str(c.where["model"])) for c in curves_of(part, "residual")]
    return {
        i: (OKABE_ITO[k % len(OKABE_ITO)], MARKERS[k % len(MARKERS)]) for i, k in enumerate(places)
    }


def _models(result: Result) -> list[str]:
    """Names of the laws that are drawn, the leading one first."""
    return list(dict.fromkeys(str(c.where["model"]) for c in curves_of(result, "fit")))


def _directions(result: Result) -> list[str]:
    """Directions with points, the field in the plane first: spins show there."""
    found = dict.fromkeys(str(c.where.get("direction", "")) for c in curves_of(result, "data"))
    return sorted(found, key=lambda direction: direction != "parallel")


def _share(weight: float) -> str:
    return number(weight, 2) if weight > _TINY else "0"


def _weights(result: Result) -> dict[str, float]:
    rows: list[Any] = [c for row in result.comparisons for c in row["candidates"]]
    return {row["model"]: row["weight"] for row in rows}


def _none_adequate(result: Result) -> bool:
    return any(row["none_adequate"] for row in result.comparisons)


def _pauli(result: Result) -> float | None:
    """The Pauli limit of the leading law in T, where there are fields in the plane."""
    fit = next((f for f in result.fits if f.model == _models(result)[0]), None)
    if fit is None or "parallel" not in _directions(result):
        return None
    values = {p.name: p.value for p in fit.parameters}
    return (
        PAULI_PER_KELVIN * values["Tc0"] * 2.0 / values.get("g", 2.0) if "Tc0" in values else None
    )
