"""Densities of states and edges of the spectrum: known values, eigenvalues, sum rules."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.pairing import (
    Pocket,
    density_of_states,
    edge_splitting,
    mirage_edges,
    spectral_gap,
    spin_susceptibility,
    state,
    tunnelling,
)

from ._plain import UNIT, pocket, root_sum

NONLINEAR = "nonlinear_Ising_and_FFLO"
H, GAP = (6.0, 0.0, 0.0), 1.5


def test_known_densities(known: dict[str, Any]) -> None:
    pattern = r"DOS beta=10 h=6 D=1.5 G=0.02 E=([\d.]+)"
    found = [(re.fullmatch(pattern, key), v) for key, v in known[NONLINEAR].items()]
    E, expected = np.array([(float(m[1]), v) for m, v in found if m]).T
    # derivatives by differences there
    made = density_of_states(pocket(10.0), E, GAP, H, broadening=0.02)
    assert made == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(
    ("couplings", "h"),
    [
        ((0.0, 0.0, 0.0), (0.5, 0.0, 0.0)),
        ((3.0, 0.0, 0.0), (0.0, 0.0, 0.7)),
        ((3.0, 2.0, 1.0), (1.0, 0.5, 0.7)),
        ((300.0, 0.0, 0.0), (2.0, 0.0, 0.1)),
    ],
)
def test_against_eigenvalues(couplings: Any, h: Any) -> None:
    p, step, angles = pocket(*couplings), 1e-5, 48
    g = p.spin_orbit(2.0 * np.pi * (np.arange(angles) + 0.5) / angles)
    for energy in (0.2, 1.4, 3.3):
        w = 0.2 - 1j * energy
        slope = [
            root_sum(w + step, each, np.array(h), GAP) - root_sum(w - step, each, np.array(h), GAP)
            for each in g
        ]
        expected = np.mean(slope).real / (4.0 * step)
        found = density_of_states(p, energy, GAP, h, broadening=0.2)
        # differences of roots as large as the splitting; and the angles of the kernel
        assert float(found) == pytest.approx(expected, abs=2e-8 * (1.0 + p.largest) + 2e-6)


def test_states_are_only_moved() -> None:
    energies = np.linspace(-400.0, 400.0, 160_001)
    made = density_of_states(pocket(4.0), energies, GAP, (2.0, 0.0, 0.5), broadening=0.1)
    beyond = GAP**2 / 400.0  # N - 1 falls as gap^2 / 2 E^2 on both sides
    assert np.trapezoid(made - 1.0, energies) + beyond == pytest.approx(0.0, abs=1e-4)


def test_particles_and_holes_are_alike() -> None:
    energies = np.linspace(0.1, 6.0, 12)
    args = (pocket(2.0, 1.0), GAP, (0.8, 0.0, 0.3))
    up, down = (
        density_of_states(args[0], s * energies, *args[1:], broadening=0.05) for s in (1, -1)
    )
    assert up == pytest.approx(down, rel=1e-9)


def test_the_mirage_gap(known: dict[str, Any]) -> None:
    low, high = mirage_edges(pocket(10.0), GAP, H)
    expected = known[NONLINEAR]["mirage edges sqrt(b^2+(h-+d)^2)"]
    assert [low, high] == pytest.approx(expected, rel=1e-14)
    inside = density_of_states(pocket(10.0), np.linspace(low, high, 41)[5:-5], GAP, H,
                               broadening=1e-4)  # fmt: skip
    assert np.all((inside > 0.5) & (inside < 0.6))  # one of two bands is left
    for alpha, h in ((1.0, H), (0.0, (0.0, 0.0, 6.0))):
        with pytest.raises(InputError, match="across the field"):
            mirage_edges(pocket(10.0, alpha), GAP, h)


def test_the_gap_that_is_left(known: dict[str, Any]) -> None:
    _, expected = known[NONLINEAR]["spectral gap check b=10 h=6 d=1.5"]
    assert spectral_gap(pocket(10.0), GAP, H) == pytest.approx(expected, rel=1e-9)
    # rho^4 < h^2 gap^2: the edge is that of the momentum itself
    assert spectral_gap(pocket(0.2), GAP, (1.0, 0.0, 0.0)) == pytest.approx(np.hypot(0.2, 0.5))
    for p in (pocket(), pocket(8.0)):
        assert spectral_gap(p, GAP, (0.0, 0.0, 0.4)) == pytest.approx(1.1, rel=1e-12)
        assert spectral_gap(p, GAP, (0.0, 0.0, 2.0)) == 0.0


def test_below_the_gap_there_is_nothing() -> None:
    p, h = pocket(3.0, 1.0), (0.9, 0.0, 0.2)
    edge = spectral_gap(p, GAP, h)
    below, above = density_of_states(p, [0.97 * edge, 1.03 * edge], GAP, h, broadening=1e-5)
    assert below < 1e-3 < 0.05 < above


def test_a_magnet_splits_the_edges_unless_the_splitting_is_across() -> None:
    J = 0.3
    assert edge_splitting(pocket(), GAP, (J, 0.0, 0.0)) == pytest.approx(2.0 * J, rel=1e-9)
    assert edge_splitting(pocket(20.0), GAP, (0.0, 0.0, J)) == pytest.approx(2.0 * J, rel=1e-9)
    for beta in (2.0, 20.0):
        left = 2.0 * GAP * (1.0 - beta / np.hypot(beta, J))
        assert edge_splitting(pocket(beta), GAP, (J, 0.0, 0.0)) == pytest.approx(left, rel=1e-6)
    tilted = edge_splitting(pocket(20.0), GAP, J * np.array([np.sin(1.0), 0.0, np.cos(1.0)]))
    assert tilted == pytest.approx(2.0 * J * np.cos(1.0), rel=5e-3)  # J/beta


def test_a_junction_at_zero_bias_sees_yosidas_function() -> None:
    p, T = Pocket(UNIT), 0.6 * UNIT
    gap = state(p, T).gap
    found = tunnelling(p, 0.0, T, gap, broadening=1e-3)
    # both are the thermal average of the density of states; the broadening adds its share
    assert float(found) == pytest.approx(spin_susceptibility(p, T), abs=2e-3)
    far = tunnelling(p, [-30.0, 30.0], T, gap, broadening=1e-2)
    assert far == pytest.approx([1.0, 1.0], abs=2e-3)  # gap^2 / 2 E^2


@pytest.mark.parametrize("broadening", [0.0, -0.1, float("nan")])
def test_a_broadening_is_needed(broadening: float) -> None:
    with pytest.raises(InputError, match="broadening"):
        density_of_states(pocket(1.0), 0.0, 1.0, broadening=broadening)


def test_a_gap_below_zero() -> None:
    with pytest.raises(InputError, match="a gap"):
        density_of_states(pocket(1.0), 0.0, -1.0, broadening=0.1)
