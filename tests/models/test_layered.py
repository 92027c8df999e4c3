"""Layers coupled by tunnelling: the characteristic value, the gap equation, both limits."""

from math import log, pi, sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigvalsh_tridiagonal
from scipy.optimize import brentq
from scipy.special import digamma, mathieu_a

from supra2d.core.constants import K_B, MU_B, PHI_0
from supra2d.models import model
from supra2d.models.criticalfield._layers import layer_energy, mathieu_rise

law = model("lawrence_doniach")
NO_SPINS = {"g": 1e-3, "field_factor": 1e-3}

reduced = st.floats(-6.0, -0.02).map(lambda d: 1.0 - 10.0**d)


def energy(b, V):
    """The eigenvalue of -b^2 d^2/dtheta^2 + V (1 - cos theta), even states, by LAPACK."""
    n = max(4, int(200 / max(1.0, b)))  # LAPACK rounds at 1e-16 of (b n)^2
    off = np.full(n - 1, -V / 2)
    off[0] *= sqrt(2.0)
    on = V + (b * np.arange(n)) ** 2
    return float(eigvalsh_tridiagonal(on, off, select="i", select_range=(0, 0))[0])


def right_side(T, Tc0, B, xi_ab, xi_c, s, gamma_so):
    """The gap equation with the two complex digammas of Werthamer, Helfand and Hohenberg."""
    epsilon = energy(2 * pi * s * B * xi_ab / PHI_0, 2 * (xi_c / s) ** 2)
    a, h = 4 * K_B * Tc0 / pi * epsilon, MU_B * B
    root = np.sqrt(complex(gamma_so**2 / 4 - h**2))
    total = -digamma(0.5)
    for sign in (1, -1):
        weight = 0.5 + sign * gamma_so / (4 * root)
        total += weight * digamma(0.5 + (a + gamma_so / 2 - sign * root) / (2 * pi * K_B * T))
    return total.real


@pytest.mark.parametrize("q", [1e-9, 1e-3, 0.5, 1.0, 3.0, 20.0, 80.0, 399.0, 401.0, 900.0])
def test_characteristic_value(q):
    # scipy's own value is good to 1e-14 of 2q there, twenty times more than what is left at q = 900
    assert mathieu_rise(q) == pytest.approx(mathieu_a(0, q) + 2 * q, rel=1e-12)


@pytest.mark.parametrize("q", [1e-6, 0.3, 0.999, 1.001, 37.0, 399.9, 400.1, 2500.0])
def test_characteristic_value_in_many_digits(q):
    with mpmath.workdps(40):
        found = mpmath.mpf(mathieu_rise(q))
        for _ in range(2):  # Newton's method on the continued fraction, from the value at hand
            pivot, slope = mpmath.mpf(1), mpmath.mpf(0)
            for n in range(90, -1, -1):
                coupled = (2 if n == 0 else 1) * mpmath.mpf(q) ** 2 * (n < 90)
                slope = coupled / pivot**2 * slope - 1
                pivot = 2 * mpmath.mpf(q) + 4 * n * n - found - coupled / pivot
            found -= pivot / slope
    # a difference of terms of 2q, of which 2 sqrt(q) is left: 20 roundings at most
    assert mathieu_rise(q) == pytest.approx(float(found), rel=5e-15)


@given(st.floats(-3.0, 3.0), st.floats(-3.0, 2.0))
def test_energy_between_its_limits(decade, depth):
    b, V = 10.0**decade, 10.0**depth
    found = layer_energy(b, V)
    line = b * sqrt(V / 2)
    assert 0.0 < found < min(line, V) * (1.0 + 1e-14)
    if b * b < 1e-3 * V:  # the next order of the line is b^2/16
        assert found == pytest.approx(line - b * b / 16, rel=b * b / V)
    if b * b > 1e3 * V:
        assert found == pytest.approx(V - V**2 / (2 * b * b), rel=(V / b**2) ** 2)


@pytest.mark.parametrize("t", [0.98, 0.6, 0.1])
@pytest.mark.parametrize("xi_c", [0.15e-9, 0.4e-9, 2e-9])
@pytest.mark.parametrize("gamma_so", [0.05, 3.0, 200.0])
def test_field_solves_the_printed_equation(t, xi_c, gamma_so):
    Tc0, rest = 3.0, {"xi_ab": 8e-9, "xi_c": xi_c, "s": 6e-10, "gamma_so": gamma_so}
    B = float(law(t * Tc0, Tc0=Tc0, **rest))
    # the two digammas cancel: about 10 digits are left near Tc and at the strongest scattering
    assert right_side(t * Tc0, Tc0, B, **rest) == pytest.approx(log(1 / t), rel=1e-8)


@given(reduced)
def test_a_bulk_crystal_is_the_dirty_orbital_limit(t):
    """With xi_c far above s the field has the slope of Ginzburg and Landau in three dimensions."""
    xi_ab, xi_c = 5e-9, 3e-8
    slope = PHI_0 / (2 * pi * xi_ab * xi_c)
    found = float(law(t, Tc0=1.0, xi_ab=xi_ab, xi_c=xi_c, s=3e-10, **NO_SPINS))
    # the next order is b^2/16 over b xi_c/s, below (s/xi_c)^2/16
    expected = float(model("whh_orbital")(t, Tc0=1.0, slope=slope))
    assert found == pytest.approx(expected, rel=1e-5)


@given(reduced, st.floats(-1.0, 3.0))
def test_separate_layers_are_limited_by_spins_alone(t, decade):
    gamma_so = 10.0**decade
    found = float(law(4.0 * t, Tc0=4.0, xi_ab=1e-8, xi_c=1e-12, gamma_so=gamma_so))
    expected = float(model("spin_orbit_scattering")(4.0 * t, Tc0=4.0, gamma_so=gamma_so))
    # the orbits keep an energy of V = 6e-6, against 1 - t or more
    assert found == pytest.approx(expected, rel=min(1e-5 / (1.0 - t), 1.0))


def test_strong_scattering_adds_the_rates():
    """In the form of Klemm, Luther and Beasley, with one digamma."""
    Tc0, T, gamma_so = 4.0, 2.0, 5e3
    B = float(law(T, Tc0=Tc0, xi_ab=1e-8, xi_c=3e-10, gamma_so=gamma_so))
    b, V = 2 * pi * 6e-10 * B * 1e-8 / PHI_0, 0.5
    rate = 4 * K_B * Tc0 / pi * energy(b, V) + (MU_B * B) ** 2 / gamma_so
    x = rate / (2 * pi * K_B * T)
    # corrections of (h/gamma_so)^2
    assert digamma(0.5 + x) - digamma(0.5) == pytest.approx(log(Tc0 / T), rel=1e-4)


def test_vortices_fit_between_the_layers_where_xi_c_is_small():
    """Without spins the field has no bound where the layers' energy ends below what is needed."""
    V = 0.5
    alpha = 4 / pi * V / (2 * pi)  # at most, over 2 pi kB Tc0
    t = brentq(lambda t: digamma(0.5 + alpha / t) - digamma(0.5) + log(t), 0.01, 0.99)
    warm, cold = law([5.0 * (t + 0.02), 5.0 * (t - 0.02)], xi_ab=1e-8, xi_c=3e-10, s=6e-10)
    assert cold > 3.0 * warm
    # near Tc the change is at xi_c(T) = s/sqrt(2), that is 1 - t = V
    warm, cold = law([5.0 * (1 - 0.004), 5.0 * (1 - 0.006)], xi_ab=1e-8, xi_c=3e-11, s=6e-10)
    assert cold > 5.0 * warm


@given(reduced, st.floats(0.2, 5.0))
def test_only_two_combinations_of_lengths_count(t, a):
    one = float(law(t, Tc0=1.0, xi_ab=1e-8, xi_c=3e-10, s=6e-10))
    other = float(law(t, Tc0=1.0, xi_ab=1e-8 / a, xi_c=a * 3e-10, s=a * 6e-10))
    assert other == pytest.approx(one, rel=1e-10)


def test_no_root_is_lost_over_the_whole_range():
    rng = np.random.default_rng(5)
    n = 400
    T = 4.0 * (1.0 - 10.0 ** rng.uniform(-8.0, -1e-4, n))
    values = {
        "xi_ab": 10.0 ** rng.uniform(-9.5, -6.0, n),
        "xi_c": 10.0 ** rng.uniform(-12.0, -7.0, n),
        "s": 10.0 ** rng.uniform(-9.5, -7.0, n),
        "gamma_so": 10.0 ** rng.uniform(-4.0, 5.0, n),
    }
    B = law(T, Tc0=4.0, **values)
    assert np.isfinite(B).all() and (B > 0.0).all()
    # more pair breaking of either kind is less field
    for more in ({"g": 2.2}, {"xi_ab": 1.1 * values["xi_ab"]}):
        assert (law(T, Tc0=4.0, **values | more) <= B * (1.0 + 1e-12)).all()


def test_guess_finds_the_coherence_length():
    T = np.linspace(1.0, 4.8, 15)
    guess = law.guess(T, law(T, Tc0=5.0, xi_ab=2e-8, xi_c=4e-10))
    assert 0.5 < guess["xi_ab"] * guess["xi_c"] / (2e-8 * 4e-10) < 2.0
    assert guess["Tc0"] == pytest.approx(5.0, rel=0.1)


def test_orbits_that_almost_suffice():
    """Orbits alone end at V, here 0.3 % above what breaks the pairs: spins have to help."""
    s, T = 1e-9, 5.354950393719597
    values = {"Tc0": T * np.exp(0.2006613084498764), "xi_ab": 4.95e-7, "xi_c": 0.28064e-9, "s": s}
    B = float(law(T, **values, gamma_so=1e5))
    # with b = 1000 the eigenvalue is rounded at 1e-16 of (b n)^2 = 1.6e7
    assert right_side(T, B=B, **values, gamma_so=1e5) == pytest.approx(0.2006613084498764, rel=1e-8)
