"""The law of a turn in the plane: symmetries, limits, and the harmonics that a wobble makes."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.models import model

LAW = model("inplane_harmonics")
TURN = np.arange(0.0, 360.0, 1.0)


def part(B: np.ndarray, order: int) -> complex:
    """Relative part of an order, by the sum over a whole turn."""
    wave = np.exp(1j * order * np.deg2rad(TURN))
    return complex(2.0 * (B * wave).mean() / B.mean())


def test_without_a_wobble_it_is_its_two_harmonics():
    B = LAW(TURN, B0=8.0, a2=0.03, phi2=25.0, a6=0.01, phi6=-8.0)
    for order, size, azimuth in ((2, 0.03, 25.0), (6, 0.01, -8.0), (4, 0.0, 0.0), (1, 0.0, 0.0)):
        # sums of 360 rounded numbers
        expected = size * np.exp(1j * order * np.deg2rad(azimuth))
        assert part(B, order) == pytest.approx(expected, abs=1e-14)


def test_at_one_azimuth_it_is_the_law_of_a_thin_film():
    for out in (-0.4, 0.0, 1.3):
        expected = model("tinkham_2d")(90.0 - out, B_perp=0.7, B_par=9.0, theta0=0.0)
        found = LAW(50.0, B0=9.0, a2=0.0, a6=0.0, B_perp=0.7, delta0=out)
        assert float(found) == pytest.approx(float(expected), rel=1e-12)


def test_a_small_wobble_makes_even_harmonics_in_fixed_ratios():
    B = LAW(TURN, B0=10.0, a2=0.0, a6=0.0, B_perp=1.0, wobble=0.01, phi_w=40.0)
    two, four, six = part(B, 2), part(B, 4), part(B, 6)
    # of |cos|: 2/3, -2/15, 2/35; the next order in the wobble and steps across the cusp are 1e-3
    turned = np.exp(2j * np.deg2rad(40.0))
    assert four / two == pytest.approx(-turned / 5.0, abs=2e-3)
    assert six / two == pytest.approx(turned**2 * 3.0 / 35.0, abs=2e-3)
    assert abs(part(B, 1)) < 1e-9
    # and the amplitude is that of the docs, a2 = (2/3 pi) w Bpar/Bperp
    assert abs(two) == pytest.approx(2.0 / (3.0 * np.pi) * np.deg2rad(0.01) * 10.0, rel=2e-3)


def test_an_offset_beyond_the_wobble_makes_it_onefold():
    B = LAW(TURN, B0=10.0, a2=0.0, a6=0.0, B_perp=1.0, delta0=0.5, wobble=0.1)
    assert abs(part(B, 1)) > 10.0 * abs(part(B, 2))


def test_turning_all_angles_round_changes_nothing():
    one = LAW(TURN, delta0=0.3, wobble=0.5, phi_w=20.0)
    other = LAW(TURN, delta0=-0.3, wobble=0.5, phi_w=-160.0)
    np.testing.assert_allclose(one, other, rtol=1e-12)  # rounding of cosines
