"""The figures of a report: drawn once, saved as SVG and PNG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .. import plot
from ..core import Result
from ._report import Report


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of one Result: name of its files, caption, SVG text, width in mm."""

    name: str
    result: Result
    caption: str
    svg: str
    width: float


def draw_figures(report: Report, folder: Path) -> list[Drawn]:
    """Draw every figure of every Result into ``folder`` and return them in report order."""
    folder.mkdir()
    drawn: list[Drawn] = []
    taken: set[str] = set()
    for result in report.results:
        for figure in plot.figures_for(result):
            name = _free_name(file_name(figure, result), taken)
            ax = plot.draw(figure, result)
            svg = folder / f"{name}.svg"
            plot.save(ax, svg)
            plot.save(ax, folder / f"{name}.png")
            width = 25.4 * plot.figure_of(ax).get_figwidth()
            text = svg.read_text(encoding="utf-8")
            drawn.append(Drawn(name, result, plot.caption(figure, result), text, width))
    return drawn


def file_name(figure: str, result: Result) -> str:
    """``resistance_temperature_ch2_parallel``: the figure and what all its curves share."""
    words = [figure]
    for key in ("channel", "direction"):
        found = {str(curve.where[key]) for curve in result.curves if key in curve.where}
        words += sorted(found) if len(found) == 1 else []
    return re.sub(r"[^a-z0-9]+", "_", "_".join(words).lower()).strip("_")


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free
