"""Critical temperature against pair breaking: many digits, both ends, the twin of KLB, a fit."""

from math import pi

import mpmath
import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core.constants import BCS_GAP, K_B, MU_B
from supra2d.fit import fit_table
from supra2d.models import model

law = model("abrikosov_gorkov")
CRITICAL = 0.5 * BCS_GAP * K_B  # meV for Tc0 = 1 K


@pytest.mark.parametrize("r", [1e-6, 1e-3, 0.1, 0.3, 0.6, 0.8, 0.95, 0.99, 0.999, 0.9999])
def test_against_mpmath(r):
    t = float(law(r * CRITICAL, Tc0=1.0))
    with mpmath.workdps(30):
        a = mpmath.mpf(r * CRITICAL) / mpmath.mpf(K_B) / (2 * mpmath.pi)
        half = mpmath.mpf(1) / 2

        def excess(y):
            return mpmath.digamma(half + a * mpmath.exp(y)) - mpmath.digamma(half) - y

        y = -mpmath.log(t)
        expected = float(mpmath.exp(-mpmath.findroot(excess, (y * 0.999999, y * 1.000001 + 1e-9))))
    # t^2 over 1 - r is interpolated; next to the critical rate its nodes lose digits to 1 - r
    assert t == pytest.approx(expected, rel=1e-14 if r < 0.9 else 2e-11)


@given(st.floats(-9.0, -3.0))
def test_first_slope(decade):
    rate = 10.0**decade * K_B
    drop = 1.0 - float(law(rate, Tc0=1.0))
    # the next order is the rate itself; 1 - t is known to 1e-16
    assert drop == pytest.approx(pi * rate / (4 * K_B), rel=2 * rate / K_B + 3e-16 * K_B / rate)


@given(st.floats(-7.0, -3.0))
def test_root_at_the_critical_rate(decade):
    short = 10.0**decade
    t = float(law((1.0 - short) * CRITICAL, Tc0=1.0))
    # ln(1/r) = (pi t)^2/(6 a_c^2), next order of t^4
    assert t == pytest.approx(np.sqrt(6.0 * short) * 0.5 * BCS_GAP / pi, rel=3 * short + 1e-8)


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.01, 100.0))
def test_falls_and_scales(r, more, Tc0):
    one, other = law(np.array([r, r + more]) * CRITICAL, Tc0=1.0)
    assert other <= one <= 1.0
    # next to the critical rate the root magnifies the rounding of the rate
    assert float(law(r * CRITICAL * Tc0, Tc0=Tc0)) == pytest.approx(Tc0 * one, rel=1e-9, abs=1e-6)


@given(st.floats(0.01, 0.99))
def test_is_the_line_of_klb_read_the_other_way(t):
    """A field of rate h^2/gamma_so lowers Tc as that rate does."""
    B = float(model("klb")(2.0 * t, Tc0=2.0, gamma_so=3.0))
    # in the cold a part of 1e-16 of the rate is 1e-16/t^2 of Tc
    assert float(law((MU_B * B) ** 2 / 3.0, Tc0=2.0)) == pytest.approx(2.0 * t, rel=1e-8)


def test_beyond_the_ends():
    T = law([np.nan, -1.0, 0.0, CRITICAL * 5.0, 1.0], Tc0=5.0)
    assert np.isnan(T[0])
    assert T[1:3].tolist() == [5.0, 5.0]
    assert T[3] == pytest.approx(0.0, abs=1e-6) and T[4] == 0.0


def test_a_table_of_rates_is_fitted():
    rate = np.linspace(0.0, 0.3, 7)
    noise = 0.02 * np.random.default_rng(2).normal(size=7)
    table = xr.Dataset(
        {
            "rate": ("point", rate, {"units": "meV"}),
            "temperature": ("point", law(rate, Tc0=5.0) + noise, {"units": "K"}),
            "temperature_error": ("point", np.full(7, 0.02), {"units": "K"}),
        }
    )
    outcome = fit_table(law, table)
    low, high = outcome.intervals["Tc0"]
    # three times the half-width of 68 %
    assert abs(outcome.values["Tc0"] - 5.0) < 1.5 * (high - low)
    assert high - low < 0.03
