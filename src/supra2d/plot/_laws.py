"""Points with errors, fitted laws with bands, residuals below: shared by several figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Axis, Curve, Result
from ._family import curves_of
from ._scale import Scale
from ._style import DASHES, GREY, MARKERS, OKABE_ITO, axis_label, axis_scale, figure_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DIRECTIONS = {"perpendicular": r"$\perp$", "parallel": r"$\parallel$"}


def panels(result: Result, width: float) -> tuple[Axes, Axes | None]:
    """Main axes and, where there are residuals, axes for them below."""
    if not curves_of(result, "residual"):
        return new_figure(width, 0.74 * width).add_subplot(), None
    main, below = new_figure(width, 0.9 * width).subplots(2, 1, sharex=True, height_ratios=(4, 1))
    main.tick_params(labelbottom=False)
    return main, below


def scales(result: Result) -> tuple[Scale, Scale]:
    """Printed units of both axes."""
    shown = curves_of(result, "data", "mean", "fit")
    x = axis_scale(result.x_axis, *(c.x for c in shown))
    y = axis_scale(result.y_axis, *(c.y for c in shown))
    return x, y


def label_axes(result: Result, main: Axes, below: Axes | None) -> None:
    """Write what the axes show; the lower panel carries the common x axis."""
    x, y = scales(result)
    (below if below is not None else main).set_xlabel(axis_label(result.x_axis, x))
    # the field on this axis is never the applied one
    critical = None if result.y_axis is None else Axis("Bc2", result.y_axis.unit)
    main.set_ylabel(axis_label(critical, y))
    if below is not None:
        below.set_ylabel(r"$\Delta/\sigma$")
        figure_of(main).align_ylabels([main, below])


def colour_keys(curves: Sequence[Curve], key: str) -> dict[str, str]:
    """A colour for each value of a key of ``where``, in order of appearance."""
    names = dict.fromkeys(str(c.where.get(key, "")) for c in curves)
    return {name: OKABE_ITO[i % len(OKABE_ITO)] for i, name in enumerate(names)}


def preferred_criterion(result: Result) -> str:
    """The criterion that the numbers of ``result`` stand on; empty where none is named."""
    named = [q.criterion for q in result.quantities if q.preferred and q.criterion]
    fitted = [str(c.where["criterion"]) for c in curves_of(result, "fit") if "criterion" in c.where]
    counts = Counter(fitted or named).most_common(1)
    return counts[0][0] if counts else ""


def draw_points(
    ax: Axes, curve: Curve, result: Result, *, colour: str, marker: str, faint: bool, label: str
) -> None:
    """Points with error bars; ``faint`` ones are open and pale."""
    x, y = scales(result)
    ax.errorbar(
        np.asarray(curve.x) * x.factor,
        np.asarray(curve.y) * y.factor,
        xerr=_length(curve.x_error, x),
        yerr=_length(curve.y_error, y),
        fmt=marker,
        color=colour,
        markerfacecolor="white" if faint else colour,
        alpha=0.4 if faint else 1.0,
        elinewidth=0.7,
        zorder=2.5 if faint else 3,
        label=label or "_",
    )


def _length(error: Any, scale: Scale) -> Any:
    return None if error is None else np.nan_to_num(np.abs(np.asarray(error, float))) * scale.factor


def draw_law(ax: Axes, curve: Curve, result: Result, *, colour: str, dash: Any, label: str) -> None:
    """A fitted line and its 68 % band."""
    x, y = scales(result)
    at = np.asarray(curve.x) * x.factor
    if curve.low is not None and curve.high is not None:
        low, high = np.asarray(curve.low) * y.factor, np.asarray(curve.high) * y.factor
        ax.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0, zorder=1.5)
    ax.plot(at, np.asarray(curve.y) * y.factor, color=colour, linestyle=dash, label=label or "_")


def draw_residuals(ax: Axes, result: Result, looks: Mapping[int, tuple[str, str]]) -> None:
    """Normalised residuals between lines at ±1; ``looks`` gives colour and marker per curve."""
    x, _ = scales(result)
    curves = curves_of(result, "residual")
    ax.axhspan(-1, 1, color=GREY, alpha=0.15, linewidth=0)
    ax.axhline(0, color=GREY, linewidth=0.6)
    for i, curve in enumerate(curves):
        colour, marker = looks.get(i, (OKABE_ITO[i % len(OKABE_ITO)], MARKERS[i % len(MARKERS)]))
        ax.plot(np.asarray(curve.x) * x.factor, curve.y, marker, color=colour, markersize=2.8)
    finite = np.concatenate([np.abs(np.asarray(c.y, float)) for c in curves])
    finite = finite[np.isfinite(finite)]
    reach = max(2.5, 1.15 * float(finite.max())) if finite.size else 2.5
    ax.set_ylim(-reach, reach)
    ax.minorticks_off()
    half = round_down(reach)
    ax.set_yticks([-half, 0, half])


def from_zero(ax: Axes, result: Result) -> None:
    """Both axes from zero, unless the points are far from it."""
    shown = curves_of(result, "data", "mean", "fit")
    x_scale, y_scale = scales(result)
    for scale, arrays, set_limits in (
        (x_scale, [c.x for c in shown], ax.set_xlim),
        (y_scale, [c.y for c in shown], ax.set_ylim),
    ):
        values = np.concatenate([np.asarray(a, float) for a in arrays])
        values = values[np.isfinite(values)] * scale.factor
        if values.size == 0:
            continue
        low, high = float(values.min()), float(values.max())
        room = 0.06 * (high - min(low, 0.0)) or 1.0
        # a curve may end a little below zero: a remanent field is subtracted
        near_zero = -0.02 * high <= low <= 0.6 * high
        set_limits(0.0 if near_zero else low - room, high + room)


def round_down(reach: float) -> float:
    """The largest of 1, 2, 5, 10, ... that is not above ``reach``."""
    power = 10.0 ** np.floor(np.log10(reach))
    return float(max(m for m in (1, 2, 5) if m * power <= reach) * power)


def dash(index: int) -> Any:
    """Line style of the law number ``index``."""
    return DASHES[index % len(DASHES)]


def words(*parts: object) -> str:
    """Parts of a label that are not empty, joined."""
    return " ".join(str(p) for p in parts if str(p))
