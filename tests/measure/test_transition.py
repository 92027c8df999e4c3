"""Positions on curves whose criteria are known in closed form."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtri

from supra2d.core import Array, InputError
from supra2d.measure import CRITERIA, Transition, transition

from ._made import error_function, gumbel, logistic, logistic_position, ramp

X = np.linspace(3.0, 5.0, 201)
STEP = 0.01
RNG = np.random.default_rng(20)
NOISE = RNG.standard_normal(X.size)


def erf_position(p: float) -> float:
    return float(4.0 + 0.1 * ndtri(p))


def gumbel_position(p: float) -> float:
    return float(4.0 - 0.08 * np.log(-np.log(p)))


# Without noise what remains is the local polynomial of degree 4 in the logit against the true
# shape (nothing for the logistic, sixth order for the others; the Gumbel law's slow shoulder
# also bends the normal state), in units of the distance between points.
@pytest.mark.parametrize(
    ("shape", "position", "tolerance"),
    [
        (logistic, logistic_position, 0.001 * STEP),
        (error_function, erf_position, 0.001 * STEP),
        (gumbel, gumbel_position, 0.05 * STEP),
    ],
    ids=["logistic", "error function", "Gumbel"],
)
@pytest.mark.parametrize("fraction", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_percentages(
    shape: Callable[[Array], Array],
    position: Callable[[float], float],
    tolerance: float,
    fraction: float,
) -> None:
    name = f"{100 * fraction:g}%"
    found = transition(X, 250.0 * shape(X), criteria=(name,)).crossings[name]
    assert found.x == pytest.approx(position(fraction), abs=tolerance)
    # the quoted error covers what the method leaves
    assert abs(found.x - position(fraction)) < max(2 * found.total, 1e-9)


def test_percentages_of_a_ramp() -> None:
    # a corner is no smooth curve: within a tenth of the distance between points
    for p in (0.1, 0.5, 0.9):
        found = transition(X, ramp(X)).crossings[f"{100 * p:g}%"]
        assert found.x == pytest.approx(3.9 + 0.2 * p, abs=0.1 * STEP)


def test_onset_and_steepest_point_of_a_ramp() -> None:
    crossings = transition(X, 80.0 * ramp(X)).crossings
    # the tangent of a straight line is that line: rounding only
    assert crossings["onset"].x == pytest.approx(4.1, abs=1e-9)
    assert 3.9 < crossings["max_slope"].x < 4.1


def test_onset_and_steepest_point_of_a_logistic() -> None:
    crossings = transition(X, 80.0 * logistic(X)).crossings
    # slope ln 9/(2 width) at the middle; a cubic over 60 % of the step is 1 % off in slope
    assert crossings["onset"].x == pytest.approx(4.0 + 0.2 / np.log(9.0), abs=0.01 * 0.091)
    assert crossings["max_slope"].x == pytest.approx(4.0, abs=1e-3 * STEP)


def test_steepest_point_of_an_asymmetric_transition() -> None:
    # the cubic is symmetric about its inflection, the Gumbel law is not: a twentieth of 10-90 %
    found = transition(X, gumbel(X)).crossings["max_slope"]
    assert found.x == pytest.approx(4.0, abs=0.05 * 0.25)


TANGENTS = {
    # width from 10 to 90 % of the logistic 0.2: its tangent is at 1 half of 0.4/ln 9 above
    "logistic": (logistic, 4.0 + 0.2 / np.log(9.0), 4.0),
    # slope 1/(sigma sqrt(2 pi)) at the middle
    "error function": (error_function, 4.0 + 0.05 * np.sqrt(2 * np.pi), 4.0),
    # slope 1/(e scale) where the signal is 1/e
    "Gumbel": (gumbel, 4.0 + 0.08 * (np.e - 1), 4.0),
    "ramp": (ramp, 4.1, None),
}


@pytest.mark.parametrize("name", TANGENTS)
@pytest.mark.parametrize("noise", [0.002, 0.01])
def test_errors_of_tangents_hold_the_truth(name: str, noise: float) -> None:
    shape, onset, steepest = TANGENTS[name]
    rng = np.random.default_rng(31)
    inside = {"onset": 0, "max_slope": 0}
    for _ in range(40):
        y = 80.0 * (shape(X) + noise * rng.standard_normal(X.size))
        crossings = transition(X, y, criteria=("onset", "max_slope")).crossings
        for criterion, truth in (("onset", onset), ("max_slope", steepest)):
            found = crossings[criterion]
            assert found.window != 0.0
            if truth is not None:
                inside[criterion] += abs(found.x - truth) < found.total
                # not by being wide: a sixth of the transition
                assert found.total < 0.035 if noise < 0.005 else found.total < 0.06
    # 68 % of 40 less two standard deviations of counting
    assert inside["onset"] >= 21
    assert steepest is None or inside["max_slope"] >= 21


def test_no_point_of_a_ramp_is_steeper_than_another() -> None:
    found = transition(X, ramp(X) + 0.005 * NOISE).crossings["max_slope"]
    # its middle, and a third of it either way
    assert found.x == pytest.approx(4.0, abs=0.01)
    assert 0.05 < found.window < 0.08


def test_zero_is_where_the_signal_leaves_its_floor() -> None:
    noise = 0.002
    found = transition(X, logistic(X) + noise * NOISE).crossings["zero"]
    # three in a row above three sigma: r = 0.6 %, give or take what noise does to three points
    assert found.x == pytest.approx(logistic_position(3 * noise), abs=3 * STEP)
    assert found.total >= STEP / np.sqrt(12.0)


def test_noise_moves_a_crossing_by_its_quoted_error() -> None:
    rng = np.random.default_rng(5)
    pulls = []
    for _ in range(60):
        found = transition(X, logistic(X) + 0.01 * rng.standard_normal(X.size)).crossings["50%"]
        pulls.append((found.x - 4.0) / found.total)
    # standard deviation of 60 values: 1 +- 0.09; the total may be up to twice too wide
    assert 0.45 < float(np.std(pulls)) < 1.3
    assert abs(float(np.mean(pulls))) < 3 / np.sqrt(60)


def test_a_sloping_normal_state_is_followed() -> None:
    y = (100.0 + 8.0 * (X - 4.0)) * logistic(X)
    # 50 % of the line, not of its value at the end
    for p in (0.1, 0.5, 0.9):
        found = transition(X, y).crossings[f"{100 * p:g}%"]
        assert found.x == pytest.approx(logistic_position(p), abs=0.05 * STEP)


@pytest.mark.parametrize("offset", [1.0, -1.0])
def test_an_offset_of_either_sign_is_subtracted(offset: float) -> None:
    found = transition(X, 100 * logistic(X) + offset + 0.1 * NOISE)
    assert found.zero is not None
    assert (found.zero.kind, found.checks[0].name) == ("offset", "offset")
    # median of some 70 points with 0.1 noise: 0.015; four of those
    assert found.checks[0].value == pytest.approx(offset, abs=0.06)
    assert found.crossings["50%"].x == pytest.approx(4.0, abs=4 * found.crossings["50%"].total)


def test_a_series_resistance_is_subtracted_and_named() -> None:
    found = transition(X, 50 + 100 * logistic(X) + 0.1 * NOISE)
    assert [c.name for c in found.checks] == ["series_resistance"]
    assert found.checks[0].value == pytest.approx(50.0, abs=0.06)
    assert found.checks[0].status == "warning"
    assert found.crossings["50%"].x == pytest.approx(4.0, abs=4 * found.crossings["50%"].total)


def test_a_lockin_magnitude_is_recognised() -> None:
    quadrature = np.random.default_rng(6).standard_normal(X.size)
    found = transition(X, np.hypot(100 * logistic(X) + 0.5 * NOISE, 0.5 * quadrature))
    assert [c.name for c in found.checks] == ["lockin_magnitude"]
    assert found.zero is not None
    assert found.zero.value == 0.0  # nothing is subtracted
    assert found.crossings["50%"].x == pytest.approx(4.0, abs=4 * found.crossings["50%"].total)
    # zero is where the signal leaves the largest floor value, about three sigma
    assert found.crossings["zero"].x == pytest.approx(logistic_position(0.015), abs=5 * STEP)


@pytest.mark.parametrize("noise", [0.0, 0.002])
def test_two_steps_are_named(noise: float) -> None:
    y = 0.5 * logistic(X, 3.7, 0.1) + 0.5 * logistic(X, 4.2, 0.1) + noise * NOISE
    (check,) = transition(X, y).checks
    assert check.name == "two_steps"
    assert check.value is not None
    assert min(abs(check.value - 3.7), abs(check.value - 4.2)) < 0.05


def test_one_broad_step_is_not_two() -> None:
    names = {c.name for c in transition(X, logistic(X, 4.0, 0.6) + 0.002 * NOISE).checks}
    assert "two_steps" not in names


@pytest.mark.parametrize("fraction", ["0%", "100%", "half", "-5%", "50"])
def test_a_criterion_that_is_none(fraction: str) -> None:
    with pytest.raises(InputError, match="a percentage between 0% and 100%"):
        transition(X, logistic(X), criteria=(fraction,))


def test_few_points_give_a_wide_answer_or_none() -> None:
    few = np.linspace(3.0, 5.0, 21)
    crossings = transition(few, 100 * logistic(few)).crossings
    # one point at the middle, none else on the slope: the tangent is refused
    assert "the tangent needs 7" in crossings["onset"].message
    assert crossings["50%"].total > 1e-3 * 0.1
    assert crossings["50%"].x == pytest.approx(4.0, abs=2 * crossings["50%"].total)


def test_a_transition_between_two_points_may_be_anywhere_between_them() -> None:
    # the last point below is at 3.95, the first above at 4.05
    coarse = np.concatenate([np.linspace(3, 3.95, 20), np.linspace(4.05, 5, 20)])
    found = transition(coarse, np.where(coarse > 4.0, 100.0, 0.0)).crossings["50%"]
    assert found.x == pytest.approx(4.0, abs=1e-9)
    # a uniform distribution over 0.1
    assert found.sigma == pytest.approx(0.1 / np.sqrt(12.0), rel=1e-6)


def room_temperature_sweep(ratio: float, points: int) -> tuple[Array, Array]:
    t = np.linspace(2.0, 300.0, points)
    noise = 0.01 * np.random.default_rng(7).standard_normal(points)
    return t, 10.0 * (1 + (ratio - 1) * t / 300.0) * logistic(t, 6.0, 0.3) + noise


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0, 100.0])
def test_a_transition_at_the_foot_of_a_metal_s_full_curve(ratio: float) -> None:
    found = transition(*room_temperature_sweep(ratio, 3000), relative_width=1.2)
    assert found.plain
    assert found.reaches_normal
    assert found.crossings["50%"].x == pytest.approx(6.0, abs=3 * found.crossings["50%"].total)
    # three points lie on the slope: a thirtieth of the distance between them
    assert found.crossings["50%"].total < 0.1 / 30


def all_refused(found: Transition) -> bool:
    return not found.plain or all(c.refused for c in found.crossings.values())


METALS = {
    "linear metal": lambda t: 10 + 0.3 * t,
    "phonons": lambda t: 10 + 90 * (t / 300) ** 3,
    "square law": lambda t: 0.1 + 1e-3 * t**2,
    "bad metal": lambda t: 200 - 0.1 * t,
    "semiconductor": lambda t: 100 * np.exp(50 / t),
    "metal and semiconductor": lambda t: 50 + 0.1 * t + 20 * np.exp(10 / t),
}


@pytest.mark.parametrize("name", METALS)
def test_what_is_no_superconductor_has_no_critical_temperature(name: str) -> None:
    t = np.linspace(2.0, 300.0, 600)
    y = METALS[name](t)
    noise = 1e-4 * float(np.median(y)) * np.random.default_rng(8).standard_normal(600)
    assert all_refused(transition(t, y + noise, relative_width=1.2))


@pytest.mark.parametrize(
    ("curve", "kind", "sentence"),
    [
        (7.0 + 0 * X, "flat", "does not rise beyond its noise"),
        (7.0 + 0.001 * NOISE, "flat", "does not rise beyond its noise"),
        (NOISE, "flat", "does not rise beyond its noise"),
        (7 * logistic(X) + NOISE, "normal", "less than eight times its noise"),
        (100 + 10 * NOISE, "flat", "does not rise beyond its noise"),
        (100 - 30 * logistic(X), "flat", "does not rise beyond its noise"),
        (95 + 5 * logistic(X) + 0.01 * NOISE, "normal", "falls by only 5 %"),
        (0.3 + 0.7 * logistic(X, 3.0, 0.4), "normal", "does not fall below half"),
        (100 * logistic(X) * (1 + 0.5 * np.exp(-((X - 4.2) ** 2) / 0.02)), "peak", "peaks 4"),
        (100 + 30 * np.sin(6 * X), "peak", "no plain transition"),
    ],
    ids=[
        "constant",
        "quiet",
        "noise about zero",
        "buried step",
        "noise about a value",
        "falling",
        "small step",
        "far from zero",
        "peak",
        "waves",
    ],
)
def test_no_plain_transition(curve: Array, kind: str, sentence: str) -> None:
    found = transition(X, curve)
    assert not found.plain
    assert not found.crossings
    assert found.kind == kind
    assert sentence in found.reason


@pytest.mark.parametrize("n", [0, 1, 7])
def test_too_few_points(n: int) -> None:
    found = transition(X[:n], logistic(X[:n]))
    assert (found.plain, found.reason) == (False, f"only {n} points")


def test_readings_that_are_no_numbers_are_left_out() -> None:
    y = 100 * logistic(X)
    holes = np.where(np.arange(X.size) % 7 == 0, np.nan, y)
    found = transition(X, holes).crossings["50%"]
    assert found.x == pytest.approx(4.0, abs=0.1 * STEP)


def test_a_normal_state_that_is_not_reached_is_refused_with_a_remedy() -> None:
    short = X[X < 4.05]
    found = transition(short, logistic(short) + 0.001 * NOISE[: short.size])
    assert found.normal is None
    assert not found.reaches_normal
    for crossing in found.crossings.values():
        assert crossing.refused
        assert "add a sweep of the same channel above Tc" in crossing.message


def test_a_zero_that_is_not_reached() -> None:
    long = np.linspace(3.95, 5.0, 106)
    found = transition(long, logistic(long) + 0.001 * NOISE[: long.size])
    assert [c.name for c in found.checks] == ["incomplete"]
    assert "begins at" in found.crossings["10%"].message
    assert "go lower" in found.crossings["10%"].message
    assert "zero resistance is not reached" in found.crossings["zero"].message
    # percentages are of the normal state alone; its line bends down towards the shoulder
    assert found.crossings["50%"].x == pytest.approx(4.0, abs=0.2 * STEP)


def test_a_borrowed_normal_state_decides_what_is_refused() -> None:
    upper = transition(X, 100 * logistic(X)).normal
    assert upper is not None
    short = X[X < 4.08]
    found = transition(
        short,
        100 * logistic(short) + 0.01 * NOISE[: short.size],
        reference=type(upper)(100.0, 0.0, 0.0, 0.5, 0.0, source="another sweep"),
    )
    assert not found.reaches_normal
    half, most = found.crossings["50%"], found.crossings["90%"]
    assert half.x == pytest.approx(4.0, abs=0.1 * STEP)
    # 0.5 % of the normal state over the slope ln 9/(2 width) there, times the level 0.5
    assert half.reference == pytest.approx(0.005 * 0.5 / (np.log(9.0) / 0.4), rel=0.02)
    assert most.refused
    # the logistic is at 70 to 85 % in the last five points
    assert re.match(r"the sweep ends at [78]\d % of the normal state", most.message)
    assert tuple(found.crossings) == CRITERIA
