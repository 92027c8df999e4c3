"""Figures of doping and of polytypes, on few points and with given axes."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from supra2d import plot
from supra2d.core import Axis, Curve, Result


def doping(*series: str, stoner: bool = True) -> Result:
    x = np.array([0.0, 0.1, 0.2])
    curves = []
    for name in series:
        where, axes = {"series": name}, (Axis(name, ""), Axis("states", "1/eV"))
        curves.append(Curve("dos", x, 3.0 - x, where=where, axes=axes))
        for operator in ("zz", "xx"):
            of = {**where, "operator": operator}
            curves.append(Curve("chi", x, 3.1 - x, where=of, axes=axes))
        if stoner:
            curves.append(Curve("stoner", x, 2.0 - x, where=where, axes=axes))
    return Result("doping", "", curves=tuple(curves), y_axis=Axis("states", "1/eV"))


def polytypes(**sequences: str) -> Result:
    spin, energy = np.array([1.0, 1.0, -1.0, -1.0]), np.array([480.0, 640.0, 480.0, 640.0])
    curves = [
        Curve("level", spin, energy,
              where={"polytype": name, "sequence": text, "group": "P-6m2 (187)",
                     "printed": "P6_3/mmc (190)" if len(text) > 3 else "", "centre": "no centre"})
        for name, text in sequences.items()
    ]  # fmt: skip
    return Result("polytypes", "", curves=tuple(curves), y_axis=Axis("energy", "meV"))


@pytest.mark.parametrize("stoner", [True, False])
@pytest.mark.parametrize("series", [("Mo",), ("Mo", "S")])
def test_doping_has_a_column_per_series(series: tuple[str, ...], stoner: bool) -> None:
    result = doping(*series, stoner=stoner)
    figure = plot.figure_of(plot.draw("doping", result))
    rows = 1 + stoner
    assert len(figure.axes) == rows * len(series)
    bottom = figure.axes[-len(series) :]
    assert [ax.get_xlabel() for ax in bottom] == list(series)
    # panels of a row share their scale: only the first one is labelled
    assert [bool(ax.get_ylabel()) for ax in bottom] == [True, *[False] * (len(series) - 1)]
    assert ("Stoner" in plot.caption("doping", result)) == stoner


def test_doping_into_given_axes() -> None:
    ax = Figure().add_subplot()
    assert plot.draw("doping", doping("Mo", "S"), ax=ax) is ax
    assert ax.get_xlabel() == "Mo"
    assert len(ax.lines) == 3
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [3.0, 2.9, 2.8])


def test_polytypes_draw_their_letters() -> None:
    result = polytypes(**{"1H": "AbA", "4Hb": "CbA CbC AbC AbA"})
    figure = plot.figure_of(plot.draw("polytypes", result))
    assert len(figure.axes) == 4
    texts = {text.get_text() for ax in figure.axes for text in ax.texts}
    assert {"1H", "4Hb", "P$\\bar{6}$m2 (187)", "printed P6$_3$/mmc (190)"} <= texts
    assert "Red-brown" in plot.caption("polytypes", result)
    # one tint per layer of prisms: four of 1H, and the two H of 4Hb
    assert [len(ax.patches) for ax in figure.axes[:2]] == [4, 2]
    # A at 0, b at 2/3: chalcogens over each other, the metal a third of a column aside
    columns = [np.asarray(line.get_xdata()) % 1.0 for line in figure.axes[0].lines
               if line.get_marker() == "o"]  # fmt: skip
    np.testing.assert_allclose([c[0] for c in columns[:3]], [0.0, 0.0, 2 / 3], atol=1e-12)


def test_polytypes_into_given_axes() -> None:
    ax = Figure().add_subplot()
    result = polytypes(one="AbA")
    assert plot.draw("polytypes", result, ax=ax) is ax
    assert "Red-brown" not in plot.caption("polytypes", result)
