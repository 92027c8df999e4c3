"""Fluctuation laws: what they share with each other, and what follows from T_BKT."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtri

from supra2d.models import model
from supra2d.models.fluctuation import (
    asymptotic,
    dirty_limit,
    kinetic_inductance,
    pearl_length,
    penetration_depth,
    stiffness,
    vortex_core,
)

exponential = model("halperin_nelson")
joined = model("halperin_nelson_interpolation")
pairs = model("aslamazov_larkin")

FILM = {"Rn": 380.0, "T_BKT": 0.18, "tau_c": 0.02 / 0.18, "b": 1.5}

cores = st.floats(0.2, 4.0)
distances = st.floats(0.01, 0.5)
temperatures = st.floats(0.05, 20.0)


@given(cores, distances, temperatures)
def test_interpolation_ends_in_the_exponential(b, tau_c, T_BKT):
    T = T_BKT * (1.0 + 1e-3 * tau_c * b)
    law = asymptotic(100.0, T_BKT, T_BKT * (1.0 + tau_c), b)
    R = float(joined(T, Rn=100.0, T_BKT=T_BKT, tau_c=tau_c, b=b))
    # what the asymptote leaves out is below exp(-2 sqrt(1000))
    assert R == pytest.approx(float(exponential(T, **law)), rel=1e-9)


@given(st.floats(10.0, 5000.0))
def test_interpolation_ends_in_paraconductivity(Rn):
    # with the distance of the two temperatures that the amplitude e^2/16 hbar asks for
    tau_c = 1.5213342536174674e-5 * Rn / 0.37
    T = 1.0 + 1e4 * max(tau_c, 1e-3)
    far = 1.0 / float(joined(T, Rn=Rn, T_BKT=1.0, tau_c=tau_c, b=1.0)) - 1.0 / Rn
    near_Tc0 = 1.5213342536174674e-5 / (T - 1.0)  # ln(T/Tc0) for a small distance
    assert far == pytest.approx(near_Tc0, rel=1e-3)  # sinh^2 x = x^2 (1 + x^2/3)


@given(temperatures, st.floats(0.3, 5.0), st.floats(1.001, 2.0))
def test_slope_to_the_power_is_a_line(T_BKT, b, t):
    def log_R(T):
        return -mpmath.mpf(b) * (T / mpmath.mpf(T_BKT) - 1) ** mpmath.mpf(-0.5)

    with mpmath.workdps(30):
        slope = float(mpmath.diff(log_R, mpmath.mpf(t * T_BKT)))
    line = (2.0 * T_BKT / b) ** (2 / 3) * (t - 1.0)
    # erratum E17; a derivative in 30 digits, and t - 1 rounded to 1e-13 of itself
    assert slope ** (-2 / 3) == pytest.approx(line, rel=1e-9)


def test_slope_at_a_known_point():
    # transport_and_GL: [dlnR/dT]^(-2/3) at T = 0.15 with T_BKT = 0.138, b = 1.2
    step = 1e-6
    up, down = (np.log(float(exponential(0.15 + s, T_BKT=0.138, b=1.2))) for s in (step, -step))
    found = ((up - down) / (2.0 * step)) ** (-2 / 3)
    assert found == pytest.approx(0.03264279846067234, rel=1e-7)  # a central difference


@given(cores, distances)
def test_resistance_rises_to_normal(b, tau_c):
    T = np.linspace(0.5, 50.0, 400)
    R = joined(T, Rn=100.0, T_BKT=1.0, tau_c=tau_c, b=b)
    assert np.all(np.diff(R) >= 0.0) and np.all(R < 100.0) and np.all(R[T <= 1.0] == 0.0)


@pytest.mark.parametrize("width", [0.003, 0.02, 0.1])
def test_effective_medium(width):
    # the condition itself, solved by bisection at single temperatures
    local = 0.18 * (1.0 + width * ndtri((np.arange(33) + 0.5) / 33))
    for T in (0.181, 0.185, 0.2, 0.3):
        each = np.array([
            float(joined(T, **{**FILM, "Rn": 1.0, "T_BKT": max(place, 1e-4)})) for place in local
        ])  # fmt: skip
        exact = brentq(lambda R, e=each: float(((e - R) / (e + R)).mean()), 1e-13, 1.0, xtol=1e-15)
        found = float(joined(T, **{**FILM, "Rn": 1.0}, width=width))
        assert found == pytest.approx(exact, rel=1e-8, abs=1e-13)  # brentq's tolerance


def test_a_narrow_spread_is_none():
    T = np.linspace(0.181, 0.4, 50)
    # the spread is symmetric, so that it enters by its square
    np.testing.assert_allclose(joined(T, **FILM, width=1e-6), joined(T, **FILM), rtol=1e-6)


def test_half_of_the_film_is_enough_for_no_resistance():
    below, above = joined(np.array([0.1799, 0.181]), **FILM, width=0.05)
    assert below == 0.0 and above > 0.0


@pytest.mark.parametrize(
    ("Rn", "known"),
    [
        # transport_and_GL: BMO T_BKT/Tc0
        (100.0, 0.9958017432944015),
        (380.0, 0.9841216089788177),
        (1000.0, 0.9586505904952729),
        (4108.0, 0.8390208196269751),
    ],
)
def test_dirty_limit(Rn, known):
    assert dirty_limit(Rn) == pytest.approx(known, rel=1e-10)


def test_dirty_limit_of_a_good_metal_is_linear():
    # t = 1/(1 + 0.173 Rn/(hbar/e^2))
    slope = (1.0 - dirty_limit(1.0)) * 4108.236
    assert slope == pytest.approx(0.173, abs=5e-4)  # three digits are given


def test_stiffness_and_lengths():
    # transport_and_GL: J_s, n_s, L_K at 0.138 K; Lambda T
    assert stiffness(0.138) == pytest.approx(0.087853528586726225, rel=1e-12)
    assert kinetic_inductance(0.138) == pytest.approx(89.29539265181398e-9, rel=1e-10)
    # with the permeability of CODATA 2018 and 2022 alike to 2e-10
    assert pearl_length(1.0) == pytest.approx(0.019612288330087171, rel=1e-9)
    assert 2.0 * penetration_depth(0.138, 1e-8) ** 2 / 1e-8 == pytest.approx(pearl_length(0.138))
    # L_K = mu0 Lambda / 2, by way of the penetration depth alone
    assert kinetic_inductance(2.0) == pytest.approx(
        1.25663706127e-6 * pearl_length(2.0) / 2.0, rel=1e-9
    )


def test_core_of_the_xy_model():
    # ln(xi) goes as 2 (mu/mu_XY) sqrt(tau_c/tau): half of the exponent of R
    law = asymptotic(1.0, 1.0, 1.09, 1.44)
    assert law["b"] / 2.0 == pytest.approx(2.0 * vortex_core(1.44) * np.sqrt(0.09), rel=1e-12)


def test_paraconductivity_is_universal():
    for Rn in (10.0, 500.0, 5000.0):
        excess = 1.0 / float(pairs(2.0, Rn=Rn, Tc0=1.0)) - 1.0 / Rn
        # transport_and_GL: AL check
        assert excess * np.log(2.0) == pytest.approx(1.5213342536174674e-5, rel=1e-9)
