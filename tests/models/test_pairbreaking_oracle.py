"""The pair-breaking laws against sums over Matsubara frequencies in many digits.

Nothing of ours is used: mpmath adds the terms of the equations as they stand in the literature
and extrapolates, and the field of the law has to solve them.
"""

import mpmath
import pytest
from mpmath import mpf

from supra2d.core.constants import K_B, MU_B
from supra2d.models import model

mpmath.mp.dps = 25
TC0 = 2.0


def matsubara(term, kT, first=24):
    """2 pi kT times the sum of ``term(omega)``: the first ones, and Euler and Maclaurin's rest."""
    unit = 2 * mpmath.pi * mpf(kT)

    def at(n):
        return term(unit * (n + mpf(1) / 2))

    start = sum(at(n) for n in range(first))
    return unit * (start + mpmath.nsum(at, [first, mpmath.inf], method="e"))


def excess(name, t, term, **parameters):
    """How far, relative to its size, the gap equation is from being solved at the law's field."""
    T = TC0 * t
    h = mpf(MU_B) * mpf(float(model(name)(T, Tc0=TC0, **parameters)))
    left = mpmath.log(mpf(TC0) / mpf(T))
    return float(matsubara(lambda w: term(w, h), K_B * T) / left - 1)


# T/Tc0 from near Tc, where T itself is rounded to 1e-16 of 1 - t = 1e-4, to the cold
TEMPERATURES = [0.9999, 0.7, 0.2]
TOLERANCE = 1e-11  # 2.2e-16/1e-4 from the temperature, and a few roundings of the field

every_temperature = pytest.mark.parametrize("t", TEMPERATURES)


@every_temperature
def test_pauli(t):
    assert abs(excess("pauli", t, lambda w, h: h**2 / (w * (w**2 + h**2)))) < TOLERANCE


@every_temperature
@pytest.mark.parametrize("beta", [0.02, 1.0, 30.0])
def test_ising(t, beta):
    def term(w, h):
        return 1 / w - (w**2 + beta**2) / (w * (w**2 + beta**2 + h**2))

    assert abs(excess("ising", t, term, beta=beta)) < TOLERANCE


@every_temperature
@pytest.mark.parametrize(("beta", "gamma_iv"), [(1.0, 0.3), (5.0, 20.0), (0.1, 0.1837117307)])
def test_ising_intervalley(t, beta, gamma_iv):
    # the last pair is near the point where all three roots of the cubic meet
    def term(w, h):
        G = mpf(gamma_iv)
        D = w**2 * (w + G) + w * mpf(beta) ** 2 + h**2 * (w + G)
        return 1 / w - (w * (w + G) + mpf(beta) ** 2) / D

    assert abs(excess("ising_intervalley", t, term, beta=beta, gamma_iv=gamma_iv)) < TOLERANCE


@every_temperature
@pytest.mark.parametrize("gamma_so", [1e-3, 0.5, 10.0])
def test_spin_orbit_scattering(t, gamma_so):
    def term(w, h):
        s = mpf(gamma_so)
        return 1 / w - (w + s) / (w * (w + s) + h**2)

    assert abs(excess("spin_orbit_scattering", t, term, gamma_so=gamma_so)) < TOLERANCE


@every_temperature
@pytest.mark.parametrize(("alpha", "lambda_so"), [(0.3, 2.0), (2.0, 0.0), (3.0, 1.0)])
def test_whh_as_printed(t, alpha, lambda_so):
    """The equation of 1966 with its complex gamma, in 25 digits."""
    field = mpf(float(model("whh")(TC0 * t, Tc0=TC0, slope=0.8, alpha=alpha, lambda_so=lambda_so)))
    h = 4 * field / (mpmath.pi**2 * mpf(0.8) * mpf(TC0))
    gamma = mpmath.sqrt((alpha * h) ** 2 - mpf(lambda_so) ** 2 / 4 + 0j)
    t = mpf(TC0 * t) / mpf(TC0)
    right = -mpmath.digamma(mpf(1) / 2)
    for sign in (1, -1):
        weight = mpf(1) / 2 + sign * 1j * mpf(lambda_so) / (4 * gamma)
        argument = mpf(1) / 2 + (h + mpf(lambda_so) / 2 + sign * 1j * gamma) / (2 * t)
        right += weight * mpmath.digamma(argument)
    assert abs(float(mpmath.re(right) / -mpmath.log(t) - 1)) < TOLERANCE


def test_whh_where_gamma_vanishes():
    """The two digammas merge there; the law goes through the point smoothly."""
    law, T, alpha = model("whh"), 1.0, 2.0
    field = float(law(T, Tc0=TC0, slope=0.8, alpha=alpha, lambda_so=1.0))
    for _ in range(30):  # a spin-orbit rate for which gamma = 0 at the critical field itself
        lambda_so = 2.0 * alpha * 4.0 * field / (float(mpmath.pi) ** 2 * 0.8 * TC0)
        field = float(law(T, Tc0=TC0, slope=0.8, alpha=alpha, lambda_so=lambda_so))
    sides = [
        float(law(T, Tc0=TC0, slope=0.8, alpha=alpha, lambda_so=lambda_so * (1.0 + d)))
        for d in (-1e-7, 1e-7)
    ]
    # the mean of both sides differs from the middle by the square of 1e-7
    assert field == pytest.approx(sum(sides) / 2.0, rel=1e-12)


@pytest.mark.parametrize("t", [0.9, 0.3])
def test_general_field_by_matrix_inversion(t):
    """The average over angles of 2 x 2 Green functions, integrated over energy by residues."""
    beta, r, d, theta, phi = 0.6, 0.4, 0.2, 70.0, 25.0
    law = model("ising_rashba")
    T = TC0 * t
    B = law(T, Tc0=TC0, beta=beta, alpha_r=r, alpha_d=d, theta=theta, phi=phi)
    size, th, ph = mpf(MU_B) * mpf(float(B)), mpmath.radians(theta), mpmath.radians(phi)
    h = [size * mpmath.sin(th) * mpmath.cos(ph), size * mpmath.sin(th) * mpmath.sin(ph)]
    h.append(size * mpmath.cos(th))

    def pair(w, angle):
        """s of omega s + i h.t = 1, omega t + i h s = g x t."""
        s, c = mpmath.sin(angle), mpmath.cos(angle)
        g = [r * s + d * c, -r * c - d * s, beta]
        M = mpmath.matrix(4, 4)
        for i in range(4):
            M[i, i] = w
        for i in range(3):
            M[0, i + 1] = M[i + 1, 0] = 1j * h[i]
        M[1, 2], M[1, 3], M[2, 3] = g[2], -g[1], g[0]
        M[2, 1], M[3, 1], M[3, 2] = -g[2], g[1], -g[0]
        return mpmath.re(mpmath.lu_solve(M, mpmath.matrix([1, 0, 0, 0]))[0])

    mpmath.mp.dps = 15
    n = 24  # angles: the integrand is smooth over kT/h, about one radian here
    K, kT = mpf(0), mpf(K_B * T)
    for k in range(60):
        w = 2 * mpmath.pi * kT * (k + mpf(1) / 2)
        K += 1 / w - sum(pair(w, 2 * mpmath.pi * (j + mpf(1) / 2) / n) for j in range(n)) / n
    # beyond 60 frequencies the terms fall as h^2/omega^3: the sum of 1/(n + 1/2)^3 from N on
    # is 1/2N^2 - 1/8N^4; the next order, (g^2 + h^2)/omega^2 of that, is 1e-8
    mpmath.mp.dps = 25
    tail = size**2 * (1 / mpf(2 * 60**2) - 1 / mpf(8 * 60**4)) / (2 * mpmath.pi * kT) ** 3
    assert float(2 * mpmath.pi * kT * (K + tail) / mpmath.log(1 / mpf(t))) == pytest.approx(
        1.0, abs=1e-6
    )


@pytest.mark.parametrize("t", [0.45, 0.15])
def test_first_order_line(t):
    """At the law's field the best gap has the free energy of the normal state."""
    T = TC0 * t
    kT = mpf(K_B * T)
    h = mpf(MU_B) * mpf(float(model("pauli_first_order")(T, Tc0=TC0)))

    def root(w, gap2):
        return mpmath.sqrt((w + 1j * h) ** 2 + gap2)

    def slope(gap2):
        return mpmath.log(mpf(t)) - matsubara(lambda w: mpmath.re(1 / root(w, gap2)) - 1 / w, kT)

    gap2 = mpmath.findroot(slope, [(1.3 * K_B * TC0) ** 2, (1.7 * K_B * TC0) ** 2], tol=1e-15)

    def excess_energy(w):
        # 2 Re S - 2 w - Delta^2/w with S - z = Delta^2/(S + z): no digits lost at large w
        z = w + 1j * h
        return gap2 * (mpmath.re(2 / (root(w, gap2) + z)) - 1 / w)

    energy = gap2 * mpmath.log(mpf(t)) - matsubara(excess_energy, kT)
    # a part of 1e-10 in h moves the energy by h times 1e-10 of the spin susceptibility
    assert abs(float(energy)) < 1e-9 * float(gap2)
