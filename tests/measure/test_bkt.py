"""Exponents of I-V curves and the laws of R(T): where pairs of vortices unbind."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from supra2d.measure import (
    ExponentStudy,
    ResistiveTail,
    iv_sweeps,
    measure_exponential,
    measure_exponents,
    measure_family,
    measure_interpolation,
    measure_paraconductivity,
    resistive_tail,
    split,
)
from supra2d.models import model

from . import _bkt_made as made

LAW = model("halperin_nelson_interpolation")


def study_of(log: xr.Dataset) -> ExponentStudy:
    found = measure_exponents(iv_sweeps([log]))
    assert found is not None
    return found


def tail_of(log: xr.Dataset) -> ResistiveTail:
    found = resistive_tail(measure_family(split(log)).branches[0])
    assert found is not None
    return found


def holds(found: object, truth: float, errors: float = 3.0) -> bool:
    """Whether the truth is within a few errors on its side."""
    low, high = found.systematic
    side = found.T - low if truth < found.T else high - found.T
    return abs(found.T - truth) < errors * float(np.hypot(found.sigma, side))


def test_power_laws_are_found() -> None:
    found = study_of(made.iv_log(made.power_law)).exponents
    a, sigma, spread = found.average()
    for T, value, error in zip(found.T, a, np.hypot(sigma, spread), strict=True):
        true = 1.0 + 2.0 * (0.138 / T) * (0.160 - T) / 0.022 if T < 0.1379 else 1.0
        # the crossover to the normal branch lowers the exponent by up to 3 % at r = 0.3
        assert abs(value - true) < 3.0 * error + 0.03 * true


def test_transition_with_a_jump() -> None:
    found = study_of(made.iv_log(made.power_law))
    assert not found.unbinding.refused and holds(found.unbinding, 0.138)
    assert found.unbinding.sigma < 2e-4
    assert found.jump is not None and found.jump.sharp
    # readings of the thermometer scatter by 1e-5
    assert found.jump.above < 0.138 < found.jump.below + 1e-4
    assert found.tails == ()


def test_a_smooth_fall_is_no_jump() -> None:
    temperatures = np.round(np.arange(0.124, 0.172, 0.002), 4)
    found = study_of(made.iv_log(made.smooth_fall, temperatures))
    assert holds(found.unbinding, 0.138)
    assert found.jump is not None and not found.jump.sharp


def test_an_exponent_of_three_that_only_a_window_makes_is_refused() -> None:
    found = study_of(made.iv_log(made.activated))
    # at some temperature some window does have it
    told = found.exponents.a[np.isfinite(found.exponents.a)]
    assert told.min() < 2.5 and told.max() > 3.5
    assert found.unbinding.refused
    assert "no power law" in found.unbinding.message


def test_tails_of_a_small_film_are_seen_and_left_out() -> None:
    found = study_of(made.iv_log(made.with_tail, noise=2e-11))
    assert found.tails and all(T < 0.138 for T, _ in found.tails)
    # where the law changes over, within the step of the search
    assert 1e-7 < found.tails[-1][1] < 6e-7


def test_exponents_that_never_pass_three() -> None:
    cold = study_of(made.iv_log(made.power_law, made.TEMPERATURES[:8]))
    assert cold.unbinding.refused and "higher temperatures" in cold.unbinding.message
    warm = study_of(made.iv_log(made.power_law, made.TEMPERATURES[-8:]))
    assert warm.unbinding.refused and "lower temperatures" in warm.unbinding.message


def test_noise_alone_gives_no_window() -> None:
    found = measure_exponents(iv_sweeps([made.iv_log(made.power_law, noise=1e-2)]))
    assert found is None or found.unbinding.refused


def test_curves_in_a_field_do_not_count() -> None:
    assert measure_exponents(iv_sweeps([made.iv_log(made.power_law, field=0.5)])) is None
    assert measure_exponents([]) is None


@pytest.mark.parametrize("seed", range(3))
def test_an_offset_does_not_matter(seed: int) -> None:
    plain = study_of(made.iv_log(made.power_law, seed=seed, offset=0.0)).unbinding
    shifted = study_of(made.iv_log(made.power_law, seed=seed, offset=-4e-8)).unbinding
    # the constant is known to a tenth of the noise
    assert shifted.T == pytest.approx(plain.T, abs=2e-4)


def test_exponential_law() -> None:
    found = measure_exponential(tail_of(made.rt_log()))
    assert holds(found.unbinding, 0.18)
    assert abs(found.unbinding.T / 0.18 - 1.0) < 1e-3
    assert holds(found.slope_line, 0.18)
    # b = 2 sqrt(b_HN tau_c); its corrections are worth a fifth
    assert found.b == pytest.approx(0.8165, rel=0.2)
    T, slope, error = found.slopes
    assert np.all(np.diff(slope) > 0) and np.all(error > 0)
    assert T.min() > 0.18


def test_a_thermometer_that_repeats_its_readings() -> None:
    log = made.rt_log()
    coarse = log.assign(
        temperature=log["temperature"].round(4).assign_attrs(log["temperature"].attrs)
    )
    found = measure_exponential(tail_of(coarse))
    # rounding by 0.1 mK moves nothing by more than itself
    assert found.unbinding.T == pytest.approx(0.18, abs=5e-4)


def test_interpolation_is_homogeneous() -> None:
    tail = tail_of(made.rt_log())
    found = measure_interpolation(tail, LAW, 0.18)
    best = found["homogeneous"]
    assert best.probability > 0.5
    assert holds(best.unbinding, 0.18)
    assert abs(best.tau_c - 1 / 9) < 3.0 * best.tau_c_sigma + 0.02
    # R as it was fitted is R as it was measured, to the error that the form is given
    inside = tail.smooth < 0.8
    np.testing.assert_allclose(best.curve(tail.T[inside], LAW), tail.smooth[inside], atol=0.02)


def test_spread_of_a_network_is_recovered() -> None:
    film = made.network(0.05)
    found = measure_interpolation(
        tail_of(made.rt_log(film, low=0.14, high=0.24, step=3e-4)), LAW, 0.175
    )
    wide = found["inhomogeneous"]
    # one network of 800 bonds; a wide critical region imitates half of a spread
    assert wide.width == pytest.approx(0.05, rel=0.6)
    # the median of the bonds: sampling of 800 and the relation of medium and network
    assert wide.unbinding.T == pytest.approx(0.18, rel=0.01)


def test_paraconductivity() -> None:
    law = model("aslamazov_larkin")

    def film(T: np.ndarray) -> np.ndarray:
        above = np.log(np.maximum(T / 0.18, 1.0 + 1e-12))
        return above / (above + 1.5213342536174674e-5 * 380.0)

    tail = tail_of(made.rt_log(film, high=0.4))
    found = measure_paraconductivity(tail, law, tail.normal * tail.top)
    assert found is not None and not found.message
    assert holds(found, 0.18)
    # the normal resistance and Tc0 go together: a tenth of the rounding, 0.6 % of Tc0
    assert found.T == pytest.approx(0.18, rel=2e-3)


def test_a_steep_foot_is_refused() -> None:
    def step(T: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp((0.18 - T) / 1e-4))

    found = measure_exponential(tail_of(made.rt_log(step, noise=1e-3)))
    assert found.unbinding.refused and "sweep slower" in found.unbinding.message
