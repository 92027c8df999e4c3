"""Figures of gate voltages on Results of many shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Axis, Curve, Result

GATE = Axis("gate_voltage", "V")
UNITS = {"Tc": "K", "Ic": "A", "n_sheet": "m^-2", "capacitance": "F/m^2", "mobility": "m^2/(V s)"}


def against_gate(name: str, size: float, branch: str = "", count: int = 9) -> Curve:
    x = np.linspace(-150.0, 150.0, count)
    where = {"branch": branch} if branch else {}
    y = size * (1.0 + 0.1 * np.tanh(x / 100.0))
    return Curve(name, x, y, y_error=0.02 * y, where=where, axes=(GATE, Axis(name, UNITS[name])))


def pairs(branch: str = "") -> list[Curve]:
    n = np.linspace(6e17, 8e17, 7)
    t = 0.25e-18 * (n - 0.7e17)
    axes = (Axis("n_sheet", "m^-2"), Axis("Tc", "K"))
    where = {"branch": branch} if branch else {}
    return [
        Curve("pairs", n, t, x_error=0.01 * n, y_error=0.02 * t, where=where, axes=axes),
        Curve("line", n, t, low=0.9 * t, high=1.1 * t, where=where, axes=axes),
    ]


CASES = {
    "all five": [against_gate(name, size) for name, size in
                 zip(UNITS, (0.2, 3e-6, 8e17, 5e-5, 0.015), strict=True)],
    "densities alone": [against_gate("n_sheet", 8e17, count=3)],
    "branches": [against_gate(name, size, branch) for name, size in
                 (("Tc", 0.2), ("n_sheet", 8e17))
                 for branch in ("forming", "gate up", "gate down")],
    "pairs": [against_gate("Tc", 0.2), *pairs()],
    "pairs of branches": [against_gate("Tc", 0.2), *pairs("gate up"), *pairs("gate down")],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_text_overlaps(
    case: str, no_text_overlap: Callable[[Any], None], texts: Callable[[Any], list[Any]]
) -> None:
    result = Result("gate", "Gate voltage", curves=tuple(CASES[case]))
    names = plot.figures_for(result)
    assert ("tc_density" in names) is case.startswith("pairs") and "gate_dome" in names
    for name in names:
        figure = plot.draw(name, result).get_figure(root=True)
        no_text_overlap(figure)
        assert min(t.get_fontsize() for t in texts(figure)) >= 7.0
        caption = plot.caption(name, result)
        assert caption.endswith(".") and "nan" not in caption


def test_branches_differ_in_more_than_colour_and_are_named() -> None:
    ax = plot.draw("gate_dome", Result("gate", "", curves=tuple(CASES["branches"])))
    legend = ax.get_legend()
    assert legend is not None
    assert [t.get_text() for t in legend.get_texts()] == ["rising gate", "falling gate",
                                                          "first sweep"]  # fmt: skip
    assert len({c.lines[0].get_marker() for c in ax.containers}) == 3


def test_axes_are_labelled_and_the_given_ones_used() -> None:
    from matplotlib.figure import Figure

    result = Result("gate", "", curves=tuple(CASES["pairs"]))
    for name, x, y in (
        ("gate_dome", r"$V_\mathrm{g}$ (V)", r"$T_\mathrm{c}$ (K)"),
        ("tc_density", r"$n_\mathrm{s}$ ($10^{17}$ m⁻²)", r"$T_\mathrm{c}$ (K)"),
    ):
        ax = Figure().add_subplot()
        assert plot.draw(name, result, ax=ax) is ax
        assert (ax.get_xlabel(), ax.get_ylabel()) == (x, y)


@pytest.mark.parametrize(("low", "scale"), [(100.0, "linear"), (1.0, "log")])
def test_resistances_over_decades_get_a_logarithmic_axis(low: float, scale: str) -> None:
    x = np.linspace(-100.0, 100.0, 50)
    curve = Curve("data", x, low + 900.0 * (x > 0), where={"temperature": 2.0, "branch": "up"})
    result = Result("resistance_gate", "", curves=(curve,), x_axis=GATE,
                    y_axis=Axis("sheet_resistance", "ohm"))  # fmt: skip
    assert plot.draw("resistance_gate", result).get_yscale() == scale
