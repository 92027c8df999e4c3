"""Physics of the pair-breaking laws: reference values, exact limits, monotony, failures."""

import json
import re
from math import pi, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError
from supra2d.core.constants import BCS_GAP, K_B, PAULI_PER_KELVIN
from supra2d.models import model, names

KNOWN = json.loads((Path(__file__).parents[1] / "reference" / "pairbreaking.json").read_text())
LAWS = [model(name) for name in names("pairbreaking")]


def over_pauli(name, t, **energies):
    """B/Bp of a law; energies in kB Tc0, angles in degrees."""
    scaled = {
        key: value if key in ("theta", "phi", "weight_Gamma") else value * K_B
        for key, value in energies.items()
    }
    return float(model(name)(t, Tc0=1.0, **scaled)) / PAULI_PER_KELVIN


def rows(group, pattern):
    """Numbers in the keys that match, with the value."""
    found = [(re.fullmatch(pattern, key), value) for key, value in KNOWN[group].items()]
    matches = [([float(x) for x in match.groups()], value) for match, value in found if match]
    assert matches
    return matches


# closed forms are held to 1e-10, ladder and quadratures to 1e-8


def test_pauli_values():
    for (t,), expected in rows("Pauli", r"B/Bp t=(\S+)"):
        assert over_pauli("pauli", t) == pytest.approx(expected, rel=1e-10)


def test_whh_values():
    for (alpha, lambda_so, t), expected in rows("WHH", r"hstar alpha=(\S+) lso=(\S+) t=(\S+)"):
        found = model("whh")(t, Tc0=1.0, slope=1.0, alpha=alpha, lambda_so=lambda_so)
        assert float(found) == pytest.approx(expected, rel=1e-10)


def test_scattering_values():
    for (t, n), expected in rows("KLB", r"B/Bp KLB t=(\S+) gamma_so/kTc=(\S+)"):
        assert over_pauli("klb", t, gamma_so=n) == pytest.approx(expected, rel=1e-10)
    for (t, n), expected in rows("KLB", r"B/Bp full-SO.* t=(\S+) gamma_so/kTc=(\S+)"):
        found = over_pauli("spin_orbit_scattering", t, gamma_so=n)
        assert found == pytest.approx(expected, rel=1e-10)


def test_ising_values():
    for (n, t), expected in rows("Ising_clean", r"B/Bp beta/kTc=(\S+) t=(\S+)"):
        assert over_pauli("ising", t, beta=n) == pytest.approx(expected, rel=1e-10)
    for (n, m, t), expected in rows("Ising_intervalley", r"B/Bp beta/kTc=(\S+) .*=(\S+) t=(\S+)"):
        found = over_pauli("ising_intervalley", t, beta=n, gamma_iv=m)
        assert found == pytest.approx(expected, rel=1e-10)
        found = over_pauli(
            "ising_disordered", t, beta=n, gamma_iv=m, alpha_r=0.0, gamma_0=0.0, gamma_so=0.0
        )
        assert found == pytest.approx(expected, rel=1e-10)


def test_clean_average_values():
    for (a, t), expected in rows("general_gap_eq", r"Rashba a=(\S+) in-plane t=(0.9\d*|0.5|0.1)"):
        assert over_pauli("rashba", t, alpha_r=a) == pytest.approx(expected, rel=1e-8)
    for (a, t), expected in rows("general_gap_eq", r"Rashba a=(\S+) perp t=(\S+)"):
        assert over_pauli("rashba", t, alpha_r=a, theta=0.0) == pytest.approx(expected, rel=1e-8)
    pattern = r"Ising b=10\+Rashba a=(\S+) in-plane t=(0.9\d*|0.5|0.1)"
    for (a, t), expected in rows("general_gap_eq", pattern):
        found = over_pauli("ising_rashba", t, beta=10.0, alpha_r=a)
        assert found == pytest.approx(expected, rel=1e-8)
    pattern = r"Gamma pocket nodal Ising b=10cos3phi in-plane t=(\S+)"
    for (t,), expected in rows("general_gap_eq", pattern):
        assert over_pauli("ising_nodal", t, beta=10.0) == pytest.approx(expected, rel=1e-8)


def test_clean_average_in_the_cold():
    # the reference took 720 angles, too few for the angle of kT/h = 0.02 at t = 0.01: 2e-7
    pattern = r"(?:Ising b=(\d+)\+)?Rashba a=(\S+) in-plane t=0.01"
    for key, expected in KNOWN["general_gap_eq"].items():
        if match := re.fullmatch(pattern, key):
            found = over_pauli(
                "ising_rashba", 0.01, beta=float(match[1] or 0), alpha_r=float(match[2])
            )
            assert found == pytest.approx(expected, rel=3e-7)


def test_bilayer_values():
    pattern = r"bilayer 2H B/Bp beta=(\S+) tperp=(\S+) t=(\S+)"
    for (n, m, t), expected in rows("multiorbital_and_disorder", pattern):
        found = over_pauli("bilayer", t, beta=n, t_perp=m)
        assert found == pytest.approx(expected, rel=1e-10)
    pattern = r"bilayer B/Bp beta=50 tperp=10 t=0.5 layer potential \+-(\d+)"
    for (v,), expected in rows("multiorbital_and_disorder", pattern):
        found = over_pauli("bilayer", 0.5, beta=50.0, t_perp=10.0, V=v)
        assert found == pytest.approx(expected, rel=1e-10)


# limits, over the whole range that the laws promise

reduced = st.one_of(
    st.floats(-6.0, -0.01).map(lambda d: 10.0**d), st.floats(-9.0, -0.1).map(lambda d: 1 - 10.0**d)
)
couplings = st.floats(-4.0, 5.0).map(lambda d: 10.0**d)
cold_enough = st.floats(-2.0, -0.01).map(lambda d: 10.0**d)

# 1 - t is known to 1e-7 of itself at 1 - t = 1e-9, but the same t goes into both sides; what is
# left is the rounding of sums of a few hundred terms and of 1e5 kTc against kT
EQUAL = 1e-10


@given(reduced)
def test_no_coupling_is_pauli(t):
    expected = over_pauli("pauli", t)
    for name, zero in (
        ("ising", {"beta": 0.0}),
        ("ising_nodal", {"beta": 0.0}),
        ("ising_multipocket", {"beta_K": 0.0, "beta_Gamma": 0.0}),
        ("ising_intervalley", {"beta": 0.0, "gamma_iv": 3.0}),
        ("ising_rashba", {"beta": 0.0, "alpha_r": 0.0}),
        ("rashba", {"alpha_r": 0.0}),
        ("spin_orbit_scattering", {"gamma_so": 0.0}),
        ("bilayer", {"beta": 0.0, "t_perp": 3.0, "V": 1.0}),
    ):
        assert over_pauli(name, t, **zero) == pytest.approx(expected, rel=EQUAL), name


@given(reduced, couplings)
def test_field_along_the_spin_orbit_field_is_pauli(t, beta):
    expected = over_pauli("pauli", t)
    found = over_pauli("ising_rashba", t, beta=beta, alpha_r=0.0, theta=0.0)
    assert found == pytest.approx(expected, rel=EQUAL)


@given(reduced, couplings)
def test_rashba_along_the_normal_is_ising(t, beta):
    found = over_pauli("rashba", t, alpha_r=beta, theta=0.0)
    assert found == pytest.approx(over_pauli("ising", t, beta=beta), rel=EQUAL)


@given(reduced, couplings)
def test_special_cases_of_ising(t, beta):
    expected = over_pauli("ising", t, beta=beta)
    for name, rest in (
        ("ising_intervalley", {"gamma_iv": 0.0}),
        ("ising_rashba", {"alpha_r": 0.0}),
        ("bilayer", {"t_perp": 0.0}),
        ("bilayer", {"t_perp": 0.0, "V": 7.0}),
    ):
        assert over_pauli(name, t, beta=beta, **rest) == pytest.approx(expected, rel=EQUAL), name
    found = over_pauli("ising_multipocket", t, beta_K=beta, beta_Gamma=1.0, weight_Gamma=0.0)
    assert found == pytest.approx(expected, rel=EQUAL)


@given(reduced, couplings)
def test_multipocket_of_one_pocket_is_nodal(t, beta):
    found = over_pauli("ising_multipocket", t, beta_K=3.0, beta_Gamma=beta, weight_Gamma=1.0)
    assert found == pytest.approx(over_pauli("ising_nodal", t, beta=beta), rel=EQUAL)


@given(reduced)
def test_strong_intervalley_scattering_is_klb(t):
    # gamma_so = beta^2/gamma_iv is left with corrections of beta^2/gamma_iv^2 and kT/gamma_so
    found = over_pauli("ising_intervalley", t, beta=1e5, gamma_iv=1e6)
    exact = over_pauli("spin_orbit_scattering", t, gamma_so=1e4)
    assert found == pytest.approx(exact, rel=2e-2)
    assert found == pytest.approx(over_pauli("klb", t, gamma_so=1e4), rel=3e-2)


@given(reduced)
def test_strong_spin_orbit_scattering_is_klb(t):
    found = over_pauli("spin_orbit_scattering", t, gamma_so=1e5)
    # the next order is h/gamma_so, about sqrt(kT/gamma_so)
    assert found == pytest.approx(over_pauli("klb", t, gamma_so=1e5), rel=1e-2)


def test_strong_rashba_is_root_two():
    assert over_pauli("rashba", 1e-6, alpha_r=1e5) == pytest.approx(sqrt(2.0), rel=1e-5)
    near_tc = over_pauli("rashba", 1 - 1e-9, alpha_r=1e5) / over_pauli("pauli", 1 - 1e-9)
    # half of the directions are free: the square of h is halved, up to (kT/alpha)^2 ln
    assert near_tc == pytest.approx(sqrt(2.0), rel=1e-6)


def test_ising_in_the_cold():
    # h^2 ln(2 rho/Delta0) = beta^2 ln(Tc0/T), physics of the logarithm
    t = 1e-6
    h = over_pauli("ising", t, beta=50.0) * BCS_GAP / sqrt(2.0)
    rho = np.hypot(h, 50.0)
    assert h**2 * np.log(2.0 * rho / BCS_GAP) == pytest.approx(50.0**2 * np.log(1 / t), rel=1e-6)


def test_nodal_ising_near_tc_is_klb_of_the_same_energy():
    # known to be off by 1.2749 against 4/pi at beta = 1000 kTc, in h squared
    found = over_pauli("ising_nodal", 1 - 1e-6, beta=1000.0)
    expected = over_pauli("klb", 1 - 1e-6, gamma_so=1000.0) * sqrt(1.2749299187118401 * pi / 4)
    assert found == pytest.approx(expected, rel=1e-6)


def test_separated_layers_are_a_monolayer():
    # what is left of the hopping is (t_perp/V)^2
    found = over_pauli("bilayer", 0.3, beta=20.0, t_perp=1.0, V=1e5)
    assert found == pytest.approx(over_pauli("ising", 0.3, beta=20.0), rel=1e-8)


def test_strong_layers_are_pauli_over_their_spin():
    for t in (0.9, 0.5, 0.1):
        found = over_pauli("bilayer", t, beta=2e4, t_perp=5e3)
        # corrections of the order of (h/beta)^2 ln
        expected = over_pauli("pauli", t) * np.hypot(2e4, 5e3) / 5e3
        assert found == pytest.approx(expected, rel=1e-5)


@given(cold_enough, st.floats(0.1, 50.0), st.floats(0.1, 20.0), st.floats(0.0, 20.0))
def test_disordered_without_rashba_forgets_intravalley_scattering(t, beta, gamma_0, gamma_iv):
    rest = {"beta": beta, "gamma_iv": gamma_iv, "gamma_so": 1.0}
    # so weak a Rashba coupling is none: it enters as its square
    found = over_pauli("ising_disordered", t, alpha_r=1e-6, gamma_0=gamma_0, **rest)
    expected = over_pauli("ising_disordered", t, alpha_r=0.0, gamma_0=0.0, **rest)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("beta", [0.0, 5.0])
def test_disordered_without_scattering_is_clean(beta):
    none = {"gamma_0": 0.0, "gamma_iv": 0.0, "gamma_so": 0.0}
    for t in (0.95, 0.3):
        found = over_pauli("ising_disordered", t, beta=beta, alpha_r=3.0, **none)
        expected = over_pauli("ising_rashba", t, beta=beta, alpha_r=3.0)
        assert found == pytest.approx(expected, rel=1e-10)


@given(reduced, st.floats(-26.0, -16.0).map(lambda d: 10.0**d))
def test_rates_of_spin_and_orbit_add(t, Dd2):
    """In KLB form 1/B^2 of both add; without spins any law is the film."""
    T = 3.0 * t
    film = float(model("film_orbital")(T, Tc0=3.0, Dd2=Dd2))
    spin = float(model("klb")(T, Tc0=3.0, gamma_so=5.0))
    both = float(model("klb")(T, Tc0=3.0, gamma_so=5.0, Dd2=Dd2))
    assert both == pytest.approx(1.0 / np.hypot(1.0 / film, 1.0 / spin), rel=1e-10)
    for law, values in (("pauli", {}), ("ising", {"beta": 5.0}), ("ising_intervalley", {})):
        alone = float(model(law)(T, Tc0=3.0, **values))
        found = float(model(law)(T, Tc0=3.0, Dd2=Dd2, **values))
        assert found < min(film, alone) * (1.0 + 1e-12)
        no_spin = float(model(law)(T, Tc0=3.0, Dd2=1e-14, g=1e-3, **values))
        film_only = float(model("film_orbital")(T, Tc0=3.0, Dd2=1e-14))
        # g = 0.001 leaves (h/alpha)^2 of the spins
        assert no_spin == pytest.approx(film_only, rel=1e-3)


def test_one_orbital_term_in_two_engines():
    Dd2 = 1e-20
    for T in (0.5, 2.0, 2.9):
        closed = model("ising")(T, Tc0=3.0, beta=4.0, Dd2=Dd2)
        chain = model("ising_intervalley")(T, Tc0=3.0, beta=4.0, gamma_iv=0.0, Dd2=Dd2)
        surface = model("ising_rashba")(T, Tc0=3.0, beta=4.0, alpha_r=0.0, Dd2=Dd2)
        layers = model("bilayer")(T, Tc0=3.0, beta=4.0, t_perp=0.0, Dd2=Dd2)
        for other in (chain, surface, layers):
            assert float(other) == pytest.approx(float(closed), rel=1e-10)


def test_whh_of_a_steep_slope_is_pauli():
    alpha = 500.0
    slope = alpha / 0.52756279640446116  # the Maki parameter of g = 2
    for t in (0.99, 0.6, 0.1):
        found = float(model("whh")(t, Tc0=1.0, slope=slope, alpha=alpha, lambda_so=0.0))
        # the orbits keep a part of 1/alpha, and near Tc, linear in B, kT/h times as much
        assert found / PAULI_PER_KELVIN == pytest.approx(over_pauli("pauli", t), rel=2e-2)


# form


@given(st.floats(0.02, 0.999), st.floats(0.1, 20.0))
def test_energies_and_fields_scale_with_tc(t, a):
    for law in LAWS:
        one = {p.name: p.default for p in law.parameters} | {"Tc0": 1.0}
        if law.name == "ising_disordered":
            one["alpha_r"] = 0.0
        other = {
            p.name: one[p.name] * (a if p.unit in ("meV", "K") else 1.0) for p in law.parameters
        }
        if "Dd2" in one:  # the orbital energy is Dd2 B^2
            other["Dd2"] = one["Dd2"] / a
        if "tau0" in one:
            other["tau0"] = one["tau0"] / a
        other["Tc0"] = a
        expected = a * float(law(t, **one))
        # rounding of a t / a, magnified where 1 - t is small
        assert float(law(a * t, **other)) == pytest.approx(expected, rel=1e-10), law.name


@given(reduced, st.floats(0.5, 20.0), st.floats(0.3, 3.0))
def test_g_and_field_factor_act_as_their_product(t, g, factor):
    for name in ("pauli", "ising", "klb", "spin_orbit_scattering", "pauli_first_order"):
        one = float(model(name)(5.0 * t))
        assert float(model(name)(5.0 * t, g=g)) == pytest.approx(one * 2.0 / g, rel=1e-11)
        both = float(model(name)(5.0 * t, g=g, field_factor=factor))
        assert both == pytest.approx(one * 2.0 / (g * factor), rel=1e-11)


@given(reduced, st.floats(-2.0, 5.0), st.floats(0.01, 0.5))
def test_more_protection_is_more_field(t, decade, more):
    low, high = 10.0**decade, 10.0 ** (decade + more)
    for name, parameter in (
        ("ising", "beta"),
        ("klb", "gamma_so"),
        ("spin_orbit_scattering", "gamma_so"),
        ("ising_nodal", "beta"),
    ):
        less = over_pauli(name, t, **{parameter: low})
        assert over_pauli(name, t, **{parameter: high}) > less * (1.0 - 1e-11)


def test_first_order_meets_second_at_the_tricritical_point():
    t = 0.56149316612658147
    first, second = over_pauli("pauli_first_order", t * (1 - 1e-9)), over_pauli("pauli", t)
    assert first == pytest.approx(second, rel=1e-9)
    colder = np.linspace(0.01, 0.56, 30)
    for a in colder:
        assert over_pauli("pauli_first_order", a) >= over_pauli("pauli", a)


def test_direction_in_the_plane_of_rashba_does_not_matter():
    expected = over_pauli("ising_rashba", 0.4, beta=5.0, alpha_r=3.0)
    for phi in (30.0, 90.0, -200.0):
        found = over_pauli("ising_rashba", 0.4, beta=5.0, alpha_r=3.0, phi=phi)
        # quadrature of the angle from another start
        assert found == pytest.approx(expected, rel=1e-10)


def test_dresselhaus_alone_is_rashba():
    for theta in (90.0, 40.0):
        found = over_pauli("ising_rashba", 0.3, beta=4.0, alpha_r=0.0, alpha_d=3.0, theta=theta)
        expected = over_pauli("ising_rashba", 0.3, beta=4.0, alpha_r=3.0, theta=theta)
        assert found == pytest.approx(expected, rel=1e-9)


def test_equal_rashba_and_dresselhaus_is_an_ising_field_in_the_plane():
    # along the persistent direction the field is parallel to g everywhere, across it nowhere
    values = {"beta": 0.0, "alpha_r": 3.0, "alpha_d": 3.0}
    along = over_pauli("ising_rashba", 0.5, phi=-45.0, **values)
    assert along == pytest.approx(over_pauli("pauli", 0.5), rel=1e-8)
    assert over_pauli("ising_rashba", 0.5, phi=45.0, **values) > 1.3 * along


def test_nan_stays_and_warmth_is_zero():
    law = model("ising")
    field = law([np.nan, 1.0, 5.0, 7.0])
    assert np.isnan(field[0]) and field[1] > 0.0 and not field[2:].any()


def test_parameters_may_be_arrays():
    law, T, beta = model("ising"), np.array([1.0, 2.0]), np.array([3.0, 8.0])
    each = [float(law(t, beta=b)) for t, b in zip(T, beta, strict=True)]
    np.testing.assert_allclose(law(T, beta=beta), each, rtol=1e-14)


def test_a_field_without_scattering_in_the_cold_is_found():
    none = {"gamma_0": 0.0, "gamma_iv": 0.0, "gamma_so": 0.0}
    for beta in (0.0, 30.0):
        found = over_pauli("ising_disordered", 1e-3, beta=beta, alpha_r=1e4, **none)
        expected = over_pauli("ising_rashba", 1e-3, beta=beta, alpha_r=1e4)
        assert found == pytest.approx(expected, rel=1e-8)


def test_a_failing_search_is_said_in_a_sentence():
    law = model("ising")
    with pytest.raises(InputError, match="not be found .*not a number"):
        law.function(np.array([1.0]), 2.0, np.nan)
