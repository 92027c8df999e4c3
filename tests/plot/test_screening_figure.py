"""The figure of a screening: nothing overlaps, signs have their marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Axis, Curve, Result


def screening(count: int, *, bunched: bool = False) -> Result:
    """Pairs of holes, of electrons and of both, on the edge and beyond the reach."""
    carriers = [(-3e17, 0.0), (-1e18, 2e18), (4e17, 9e17), (3e18, 9e18)]
    curves = []
    for i in range(count):
        height = 500.0 + i if bunched else 20.0 * 1.4**i
        where = {"compound": f"1T-Pd{i}Te2", "orbitals": ("Te px, py", "Zr dxy, dx2-y2")[i % 2]}
        x = np.array(carriers[i % 4])
        curves.append(
            Curve("doublets", x, np.full(2, height), x_error=0.1 * np.abs(x), where=where)
        )
    return Result("screening", "", curves=tuple(curves), x_axis=Axis("n_sheet", "m^-2"))


@pytest.mark.parametrize(("count", "bunched"), [(1, False), (6, False), (9, True), (16, True)])
def test_texts_keep_apart(
    count: int, bunched: bool, no_text_overlap: Callable[[Any], None]
) -> None:
    no_text_overlap(plot.figure_of(plot.draw("screening", screening(count, bunched=bunched))))


def test_a_line_joins_doublets_that_the_same_carriers_reach() -> None:
    ax = plot.draw("screening", screening(4))
    assert ax.get_xscale() == ax.get_yscale() == "log"
    thick = [line for line in ax.lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 2
             and line.get_linewidth() > 0.8]  # fmt: skip
    assert len(thick) == 3  # not from holes to electrons
    ends = sorted(tuple(np.sort(line.get_xdata())) for line in thick)
    # per cm2; what needs no carriers stands on the left edge
    assert np.allclose(ends, [(1e12, 3e13), (4e13, 9e13), (3e14, 9e14)])


def test_the_caption_says_what_stands_on_the_edge() -> None:
    assert "left edge" in plot.caption("screening", screening(1))
    told = screening(4)
    inside = Result("screening", "", curves=told.curves[1:])
    assert "left edge" not in plot.caption("screening", inside)
