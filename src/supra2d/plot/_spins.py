"""Colours of spins and orbitals, lines in them, and their colour bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..core import Array
from ._style import figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Down, none, up: they stay apart for colour-blind readers, and the middle one on white paper.
_SPINS = ("#0072B2", "#a6a6a6", "#D55E00")
#: The same with a white middle, for areas.
_AREAS = ("#0b4f8a", "#4f9bcb", "#f7f7f7", "#ec9a5b", "#a84400")

#: Colours of orbitals, none of them that of a spin.
ORBITALS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9")

_STEPS = 20  # of colour between no spin and a full one: finer ones look alike on a line


def spin_colours() -> Any:
    """Colour map of spins from -1 to 1, for lines."""
    return _colours("spins", _SPINS)


def signed_colours() -> Any:
    """Colour map of what has a sign, for areas."""
    return _colours("signed", _AREAS)


def _colours(name: str, colours: tuple[str, ...]) -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(name, colours)


def orbital_name(label: str) -> str:
    """How an orbital is printed.

    Examples
    --------
    >>> orbital_name("Mo dz2"), orbital_name("Nb d")
    ('Mo $d_{z^2}$', 'Nb d')
    """
    return re.sub(r"\b([pd])(x2-y2|z2|[xyz]+)", _with_index, label)


def _with_index(found: re.Match[str]) -> str:
    return f"${found[1]}_{{{found[2].replace('2', '^2').replace('-', '{-}')}}}$"


def spin_lines(ax: Axes, x: Array, y: Array, spin: Array, **look: Any) -> Any:
    """Draw a line through points whose spins, between -1 and 1, give its colour.

    ``look`` goes to the collection of lines, which is returned.
    """
    step = np.rint(_STEPS * 0.5 * (spin[1:] + spin[:-1])).astype(int)
    pieces = runs(step)
    colours = spin_colours()([0.5 + 0.5 * step[start] / _STEPS for start, _ in pieces])
    return add_lines(ax, x, y, pieces, colors=colours, **look)


def runs(keys: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and one past the last of neighbours with the same key.

    Examples
    --------
    >>> runs(np.array([3, 3, 5, 5, 5]))
    [(0, 2), (2, 5)]
    """
    if not len(keys):
        return []
    cuts = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(keys)]
    return list(zip(cuts[:-1], cuts[1:], strict=True))


def add_lines(ax: Axes, x: Array, y: Array, pieces: list[tuple[int, int]], **look: Any) -> Any:
    """Draw pieces of a line: each one holds the segments from its first to its last."""
    from matplotlib.collections import LineCollection

    points = np.column_stack([x, y])
    lines = LineCollection([points[start : stop + 1] for start, stop in pieces], **look)
    ax.add_collection(lines, autolim=False)
    return lines


def spin_bar(ax: Axes) -> None:
    """Name the colours of spins beside ``ax``."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    bar = side_bar(ax, ScalarMappable(Normalize(-1.0, 1.0), spin_colours()))
    bar.set_label(r"$\langle\sigma_z\rangle$")
    bar.set_ticks([-1.0, 0.0, 1.0], labels=["\N{MINUS SIGN}1", "0", "1"])
    bar.ax.minorticks_off()


def side_bar(ax: Axes, mappable: Any) -> Any:
    """A colour bar as high as ``ax`` is drawn, whatever its aspect."""
    bar = figure_of(ax).colorbar(mappable, cax=ax.inset_axes((1.03, 0.0, 0.035, 1.0)))
    bar.ax.tick_params(length=2, labelsize=7, direction="out")
    bar.ax.tick_params(which="minor", length=0)
    bar.outline.set_linewidth(0.5)
    return bar
