import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import digamma_difference


@pytest.mark.parametrize("x", [1e-300, 1e-12, 1e-4, 9.999e-3, 1.0001e-2, 0.3, 4.0, 1e6, 1e300])
def test_against_30_digits(x):
    with mpmath.workdps(30):
        # below 1e-20 the first Taylor term is exact to 20 digits and mpmath's difference is not
        expected = (
            mpmath.mpf(x) * mpmath.pi**2 / 2
            if x < 1e-20
            else mpmath.digamma(mpmath.mpf("0.5") + mpmath.mpf(x)) - mpmath.digamma(0.5)
        )
    # two digammas of size 2 are subtracted to 0.05 at the switch: 40 times the rounding
    assert float(digamma_difference(x)) == pytest.approx(float(expected), rel=3e-14)


@given(st.floats(0.0, 1e6))
def test_recurrence(x):
    # psi(x + 3/2) = psi(x + 1/2) + 1/(x + 1/2)
    left = float(digamma_difference(x + 1.0))
    assert left == pytest.approx(float(digamma_difference(x)) + 1.0 / (x + 0.5), rel=1e-13)


def test_shape_is_kept():
    assert digamma_difference(np.zeros((2, 3))).shape == (2, 3)
