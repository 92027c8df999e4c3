"""What all figures share: the style, sizes, colours, axis labels, legends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core import Axis, InputError
from ._scale import Scale, scale_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Widths of a printed column in mm.
SINGLE, DOUBLE = 86.0, 178.0

#: Colours for categories that stay apart for colour-blind readers (Okabe and Ito), darkest first.
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")

#: Markers that stay apart in grey.
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (4, 1, 1, 1)))

GREY = "#6b6b6b"

_SYMBOLS = {
    "temperature": "$T$",
    "field": r"$\mu_0 H$",
    "Bc2": r"$B_\mathrm{c2}$",
    "angle": r"$\theta$",
    "azimuth": r"$\varphi$",
    "rate": "pair-breaking energy",
    "position": "position",
    "resistance": "$R$",
    "sheet_resistance": r"$R_\mathrm{s}$",
    "resistivity": r"$\rho$",
    "gate_voltage": r"$V_\mathrm{g}$",
    "gate": r"$V_\mathrm{g}$",
    "current": "$I$",
    "voltage": "$V$",
    "bias": "$V$",
    "time": "$t$",
    "conductance": "$G$",
    "moment": "$m$",
    "ac_moment": r"$m'$",
    "differential_resistance": r"$\mathrm{d}V/\mathrm{d}I$",
    "Ic": r"$I_\mathrm{c}$",
    "hall_resistance": r"$R_{xy}$",
    "n_sheet": r"$n_\mathrm{s}$",
    "Tc": r"$T_\mathrm{c}$",
    "mobility": r"$\mu$",
    "capacitance": "$C$",
    "energy": r"$E - E_\mathrm{F}$",
    "kx": "$k_x$",
    "ky": "$k_y$",
    "qx": "$q_x$",
    "qy": "$q_y$",
    "dos": "$N$",
    "chi": r"$\chi$",
    "chi_zz": r"$\chi_{zz}$",
    "splitting": "$E$↑ − $E$↓",
    "pump": "$k$",
    "centre": "Wannier centre",
}

# the style lives in global rcParams; the lock lets two threads draw, one after the other
_LOCK = RLock()


@contextmanager
def style() -> Iterator[None]:
    """The style of the package while the block runs; for figures drawn by hand beside ours."""
    from matplotlib import rc_context

    with _LOCK, rc_context(_own_settings()):
        yield


@cache
def _own_settings() -> dict[Any, Any]:
    from matplotlib import rc_params_from_file

    with as_file(files("supra2d.plot") / "styles" / "supra2d.mplstyle") as path:
        found = rc_params_from_file(path, use_default_template=True)
    # the user's backend is none of our business
    return {key: value for key, value in found.items() if not key.startswith("backend")}


def new_figure(width: float = SINGLE, height: float = 64.0) -> Figure:
    """An empty figure of print size; millimetres."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03)
    return Figure(figsize=(width / 25.4, height / 25.4), layout=layout)


def figure_of(ax: Axes) -> Figure:
    """The whole figure that ``ax`` is part of."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise InputError("axes without a figure", "axes of a figure", "make them with add_subplot")
    return figure


def save(ax: Axes, path: Path) -> None:
    """Write the figure of ``ax`` as its suffix says; the same input gives the same bytes."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    metadata: dict[str, Any] = {"Date": None, "Creator": "supra2d"}
    if path.suffix == ".png":
        metadata = {"Software": "supra2d"}
    figure = figure_of(ax)
    with style():
        layout = figure.get_layout_engine()
        if isinstance(layout, ConstrainedLayoutEngine):
            # laying out costs as much as drawing: once is enough for all formats
            layout.execute(figure)
            figure.set_layout_engine("none")
        figure.savefig(path, metadata=metadata)


def symbol(name: str) -> str:
    """How a quantity is printed on an axis."""
    return _SYMBOLS.get(name, name.replace("_", " "))


def axis_scale(axis: Axis | None, *values: Any) -> Scale:
    """Printed unit of an axis that shows all ``values`` (arrays in its canonical unit).

    Where prefixes do not reach, the unit carries a power of ten.
    """
    if axis is None:
        return Scale(1.0, "")
    size = largest(*values)
    scale = scale_for(axis.unit, size)
    shown = size * scale.factor
    if shown == 0.0 or 1e-3 <= shown < 1e5:
        return scale
    power = int(np.floor(np.log10(shown)))
    return Scale(scale.factor * 10.0**-power, f"$10^{{{power}}}$ {scale.unit}".strip())


def largest(*values: Any) -> float:
    """Largest finite absolute value in some arrays (None is skipped); 0 if there is none."""
    sizes = [np.abs(np.asarray(v, float)) for v in values if v is not None and np.size(v)]
    finite = [a[np.isfinite(a)] for a in sizes]
    return max((float(a.max()) for a in finite if a.size), default=0.0)


def axis_label(axis: Axis | None, scale: Scale) -> str:
    """``$T$ (K)``."""
    if axis is None:
        return ""
    unit = {"°": "deg"}.get(scale.unit, scale.unit)
    if axis.name == "sheet_resistance" and unit.endswith("Ω"):
        unit += "/sq"
    return f"{symbol(axis.name)} ({unit})" if unit else symbol(axis.name)


def number(value: float, digits: int = 3) -> str:
    """A short number for a legend or an annotation, with a true minus."""
    return f"{value:.{digits}g}".replace("-", "\N{MINUS SIGN}")


def numbers(values: Sequence[float]) -> list[str]:
    """Short numbers with just the digits that keep them apart, at least three."""
    for digits in range(3, 9):
        found = [number(value, digits) for value in values]
        if len(set(found)) == len(set(values)):
            break
    return found


def legend_above(ax: Axes) -> None:
    """Legend in rows above the axes, where it can hide no data."""
    handles, labels = ax.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    if not unique:
        return
    names = list(unique)
    ax.legend(
        [unique[name] for name in names],
        names,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=_columns(ax, names),
    )


def _columns(ax: Axes, names: Sequence[str]) -> int:
    """How many columns fit into the width of the axes; a legend is filled column by column."""
    room = 72.0 * figure_of(ax).get_figwidth() * ax.get_position().width
    # 7 pt text is about 4.2 pt per character; handle, paddings and gap are about 27 pt
    widths = [4.2 * len(_visible(name)) + 27.0 for name in names]
    for columns in range(len(names), 1, -1):
        if sum(max(column) for column in np.array_split(widths, columns)) <= room:
            return columns
    return 1


def _visible(text: str) -> str:
    """Text without the marks of mathematics, to estimate its width."""
    for word in (r"\mathrm", r"\perp", r"\parallel", "$", "{", "}", "_", "^"):
        text = text.replace(word, "M" if word in (r"\perp", r"\parallel") else "")
    return text


def apart(wanted: np.ndarray, step: float) -> np.ndarray:
    """Ascending places between 0 and 1, at least a step apart, near those that are wanted."""
    places = wanted.copy()
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + step)
    places[-1] = min(places[-1], 1.0)
    for i in range(len(places) - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - step)
    return places
