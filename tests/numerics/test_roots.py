import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import bracketed_root


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=20))
def test_square_roots(squares):
    a = np.array(squares)
    root = bracketed_root(lambda x: (x**2 - a, 2 * x), 0.0, np.maximum(a, 1.0))
    # the last Newton step leaves only rounding
    assert root == pytest.approx(np.sqrt(a), rel=1e-14)


def test_falling_function_and_root_at_an_end():
    root = bracketed_root(
        lambda x: (np.exp(-x) - np.array([0.1, 1.0]), -np.exp(-x)), [0.0, 0.0], [5.0, 5.0]
    )
    assert root == pytest.approx([np.log(10.0), 0.0], abs=1e-14)


def test_useless_derivative_falls_back_to_bisection():
    root = bracketed_root(lambda x: (x**3 - 2.0, np.zeros_like(x)), 0.0, 2.0)
    # bisection halves the bracket until it is 1e-12 of the root
    assert root == pytest.approx(2.0 ** (1 / 3), rel=2e-12)


def test_no_sign_change_is_said():
    with pytest.raises(ValueError, match="1 of 2 brackets hold no sign change"):
        bracketed_root(lambda x: (x - 1.0, np.ones_like(x)), [0.0, 2.0], [3.0, 3.0])


def test_nan_is_said():
    with pytest.raises(ValueError, match="no sign change"):
        bracketed_root(lambda x: (x * np.nan, x), [0.0], [3.0])
