"""Doping and alloys against their ends, a parabolic band and counted states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    alloy_scan,
    bands_on_mesh,
    density_of_states,
    doped,
    doping_scan,
    mixed,
    read_hamiltonian,
    three_band,
    uniform_susceptibility,
)
from supra2d.core import InputError, NameUnknownError
from supra2d.materials import hamiltonian_path

from ._models import SQUARE

T = 300.0


def metal(name):
    return doped(three_band(name), -1.0, mesh=(24, 24))


def square(hop, electrons=0.1):
    """One band 2t(2 - cos - cos) of both spins on a square."""
    R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    hoppings = hop * np.array([4.0, -1.0, -1.0, -1.0, -1.0])[:, None, None] + 0j
    return Hamiltonian(SQUARE, R, hoppings, (Orbital(shape="s"),), electrons=electrons, name="s")


def test_the_ends_of_an_alloy_are_its_compounds() -> None:
    ends = metal("MoS2"), metal("WS2")
    scan = alloy_scan(*ends, [0.0, 1.0], temperature=T, mesh=24)
    for i, H in enumerate(ends):
        alone = doped(H, 0.0, mesh=(24, 24))
        dos = density_of_states(alone, alone.chemical_potential, 24)
        chi = uniform_susceptibility(alone, temperature=T, mesh=24).total
        # a shift of the energies by 1e3 meV rounds them by 1e-13 of themselves
        assert scan.dos[i] == pytest.approx(float(dos), rel=1e-9)
        np.testing.assert_allclose(scan.susceptibility[:, i], chi, rtol=1e-9)
        assert scan.electrons[i] == H.electrons
    np.testing.assert_allclose(scan.chemical_potential, 0.0, atol=1e-8)


def test_the_zero_of_energy_drops_out_of_an_alloy() -> None:
    """By hand with two other zeros: the same states and densities."""
    one, two = metal("MoS2"), metal("WS2")
    scan = alloy_scan(one, two, [0.4], temperature=T, mesh=24)
    for shift in (0.0, 700.0):
        H = doped(mixed(one, two.shifted(shift), 0.4), 0.0, mesh=(24, 24))
        dos = density_of_states(H, H.chemical_potential, 24)
        assert scan.dos[0] == pytest.approx(float(dos), rel=1e-9)  # rounding of shifted energies


def test_a_compound_with_itself_stays() -> None:
    H = metal("MoS2")
    scan = alloy_scan(H, H, np.linspace(0.0, 1.0, 3), temperature=T, mesh=24)
    np.testing.assert_allclose(scan.dos, scan.dos[0], rtol=1e-9)  # rounding
    np.testing.assert_allclose(scan.chemical_potential, 0.0, atol=1e-8)


def test_hoppings_of_an_alloy_lie_between() -> None:
    """Two bands of one form: a width between theirs, and N of its inverse."""
    ends = square(400.0), square(200.0)
    scan = alloy_scan(*ends, [0.0, 0.5, 1.0], temperature=T, mesh=48)
    # exact: one mesh and one filling, energies in a fixed ratio
    np.testing.assert_allclose(scan.dos * [400.0, 300.0, 200.0], 400.0 * scan.dos[0], rtol=1e-9)


def test_a_parabolic_band_has_one_density_of_states() -> None:
    """N = m A/(pi hbar^2) of both spins = 1/(2 pi t), and mu = electrons/N, at any filling."""
    t = 1000.0
    added = np.array([-0.02, 0.0, 0.02])
    scan = doping_scan(square(t, 0.04), added, temperature=T, mesh=240)
    level = 1.0 / (2.0 * np.pi * t)
    # the band is not parabolic by E/(8t) at E = 2 pi t n < 0.4 t: 5 %, half of it in the mean
    np.testing.assert_allclose(scan.dos, level, rtol=0.055)
    np.testing.assert_allclose(scan.chemical_potential, (0.04 + added) / level, rtol=0.03)
    # to first order of E/t the density rises as 1 + E/8t; the next order is 0.1 %, the mesh 0.5 %
    risen = level * (1.0 + scan.chemical_potential / (8.0 * t))
    np.testing.assert_allclose(scan.dos, risen, rtol=7e-3)
    # no spin-orbit coupling: both are N smeared over kT = 0.026 t; at the lowest filling 0.8 %
    # of -df/de lies below the band, and the mesh shows by as much
    np.testing.assert_allclose(scan.of("zz"), scan.of("xx"), rtol=1e-12)
    np.testing.assert_allclose(scan.of("zz"), scan.dos, rtol=0.02)


def test_shipped_compounds_mix() -> None:
    """Their orbitals have the same signs: otherwise hoppings cancel, and bands narrow in x."""
    ends = [read_hamiltonian(hamiltonian_path(name)) for name in ("NbSe2", "NbS2")]
    one, two = (H.shifted(-H.chemical_potential) for H in ends)
    k = np.array([[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [1 / 3, 1 / 3, 0.0], [0.2, 0.1, 0.0]])
    between = mixed(one, two, 0.5).eigenvalues(k)[:, 12:14]
    mean = (one.eigenvalues(k) + two.eigenvalues(k))[:, 12:14] / 2.0
    # the bands are 1 eV wide and those of the compounds differ by up to 0.3 eV: second order in
    # half of that over the distance to other bands, 2 eV, is 12 meV
    np.testing.assert_allclose(between, mean, atol=12.0)


def test_electrons_are_counted() -> None:
    H = metal("MoS2")
    added = np.array([0.0, 0.1, 0.3])
    scan = doping_scan(H, added, temperature=T, mesh=48)
    np.testing.assert_allclose(scan.electrons, H.electrons + added, rtol=1e-15)
    energies = bands_on_mesh(H, 48)
    counted = [np.mean(energies < level) * H.size for level in scan.chemical_potential]
    # counted point by point: some 200 of 2304 points lie within a step of the Fermi contours,
    # each counted whole or not, so that 200^(1/2) of them, 0.006, is one standard deviation
    np.testing.assert_allclose(counted, scan.electrons, atol=0.02)
    assert (np.diff(scan.chemical_potential) > 0.0).all()
    # what was added is the integral of N: trapezoids over steps in which N bends by some percent
    filled = np.sum(np.diff(scan.chemical_potential) * (scan.dos[1:] + scan.dos[:-1]) / 2.0)
    assert filled == pytest.approx(0.3, rel=0.05)


def test_stoner() -> None:
    scan = doping_scan(metal("MoS2"), [0.0, 0.2], temperature=T, mesh=24)
    interaction = 2.0 / 3.0 / scan.dos[0]
    factors = scan.stoner(interaction)
    assert factors[0] == pytest.approx(3.0, rel=1e-12)  # I N = 2/3
    assert factors[1] == pytest.approx(1.0 / (1.0 - interaction * scan.dos[1]), rel=1e-12)
    with pytest.raises(InputError, match="I N is"):
        scan.stoner(1.5 / scan.dos[0])
    with pytest.raises(NameUnknownError):
        scan.of("yy")


def test_what_is_refused() -> None:
    H = metal("MoS2")
    with pytest.raises(InputError, match="finite numbers"):
        doping_scan(H, [0.0, np.nan], temperature=T, mesh=12)
    with pytest.raises(InputError, match="insulator"):
        doping_scan(H, [1.0], temperature=T, mesh=12)
    with pytest.raises(InputError, match="from 0 to 1"):
        alloy_scan(H, H, [1.2], temperature=T, mesh=12)
    with pytest.raises(InputError, match="electrons"):
        doping_scan(replace(H, electrons=None), [0.0], temperature=T, mesh=12)
