"""Stacks of layers beside their space groups, and the levels of both spins at K."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._spins import spin_colours
from ._style import DOUBLE, GREY, axis_label, axis_scale, new_figure
from ._zone import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("polytypes",)
order = 88
needs = ("level",)

_SITES = {"A": 0.0, "B": 2 / 3, "C": 1 / 3}  # columns of the threefold sites, seen along a
_LAYERS, _COLUMNS = 4, 4.0  # drawn of each stack
_THICK = 0.27  # of the spacing: chalcogens above the metal
_ASPECT = 2.1  # spacing of layers over that of columns
_CHALCOGEN, _MISPRINT = "#E69F00", "#a84400"
_TINTS = {1: "#e6effa", 2: "#fbeadb"}  # of prisms, by the site of the chalcogens over the metal


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "Stacks seen along a: metals dark, chalcogens light, dashed the height of the repeating "
        "cell. Prisms in two tints for their two orientations, octahedra in none. Below: levels "
        "at K, spin up on the left and spin down on the right."
    ]
    if any(c.where.get("printed") for c in curves_of(result, "level")):
        told.append("Red-brown: space groups as the compared table prints them.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``; with ``ax``, the first stack alone."""
    curves = curves_of(result, "level")
    if ax is not None:
        _stack(ax, curves[0])
        return ax
    figure = new_figure(DOUBLE, 124.0)
    grid = figure.subplots(2, len(curves), squeeze=False, sharey="row", height_ratios=(2.2, 1))
    y = axis_scale(result.y_axis, *(c.y for c in curves))
    for (above, below), curve in zip(grid.T, curves, strict=True):
        _stack(above, curve)
        _levels(below, curve, y.factor)
    first: Axes = grid[1, 0]
    first.set_ylabel(axis_label(result.y_axis, y))
    top: Axes = grid[0, 0]
    return top


def _stack(ax: Axes, curve: Curve) -> None:
    """Side view of the layers, with the name and the group above it."""
    layers = str(curve.where["sequence"]).split()
    ax.set_xlim(0.0, _COLUMNS)
    ax.set_ylim(-0.5, _LAYERS - 0.5)
    ax.set_aspect(_ASPECT)
    ax.axis("off")
    for n in range(_LAYERS):
        _layer(ax, layers[n % len(layers)], n)
    for end in (-0.5, len(layers) - 0.5):
        ax.axhline(end, color=GREY, linewidth=0.7, linestyle=(0, (4, 2)), clip_on=False)
    printed = str(curve.where.get("printed", ""))
    _line(ax, 3, str(curve.where["polytype"]), INK, weight="bold")
    _line(ax, 2, _group(str(curve.where["group"])), INK)
    _line(ax, 1, str(curve.where["centre"]), GREY)
    _line(ax, 0, f"printed {_group(printed)}" if printed else "", _MISPRINT)


def _layer(ax: Axes, letters: str, height: int) -> None:
    """One layer: bonds seen from the side, and its atoms."""
    below, metal, above = (_SITES[letter.upper()] for letter in letters)
    turn = "ABC".index(letters[2]) - "abc".index(letters[1])
    if letters[0] == letters[2]:
        ax.axhspan(height - 0.4, height + 0.4, color=_TINTS[turn % 3], linewidth=0.0, zorder=0)
    whole = np.arange(-1.0, _COLUMNS + 2.0)
    level = np.full(whole.size, float(height))
    for site, up in ((below, -_THICK), (above, _THICK)):
        for reach in ((site - metal) % 1.0, (site - metal) % 1.0 - 1.0):
            ends = np.array([metal + whole, metal + whole + reach])
            ax.plot(ends, np.array([level, level + up]), color=GREY, linewidth=0.7, zorder=1)
        ax.plot(site + whole, level + up, "o", color=_CHALCOGEN, markersize=4.0, zorder=2)
    ax.plot(metal + whole, level, "o", color=INK, markersize=4.6, zorder=2)


def _line(ax: Axes, row: int, text: str, colour: str, weight: str = "normal") -> None:
    """A line of text above a stack; rows count upwards."""
    ax.annotate(text, (0.5, 1.0), xycoords="axes fraction", xytext=(0, 5 + 11 * row),
                textcoords="offset points", ha="center", va="bottom", color=colour, fontsize=8,
                fontweight=weight, annotation_clip=False)  # fmt: skip


def _group(symbol: str) -> str:
    """A space group with its screw axes and rotoinversions as they are printed.

    Examples
    --------
    >>> _group("P6_3/mmc (194)"), _group("P-6m2 (187)")
    ('P6$_3$/mmc (194)', 'P$\\\\bar{6}$m2 (187)')
    """
    return re.sub(r"-(\d)", r"$\\bar{\1}$", re.sub(r"_(\d)", r"$_\1$", symbol))


def _levels(ax: Axes, curve: Curve, factor: float) -> None:
    """Energies as bars, spin up on the left and spin down on the right."""
    spin, energy = np.asarray(curve.x), factor * np.asarray(curve.y)
    for sign in (1.0, -1.0):
        own = energy[spin == sign]
        middle = np.full(own.size, -0.55 * sign)
        ax.hlines(own, middle - 0.38, middle + 0.38, color=spin_colours()(0.5 + 0.5 * sign),
                  linewidth=1.3)  # fmt: skip
    ax.set_xlim(-1.15, 1.15)
    ax.margins(y=0.2)
    ax.set_xticks([-0.55, 0.55], ["↑", "↓"])
    ax.tick_params(axis="x", which="both", length=0)
