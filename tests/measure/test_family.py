"""Families of sweeps: signs, branches, repeats and files combined, what is shared kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from supra2d.core import Array
from supra2d.measure import Family, measure_family, remanence, split, with_remanence
from supra2d.simulate import Film, Protocol, Sweep, critical_field, critical_temperature, run

from ._made import log_of, logistic

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
QUIET = Protocol(
    (Sweep("R(B)", at=(2.5, 3.2), span=(-2.6, 2.6), points=261, loop=True),),
    noise_floor=1.0,
)


def family(protocol: Protocol, *, kind: str = "R(B)", seed: int = 0, film: Film = FILM) -> Family:
    sweeps = split(run(film, protocol, seed))
    return measure_family([s for s in sweeps if s.attrs["kind"] == kind])


def test_both_signs_and_branches_make_one_point_per_temperature() -> None:
    found = family(QUIET)
    points = found.at("50%")
    assert (found.kind, found.quantity, found.units) == ("R(B)", "resistance", "ohm")
    assert [p.held["temperature"] for p in points] == [2.5, 3.2]
    for point in points:
        assert point.signs == 2
        assert sorted(b.name for b in point.branches) == ["down+", "down-", "up+", "up-"]
        truth = float(critical_field(FILM, point.held["temperature"]))
        # one standard deviation each; four leave one false alarm in 10^4
        assert point.x == pytest.approx(truth, abs=4 * point.total)
        assert point.total < 0.002 * truth


@pytest.mark.parametrize("criterion", ["10%", "90%"])
def test_other_percentages_against_the_film(criterion: str) -> None:
    for point in family(QUIET).at(criterion):
        fraction = float(criterion.removesuffix("%")) / 100
        truth = float(critical_field(FILM, point.held["temperature"], fraction=fraction))
        assert point.x == pytest.approx(truth, abs=4 * point.total)


def test_temperature_sweeps_at_fields() -> None:
    protocol = Protocol(
        (Sweep("R(T)", at=(0.0, 0.3, 0.6), span=(5.6, 2.0), points=181, loop=True),),
        noise_floor=1.0,
    )
    points = family(protocol, kind="R(T)").at("50%")
    assert [p.held["field"] for p in points] == [0.0, 0.3, 0.6]
    for point in points:
        truth = float(critical_temperature(FILM, point.held["field"]))
        assert point.x == pytest.approx(truth, abs=4 * point.total)
        assert point.signs == 1


def test_a_remanent_field_and_a_lag_are_recovered() -> None:
    protocol = replace(QUIET, remanent_field=3e-3, hysteresis=1e-3)
    shifted = family(protocol, seed=1)
    found = remanence([shifted])
    assert found is not None
    # the sample feels field + 3 mT, so true zero is where -3 mT is applied; it feels less than
    # that on the way up, so the lag has the same sign as the way; 0.1 mT is the 0.2 % of noise
    # on eight crossings of some 0.5 mT each, with margin
    assert found.value == pytest.approx(-3e-3, abs=3e-4)
    assert found.lag == pytest.approx(1e-3, abs=3e-4)
    assert found.sigma < 3e-4
    for point in shifted.at("50%"):
        truth = float(critical_field(FILM, point.held["temperature"]))
        assert point.x == pytest.approx(truth, abs=4 * point.total)


def test_an_offset_is_no_remanent_field() -> None:
    found = remanence([family(replace(QUIET, offset=10.0), seed=2)])
    assert found is not None
    # the same limit as above, about a truth of zero
    assert found.value == pytest.approx(0.0, abs=3e-4)


def test_one_branch_cannot_tell_a_lag_from_a_remanent_field() -> None:
    up = Sweep("R(B)", at=(2.5, 3.2), span=(-2.6, 2.6), points=261)
    found = remanence([family(replace(QUIET, sweeps=(up,), remanent_field=2e-3))])
    assert found is not None
    # either may be all of it
    assert found.value == 0.0
    assert found.sigma == pytest.approx(2e-3, abs=3e-4)
    assert np.isnan(found.lag)


def test_no_remanent_field_from_one_sign() -> None:
    one = Sweep("R(B)", at=(2.5, 3.2), span=(0.0, 2.6), points=131)
    half = family(replace(QUIET, sweeps=(one,)))
    assert [p.signs for p in half.at("50%")] == [1, 1]
    assert remanence([half]) is None
    assert with_remanence(half, None) is half


def test_set_points_of_temperature_sweeps_know_the_remanent_field() -> None:
    in_t = Sweep("R(T)", at=(0.0, 0.3, 0.6), span=(5.6, 2.0), points=181)
    protocol = replace(QUIET, sweeps=(*QUIET.sweeps, in_t), remanent_field=3e-3)
    field, temperature = family(protocol), family(protocol, kind="R(T)")
    found = remanence([field, temperature])
    corrected = with_remanence(temperature, found)
    assert corrected.remanence is found
    # dTc/dB of the film is Tc/Bc2(0) = 1.28 K/T: 3 mT move Tc by 3.8 mK; 10 % is the curvature
    for point in corrected.at("50%"):
        assert point.from_remanence == pytest.approx(3e-3 * 4.2 / 3.291, rel=0.15)
        assert point.total > point.from_remanence
    assert with_remanence(field, found) is field


def test_hysteresis_between_two_files() -> None:
    b = np.linspace(-1.5, 1.5, 301)
    rng = np.random.default_rng(3)

    def file(field: Array, centre: float) -> xr.Dataset:
        y = 100 * logistic(np.abs(field - 0.0), centre, 0.1) + 0.1 * rng.standard_normal(301)
        return log_of(field=field, resistance=y)

    sweeps = [*split(file(b, 1.02)), *split(file(b[::-1], 0.98))]
    point = measure_family(sweeps).at("50%")[0]
    assert point.hysteresis == pytest.approx(0.04, abs=1e-3)
    assert point.x == pytest.approx(1.0, abs=1e-3)
    # half of what the branches disagree by is in the systematic part
    assert point.systematic == pytest.approx(0.02, rel=0.1)


def test_the_lag_of_a_thermometer_cancels_between_up_and_down() -> None:
    """1.2 K in a minute, and a lag known to 2 s: 40 mK, of which a pair keeps nothing."""
    t = np.arange(0.0, 120.0, 0.5)
    kelvin = 4.6 - np.abs(t - 60.0) / 50.0
    rng = np.random.default_rng(5)
    log = log_of(
        time=t, temperature=kelvin,
        resistance=100 * logistic(kelvin, 4.0, 0.2) + 0.1 * rng.standard_normal(t.size),
    )  # fmt: skip
    plain = measure_family(split(log)).at("50%")[0]
    log.temperature.attrs["lag_error"] = 2.0
    up, down = split(log)
    assert up.attrs["lag_shift"] == pytest.approx(0.04) == -down.attrs["lag_shift"]
    assert measure_family([up, down]).at("50%")[0].systematic == pytest.approx(
        plain.systematic, abs=1e-9
    )
    single = measure_family([down]).at("50%")[0]
    assert single.systematic == pytest.approx(0.04, rel=0.02)  # the window adds 1e-3


def test_branches_that_agree_add_no_systematic_part() -> None:
    for point in family(QUIET, seed=4).at("50%"):
        assert abs(point.hysteresis) < 4 * point.total
        assert point.systematic < 0.002


def test_repeated_sweeps_narrow_the_interval() -> None:
    once = Sweep("R(T)", at=(0.0,), span=(5.6, 2.8), points=141)
    many = replace(QUIET, sweeps=(once,) * 8, noise_floor=20.0)
    few = replace(QUIET, sweeps=(once,), noise_floor=20.0)
    repeated = family(many, kind="R(T)").at("50%")
    (single,) = family(few, kind="R(T)").at("50%")
    assert len(repeated) == 1
    assert len(repeated[0].branches) == 8
    # 1/sqrt(8) = 0.35 of the statistical part, which itself is known to a fifth from one sweep
    assert repeated[0].sigma < 0.6 * single.sigma


def test_temperatures_that_jitter_are_one_group() -> None:
    jittered = replace(QUIET, temperature_jitter=3e-3)
    assert len(family(jittered).at("50%")) == 2


def rising(temperatures: tuple[float, ...], *, top: float = 100.0, reach: float = 1.2) -> Family:
    """Field sweeps that end on their slope, and one above Tc, where R is ``top``."""
    rng = np.random.default_rng(9)
    b = np.linspace(0.0, reach, 241)
    sweeps = []
    for t in temperatures:
        clean = logistic(b, 1.1 * (4.0 - t), 0.5) if t < 4.0 else np.ones(b.size)
        noise = 0.05 * rng.standard_normal(b.size)
        jitter = t + 1e-4 * rng.standard_normal(b.size)
        sweeps += split(log_of(temperature=jitter, field=b, resistance=top * clean + noise))
    return measure_family(sweeps)


def test_a_borrowed_normal_state_is_shared_by_all() -> None:
    found = rising((3.0, 3.2, 3.4, 4.5))
    assert found.normal is not None
    assert found.normal.value == pytest.approx(100.0, abs=0.05)
    assert found.normal.source == "the R(B) sweep at 4.5 K"
    half = found.at("50%")
    assert [p.held["temperature"] for p in half] == pytest.approx([3.0, 3.2, 3.4], abs=1e-3)
    for point in half:
        assert point.reference > 0
        assert point.background == 0.0
        centre = 1.1 * (4.0 - point.held["temperature"])
        assert point.x == pytest.approx(centre, abs=4 * point.total)
    # 1.1 T is the middle at 3.0 K: 1.2 T is at 71 %
    assert "sweep further" in found.at("90%")[0].message


def test_without_a_sweep_above_there_is_no_borrowing() -> None:
    found = rising((2.95, 3.0))
    assert found.normal is None
    assert all(p.refused for p in found.at("50%"))
    assert "add a sweep of the same channel above Tc" in found.at("50%")[0].message


def test_a_sweep_in_the_normal_state_is_no_transition() -> None:
    found = rising((4.5, 4.6))
    assert found.refusal.startswith("No transition: the signal does not rise")
    assert found.points == ()
    assert found.checks == ()


def test_one_peak_does_not_refuse_a_family_and_many_do() -> None:
    b = np.linspace(0, 2, 201)
    rng = np.random.default_rng(11)

    def sweep(t: float, peak: float) -> xr.Dataset:
        y = 100 * logistic(b, 1.0 - 0.2 * (t - 2), 0.2)
        y = y * (1 + peak * np.exp(-((b - 1.3) ** 2) / 0.02)) + 0.1 * rng.standard_normal(201)
        temperature = t + 1e-4 * rng.standard_normal(201)
        return split(log_of(temperature=temperature, field=b, resistance=y))[0]

    plain = [sweep(2.0, 0.0), sweep(2.2, 0.0)]
    assert not measure_family([*plain, sweep(2.4, 0.5)]).refusal
    refused = measure_family([plain[0], sweep(2.2, 0.5), sweep(2.4, 0.5)])
    assert refused.refusal_kind == "peak"
    assert refused.refusal.startswith("No plain transition in 2 of 3 passes: the signal peaks")
    assert refused.at("50%") == []


def test_sweeps_that_end_on_their_foot_share_the_zero_level() -> None:
    # at 3.9 K the foot never gets down to zero: the floor of a colder sweep is the zero level
    b = np.linspace(0.0, 2.0, 401)
    rng = np.random.default_rng(12)
    sweeps, offset = [], 5.0
    for t, centre in ((2.0, 1.2), (2.5, 0.9), (3.9, 0.12)):
        y = 100 * logistic(b, centre, 0.2) + offset + 0.05 * rng.standard_normal(401)
        temperature = t + 1e-4 * rng.standard_normal(401)
        sweeps += split(log_of(temperature=temperature, field=b, resistance=y))
    points = measure_family(sweeps).at("50%")
    for point, centre in zip(points, (1.2, 0.9, 0.12), strict=True):
        assert point.x == pytest.approx(centre, abs=max(4 * point.total, 1e-3))


def test_checks_are_counted_over_the_passes() -> None:
    checks = family(replace(QUIET, series_resistance=200.0)).checks
    (series,) = [c for c in checks if c.name == "series_resistance"]
    assert series.value == pytest.approx(200.0, abs=0.5)
    assert series.message.endswith("(8 of 8 passes)")
