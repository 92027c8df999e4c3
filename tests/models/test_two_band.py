"""Two dirty bands: the Usadel equations summed plainly, the printed form, and the limits."""

from math import log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import digamma

from supra2d.core.constants import E_CHARGE, K_B, K_B_SI, MEV
from supra2d.models import model
from supra2d.models.pairbreaking._two_band import two_band_rise

law, whh = model("two_band_dirty"), model("whh_orbital")

reduced = st.floats(-8.0, -1e-5).map(lambda d: 1.0 - 10.0**d)
couplings = st.floats(0.0, 2.0)
diffusivities = st.floats(-6.0, -2.0).map(lambda d: 10.0**d)


def slope(D):
    """-dB/dT at Tc of one band, T/K."""
    return 4 * K_B_SI / (pi * E_CHARGE * D)


def rise(T, D, B):
    return digamma(0.5 + D * E_CHARGE * B / (MEV * 2 * pi * K_B * T)) - digamma(0.5)


@pytest.mark.parametrize("couplings", [(0.8, 0.3, 0.1), (0.1, 0.1, 0.5), (0.4, 0.4, 0.4)])
@pytest.mark.parametrize("D2", [2e-5, 2e-3])
def test_usadel_equations_summed_up_to_a_cutoff(couplings, D2):
    """Delta = Lambda 2 pi kT sum of Delta/(omega + D e B): the field is where it first holds."""
    t, N, D1 = 0.5, 4000, 2e-4
    n = np.arange(N) + 0.5
    l11, l22, l12 = couplings
    Lambda = np.array([[l11, l12], [l12, l22]])
    # weak enough for Tc0 = 1 with this cutoff, which is half as many frequencies there
    Lambda /= np.linalg.eigvalsh(Lambda)[1] * (1.0 / n[: round(t * N)]).sum()
    (l11, l12), (_, l22) = Lambda
    B = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D1, D2=D2))

    def strongest(field):
        x = np.array([D1, D2]) * E_CHARGE * field / (MEV * 2 * pi * K_B * t)
        sums = (1.0 / (n[:, None] + x)).sum(axis=0)
        assert (sums > 0.0).all()
        root = np.diag(np.sqrt(sums))
        return np.linalg.eigvalsh(root @ Lambda @ root)[1] - 1.0

    # the terms beyond the cutoff are x/N of a rise of about one
    assert brentq(strongest, 0.2 * B, 5.0 * B) == pytest.approx(B, rel=5e-3)


@given(reduced, couplings, couplings, st.floats(0.01, 1.0), diffusivities, diffusivities)
def test_the_printed_form(t, l11, l22, l12, D1, D2):
    B = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D1, D2=D2))
    w, apart = l11 * l22 - l12**2, l11 - l22
    gap = sqrt(apart**2 + 4 * l12**2)
    p1, p2 = rise(t, D1, B) + log(t), rise(t, D2, B) + log(t)
    terms = 2 * w / gap * p1 * p2, (1 + apart / gap) * p1, (1 - apart / gap) * p2
    # digammas of size two, less two logarithms: 1e-15 of each remains
    scale = max(*map(abs, terms), 4e-4 * (1.0 + abs(log(t))))
    assert abs(sum(terms)) < 1e-11 * scale


@given(reduced, couplings, couplings, st.floats(0.01, 1.0), diffusivities)
def test_equal_bands_are_one(t, l11, l22, l12, D):
    found = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D, D2=D))
    assert found == pytest.approx(float(whh(t, Tc0=1.0, slope=slope(D))), rel=1e-10)


@given(reduced, st.floats(0.2, 1.0), diffusivities, diffusivities)
def test_without_coupling_the_better_band_decides(t, l22, D1, D2):
    found = float(law(t, Tc0=1.0, l11=1.0, l22=l22, l12=0.0, D1=D1, D2=D2))
    second = np.exp(1.0 - 1.0 / l22)  # its own critical temperature
    fields = [float(whh(t, Tc0=Tc0, slope=slope(D))) for Tc0, D in ((1.0, D1), (second, D2))]
    # next to the second Tc the field of that band is known to 1e-16/(1 - t/second)
    assert found == pytest.approx(max(fields), rel=1e-9)


@given(reduced, couplings, couplings, st.floats(0.01, 1.0), diffusivities, diffusivities)
def test_bands_may_be_named_the_other_way(t, l11, l22, l12, D1, D2):
    one = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D1, D2=D2))
    other = float(law(t, Tc0=1.0, l11=l22, l22=l11, l12=l12, D1=D2, D2=D1))
    assert other == pytest.approx(one, rel=1e-10)


@given(reduced, couplings, couplings, st.floats(0.01, 1.0), diffusivities, diffusivities)
def test_field_lies_between_those_of_the_bands(t, l11, l22, l12, D1, D2):
    found = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D1, D2=D2))
    ends = sorted(float(whh(t, Tc0=1.0, slope=slope(D))) for D in (D1, D2))
    assert ends[0] * (1 - 1e-10) <= found <= ends[1] * (1 + 1e-10)
    slower = float(law(t, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=0.9 * D1, D2=0.9 * D2))
    assert slower == pytest.approx(found / 0.9, rel=1e-10)


@given(couplings, couplings, st.floats(0.01, 1.0), diffusivities, diffusivities)
def test_slope_at_tc(l11, l22, l12, D1, D2):
    drop = 1e-9
    found = float(law(1.0 - drop, Tc0=1.0, l11=l11, l22=l22, l12=l12, D1=D1, D2=D2)) / drop
    gap = sqrt((l11 - l22) ** 2 + 4 * l12**2)
    share = 0.5 * (1 + (l11 - l22) / gap)
    mean = share * D1 + (1 - share) * D2
    # the next order: 1e-9 times the ratio of the diffusivities, w/lambda_0 and 1/share
    assert found == pytest.approx(slope(mean), rel=1e-3)


def test_determinant_of_zero_is_the_mean_of_the_rises():
    assert two_band_rise(0.3, 1.1, 0.4, 0.4, 0.4) == pytest.approx(0.7, rel=1e-15)


def test_rise_is_continuous_where_the_determinant_vanishes():
    sides = [two_band_rise(0.3, 1.1, 0.5, 0.32, 0.4 + d) for d in (-1e-9, 0.0, 1e-9)]
    assert sides[1] == pytest.approx(0.5 * (sides[0] + sides[2]), rel=1e-14)


def test_a_slow_weak_band_bends_the_curve_upwards():
    T = np.array([0.6, 0.4, 0.2])
    bent = law(T, Tc0=1.0, D1=2e-4, D2=2e-6)
    plain = whh(T, Tc0=1.0, slope=1.0)
    assert np.diff(bent)[1] > np.diff(bent)[0]
    assert np.diff(plain)[1] < np.diff(plain)[0]


def test_parameters_may_be_columns():
    T = np.linspace(0.5, 4.5, 5)
    D2 = np.array([[1e-5], [1e-4]])
    each = [law(T, Tc0=5.0, D2=d) for d in (1e-5, 1e-4)]
    np.testing.assert_allclose(law.function(T, 5.0, D2=D2), each, rtol=1e-14)
