"""Residual resistance ratio against the film that was simulated."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import Quantity
from supra2d.measure import measure_family, residual_resistance_ratio, split
from supra2d.simulate import Film, Protocol, Sweep, normal_resistance, run

from ._made import log_of, logistic


def ratio(film: Film, top: float = 305.0, *, points: int = 1800, channel: str = "") -> Quantity:
    protocol = Protocol(
        (Sweep("R(T)", at=(0.0,), span=(top, 2.0), points=points),),
        noise_floor=0.5,
        channels=(channel,),
    )
    return residual_resistance_ratio(measure_family(split(run(film, protocol))).branches[0])


@pytest.mark.parametrize("rrr", [1.35, 4.0, 12.0, 0.8])
def test_ratio_of_the_film(rrr: float) -> None:
    film = Film(Tc=5.0, xi=10e-9, d=8e-9, width_T=0.4, rrr=rrr)
    found = ratio(film)
    truth = float(normal_resistance(film, 300.0) / normal_resistance(film, 5.0))
    assert found.value is not None
    # noise of 5e-4 in the normal state, and its line across a few K of phonons
    assert found.value == pytest.approx(truth, abs=max(4 * found.error, 2e-3 * truth))
    assert found.error < 0.01 * truth


def test_an_offset_cancels() -> None:
    t = np.concatenate([np.linspace(300, 12, 100), np.linspace(11.9, 2, 200)])
    rng = np.random.default_rng(2)
    y = (100 + 0.5 * t) * logistic(t, 5.0, 0.4) - 3.0 + 0.01 * rng.standard_normal(t.size)
    family = measure_family(split(log_of(temperature=t, resistance=y)))
    found = residual_resistance_ratio(family.branches[0])
    # normal state at the steepest point, 5 K: 102.5
    assert found.value == pytest.approx(250.0 / 102.5, rel=2e-3)


def test_a_sweep_that_ends_below_room_temperature_is_refused() -> None:
    found = ratio(Film(Tc=5.0, xi=10e-9, d=8e-9, width_T=0.4, rrr=4.0), top=250.0)
    assert found.status == "refused"
    assert found.message == "the sweep ends at 250 K; RRR needs the resistance near 300 K"


def test_a_cold_sweep_was_not_meant_for_it() -> None:
    found = ratio(Film(Tc=5.0, xi=10e-9, d=8e-9, width_T=0.4), top=8.0, points=200)
    assert (found.status, found.message) == ("refused", "")


def test_few_points_near_room_temperature() -> None:
    t = np.concatenate([[300.0, 280.0, 200.0, 100.0], np.linspace(12, 2, 200)])
    y = (100 + 0.5 * t) * logistic(t, 5.0, 0.4)
    family = measure_family(split(log_of(temperature=t, resistance_ch2=y)))
    found = residual_resistance_ratio(family.branches[0])
    assert found.value == pytest.approx(250.0 / 102.5, rel=2e-3)
    assert found.where == {"channel": "ch2"}
    assert found.rows == "2-205"
