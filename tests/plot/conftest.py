"""Helpers that look at a drawn figure instead of comparing pixels."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from supra2d import plot


def _tick_labels(ax: Axes) -> Iterator[Text]:
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        room = 1e-9 * (high - low)
        labels = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
        yield from (label for at, label in labels if low - room <= at <= high + room)
        yield from (axis.label, axis.get_offset_text())


def texts_of(figure: Any) -> list[Text]:
    """Every text that is drawn: ticks, labels, annotations, legends."""
    found: list[Text] = list(figure.texts)
    found += [text for legend in figure.legends for text in legend.get_texts()]
    children = [child for ax in figure.axes for child in ax.child_axes]
    for ax in [*figure.axes, *children]:
        found += [*_tick_labels(ax), *ax.texts, ax.title]
        if ax.get_legend():
            found += ax.get_legend().get_texts()
    return [t for t in found if t.get_visible() and t.get_text().strip()]


def assert_no_text_overlap(figure: Any) -> None:
    """No two texts overlap, none leaves the canvas, no legend lies on the axes."""
    with plot.style():
        figure.draw_without_rendering()
        boxes = [(t.get_text(), t.get_window_extent()) for t in texts_of(figure)]
        legends = [(ax, ax.get_legend().get_window_extent()) for ax in figure.axes if ax.legend_]
    assert boxes, "a figure without any text"
    canvas = figure.bbox
    for text, box in boxes:
        # half a pixel: text boxes are rounded outwards to whole pixels
        assert canvas.x0 - 0.5 <= box.x0 and box.x1 <= canvas.x1 + 0.5, f"{text!r} leaves"
        assert canvas.y0 - 0.5 <= box.y0 and box.y1 <= canvas.y1 + 0.5, f"{text!r} leaves"
    for (one, a), (other, b) in combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 0.5 or high <= 0.5, f"{one!r} overlaps {other!r}"
    for ax, box in legends:
        assert box.y0 >= ax.bbox.y1 - 0.5, "the legend lies on the data"


@pytest.fixture(scope="session")
def no_text_overlap() -> Callable[[Any], None]:
    return assert_no_text_overlap


@pytest.fixture(scope="session")
def texts() -> Callable[[Any], list[Text]]:
    return texts_of


@pytest.fixture(scope="session")
def synthetic() -> dict[str, Any]:
    return runpy.run_path(str(Path(__file__).with_name("synthetic.py")))
