"""The first zone, paths through it, and the letters of their points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Array, Curve, Result
from ._family import curves_of
from ._scale import Scale
from ._style import GREY, axis_label, axis_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GREEK = {"gamma": "Γ", "delta": "Δ", "lambda": "Λ", "sigma": "Σ"}
_ROOM = 0.17  # of the zone, around it: for letters outside its corners
_ON = 1e-6  # of the size of the zone: points that are on its border

INK = "#1a1a1a"


def letter(label: str) -> str:
    """How a point of the zone is printed; at a jump of a path one letter above the other.

    Examples
    --------
    >>> letter("Gamma"), letter("K'"), letter("H_2")
    ('Γ', 'K′', 'H$_2$')
    """
    text = re.sub("(?i)" + "|".join(_GREEK), lambda found: _GREEK[found[0].lower()], label)
    text = text.replace("'", "\N{PRIME}").replace("|", "\n")
    return re.sub(r"_(\w)", r"$_\1$", text)


def path_axis(ax: Axes, result: Result, scale: Scale) -> None:
    """Letters and lines at the corners of a path."""
    ticks = curves_of(result, "tick")
    at = [float(np.asarray(tick.x)[0]) * scale.factor for tick in ticks]
    ax.set_xticks(at, labels=[letter(tick.label) for tick in ticks])
    ax.tick_params(axis="x", which="both", length=0)
    for x in at:
        ax.axvline(x, color=GREY, linewidth=0.4, zorder=0.5)
    if at:
        ax.set_xlim(min(at), max(at))


def zone_border(result: Result) -> Array:
    """Corners of the first zone, closed, 1/m, shape (n, 2)."""
    (zone,) = curves_of(result, "zone")
    return np.column_stack([zone.x, zone.y])


def images(border: Array) -> Array:
    """Zero and the reciprocal vectors that the sides of a zone halve, 1/m, shape (n, 2)."""
    return np.vstack([np.zeros((1, 2)), border[1:] + border[:-1]])


def inside(points: Array, border: Array, room: float = _ON) -> Any:
    """Which points lie within a zone, or out of it by ``room`` of its size, shape (n,)."""
    sides = 0.5 * (border[1:] + border[:-1])
    reach = np.sum(sides**2, axis=1)
    return np.all(points @ sides.T <= (1.0 + room) * reach, axis=1)


def zone_axes(ax: Axes, result: Result, scale: Scale) -> Any:
    """Draw the border of the zone and its letters; the border, to clip by."""
    from matplotlib.patches import Polygon

    border = scale.factor * zone_border(result)
    patch = Polygon(border, closed=True, fill=False, edgecolor=INK, linewidth=0.7, zorder=4)
    ax.add_patch(patch)
    ax.set_aspect("equal")
    middle, span = 0.5 * (border.max(0) + border.min(0)), np.ptp(border, axis=0)
    room = 0.5 * span + _ROOM * span.max()
    ax.set_xlim(middle[0] - room[0], middle[0] + room[0])
    ax.set_ylim(middle[1] - room[1], middle[1] + room[1])
    ax.set_xlabel(axis_label(result.x_axis, scale))
    ax.set_ylabel(axis_label(result.y_axis, scale))
    for label, place in _points(result, zone_border(result)):
        _name(ax, label, scale.factor * place)
    return patch


def zone_scale(result: Result) -> Scale:
    """Printed unit of the wave numbers of a zone."""
    return axis_scale(result.x_axis, *zone_border(result).T)


def _points(result: Result, border: Array) -> list[tuple[str, Array]]:
    """Every corner of the zone with its letter, and one of each other kind of points."""
    found: list[tuple[str, Array]] = []
    for curve in curves_of(result, "point"):
        for shift in images(border):
            place = np.array([curve.x[0], curve.y[0]]) + shift
            new = all(np.linalg.norm(place - p) > 1e-3 * np.ptp(border) for _, p in found)
            corner = _is_corner(place, border)
            told = curve.label in [label for label, _ in found]
            if inside(place[None], border)[0] and new and (corner or not told):
                found.append((curve.label, place))
    return found


def _is_corner(place: Array, border: Array) -> bool:
    return bool(np.linalg.norm(border - place, axis=1).min() < 1e-3 * np.ptp(border))


def _name(ax: Axes, label: str, place: Array) -> None:
    """A dot and a letter, away from the middle of the zone."""
    from matplotlib.patheffects import withStroke

    length = float(np.linalg.norm(place))
    away = place / length if length > _ON else np.array([0.75, -0.75])
    x, y = place.tolist()
    ax.plot(x, y, ".", color=INK, markersize=2.5, zorder=5)
    ax.annotate(
        letter(label),
        (x, y),
        xytext=(6.5 * float(away[0]), 6.5 * float(away[1])),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=8,
        color=INK,
        zorder=6,
        path_effects=[withStroke(linewidth=1.8, foreground="white")],
    )


def moved(curve: Curve, border: Array) -> list[Array]:
    """A curve and its repetitions that come near the zone, 1/m, each of shape (n, 2)."""
    points = np.column_stack([curve.x, curve.y])
    copies = [points + shift for shift in images(border)]
    return [copy for copy in copies if inside(copy, border, 2.0 * _ROOM).any()]


def mapped(result: Result, scale: Scale, role: str = "map") -> tuple[Any, Array]:
    """Triangles in printed units that cover the zone, and a value at each of their corners.

    What lies beyond the border of the zone is taken from across it, so that the map reaches it.
    """
    from matplotlib.tri import Triangulation

    (places,), (values,) = curves_of(result, role), curves_of(result, f"{role}_value")
    border = zone_border(result)
    own = np.column_stack([places.x, places.y])
    shifts = images(border)
    points = (own[None] + shifts[:, None]).reshape(-1, 2)
    value = np.tile(np.asarray(values.y, float), len(shifts))
    step = float(np.sqrt(_area(border) / len(own)) / np.abs(border).max())
    near = inside(points, border, 4.0 * step)
    # a point on the border comes once from either side of it
    rounded = np.rint(points[near] / (1e-3 * step * np.abs(border).max()))
    _, first = np.unique(rounded, axis=0, return_index=True)
    return Triangulation(*(scale.factor * points[near][first]).T), value[near][first]


def _area(border: Array) -> float:
    x, y = border.T
    return 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))
