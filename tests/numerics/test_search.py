import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import SEARCH_ROOM, log_expm1, searching, start_search


def solve(residual, guess=0.0, slope=1.0):
    search = np.empty(SEARCH_ROOM)
    start_search(search, guess, slope)
    count = 1
    while searching(search, residual(math.exp(search[0]))):
        count += 1
    return math.exp(search[0]), count


@given(st.floats(-30.0, 30.0), st.floats(0.3, 5.0))
def test_powers_are_straight_lines(log_root, power):
    root, count = solve(lambda x: power * (math.log(x) - log_root))
    # ln x near 30 is rounded to 3e-15, a step or two of that are left
    assert root == pytest.approx(math.exp(log_root), rel=2e-14)
    assert count <= 6


@given(st.floats(1e-3, 50.0), st.floats(-5.0, 5.0))
def test_a_curve_that_saturates(level, guess):
    root, count = solve(lambda x: math.log(math.log1p(x) / level), guess)
    # the root of log1p(x) = 50 magnifies the rounding of the level by 50
    assert root == pytest.approx(math.expm1(level), rel=1e-13)
    assert count < 40


def test_a_bend_is_bisected():
    root, _ = solve(lambda x: x - 2.0 if x > 2.0 else 1e-3 * (x - 2.0))
    assert root == pytest.approx(2.0, rel=1e-14)


def test_a_jump_is_no_root():
    with pytest.raises(ValueError, match="no root in 400 evaluations"):
        solve(lambda x: 1.0 if x > 2.0 else -1.0)


def test_no_root_is_said():
    with pytest.raises(ValueError, match="no root in 400 evaluations"):
        solve(lambda x: 1.0 + 1e-3 * math.atan(x))


def test_nan_is_said():
    with pytest.raises(ValueError, match="not a number"):
        solve(lambda x: math.nan)


def test_log_expm1():
    for x in (1e-300, 1e-9, 0.5, 3.0, 700.0, 1e6):
        expected = math.log(math.expm1(x)) if x < 500.0 else x
        assert log_expm1(x) == pytest.approx(expected, rel=1e-14, abs=1e-15)
