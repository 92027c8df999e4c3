"""Hysteresis against an integrated junction, patterns against integrated current densities."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from supra2d.core import Array, InputError
from supra2d.measure import (
    CriticalSet,
    FieldPattern,
    field_pattern,
    measure_critical_currents,
    measure_junction,
    stewart_mccumber,
)
from supra2d.models import model

from ._iv_made import loop, made, switched

LAWS = [model(name) for name in ("fraunhofer", "squid", "no_interference")]
CRITICAL, RESISTANCE, DAMPING = 1e-6, 50.0, 9.0


def mean_speed(current: float, start: tuple[float, float]) -> tuple[float, tuple[float, float]]:
    """Voltage over Ic R of a shunted junction at one current, and the phase and speed left."""

    def motion(_: float, y: Array) -> list[float]:
        return [y[1], (current - np.sin(y[0]) - y[1]) / DAMPING]

    # ten times of RC to settle, six to average
    settled, span = 10.0 * DAMPING, 6.0 * DAMPING
    found = solve_ivp(motion, (0.0, settled + span), start, t_eval=[settled, settled + span],
                      rtol=1e-5, atol=1e-6)  # fmt: skip
    (a, b), speed = found.y[0], float(found.y[1, -1])
    return float(b - a) / span, (float(b) % (2.0 * np.pi), speed)


@pytest.fixture(scope="module")
def shunted() -> CriticalSet:
    """A loop of one polarity, each current settled from the state before it."""
    up = np.linspace(0.0, 2.0, 41)
    state, speeds = (0.0, 0.0), []
    bias = np.concatenate([up, up[::-1]])
    for current in bias:
        speed, state = mean_speed(float(current), state)
        speeds.append(speed)
    voltage = CRITICAL * RESISTANCE * np.array(speeds)
    noise = np.random.default_rng(1).normal(0.0, 2e-8, voltage.size)
    log = made(CRITICAL * bias, 0.0 * bias)
    log["voltage"] = log["voltage"].copy(data=voltage + noise)
    (found,) = measure_critical_currents([log])
    return found


def test_a_shunted_junction(shunted: CriticalSet) -> None:
    found = measure_junction(shunted)
    assert found.hysteretic and not found.refusal
    assert found.damping is not None and found.damping_interval is not None
    assert found.resistance is not None and found.product is not None
    low, high = found.damping_interval
    assert low < found.damping < high
    # a step of the current is 5 % of Ic, so that the interval is wide: twice it on either side
    assert (
        found.damping - 2 * (found.damping - low)
        < DAMPING
        < found.damping + 2 * (high - found.damping)
    )
    # the branch is ohmic within 1 % from one and a half Ic on; the mean ends inside a turn
    assert found.resistance.value == pytest.approx(RESISTANCE, rel=0.02)
    assert found.product.value == pytest.approx(CRITICAL * RESISTANCE, rel=0.05)


def test_damping_has_its_limits() -> None:
    # 4 / (pi sqrt(beta)) misses the next order, 0.5 of beta
    assert stewart_mccumber(0.01) == pytest.approx((4 / np.pi / 0.01) ** 2, rel=2e-4)
    assert stewart_mccumber(1e-4) == pytest.approx((4 / np.pi / 1e-4) ** 2, rel=1e-12)
    # at beta_c = 0.70 the hysteresis is born; the last percent is steep
    assert 0.70 < stewart_mccumber(0.9999) < 0.76
    ratios = np.linspace(0.05, 0.99, 12)
    assert np.all(np.diff([stewart_mccumber(float(r)) for r in ratios]) < 0)


def test_the_running_state_ends_at_the_retrapping_current() -> None:
    # independent of the energy balance: the junction runs a little above it and stops below
    ratio = 0.45
    beta = stewart_mccumber(ratio)

    def turns(current: float) -> float:
        def motion(_: float, y: Array) -> list[float]:
            return [y[1], current - np.sin(y[0]) - y[1] / np.sqrt(beta)]

        found = solve_ivp(motion, (0.0, 150.0), (0.0, 2.0), rtol=1e-7, atol=1e-8)
        return float(found.y[1, -40:].max())

    assert turns(1.02 * ratio) > 0.5
    assert abs(turns(0.98 * ratio)) < 0.05


def test_a_rounded_transition_is_no_switch() -> None:
    bias = loop(1e-3, 101)
    size = np.abs(bias)
    voltage = np.sign(bias) * 12.0 * np.sqrt(np.maximum(size**2 - 5e-4**2 * 0.9, 0.0))
    smooth = np.convolve(voltage, np.hanning(21) / np.hanning(21).sum(), mode="same")
    (found,) = measure_critical_currents([made(bias, smooth)])
    junction = measure_junction(found)
    assert junction.ratio is None and not junction.hysteretic
    assert "no switch" in junction.refusal and junction.refusal.endswith(".")


def test_one_way_and_no_hysteresis() -> None:
    bias = np.linspace(0.0, 1e-3, 101)
    (rising,) = measure_critical_currents([made(bias, switched(bias, 5.02e-4))])
    assert "only rising currents" in measure_junction(rising).refusal
    bias = loop()
    (closed,) = measure_critical_currents([made(bias, switched(bias, 5.02e-4, back=1.0))])
    junction = measure_junction(closed)
    assert junction.ratio is not None and junction.damping is None
    assert "overdamped" in junction.damping_refusal


def density_pattern(field: Array, period: float, density: Array) -> Array:
    """Largest supercurrent of a density across the width, summed with its phases."""
    x = (np.arange(density.size) + 0.5) / density.size - 0.5
    phases = np.exp(2j * np.pi * np.outer(field / period, x))
    return np.abs(phases @ density) / density.sum()


def fitted(field: Array, current: Array, error: float, seed: int) -> FieldPattern:
    noisy = current + np.random.default_rng(seed).normal(0.0, error, field.size)
    return field_pattern(field, noisy, np.full(field.size, error), LAWS)


FIELD = np.linspace(-3e-3, 3e-3, 61)


def test_one_junction_with_trapped_flux() -> None:
    tilted = 1.0 + 0.4 * np.linspace(-1.0, 1.0, 400)
    found = fitted(FIELD, density_pattern(FIELD - 3e-4, 1.1e-3, tilted), 0.01, 2)
    law = found.best
    assert found.decided and law.model.name == "fraunhofer" and law.adequate
    for name, truth in (("period", 1.1e-3), ("B0", 3e-4), ("asymmetry", 0.4)):
        low, high = law.intervals[name]
        # three standard deviations
        assert abs(law.values[name] - truth) < 1.5 * (high - low)


def test_two_unequal_junctions() -> None:
    loop_ = np.zeros(400)
    loop_[[0, -1]] = 1.2, 0.8
    # their middles are 399 / 400 of the width apart
    found = fitted(FIELD, density_pattern(FIELD + 2e-4, 1.5e-3 * 399 / 400, loop_), 0.01, 3)
    law = found.best
    assert found.decided and law.model.name == "squid"
    for name, truth in (("period", 1.5e-3), ("B0", -2e-4), ("asymmetry", 0.2)):
        low, high = law.intervals[name]
        assert abs(law.values[name] - truth) < 1.5 * (high - low)


def test_an_even_junction_has_an_asymmetry_of_zero_within_errors() -> None:
    found = fitted(FIELD, density_pattern(FIELD, 1.1e-3, np.ones(400)), 0.01, 4)
    low, high = found.best.intervals["asymmetry"]
    assert low == 0.0 and 0.0 < high < 0.2


def test_a_current_that_only_falls_is_no_pattern() -> None:
    for seed in range(2):
        assert not fitted(FIELD, np.exp(-np.abs(FIELD) / 2e-3), 0.01, seed).seen
        # noise alone follows the best of many periods a little
        assert not fitted(FIELD, np.ones(61), 0.01, seed).seen


def test_the_middle_of_a_pattern_is_not_enough() -> None:
    narrow = 0.15 * FIELD
    found = fitted(narrow, density_pattern(narrow, 1.1e-3, np.ones(400)), 0.003, 5)
    assert found.periods < 1.5 and not found.decided


def test_too_few_fields() -> None:
    with pytest.raises(InputError, match="8 fields or more"):
        field_pattern(FIELD[:7], np.ones(7), np.ones(7), LAWS)
