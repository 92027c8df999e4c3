"""Flux creep: what the laws share with each other, and the errata of the anisotropy paper."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.models import model
from supra2d.models.creep import apparent_slope, barrier, kramer_exponent

arrhenius, modified = model("arrhenius"), model("modified_taff")
power, broken, kramer = (model(f"creep_{n}") for n in ("power", "broken_power", "kramer"))

barriers = st.floats(50.0, 2000.0)
temperatures = st.floats(3.0, 5.9)
exponents = st.sampled_from([1.0, 1.5, 2.0])


@given(barriers, barriers)
def test_lines_of_all_fields_meet_at_tc(one, other):
    R = [float(arrhenius(5.95, R0f=3.0, U0=U0, Tc=5.95)) for U0 in (one, other)]
    assert R == pytest.approx([3.0, 3.0], rel=1e-12)  # exp of a rounding of U0/Tc


@given(barriers, temperatures)
def test_slope_of_ln_r_is_minus_u0(U0, T):
    step = 1e-4
    up, down = (float(np.log(arrhenius(1.0 / (1.0 / T + s), U0=U0, Tc=6.0))) for s in (step, -step))
    # differences of logarithms of size 600 to 1e-13, over a step of 1e-4
    assert -(up - down) / (2.0 * step) == pytest.approx(U0, rel=1e-8)


def test_intercept_against_barrier_has_the_slope_one_over_tc():
    # erratum E2: the slope is in 1/K, its reciprocal is the temperature
    U0 = np.array([100.0, 300.0, 700.0])
    at = 1e9  # 1/T = 0
    intercepts = [float(np.log(arrhenius(at, R0f=2.0, U0=u, Tc=5.95))) for u in U0]
    slope = np.polyfit(U0, intercepts, 1)[0]
    assert 1.0 / slope == pytest.approx(5.95, rel=1e-6)  # 1/T is 1e-9 and not 0


@given(barriers, st.floats(0.3, 0.9), exponents)
def test_apparent_slope_is_the_derivative(U0, t, q):
    U0 = 10.0 * U0  # far above T everywhere
    T = 6.0 * t

    def log_R(x):
        u = mpmath.mpf(U0) * (1 - 1 / (6 * x)) ** mpmath.mpf(q) * x
        return mpmath.log(u) - u

    with mpmath.workdps(30):
        exact = -float(mpmath.diff(log_R, 1 / mpmath.mpf(T)))
    # the closed form of the docstring against a derivative in 30 digits
    assert float(apparent_slope(T, U0, 6.0, q)) == pytest.approx(exact, rel=1e-9)


def test_q_one_is_not_arrhenius():
    # erratum E3: U0 - T/(1 - t), not U0
    assert float(apparent_slope(5.0, 1000.0, 6.0, 1.0)) == pytest.approx(970.0, rel=1e-12)


def test_barriers_of_two_directions_cross():
    # erratum E4: above 0.83 Tc the perpendicular barrier is the larger one
    t = np.array([0.7, 0.8, 0.83, 0.9, 0.95])
    across, along = barrier(t, 1228.76, 1.0, 1.0), barrier(t, 7205.58, 1.0, 2.0)
    # misc: NbS2 U(T), given with six digits or more
    np.testing.assert_allclose(across, [368.628, 245.752, 208.8892, 122.876, 61.438], rtol=1e-6)
    np.testing.assert_allclose(along, [648.5022, 288.2232, 208.24126, 72.0558, 18.01395], rtol=1e-6)
    assert (along > across).tolist() == [True, True, False, False, False]
    low, high = 0.82, 0.84
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = barrier(middle, 7205.58, 1.0, 2.0) > barrier(middle, 1228.76, 1.0, 1.0)
        low, high = (middle, high) if above else (low, middle)
    assert 1.0 - low == pytest.approx(0.1705289511739513, rel=1e-9)


@given(st.floats(1e-3, 8.0), exponents)
def test_modified_law_rises_and_ends_at_u_equal_t(T, q):
    p = {"Rc": 2.0, "U0": 800.0, "Tc0": 6.0, "q": q}
    R = modified(np.array([T, T * 1.01]), **p)
    assert R[0] <= R[1] <= 4.0 / np.e * (1.0 + 1e-12)
    assert float(modified(6.0, **p)) == pytest.approx(4.0 / np.e, rel=1e-12)


@given(st.floats(0.01, 0.9), st.floats(-2.0, -0.1))
def test_kramer_exponent_is_the_local_slope(part, gamma):
    B, step = 12.0 * part, 1e-5
    up, down = (
        float(np.log(kramer(B * np.exp(s), gamma=gamma, B_star=12.0))) for s in (step, -step)
    )
    # a central difference in the logarithm of the field
    assert -(up - down) / (2.0 * step) == pytest.approx(
        float(kramer_exponent(B, gamma, 12.0)), rel=1e-6
    )


def test_kramer_form_imitates_a_crossover():
    # erratum E6: 1.67 at H/H* = 0.31 follows from gamma = -0.77 and delta = 2 alone
    assert float(kramer_exponent(0.31, -0.77, 1.0)) == pytest.approx(1.67, abs=0.005)


def test_published_vanishing_field():
    # erratum E5: beta, gamma and U0(0.5 T) of the paper give B* = 10.6 T, below the 12 T reached
    value = float(kramer(0.5, beta=4653.88, gamma=-0.77, B_star=10.607314272160854))
    assert value == pytest.approx(7205.58, rel=1e-9)
    assert float(kramer(12.0, beta=4653.88, gamma=-0.77, B_star=10.607314272160854)) == 0.0


@given(st.floats(0.05, 20.0))
def test_broken_law_with_one_exponent_is_the_single_law(B):
    one = float(power(B, A=200.0, alpha=0.8))
    two = float(broken(B, U_cross=200.0 * 3.0**-0.8, alpha_low=0.8, alpha_high=0.8, B_cross=3.0))
    assert two == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("law", [power, broken, kramer], ids=lambda law: law.name)
def test_fields_of_either_sign(law):
    B = np.array([0.1, 1.0, 7.0])
    np.testing.assert_array_equal(law(B), law(-B))
