"""The ladder of impurity lines against matrices written out and averaged plainly."""

import json
import re
from math import log, pi
from pathlib import Path

import numpy as np
import pytest

from supra2d.core.constants import K_B, MU_B
from supra2d.models import model
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

KNOWN = json.loads((Path(__file__).parents[1] / "reference" / "pairbreaking.json").read_text())


def amplitude(w, h, beta, alpha_r, Gamma_0, Gamma_iv, gamma_so, a, angles=400):
    """U_s at one frequency: all four components on both valleys, inverted numerically."""
    phi = 2 * pi * (np.arange(angles) + 0.5) / angles
    averages = []
    for valley in (1, -1):
        M = np.zeros((angles, 4, 4), complex)
        g = np.stack(
            [alpha_r * np.sin(phi), -alpha_r * np.cos(phi), np.full(angles, valley * beta)]
        )
        M[:, range(4), range(4)] = w + a + Gamma_0 + Gamma_iv + gamma_so
        M[:, 0, 0] -= gamma_so
        M[:, 0, 1] = M[:, 1, 0] = 1j * h
        for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
            # omega t + i h s = g x t
            M[:, i + 1, j + 1] += g[k]
            M[:, j + 1, i + 1] -= g[k]
        averages.append(np.linalg.inv(M).mean(axis=0))
    P = np.zeros((8, 8), complex)
    P[:4, :4], P[4:, 4:] = averages
    returned = np.kron([[Gamma_0, Gamma_iv], [Gamma_iv, Gamma_0]], np.eye(4))
    source = np.zeros(8)
    source[[0, 4]] = 1.0
    U = np.linalg.solve(np.eye(8) - P @ returned, P @ source)
    assert abs(U[0] - U[4]) < 1e-9 * abs(U[0])
    return U[0].real


def right_side(t, h, beta, alpha_r, Gamma_0, Gamma_iv=0.0, gamma_so=0.0, a=0.0):
    """What equals ln(Tc0/T), energies in kB Tc0."""
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    scale = 2.0 * (h + beta + alpha_r + Gamma_0 + Gamma_iv + gamma_so + a) / (2 * pi * t)
    n = half_integer_rule(scale, x, w)
    omega = 2 * pi * t * x[:n]
    U = np.array([amplitude(o, h, beta, alpha_r, Gamma_0, Gamma_iv, gamma_so, a) for o in omega])
    return float(2 * pi * t * np.sum(w[:n] * (1 / omega - U)))


CASES = [
    (r"Ising beta=5 \+ Rashba alpha=3 h=2 t=0.5 intravalley Gamma0=(\d+): rhs.*", 5.0, 3.0, 2.0),
    (r"Rashba only alpha=10 h=1.5 t=0.5 Gamma0=(\d+): rhs", 0.0, 10.0, 1.5),
]


@pytest.mark.parametrize(("pattern", "beta", "alpha_r", "h"), CASES)
def test_twin_and_law_against_reference(pattern, beta, alpha_r, h):
    found = 0
    for key, expected in KNOWN["multiorbital_and_disorder"].items():
        if match := re.fullmatch(pattern, key):
            Gamma_0 = float(match[1])
            assert right_side(0.5, h, beta, alpha_r, Gamma_0) == pytest.approx(expected, rel=1e-8)
            # the law with the Tc0 that makes this h critical at T = 0.5; gamma_0 = 2 Gamma_0
            Tc0 = 0.5 * np.exp(expected)
            values = {"beta": beta, "alpha_r": alpha_r, "gamma_0": 2 * Gamma_0}
            rest = {"gamma_iv": 0.0, "gamma_so": 0.0}
            energies = {name: K_B * value for name, value in (values | rest).items()}
            B = float(model("ising_disordered")(0.5, Tc0=Tc0, **energies))
            assert B * MU_B / K_B == pytest.approx(h, rel=1e-8)
            found += 1
    assert found == 4


@pytest.mark.parametrize("t", [0.9, 0.3])
@pytest.mark.parametrize(
    ("beta", "alpha_r", "gamma_0", "gamma_iv", "gamma_so", "Dd2"),
    [
        (5.0, 2.0, 3.0, 1.0, 0.5, 0.0),
        (8.0, 0.3, 20.0, 6.0, 0.0, 1e-20),
        (0.0, 4.0, 1.0, 0.0, 2.0, 0),
    ],
)
def test_law_solves_the_plain_equations(t, beta, alpha_r, gamma_0, gamma_iv, gamma_so, Dd2):
    law, Tc0 = model("ising_disordered"), 3.0
    energies = {"beta": beta, "alpha_r": alpha_r, "gamma_0": gamma_0, "gamma_iv": gamma_iv}
    scaled = {
        name: K_B * Tc0 * value for name, value in (energies | {"gamma_so": gamma_so}).items()
    }
    B = float(law(t * Tc0, Tc0=Tc0, Dd2=Dd2, **scaled))
    film = float(model("film_orbital")(0.5, Tc0=1.0, Dd2=1.0e-20))
    # alpha/(2 pi kB T) of the film at its critical field is that of the reference values
    rate = 0.182590027949 * 2 * pi * 0.5 / film**2 / Tc0 * Dd2 / 1e-20
    h = MU_B * B / (K_B * Tc0)
    found = right_side(t, h, beta, alpha_r, gamma_0 / 2, gamma_iv / 2, gamma_so, rate * B**2)
    # the twin subtracts 1/omega, which costs a few digits; the rate above has twelve
    assert found == pytest.approx(log(1 / t), rel=1e-9)


def test_dresselhaus_ladder_against_the_clean_law():
    from supra2d.models.pairbreaking._ladder import ladder_fields

    one = np.array([1.0])
    y, kT, B = np.array([log(1 / 0.4)]), 2 * pi * 0.4 * one, np.empty(1)
    zero = 0.0 * one
    ladder_fields(y, kT, 4 * one, 3 * one, 2 * one, zero, zero, zero, one, zero, B)
    angles = {"alpha_r": 3 * K_B, "alpha_d": 2 * K_B, "beta": 4 * K_B}
    expected = float(model("ising_rashba")(0.4, Tc0=1.0, **angles)) * MU_B / K_B
    assert B[0] == pytest.approx(expected, rel=1e-10)
    # and scattering between equal valleys' amplitudes changes it
    ladder_fields(y, kT, 4 * one, 3 * one, 2 * one, one, one, zero, one, zero, B)
    assert 0.5 * expected < B[0] < expected
