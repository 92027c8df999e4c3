"""A diffraction scan with the orders of its series, and the extrapolation of their spacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._style import GREY, MARKERS, OKABE_ITO, SINGLE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("diffraction",)
order = 95
needs = ("data",)

_APART = 0.05  # of the axis, from which two orders both get their number


def caption(result: Result) -> str:
    """What the figure shows."""
    text = "Intensity against the diffraction angle, on a scale of square roots."
    if curves_of(result, "order"):
        text += " Labels: orders of the lattice constant."
    if curves_of(result, "other_line"):
        text += " Grey: lines of no series."
    if curves_of(result, "line_spacing"):
        text += (
            " Below: the spacing that each line gives against the function of Nelson and Riley, "
            "with one standard deviation; the spacing of the crystal is at zero."
        )
    return text


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; into given axes the scan alone."""
    if ax is not None:
        _scan(ax, result)
        return ax
    series = curves_of(result, "line_spacing")
    if not series:
        ax = new_figure(SINGLE + 40).add_subplot()
        _scan(ax, result)
        return ax
    figure = new_figure(SINGLE + 40, 72.0 + 42.0 * len(series))
    rows = figure.subplots(1 + len(series), 1, height_ratios=(1.5, *[1.0] * len(series)))
    _scan(rows[0], result)
    for i, (below, curve) in enumerate(zip(rows[1:], series, strict=True)):
        _extrapolation(below, result, curve, i)
    main: Axes = rows[0]
    return main


def _scan(ax: Axes, result: Result) -> None:
    (data,) = curves_of(result, "data")
    ax.plot(data.x, np.sqrt(np.maximum(data.y, 0.0)), color="#1a1a1a", linewidth=0.6)
    top = float(np.sqrt(max(np.max(data.y), 1.0)))
    ax.set_ylim(0.0, 1.22 * top)
    ax.set_xlim(float(np.min(data.x)), float(np.max(data.x)))
    for curve in curves_of(result, "other_line"):
        ax.plot(curve.x, np.sqrt(curve.y) + 0.03 * top, "|", color=GREY, markersize=4)
    taken: list[float] = []
    for i, curve in enumerate(curves_of(result, "order")):
        _orders(ax, curve, i, top, taken)
    ticks = _counts(float(np.max(data.y)))
    ax.set_yticks(np.sqrt(ticks), [f"{tick:g}" for tick in ticks])
    ax.tick_params(axis="y", which="minor", left=False, right=False)
    ax.set_xlabel(r"$2\theta$ (deg)")
    ax.set_ylabel("intensity (counts)")


def _orders(ax: Axes, curve: Curve, i: int, top: float, taken: list[float]) -> None:
    """A mark over each line of a series, with its order where there is room."""
    colour = OKABE_ITO[i % len(OKABE_ITO)]
    low, high = ax.get_xlim()
    heights = np.sqrt(curve.y)
    labels = str(curve.where["orders"]).split("; ")
    ax.plot(curve.x, heights + 0.03 * top, MARKERS[i], color=colour, markersize=2.5)
    for x, y, number in zip(curve.x, heights, labels, strict=True):
        if any(abs(x - other) < _APART * (high - low) for other in taken):
            continue
        taken.append(float(x))
        ax.annotate(str(number), (x, y + 0.03 * top), (0.0, 3.0), textcoords="offset points",
                    ha="center", color=colour)  # fmt: skip


def _counts(largest: float) -> list[float]:
    """Round numbers that are about evenly spaced on a scale of square roots."""
    rough = largest * np.array([0.0, 0.1, 0.4, 0.9])
    found = [0.0]
    for value in rough[1:]:
        power = 10.0 ** np.floor(np.log10(max(value, 1e-9)))
        found.append(float(np.rint(value / power) * power))
    return sorted(set(found))


def _extrapolation(ax: Axes, result: Result, curve: Curve, i: int) -> None:
    """Spacings of the lines, and the line to theta = 90 deg."""
    colour = OKABE_ITO[i % len(OKABE_ITO)]
    place = curve.where.get("series")
    scale = 1e10
    for line in curves_of(result, "extrapolation"):
        if line.where.get("series") == place:
            ax.plot(line.x, line.y * scale, color=GREY, linewidth=0.8)
    error = None if curve.y_error is None else curve.y_error * scale
    ax.errorbar(curve.x, curve.y * scale, yerr=error, fmt=MARKERS[i], color=colour, markersize=3,
                elinewidth=0.7)  # fmt: skip
    for end in curves_of(result, "lattice_constant"):
        if end.where.get("series") == place and end.y_error is not None:
            ax.errorbar(end.x, end.y * scale, yerr=end.y_error * scale, fmt=MARKERS[i],
                        color=colour, fillstyle="none", markersize=4.5, elinewidth=0.7,
                        clip_on=False)  # fmt: skip
    ax.set_xlim(left=0.0)
    ax.ticklabel_format(axis="y", useOffset=False)
    ax.set_xlabel(r"$\frac{1}{2}(\cos^2\theta/\sin\theta + \cos^2\theta/\theta)$")
    ax.set_ylabel("spacing (Å)")
