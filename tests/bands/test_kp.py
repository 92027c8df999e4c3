"""Lattice models against the k.p expansions they are made for."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from supra2d.bands import dirac_valleys, parabolic_band, rashba_gas, symmetries
from supra2d.core import InputError

HBAR2_2M = 3.80998212  # hbar^2 / 2 m_e, eV angstrom^2 (CODATA)


def near(H, centre, q):
    """Energies at Cartesian q in 1/m from a point in units of the reciprocal vectors."""
    return H.eigenvalues(np.asarray(centre) + np.asarray(q) @ np.linalg.inv(H.reciprocal))


def test_parabola_and_the_order_of_its_error() -> None:
    H = parabolic_band(mass=0.5, spacing=1e-10)
    errors = []
    for q in (2e8, 1e8):
        exact = 1e3 * HBAR2_2M / 0.5 * (q * 1e-10) ** 2
        errors.append(near(H, (0, 0, 0), (q, 0, 0))[0] / exact - 1)
        # the next term of the cosine: -(qa)^2 / 12
        assert errors[-1] == pytest.approx(-((q * 1e-10) ** 2) / 12, rel=1e-3)
    assert errors[0] / errors[1] == pytest.approx(4, rel=1e-3)


def test_rashba_splitting_and_spin() -> None:
    alpha = 4e-8  # meV m
    H = rashba_gas(mass=1.0, rashba=alpha, spacing=1e-10)
    for angle in (0.0, 0.7, 2.0):
        q = 1e7 * np.array([np.cos(angle), np.sin(angle), 0])
        low, high = near(H, (0, 0, 0), q)
        assert high - low == pytest.approx(2 * alpha * 1e7, rel=1e-6)  # (qa)^2
    k = 1e7 * np.array([1.0, 0, 0]) @ np.linalg.inv(H.reciprocal)
    _, states = H.eigenstates(k)
    sigma_y = np.array([[0, -1j], [1j, 0]])
    # -alpha kx sigma_y: the lower branch has its spin along +y
    assert (states[:, 0].conj() @ sigma_y @ states[:, 0]).real == pytest.approx(1)


@pytest.mark.parametrize(("valley", "tau"), [((2 / 3, -1 / 3, 0), 1), ((-2 / 3, 1 / 3, 0), -1)])
def test_dirac_valleys(valley, tau) -> None:
    gap, v, split = 1600.0, 3.5e-7, 140.0
    H = dirac_valleys(gap=gap, velocity=v, splitting=split)
    for angle in (0.3, 1.9):
        q = 2e7 * np.array([np.cos(angle), np.sin(angle), 0])
        up = np.linalg.eigvalsh(
            H.matrices(np.asarray(valley) + q @ np.linalg.inv(H.reciprocal))[:2, :2]
        )
        top = tau * split / 2
        middle, half = top / 2, (gap - top) / 2
        root = sqrt(half**2 + (v * 2e7) ** 2)
        gained = (v * 2e7) ** 2 / gap
        # trigonal warping is a part qa / sqrt(3), 0.4 %, of what the velocity adds
        assert up[1] == pytest.approx(middle + root, abs=0.02 * gained)
        # and the splitting itself fades with (qa)^2, 4e-5 of 70 meV
        assert up[0] == pytest.approx(middle - root, abs=0.02 * gained + 70 * 6e-5)
    M = np.array([[0, 0.5, 0]])
    levels = H.eigenvalues(M)[0]
    assert levels[0] == pytest.approx(levels[1], abs=1e-9)  # time reversal at M


def test_symmetries() -> None:
    found = symmetries(dirac_valleys(gap=1600.0, velocity=3.5e-7, splitting=140.0))
    kept = ("hermiticity", "time reversal", "threefold axis", "mirror z")
    assert found.holding(1e-9) == kept
    found = symmetries(rashba_gas(mass=1.0, rashba=4e-8, spacing=1e-10))
    assert found.holding(1e-9) == ("hermiticity", "time reversal")
    # alpha/a sin(ka) sigma changes its sign: at most twice sqrt(2) alpha/a
    assert 0 < found.inversion.violation <= 2 * sqrt(2) * 4e-8 / 1e-10
    assert "inversion" in symmetries(parabolic_band(mass=1.0, spacing=1e-10)).holding(1e-9)


def test_no_mass() -> None:
    with pytest.raises(InputError, match="mass"):
        parabolic_band(mass=0.0, spacing=1e-10)
