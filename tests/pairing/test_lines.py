"""Critical fields, their order, spinodals, tricritical points, thermodynamic estimates."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.models import model
from supra2d.pairing import (
    critical_field,
    free_energy,
    gap_slope,
    inner_jump,
    landau,
    state,
    thermodynamic_field,
    tricritical_points,
)

from ._plain import UNIT, plain_energy, pocket

NONLINEAR = "nonlinear_Ising_and_FFLO"


@pytest.mark.parametrize("t", [0.06, 0.2, 0.5, 0.9])
def test_the_second_order_line_is_that_of_the_law(t: float) -> None:
    beta, T = 2.0, t * UNIT
    law = float(model("ising")(T, Tc0=UNIT, beta=beta))
    assert critical_field(pocket(beta), T).field == pytest.approx(law, rel=1e-11)


@pytest.mark.parametrize("theta", [90.0, 75.0, 0.0])
def test_the_linear_line_in_any_direction(theta: float) -> None:
    T, energies = 0.3 * UNIT, {"beta": 4.0, "alpha_r": 1.5, "alpha_d": 0.4}
    law = model("ising_rashba")(T, Tc0=UNIT, theta=theta, phi=25.0, **energies)
    found = critical_field(pocket(**energies), T, theta, 25.0)
    assert found.supercooling == pytest.approx(float(law), rel=1e-9)  # mesh of the law


@pytest.mark.parametrize("t", [0.05, 0.3, 0.55])
def test_the_jump_without_splitting_is_that_of_pauli(t: float) -> None:
    found = critical_field(pocket(), t * UNIT)
    law = float(model("pauli_first_order")(t * UNIT, Tc0=UNIT))
    assert found.order == 1
    assert found.field == pytest.approx(law, rel=1e-10)  # interpolation of the law
    assert found.supercooling < found.field < found.superheating


def test_both_states_are_equal_at_the_jump() -> None:
    p, T = pocket(0.5), 0.2 * UNIT
    found = critical_field(p, T)
    h = p.zeeman(found.field)
    assert abs(free_energy(p, T, h, found.jump)) < 1e-11
    assert abs(gap_slope(p, T, h, found.jump)) < 1e-9
    kinds = {
        share: [s.kind for s in state(p, T, p.zeeman(found.field * share)).solutions]
        for share in (0.999, 1.001)
    }
    assert kinds == {0.999: ["unstable", "stable"], 1.001: ["unstable", "metastable"]}
    above = state(p, T, p.zeeman(1.001 * found.superheating))
    assert above.solutions == () and above.normal == "stable"
    below = state(p, T, p.zeeman(0.999 * found.supercooling))
    assert [s.kind for s in below.solutions] == ["stable"] and below.normal == "unstable"


def test_no_temperature_has_a_field_above_superheating() -> None:
    p, T = pocket(), 0.1 * UNIT
    found = critical_field(p, T)
    kinds = [s.kind for s in state(p, T, p.zeeman(0.999 * found.superheating)).solutions]
    assert kinds == ["unstable", "metastable"]


def test_known_tricritical_points(known: dict[str, Any]) -> None:
    for key, expected in known["Ising_tricritical"].items():
        if found := re.fullmatch(r"tricritical t beta=([\d.]+)", key):
            points = [T / UNIT for T, _ in tricritical_points(pocket(float(found[1])))]
            # those of small splitting begin below the coldest known one
            assert points[-len(expected) :] == pytest.approx(expected, rel=1e-11)


def test_above_a_splitting_nothing_jumps(known: dict[str, Any]) -> None:
    most = known["Ising_tricritical"]["beta_crit/kTc (no first-order line above)"]

    def least(beta: float) -> float:
        p = pocket(beta)
        return min(landau(p, t * UNIT)[1] for t in np.linspace(0.34, 0.37, 16))

    # the coefficient changes by 0.05 per kTc of splitting: the last digits of the known value
    assert least(most - 1e-5) < 0.0 < least(most + 1e-5)
    for beta, t in ((0.93, 0.35), (1.2, 0.2), (0.85, 0.45)):
        assert critical_field(pocket(beta), t * UNIT).order == 2
    assert critical_field(pocket(0.85), 0.3 * UNIT).order == 1


def test_the_energy_beyond_the_second_order_line(known: dict[str, Any]) -> None:
    """Least free energy at 1.0005 of that line, at the temperature where it is lowest."""
    group = known["Ising_order_checks"]
    for beta in ("0.5", "0.7", "0.85"):
        t, energy = group[f"min Omega/N0 at h=1.0005 h2, beta={beta}"]
        p = pocket(float(beta))
        h, _ = landau(p, t * UNIT)
        assert state(p, t * UNIT, (1.0005 * h, 0.0, 0.0)).energy == pytest.approx(energy, rel=1e-3)


def test_known_thermodynamic_estimates(known: dict[str, Any]) -> None:
    pattern = r"thermodynamic estimate B/Bp=1/sqrt\(1-chi_s/chi_n\) beta=([\d.]+)"
    for key, expected in known[NONLINEAR].items():
        if found := re.fullmatch(pattern, key):
            p = pocket(float(found[1]))
            # the normal metal's own entropy at 1e-4 Tc0 is 1e-8 of the energy
            ratio = thermodynamic_field(p, 1e-4 * UNIT) / p.pauli_limit
            assert ratio == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("product", "expected"), [(0.0, 3.660), (0.5, 1.897), (0.667, 1.308), (0.762, 0.970)]
)
def test_an_interaction_weakens_the_estimate(product: float, expected: float) -> None:
    p = pocket(10.0)
    ratio = thermodynamic_field(p, 1e-3 * UNIT, interaction=product) / p.pauli_limit
    assert ratio == pytest.approx(expected, abs=2e-3)  # printed to three digits


def test_above_tc_there_is_no_critical_field() -> None:
    with pytest.raises(InputError, match="T below Tc0"):
        critical_field(pocket(1.0), 1.1 * UNIT)


def test_a_jump_between_two_gaps_has_one_free_energy_on_both_sides() -> None:
    film, t = pocket(0.5), 0.03
    found = inner_jump(film, t * UNIT)
    assert found is not None
    h = film.zeeman(found.field)
    sides = [plain_energy(film, t, h, gap, 1, 1600) for gap in (found.below, found.above)]
    # what the tail of the sum leaves out falls with the fourth power: 2e-7 with 400 terms
    assert sides[0] == pytest.approx(sides[1], abs=2e-9) and sides[0] < 0.0
    before, after = (state(film, t * UNIT, s * h).gap for s in (1.0 - 1e-5, 1.0 + 1e-5))
    assert before == pytest.approx(found.below, rel=1e-3)  # the gap itself varies on the way
    assert after == pytest.approx(found.above, rel=1e-3)


@pytest.mark.parametrize(("beta", "t"), [(0.5, 0.2), (2.0, 0.03)])
def test_no_jump_between_two_gaps_at_a_line_of_first_order_or_without_one(
    beta: float, t: float
) -> None:
    assert inner_jump(pocket(beta), t * UNIT) is None
