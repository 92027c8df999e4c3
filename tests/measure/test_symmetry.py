"""Even and odd parts in the field."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError
from supra2d.measure import even_odd

B = np.linspace(-2.0, 2.0, 81)


@given(
    even=st.floats(-10, 10), odd=st.floats(-10, 10), cubic=st.floats(-1, 1), seed=st.integers(0, 99)
)
def test_what_is_put_together_comes_apart(even: float, odd: float, cubic: float, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(B.size)
    y = even * B**2 + odd * B + cubic * B**3
    parts = even_odd(B[order], y[order])
    # the grid is its own mirror image: rounding of numbers up to 100
    np.testing.assert_allclose(parts.even, even * parts.field**2, atol=1e-12)
    np.testing.assert_allclose(parts.odd, odd * parts.field + cubic * parts.field**3, atol=1e-12)


def test_a_remanent_field_is_taken_off_first() -> None:
    parts = even_odd(B, np.abs(B - 0.1), remanent=0.1)
    # piecewise linear, and linear interpolation between its points
    np.testing.assert_allclose(parts.even, parts.field, atol=1e-12)
    np.testing.assert_allclose(parts.odd, 0.0, atol=1e-12)
    # 2.1 T on one side, 1.9 T on the other: the shorter one counts
    assert parts.field.max() <= 1.9


def test_odd_fraction_measures_the_admixture_of_hall_voltage() -> None:
    assert even_odd(B, 10 + B).odd_fraction == pytest.approx(0.2, rel=1e-12)
    assert even_odd(B, 0 * B).odd_fraction == 0.0


@pytest.mark.parametrize("field", [np.linspace(0.1, 2, 20), np.linspace(-2, -0.1, 20)])
def test_one_sign_is_refused(field: np.ndarray) -> None:
    with pytest.raises(InputError, match="both signs of the field"):
        even_odd(field, field)
