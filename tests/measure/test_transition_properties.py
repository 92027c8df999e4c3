"""What a transition must not depend on: units, offset, origin, order of the rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import Array
from supra2d.measure import Transition, transition

from ._made import gumbel, logistic

# Uneven, so that no window of the analysis begins exactly on a point, where rounding decides.
X = np.linspace(3.0, 5.0, 161) + 0.003 * np.sin(np.arange(161.0) ** 2)
PERCENTAGES = ("90%", "50%", "10%")

curves = st.builds(
    lambda seed, width, shape, noise: (
        (logistic(X, 4.0, width) if shape else gumbel(X, 4.0, width / 3))
        + noise * np.random.default_rng(seed).standard_normal(X.size)
    ),
    st.integers(0, 10_000),
    st.floats(0.1, 0.4),
    st.booleans(),
    st.sampled_from([0.001, 0.003, 0.01]),
)


def positions(found: Transition) -> Array:
    return np.array([found.crossings[c].x for c in PERCENTAGES])


def errors(found: Transition) -> Array:
    return np.array([found.crossings[c].total for c in PERCENTAGES])


# Gauss-Newton stops at a relative change of 1e-9 in the sum of squares, so positions agree to
# about 3e-5 of their own error; ten times that for the normal state and the zero level.
TOLERANCE = 3e-4


@given(curve=curves, scale=st.floats(1e-9, 1e6))
def test_the_unit_of_the_signal_does_not_matter(curve: Array, scale: float) -> None:
    one, other = transition(X, curve), transition(X, scale * curve)
    np.testing.assert_array_less(
        np.abs(positions(one) - positions(other)), TOLERANCE * errors(one) + 1e-9
    )
    np.testing.assert_allclose(errors(one), errors(other), rtol=TOLERANCE)


# A floor of a few sigma above zero, all of it positive, may be the magnitude of a lock-in.
@given(curve=curves, offset=st.floats(-0.01, 0.0) | st.floats(0.05, 0.1))
def test_an_offset_does_not_matter(curve: Array, offset: float) -> None:
    one, other = transition(X, curve), transition(X, curve + offset)
    # a level that is called zero or an offset is subtracted all the same
    np.testing.assert_array_less(
        np.abs(positions(one) - positions(other)), TOLERANCE * errors(one) + 1e-9
    )


@given(curve=curves, scale=st.floats(1e-3, 1e3), shift=st.floats(-100.0, 100.0))
def test_the_unit_and_origin_of_the_axis_do_not_matter(
    curve: Array, scale: float, shift: float
) -> None:
    one = transition(X, curve)
    other = transition(scale * X + shift, curve)
    moved = scale * positions(one) + shift
    # rounding of the shifted axis: 1e-16 of 100 against steps of 1e-5
    slack = TOLERANCE * scale * errors(one) + 1e-9 * (1 + abs(shift))
    np.testing.assert_array_less(np.abs(positions(other) - moved), slack)


@given(curve=curves, seed=st.integers(0, 100))
def test_the_order_of_the_rows_does_not_matter(curve: Array, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(X.size)
    one, other = transition(X, curve), transition(X[order], curve[order])
    np.testing.assert_array_equal(positions(one), positions(other))
    np.testing.assert_array_equal(errors(one), errors(other))


@given(curve=curves)
def test_criteria_are_in_order_and_carry_errors(curve: Array) -> None:
    crossings = transition(X, curve).crossings
    assert crossings["10%"].x < crossings["50%"].x < crossings["90%"].x
    assert crossings["zero"].x < crossings["50%"].x
    assert crossings["onset"].refused or crossings["50%"].x < crossings["onset"].x
    for crossing in crossings.values():
        assert crossing.refused or 0 < crossing.total < np.ptp(X)
        assert crossing.total == pytest.approx(np.hypot(crossing.sigma, crossing.systematic))
