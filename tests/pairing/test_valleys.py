"""Scattering between the valleys: its limits, and the linear law at the end of the gap."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.models import model
from supra2d.pairing import density_of_states, scattered_density, scattered_gap, state

from ._plain import UNIT, pocket

T = 0.5 * UNIT


@pytest.mark.parametrize("h", [(3.0, 0.0, 0.0), (0.2, 0.1, 0.6)])
def test_without_scattering_it_is_the_clean_state(h: tuple[float, float, float]) -> None:
    p, E = pocket(10.0), np.array([0.0, 1.1, 1.4, 9.0, 11.0])
    expected = state(p, T, h).gap
    assert scattered_gap(p, T, h, gamma_iv=0.0) == pytest.approx(expected, rel=1e-8)  # its root
    made = scattered_density(p, E, expected, h, gamma_iv=0.0, broadening=0.05)
    clean = density_of_states(p, E, expected, h, broadening=0.05)
    assert made == pytest.approx(clean, rel=1e-9)


def test_without_field_scattering_does_nothing() -> None:
    p, E, gap = pocket(4.0), np.array([0.0, 1.4, 1.7, 4.0]), state(pocket(4.0), T).gap
    assert scattered_gap(p, T, gamma_iv=3.0) == pytest.approx(gap, rel=1e-8)
    made = scattered_density(p, E, gap, gamma_iv=3.0, broadening=0.05)
    assert made == pytest.approx(density_of_states(p, E, gap, broadening=0.05), rel=1e-8)


def test_the_gap_closes_at_the_field_of_the_law() -> None:
    p, gamma_iv = pocket(10.0), 5.0
    B = float(model("ising_intervalley")(T, Tc0=UNIT, beta=10.0, gamma_iv=gamma_iv))
    below = [scattered_gap(p, T, p.zeeman(B * (1.0 - s)), gamma_iv=gamma_iv) for s in (1e-2, 1e-4)]
    # as the root of the distance, with corrections of its order
    assert below[0] / below[1] == pytest.approx(10.0, rel=2e-2)
    assert scattered_gap(p, T, p.zeeman(1.001 * B), gamma_iv=gamma_iv) == 0.0
    assert scattered_gap(p, 1.1 * UNIT, gamma_iv=gamma_iv) == 0.0


def test_scattering_fills_the_mirage_gap() -> None:
    p, h, E = pocket(10.0), (6.0, 0.0, 0.0), np.array([1.0, 11.7])
    found = np.array(
        [scattered_density(p, E, 1.5, h, gamma_iv=g, broadening=0.02) for g in (0.0, 0.3, 1.0)]
    )
    assert np.all(np.diff(found, axis=0) > 0.0)


@pytest.mark.parametrize(("alpha_r", "gamma_iv"), [(1.0, 1.0), (0.0, -1.0), (0.0, float("nan"))])
def test_what_cannot_be_solved_is_said(alpha_r: float, gamma_iv: float) -> None:
    with pytest.raises(InputError):
        scattered_gap(pocket(1.0, alpha_r), T, gamma_iv=gamma_iv)
