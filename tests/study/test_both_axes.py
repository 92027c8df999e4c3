"""Errors in temperature and errors in field must tell the same film."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from supra2d.core import Quantity, Result
from supra2d.simulate import Film, Protocol, Sweep, critical_temperature, run
from supra2d.study import Options, analyse

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15, broadening=0.3)
QUALITY: dict[str, Any] = {"noise_floor": 4.0, "temperature_jitter": 1e-3, "offset": 1.0}
IN_T = Sweep("R(T)", at=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), span=(5.6, 2.0), points=241)
IN_B = Sweep("R(B)", at=(2.5, 2.9, 3.3, 3.6, 3.9), span=(-2.6, 2.6), points=401, loop=True)
OPTIONS = Options(criteria=("50%",))


def numbers(*sweeps: Sweep, seed: int) -> dict[str, Quantity]:
    log = run(FILM, Protocol(sweeps, **QUALITY), seed)
    log.attrs["direction"] = "perpendicular"
    found: list[Result] = analyse([log], options=OPTIONS)
    (boundary,) = [r for r in found if r.kind == "critical_field"]
    return {name: boundary.get(name) for name in ("Tc", "xi_GL")}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_fit_with_errors_in_temperature_agrees_with_one_in_field(seed: int) -> None:
    in_t, in_b = numbers(IN_T, seed=seed), numbers(IN_B, seed=seed + 100)
    truths = {"Tc": float(critical_temperature(FILM)), "xi_GL": FILM.xi}
    for name, truth in truths.items():
        one, other = in_t[name], in_b[name]
        assert one.value is not None and other.value is not None
        # three standard deviations each: of twelve comparisons one fails in thirty
        assert abs(one.value - truth) < 3 * one.error
        assert abs(other.value - truth) < 3 * other.error
        assert abs(one.value - other.value) < 3 * np.hypot(one.error, other.error)
        # and the errors are of a size: neither axis is treated as exact
        assert 0.1 < one.error / other.error < 10
        assert one.error < 0.02 * truth


def test_both_together_are_better_than_either() -> None:
    both = numbers(IN_T, IN_B, seed=7)["Tc"]
    alone = numbers(IN_T, seed=7)["Tc"], numbers(IN_B, seed=7)["Tc"]
    # a tenth for the fluctuation of quoted errors
    assert both.error < 1.1 * min(q.error for q in alone)
