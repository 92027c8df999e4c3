"""Flux creep: barriers, crossing and q against simulated truth, and what is no activation."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.measure import (
    Creep,
    barrier_table,
    creep_regime,
    field_laws,
    local_exponent,
    local_slope,
    measure_creep,
    measure_family,
    split,
)
from supra2d.models import model

from ._creep_made import (
    NBS2_FIELDS,
    activated,
    family_log,
    kramer_barrier,
    nbs2_barrier,
    washboard,
)

PARALLEL = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
LAWS = [model(f"creep_{n}") for n in ("power", "broken_power", "kramer")]


def creep_of(log) -> Creep:
    found = measure_creep(measure_family(split(log)))
    assert isinstance(found, Creep), found
    return found


@pytest.fixture(scope="module")
def perpendicular() -> Creep:
    return creep_of(family_log(activated))


@pytest.fixture(scope="module")
def parallel() -> Creep:
    return creep_of(family_log(washboard(2.0, kramer_barrier), PARALLEL, noise=1e-4, coldest=2.0))


def test_barriers_of_each_field(perpendicular):
    truth = np.array([nbs2_barrier(b) for b in perpendicular.field])
    found = perpendicular.arrhenius.U0
    pulls = (found.value - truth) / found.total
    # eleven numbers: the mean of their squares is below 3 in 999 of 1000 cases
    assert perpendicular.field.size == len(NBS2_FIELDS)
    assert np.mean(pulls**2) < 3.0
    # known to a few per cent, the steepest one (nine points) to ten
    assert np.all(found.total < 0.1 * truth) and np.median(found.total / truth) < 0.02


def test_common_crossing_and_regression(perpendicular):
    crossing = perpendicular.crossing
    sigma = np.hypot(crossing.sigma, crossing.systematic)
    assert abs(crossing.T - 5.95) < 4.0 * sigma and sigma < 0.01
    assert crossing.probability > 1e-3
    # the plain line of ln R0 against U0 gives the same temperature, not its reciprocal
    assert crossing.regression == pytest.approx(5.95, abs=0.05)
    assert np.exp(crossing.log_R0f) == pytest.approx(150.0, rel=0.2)
    # the crossing helps all fields
    assert np.all(crossing.U0.total < perpendicular.arrhenius.U0.total)


def test_straight_lines_are_not_called_curved(perpendicular):
    assert perpendicular.curved == () and perpendicular.flat == ()
    best = max(perpendicular.log_evidence, key=perpendicular.log_evidence.get)
    assert best.startswith("arrhenius")


def test_local_slope_is_the_barrier(perpendicular):
    sweep = perpendicular.sweeps[-1]
    T, slope, error = local_slope(sweep)
    assert np.all((sweep.T.min() <= T) & (sweep.T.max() >= T))
    # the part near the normal resistance is flatter by R/Rn, 10 % at most
    assert np.all(np.abs(slope - nbs2_barrier(2.0)) < 4.0 * error + 0.1 * nbs2_barrier(2.0))


@pytest.mark.parametrize("q", [1.0, 1.5, 2.0])
def test_exponent_of_the_barrier(q):
    scale = {1.0: 1.0, 1.5: 4.0, 2.0: 12.0}[q]
    log = family_log(washboard(q, lambda b: scale * nbs2_barrier(b)), noise=1e-4, seed=int(2 * q))
    found = creep_of(log).modified
    shares = found.probabilities
    assert max(shares, key=shares.get) == f"{q:g}" and found.best_q == q
    # both parts together; four of them
    assert abs(found.q - q) < 4.0 * np.hypot(found.q_sigma, found.q_systematic)
    assert found.Tc0 == pytest.approx(6.0, abs=0.1)


def test_parallel_field_of_nbs2(parallel):
    assert max(parallel.log_evidence, key=parallel.log_evidence.get) == "modified_taff (q = 2)"
    truth = np.array([kramer_barrier(b) for b in parallel.field])
    found = parallel.modified.U0
    # all barriers share the error of Tc0, so that they may all be off together
    assert np.all(np.abs(found.value - truth) < 3.0 * found.total)
    # a straight line through such data has the slope U0 (1 - t^2) and no meaning as a barrier
    i = 2
    sweep, arrhenius = parallel.sweeps[i], parallel.arrhenius.U0.value[i]
    t = float(np.median(sweep.T)) / 6.0
    # the exact slope lacks T (1 + qt/(1-t)) from the prefactor, a few per cent
    assert arrhenius == pytest.approx(truth[i] * (1.0 - t**2), rel=0.15)
    assert arrhenius < 0.3 * truth[i]


def test_laws_of_the_field(perpendicular, parallel):
    found = field_laws(
        barrier_table(
            perpendicular.field,
            perpendicular.arrhenius.U0.value,
            perpendicular.arrhenius.U0.independent,
            perpendicular.arrhenius.U0.common,
        ),
        LAWS,
    )
    assert found.best == "creep_broken_power" and found.weights[found.best] > 0.99
    outcome = found.outcomes[found.best]
    for name, truth in (("alpha_low", 0.71), ("alpha_high", 1.67), ("B_cross", 0.7)):
        low, high = outcome.intervals[name]
        assert abs(outcome.values[name] - truth) < 2.0 * (high - low)
    U0 = parallel.modified.U0
    table = barrier_table(parallel.field, U0.value, U0.independent, U0.common)
    other = field_laws(table, LAWS, bounds={"B_star": (8.0001, 1e3)})
    assert other.best == "creep_kramer"
    low, high = other.outcomes["creep_kramer"].intervals["B_star"]
    assert abs(other.outcomes["creep_kramer"].values["B_star"] - 14.0) < 2.0 * (high - low)


def test_few_barriers_skip_laws():
    B = np.array([0.5, 1.0, 2.0])
    found = field_laws(barrier_table(B, 100.0 / B, 1.0 + 0.0 * B), LAWS)
    assert set(found.outcomes) == {"creep_power"}
    assert "3 fields for 4 parameters" in found.skipped["creep_broken_power"]


def test_local_exponent_with_errors():
    B = np.array([0.1, 1.0, 10.0])
    at, alpha, error = local_exponent(B, 100.0 * B**-0.7, 10.0 * B**-0.7)
    np.testing.assert_allclose(alpha, 0.7, rtol=1e-12)
    # 10 % on either side of a factor of ten in field
    np.testing.assert_allclose(error, 0.1 * np.sqrt(2.0) / np.log(10.0), rtol=1e-12)
    np.testing.assert_allclose(at, [10**-0.5, 10**0.5])


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.0, "single vortices"),
        (0.5, "weak"),
        (0.71, "strong or mixed"),
        (1.0, "collective"),
        (1.67, "entangled"),
    ],
)
def test_regimes(alpha, words):
    name, share = creep_regime(alpha, 0.02)
    assert words in name and share > 0.99
    # an uncertain exponent is not classified for sure
    assert creep_regime(alpha, 1.5)[1] < 0.7


def sharp(field, T):
    """No tail: a transition over 10 mK that lies lower in a field."""
    return 1.0 / (1.0 + np.exp(np.clip((5.9 - 0.3 * field - T) / 2e-3, -500.0, 500.0)))


def test_a_sharp_transition_on_a_noise_floor_is_no_activation():
    found = measure_creep(measure_family(split(family_log(sharp, noise=2e-3))))
    assert isinstance(found, dict) and set(found) == set(NBS2_FIELDS)
    assert all("noise floor" in reason for reason in found.values())


def test_the_noise_of_a_lockin_magnitude_is_no_activation():
    log = family_log(activated, noise=1e-2, offset=0.0, rectified=True)
    found = measure_creep(measure_family(split(log)))
    # 10 % of the normal resistance is not far enough above a floor of up to 3 %
    assert isinstance(found, dict) and set(found) == set(NBS2_FIELDS)
    assert all("noise floor" in reason for reason in found.values())


@pytest.mark.parametrize("floor", [5e-4, 2e-2])
def test_a_floor_in_quadrature_does_not_bend_the_barrier(floor):
    # the magnitude of a lock-in whose other phase picks up a constant; it looks like an offset,
    # and taken off as one it doubles the barrier
    found = creep_of(family_log(activated, noise=5e-5, offset=0.0, magnitude=floor))
    assert found.quadrature
    truth = np.array([nbs2_barrier(b) for b in found.field])
    pulls = (found.arrhenius.U0.value - truth) / found.arrhenius.U0.total
    assert found.field.size >= 8 and np.mean(pulls**2) < 4.0


def test_an_offset_is_not_taken_for_a_quadrature(perpendicular):
    assert not perpendicular.quadrature
    assert not creep_of(family_log(activated, (0.5, 1.0, 1.5), offset=2e-2)).quadrature


def leaking(field, T):
    """Activation beside a channel of constant resistance that freezes out below 3 K."""
    leak = 2e-3 / (1.0 + np.exp((2.6 - T) / 0.1))
    return activated(field, T) + leak


def test_a_leak_above_the_floor_is_no_activation():
    log = family_log(leaking, (1.0, 1.3), noise=2e-5, offset=0.0, coldest=1.7)
    found = measure_creep(measure_family(split(log)))
    reasons = found if isinstance(found, dict) else found.refusals
    assert reasons and all("flattens" in reason for reason in reasons.values())


def test_zero_field_is_left_alone():
    log = family_log(activated, (0.0001, 0.5, 1.0))
    found = creep_of(log)
    assert found.field.tolist() == [0.5, 1.0] and found.crossing is None


def test_branches_at_one_field_are_one_sweep():
    up, down = family_log(activated, (1.0,), seed=1), family_log(activated, (1.0,), seed=2)
    sweeps = [*split(up), *split(down)]
    found = measure_creep(measure_family(sweeps))
    assert isinstance(found, Creep)
    assert found.field.tolist() == [1.0] and len(found.sweeps[0].branches) == 2
    one = creep_of(up)
    assert found.arrhenius.U0.total[0] < one.arrhenius.U0.total[0]


def rounded(field, T):
    """Inhomogeneity alone: an exponential tail that the field only shifts."""
    return 1.0 / (1.0 + np.exp(np.clip((5.9 - 0.3 * field - T) / 0.08, -500.0, 500.0)))


def test_a_tail_as_wide_as_without_field_is_marked():
    found = creep_of(family_log(rounded, (0.0, 0.5, 1.0, 2.0)))
    assert found.rounded == (0.5, 1.0, 2.0)
    # tails that widen in the field are left alone; without field this one is sharp
    assert creep_of(family_log(activated, (0.0001, 0.5, 1.0))).rounded == ()
