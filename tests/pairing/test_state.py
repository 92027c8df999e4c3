"""Gaps and free energies: known values, plain sums, stationary points, limits."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError
from supra2d.pairing import (
    Pocket,
    follow,
    free_energy,
    gap_map,
    gap_slope,
    polarisation,
    spin_susceptibility,
    state,
)

from ._plain import UNIT, plain_energy, pocket

NONLINEAR = "nonlinear_Ising_and_FFLO"


def rows(values: dict[str, Any], pattern: str) -> list[tuple[tuple[float, ...], float]]:
    found = [(re.fullmatch(pattern, key), value) for key, value in values.items()]
    kept = [(tuple(map(float, m.groups())), value) for m, value in found if m]
    assert kept, f"no known value like {pattern}"
    return kept


def test_known_gaps(known: dict[str, Any]) -> None:
    pattern = r"Delta/kTc beta=([\d.]+) t=([\d.]+) h/kTc=([\d.]+)"
    for (beta, t, h), expected in rows(known[NONLINEAR], pattern):
        found = state(pocket(beta), t * UNIT, (h, 0.0, 0.0)).gap
        # the values come from sums with a tail correction, good to 1e-9 of the equation; next to
        # the critical field the gap magnifies that
        assert found == pytest.approx(expected, rel=2e-9, abs=1e-12)


def test_gap_without_field(known: dict[str, Any]) -> None:
    for (t,), expected in rows(known["misc"], r"BCS Delta/kTc t=([\d.]+)"):
        assert state(pocket(7.0, 3.0), t * UNIT).gap == pytest.approx(expected, rel=1e-9)


GENERAL = [
    ((0.0, 0.0, 0.0), (0.4, 0.0, 0.0)),
    ((2.0, 0.0, 0.0), (0.9, 0.3, 0.0)),
    ((2.0, 0.0, 0.0), (0.2, 0.0, 0.5)),
    ((1.5, 1.1, 0.4), (0.5, 0.2, 0.6)),
]


@pytest.mark.parametrize(("couplings", "h"), GENERAL)
def test_free_energy_against_eigenvalues(couplings: Any, h: Any) -> None:
    p, gap, t = pocket(*couplings), 1.2, 0.4
    angles = 1 if not couplings[1] else 24
    terms = 60
    expected = plain_energy(p, t, np.array(h), gap, angles, terms)
    # beyond the tail, of second order in 1/W, come terms of fourth order: 0.3 / W^4 = 1e-9
    tolerance = 2e-7 if couplings[1] else 2e-8
    assert float(free_energy(p, t * UNIT, h, gap)) == pytest.approx(expected, abs=tolerance)


@given(
    beta=st.floats(0.0, 30.0),
    alpha=st.floats(0.0, 5.0),
    theta=st.floats(0.0, 180.0),
    t=st.floats(0.15, 0.98),
    size=st.floats(0.0, 3.0),
)
def test_the_energy_is_stationary_at_every_solution(
    beta: float, alpha: float, theta: float, t: float, size: float
) -> None:
    p = pocket(beta, alpha)
    h = p.zeeman(size / p.zeeman_per_tesla, theta, 30.0)
    found = state(p, t * UNIT, h)
    kinds = [s.kind for s in found.solutions]
    assert kinds.count("stable") + (found.normal == "stable") == 1
    for s in found.solutions:
        # slopes are of order one
        assert abs(gap_slope(p, t * UNIT, h, s.gap)) < 1e-11
        assert free_energy(p, t * UNIT, h, s.gap) == pytest.approx(s.energy, abs=1e-12)
        assert s.gap <= p.gap0 * (1.0 + 1e-9)
        step = 1e-3 * s.gap
        around = free_energy(p, t * UNIT, h, [s.gap - step, s.gap, s.gap + step])
        bend = (around[0] - 2.0 * around[1] + around[2]) / step**2
        if abs(bend) > 1e-4:  # flatter ones are lost in rounding
            assert (bend < 0.0) == (s.kind == "unstable")


@pytest.mark.parametrize(("couplings", "h"), GENERAL)
def test_magnetisation_is_the_derivative_of_the_energy(couplings: Any, h: Any) -> None:
    p, T, gap = pocket(*couplings), 0.4 * UNIT, 1.2
    size = float(np.linalg.norm(h))
    along = np.array(h) / size
    step = 1e-3
    up, down = (float(free_energy(p, T, (size + s) * along, gap)) for s in (step, -step))
    # in the normal state the energy is -h^2; central differences leave step^2
    expected = 1.0 - (up - down) / (2.0 * step) / (2.0 * size)
    assert polarisation(p, T, h, gap) == pytest.approx(expected, abs=3e-6)


def test_along_the_splitting_it_does_not_matter() -> None:
    for size in (0.3, 0.9):
        with_it, without = (state(pocket(b), 0.4 * UNIT, (0.0, 0.0, size)) for b in (9.0, 0.0))
        assert with_it.gap == pytest.approx(without.gap, rel=1e-12)


def test_known_susceptibilities(known: dict[str, Any]) -> None:
    values = known[NONLINEAR]
    for (beta, t), expected in rows(values, r"chi_s/chi_n in-plane beta/kTc=([\d.]+) t=([\d.]+)"):
        # those sums were cut at 1e-10
        assert spin_susceptibility(pocket(beta), t * UNIT) == pytest.approx(expected, abs=2e-10)
    for (beta,), expected in rows(values, r"chi_s/chi_n T=0 beta/kTc=([\d.]+)"):
        assert spin_susceptibility(pocket(beta), 0.01 * UNIT) == pytest.approx(expected, abs=1e-12)


def test_yosida_along_the_splitting(known: dict[str, Any]) -> None:
    for (t,), expected in rows(known["misc"], r"Yosida Y\(t\) t=([\d.]+)"):
        found = spin_susceptibility(pocket(6.0), t * UNIT, 0.0)
        assert found == pytest.approx(expected, abs=1e-10)  # quadrature there


def test_rashba_keeps_half_in_the_plane_and_all_along_the_normal() -> None:
    p = pocket(0.0, 300.0)
    # 1 - arcsinh(x)/x sqrt(1 + x^2) is 4e-4 below one at x = 170
    assert spin_susceptibility(p, 0.02 * UNIT, 90.0) == pytest.approx(0.5, abs=3e-4)
    assert spin_susceptibility(p, 0.02 * UNIT, 0.0) == pytest.approx(1.0, abs=5e-4)


def test_the_map_is_the_state_point_by_point() -> None:
    p = pocket(1.0, 0.7)
    T, B = np.array([0.2, 0.6, 1.2]) * UNIT, np.array([0.0, 0.9, 1.4]) / p.zeeman_per_tesla
    found = gap_map(p, T[:, None], B, 70.0, 20.0)
    for i, j in np.ndindex(found.shape):
        # angles are as many as the largest field of a row needs
        expected = state(p, T[i], p.zeeman(B[j], 70.0, 20.0)).gap
        assert found[i, j] == pytest.approx(expected, rel=1e-9)


def test_a_loop_remembers() -> None:
    p, T = pocket(), 0.2 * UNIT
    sizes = np.linspace(0.0, 2.0, 41)
    path = np.column_stack([sizes, 0.0 * sizes, 0.0 * sizes])
    there, back = follow(p, T, path), follow(p, T, path[::-1])[::-1]
    kept = sizes[there > 0.0].max(), sizes[back > 0.0].max()
    # the superconducting state lasts beyond 1.20 kTc, the normal one below it
    assert kept[0] > 1.2 > kept[1]
    only = (there > 0.0) & (back == 0.0)
    assert np.array_equal(there[~only], back[~only]) and only.sum() > 5


WRONG: dict[str, Any] = {
    "Tc below zero": lambda: Pocket(-3.0),
    "Tc zero": lambda: Pocket(0.0),
    "splitting no number": lambda: Pocket(3.0, beta=float("nan")),
    "field no number": lambda: state(Pocket(3.0), 1.0, (float("inf"), 0.0, 0.0)),
    "field no vector": lambda: state(Pocket(3.0), 1.0, (1.0, 0.0)),
    "zero temperature": lambda: state(Pocket(3.0), 0.0),
    "angle beyond the normal": lambda: Pocket(3.0).zeeman(1.0, 181.0),
    "map with a field that is none": lambda: gap_map(Pocket(3.0), 1.0, [float("nan")]),
    "no path": lambda: follow(Pocket(3.0), 1.0, np.zeros((0, 3))),
    "interaction of a magnet": lambda: spin_susceptibility(Pocket(3.0), 1.0, interaction=1.0),
    "too cold for the angles": lambda: state(
        Pocket(3.0, alpha_r=50.0), 1e-5, Pocket(3.0).zeeman(5.0)
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_said(case: str) -> None:
    with pytest.raises(InputError):
        WRONG[case]()
