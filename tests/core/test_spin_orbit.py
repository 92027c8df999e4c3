import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import (
    SPIN_ORBIT_ENERGIES,
    SPIN_ORBIT_NAMES,
    InputError,
    NameUnknownError,
    dyakonov_perel,
    ising_to_klb,
    klb_least,
    klb_to_ising,
    spin_orbit_dictionary,
)
from supra2d.core.constants import K_B
from supra2d.models import model

# 3 hbar/2 tau_so for a half splitting and a Tc: reference_values.json, paper_numbers
PAIRS = [
    (4.1, 3.0, 39.861345089849829),
    (4.1, 3.2, 38.238909271559604),
    (3.4, 5.5, 20.945154780401254),
    (3.4, 7.38, 18.586583994540714),
    (3.4, 9.7, 17.397837070215276),
]


@pytest.mark.parametrize(("beta", "tc", "expected"), PAIRS)
def test_relation_near_tc(beta, tc, expected):
    assert 2.25 * ising_to_klb(beta, tc) == pytest.approx(expected, rel=1e-12)
    # the relation is flat in beta where beta is small against kTc
    assert klb_to_ising(expected / 2.25, tc) == pytest.approx(beta, rel=1e-12)


@pytest.mark.parametrize(("beta", "tc"), [(4.1, 3.0), (0.5, 6.0), (75.0, 2.0)])
def test_laws_have_equal_slopes_near_tc(beta, tc):
    T = tc * (1 - 1e-9)
    ising = float(model("ising")(T, Tc0=tc, beta=beta))
    klb = float(model("klb")(T, Tc0=tc, gamma_so=ising_to_klb(beta, tc)))
    # 1 - t of 1e-9 is left as the difference of the curves
    assert klb == pytest.approx(ising, rel=1e-8)


@given(st.floats(-3.0, 4.0).map(lambda d: 10.0**d), st.sampled_from(sorted(SPIN_ORBIT_NAMES)))
def test_there_and_back(value, name):
    tc = 3.0
    found = spin_orbit_dictionary(value, name, tc=tc)
    assert found[name] == pytest.approx(value, rel=1e-12)
    rates = ("gamma_so", "KLB_3hbar_over_2tau", "hbar_over_tau", "tau_so", "lambda_so")
    family = rates if name in rates else ("half_splitting", "splitting")
    for other in family:
        back = spin_orbit_dictionary(found[other], other, tc=tc)
        assert back[name] == pytest.approx(value, rel=1e-12)
    assert found["splitting"] == 2 * found["half_splitting"] if "splitting" in found else True


def test_the_conventions_are_all_known():
    assert set(SPIN_ORBIT_ENERGIES) <= set(SPIN_ORBIT_NAMES)


def test_fixed_factors():
    found = spin_orbit_dictionary(1.0, "gamma_so", tc=2.0)
    assert found["KLB_3hbar_over_2tau"] == 2.25
    assert found["hbar_over_tau"] == 1.5
    assert found["tau_so"] == pytest.approx(0.6582119569e-12 / 1.5, rel=1e-9)
    assert found["lambda_so"] == pytest.approx(1.0 / (3.141592653589793 * K_B * 2.0), rel=1e-12)
    assert dyakonov_perel(3.0, 90.0) == pytest.approx(0.1)


def test_no_splitting_for_a_small_rate():
    least = klb_least(4.0)
    assert ising_to_klb(1e-4, 4.0) == pytest.approx(least, rel=1e-6)
    assert "splitting" not in spin_orbit_dictionary(0.9 * least, "gamma_so", tc=4.0)
    with pytest.raises(InputError, match="no splitting"):
        klb_to_ising(0.9 * least, 4.0)


def test_bad_input():
    with pytest.raises(NameUnknownError, match="did you mean gamma_so"):
        spin_orbit_dictionary(1.0, "gama_so")
    with pytest.raises(InputError, match="positive"):
        spin_orbit_dictionary(-1.0, "gamma_so")
    with pytest.raises(InputError, match="--tc"):
        spin_orbit_dictionary(1.0, "lambda_so")
