import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.numerics import digamma, digamma_array, digamma_rise

LIMIT = (
    5e-15  # of max(1, |psi|): a dozen roundings of the last step, which adds numbers of that size
)


def exact(z):
    with mpmath.workdps(30):
        return mpmath.digamma(mpmath.mpc(z))


def error(value, z):
    with mpmath.workdps(30):
        expected = exact(z)
        return float(abs(mpmath.mpc(complex(value)) - expected) / max(1, abs(expected)))


def half_plane(rng, n):
    """Points right of 1/2: all sizes, the line itself, and both sides of the switch at |z| = 8."""
    angle = rng.uniform(-np.pi / 2, np.pi / 2, n)
    wide = 10.0 ** rng.uniform(-6, 12, n) * np.exp(1j * angle)
    edge = (8.0 + rng.uniform(-0.01, 0.01, n)) * np.exp(1j * angle)
    line = 1j * 10.0 ** rng.uniform(-6, 12, n)
    near = rng.uniform(0, 3, n) + 1j * rng.uniform(-3, 3, n)
    edge = np.maximum(edge.real, 0.5) + 1j * edge.imag
    return np.concatenate([0.5 + wide, edge, 0.5 + line, 0.5 + near])


def test_half_plane_against_30_digits():
    z = half_plane(np.random.default_rng(1), 300)
    assert max(error(value, at) for value, at in zip(digamma_array(z), z, strict=True)) < LIMIT


def test_array_is_the_scalar_element_by_element():
    z = half_plane(np.random.default_rng(2), 20).reshape(4, 20)
    each = [digamma(complex(at)) for at in z.ravel()]
    np.testing.assert_array_equal(digamma_array(z), np.reshape(each, z.shape))


def plain(z):
    """The same method written plainly: steps to the right one by one, then the series."""
    z, steps = np.array(z, dtype=complex), 0.0
    for _ in range(20):
        steps = steps + 1.0 / z
        z = z + 1.0
    series = sum(float(mpmath.bernoulli(2 * k)) / (2 * k) * z ** (-2 * k) for k in range(1, 9))
    return np.log(z) - 0.5 / z - series - steps


def test_plain_twin():
    z = half_plane(np.random.default_rng(3), 100)
    ours = digamma_array(z)
    # the twin adds twenty terms one by one
    assert np.max(np.abs(ours - plain(z)) / np.maximum(1.0, np.abs(ours))) < 2e-14


@given(st.floats(0.5, 1e6), st.floats(-1e6, 1e6))
def test_recurrence_and_reflection_in_the_axis(x, y):
    z = complex(x, y)
    assert digamma(z.conjugate()) == digamma(z).conjugate()
    # both digammas carry the error that is allowed
    assert abs(digamma(z + 1.0) - digamma(z) - 1.0 / z) < 2 * LIMIT * max(1.0, abs(digamma(z)))


def test_left_of_the_half_plane_is_said():
    with pytest.raises(ValueError, match="1 of 2 arguments"):
        digamma_array([0.6, 0.4])
    with pytest.raises(ValueError, match="not finite"):
        digamma_array(np.nan)


def rise(a, y):
    with mpmath.workdps(60):
        x = mpmath.mpc(mpmath.mpf(a), mpmath.mpf(y))
        return float(mpmath.re(mpmath.digamma(mpmath.mpf("0.5") + x)) - mpmath.digamma(0.5))


SIZES = [1e-9, 1e-4, 9.99e-3, 1.001e-2, 0.3, 2.0, 7.99, 8.01, 40.0, 1e5, 1e11]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("angle", [0.0, 0.3, 1.2, 1.5707963267948966])
def test_rise_keeps_relative_digits(size, angle):
    a, y = size * np.cos(angle), size * np.sin(angle)
    a = 0.0 if angle > 1.57 else a
    # positive terms are summed, so that nothing is lost where the rise is small
    assert digamma_rise(a, y) == pytest.approx(rise(a, y), rel=3e-15)


@given(st.floats(0.0, 1e6), st.floats(1e-6, 1e6))
def test_rise_grows_with_both(a, y):
    assert digamma_rise(a, y) > 0.0
    assert digamma_rise(a, 1.01 * y) > digamma_rise(a, y) * (1.0 - 1e-15)
    assert digamma_rise(a, -y) == digamma_rise(a, y)
