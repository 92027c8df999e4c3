"""Figures of compared laws: what is drawn, what is only said, regions of the right size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import Curve, Result
from supra2d.plot import comparison, corner, mechanisms


def _posterior(**draws: np.ndarray) -> Result:
    curves = [
        Curve("posterior", np.arange(float(y.size)), y, where={"parameter": n, "unit": "meV"})
        for n, y in draws.items()
    ]
    return Result("comparison", "", curves=tuple(curves))


# ---------------------------------------------------------------- laws and points


def test_the_field_in_the_plane_stands_first(synthetic: dict[str, Any]) -> None:
    ax = plot.draw("comparison", synthetic["comparison"]())
    figure = ax.get_figure()
    assert [t.get_text() for a in figure.axes for t in a.texts] == ["parallel", "perpendicular"]
    wide, narrow = figure.axes[0].get_position().width, figure.axes[1].get_position().width
    assert wide > 1.5 * narrow
    labels = [t.get_text() for t in figure.legends[0].get_texts()]
    assert labels[0] == "klb (0.4)" and len(labels) == 4


def test_right_axis_is_the_pauli_limit_of_the_leading_law(synthetic: dict[str, Any]) -> None:
    result = synthetic["comparison"]()
    ax = plot.draw("comparison", result)
    ax.get_figure().draw_without_rendering()
    (ratio,) = ax.child_axes
    # Delta0 / (sqrt 2 mu_B) at Tc0 = 4 K and g = 2; six digits of the constant are written here
    limit = 1.856817 * 4.0
    assert ax.get_ylim()[1] / ratio.get_ylim()[1] == pytest.approx(limit, rel=1e-6)
    assert "7.43 T" in comparison.caption(result)
    across = synthetic["comparison"](directions=["perpendicular"])
    assert not plot.draw("comparison", across).child_axes
    assert "Pauli" not in comparison.caption(across)


def test_caption_says_when_nothing_fits(synthetic: dict[str, Any]) -> None:
    assert "None of them describes" in comparison.caption(synthetic["comparison"](adequate=False))
    assert "None" not in comparison.caption(synthetic["comparison"]())


# ---------------------------------------------------------------- probabilities


def test_only_likely_mechanisms_have_a_bar(synthetic: dict[str, Any]) -> None:
    result = synthetic["comparison"]()
    ax = plot.draw("mechanisms", result)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.7, 0.21, 0.09])
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        "spin orbit scattering",
        "orbital",
        "ising",
    ]
    assert "Below 0.001: pauli." in mechanisms.caption(result)


def test_laws_that_do_not_describe_the_data_have_open_bars(synthetic: dict[str, Any]) -> None:
    result = synthetic["comparison"](adequate=False)
    assert all(
        bar.get_facecolor()[:3] == (1, 1, 1) for bar in plot.draw("mechanisms", result).patches
    )
    assert "they only rank" in mechanisms.caption(result)


def test_one_mechanism_alone_proves_nothing(synthetic: dict[str, Any]) -> None:
    result = synthetic["comparison"](weights=[1.0])
    first = [c for c in result.curves if c.role == "probability"][:1]
    assert "Only this mechanism" in mechanisms.caption(replace(result, curves=tuple(first)))


# ---------------------------------------------------------------- posterior


def test_regions_hold_what_they_say() -> None:
    rng = np.random.default_rng(6)
    a = rng.normal(size=2000)
    b = 0.97 * a + 0.243 * rng.normal(size=2000)  # correlation 0.97
    ax = plot.draw("corner", _posterior(a=a, b=b)).get_figure().axes[1]
    lines = ax.collections[-1]
    for path, share in zip(lines.get_paths(), (0.95, 0.68), strict=True):
        inside = np.mean(path.contains_points(np.column_stack([a, b])))
        # sampling error of a share of 2000 is 0.01; the grid and the kernel add as much
        assert inside == pytest.approx(share, abs=0.025)


def test_open_parameters_are_named_and_not_drawn() -> None:
    rng = np.random.default_rng(7)
    values = rng.normal(4.0, 0.1, 500)
    result = _posterior(
        beta=values,
        alpha_r=np.full(500, 1e-4),
        gamma_iv=np.clip(rng.normal(0, 1, 500), 0, None),
    )
    assert len(plot.draw("corner", result).get_figure().axes) == 1
    assert "The data leave alpha_r, gamma_iv open." in corner.caption(result)
    nothing = _posterior(alpha_r=np.full(500, 1e-4))
    assert "all parameters" in corner.caption(nothing)
    assert plot.draw("corner", nothing).texts


def test_errors_of_the_instrument_go_first(synthetic: dict[str, Any]) -> None:
    result = synthetic["comparison"](extra=["beta", "alpha_r", "gamma_iv"])
    text = corner.caption(result)
    assert text.endswith("Not shown, for want of room: tilt, remanent.")
    axes = plot.draw("corner", result).get_figure().axes
    assert len(axes) == 6 * 7 / 2
    below = [ax.get_xlabel() for ax in axes if ax.get_xlabel()]
    assert below[1] == "$\\gamma_\\mathrm{so}$\n(meV)" and below[-1].endswith("(T/K)")


def test_a_wide_posterior_has_a_logarithmic_axis() -> None:
    rng = np.random.default_rng(8)
    result = _posterior(beta=rng.normal(4, 0.1, 500), slope=np.exp(rng.normal(0, 1.0, 500)))
    first, joint, last = plot.draw("corner", result).get_figure().axes
    assert (first.get_xscale(), joint.get_yscale(), last.get_xscale()) == ("linear", "log", "log")


def test_perfect_correlation_is_a_line() -> None:
    values = np.linspace(1, 2, 300)
    joint = plot.draw("corner", _posterior(a=values, b=2 * values)).get_figure().axes[1]
    assert len(joint.lines) == 1 and not joint.collections


@pytest.mark.parametrize(("value", "error"), [(12.34567, 1e-5), (2.47e-22, 5e-24), (-3e-5, 1e-3)])
def test_ticks_are_few_and_short(value: float, error: float) -> None:
    draws = np.random.default_rng(9).normal(value, error, 400)
    ax = plot.draw("corner", _posterior(x=draws))
    labels = [t.get_text() for t in ax.get_xticklabels()]
    assert 1 <= len(labels) <= 4 and len(set(labels)) == len(labels)
    assert sum(map(len, labels)) < 20
