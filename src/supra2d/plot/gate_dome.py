"""What a gate does: Tc, sheet density, capacitance and mobility against the gate voltage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Axis, Curve, Result
from ._family import curves_of
from ._style import (
    GREY,
    MARKERS,
    OKABE_ITO,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("gate",)
order = 62

_PANELS = ("Tc", "Ic", "n_sheet", "capacitance", "mobility")
_TOLD = {
    "Tc": "critical temperature",
    "Ic": "critical current",
    "n_sheet": "sheet density",
    "capacitance": "local capacitance",
    "mobility": "mobility",
}
#: Branches of the gate, in the order of markers and colours, and how the legend calls them.
_BRANCHES = {
    "": "settled",
    "gate up": "rising gate",
    "gate down": "falling gate",
    "forming": "first sweep",
}
_GATE = Axis("gate_voltage", "V")


def caption(result: Result) -> str:
    """What the figure shows."""
    names = [_TOLD[name] for name in _panels(result)]
    text = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    told = [f"{text[:1].upper()}{text[1:]} against gate voltage."]
    if curves_of(result, "Tc_line", "Ic_line"):
        told.append("Line: best local polynomial, with its 68 % band.")
    if curves_of(result, "Tc_top", "Ic_top"):
        told.append("Dashed: the maximum, averaged over windows, with its total error.")
    if any(c.where.get("branch") == "forming" for c in curves_of(result, *_PANELS)):
        told.append("The first sweep, which formed the sample, is kept apart.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, its first panel alone."""
    names = _panels(result)
    if ax is not None:
        names, panels = names[:1], [ax]
    else:
        figure = new_figure(SINGLE, 20.0 + 32.0 * len(names))
        found = figure.subplots(len(names), 1, sharex=True, squeeze=False)
        panels = list(found[:, 0])
    for name, panel in zip(names, panels, strict=True):
        _panel(panel, result, name)
    gates = [c.x for c in curves_of(result, *names)]
    panels[-1].set_xlabel(axis_label(_GATE, axis_scale(_GATE, *gates)))
    _legend(panels[0], result, names)
    return panels[0]


def _legend(ax: Axes, result: Result, names: list[str]) -> None:
    """The branches of all panels, named once above the first."""
    found = {str(c.where.get("branch", "")) for c in curves_of(result, *names)}
    for branch, label in _BRANCHES.items():
        if branch in found and len(found) > 1:
            i = list(_BRANCHES).index(branch)
            ax.plot([], [], MARKERS[i], color=OKABE_ITO[i], markersize=3.2, label=label,
                    markerfacecolor="white", markeredgewidth=0.8)  # fmt: skip
    legend_above(ax)


def _panels(result: Result) -> list[str]:
    return [name for name in _PANELS if curves_of(result, name)]


def _panel(ax: Axes, result: Result, name: str) -> None:
    curves = curves_of(result, name)
    x = axis_scale(_GATE, *(c.x for c in curves_of(result, *_PANELS)))
    axis = curves[0].axes[1] if curves[0].axes else Axis(name, "")
    y = axis_scale(axis, *(c.y for c in curves))
    for curve in curves:
        branch = str(curve.where.get("branch", ""))
        i = list(_BRANCHES).index(branch)
        ax.errorbar(
            np.asarray(curve.x) * x.factor,
            np.asarray(curve.y) * y.factor,
            yerr=None if curve.y_error is None else np.asarray(curve.y_error) * y.factor,
            fmt=MARKERS[i],
            color=OKABE_ITO[i],
            markersize=3.2,
            markerfacecolor="white",
            markeredgewidth=0.8,
            elinewidth=0.7,
        )
    for curve in curves_of(result, f"{name}_line"):
        _line(ax, curve, x.factor, y.factor)
    for curve in curves_of(result, f"{name}_top"):
        _top(ax, curve, x.factor)
    ax.set_ylabel(axis_label(axis, y))
    ax.margins(0.06, 0.12)


def _line(ax: Axes, curve: Curve, x: float, y: float) -> None:
    """A polynomial through the top, with its band."""
    gate, value = np.asarray(curve.x) * x, np.asarray(curve.y) * y
    ax.plot(gate, value, color=GREY, linewidth=0.9, zorder=1.5)
    if curve.low is not None and curve.high is not None:
        low, high = np.asarray(curve.low) * y, np.asarray(curve.high) * y
        ax.fill_between(gate, low, high, color=GREY, alpha=0.25, linewidth=0.0, zorder=1.4)


def _top(ax: Axes, curve: Curve, x: float) -> None:
    """Where the maximum is, with its total error."""
    gate = float(curve.x[0]) * x
    error = float(curve.x_error[0]) * x if curve.x_error is not None else 0.0
    ax.axvline(gate, color=GREY, linewidth=0.6, linestyle=(0, (4, 2)), zorder=1.0)
    ax.axvspan(gate - error, gate + error, color=GREY, alpha=0.15, linewidth=0.0, zorder=0.9)
