"""The simulated film against independent solutions of what it claims to be."""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.constants import e, h
from scipy.optimize import bisect

from supra2d.core import InputError, NameUnknownError
from supra2d.simulate import (
    SHAPES,
    Film,
    critical_field,
    critical_temperature,
    normal_resistance,
    resistance,
    transition,
    truth,
)

FLUX_QUANTUM = h / (2 * e)

FILM = Film(
    Tc=4.2, xi=10e-9, d=8e-9, rrr=1.4, shape="measured", width_T=0.15, broadening=0.6,
    magnetoresistance=1e-3,
)  # fmt: skip

temperatures = st.floats(0.5, 4.1)


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_passes_one_half_in_the_middle_and_is_one_wide(shape: str) -> None:
    # 1e-12: knots of the table are met to rounding of the logarithm
    assert transition(shape, 0.0) == pytest.approx(0.5, abs=1e-12)
    x = np.linspace(-1.0, 1.0, 200_001)
    low, high = np.interp([0.1, 0.9], transition(shape, x), x)
    # linear interpolation on a grid of 1e-5 is good to its square
    assert high - low == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_rises_everywhere_between_zero_and_one(shape: str) -> None:
    values = transition(shape, np.linspace(-6, 5, 4001))
    assert np.all(np.diff(values) > 0)
    assert values[0] >= 0 and values[-1] <= 1
    assert transition(shape, [-500.0, 500.0]).tolist() == [0.0, 1.0]


def test_measured_shape_has_a_foot_and_a_rounded_shoulder() -> None:
    beyond = 1 - transition("measured", 1.5)
    assert beyond > 2 * (1 - transition("logistic", 1.5))
    assert transition("measured", -1.0) > transition("logistic", -1.0)
    assert beyond > transition("measured", -1.5)


@given(temperatures)
def test_half_of_the_normal_resistance_on_the_perpendicular_boundary(t: float) -> None:
    # a root search on R(B) alone against the textbook line Phi0/(2 pi xi^2) (1 - T/Tc)
    def half(b: float) -> float:
        return float(resistance(FILM, t, b) / normal_resistance(FILM, t, b)) - 0.5

    expected = FLUX_QUANTUM / (2 * pi * FILM.xi**2) * (1 - t / FILM.Tc)
    # 1e-9: bisection to 1e-13 T, rounding of R/Rn - 1/2 over the slope of the transition
    assert bisect(half, 0, 20, xtol=1e-13) == pytest.approx(expected, rel=1e-9)


@given(temperatures)
def test_half_of_the_normal_resistance_on_the_parallel_boundary(t: float) -> None:
    field = sqrt(3) * FLUX_QUANTUM / (pi * FILM.xi * FILM.d) * sqrt(1 - t / FILM.Tc)

    # R(T) at this field passes one half at t
    def half(temperature: float) -> float:
        r = resistance(FILM, temperature, -field, "parallel")
        return float(r / normal_resistance(FILM, temperature, field)) - 0.5

    assert bisect(half, 0.01, 6, xtol=1e-13) == pytest.approx(t, rel=1e-9)


@given(temperatures, st.floats(0.0, 90.0))
def test_tilted_boundary_obeys_the_thin_film_condition(t: float, theta: float) -> None:
    b = float(critical_field(FILM, t, np.float64(theta)))
    perpendicular = FLUX_QUANTUM / (2 * pi * FILM.xi**2) * (1 - t / FILM.Tc)
    parallel = sqrt(3) * FLUX_QUANTUM / (pi * FILM.xi * FILM.d) * sqrt(1 - t / FILM.Tc)
    a, c = b * cos(radians(theta)) / perpendicular, b * sin(radians(theta)) / parallel
    assert a + c**2 == pytest.approx(1.0, rel=1e-10)


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("direction", ["perpendicular", "parallel"])
@pytest.mark.parametrize("step", [(0.0, 0.0), (0.3, 2.0)])
def test_truth_is_found_by_an_independent_search(
    fraction: float, direction: str, step: tuple[float, float]
) -> None:
    film = Film(
        Tc=4.2, xi=10e-9, d=8e-9, shape="measured", width_T=0.15, broadening=0.5,
        step_share=step[0], step_distance=step[1],
    )  # fmt: skip
    for t in (1.0, 2.5, 3.6):

        def excess(b: float, t: float = t) -> float:
            return float(resistance(film, t, b, direction)) / film.normal_resistance - fraction

        found = bisect(excess, 0, 60, xtol=1e-13)
        b = float(critical_field(film, t, direction, fraction=fraction))
        assert b == pytest.approx(found, rel=1e-9)
        back = float(critical_temperature(film, b, direction, fraction=fraction))
        assert back == pytest.approx(t, rel=1e-9)


def test_truth_is_plain_data_with_every_criterion() -> None:
    known = truth(FILM, [2.0, 3.0])
    assert known["Tc"]["50%"] == pytest.approx(FILM.Tc, rel=1e-12)
    assert known["Tc"]["90%"] - known["Tc"]["10%"] == pytest.approx(FILM.width_T, rel=1e-9)
    assert known["transition_width"] == pytest.approx(FILM.width_T, rel=1e-9)
    assert (known["xi_GL"], known["d_sc"]) == (FILM.xi, FILM.d)
    assert known["RRR"] == pytest.approx(FILM.rrr, rel=1e-9)  # no phonons left at 4.2 K
    assert len(known["Bc2"]) == 2 * 3 * 2
    fields = [
        row["field"]
        for row in known["Bc2"]
        if row["direction"] == "parallel" and row["temperature"] == 2.0
    ]
    assert fields == sorted(fields)


def test_above_tc_the_critical_field_is_zero() -> None:
    assert critical_field(FILM, [4.2, 5.0]).tolist() == pytest.approx([0.0, 0.0], abs=1e-14)


def test_linear_normal_state_and_millikelvins() -> None:
    film = Film(Tc=0.15, xi=146e-9, d=10e-9, rrr=2.0, phonon_temperature=0.0)
    slope = np.diff(normal_resistance(film, [100.0, 200.0, 300.0]))
    assert slope[0] == pytest.approx(slope[1]) == pytest.approx(1000.0 / 3)
    assert np.isfinite(normal_resistance(FILM, [0.0, 0.01])).all()


def test_a_field_of_either_sign_gives_the_same_resistance() -> None:
    b = np.linspace(0, 3, 7)
    np.testing.assert_array_equal(resistance(FILM, 2.0, b), resistance(FILM, 2.0, -b))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"xi": -1e-9}, "xi = -1e-09"),
        ({"Tc": float("nan")}, "Tc = nan"),
        ({"step_share": 1.0}, "sh"),
    ],
)
def test_an_impossible_film_is_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Film(**{"Tc": 4.2, "xi": 1e-8, "d": 8e-9, **change})


def test_unknown_names_are_answered_with_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="did you mean logistic"):
        Film(Tc=4.2, xi=1e-8, d=8e-9, shape="logistc")
    with pytest.raises(NameUnknownError, match="did you mean parallel"):
        critical_field(FILM, 2.0, "paralel")
    with pytest.raises(NameUnknownError):
        transition("erf", 0.0)
