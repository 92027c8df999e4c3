"""The figure of surface states, on a cone made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Axis, Curve, Result

PATH, ENERGIES = np.linspace(0.0, 5.5e9, 31), np.linspace(-300.0, 300.0, 41)
VALUE = (Axis("point", "1"), Axis("dos", "1/eV"))


def cone(*, inside: bool = True, size: float = 40.0) -> Result:
    x, energy = np.repeat(PATH, len(ENERGIES)), np.tile(ENERGIES, len(PATH))
    branch = 80.0 * np.abs(x - PATH[15]) / 1e9
    face = size / (1.0 + ((energy - branch) / 10.0) ** 2)
    index = np.arange(len(x), dtype=float)
    curves = [Curve("surface_map", x, energy), Curve("surface_map_value", index, face, axes=VALUE)]
    if inside:
        curves.append(Curve("surface_map_bulk", index, 0.1 * face, axes=VALUE))
    for at, label in zip(PATH[::15], ("to X", "Gamma", "to Y"), strict=True):
        curves.append(Curve("tick", np.array([at]), np.zeros(1), label=label))
    return Result("surface_states", "", curves=tuple(curves), x_axis=Axis("path", "1/m"),
                  y_axis=Axis("energy", "meV"))  # fmt: skip


CASES = {
    "both": cone(),
    "face alone": cone(inside=False),
    "much weight": cone(size=5e4),
    "none": cone(size=0.0),
}


@pytest.mark.parametrize("case", CASES)
def test_text_is_readable(
    case: str, no_text_overlap: Callable[[Any], None], texts: Callable[[Any], list[Any]]
) -> None:
    assert plot.figures_for(CASES[case]) == ["surface_states"]
    figure = plot.draw("surface_states", CASES[case]).get_figure(root=True)
    no_text_overlap(figure)
    assert min(t.get_fontsize() for t in texts(figure)) >= 7.0
    assert 25.4 * figure.get_figwidth() <= 178.0 + 1e-6
    assert ("deep inside" in plot.caption("surface_states", CASES[case])) == (case != "face alone")


def test_the_given_axes_hold_the_face_alone() -> None:
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert plot.draw("surface_states", cone(), ax=ax) is ax
    assert ax.get_ylabel() == r"$E - E_\mathrm{F}$ (meV)"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["to X", "Γ", "to Y"]
    assert len(ax.figure.axes) == 1 and len(ax.child_axes) == 1  # the colour bar


def test_weights_are_where_they_belong_and_colours_are_shared() -> None:
    ax = plot.draw("surface_states", cone())
    face, inside = (panel.collections[0] for panel in ax.get_figure(root=True).axes[:2])
    weights = np.asarray(face.get_array()).reshape(len(ENERGIES), len(PATH))
    # the ends of the path are 2.75e9 1/m from the point of the cone
    assert weights[:, 15].argmax() == np.abs(ENERGIES).argmin()
    assert weights[:, 0].argmax() == np.abs(ENERGIES - 220.0).argmin()
    assert face.get_clim() == inside.get_clim() == (0.0, pytest.approx(40.0))


def test_maps_stay_small(tmp_path: Path) -> None:
    plot.save(plot.draw("surface_states", cone()), tmp_path / "cone.svg")
    assert (tmp_path / "cone.svg").stat().st_size < 1_000_000
