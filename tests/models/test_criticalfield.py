"""Physics of the critical-field laws, against independent solutions and exact limits."""

from math import pi, sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core.constants import PHI_0
from supra2d.models import model

perp, par = model("gl_perpendicular"), model("gl_parallel")
whh, tinkham = model("whh_orbital"), model("tinkham_2d")
bulk, ellipse = model("anisotropic_3d"), model("ellipse_inplane")

temperatures = st.floats(0.0, 1.2)
scales = st.floats(0.1, 20.0)
fields = st.floats(0.01, 100.0)
angles = st.floats(-400.0, 400.0)


def whh_exact(T, Tc0):
    """Reduced field of the dirty orbital limit, by bisection in 40 digits."""
    with mpmath.workdps(40):
        t = mpmath.mpf(T) / mpmath.mpf(Tc0)
        half = mpmath.mpf(1) / 2
        low, high = mpmath.mpf(-60), mpmath.mpf(60)
        for _ in range(120):
            log_x = (low + high) / 2
            excess = mpmath.digamma(half + mpmath.exp(log_x)) - mpmath.digamma(half) + mpmath.log(t)
            low, high = (low, log_x) if excess > 0 else (log_x, high)
        return float(mpmath.exp(low) * t * mpmath.pi**2 / 2)


@pytest.mark.parametrize("drop", [1e-9, 1e-6, 1e-3, 0.02, 0.05, 0.3, 0.7, 0.95, 0.9999])
def test_whh_against_mpmath(drop):
    T = 5.0 * (1.0 - drop)
    # a few roundings of two digammas of size 2; the house asks for 1e-10
    expected = 0.7 * 5.0 * whh_exact(T, 5.0)
    assert float(whh(T, Tc0=5.0, slope=0.7)) == pytest.approx(expected, rel=2e-14)


@pytest.mark.parametrize("drop", [1e-9, 1e-5])
@pytest.mark.parametrize("law", [perp, par], ids=lambda law: law.name)
def test_gl_keeps_its_digits_at_tc(law, drop):
    T = 5.0 * (1.0 - drop)
    with mpmath.workdps(40):
        exact = (mpmath.mpf(5) - mpmath.mpf(T)) / 5
        zero = mpmath.mpf(float(law(0.0, Tc0=5.0)))
        expected = float(zero * (exact if law is perp else mpmath.sqrt(exact)))
    assert float(law(T, Tc0=5.0)) == pytest.approx(expected, rel=1e-14)


@given(temperatures, scales)
def test_temperature_enters_as_a_ratio(t, a):
    for law in (perp, par):
        # rounding of a T / a Tc0, magnified where 1 - t is small
        assert float(law(a * t, Tc0=a)) == pytest.approx(
            float(law(t, Tc0=1.0)), rel=1e-7, abs=1e-12 * float(law(0.0))
        )
    scaled = float(whh(a * t, Tc0=a, slope=1.0 / a))
    assert scaled == pytest.approx(float(whh(t, Tc0=1.0, slope=1.0)), rel=1e-7, abs=1e-12)


@given(temperatures, st.floats(0.2, 5.0))
def test_lengths_enter_as_powers(t, a):
    zero = float(perp(t, Tc0=1.0, xi=10e-9))
    assert float(perp(t, Tc0=1.0, xi=a * 10e-9)) == pytest.approx(zero / a**2, rel=1e-12)
    zero = float(par(t, Tc0=1.0, xi=10e-9, d=3e-9))
    # only the product of xi and d is in the law
    assert float(par(t, Tc0=1.0, xi=a * 10e-9, d=3e-9 / a)) == pytest.approx(zero, rel=1e-12)


def test_slopes_at_tc():
    step = 1e-7
    assert float(whh(5.0 * (1 - step), Tc0=5.0, slope=0.8)) / (5.0 * step) == pytest.approx(
        0.8, rel=1e-6
    )
    slope = PHI_0 / (2 * pi * 10e-9**2 * 5.0)
    assert float(perp(4.0, Tc0=5.0, xi=10e-9)) == pytest.approx(slope, rel=1e-12)


def test_parallel_over_perpendicular():
    # at T = 0: sqrt(12) xi / d
    ratio = float(par(0.0, Tc0=1.0, xi=9.6e-9, d=3.2e-9) / perp(0.0, Tc0=1.0, xi=9.6e-9))
    assert ratio == pytest.approx(sqrt(12.0) * 3.0, rel=1e-12)


@given(angles, fields, fields)
def test_angular_laws_are_even_and_have_period_180(angle, b1, b2):
    for law, names in ((tinkham, ("B_perp", "B_par")), (bulk, ("B_perp", "B_par"))):
        values = dict(zip(names, (b1, b2), strict=True))
        here = float(law(angle, **values))
        # an angle of 400 degrees is known to 1e-15 of a turn; cos near 90 degrees magnifies it
        rel = 1e-9
        assert float(law(-angle, **values)) == pytest.approx(here, rel=rel)
        assert float(law(angle + 180.0, **values)) == pytest.approx(here, rel=rel)
        assert float(law(angle + 7.0, theta0=7.0, **values)) == pytest.approx(here, rel=rel)


@given(fields, fields, st.floats(-90.0, 90.0))
def test_angular_limits(b1, b2, theta0):
    for law in (tinkham, bulk):
        assert float(law(theta0, B_perp=b1, B_par=b2, theta0=theta0)) == pytest.approx(
            b1, rel=1e-12
        )
        assert float(law(theta0 + 90.0, B_perp=b1, B_par=b2, theta0=theta0)) == pytest.approx(
            b2, rel=1e-9
        )
    assert float(ellipse(theta0, B_a=b1, B_b=b2, phi0=theta0)) == pytest.approx(b1, rel=1e-12)


@given(angles, fields, fields)
def test_tinkham_solves_its_equation(angle, b_perp, b_par):
    B = float(tinkham(angle, B_perp=b_perp, B_par=b_par))
    theta = np.deg2rad(angle)
    left = abs(B * np.cos(theta) / b_perp) + (B * np.sin(theta) / b_par) ** 2
    assert left == pytest.approx(1.0, rel=1e-9)


@given(angles, fields, fields)
def test_ellipse_swaps_its_axes(azimuth, b_a, b_b):
    one = float(ellipse(azimuth, B_a=b_a, B_b=b_b))
    other = float(ellipse(azimuth, B_a=b_b, B_b=b_a, phi0=90.0))
    assert other == pytest.approx(one, rel=1e-9)


def test_cusp_and_no_cusp_at_90_degrees():
    step = np.rad2deg(1e-6)
    for law, slope in ((tinkham, 109.77317048892129), (bulk, 0.0)):
        B = law(np.array([90.0 - step, 90.0, 90.0 + step]), B_perp=3.571, B_par=28.0)
        # one-sided difference: the next order is 1e-6 of the curvature (about 500)
        assert (B[1] - B[0]) / 1e-6 == pytest.approx(slope, abs=2e-3)
        assert (B[1] - B[2]) / 1e-6 == pytest.approx(slope, abs=2e-3)


def test_thin_film_lies_below_the_ellipse():
    angle = np.linspace(1.0, 89.0, 50)
    assert np.all(tinkham(angle) < bulk(angle))
