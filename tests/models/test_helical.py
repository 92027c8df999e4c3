"""Pairs with momentum: fields against sums over 2 x 2 matrices, limits, and the search itself."""

from math import log, pi, sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf
from scipy.optimize import minimize_scalar
from scipy.special import digamma

from supra2d.core.constants import BCS_GAP, K_B, PAULI_PER_KELVIN
from supra2d.models import model
from supra2d.models.pairbreaking._momentum import momentum_rise
from supra2d.numerics import GRADED_ROOM

TRICRITICAL = 0.56149316612658147
STRONG_ONSET = 0.65133953661230565  # the same point for strong Rashba coupling, by mpmath


def over_pauli(name, t, **energies):
    """B/Bp of a law; energies in kB Tc0."""
    scaled = {key: value * K_B for key, value in energies.items()}
    return np.asarray(model(name)(t, Tc0=1.0, **scaled)) / PAULI_PER_KELVIN


def zeeman_energy(name, t, **energies):
    """Critical Zeeman energy in kB Tc0."""
    return over_pauli(name, t, **energies) * BCS_GAP / sqrt(2.0)


# energies in kB Tc0 from here on


def matrix_sum(t, alpha_r, h, Q, direction, frequencies=300, angles=240):
    """1/omega less the pair propagator, summed, from the 2 x 2 matrices of both electrons.

    X solves omega X + (i/2)(A X - X B) = 1 with A the energy of the electron at k + q/2 and B that
    of the time-reversed partner of the one at -k + q/2.
    """
    phi = (np.arange(angles) + 0.5) * 2.0 * pi / angles
    one, sx, sy = np.eye(2), np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
    g = alpha_r * (np.sin(phi)[:, None, None] * sx - np.cos(phi)[:, None, None] * sy)
    moving = Q * np.cos(phi - direction)[:, None, None] * one
    A, B = g + h * sx + moving, g - h * sx - moving
    both = np.einsum("nij,kl->nikjl", A, one) - np.einsum("ij,nlk->nikjl", one, B)
    both = 0.5j * both.reshape(angles, 4, 4)
    total = 0.0
    for w in pi * t * (2.0 * np.arange(frequencies) + 1.0):
        X = np.linalg.solve(w * np.eye(4) + both, one.reshape(4, 1))[..., 0]
        total += 2.0 * pi * t * (1.0 / w - np.mean(X[:, 0] + X[:, 3]).real / 2.0)
    # the rest falls as (h^2 + Q^2/2)/omega^3
    return total + (h**2 + Q**2 / 2.0) / (2.0 * (2.0 * pi * t * frequencies) ** 2)


def angular_mean(t, alpha_r, h, Q, direction=pi / 2.0, angles=1200):
    """The same from the eigenvalues; Q and the direction of the momentum may be arrays."""
    phi = (np.arange(angles) + 0.5) * 2.0 * pi / angles
    plus = np.hypot(alpha_r * np.sin(phi) + h, alpha_r * np.cos(phi))
    minus = np.hypot(alpha_r * np.sin(phi) - h, alpha_r * np.cos(phi))
    c = (alpha_r**2 - h**2) / (plus * minus)
    shift = np.asarray(Q)[..., None] * np.cos(phi - np.asarray(direction)[..., None])
    mean = 0.0
    for weight, size in ((1.0 + c, (plus - minus) / 2.0), (1.0 - c, (plus + minus) / 2.0)):
        for sign in (1.0, -1.0):
            argument = 0.5 + 1j * (size + sign * shift) / (2.0 * pi * t)
            mean = mean + weight / 4.0 * (digamma(argument).real - digamma(0.5))
    return np.mean(mean, axis=-1)


@pytest.mark.parametrize(
    ("t", "alpha_r", "h", "Q", "direction"),
    [(0.4, 2.0, 1.3, 0.7, 0.5 * pi), (0.3, 0.5, 1.2, 1.3, 0.3), (0.25, 8.0, 3.0, 2.9, 0.5 * pi)],
)
def test_momentum_shifts_the_energies_of_both_helicities(t, alpha_r, h, Q, direction):
    # next after the rest of the sum comes (alpha/omega)^2 = 5e-4 of it, and it is 1e-5 to 5e-5
    expected = matrix_sum(t, alpha_r, h, Q, direction)
    found = angular_mean(t, alpha_r, h, Q, direction)
    assert found == pytest.approx(expected, rel=1e-7)


@given(
    st.floats(0.05, 1.0),
    st.floats(-1.5, 1.0).map(lambda d: 10.0**d),
    st.floats(0.1, 5.0),
    st.one_of(st.floats(0.0, 6.0), st.just("coupling"), st.just("field")),
)
def test_kernel_is_its_numpy_twin(t, alpha_r, h, Q):
    Q = {"coupling": alpha_r, "field": h}.get(Q, Q)
    x, w = np.empty((2, GRADED_ROOM))
    unit = 2.0 * pi * t
    found = momentum_rise(0.0, alpha_r / unit, h / unit, Q / unit, x, w)
    # equal angles leave exp(-1200 d) where a pole is at the distance d, here above 0.01; the graded
    # rule 3e-9 where three poles meet near a node, 2e-13 at the best momentum of any field
    expected = angular_mean(t, alpha_r, h, Q)
    assert found == pytest.approx(float(expected), rel=1e-8)


@pytest.mark.parametrize("alpha_r", [0.3, 1.1, 1.3, 2.0, 20.0])
def test_no_momentum_in_any_direction_is_better(alpha_r):
    directions, shares = np.meshgrid(np.linspace(0.0, pi / 2.0, 5), np.linspace(0.0, 1.3, 40))
    for t in (0.05, 0.2, 0.5, 0.62):
        h = float(zeeman_energy("rashba_helical", t, alpha_r=alpha_r))
        rises = angular_mean(t, alpha_r, h, shares * h, directions, angles=240)
        # so many angles leave exp(-240 d) with poles at d = 0.05
        assert rises.min() > log(1.0 / t) * (1.0 - 1e-5)
        # and across the field one momentum reaches it
        i = int(rises[:, -1].argmin())
        around = shares[max(i - 1, 0), 0] * h, shares[i + 1, 0] * h
        found = minimize_scalar(
            lambda Q, t=t, h=h: float(angular_mean(t, alpha_r, h, Q, angles=3000)),
            bounds=around,
            method="bounded",
            options={"xatol": 1e-8},
        )
        assert found.fun == pytest.approx(log(1.0 / t), rel=1e-9)


def dense_least(t, alpha_r, h):
    """Least rise over many momenta, densest where dips are."""
    unit = 2.0 * pi * t
    flat = alpha_r * h / np.hypot(alpha_r, h)
    near = [
        centre + sign * h * np.geomspace(1e-7, 0.1, 12)
        for centre in (flat, min(alpha_r, h), max(alpha_r, h))
        for sign in (-1.0, 1.0)
    ]
    x, w = np.empty((2, GRADED_ROOM))
    momenta = np.concatenate([np.linspace(0.0, 1.3 * h, 40), *near])
    return min(
        momentum_rise(0.0, alpha_r / unit, h / unit, Q / unit, x, w)
        for Q in momenta[(momenta >= 0.0) & (momenta < 2.0 * h)]
    )


@given(st.floats(-7.0, -0.18).map(lambda d: 10.0**d), st.floats(-2.0, 4.0).map(lambda d: 10.0**d))
def test_the_search_misses_no_dip(t, alpha_r):
    h = float(zeeman_energy("rashba_helical", t, alpha_r=alpha_r))
    # no momentum pairs better at the field found; the graded rule knows others to 3e-9
    assert dense_least(t, alpha_r, h) > log(1.0 / t) * (1.0 - 1e-8)


def test_two_dips_in_the_cold():
    """Around 1.2 kB Tc0 the helical state overtakes that of free spins; the better one counts."""
    fields = zeeman_energy("rashba_helical", 1e-3, alpha_r=np.linspace(1.0, 1.5, 26))
    free = float(zeeman_energy("fflo_2d", 1e-3))
    assert np.all(np.diff(fields) > 0.0)
    assert fields[0] == pytest.approx(free, rel=2e-4)
    assert fields[-1] > 1.08 * free


# without coupling


@pytest.mark.parametrize("t", [0.5, 0.1, 2e-3])
def test_free_spins_by_a_closed_angular_average(t):
    """The mean of 1/(z + iQ cos) over the circle is 1/sqrt(z^2 + Q^2); its sum in 20 digits."""
    h, unit = float(zeeman_energy("fflo_2d", t)), 2.0 * pi * t

    def rise(Q):
        def term(n):
            z = mpf(unit) * (n + mpf(0.5)) + 1j * mpf(h)
            return 1 / (n + mpf(0.5)) - unit * mpmath.re(1 / mpmath.sqrt(z**2 + mpf(Q) ** 2))

        with mpmath.workdps(20):
            first = int(3.0 * h / unit) + 10
            rest = mpmath.nsum(term, [first, mpmath.inf], method="e")
            return float(mpmath.fsum(term(n) for n in range(first)) + rest)

    n = np.arange(200_000) + 0.5

    def cheap(Q):
        """Up to a constant."""
        return -float(np.sum((1.0 / np.sqrt((unit * n + 1j * h) ** 2 + Q**2)).real))

    best = minimize_scalar(cheap, bounds=(0.0, 1.3 * h), method="bounded").x
    # the momentum is known to 1e-5 of itself, and enters as its square over that of kT/h
    assert rise(best) == pytest.approx(log(1.0 / t), rel=1e-8)
    for Q in (0.0, 0.9 * best, 1.1 * best):
        assert rise(Q) > log(1.0 / t)


def test_momentum_starts_at_the_tricritical_point():
    warm = np.array([TRICRITICAL * (1.0 + 1e-9), 0.6, 0.8, 0.999])
    # one equation in two kernels
    np.testing.assert_allclose(over_pauli("fflo_2d", warm), over_pauli("pauli", warm), rtol=1e-12)
    colder = np.array([TRICRITICAL * (1.0 - 1e-9), 0.561, 0.55, 0.3, 0.01])
    gain = over_pauli("fflo_2d", colder) / over_pauli("pauli", colder) - 1.0
    assert abs(gain[0]) < 1e-12 and np.all(np.diff(gain) > 0.0)


def test_free_spins_end_at_the_gap():
    # the approach is about linear in T
    assert zeeman_energy("fflo_2d", 1e-6) == pytest.approx(BCS_GAP, rel=1e-5)


def test_weak_coupling_is_free_spins():
    t = np.array([0.9, 0.58, 0.5, 0.2, 0.03])
    free = over_pauli("fflo_2d", t)
    np.testing.assert_allclose(over_pauli("rashba_helical", t, alpha_r=0.0), free, rtol=1e-14)
    # the coupling enters as its square over that of the temperature
    np.testing.assert_allclose(over_pauli("rashba_helical", t, alpha_r=1e-4), free, rtol=1e-6)
    np.testing.assert_allclose(
        over_pauli("rashba_helical", t[:2], alpha_r=0.0), over_pauli("pauli", t[:2]), rtol=1e-12
    )


# with coupling


@given(st.floats(0.6515, 0.9999), st.floats(-3.0, 4.0).map(lambda d: 10.0**d))
def test_warm_pairs_are_at_rest(t, alpha_r):
    # two rules of quadrature
    expected = over_pauli("rashba", t, alpha_r=alpha_r)
    assert over_pauli("rashba_helical", t, alpha_r=alpha_r) == pytest.approx(expected, rel=1e-10)


@given(st.floats(0.01, 0.65), st.floats(-2.0, 3.0).map(lambda d: 10.0**d), st.floats(1.01, 3.0))
def test_momentum_and_coupling_raise_the_field(t, alpha_r, more):
    field = over_pauli("rashba_helical", t, alpha_r=alpha_r)
    assert field > over_pauli("rashba", t, alpha_r=alpha_r) * (1.0 - 1e-10)
    assert field > over_pauli("fflo_2d", t) * (1.0 - 1e-10)
    assert field < over_pauli("rashba_helical", t, alpha_r=more * alpha_r) * (1.0 + 1e-10)


def test_strong_coupling():
    # printed for 100 kB Tc0; without bound 1.4837, 2.3715, 3.5398
    found = over_pauli("rashba_helical", [0.5, 0.3, 0.2], alpha_r=100.0)
    np.testing.assert_allclose(found, [1.48, 2.36, 3.51], atol=0.005)
    uniform = over_pauli("rashba", [0.5, 0.3, 0.2], alpha_r=1e4)
    np.testing.assert_allclose(uniform, [1.35, 1.41, 1.41], atol=0.005)
    # one line suits the pairs wholly: half of ln(2h/Delta0) + ln(Tc0/T) is ln(Tc0/T)
    t = np.array([0.05, 0.02])
    h = zeeman_energy("rashba_helical", t, alpha_r=1e5)
    np.testing.assert_allclose(h * 2.0 * t / BCS_GAP, 1.0, rtol=2e-3)


def test_strong_coupling_moves_from_651_on():
    t = STRONG_ONSET - np.array([-1e-4, 1e-3, 1e-2])
    gain = over_pauli("rashba_helical", t, alpha_r=1e5) / over_pauli("rashba", t, alpha_r=1e5)
    assert gain[0] == pytest.approx(1.0, abs=1e-12)
    # from there the gain grows with the square of the distance
    assert gain[1] - 1.0 > 1e-6
    assert (gain[2] - 1.0) / (gain[1] - 1.0) == pytest.approx(100.0, rel=0.1)


@pytest.mark.parametrize("alpha_r", [1e3, 1e4])
def test_strong_coupling_at_zero_temperature(alpha_r):
    # (h/alpha)^2 ln is left, with h^2 = 2 alpha Delta0
    h = float(zeeman_energy("rashba_helical", 1e-7, alpha_r=alpha_r))
    assert h == pytest.approx(sqrt(2.0 * alpha_r * BCS_GAP), rel=10.0 * BCS_GAP / alpha_r)


def test_orbital_pair_breaking_takes_the_momentum_away():
    T = np.array([0.3, 1.0, 1.6])
    film = model("film_orbital")(T, Tc0=3.0, Dd2=1e-14)
    # g = 0.001 leaves (h/alpha)^2 of the spins
    for law in ("fflo_2d", "rashba_helical"):
        found = model(law)(T, Tc0=3.0, g=1e-3, Dd2=1e-14)
        np.testing.assert_allclose(found, film, rtol=1e-3)
    weak = model("rashba_helical")(T, Tc0=3.0, Dd2=1e-19)
    assert np.all(weak < model("rashba_helical")(T, Tc0=3.0))
