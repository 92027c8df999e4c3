"""Tunnelling: the closed sums against plain integrals, limits, and what the laws share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from supra2d.core import NameUnknownError
from supra2d.core.constants import K_B
from supra2d.models import model
from supra2d.models.tunnelling import floor, pair_breaking, slopes

dynes, bcs, btk = model("dynes"), model("bcs"), model("btk")
exchange, two_gaps = model("dynes_exchange"), model("dynes_two_gaps")

V = np.linspace(-3e-3, 3e-3, 13)
gaps = st.floats(0.2, 1.5)
broadenings = st.floats(0.005, 0.5)
temperatures = st.floats(0.05, 5.0)


def window(x, kT):
    """Derivative of the Fermi function, without overflow."""
    e = np.exp(-np.abs(x) / kT)
    return e / (kT * (1.0 + e) ** 2)


def convolved(V, Delta, Gamma, T, V_mod=0.0):
    """The law by the trapezoidal rule on a grid far finer than any structure."""
    kT = K_B * T
    x = np.linspace(-40.0, 40.0, 20_001) * kT
    weight = window(x, kT) * (x[1] - x[0])
    theta = (np.arange(32) + 0.5) * np.pi / 32
    total = 0.0
    for angle, share in zip(theta, np.sin(theta) ** 2 / 16.0, strict=True):
        z = 1e3 * (V + np.sqrt(2.0) * V_mod * np.cos(angle)) + x - 1j * Gamma
        total += share * float(weight @ np.abs((z / np.sqrt(z**2 - Delta**2)).real))
        if V_mod == 0.0:
            return float(weight @ np.abs((z / np.sqrt(z**2 - Delta**2)).real))
    return total


@pytest.mark.parametrize("V_mod", [0.0, 0.1e-3])
@pytest.mark.parametrize(("Gamma", "T"), [(0.05, 0.3), (0.02, 2.0), (0.4, 1.0)])
@pytest.mark.parametrize("at", [0.0, 0.43e-3, 0.5e-3, 1.2e-3])
def test_sum_is_the_convolution(at, Gamma, T, V_mod):
    made = float(dynes(at, Delta=0.5, Gamma=Gamma, T=T, V_mod=V_mod))
    # 32 midpoints over the modulation, with peaks of 0.1 meV in a sweep of 0.28: 1e-8
    assert made == pytest.approx(convolved(at, 0.5, Gamma, T, V_mod), rel=1e-7)


@given(gaps, broadenings, temperatures)
def test_even_and_in_units_of_the_gap(Delta, Gamma, T):
    p = {"Delta": Delta, "Gamma": Gamma, "T": T, "V_mod": 5e-5}
    assert_allclose(dynes(V, **p), dynes(-V, **p), rtol=1e-12)
    # twice of all energies
    twice = {name: 2.0 * value for name, value in p.items()}
    assert_allclose(dynes(2.0 * V, **twice), dynes(V, **p), rtol=1e-9)


@given(gaps, broadenings)
def test_cold_limit_is_the_density_of_states(Delta, Gamma):
    z = 1e3 * V - 1j * Gamma
    states = (z / np.sqrt(z**2 - Delta**2)).real
    # Sommerfeld's first term at 1 mK: (kT)^2 over the square of the broadening
    assert_allclose(dynes(V, Delta=Delta, Gamma=Gamma, T=1e-3), np.abs(states), rtol=2e-3)
    assert float(dynes(0.0, Delta=Delta, Gamma=Gamma, T=1e-3)) == pytest.approx(
        float(floor(Delta, Gamma)), rel=2e-3
    )


@given(gaps, temperatures)
def test_no_broadening_is_bcs(Delta, T):
    assert_allclose(dynes(V, Delta=Delta, Gamma=0.0, T=T), bcs(V, Delta=Delta, T=T), rtol=1e-12)


@given(gaps, broadenings, temperatures)
def test_states_are_moved_and_not_lost(Delta, Gamma, T):
    half = np.concatenate([np.linspace(0.0, 10.0, 2001), np.geomspace(10.0, 200.0, 200)[1:]])
    E = np.concatenate([-half[:0:-1], half])
    lost = np.trapezoid(1.0 - dynes(1e-3 * E, Delta=Delta, Gamma=Gamma, T=T), E)
    # outside N - 1 = Delta^2/2E^2: what is still missing lies beyond 200 meV; trapezoids of 5 ueV
    assert lost == pytest.approx(Delta**2 / 200.0, rel=0.05, abs=1e-3)


@given(gaps, broadenings, st.floats(0.5, 3.0))
def test_a_high_barrier_is_a_tunnel_junction(Delta, Gamma, T):
    p = {"Delta": Delta, "Gamma": Gamma, "T": T}
    # Andreev pairs are left at the order 1/Z^2, more where the peaks are sharp
    assert_allclose(btk(V, **p, Z=30.0), dynes(V, **p), rtol=0.02, atol=0.01)


def test_no_barrier_doubles_the_conductance_inside_the_gap():
    p = {"Delta": 1.0, "Gamma": 0.0, "Z": 0.0}
    # cold enough that the window does not reach the edge
    assert float(btk(0.2e-3, **p, T=0.1)) == pytest.approx(2.0, rel=1e-9)
    assert float(btk(20e-3, **p, T=0.1)) == pytest.approx(1.0, abs=1e-3)


def test_lockin_of_a_contact_is_the_mean_over_a_semicircle():
    p = {"Delta": 0.5, "Gamma": 0.03, "Z": 0.6, "T": 0.8}
    theta = (np.arange(200) + 0.5) * np.pi / 200
    at = 0.4e-3 + np.sqrt(2.0) * 1e-4 * np.cos(theta)
    mean = float(btk(at, **p) @ np.sin(theta) ** 2) / 100.0
    # the Gauss rule stops at 1e-10
    assert float(btk(0.4e-3, **p, V_mod=1e-4)) == pytest.approx(mean, rel=1e-8)


@given(gaps, broadenings, temperatures, st.floats(0.0, 0.5), st.floats(-1.0, 1.0))
def test_exchange_adds_two_shifted_halves(Delta, Gamma, T, h, P):
    p = {"Delta": Delta, "Gamma": Gamma, "T": T}
    up, down = dynes(V + 1e-3 * h, **p), dynes(V - 1e-3 * h, **p)
    assert_allclose(
        exchange(V, **p, h=h, P=P), 0.5 * (1 + P) * up + 0.5 * (1 - P) * down, rtol=1e-9
    )
    # the other polarisation is the mirror image
    assert_allclose(exchange(V, **p, h=h, P=P), exchange(-V, **p, h=h, P=-P), rtol=1e-9)


@given(gaps, broadenings, st.floats(0.0, 1.0))
def test_equal_gaps_are_one(Delta, Gamma, w):
    two = two_gaps(V, Delta_1=Delta, Delta_2=Delta, w_1=w, Gamma=Gamma)
    assert_allclose(two, dynes(V, Delta=Delta, Gamma=Gamma), rtol=1e-12)


def test_columns_are_rows_one_by_one():
    Delta, Gamma = np.array([[0.3], [0.7]]), np.array([[0.02], [0.1]])
    both = dynes(np.stack([V, V]), Delta=Delta, Gamma=Gamma)
    for row, a, b in zip(both, Delta.ravel(), Gamma.ravel(), strict=True):
        assert_allclose(row, dynes(V, Delta=a, Gamma=b), rtol=1e-13)


@given(st.floats(0.05, 0.999))
def test_bcs_gap_near_tc_and_against_the_popular_form(t):
    gap = float(model("bcs_gap")(t, Delta0=1.0, Tc=1.0))
    # physics.md B3: the popular form is off by up to 1.9 %
    assert gap == pytest.approx(np.tanh(1.74 * np.sqrt(1.0 / t - 1.0)), rel=0.02)
    if t > 0.99:
        # 8 pi^2 / 7 zeta(3) under the root, over 1.764
        assert gap == pytest.approx(3.0633 / 1.763877 * np.sqrt(1.0 - t), rel=5e-3)


def test_pair_breaking_closes_the_spectrum_before_the_order():
    rates = np.linspace(0.0, 0.5, 101)
    Delta, Omega = pair_breaking(rates, 1.0)
    assert np.all(np.diff(Delta) < 0.0) and np.all(np.diff(Omega) <= 0.0)
    assert np.all(Omega <= Delta)
    # gapless from a rate of exp(-pi/4) = 0.456 gaps on
    assert np.flatnonzero(Omega > 0.0)[-1] == 91
    # roots of the gapless equation in 25 digits; 60 halvings
    Delta, _ = pair_breaking([0.47, 0.495], 1.0)
    assert_allclose(Delta, [0.392553430323432, 0.171116217968529], rtol=1e-12)


@given(st.floats(0.0, 1.2))
def test_the_spectrum_has_no_larger_gap_than_the_order_parameter(b):
    Omega = float(model("pair_breaking_gap")(b, Delta0=1.0, Bc=1.0))
    Delta = float(model("orbital_gap")(b, Delta0=1.0, Bc=1.0))
    assert Omega <= Delta + 1e-15


@pytest.mark.parametrize("V_mod", [0.0, 3e-5])
@pytest.mark.parametrize("T", [0.05, 1.0])
@pytest.mark.parametrize("law", [dynes, exchange, two_gaps], ids=lambda law: law.name)
def test_quick_values_and_slopes(law, T, V_mod):
    grid = np.linspace(-2e-3, 2e-3, 201)[None]
    own = {"T": T, "V_mod": V_mod}
    p = {q.name: q.default for q in law.parameters if q.name not in ("G_N", "T", "V_mod")}
    found = slopes(law.name)(grid, **p, **own)
    # 5e-5 of the normal density, as the module says
    assert_allclose(found["value"], law(grid, **p, **own), atol=5e-5)
    for name in (*(q.name for q in law.parameters if q.free and q.name != "G_N"), "T", "V"):
        step = 1e-5 if name != "V" else 1e-8
        sides = []
        for way in (1.0, -1.0):
            moved = p | own
            at = grid + way * step if name == "V" else grid
            if name != "V":
                moved[name] += way * step
            sides.append(law(at, **moved))
        slope = (sides[0] - sides[1]) / (2.0 * step)
        # peaks 0.02 meV wide: 5e-5 of a value is 5e-3 of a slope; differences to 1e-5
        assert_allclose(found[name], slope, atol=5e-3 * np.max(np.abs(slope)))


def test_a_law_without_quick_slopes():
    with pytest.raises(NameUnknownError, match="dynes_exchange"):
        slopes("btk")
