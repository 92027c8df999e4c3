"""Every figure, on Results of many sizes: readable text, labels with units, print sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Axis, Curve, Result

# name of the maker in synthetic.py, its arguments
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "one sweep of three points": (
        "resistance_temperature",
        {"fields": [0.0], "points": 3, "criteria": ["50%"]},
    ),
    "forty sweeps": ("resistance_temperature", {"fields": list(np.linspace(0, 12, 40))}),
    "unequal and negative fields": (
        "resistance_temperature",
        {"fields": [-12, -0.5, -0.01, 0, 0.0102, 0.3, 8], "branches": ("up", "down")},
    ),
    "to room temperature": ("resistance_temperature", {"top": 300.0, "points": 200}),
    "all criteria": (
        "resistance_temperature",
        {"criteria": ["1%", "5%", "10%", "25%", "50%", "75%", "90%"]},
    ),
    "no criterion": ("resistance_temperature", {"criteria": []}),
    "micro ohm": ("resistance_temperature", {"normal": 3.1e-6, "quantity": "resistance"}),
    "giga ohm": ("resistance_temperature", {"normal": 7.7e12, "quantity": "resistance"}),
    "below all prefixes": ("resistance_temperature", {"normal": 3e-15, "quantity": "resistance"}),
    "field sweeps": ("resistance_field", {}),
    "field sweep of three points": ("resistance_field", {"temperatures": [0.03], "points": 3}),
    "thirty field sweeps": (
        "resistance_field",
        {"temperatures": list(np.linspace(0.02, 3, 30)), "reach": 14.0},
    ),
    "millitesla": ("resistance_field", {"reach": 0.004, "temperatures": [0.01, 0.02, 0.1]}),
    "critical fields": ("critical_field", {}),
    "one direction": ("critical_field", {"directions": ["perpendicular"], "pauli": None}),
    "no direction, no fit": ("critical_field", {"fits": False, "criteria": ["50%"], "points": 3}),
    "Pauli limit far away": ("critical_field", {"pauli": 70.0}),
    "Pauli limit below": ("critical_field", {"pauli": 0.4}),
    "millikelvin and millitesla": (
        "critical_field",
        {"tc": 0.15, "b_perp": 0.015, "b_par": 0.77, "pauli": 0.28},
    ),
    "two hundred points": ("critical_field", {"points": 200}),
    "angles": ("angular", {}),
    "narrow angles": ("angular", {"span": 8.0, "points": 9}),
    "full turn of azimuth": ("angular", {"span": 360.0, "points": 73, "azimuth": True}),
    "compared in both directions": ("comparison", {}),
    "compared in the plane": ("comparison", {"directions": ["parallel"]}),
    "compared without direction": ("comparison", {"directions": [""], "adequate": False}),
    "one law": ("comparison", {"weights": [1.0], "points": 4}),
    "more parameters than fit": ("comparison", {"extra": ["beta", "alpha_r", "gamma_iv", "V"]}),
}


@pytest.fixture(params=CASES)
def result(request: pytest.FixtureRequest, synthetic: dict[str, Any]) -> Result:
    maker, arguments = CASES[request.param]
    made: Result = synthetic[maker](**arguments)
    return made


def test_no_text_overlaps(
    result: Result, no_text_overlap: Callable[[Any], None], texts: Callable[[Any], list[Any]]
) -> None:
    names = plot.figures_for(result)
    assert names
    for name in names:
        figure = plot.draw(name, result).get_figure(root=True)
        no_text_overlap(figure)
        # the house style: nothing in print below 7 pt
        assert min(t.get_fontsize() for t in texts(figure)) >= 7.0
        assert 25.4 * figure.get_figwidth() <= 178.0 + 1e-6
        caption = plot.caption(name, result)
        assert caption.endswith(".") and "nan" not in caption


def test_axes_carry_symbol_and_unit(synthetic: dict[str, Any]) -> None:
    label = {
        "resistance_temperature": ("$T$ (K)", r"$R_\mathrm{s}$ (Ω/sq)"),
        "resistance_field": (r"$\mu_0 H$ (T)", r"$\rho$ (µΩ cm)"),
        "critical_field": ("", r"$B_\mathrm{c2}$ (T)"),
        "angular": ("", r"$B_\mathrm{c2}$ (T)"),
    }
    for name, (x, y) in label.items():
        ax = plot.draw(name, synthetic[name]())
        assert (ax.get_xlabel(), ax.get_ylabel()) == (x, y)


def test_values_are_scaled_with_the_label(synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_field"](normal=4.45e-7)
    ax = plot.draw("resistance_field", result)
    highest = max(np.max(line.get_ydata()) for line in ax.lines)
    # 4.45e-7 ohm m is 44.5 µΩ cm; the synthetic sweep saturates within 1 %
    assert highest == pytest.approx(44.5, rel=1e-2)


def test_family_has_one_colour_per_value(synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_field"](temperatures=[2.0, 2.5, 3.0])
    ax = plot.draw("resistance_field", result)
    colours = [tuple(line.get_color()) for line in ax.lines if line.get_linestyle() == "-"]
    assert len(set(colours[:3])) == 3
    bar = ax.get_figure().axes[1]
    assert [t.get_text() for t in bar.get_yticklabels()] == ["2", "2.5", "3"]
    assert bar.get_ylabel() == "$T$ (K)"


def test_jitter_of_a_set_point_makes_no_colours(synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_field"](temperatures=[2.0001, 1.9998, 2.5, 2.5002, 3.0])
    bar = plot.draw("resistance_field", result).get_figure().axes[1]
    assert [t.get_text() for t in bar.get_yticklabels()] == ["2", "2.5", "3"]


def test_a_branch_is_dashed_only_beside_its_partner(synthetic: dict[str, Any]) -> None:
    def dashes(result: Result) -> int:
        lines = plot.draw("resistance_field", result).lines
        return sum(line.get_linestyle() == "--" for line in lines)

    both = synthetic["resistance_field"](temperatures=[2.0, 3.0])
    down = synthetic["resistance_field"](temperatures=[2.0, 3.0], branches=("down",))
    assert (dashes(both), dashes(down)) == (2, 0)
    assert "Dashed" in plot.caption("resistance_field", both)
    assert "Dashed" not in plot.caption("resistance_field", down)


def test_criterion_points_stand_where_told(synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_temperature"](fields=[0.0], criteria=["50%"])
    ax = plot.draw("resistance_temperature", result)
    points = ax.containers[0].lines[0]
    assert points.get_xdata() == pytest.approx([4.0])
    assert points.get_ydata() == pytest.approx([120.0])


def test_other_criteria_are_faint(synthetic: dict[str, Any]) -> None:
    ax = plot.draw("critical_field", synthetic["critical_field"]())
    faint = [c.get_label() for c in ax.containers if c.lines[0].get_alpha() < 1]
    bold = [c.get_label() for c in ax.containers if c.lines[0].get_alpha() == 1]
    assert set(faint) == {"10 %", "90 %"}
    assert bold == [r"$\perp$ 50 %", r"$\parallel$ 50 %"]


def test_directions_differ_in_more_than_colour(synthetic: dict[str, Any]) -> None:
    ax = plot.draw("critical_field", synthetic["critical_field"](criteria=["50%"]))
    assert len({c.lines[0].get_marker() for c in ax.containers}) == 2


@pytest.mark.parametrize(("limit", "shown"), [(7.4, True), (0.4, True), (70.0, False)])
def test_pauli_limit_only_where_it_fits(
    synthetic: dict[str, Any], limit: float, shown: bool
) -> None:
    result = synthetic["critical_field"](pauli=limit)
    ax = plot.draw("critical_field", result)
    assert any("mathrm{P}" in text.get_text() for text in ax.texts) is shown
    assert ("lies outside" in plot.caption("critical_field", result)) is not shown


def test_long_range_gets_a_panel_for_the_transition(synthetic: dict[str, Any]) -> None:
    result = synthetic["resistance_temperature"](top=300.0, points=2000)
    ax = plot.draw("resistance_temperature", result)
    wide = ax.get_figure().axes[0]
    assert wide is not ax and wide.get_xlim()[1] > 299
    assert 4.0 < ax.get_xlim()[1] < 10.0
    assert "Left: all data" in plot.caption("resistance_temperature", result)


def test_given_axes_are_used(synthetic: dict[str, Any]) -> None:
    from matplotlib.figure import Figure

    for name in ("resistance_temperature", "resistance_field", "critical_field", "angular"):
        ax = Figure().add_subplot()
        assert plot.draw(name, synthetic[name](), ax=ax) is ax
    for name in ("comparison", "mechanisms", "corner"):
        ax = Figure().add_subplot()
        assert plot.draw(name, synthetic["comparison"](), ax=ax) is ax
    ax = Figure().add_subplot()
    assert plot.draw("residuals", synthetic["angular"](), ax=ax) is ax


def test_gaps_and_empty_curves_are_drawn_around(
    synthetic: dict[str, Any], no_text_overlap: Callable[[Any], None]
) -> None:
    result = synthetic["resistance_temperature"](fields=[0.0, 1.0])
    first = result.curves[0]
    holes = np.where(np.arange(first.y.size) % 7 == 0, np.nan, first.y)
    empty = Curve("data", np.array([]), np.array([]), where={"field": 2.0})
    result = replace(result, curves=(replace(first, y=holes), empty, *result.curves[1:]))
    no_text_overlap(plot.draw("resistance_temperature", result).get_figure(root=True))


def test_normal_residuals_follow_the_line(synthetic: dict[str, Any]) -> None:
    values = np.random.default_rng(5).normal(size=4000)
    curve = Curve("residual", np.arange(4000.0), values)
    result = Result(
        "critical_field", "", curves=(curve,), x_axis=Axis("temperature", "K"), y_axis=None
    )
    ax = plot.draw("residuals", result)
    line = ax.get_figure().axes[1].lines[0]
    inner = np.abs(line.get_xdata()) < 2
    # standard error of a quantile within 2 sigma of 4000 normal numbers is below 0.05
    assert np.abs(line.get_xdata() - line.get_ydata())[inner].max() < 0.2
