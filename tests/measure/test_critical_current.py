"""Critical currents: methods, refusals, and the traps of switching curves."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import Array, InputError
from supra2d.measure import (
    CriticalSet,
    critical_sets,
    current_density,
    depairing_density,
    diode,
    iv_sweeps,
    largest_depth,
    measure_critical_currents,
    near_tc,
)

from ._iv_made import RESISTANCE, joined, loop, made, noise, rising, switched
from ._made import log_of

STEP = 1e-5


def one(
    current: Array, voltage: Array, *, length: float | None = None, **held: float
) -> CriticalSet:
    """The only set of one log."""
    (found,) = measure_critical_currents([made(current, voltage, **held)], length=length)
    return found


def best(found: CriticalSet) -> float:
    """Critical current of the best method."""
    assert not found.refusal, found.refusal
    e = found.current(found.methods[0])
    assert e is not None
    return e.value


def rounded(current: Array, critical: float, width: float = 0.05) -> Array:
    """Overdamped junctions side by side."""
    each = critical * np.random.default_rng(1).normal(1.0, width, 20000)
    size = np.abs(current)[:, None]
    chunks = np.array_split(each, 20)
    mean = sum(np.sqrt(np.maximum(size**2 - c**2, 0.0)).mean(axis=1) for c in chunks) / 20
    return np.asarray(np.sign(current) * RESISTANCE * mean)


def test_switching_and_retrapping_are_told_apart() -> None:
    found = one(loop(), switched(loop(), 6.34e-4))
    assert found.methods[0] == "max_slope"
    up, down = (found.current("max_slope", switching=s) for s in (True, False))
    assert up is not None and down is not None
    # between two readings, wherever inside
    assert abs(up.value - 6.34e-4) <= STEP / 2 and abs(down.value - 0.7 * 6.34e-4) <= STEP / 2
    assert up.sigma == pytest.approx(0.34 * STEP, rel=1e-6)


def test_the_top_of_a_rounded_transition() -> None:
    current = np.linspace(-1e-3, 1e-3, 401)
    fine = np.linspace(4e-4, 7e-4, 301)
    slope = np.gradient(rounded(fine, 5e-4), fine)
    truth = float(fine[np.argmax(np.convolve(slope, np.ones(5) / 5, "same")[5:-5]) + 5])
    found = one(current, rounded(current, 5e-4))
    e = found.current("max_slope")
    assert e is not None and e.systematic is not None
    total = np.hypot(e.sigma, e.spread)
    # the truth itself is read from a ripple of junctions to a few steps of 1 uA
    assert abs(e.value - truth) < 3.0 * total + 3e-6 and total < 1e-5
    assert found.methods[0] == "max_slope"


def test_a_power_law_has_no_top_but_a_threshold() -> None:
    current = np.linspace(0.0, 1.2e-3, 241)
    n, critical = 18.0, 8e-4
    voltage = 1e-4 * (current / critical) ** n  # 1 uV/cm over a metre
    found = one(current, voltage, length=1.0)
    (b, *_) = found.branches
    assert found.methods == ("field_criterion", "power_law")
    assert "no maximum below the largest current" in b.estimates["max_slope"].refusal
    for method in found.methods:
        e = found.current(method)
        assert e is not None and abs(e.value - critical) < 4.0 * e.sigma + 1e-7
    threshold = b.estimates["field_criterion"]
    # 68 % of what half a decade up and down makes of a power of 18
    assert threshold.spread == pytest.approx(0.68 * critical * np.sinh(np.log(10) / 36), rel=0.02)
    assert b.exponent is not None and abs(b.exponent.value - n) < 4.0 * b.exponent.sigma + 0.05


def test_a_spike_is_no_critical_current() -> None:
    voltage = switched(loop(), 6.34e-4)
    for at in (20, 21, 50, 230):  # two in a row, far above any threshold
        voltage[at] += 2e-3
    found = one(loop(), voltage)
    assert abs(best(found) - 6.34e-4) <= STEP / 2
    for method in found.methods:
        e = found.current(method)
        assert e is not None and abs(e.value - 6.34e-4) <= STEP
    assert sum(b.curve.spikes for b in found.branches) == 4


def test_a_branch_that_stays_at_zero_is_refused() -> None:
    found = one(loop(5e-4), switched(loop(5e-4), 6e-4))
    assert "the critical current is larger" in found.refusal and found.methods == ()
    assert found.current("max_slope") is None


def test_an_ohmic_branch_is_refused() -> None:
    found = one(loop(), RESISTANCE * loop())
    assert "ohmic" in found.refusal and "Measure colder" in found.refusal


def test_a_heated_resistor_is_no_superconductor() -> None:
    current = rising(2e-3, 201)
    found = one(current, RESISTANCE * current * (1.0 + 0.5 * (current / 2e-3) ** 2))
    assert found.refusal and "max_slope" not in found.methods


def test_falling_currents_alone_give_no_critical_current() -> None:
    current = rising()[::-1].copy()
    found = one(current, switched(current, 6e-4))
    assert "retrapping" in found.refusal
    down = found.branches[0].estimates["max_slope"]
    assert abs(down.value - 0.7 * 6e-4) <= STEP


def test_a_heated_branch_is_left_out() -> None:
    current = rising(points=201)
    voltage = switched(current, 6e-4) + noise(0, 201)
    warm = 4.0 + 1e-3 * np.random.default_rng(0).normal(size=201)
    warm += 0.2 * (current / 6e-4) ** 2  # leads warm the film before it switches
    (found,) = measure_critical_currents(
        [log_of(temperature=warm, current=current, voltage=voltage)]
    )
    assert "heated and is left out" in found.refusal
    assert found.branches[0].heating is not None and found.branches[0].heating.warmed > 0.1


def test_a_normal_branch_that_bends_is_noticed() -> None:
    current = rising(2e-3, 201)
    voltage = switched(current, 6e-4) * (1.0 + 0.1 * (current / 2e-3) ** 2)
    found = one(current, voltage)
    heating = found.branches[0].heating
    # d(I + 0.1 I^3)/dI grows from 1.03 to 1.3 between 0.66 mA and 2 mA; fitted by a parabola
    assert heating is not None and 0.15 < heating.growth < 0.4
    assert abs(best(found) - 6e-4) <= STEP


def test_several_jumps_are_counted_and_the_first_counts() -> None:
    current = rising(points=201)
    voltage = switched(current, 4e-4) / 6.0
    voltage += np.where(current > 7e-4, 8e-3, 0.0)
    found = one(current, voltage)
    assert found.branches[0].steps == 1
    assert found.methods[0] == "voltage_criterion" and abs(best(found) - 4e-4) <= STEP


def test_repeats_give_a_distribution() -> None:
    rng = np.random.default_rng(0)
    up = rising(points=401)
    truths = 6e-4 - 1.5e-5 * rng.gumbel(size=60)  # a tail towards low currents
    logs = [made(up, switched(up, float(c)), seed=i) for i, c in enumerate(truths)]
    (found,) = measure_critical_currents([joined(logs)])
    d = found.distribution(1)
    assert d is not None and d.count == 60
    assert abs(d.width - truths.std(ddof=1)) < d.width_sigma
    assert d.skewness < -2.0 * d.skewness_sigma  # -1.14 for ever
    e = found.current("max_slope")
    assert e is not None and e.sigma == pytest.approx(truths.std(ddof=1) / 60**0.5, rel=0.05)
    assert found.distribution(-1) is None


def test_dvdi_alone_gives_the_switch() -> None:
    current = np.linspace(0.0, 1e-3, 201)
    slope = np.where(current > 6.03e-4, RESISTANCE, 0.0)
    slope += 0.05 * np.random.default_rng(0).normal(size=201)
    slope[120] += 20.0  # the edge itself, as a lock-in sees it
    slope[40] += 20.0  # a spike below
    log = log_of(temperature=np.full(201, 4.2), current=current, differential_resistance=slope)
    (found,) = measure_critical_currents([log])
    # half a step of 5 uA, and one more by which the spike at the edge moves it
    assert found.methods == ("max_slope",) and abs(best(found) - 6.03e-4) <= 7.5e-6


# what imitates a diode


def test_a_diode_in_a_field_is_given_and_changes_sign_with_it() -> None:
    settings = [(0.1, 6.6e-4, 5.4e-4), (-0.1, 5.4e-4, 6.6e-4)]
    logs = [
        made(loop(), switched(loop(), plus, minus), seed=i, field=b)
        for i, (b, plus, minus) in enumerate(settings)
    ]
    sets = critical_sets(iv_sweeps([joined(logs)]))
    values = {}
    for found in sets:
        d = diode(found, sets)
        assert d is not None and d.seen and not d.refusal and not d.caution
        values[found.held["field"]] = (d.value, d.sigma)
    # (6.6 - 5.4)/12 = 0.1, each current known to half a step
    assert values[0.1][0] == pytest.approx(0.1, abs=STEP / 1.2e-3)
    assert values[-0.1][0] == pytest.approx(-0.1, abs=STEP / 1.2e-3)
    alone = diode(sets[0])
    assert alone is not None and "opposite field was not measured" in alone.caution


def test_hysteresis_is_no_diode() -> None:
    # one sweep from plus to minus: retrapping on one side, switching on the other
    current = np.linspace(1e-3, -1e-3, 201)
    d = diode(one(current, switched(current, 6e-4), field=0.1))
    assert d is not None and "retrapping current" in d.refusal and not d.seen


def test_an_offset_of_the_source_is_no_diode() -> None:
    d = diode(one(loop(), switched(loop(), 6e-4, shift=4e-5), field=0.1))
    assert d is not None and not d.refusal and not d.seen  # it was seen and taken off
    # with no straight normal branch nobody can tell
    short = loop(6.5e-4, 131)
    bent = switched(short, 6e-4, shift=4e-5) + 2e3 * short**2 * np.sign(short)
    d = diode(one(short, bent, field=0.1))
    assert d is not None and "offset of the current source" in d.refusal


def test_an_asymmetry_in_zero_field_is_refused() -> None:
    d = diode(one(loop(), switched(loop(), 6.6e-4, 5.4e-4), field=0.0))
    assert d is not None and "remanent field" in d.refusal and "Warm above Tc" in d.refusal


def test_an_asymmetry_that_ignores_the_field_is_doubted() -> None:
    logs = [made(loop(), switched(loop(), 6.6e-4, 5.4e-4), seed=i, field=b)
            for i, b in enumerate((0.1, -0.1))]  # fmt: skip
    sets = critical_sets(iv_sweeps([joined(logs)]))
    d = diode(sets[0], sets)
    assert d is not None and "does not change its sign" in d.caution


def test_equal_polarities_are_no_diode() -> None:
    d = diode(one(loop(), switched(loop(), 6e-4)))
    assert d is not None and not d.seen and not d.refusal
    assert diode(one(rising(), switched(rising(), 6e-4))) is None


# the depairing current


def test_vectors_of_the_depairing_current() -> None:
    # reference values, computed with 30 digits
    assert depairing_density(250e-9, 9.6e-9) == pytest.approx(168005218160.68195, rel=1e-10)
    assert largest_depth(1.7e11, 9.6e-9) == pytest.approx(248.52892049775641e-9, rel=1e-10)
    assert current_density(1.02e-3, 1e-6, 6e-9) == pytest.approx(1.7e11, rel=1e-14)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0])
def test_how_a_critical_current_vanishes(p: float) -> None:
    rng = np.random.default_rng(2)
    t = np.linspace(2.0, 7.5, 23)
    y = 1e-3 * (1.0 - t / 8.0) ** p
    s = np.full(t.size, 2e-6)
    found = near_tc(t, y + s * rng.normal(size=t.size), s)
    assert abs(found.exponent - p) < 3.0 * np.hypot(found.sigma, found.systematic)
    assert (found.probability > 0.01) == (p == 1.5)
    if p == 1.5:
        assert found.Tc == pytest.approx(8.0, rel=0.01)


def gap(t: Array) -> Array:
    """Energy gap of a superconductor over that in the cold, to 1 %."""
    return np.sqrt(np.cos(np.pi / 2 * t**2))


LAWS = {
    "two fluids": (lambda t: (1 - t**3) ** 1.5, 1.5),
    "depairing": (lambda t: (1 - t**2) ** 1.5 * (1 + t**2) ** 0.5, 1.5),
    "power law": (lambda t: (1 - t) ** 1.5, 1.5),
    "tunnel junction": (lambda t: gap(t) * np.tanh(1.764 * gap(t) / (2 * t)), 1.0),
}


@pytest.mark.parametrize("law", LAWS)
def test_the_exponent_is_that_at_tc_and_not_of_the_whole_curve(law: str) -> None:
    fall, p = LAWS[law]
    rng = np.random.default_rng(3)
    t = np.linspace(0.05, 0.96, 12)
    pulls = []
    for _ in range(12):
        y = 1e-3 * fall(t)
        s = 0.01 * y
        found = near_tc(7.6 * t, y + s * rng.normal(size=t.size), s)
        error = np.hypot(found.sigma, found.systematic)
        assert error < 0.35  # tells 1 from 1.5 and 1.5 from 2
        pulls.append((found.exponent - p) / error)
        if p == 1.5:
            assert found.Tc == pytest.approx(7.6, rel=0.02)
            # the law that is drawn runs through the points: five of their errors of 1 %
            inside = t > 0.9
            assert found.current(7.6 * t[inside]) == pytest.approx(y[inside], rel=0.05)
    # the shape of the law is missed alike in all: no more than one and a half of its errors
    assert abs(float(np.mean(pulls))) < 1.5


def test_few_temperatures_say_nothing_of_tc() -> None:
    with pytest.raises(InputError, match="more temperatures"):
        near_tc(np.array([2.0, 3.0]), np.array([2.0, 1.0]), np.array([0.1, 0.1]))
