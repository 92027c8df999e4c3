"""Bands along a path: spins where they cross the Fermi level, orbitals over the whole range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core import Array, Curve, Result
from ._family import curves_of
from ._scale import Scale, scale_for
from ._spins import ORBITALS, add_lines, orbital_name, runs, spin_bar, spin_lines
from ._style import (
    DOUBLE,
    GREY,
    SINGLE,
    axis_label,
    axis_scale,
    legend_above,
    new_figure,
)
from ._zone import INK, path_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("band_structure",)
order = 80
needs = ("band",)

Window = tuple[float, float]

_WHOLE = (-3000.0, 3000.0)  # meV: what lies beyond matters for no metal's response
_BESIDE = 0.12  # of the bands that cross the Fermi level, above and below them
_SAME = 0.003  # of a window: bands that are closer are one line, and their spins cancel
_WIDTH = 3.6  # pt, of a line that is one orbital alone
_LEVELS = 12  # of the width
_LEAST = 0.1  # of a weight that is drawn


def caption(result: Result) -> str:
    """What the figure shows."""
    told = ["Bands along lines between points of the zone; dashed: Fermi level."]
    if _has_spins(result):
        told.append(
            "Colour: spin along the normal; bands that lie on each other show their mean, which "
            "is grey where spins cancel."
        )
    if curves_of(result, "band_weight"):
        told.append(
            "Width of the coloured lines: weight of each orbital, the largest below the others."
        )
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the panel of the spins alone, or else that of the orbitals."""
    bands = curves_of(result, "band")
    spins, weights = _has_spins(result), bool(curves_of(result, "band_weight"))
    beside = None
    if ax is None and spins and weights:
        ax, beside = new_figure(DOUBLE, 74.0).subplots(1, 2)
    elif ax is None:
        ax = new_figure(SINGLE + 14).add_subplot()
    if beside is not None:
        _spin_panel(ax, result, _near(bands))
        _orbital_panel(beside, result, _whole(bands))
    elif spins:
        _spin_panel(ax, result, _whole(bands))
    else:
        _orbital_panel(ax, result, _whole(bands))
    return ax


def _has_spins(result: Result) -> bool:
    return bool(curves_of(result, "band_spin"))


def _whole(bands: list[Curve]) -> Window:
    """All bands, cut to the usual range where the Fermi level lies among them."""
    low = min(float(np.min(c.y)) for c in bands)
    high = max(float(np.max(c.y)) for c in bands)
    if low < 0.0 < high:
        low, high = max(low, _WHOLE[0]), min(high, _WHOLE[1])
    room = 0.03 * (high - low) or 1.0
    return low - room, high + room


def _near(bands: list[Curve]) -> Window:
    """Around the bands that cross the Fermi level; an insulator shows all."""
    crossing = [c for c in bands if np.min(c.y) < 0.0 < np.max(c.y)]
    if not crossing:
        return _whole(bands)
    low, high = (f(float(f(c.y)) for c in crossing) for f in (min, max))
    room = _BESIDE * (high - low)
    whole = _whole(bands)
    return max(low - room, whole[0]), min(high + room, whole[1])


def _frame(ax: Axes, result: Result, window: Window) -> tuple[Scale, Scale]:
    """Axes with letters, labels and the Fermi level; their printed units."""
    x = axis_scale(result.x_axis, *(c.x for c in curves_of(result, "band")))
    # one unit for both panels
    most = max(map(abs, _whole(curves_of(result, "band"))))
    y = scale_for(result.y_axis.unit if result.y_axis else "", most)
    path_axis(ax, result, x)
    ax.set_ylim(window[0] * y.factor, window[1] * y.factor)
    ax.set_ylabel(axis_label(result.y_axis, y))
    ax.axhline(0.0, color=GREY, linewidth=0.6, linestyle=(0, (4, 2)), zorder=1.0)
    return x, y


def _spin_panel(ax: Axes, result: Result, window: Window) -> None:
    x, y = _frame(ax, result, window)
    bands = curves_of(result, "band")
    by_band = {c.where["band"]: np.asarray(c.y, float) for c in curves_of(result, "band_spin")}
    energies = np.array([c.y for c in bands], dtype=float)
    spins = np.array([by_band[c.where["band"]] for c in bands])
    for curve, E in zip(bands, energies, strict=True):
        close = np.abs(energies - E) < _SAME * (window[1] - window[0])
        mean = np.sum(close * spins, axis=0) / close.sum(axis=0)
        for part in _unbroken(np.asarray(curve.x)):
            spin_lines(ax, x.factor * curve.x[part], y.factor * E[part], mean[part], linewidth=1.1)
    spin_bar(ax)


def _orbital_panel(ax: Axes, result: Result, window: Window) -> None:
    x, y = _frame(ax, result, window)
    weights = curves_of(result, "band_weight")
    names = list(dict.fromkeys(str(c.where["orbital"]) for c in weights))
    by_band = {(c.where["band"], c.where["orbital"]): c.y for c in weights}
    for curve in curves_of(result, "band"):
        at, E = x.factor * np.asarray(curve.x), y.factor * np.asarray(curve.y)
        shares = np.array([by_band[curve.where["band"], name] for name in names], dtype=float)
        for part in _unbroken(at):
            ax.plot(at[part], E[part], color=INK, linewidth=0.5, zorder=1.5)
            if names:
                _fat_band(ax, at[part], E[part], shares[:, part])
    for i, name in enumerate(names):
        ax.plot([], [], color=ORBITALS[i % len(ORBITALS)], linewidth=2.6, label=orbital_name(name))
    legend_above(ax)


def _fat_band(ax: Axes, x: Array, y: Array, shares: Array) -> None:
    """Lines as wide as the weight of each orbital, the wider ones below."""
    between = 0.5 * (shares[:, 1:] + shares[:, :-1])
    level = np.rint(_LEVELS * between).astype(int)
    by_size = np.argsort(-between, axis=0, kind="stable")
    for place, orbital in enumerate(by_size):
        width = np.take_along_axis(level, orbital[None], axis=0)[0]
        width[width < _LEAST * _LEVELS] = 0
        key = orbital * (_LEVELS + 1) + width
        pieces = [(a, b) for a, b in runs(key) if width[a]]
        add_lines(
            ax,
            x,
            y,
            pieces,
            colors=[ORBITALS[orbital[a] % len(ORBITALS)] for a, _ in pieces],
            linewidths=[_WIDTH * width[a] / _LEVELS for a, _ in pieces],
            zorder=2.0 + 0.1 * place,
        )


def _unbroken(x: Array) -> list[slice]:
    """Parts of a path without jumps, where it stands still."""
    cuts = [0, *(np.flatnonzero(np.diff(x) <= 0.0) + 1).tolist(), len(x)]
    return [slice(a, b) for a, b in zip(cuts[:-1], cuts[1:], strict=True) if b - a > 1]
