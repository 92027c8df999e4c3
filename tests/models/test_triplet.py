"""Singlet and triplet pairs against Green functions of two valleys, and their limits."""

from math import exp, log, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core.constants import K_B, MU_B
from supra2d.models import model
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

LAW = model("ising_triplet")

temperatures = st.floats(-2.0, -0.01).map(lambda d: 10.0**d)
energies = st.floats(-2.0, 3.0).map(lambda d: 10.0**d)

X, Y, Z = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def field(t, beta, Tt, Dd2=0.0):
    """Zeeman energy at T = t Tc0, energies in kB Tc0, Tt in Tc0."""
    return float(LAW(t, Tc0=1.0, beta=beta * K_B, Tt=Tt, Dd2=Dd2)) * MU_B / K_B


def ising(t, beta):
    return float(model("ising")(t, Tc0=1.0, beta=beta * K_B)) * MU_B / K_B


def amplitudes(omega, beta, h, points=2000):
    """Pair amplitudes of (singlet, triplet along g x h) by Green functions of both valleys."""
    theta = 2 * pi * (np.arange(points) + 0.5) / points
    length = np.hypot(omega, beta + h)
    xi = length * np.tan(theta / 2)
    share = length / np.cos(theta / 2) ** 2 / points / 8.0  # spins, valleys, signs
    found = np.zeros((2, 2), complex)
    for sign in (1, -1):
        for valley in (1, -1):
            a, u = np.linalg.eigh(valley * beta * Z + h * X)
            b, v = np.linalg.eigh(-valley * beta * Z + h * X)
            G = 1.0 / (1j * sign * omega - xi[:, None] - a)
            partner = 1.0 / (-1j * sign * omega - xi[:, None] - b)
            both = np.einsum("x,xi,xj->ij", share, G, partner)
            shapes = [1j * Y, valley * Y @ (1j * Y)]
            pairs = np.array([u.conj().T @ shape @ v.conj() for shape in shapes])
            found += np.einsum("aij,ij,bij->ab", pairs.conj(), both, pairs)
    return found


def stability(t, beta, h, logarithms):
    """Eigenvalues of the linearised gap equations; all positive in the normal state."""
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule(2.0 * (beta + h) / (2 * pi * t), x, w)
    K = np.zeros((2, 2), complex)
    for x_i, w_i in zip(x[:n], w[:n], strict=True):
        omega = 2 * pi * t * x_i
        K += 2 * pi * t * w_i * (np.eye(2) / omega - amplitudes(omega, beta, h))
    return np.linalg.eigvalsh(np.diag(logarithms) + K)


@pytest.mark.parametrize(
    ("t", "beta", "Tt"), [(0.9, 4.0, 0.3), (0.5, 4.0, 0.01), (0.5, 4.0, 0.45), (0.4, 0.5, 0.1)]
)
def test_attraction_by_green_functions(t, beta, Tt):
    h = field(t, beta, Tt)
    for size, sign in ((1.0, 0), (0.99, -1), (1.01, 1)):
        least = stability(t, beta, size * h, [log(t), log(t / Tt)])[0]
        if sign:
            assert sign * least > 0.0  # pairs below, none above
        else:
            # an eigenvalue of a matrix of order one, less the digits of 1/omega
            assert abs(least) < 1e-9


@pytest.mark.parametrize("Tt", [-1e-3, -0.02])
def test_repulsion_by_green_functions(Tt):
    """Its own eigenvalue is negative throughout; the singlet's changes sign at the field."""
    t, beta = 0.5, 4.0
    h = field(t, beta, Tt)
    # ln(T/Tt) with ln(Tc0/Tt) = -ln(Tc0/|Tt|)
    logarithms = [log(t), log(t) + log(abs(Tt))]
    values = [stability(t, beta, size * h, logarithms) for size in (0.99, 1.0, 1.01)]
    assert all(low < -1.0 for low, _ in values)
    assert values[0][1] < 0.0 < values[2][1]
    assert abs(values[1][1]) < 1e-9


def test_a_negative_temperature_is_a_repulsion_below_a_cutoff():
    """Coupling constants and a cutoff written out, in place of temperatures."""
    t, beta, repulsion, top = 0.5, 4.0, -0.4, 2000
    cutoff = (np.arange(top) + 0.5) * 2 * pi * t
    # 1/lambda_s = sum at Tc0 up to the same energy, so that the sum at T is ln(Tc0/T) longer
    singlet = (1.0 / (np.arange(top) + 0.5)).sum() + log(t)
    Tt = -exp(-(singlet - 1.0 / repulsion))
    h = field(t, beta, Tt)
    rho2 = beta**2 + h**2
    size = cutoff * (cutoff**2 + rho2)
    ss, tt, st2 = ((cutoff**2 + beta**2) / size, (cutoff**2 + h**2) / size, beta * h / size)
    kernel = 2 * pi * t * np.array([[ss.sum(), -st2.sum()], [-st2.sum(), tt.sum()]])
    found = np.linalg.det(np.diag([1.0 / singlet, repulsion]) @ kernel - np.eye(2))
    # what lies beyond the cutoff: (rho/cutoff)^2 is 1e-6
    assert abs(found) < 1e-5
    assert 0.9 * ising(t, beta) < h < ising(t, beta)


@given(temperatures, energies)
def test_no_interaction_is_ising(t, beta):
    expected = ising(t, beta)
    assert field(t, beta, 0.0) == pytest.approx(expected, rel=1e-11)
    # and is met from both sides, as slowly as 1/ln(Tc0/Tt)
    low, high = field(t, beta, -1e-300), field(t, beta, 1e-300)
    assert low < expected * (1 + 1e-12) and expected < high * (1 + 1e-12)
    # 1/ln is 1/691, times half of the rise F of up to ln(1e5) and the share of beta
    assert high / low == pytest.approx(1.0, abs=0.03)


@given(temperatures, st.floats(0.1, 50.0))
def test_more_attraction_is_more_field(t, beta):
    fields = [field(t, beta, Tt) for Tt in (-1e-2, -1e-4, 0.0, 1e-4, 0.1 * t, 0.5 * t, 0.9 * t)]
    assert np.all(np.diff(fields) > -1e-11 * np.array(fields[:-1]))


def test_equal_channels_feel_no_field():
    for Tt in (1.0, 1.5):
        for t in (0.1, 0.999):
            # h = beta sqrt(y/1e-6) stands for no field at all
            assert field(t, 10.0, Tt) > 1e3 * 10.0 * log(1 / t) ** 0.5
    # and below Tt, where y/b is past its pole
    assert field(0.3, 10.0, 0.31) > 1e4 > 100.0 > field(0.3, 10.0, 0.2)
    # the orbits of a film end them all the same
    film = float(model("film_orbital")(0.3, Tc0=1.0, Dd2=1e-20)) * MU_B / K_B
    assert field(0.3, 10.0, 1.0, 1e-20) == pytest.approx(film, rel=1e-5)


@given(st.floats(0.05, 0.99), st.floats(0.0, 0.9))
def test_without_splitting_there_is_no_mixing(t, Tt):
    expected = float(model("pauli")(t, Tc0=1.0)) * MU_B / K_B
    assert field(t, 0.0, Tt) == pytest.approx(expected, rel=1e-11)


def test_a_splitting_beyond_the_range_of_repulsion_leaves_no_pairs():
    # the range is kB Tc0^2/|Tt| = 50 kB Tc0
    assert field(0.5, 60.0, -0.02) == 0.0
    assert 0.0 < field(0.5, 40.0, -0.02) < field(0.5, 40.0, 0.0)
    assert field(0.5, 4.0, -2.0) == 0.0
