"""Critical fields over the Pauli limit: literature, one's own entries, one's own sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._style import DOUBLE, GREY, OKABE_ITO, apart, legend_above, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

draws = ("atlas",)
order = 95

_ROLES = {"literature": OKABE_ITO[0], "added": OKABE_ITO[2], "sample": OKABE_ITO[1]}
_LEGEND = (
    ("literature", "recomputed", "literature, recomputed"),
    ("literature", "printed", "as printed"),
    ("added", "recomputed", "added, recomputed"),
    ("added", "printed", "added, as printed"),
    ("sample", "recomputed", "this sample"),
)
_LABEL = r"$B_\mathrm{c2} / B_\mathrm{P}$ in the plane"
_LINE = 4.4  # mm from one row to the next
_TICKS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0)
_AXES = {"year": "year of the text", "layers": "number of layers"}


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "Critical field in the plane over the Pauli limit of BCS theory (g = 2). Full marks are "
        "recomputed from a printed field and Tc, open ones are printed ratios; bars are what "
        "printed digits, quoted ranges and the convention leave open."
    ]
    if any("limit" in curve.where for curve in _points(result)):
        told.append("Arrows: limits, the value lies beyond.")
    if _axis(result) in _AXES:
        told.append("Points of one place on the axis stand side by side.")
    if curves_of(result, "sample"):
        told.append("Shaded: the interval of the sample.")
    return " ".join([*told, "Dashed: the Pauli limit."])


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    points = sorted(_points(result), key=lambda c: float(c.y[0]))
    if ax is None:
        least = 64.0 if _axis(result) in _AXES else 44.0
        ax = new_figure(DOUBLE, max(least, 26.0 + _LINE * len(points))).add_subplot()
    if _axis(result) in _AXES:
        _against(ax, points, _AXES[_axis(result)])
    else:
        _rows(ax, points)
    for role, method, text in _LEGEND:
        if any(c.role == role and _full(c) == (method == "recomputed") for c in points):
            fill = _ROLES[role] if method == "recomputed" else "white"
            style = {"color": _ROLES[role], "markerfacecolor": fill, "markersize": 5.0}
            ax.plot([], [], "*" if role == "sample" else "o", label=text, **style)
    legend_above(ax)
    return ax


def _points(result: Result) -> list[Curve]:
    return curves_of(result, *_ROLES)


def _full(curve: Curve) -> bool:
    """Whether a ratio was computed from a field and Tc."""
    return curve.role == "sample" or curve.where.get("method") == "recomputed"


def _axis(result: Result) -> str:
    return result.x_axis.name if result.x_axis else ""


def _rows(ax: Axes, points: Sequence[Curve]) -> None:
    """One row for each record, names at the left."""
    for row, curve in enumerate(points):
        ax.axhline(row, color="0.93", linewidth=0.5, zorder=0)
        _mark(ax, curve, row, across=False)
    ax.set_yticks(range(len(points)), [_name(curve) for curve in points], fontsize=7)
    ax.tick_params(axis="y", which="both", length=0)
    ax.set_ylim(-0.7, len(points) - 0.3)
    ax.set_xlabel(_LABEL)
    _scale(ax, points, ax.xaxis)
    ax.axvline(1.0, color=GREY, linestyle=(0, (4, 2)), linewidth=0.7, zorder=1)
    for curve in points:
        if curve.role == "sample":
            ax.axvspan(*_ends(curve), color=_ROLES["sample"], alpha=0.12, zorder=0, linewidth=0)


def _against(ax: Axes, points: Sequence[Curve], label: str) -> None:
    """Points over a number; a sample, of which the number is not known, is a band."""
    known = [curve for curve in points if curve.role != "sample"]
    places = _beside([float(curve.x[0]) for curve in known])
    for curve, place in zip(known, places, strict=True):
        _mark(ax, curve, place, across=True)
    low, high = min(places), max(places)
    room = max(0.5, 0.04 * (high - low))
    ax.set_xlim(low - room, high + room)
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    ax.minorticks_off()
    ax.set_xlabel(label)
    ax.set_ylabel(_LABEL)
    _scale(ax, points, ax.yaxis)
    ax.axhline(1.0, color=GREY, linestyle=(0, (4, 2)), linewidth=0.7, zorder=1)
    for curve in points:
        if curve.role == "sample":
            ax.axhspan(*_ends(curve), color=_ROLES["sample"], alpha=0.12, zorder=0, linewidth=0)
            ax.axhline(float(curve.y[0]), color=_ROLES["sample"], linewidth=0.9, zorder=1)
    _name_beside(ax, points, places, known)


def _mark(ax: Axes, curve: Curve, place: float, *, across: bool) -> None:
    """A value with its interval, or a limit as an arrow; ``across``: the ratio is upright."""
    colour = _ROLES[curve.role]
    value = float(curve.y[0])
    side = curve.where.get("limit")
    if side:
        step = 1.35 if side == "lower" else 1.0 / 1.35
        ends = [(value, place), (value * step, place)]
        start, tip = [(y, x) for x, y in ends] if across else ends
        arrow = {"arrowstyle": "-|>,head_width=0.18,head_length=0.35", "color": colour}
        ax.annotate("", tip, start, arrowprops={**arrow, "linewidth": 0.9, "shrinkA": 0})
    low, high = _ends(curve)
    bar = None if side else [[max(value - low, 0.0)], [max(high - value, 0.0)]]
    ax.errorbar(
        [place] if across else [value],
        [value] if across else [place],
        yerr=bar if across else None,
        xerr=None if across else bar,
        fmt="*" if curve.role == "sample" else "o",
        color=colour,
        markersize=7.0 if curve.role == "sample" else 4.0,
        markerfacecolor=colour if _full(curve) else "white",
        elinewidth=0.9,
        zorder=3,
    )


def _ends(curve: Curve) -> tuple[float, float]:
    if curve.low is None or curve.high is None:
        return float(curve.y[0]), float(curve.y[0])
    return float(curve.low[0]), float(curve.high[0])


def _scale(ax: Axes, points: Sequence[Curve], axis: Axis) -> None:
    """Logarithmic, with ticks that are plain numbers, and room for bars and arrows."""
    from matplotlib.ticker import FixedLocator, NullLocator

    lows, highs = zip(*(_ends(curve) for curve in points), strict=True)
    low, high = min(0.8, 0.85 * min(lows)), max(1.6, 1.5 * max(highs))
    upright = axis is ax.yaxis
    (ax.set_yscale if upright else ax.set_xscale)("log")
    (ax.set_ylim if upright else ax.set_xlim)(low, high)
    axis.set_major_locator(FixedLocator([tick for tick in _TICKS if low <= tick <= high]))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())


def _beside(wanted: Sequence[float]) -> list[float]:
    """Places that keep points of one number apart, in their order."""
    places = list(wanted)
    for number in set(wanted):
        members = [i for i, x in enumerate(wanted) if x == number]
        shifts = np.linspace(-0.3, 0.3, len(members)) if len(members) > 1 else [0.0]
        for i, shift in zip(members, shifts, strict=True):
            places[i] = number + float(shift)
    return places


def _name_beside(
    ax: Axes, points: Sequence[Curve], places: Sequence[float], known: Sequence[Curve]
) -> None:
    """Names at the right in the order of the ratios, with a thin line to each point."""
    low, high = np.log(ax.get_ylim())
    wanted = (np.log([float(curve.y[0]) for curve in points]) - low) / (high - low)
    heights = apart(wanted, 1.0 / max(len(points) - 1, 14))
    right = ax.get_xlim()[1]
    starts = {curve.label: place for curve, place in zip(known, places, strict=True)}
    for curve, at, height in zip(points, wanted, heights, strict=True):
        if curve.label in starts:
            y = float(curve.y[0])
            ax.plot([starts[curve.label], right], [y, y], color=GREY, linewidth=0.35, zorder=1)
        ax.plot(
            [1.0, 1.035],
            [at, height],
            color=GREY,
            linewidth=0.35,
            transform=ax.transAxes,
            clip_on=False,
        )
        ax.text(1.04, height, _name(curve), transform=ax.transAxes, va="center", fontsize=7)


def _name(curve: Curve) -> str:
    """``CaZrO3/KTaO3(001)`` with lowered digits; faces, temperatures and Tc stay as they are."""
    head = f"{curve.where['overlayer']}: " if "overlayer" in curve.where else ""
    text = re.sub(r"(?<=[A-Za-z)])(\d+(?:\.\d+)?)(?![\d.]*\s*K\b)", r"$_{\1}$", head + curve.label)
    return text.replace(" Tc", r" $T_\mathrm{c}$")
