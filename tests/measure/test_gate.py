"""Domes, capacitances, lines and branches of a gate against known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from supra2d.core import Array
from supra2d.measure import (
    GateSeries,
    capacitance,
    dome,
    gap,
    gate_branches,
    line_through,
    measure_gate_sweeps,
    passes_of,
    rank_correlation,
    temperature_crossings,
    york,
)

from ._made import log_of

E_CHARGE = 1.602176634e-19
V = np.linspace(-150.0, 150.0, 13)


def noise(seed: int, size: int = V.size) -> Array:
    return np.random.default_rng(seed).normal(size=size)


def hump(gate: Array, top: float, left: float, right: float) -> Array:
    """A dome that is no polynomial, one at its top."""
    x = gate - top
    return (left + right) / (left * np.exp(-x / left) + right * np.exp(x / right))


# ---------------------------------------------------------------- dome


@given(
    scale=st.floats(1e-3, 1e3),
    stretch=st.floats(0.01, 10.0),
    shift=st.floats(-100.0, 100.0),
    seed=st.integers(0, 20),
)
def test_units_and_zero_of_the_gate_are_only_units(
    scale: float, stretch: float, shift: float, seed: int
) -> None:
    y, e = 0.25 * hump(V, 30.0, 150.0, 220.0) + 1e-3 * noise(seed), np.full(V.size, 1e-3)
    plain = dome(V, y, e)
    moved = dome((stretch * V + shift)[::-1], scale * y[::-1], scale * e)
    assert plain.gate is not None and moved.gate is not None
    # rounding of fourth-order polynomials in scaled variables
    assert moved.gate.value == pytest.approx(stretch * plain.gate.value + shift, rel=1e-6, abs=1e-6)
    assert moved.gate.total == pytest.approx(stretch * plain.gate.total, rel=1e-5)


def test_the_top_of_a_parabola_is_exact() -> None:
    found = dome(V, 0.25 - 2e-6 * (V - 30.0) ** 2, np.full(V.size, 1e-3))
    assert found.gate is not None and found.top is not None
    assert found.gate.value == pytest.approx(30.0, abs=1e-8)
    assert found.top.value == pytest.approx(0.25, rel=1e-12)


def test_intervals_of_the_top_hold_the_truth() -> None:
    # 120 domes that no polynomial describes: the count is binomial with a deviation of 0.04
    pulls = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        top, left, right = rng.uniform(-60, 60), *rng.uniform(100, 300, 2)
        e = np.full(V.size, 0.25 * 10 ** rng.uniform(-3, -2))
        found = dome(V, 0.25 * hump(V, top, left, right) + e * noise(seed), e)
        if found.gate is not None:
            pulls.append((found.gate.value - top) / found.gate.total)
    assert len(pulls) > 110  # the flattest domes are lost in noise of 1 %
    assert 0.58 < np.mean(np.abs(pulls) < 1.0) < 0.82
    assert np.abs(pulls).max() < 5.0


def test_errors_that_are_too_small_are_widened() -> None:
    y = 0.25 * hump(V, 30.0, 150.0, 220.0) + 2e-3 * noise(4)
    honest, bold = (dome(V, y, np.full(V.size, e)) for e in (2e-3, 1e-5))
    assert honest.gate is not None and bold.gate is not None
    # the scatter of 13 points gives the noise to about 30 %
    assert 0.4 < bold.gate.total / honest.gate.total < 2.5


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_no_maximum_inside_the_range_is_said(way: float) -> None:
    found = dome(V, 0.2 + way * 1e-3 * V / 3.0 + 1e-3 * noise(5), np.full(V.size, 1e-3))
    assert found.gate is None and found.top is None
    assert f"still rises towards {150 * way:+.4g} V" in found.refusal
    assert "Extend the gate sweep" in found.refusal


def test_a_flat_series_has_no_top() -> None:
    found = dome(V, 0.2 + 1e-3 * noise(6), np.full(V.size, 1e-3), name="Ic")
    assert found.gate is None and "No maximum of Ic" in found.refusal


def test_four_gate_voltages_are_too_few() -> None:
    found = dome(V[:4], V[:4] ** 2, np.ones(4))
    assert found.gate is None and "known at 4 gate voltages" in found.refusal


# ---------------------------------------------------------------- capacitance


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_capacitance_where_the_density_is_straight(sign: float) -> None:
    n = 7.6e17 + sign * 5.34e-5 / E_CHARGE * V + 2e14 * noise(1)
    found = capacitance(V, n, np.full(V.size, 2e14))
    assert found.whole is not None and found.holes is (sign < 0)
    assert abs(found.whole.value - 5.34e-5) < 4 * found.whole.total
    assert found.whole.total < 5e-7
    for local in found.local:
        assert abs(local.value - 5.34e-5) < 5 * local.total


def test_a_capacitance_that_depends_on_the_gate_is_no_single_number() -> None:
    n = 7.6e17 + 5.34e-5 / E_CHARGE * (V - 30.0 * np.log(np.cosh(V / 75.0)))
    found = capacitance(V, n + 2e14 * noise(2), np.full(V.size, 2e14))
    assert found.whole is None and "no straight line" in found.refusal
    truth = 5.34e-5 * (1.0 - 0.4 * np.tanh(V / 75.0))
    pulls = [(c.value - t) / c.total for c, t in zip(found.local, truth, strict=True)]
    assert np.abs(pulls).max() < 4.0 and max(c.total for c in found.local) < 1e-5


def test_a_gate_that_does_nothing_has_no_capacitance() -> None:
    found = capacitance(V, 7.6e17 + 2e14 * noise(3), np.full(V.size, 2e14))
    assert found.whole is None and "does not depend on the gate voltage" in found.refusal
    few = capacitance(V[:3], 7.6e17 + 1e15 * V[:3], np.full(3, 2e14))
    assert few.whole is None and not few.local and "known at 3" in few.refusal


# ---------------------------------------------------------------- lines


def test_york_against_its_paper_and_ordinary_least_squares() -> None:
    x = np.array([0.0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4])
    y = np.array([5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5])
    wx = np.array([1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1.0])
    wy = np.array([1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500])
    line = york(x, y, wx**-0.5, wy**-0.5)
    # york2004, to the digits printed there
    assert (line.a, line.b) == pytest.approx((5.47991022, -0.480533407), rel=1e-8)
    assert line.chi2 == pytest.approx(11.8663532, rel=1e-8)
    assert np.sqrt(np.diag(line.covariance)) == pytest.approx((0.295, 0.058), rel=1e-2)
    # without errors in x it is least squares; the floor of 1e-9 of the range is all that is left
    plain = york(x, y, 0.0 * x, 0.2 + 0.0 * x)
    slope, start = np.polyfit(x, y, 1)
    assert (plain.a, plain.b) == pytest.approx((start, slope), rel=1e-9)
    _, covariance = np.polyfit(x, y, 1, w=np.full(10, 5.0), cov="unscaled")
    assert np.sqrt(covariance[0, 0]) == pytest.approx(plain.covariance[1, 1] ** 0.5, rel=1e-9)


@given(scale=st.floats(1e-20, 1e20), seed=st.integers(0, 20))
def test_a_line_does_not_depend_on_units(scale: float, seed: int) -> None:
    x = np.linspace(4.5, 10.0, 9)
    y = 0.25 * (x - 0.7) + 0.02 * noise(seed, 9)
    ex, ey = np.full(9, 0.05), np.full(9, 0.02)
    one, other = line_through(x, y, ex, ey), line_through(scale * x, y, scale * ex, ey)
    assert one is not None and other is not None and one.zero is not None and other.zero is not None
    assert other.slope.value * scale == pytest.approx(one.slope.value, rel=1e-6)
    assert other.zero.value / scale == pytest.approx(one.zero.value, rel=1e-6)
    assert other.zero.total / scale == pytest.approx(one.zero.total, rel=1e-5)


def test_slope_and_onset_hold_the_truth() -> None:
    # 120 sets: a deviation of 0.04 of the fraction that holds the truth
    slopes, onsets = [], []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        x = np.sort(rng.uniform(4.5e17, 10e17, 11))
        ex, ey = x * 10 ** rng.uniform(-2.5, -1.7), np.full(11, 0.15 * 10 ** rng.uniform(-2.5, -2))
        y = 0.25e-18 * (x - 0.7e17) + ey * rng.normal(size=11)
        line = line_through(x + ex * rng.normal(size=11), y, ex, ey)
        assert line is not None and line.zero is not None
        slopes.append((line.slope.value - 0.25e-18) / line.slope.total)
        onsets.append((line.zero.value - 0.7e17) / line.zero.total)
    for pulls in (slopes, onsets):
        assert 0.58 < np.mean(np.abs(pulls) < 1.0) < 0.84


def test_points_on_no_line_are_known_as_such() -> None:
    x = np.linspace(4.5, 10.0, 12)
    bent = line_through(x, hump(x, 7.0, 2.0, 2.0), np.full(12, 0.01), np.full(12, 0.01))
    assert bent is not None and not bent.straight
    assert line_through(x[:3], x[:3], np.ones(3), np.ones(3)) is None


def test_rank_correlation_is_that_of_spearman() -> None:
    x, y = np.random.default_rng(1).normal(size=(2, 15))
    found = rank_correlation(x, y + 0.7 * x)
    assert found is not None
    r, (low, high) = found
    assert r == pytest.approx(spearmanr(x, y + 0.7 * x).statistic, rel=1e-12)
    assert -1.0 <= low < r < high <= 1.0
    assert rank_correlation(x[:4], y[:4]) is None


# ---------------------------------------------------------------- branches


def made(gate: Array, shift: float, seed: int, extra: float = 0.0) -> GateSeries:
    value = 7.6e17 + 3.3e15 * (gate - shift) + extra + 1e15 * noise(seed, gate.size)
    return GateSeries(gate, value, np.full(gate.size, 1e15))


def test_one_reproducible_sweep_is_not_torn_apart() -> None:
    wrong = 0
    for seed in range(100):
        ways = (V, V[::-1], V, V[::-1])
        found = gate_branches([made(g, 0.0, 10 * seed + i) for i, g in enumerate(ways)])
        wrong += set(found.parts) != {""}
    # two comparisons of 1 % each in a hundred sets: 6 is beyond the 99 % quantile
    assert wrong <= 6


def test_forming_is_told_from_hysteresis() -> None:
    first = made(V, 0.0, 1, extra=8e16)
    later = [made(V[::-1], 0.0, 2), made(V, 0.0, 3), made(V[::-1], 0.0, 4), made(V, 0.0, 5)]
    found = gate_branches([first, *later])
    assert set(found.parts) == {"forming", ""} and not found.drifts
    assert found.forming is not None and found.forming.sure
    assert set(found.settled) == {""} and found.settled[""].gate.size == V.size
    lagging = gate_branches([made(V, 10.0, 2), made(V[::-1], -10.0, 3), made(V, 10.0, 4)])
    assert set(lagging.parts) == {"gate up", "gate down"}
    assert lagging.hysteresis is not None
    # a shift of 20 V between the branches, known to 1e15 / 3.3e15 / sqrt(13) V
    assert abs(abs(lagging.hysteresis.shift) - 20.0) < 1.0


def test_a_sample_that_never_settles_is_said_to_drift() -> None:
    passes = [made(g, 0.0, i, extra=4e16 * i) for i, g in enumerate((V, V[::-1]) * 3)]
    assert gate_branches(passes).drifts


def test_passes_are_cut_where_the_gate_turns() -> None:
    gate = np.concatenate([V[6:], V[-2::-1], V[1:]])
    found = passes_of(GateSeries(gate, gate, np.ones(gate.size)))
    assert [p.gate.size for p in found] == [7, 12, 12]
    shuffled = np.random.default_rng(0).permutation(V)
    assert len(passes_of(GateSeries(shuffled, shuffled, np.ones(V.size)))) == 1


def test_passes_that_do_not_overlap_are_not_compared() -> None:
    assert gap(made(V[:5], 0.0, 1), made(V[8:], 0.0, 2)) is None


# ---------------------------------------------------------------- sweeps of the gate


def sweeps(lag: float = 0.0, formed: float = 0.0, temperatures: tuple[float, ...] = (1.0, 4.0)):
    """Rows of R(V_G) that cross at -20 V; the first sweep of the first temperature is formed."""
    rng = np.random.default_rng(3)
    up = np.linspace(-100.0, 100.0, 201)
    rows = []
    for t in temperatures:
        way = [(up[::-1], up[::-1] + lag), (up, up - lag)]
        if formed and t == temperatures[0]:
            way.insert(0, (up, up + formed))
        for gate, felt in way:
            r = 6000.0 * np.exp(-(felt + 20.0) / (25.0 + 10.0 * t))
            r *= 1.0 + rng.normal(0, 3e-3, up.size)
            rows.append(np.column_stack([np.full(up.size, t), gate, r]))
    t, gate, r = np.concatenate(rows).T
    return measure_gate_sweeps([log_of(temperature=t, gate_voltage=gate, sheet_resistance=r)])


def test_insulator_and_metal_meet_where_the_curves_cross() -> None:
    (crossing,) = temperature_crossings(sweeps(temperatures=(1.0, 2.0, 4.0)))
    assert crossing.metal == 1 and crossing.branch == ""
    assert abs(crossing.gate.value + 20.0) < 4 * crossing.gate.total < 2.0
    assert abs(crossing.resistance.value - 6000.0) < 4 * crossing.resistance.total < 400.0


def test_hysteresis_and_forming_of_gate_sweeps() -> None:
    first, second = sweeps(lag=6.0, formed=15.0)
    assert first.names == ("forming", "gate down", "gate up")
    assert set(first.branches.parts) == {"forming", "gate up", "gate down"}
    assert set(second.branches.parts) == {"gate up", "gate down"}
    found = {c.branch: c.gate for c in temperature_crossings([first, second])}
    for branch, truth in (("gate up", -14.0), ("gate down", -26.0)):
        assert abs(found[branch].value - truth) < 4 * found[branch].total + 0.3


def test_a_metal_has_no_crossing() -> None:
    up = np.linspace(-100.0, 100.0, 81)
    t = np.repeat([1.0, 4.0], 81)
    r = (300.0 - np.tile(up, 2)) * (1.0 + 0.1 * t)
    log = log_of(temperature=t, gate_voltage=np.tile(up, 2), sheet_resistance=r)
    assert temperature_crossings(measure_gate_sweeps([log])) == []
