"""The phase of a lock-in amplifier from the normal state."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.io._lockin import find_phase, phase_notes, rotate


def outputs(phase: float, noise: float = 0.0, seed: int = 0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    signal = 1e-6 / (1.0 + np.exp(-np.linspace(-10, 10, 400)))
    turn = np.deg2rad(phase)
    x = signal * np.cos(turn) + rng.normal(0, noise, signal.size)
    y = signal * np.sin(turn) + rng.normal(0, noise, signal.size)
    return signal, x, y


@pytest.mark.parametrize("phase", [-170.0, -90.0, -30.0, 0.0, 12.5, 89.0, 135.0, 180.0])
def test_the_phase_is_found_and_the_signal_is_positive(phase: float) -> None:
    signal, x, y = outputs(phase)
    found = find_phase(x, y)
    turn = (found.value - phase + 180.0) % 360.0 - 180.0
    assert abs(turn) < 1e-9  # rounding of a sum of a few hundred terms, in degrees
    np.testing.assert_allclose(rotate(x, y, found.value), signal, atol=1e-20)


def test_its_error_is_that_of_repeated_measurements() -> None:
    found = [find_phase(*outputs(23.0, 2e-8, seed)[1:]) for seed in range(100)]
    scatter = np.std([f.value for f in found])
    # 100 repetitions know a standard deviation to 7 %; three of those
    assert np.mean([f.error for f in found]) == pytest.approx(scatter, rel=0.22)


def test_a_phase_that_changes_is_told() -> None:
    signal, _, _ = outputs(0.0)
    drift = np.deg2rad(np.linspace(60, 0, signal.size))
    x, y = signal * np.cos(drift), signal * np.sin(drift)
    assert "phase changes" in phase_notes(x, y, find_phase(x, y))[-1]
    _, x, y = outputs(10.0)
    assert len(phase_notes(x, y, find_phase(x, y))) == 1


@pytest.mark.parametrize("x", [np.zeros(50), np.full(50, np.nan), np.ones(2)])
def test_without_a_normal_state_there_is_no_phase(x: np.ndarray) -> None:
    with pytest.raises(InputError, match="state the phase"):
        find_phase(x, x)
