"""Constants and conventions against the numbers of the literature."""

from __future__ import annotations

from math import exp, pi, sqrt

import pytest
import scipy.constants as si

from supra2d.core import PAULI_PREFACTORS, Conventions, NameUnknownError, constants


def test_constants_are_those_of_codata() -> None:
    # scipy carries one CODATA release, we another: exact ones agree to rounding,
    # the Bohr magneton and mu_0 to the 1e-9 by which releases differ
    assert constants.E_CHARGE == si.e and constants.H_PLANCK == si.h
    assert constants.K_B_SI == si.k
    assert constants.PHI_0 == pytest.approx(si.h / (2 * si.e), rel=1e-15)
    assert pytest.approx(si.value("Bohr magneton"), rel=1e-9) == constants.MU_B_SI
    assert pytest.approx(si.mu_0, rel=1e-9) == constants.MU_0
    assert pytest.approx(1e-3 * si.e, rel=1e-15) == constants.MEV
    assert pytest.approx(pi / exp(constants.EULER_GAMMA), rel=1e-15) == constants.BCS_GAP
    # a value printed with ten digits
    assert pytest.approx(1.763876988861, rel=1e-12) == constants.BCS_GAP


def test_pauli_prefactors() -> None:
    # printed with ten digits and with seven
    assert PAULI_PREFACTORS["BCS"] == pytest.approx(1.856816627, rel=5e-10)
    assert PAULI_PREFACTORS["1.76/sqrt2"] == pytest.approx(1.852735, rel=5e-7)
    weak_coupling = pi / exp(constants.EULER_GAMMA) * si.k / (sqrt(2) * constants.MU_B_SI)
    assert PAULI_PREFACTORS["BCS"] == pytest.approx(weak_coupling, rel=1e-14)


@pytest.mark.parametrize(
    ("prefactor", "tc", "limit", "digits"),
    [
        ("1.76/sqrt2", 0.15, 0.2779, 4),  # P2 by 1.76/sqrt 2
        ("1.84", 7.7, 14.17, 2),  # P3 quotes 14 T
        ("BCS", 7.7, 14.30, 2),  # the same by the exact prefactor
        ("1.86", 2.04, 3.79, 2),  # aluminium film, P4
    ],
)
def test_quoted_pauli_limits(prefactor: str, tc: float, limit: float, digits: int) -> None:
    assert round(Conventions(pauli_prefactor=prefactor).pauli_limit(tc), digits) == limit


def test_g_factor_scales_the_limit() -> None:
    assert Conventions(g=4.0).pauli_limit(1.0) == pytest.approx(Conventions().pauli_limit(1.0) / 2)


def test_a_convention_is_stated_in_one_line() -> None:
    text = Conventions().text()
    assert "pauli_prefactor=BCS" in text and "criterion=50%" in text and "g=2.0" in text


def test_unknown_conventions_are_refused() -> None:
    with pytest.raises(NameUnknownError, match="unknown Pauli prefactor"):
        Conventions(pauli_prefactor="1.85")
    with pytest.raises(NameUnknownError, match="did you mean half_splitting"):
        Conventions(spin_orbit_energy="half splitting")
