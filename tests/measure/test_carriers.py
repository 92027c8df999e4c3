"""Mobility, lengths and depths against the numbers of the papers and against each other."""

from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants

from supra2d.core import InputError
from supra2d.measure import (
    clean_london_depth,
    diffusion_constant,
    drude_consistency,
    drude_mobility,
    fermi_temperature,
    fermi_wavevector,
    kf_l,
    mean_free_path,
)

# CaZrO3/KTaO3 at two gate voltages: density in m^-2, ohm, quoted mobility in m^2/(V s); then what
# follows, from an independent calculation with 17 digits (cm^2/(V s), nm, nm)
OXIDE = [
    (8.1e17, 300.0, 166e-4, 256.85222528645114, 38.140075079177969, 24.649396967780579),
    (7.1e17, 483.0, 126e-4, 182.00533853733306, 25.302824466766709, 17.516826200999861),
]

densities = st.floats(1e14, 1e20)
resistances = st.floats(1e-2, 1e6)
degeneracies = st.sampled_from([1.0, 2.0, 4.0, 6.0])


@pytest.mark.parametrize(("n", "r", "quoted", "mobility", "by_r", "by_mobility"), OXIDE)
def test_numbers_of_the_oxide_interface(
    n: float, r: float, quoted: float, mobility: float, by_r: float, by_mobility: float
) -> None:
    found = drude_mobility(n, r)
    # closed forms of exact constants
    assert 1e4 * found == pytest.approx(mobility, rel=1e-12)
    assert 1e9 * mean_free_path(n, found) == pytest.approx(by_r, rel=1e-12)
    assert 1e9 * mean_free_path(n, quoted) == pytest.approx(by_mobility, rel=1e-12)


@pytest.mark.parametrize(("row", "factor", "needed"), [(0, 1.547, 464.19), (1, 1.444, 697.69)])
def test_erratum_of_the_oxide_interface_is_raised(row: int, factor: float, needed: float) -> None:
    n, r, quoted = OXIDE[row][:3]
    check = drude_consistency(n, r, quoted)
    assert check.status == "warning" and check.value == pytest.approx(factor, abs=1e-3)
    assert f"{needed:.4g} ohm" in check.message


def test_consistent_numbers_raise_nothing() -> None:
    assert drude_consistency(8.1e17, 300.0, 257e-4).status == "ok"
    assert drude_consistency(8.1e17, 464.19, 166e-4).status == "ok"


def test_clean_depth_of_tungsten_disulphide() -> None:
    # 1e15 and 1e16 cm^-2 on 6.1 nm with the mass of the free electron: 131 and 42 nm
    assert [round(1e9 * clean_london_depth(n / 6.1e-9)) for n in (1e19, 1e20)] == [131, 42]
    omega = (1e27 * constants.e**2 / (constants.m_e * constants.epsilon_0)) ** 0.5
    # the length of light at the plasma frequency; constants of two tables, 1e-9
    assert clean_london_depth(1e27) == pytest.approx(constants.c / omega, rel=1e-8)
    assert clean_london_depth(1e27, mass=4.0) == pytest.approx(2 * clean_london_depth(1e27))


@given(n=densities, r=resistances, g=degeneracies)
def test_lengths_agree_with_each_other(n: float, r: float, g: float) -> None:
    mobility = drude_mobility(n, r)
    k, path = fermi_wavevector(n, degeneracy=g), mean_free_path(n, mobility, degeneracy=g)
    assert k * path == pytest.approx(kf_l(r, degeneracy=g), rel=1e-12)
    # l = 2 h / (g e^2 R kF), and h/(e^2 R sqrt(2 pi n)) for two Fermi lines
    quantum = constants.h / constants.e**2
    assert path == pytest.approx(2 * quantum / (g * r * k), rel=1e-12)
    if g == 2.0:
        assert path == pytest.approx(quantum / (r * (2 * pi * n) ** 0.5), rel=1e-12)


@given(n=densities, r=resistances, g=degeneracies, mass=st.floats(0.05, 20.0))
def test_einstein_relation(n: float, r: float, g: float, mass: float) -> None:
    # 1/R = e^2 D g m / (2 pi hbar^2): conductance is density of states times diffusion
    d = diffusion_constant(n, drude_mobility(n, r), mass=mass, degeneracy=g)
    states = g * mass * constants.m_e / (2 * pi * constants.hbar**2)
    # masses of two tables of constants
    assert constants.e**2 * states * d == pytest.approx(1 / r, rel=1e-8)


@given(n=densities, g=degeneracies)
def test_fermi_line_holds_all_carriers(n: float, g: float) -> None:
    assert g * pi * fermi_wavevector(n, degeneracy=g) ** 2 / (2 * pi) ** 2 == pytest.approx(n)
    energy = constants.k * fermi_temperature(n, degeneracy=g)
    # n = g m E / (2 pi hbar^2) of a parabola
    states = g * constants.m_e / (2 * pi * constants.hbar**2)
    assert states * energy == pytest.approx(n, rel=1e-8)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_what_is_not_positive_is_refused(bad: float) -> None:
    for call in (
        lambda: drude_mobility(bad, 1.0),
        lambda: drude_mobility(1e16, bad),
        lambda: mean_free_path(1e16, bad),
        lambda: kf_l(bad),
        lambda: clean_london_depth(bad),
        lambda: clean_london_depth(1e27, mass=bad),
        lambda: fermi_wavevector(1e16, degeneracy=bad),
        lambda: diffusion_constant(1e16, 0.1, mass=bad),
        lambda: fermi_temperature(1e16, mass=bad),
    ):
        with pytest.raises(InputError, match="a positive number"):
            call()
