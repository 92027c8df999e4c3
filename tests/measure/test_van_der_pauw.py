"""Van der Pauw against contacts on the edge of a half plane, whose resistances are known."""

from __future__ import annotations

from math import log, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from supra2d.core import InputError
from supra2d.measure import hall_from_diagonals, solve_van_der_pauw, van_der_pauw

EIGHT = ("21,34", "12,43", "34,21", "43,12", "32,41", "23,14", "41,32", "14,23")

distances = st.floats(0.01, 100.0)


@given(a=distances, b=distances, c=distances, sheet=st.floats(1e-3, 1e9))
def test_contacts_on_a_half_plane(a: float, b: float, c: float, sheet: float) -> None:
    # van der Pauw 1958: contacts at distances a, b, c along the edge of a half plane
    one = sheet / pi * log((a + b) * (b + c) / (b * (a + b + c)))
    other = sheet / pi * log((a + b) * (b + c) / (a * c))
    # rounding of a logarithm close to 0
    assert solve_van_der_pauw(one, other) == pytest.approx(sheet, rel=1e-9)


@given(ratio=st.floats(1.0, 1e4))
def test_the_root_is_that_of_a_bracketing_solver(ratio: float) -> None:
    def left(r: float) -> float:
        return float(np.exp(-pi / r) + np.exp(-pi * ratio / r) - 1.0)

    # of (1, ratio): between the values of two equal small and of two equal large resistances
    root = brentq(left, 0.5 * pi / log(2), pi / log(2) * ratio * 1.01, xtol=1e-14, rtol=1e-14)
    assert solve_van_der_pauw(1.0, ratio) == pytest.approx(root, rel=1e-10)


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_resistance_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="four-contact resistance"):
        solve_van_der_pauw(value, 1.0)


def readings(lengthwise: float = 100.0, crosswise: float = 150.0) -> dict[str, float]:
    return {name: lengthwise if i < 4 else crosswise for i, name in enumerate(EIGHT)}


def test_eight_configurations_of_a_good_film() -> None:
    rng = np.random.default_rng(1)
    noisy = {name: value + rng.normal(0, 0.05) for name, value in readings().items()}
    found = van_der_pauw(noisy)
    truth = solve_van_der_pauw(100.0, 150.0)
    assert found.sheet_resistance == pytest.approx(truth, abs=4 * found.sigma)
    assert 0.0 < found.sigma < 2e-3 * truth
    assert found.anisotropy == pytest.approx(2 / 3, rel=1e-2)
    assert {c.name: c.status for c in found.checks} == {
        "current_reversal": "ok",
        "reciprocity": "ok",
    }


def test_the_sense_of_current_and_voltage_is_in_the_name() -> None:
    plain = van_der_pauw(readings(), errors=dict.fromkeys(EIGHT, 0.1))
    # "12,34" and "21,43" are the same voltage with the other sign; any spelling is read
    turned = {"R12,34": -100.0, "R_21_43": -100.0, "3412": -100.0, "43,21": -100.0}
    turned |= {name: 150.0 for name in EIGHT[4:]}
    other = van_der_pauw(turned, errors=dict.fromkeys(turned, 0.1))
    assert other.sheet_resistance == pytest.approx(plain.sheet_resistance, rel=1e-14)


def test_stated_errors_are_propagated() -> None:
    errors = dict.fromkeys(EIGHT, 0.1)
    found = van_der_pauw(readings(100.0, 100.0), errors=errors)
    # of a square each mean has 0.1/2, and dR = pi/(2 ln 2) (dA + dB) in squares
    assert found.sigma == pytest.approx(pi / (2 * log(2)) * 0.05 * 2**0.5, rel=1e-12)
    assert found.systematic == 0.0


def test_what_is_not_reciprocal_is_systematic_and_said() -> None:
    bad = readings()
    bad["34,21"] *= 1.2
    bad["43,12"] *= 1.2
    found = van_der_pauw(bad, errors=dict.fromkeys(EIGHT, 0.01))
    assert found.systematic > 10 * found.sigma
    (check,) = [c for c in found.checks if c.name == "reciprocity"]
    assert check.status == "warning" and "bad contact" in check.message


def test_an_offset_shows_under_reversal() -> None:
    bad = readings()
    bad["21,34"] += 10.0
    (check,) = [c for c in van_der_pauw(bad).checks if c.name == "current_reversal"]
    assert check.status == "warning" and check.value == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"21,34": 1.0}, "along one edge only"),
        ({"32,41": 1.0}, "along one edge only"),
        ({"21,34": 1.0, "13,24": 1.0}, "neighbouring contacts"),
        ({"21,35": 1.0}, "contacts 1 to 4 once"),
        ({"21,34": 1.0, "32,41": 1.0}, "without reversed currents"),
    ],
)
def test_what_is_no_measurement_is_refused(given: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        van_der_pauw(given)


# each diagonal configuration, and the sign of its Hall voltage (NIST: all four positive for holes
# with the field up and contacts numbered anticlockwise)
DIAGONALS = {"13,24": 1.0, "31,42": 1.0, "42,13": 1.0, "24,31": 1.0, "24,13": -1.0, "13,42": -1.0}


@pytest.mark.parametrize("names", [list(DIAGONALS)[:4], list(DIAGONALS)[:2], list(DIAGONALS)[3:]])
def test_hall_from_diagonals(names: list[str]) -> None:
    rng = np.random.default_rng(2)
    misaligned = dict.fromkeys(names, 30.0)
    up = {n: misaligned[n] + 2.5 * DIAGONALS[n] + rng.normal(0, 0.01) for n in names}
    down = {n: misaligned[n] - 2.5 * DIAGONALS[n] + rng.normal(0, 0.01) for n in names}
    found = hall_from_diagonals(up, down, errors=dict.fromkeys(names, 0.01))
    assert found.sigma == pytest.approx(0.01 / (2 * len(names)) ** 0.5, rel=1e-12)
    assert found.hall_resistance == pytest.approx(2.5, abs=4 * found.sigma + found.systematic)
    assert all(c.status == "ok" for c in found.checks)


def test_diagonals_that_disagree() -> None:
    up = {"13,24": 3.0, "42,13": 2.0}
    down = {"13,24": -3.0, "42,13": -2.0}
    found = hall_from_diagonals(up, down)
    assert found.hall_resistance == 2.5 and found.sigma == pytest.approx(0.5)
    assert found.checks == ()  # these two are no exchanged pair


@pytest.mark.parametrize(
    ("up", "down", "sentence"),
    [
        ({"13,24": 1.0}, {"31,42": 1.0}, "at both fields"),
        ({"21,34": 1.0}, {"21,34": 1.0}, "diagonal contacts"),
        ({"13,24": 1.0}, {"13,24": -1.0}, "without its error"),
    ],
)
def test_what_is_no_hall_measurement_is_refused(
    up: dict[str, float], down: dict[str, float], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        hall_from_diagonals(up, down)
