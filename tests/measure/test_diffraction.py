"""Lines, orders, extrapolation: against scans whose lattice is known."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest

from supra2d.core import Array, InputError
from supra2d.measure import (
    Diffraction,
    Radiation,
    lattice_mismatch,
    measure_diffraction,
    nelson_riley,
)

FIRST, SECOND = 1.5405929, 1.5444274  # angstrom
SPACING = 5.98  # angstrom; c/2 of 2H-NbS2
HEIGHTS = {1: 20000, 2: 9000, 3: 1500, 4: 2600, 5: 700, 6: 260, 7: 400}


def places(
    spacing: float, orders: Array, wavelength: float = FIRST, *, raised: float = 0.0
) -> Array:
    """2 theta in deg; the sample ``raised`` radii below the axis."""
    theta = np.arcsin(np.asarray(orders) * wavelength / (2.0 * spacing))
    return np.asarray(2.0 * np.rad2deg(theta - raised * np.cos(theta)))


def peaks(
    x: Array, spacing: float, heights: dict[int, float], *, raised: float = 0.0, both: bool = True
) -> Array:
    """Pearson VII lines of a series."""
    y = np.zeros(x.size)
    for order, height in heights.items():
        for wavelength, share in ((FIRST, 1.0), (SECOND, 0.5 * both)):
            centre = places(spacing, np.array([order]), wavelength, raised=raised)[0]
            width = 0.08 * np.hypot(1.0, np.tan(np.deg2rad(centre / 2.0)))
            y += share * height / (1.0 + (2.0 * (x - centre) / width) ** 2) ** 1.4
    return y


X = np.arange(10.0, 135.0, 0.02)


def made(y: Array, seed: int = 1, level: float = 30.0) -> Array:
    return np.random.default_rng(seed).poisson(y + level).astype(float)


@pytest.fixture(scope="module")
def crystal() -> Diffraction:
    """A crystal 0.1 mm below the axis of a goniometer of 240 mm."""
    return measure_diffraction(X, made(peaks(X, SPACING, HEIGHTS, raised=0.1 / 240.0)))


def test_the_function_of_nelson_and_riley() -> None:
    # by hand at 30 deg, and zero at 90 deg
    by_hand = 0.5 * (cos(pi / 6) ** 2 / sin(pi / 6) + cos(pi / 6) ** 2 / (pi / 6))
    assert float(nelson_riley(30.0)) == pytest.approx(by_hand, rel=1e-14)
    assert float(nelson_riley(90.0)) == pytest.approx(0.0, abs=1e-30)


def test_a_displaced_crystal_gives_its_spacing(crystal: Diffraction) -> None:
    (found,) = crystal.spacings
    assert found.series.orders == (1, 2, 3, 4, 5, 6, 7)
    assert found.missing == ()
    # 3e-5: counts and the zero of 2 theta; without extrapolation the first line is off by 3e-3
    assert found.value == pytest.approx(1e-10 * SPACING, rel=3e-5)
    assert crystal.emission == "doublet"
    value, error = crystal.displacement
    # half of what an unknown zero of 0.01 deg can feign
    assert value == pytest.approx(0.1 / 240.0, abs=2.0 * error)


def test_angles_are_those_of_the_first_emission_line(crystal: Diffraction) -> None:
    at = [line.two_theta for line in crystal.lines]
    expected = places(SPACING, np.arange(1, 8), raised=0.1 / 240.0)
    # three standard deviations of each; a mean wavelength would be 0.01 to 0.3 deg off
    error = np.array([line.error for line in crystal.lines])
    assert (np.abs(at - expected) < 3.0 * error).all()
    assert (error < 0.005).all()


def test_one_emission_line_is_seen() -> None:
    y = made(peaks(X, SPACING, HEIGHTS, both=False))
    found = measure_diffraction(X, y)
    assert found.emission == "single"
    assert found.spacings[0].value == pytest.approx(1e-10 * SPACING, rel=3e-5)


def test_broad_lines_leave_the_emission_open_and_the_interval_wide() -> None:
    x = np.arange(10.0, 50.0, 0.05)
    y = np.zeros(x.size)
    for order in (1, 2, 3):
        for wavelength, share in ((FIRST, 1.0), (SECOND, 0.5)):
            centre = places(SPACING, np.array([order]), wavelength)[0]
            y += 200.0 * share * np.exp(-4.0 * np.log(2.0) * ((x - centre) / 0.6) ** 2)
    found = measure_diffraction(x, made(y))
    assert found.emission == "undecided"
    (one,) = found.spacings
    assert len(one.others) == 2
    half = 0.5 * (one.systematic[1] - one.systematic[0])
    # a third of the doublet's relative width of 2.5e-3, the part that is open, on one side
    assert 2e-4 < half / one.value < 2e-3


def test_missing_orders_are_told() -> None:
    heights = {k: h for k, h in HEIGHTS.items() if k not in (3, 6)}
    found = measure_diffraction(X, made(peaks(X, SPACING, heights)))
    (one,) = found.spacings
    assert one.series.orders == (1, 2, 4, 5, 7)
    assert one.missing == (3, 6)
    assert one.value == pytest.approx(1e-10 * SPACING, rel=3e-5)


def test_the_largest_divisor_is_taken() -> None:
    # only even orders of c: the spacing is c/2
    found = measure_diffraction(X, made(peaks(X, SPACING, HEIGHTS)))
    assert found.spacings[0].value == pytest.approx(1e-10 * SPACING, rel=1e-4)
    # one odd order of c doubles it
    y = peaks(X, SPACING, HEIGHTS) + peaks(X, 2.0 * SPACING, {3: 800.0, 5: 500.0})
    found = measure_diffraction(X, made(y))
    assert found.spacings[0].value == pytest.approx(2e-10 * SPACING, rel=1e-4)


def test_a_film_and_its_substrate_share_the_misalignment() -> None:
    film, substrate = 4.012, 3.989  # angstrom, of CaZrO3 on KTaO3
    x = np.arange(15.0, 130.0, 0.01)
    y = peaks(x, film, {1: 800, 2: 1500, 3: 300, 4: 200}, raised=2e-4)
    y += peaks(x, substrate, {1: 2e4, 2: 3e4, 3: 6e3, 4: 4e3}, raised=2e-4)
    found = measure_diffraction(x, made(y))
    assert len(found.spacings) == 2
    value, interval, systematic = lattice_mismatch(found, 0, 1)
    truth = film / substrate - 1.0
    truth = truth if value > 0.0 else 1.0 / (1.0 + truth) - 1.0
    half = 0.5 * max(np.ptp(interval), np.ptp(systematic))
    # three standard deviations; below the 0.58 % that are printed by two orders of magnitude
    assert abs(value - truth) < 3.0 * half < 3e-4


def test_images_by_the_tube_and_other_planes_are_no_series() -> None:
    y = peaks(X, SPACING, HEIGHTS)
    for wavelength, part in ((1.392246, 0.02), (1.476424, 0.01)):
        centre = places(SPACING, np.array([2]), wavelength)[0]
        y += 9000.0 * part / (1.0 + (2.0 * (X - centre) / 0.1) ** 2) ** 1.4
    y += 300.0 * np.exp(-(((X - 38.4) / 0.08) ** 2))
    found = measure_diffraction(X, made(y))
    assert [one.series.orders for one in found.spacings] == [(1, 2, 3, 4, 5, 6, 7)]
    named = {name for name in found.strange.values()}
    assert named == {"Cu K\u03b2", "W L\u03b1", ""}


def test_another_wavelength_is_only_a_scale(crystal: Diffraction) -> None:
    factor = 1.5
    radiation = Radiation(factor * 1e-10 * FIRST, factor * 1e-10 * SECOND, stated=True)
    y = made(peaks(X, SPACING, HEIGHTS, raised=0.1 / 240.0))
    found = measure_diffraction(X, y, radiation)
    ratio = found.spacings[0].value / crystal.spacings[0].value
    assert ratio == pytest.approx(factor, rel=1e-9)  # the fit ends within its own tolerance


def test_order_of_rows_and_scale_of_counts_do_not_matter(crystal: Diffraction) -> None:
    y = made(peaks(X, SPACING, HEIGHTS, raised=0.1 / 240.0))
    shuffled = np.random.default_rng(0).permutation(X.size)
    found = measure_diffraction(X[shuffled], 0.01 * y[shuffled])
    (one,), (other,) = crystal.spacings, found.spacings
    # a hundredth of the error: the floor of the noise knows single counts
    assert abs(one.value / other.value - 1.0) < 1e-6


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (peaks(X, SPACING, {2: 3000.0}), "one line at 29.86 deg"),
        (np.zeros(X.size), "with no line"),
        (
            1000.0 * np.exp(-(((X - 23.1) / 0.1) ** 2))
            + 1000.0 * np.exp(-(((X - 31.7) / 0.1) ** 2)),
            "are orders of one series",
        ),
    ],
)
def test_what_is_no_series_is_refused(y: Array, message: str) -> None:
    with pytest.raises(InputError, match=message):
        measure_diffraction(X, made(y))


def test_a_few_rows_are_no_scan() -> None:
    with pytest.raises(InputError, match="a diffraction scan of 3 angles"):
        measure_diffraction(np.array([1.0, 2.0, 3.0]), np.ones(3))
