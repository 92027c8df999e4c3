"""Splitting at Gamma against the carriers that bring the Fermi level to the doublets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ..core import Curve, Result
from ._family import curves_of
from ._style import DOUBLE, GREY, MARKERS, OKABE_ITO, apart, legend_above, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("screening",)
order = 93
needs = ("doublets",)

_PER_CM2 = 1e-4
_REACH = 5e14  # per cm2: beyond it lies what the figure shades
_LEAST = 1e12  # per cm2: the left edge, where no carriers are needed
_KINDS = (("electrons", MARKERS[0], OKABE_ITO[0]), ("holes", MARKERS[1], OKABE_ITO[1]))
_LINE = 3.9  # mm from one label to the next


def caption(result: Result) -> str:
    """What the figure shows."""
    told = [
        "Distance of the two doublets that spin-orbit coupling makes of a fourfold level at Gamma, "
        "against the carriers per area that bring the Fermi level to each of them through rigid "
        "bands; between the two marks of a line it lies between the doublets."
    ]
    if any((np.abs(_density(c)) < _LEAST).any() for c in curves_of(result, "doublets")):
        told.append(f"Marks on the left edge need less than {_power(_LEAST)} per cm².")
    told.append(f"Shaded: more than {_power(_REACH)} per cm².")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    from matplotlib.ticker import LogLocator

    curves = sorted(curves_of(result, "doublets"), key=lambda c: float(c.y[0]))
    if ax is None:
        ax = new_figure(DOUBLE, max(70.0, 22.0 + _LINE * len(curves))).add_subplot()
    for curve in curves:
        _pair(ax, curve)
    for name, marker, colour in _KINDS:
        ax.plot([], [], marker, color=colour, markersize=3.6, markerfacecolor="white", label=name)
    densities = np.abs(np.concatenate([_density(c) for c in curves]))
    heights = np.array([float(c.y[0]) for c in curves])
    right = max(1.3 * float(densities.max()), 2.0 * _REACH)
    low, high = 0.7 * float(heights.min()), 1.4 * float(heights.max())
    ax.set(xscale="log", yscale="log", xlim=(_LEAST, right), ylim=(low, high))
    ax.axvspan(_REACH, right, color="0.93", zorder=0, linewidth=0)
    ax.set_xlabel("carriers added, $|n_\\mathrm{s}|$ (cm$^{-2}$)")
    ax.set_ylabel("splitting at Γ, $2\\lambda$ (meV)")
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("")
    _name(ax, curves, right)
    legend_above(ax)
    return ax


def _density(curve: Curve) -> np.ndarray:
    """Signed, per cm2."""
    return _PER_CM2 * np.asarray(curve.x, dtype=float)


def _pair(ax: Axes, curve: Curve) -> None:
    """Both doublets; a line where the same carriers lead from one to the other."""
    density = _density(curve)
    signs = np.sign(density)
    if signs[0] * signs[1] >= 0.0:  # no carriers at all belong to the kind of the partner
        signs[:] = signs.sum()
    shown = np.maximum(np.abs(density), _LEAST)
    colours = [_KINDS[0 if sign > 0.0 else 1] for sign in signs]
    if signs[0] == signs[1]:
        ax.plot(shown, curve.y, color=colours[0][2], linewidth=0.9, zorder=2)
    errors = np.zeros(2) if curve.x_error is None else _PER_CM2 * np.asarray(curve.x_error)
    for x, y, error, (_, marker, colour) in zip(shown, curve.y, errors, colours, strict=True):
        ax.errorbar(
            [x],
            [y],
            xerr=[[min(error, 0.9 * x)], [error]] if x > _LEAST else None,
            fmt=marker,
            color=colour,
            markersize=3.6,
            markerfacecolor="white",
            elinewidth=0.7,
            zorder=3,
            clip_on=False,
        )


def _name(ax: Axes, curves: list[Curve], right: float) -> None:
    """Names beside the axes, in the order of the splittings, with a thin line to each pair."""
    low, high = np.log(ax.get_ylim())
    wanted = (np.log([float(c.y[0]) for c in curves]) - low) / (high - low)
    places = apart(wanted, 1.0 / max(len(curves) - 1, 18))
    for curve, at, place in zip(curves, wanted, places, strict=True):
        start = np.maximum(np.abs(_density(curve)), _LEAST).max()
        ax.plot([start, right], [curve.y[0]] * 2, color=GREY, linewidth=0.35, zorder=1)
        ax.plot(
            [1.0, 1.045],
            [at, place],
            color=GREY,
            linewidth=0.35,
            transform=ax.transAxes,
            clip_on=False,
        )
        ax.text(1.05, place, _label(curve), transform=ax.transAxes, va="center", fontsize=7)


def _label(curve: Curve) -> str:
    """``1T-PdTe2, Te p`` with lowered digits and axes."""
    compound = re.sub(r"(?<=[A-Za-z])(\d+)", r"$_{\1}$", str(curve.where["compound"]))
    element, *shapes = str(curve.where["orbitals"]).replace(",", "").split()
    axes = ", ".join(shape[1:].replace("2", "^2") for shape in shapes)
    shell = shapes[0][0] if shapes else ""
    return f"{compound}  {element} ${shell}_{{{axes}}}$"


def _power(value: float) -> str:
    exponent = int(np.floor(np.log10(value)))
    head = round(value / 10.0**exponent)
    power = "10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return power if head == 1 else f"{head} × {power}"
