"""Corner picture: the posterior of the leading law, each parameter and each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Array, Axis, Curve, Result
from ._family import curves_of
from ._scale import Scale
from ._style import DOUBLE, OKABE_ITO, SINGLE, axis_scale, new_figure, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("comparison",)
order = 46
needs = ("posterior",)

#: More parameters than this cannot be read. These stand last and are the first to go: none of
#: them is the strength of a mechanism.
_MOST = 6
_LAST = ("slope", "tilt", "remanent", "thermometer")

#: A parameter of whose draws more than this lie on one bound is open: it has no shape to show.
_ON_BOUND = 0.02
_WIDE = 6.0  # ratio of the ends of a 95 % interval from which an axis is logarithmic
_GRID = 72  # places along each axis at which a density is taken
_REACH = 4.5  # how far they go, in standard deviations
_KERNEL = 0.45  # width of the kernel that smooths it, in standard deviations

_SYMBOLS = {
    "Tc0": r"$T_\mathrm{c0}$",
    "slope": r"$-\mathrm{d}B_\mathrm{c2\perp}/\mathrm{d}T$",
    "xi": r"$\xi$",
    "alpha": r"$\alpha$",
    "beta": r"$\beta$",
    "beta_K": r"$\beta_\mathrm{K}$",
    "beta_Gamma": r"$\beta_\Gamma$",
    "weight_Gamma": r"$w_\Gamma$",
    "gamma_so": r"$\gamma_\mathrm{so}$",
    "gamma_iv": r"$\gamma_\mathrm{iv}$",
    "gamma_0": r"$\gamma_0$",
    "lambda_so": r"$\lambda_\mathrm{so}$",
    "alpha_r": r"$\alpha_\mathrm{R}$",
    "alpha_d": r"$\alpha_\mathrm{D}$",
    "t_perp": r"$t_\perp$",
    "V": "$V$",
    "Dd2": r"$D d^2$",
    "tilt": "tilt",
    "remanent": r"$\mu_0 H_\mathrm{rem}$",
    "thermometer": r"$\mathrm{d}\ln T/\mathrm{d}B$",
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws of one parameter in its printed unit, and in the coordinate in which it is drawn."""

    label: str
    values: Array
    wide: bool  # drawn in its logarithm

    @property
    def coordinate(self) -> Array:
        return np.log10(self.values) if self.wide else self.values

    def back(self, coordinate: Array) -> Array:
        return np.asarray(10.0**coordinate if self.wide else coordinate)


def caption(result: Result) -> str:
    """What the figure shows."""
    shown, open_ones, dropped = _chosen(result)
    model = str(curves_of(result, "posterior")[0].where.get("model", "the leading law"))
    if not shown:
        return f"The data leave all parameters of {model} open."
    told = [f"Posterior of the parameters of {model}: median and 68 % of each (lines)"]
    told[0] += ", and the regions that hold 68 % and 95 % of each pair." if shown[1:] else "."
    for curves, why in (
        (open_ones, "The data leave {} open."),
        (dropped, "Not shown, for want of room: {}."),
    ):
        if curves:
            told.append(why.format(", ".join(str(c.where["parameter"]) for c in curves)))
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; into given ``ax`` the first pair of parameters alone."""
    found = [_drawn(curve) for curve in _chosen(result)[0]]
    if not found:
        ax = ax if ax is not None else new_figure(SINGLE, 30.0).add_subplot()
        ax.set_axis_off()
        ax.text(0.5, 0.5, "no parameter is constrained", transform=ax.transAxes, ha="center")
        return ax
    if ax is not None:
        _cell(ax, found[0], found[min(1, len(found) - 1)])
        return ax
    count = len(found)
    width = min(DOUBLE, 22.0 + max(64.0, 34.0 * count))
    grid = new_figure(width, 0.94 * width).subplots(count, count, squeeze=False)
    for row in range(count):
        for column in range(count):
            if column > row:
                grid[row, column].remove()
                continue
            _cell(grid[row, column], found[column], found[row])
            _outer_labels(grid[row, column], row, column, count)
    first: Axes = grid[0, 0]
    return first


def _chosen(result: Result) -> tuple[list[Curve], list[Curve], list[Curve]]:
    """Parameters that are shown, those that are open, those for which there is no room."""
    curves = curves_of(result, "posterior")
    open_ones = [c for c in curves if _is_open(np.asarray(c.y, float))]
    rest = [c for c in curves if all(c is not other for other in open_ones)]

    def rank(curve: Curve) -> int:
        name = curve.where["parameter"]
        return 1 + _LAST.index(name) if name in _LAST else 0

    rest.sort(key=rank)
    return rest[:_MOST], open_ones, rest[_MOST:]


def _is_open(values: Array) -> bool:
    on_bound = max(np.mean(values == values.min()), np.mean(values == values.max()))
    return bool(on_bound > _ON_BOUND)


def _drawn(curve: Curve) -> _Drawn:
    values = np.asarray(curve.y, float)
    low, high = np.quantile(values, [0.025, 0.975])
    wide = bool(values.min() > 0 and high > _WIDE * low)
    name, unit = str(curve.where["parameter"]), str(curve.where.get("unit", ""))
    # a wide axis spans prefixes: that of its middle
    scale = axis_scale(Axis(name, unit), np.median(values) if wide else values)
    return _Drawn(_label(name, scale), values * scale.factor, wide)


def _label(name: str, scale: Scale) -> str:
    unit = {"°": "deg"}.get(scale.unit, scale.unit)
    symbol = _SYMBOLS.get(name, name.replace("_", " "))
    return f"{symbol}\n({unit})" if unit else symbol


def _cell(ax: Axes, x: _Drawn, y: _Drawn) -> None:
    """The density of one parameter, or of a pair."""
    if x is y:
        _marginal(ax, x)
    else:
        _joint(ax, x, y)
        _axis(ax.yaxis, y)
    _axis(ax.xaxis, x)


def _marginal(ax: Axes, x: _Drawn) -> None:
    edges = x.back(np.linspace(*_range(x.coordinate), 25))
    ax.hist(x.values, edges.tolist(), histtype="stepfilled", color=OKABE_ITO[0], alpha=0.35)
    for quantile, dashes in ((0.16, (4, 2)), (0.5, ()), (0.84, (4, 2))):
        style: Any = (0, dashes) if dashes else "-"
        at = float(np.quantile(x.values, quantile))
        ax.axvline(at, color=OKABE_ITO[0], linestyle=style, linewidth=0.9)
    ax.set_ylim(0, 1.08 * ax.dataLim.y1)
    ax.set_yticks([])


def _joint(ax: Axes, x: _Drawn, y: _Drawn) -> None:
    """Smallest regions with 95 % and 68 % of the draws."""
    pair = np.array([x.coordinate, y.coordinate])
    if abs(np.corrcoef(pair)[0, 1]) > 1 - 1e-9:  # a line has no density
        ax.plot(x.values, y.values, ".", color=OKABE_ITO[0], markersize=1.0, rasterized=True)
        return
    grid_x, grid_y, density = _density(pair)
    ranked = np.sort(density, axis=None)[::-1]
    inside = np.cumsum(ranked) / ranked.sum()
    outer, inner = (float(ranked[np.searchsorted(inside, share)]) for share in (0.95, 0.68))
    where = x.back(grid_x), y.back(grid_y), density
    levels = [outer, inner, 1.001 * float(ranked[0])]
    ax.contourf(*where, levels=levels, colors=[OKABE_ITO[0] + "38", OKABE_ITO[0] + "80"])
    ax.contour(*where, levels=levels[:2], colors=OKABE_ITO[0], linewidths=0.7)


def _density(pair: Array) -> tuple[Array, Array, Array]:
    """Smooth density of points, shape (2, n), on a grid along their own axes.

    The grid follows the correlation, so that a narrow region is as smooth as a round one.
    """
    from scipy.ndimage import gaussian_filter

    middle = pair.mean(axis=1, keepdims=True)
    axes = np.linalg.cholesky(np.cov(pair))
    # points are moved inwards by as much as the kernel widens them: regions keep their size
    round_ones = (1.0 - _KERNEL**2) ** 0.5 * np.linalg.solve(axes, pair - middle)
    edges = np.linspace(-_REACH, _REACH, _GRID + 1)
    reach = [(-_REACH, _REACH)] * 2
    counts, _, _ = np.histogram2d(round_ones[0], round_ones[1], _GRID, reach)
    density = gaussian_filter(counts, _KERNEL * _GRID / (2.0 * _REACH), mode="constant")
    places = 0.5 * (edges[1:] + edges[:-1])
    mesh = np.meshgrid(places, places, indexing="ij")
    grid_x, grid_y = middle[:, :, None] + np.tensordot(axes, np.array(mesh), axes=1)
    return grid_x, grid_y, density


def _range(coordinate: Array) -> tuple[float, float]:
    """What an axis shows: nearly all draws, and a little room."""
    low, high = (float(q) for q in np.quantile(coordinate, [0.002, 0.998]))
    room = 0.08 * (high - low)
    return low - room, high + room


def _axis(axis: Any, drawn: _Drawn) -> None:
    """Scale, limits and a few ticks that keep clear of the neighbouring panels."""
    vertical = axis.axis_name == "y"
    low, high = drawn.back(np.array(_range(drawn.coordinate)))
    set_scale, set_limits = (
        (axis.axes.set_yscale, axis.axes.set_ylim)
        if vertical
        else (axis.axes.set_xscale, axis.axes.set_xlim)
    )
    set_scale("log" if drawn.wide else "linear")
    set_limits(low, high)
    ticks = _ticks(drawn, low, high)
    axis.set_ticks(ticks, labels=_numbers(ticks))
    axis.set_ticks([], minor=True)
    axis.set_label_text(drawn.label, fontsize=8)


def _ticks(drawn: _Drawn, low: float, high: float) -> list[float]:
    """Two or three round numbers well inside the axis."""
    from matplotlib.ticker import MaxNLocator

    if drawn.wide:
        powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
        digits = (1,) if high > 100 * low else (1, 3)
        inside = [d * 10.0**p for p in powers for d in digits]
        inside = [t for t in inside if 1.15 * low < t < high / 1.15]
        return inside[:: 1 + len(inside) // 4]
    room = 0.1 * (high - low)
    for count in (3, 4, 5, 6):
        found = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        inside = [float(t) for t in found if low + room < t < high - room]
        if len(inside) > 1:
            break
    longest = max((len(text) for text in _numbers(inside)), default=0)
    return inside if longest * len(inside) < 16 else inside[:: len(inside) - 1 or 1]


def _numbers(ticks: list[float]) -> list[str]:
    """Ticks with one number of decimals."""
    if not ticks:
        return []
    step = min(np.diff(ticks), default=abs(ticks[0])) if len(ticks) > 1 else abs(ticks[0])
    if max(ticks) > 30 * abs(min(ticks)) > 0 or not step:
        return [number(tick) for tick in ticks]
    places = next((p for p in range(9) if abs(step * 10**p - round(step * 10**p)) < 1e-6), 9)
    return [f"{tick:.{places}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks]


def _outer_labels(ax: Axes, row: int, column: int, count: int) -> None:
    """Numbers and names along the left and the bottom alone."""
    if row < count - 1:
        ax.tick_params(labelbottom=False)
        ax.set_xlabel("")
    if column > 0:
        ax.tick_params(labelleft=False)
        ax.set_ylabel("")
