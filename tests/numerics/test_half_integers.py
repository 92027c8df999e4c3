import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import HALF_INTEGER_ROOM, digamma_rise, half_integer_rule


def rule(scale):
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule(scale, x, w)
    return x[:n], w[:n]


@pytest.mark.parametrize("power", [2, 3, 4, 7])
def test_powers(power):
    x, w = rule(0.0)
    expected = float((2**power - 1) * mpmath.zeta(power))
    # 33 points, each rounded
    assert w @ x**-power == pytest.approx(expected, rel=1e-14)


@given(st.floats(-3.0, 12.0), st.floats(0.0, 1.0))
def test_poles_anywhere_to_the_left(decade, part):
    pole = 10.0**decade
    a, y = pole * part, pole * np.sqrt(1.0 - part**2)
    x, w = rule(pole)
    # sum of 1/x - Re 1/(x + a + iy), written with positive terms
    terms = (a * (x + a) + y * y) / (x * ((x + a) ** 2 + y * y))
    # chosen by measurement to leave 2e-15; a few hundred points are rounded
    assert w @ terms == pytest.approx(digamma_rise(a, y), rel=2e-14)
