"""Type-II Ising pairing against Green functions of its Hamiltonian, and its limits."""

from math import log, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core.constants import HBAR, K_B, K_B_SI, MU_B
from supra2d.models import model
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

temperatures = st.floats(-2.0, -0.01).map(lambda d: 10.0**d)
energies = st.floats(-2.0, 3.0).map(lambda d: 10.0**d)

ONE, X, Y, Z = np.array(
    [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]]
)


def field(name, t, **in_kTc):
    """Zeeman energy of a law at T = t Tc0, all energies in kB Tc0."""
    values = {key: K_B * value for key, value in in_kTc.items()}
    return float(model(name)(t, Tc0=1.0, **values)) * MU_B / K_B


def pair_rise(hamiltonian, unitary, t, scale, angles):
    """ln(Tc0/T) of pairs of time-reversed states, by Green functions summed over energies.

    ``hamiltonian(angle)`` is H - xi at a point of the Fermi line, the partner sits at the opposite
    angle; energies in kB Tc0.
    """
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule(scale / (2 * pi * t), x, w)
    # xi = L tan(theta/2): equal steps in theta converge as exp(-points * omega/L)
    points = 6000
    theta = 2 * pi * (np.arange(points) + 0.5) / points
    total = 0.0
    for x_i, w_i in zip(x[:n], w[:n], strict=True):
        omega = 2 * pi * t * x_i
        length = np.hypot(omega, scale)
        xi = length * np.tan(theta / 2)
        share = pi * length / np.cos(theta / 2) ** 2 / points / (pi * len(unitary))
        amplitude = 0.0
        for angle in angles:
            # G = (i omega - xi - A)^-1 by the eigenvalues, for all xi at once
            a, u = np.linalg.eigh(hamiltonian(angle))
            b, v = np.linalg.eigh(hamiltonian(angle + pi))
            overlap = abs(u.conj().T @ unitary @ v.conj()) ** 2
            G = 1.0 / (1j * omega - xi[:, None] - a)
            partner = 1.0 / (-1j * omega - xi[:, None] - b)
            amplitude += np.einsum("x,xi,ij,xj->", share, G, overlap, partner).real / len(angles)
        total += w_i * (1.0 / omega - amplitude)
    return 2 * pi * t * total


@pytest.mark.parametrize(("t", "lam", "c"), [(0.8, 3.0, 1.0), (0.4, 6.0, 2.5), (0.3, 1.0, 4.0)])
def test_two_orbitals_by_green_functions(t, lam, c):
    """The angle of the mixing is kept, and the partner is time-reversed without any algebra."""
    h = field("type2_ising", t, lambda_so=lam, c_kf2=c)

    def hamiltonian(angle):
        mixing = np.cos(2 * angle) * X + np.sin(2 * angle) * Y
        return lam * np.kron(Z, Z) + c * np.kron(mixing, ONE) + h * np.kron(ONE, X)

    # time reversal exchanges p+ and p-, and turns spins
    swap = np.kron(X, 1j * Y)
    found = pair_rise(hamiltonian, swap, t, lam + c + h, [0.3, 1.1])
    # the sum over frequencies subtracts 1/omega: a few digits of fifteen go
    assert found == pytest.approx(log(1 / t), rel=1e-9)


def test_effective_form_by_green_functions():
    t, beta, alpha = 0.5, 4.0, 1.5
    h = field("type2_effective", t, beta=beta, alpha_r=alpha)
    # the default time lowers beta by HBAR/(2 pi kB Tc0 tau0)
    beta /= 1.0 + HBAR / (2 * pi * K_B_SI * 1e-9)
    total = 0.0
    for valley in (1, -1):

        def hamiltonian(angle, valley=valley):
            here = valley * beta if angle < pi else -valley * beta
            return alpha * (np.sin(angle) * X - np.cos(angle) * Y) + here * Z + h * X

        # angles of half a turn: the partner is in the other half and the other valley
        angles = pi * (np.arange(12) + 0.5) / 12
        total += pair_rise(hamiltonian, 1j * Y, t, beta + alpha + h, angles) / 2
    # 12 angles leave exp(-12 width) of an integrand that is smooth over about two radians
    assert total == pytest.approx(log(1 / t), rel=1e-8)


@given(temperatures, energies)
def test_no_mixing_is_ising(t, lam):
    # rounding of 1e3 kTc against kT in the cold
    expected = field("ising", t, beta=lam)
    assert field("type2_ising", t, lambda_so=lam, c_kf2=0.0) == pytest.approx(expected, rel=1e-10)


@given(temperatures, energies)
def test_no_splitting_is_pauli(t, c):
    expected = field("pauli", t)
    assert field("type2_ising", t, lambda_so=0.0, c_kf2=c) == pytest.approx(expected, rel=1e-10)


@given(temperatures, energies)
def test_more_mixing_is_less_field(t, c):
    less = field("type2_ising", t, lambda_so=20.0, c_kf2=c)
    assert field("type2_ising", t, lambda_so=20.0, c_kf2=1.5 * c) < less * (1.0 + 1e-11)


@given(temperatures, energies)
def test_effective_without_rashba_is_ising_of_the_lowered_splitting(t, beta):
    tau0 = 2e-12
    lowered = 1.0 + HBAR / (2 * pi * K_B_SI * 3.0 * tau0)
    found = float(model("type2_effective")(3 * t, Tc0=3.0, beta=beta, alpha_r=0.0, tau0=tau0))
    expected = float(model("ising")(3 * t, Tc0=3.0, beta=beta / lowered))
    # a quadrature beside a closed form
    assert found == pytest.approx(expected, rel=1e-10)


# hbar/tau0 in kB Tc0, the reference value "PRX2018 form beta/(1+G/(2pi))" at beta=10, and how far
# it is below exact scattering, as the law's limits say
@pytest.mark.parametrize(
    ("G", "published", "short"),
    [
        (0.5, 9.262883177508389, 0.008),
        (2.0, 7.585469929947761, 0.043),
        (10.0, 3.8586954509503752, 0.223),
    ],
)
def test_exact_scattering_and_the_published_form(G, published, short):
    t = 1 - 1e-7
    tau0 = HBAR / (G * K_B_SI)
    law = model("type2_effective")
    B = float(law(t, Tc0=1.0, beta=10 * K_B, alpha_r=0.0, tau0=tau0)) * MU_B / K_B
    # T is rounded to 1e-16 of 1 - t = 1e-7
    assert B == pytest.approx(field("ising", t, beta=published), rel=1e-8)
    scattered = field("ising_intervalley", t, beta=10.0, gamma_iv=G)
    # the shares are rounded to 0.1 %
    same = field("ising", t, beta=published / (1.0 - short))
    assert scattered == pytest.approx(same, rel=1e-3)


def test_a_long_time_leaves_the_splitting_of_the_fit():
    found = float(model("type2_effective")(2.0, Tc0=5.0))
    # the default of 1 ns lowers beta by 2.4e-4 at 5 K
    assert found == pytest.approx(float(model("ising_rashba")(2.0, Tc0=5.0)), rel=3e-4)
