"""Logs of simulated measurements: noise as stated, seeds, and what goes wrong on purpose."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from supra2d.core import InputError, NameUnknownError, header_of, validate
from supra2d.simulate import Film, Protocol, Sweep, resistance, run

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
FAMILY = Sweep("R(T)", at=tuple(np.linspace(0, 2, 10)), span=(6.0, 1.8), points=150)
LOOPS = Sweep("R(B)", at=(2.0, 3.0), span=(-3.0, 3.0), points=101, loop=True)


def test_a_quiet_protocol_records_the_film_itself() -> None:
    log = validate(run(FILM, Protocol((FAMILY, LOOPS))))
    expected = resistance(FILM, log["temperature"].values, log["field"].values)
    np.testing.assert_array_equal(log["resistance"].values, expected)
    assert log.sizes["row"] == 10 * 150 + 2 * 2 * 101
    assert log["row"].values.tolist() == list(range(1, log.sizes["row"] + 1))


def test_seeds_are_reproducible_and_different() -> None:
    noisy = Protocol((FAMILY,), noise_floor=1.0, temperature_jitter=1e-3, cooldown_spread=0.01)
    assert run(FILM, noisy, 7).identical(run(FILM, noisy, 7))
    assert run(FILM, noisy, 7).attrs["sha256"] != run(FILM, noisy, 8).attrs["sha256"]
    assert not np.allclose(run(FILM, noisy, 7)["resistance"], run(FILM, noisy, 8)["resistance"])


def test_noise_has_the_stated_sigma() -> None:
    flat = Protocol(
        (Sweep("R(T)", at=(0.0,), span=(50.0, 20.0), points=20_000),),
        noise_floor=0.3,
        noise_relative=4e-4,
    )
    residual = run(FILM, flat, 3)["resistance"].values - FILM.normal_resistance
    # the error of a standard deviation from n values is 1/sqrt(2n) = 0.5 %; four of them
    assert residual.std() == pytest.approx(0.5, rel=0.02)
    assert residual.mean() == pytest.approx(0.0, abs=4 * 0.5 / sqrt(20_000))


def test_jitter_moves_the_sample_and_reading_errors_do_not() -> None:
    sweep = Sweep("R(T)", at=(0.5,), span=(3.0, 3.0), points=4000)
    moved = run(FILM, Protocol((sweep,), temperature_jitter=0.01, field_jitter=1e-3), 1)
    exact = resistance(FILM, moved["temperature"].values, moved["field"].values)
    np.testing.assert_array_equal(moved["resistance"].values, exact)
    assert moved["temperature"].values.std() == pytest.approx(0.01, rel=0.05)
    assert moved["field"].values.std() == pytest.approx(1e-3, rel=0.05)
    misread = run(FILM, Protocol((sweep,), temperature_reading=0.01, field_reading=1e-3), 1)
    assert np.unique(misread["resistance"].values).size == 1
    assert misread["temperature"].values.std() == pytest.approx(0.01, rel=0.05)


def test_offset_and_series_resistance_add_up() -> None:
    log = run(FILM, Protocol((FAMILY,), offset=-2.0, series_resistance=50.0))
    assert log["resistance"].values.min() == pytest.approx(48.0, abs=1e-3)


def test_remanence_and_hysteresis_shift_the_branches() -> None:
    log = run(FILM, Protocol((LOOPS,), remanent_field=0.06, hysteresis=0.12))
    up, down = (log.isel(row=slice(start, start + 101)) for start in (0, 101))
    # grid of 0.06 T: rising the sample feels B + 0.06 - 0.12, falling B + 0.06 + 0.12
    assert np.all(np.diff(up["field"].values) > 0) and np.all(np.diff(down["field"].values) < 0)
    for branch, center in ((up, 0.06), (down, -0.18)):
        superconducting = branch["field"].values[branch["resistance"].values < 500]
        assert superconducting.mean() == pytest.approx(center, abs=1e-9)


def test_a_magnitude_never_falls_below_its_floor() -> None:
    quiet = run(FILM, Protocol((FAMILY,), magnitude_floor=5.0, offset=-1.0))["resistance"].values
    assert quiet.min() >= 5.0
    noisy = run(FILM, Protocol((FAMILY,), magnitude_floor=5.0, noise_floor=20.0))
    assert noisy["resistance"].values.min() >= 0.0


def test_a_cooldown_shifts_all_rows_of_a_run_alike() -> None:
    spread = 0.05
    shifts = []
    for seed in range(40):
        log = run(FILM, Protocol((FAMILY,), cooldown_spread=spread), seed)
        zero = log.isel(row=slice(0, 150)).sortby("resistance")
        shifts.append(float(np.interp(500.0, zero["resistance"], zero["temperature"])) - FILM.Tc)
    # forty draws: 11 % on the standard deviation, three of them
    assert np.std(shifts) == pytest.approx(spread, rel=0.34)


def test_channels_take_turns() -> None:
    protocol = Protocol(
        (FAMILY,), channels=("ch1", "ch2"), channel_ratio=1.2, quantity="resistivity"
    )
    log = run(FILM, protocol)
    first, second = log["resistivity_ch1"].values, log["resistivity_ch2"].values
    assert np.isfinite(first[::2]).all() and np.isnan(first[1::2]).all()
    assert np.isfinite(second[1::2]).all() and np.isnan(second[::2]).all()
    # rho = R w d / L
    assert first[0] == pytest.approx(1000.0 * 20e-6 * 8e-9 / 100e-6, rel=1e-6)
    assert second[1] / first[0] == pytest.approx(1.2, rel=1e-6)
    assert header_of(log)["ch2"]["cross_section"] == pytest.approx(20e-6 * 8e-9)


def test_rotation_is_recorded_as_an_angle_or_as_a_position() -> None:
    sweep = Sweep("R(angle)", at=(2.0,), span=(-10.0, 100.0), points=111, temperature=3.0)
    plain = run(FILM, Protocol((sweep,), misalignment=2.0))
    assert plain["angle"].values[0] == -10.0
    # the resistance is lowest where the field is really in the plane
    assert plain["angle"].values[plain["resistance"].values.argmin()] == 88.0
    rotator = run(FILM, Protocol((sweep,), rotator_zero=12.0))
    assert "angle" not in rotator and rotator["position"].values[0] == 2.0


def test_sweeps_at_several_angles_record_them() -> None:
    sweeps = tuple(
        Sweep("R(B)", at=(3.0,), span=(0.0, 8.0), points=50, angle=angle) for angle in (0.0, 60.0)
    )
    log = run(FILM, Protocol(sweeps))
    assert log["angle"].values.tolist() == [0.0] * 50 + [60.0] * 50
    expected = resistance(FILM, 3.0, log["field"].values, log["angle"].values)
    np.testing.assert_array_equal(log["resistance"].values, expected)


def test_sheet_resistance_follows_from_the_geometry() -> None:
    log = run(FILM, Protocol((FAMILY,), quantity="sheet_resistance"))
    assert log["sheet_resistance"].values.max() == pytest.approx(1000.0 * 20 / 100, rel=1e-6)


def test_impossible_protocols_are_refused() -> None:
    with pytest.raises(NameUnknownError, match="unknown kind of sweep"):
        Sweep("R(V)", at=(0.0,), span=(0, 1))
    with pytest.raises(InputError, match="at least one of each"):
        Sweep("R(T)", at=(), span=(0, 1))
    with pytest.raises(InputError, match="without sweeps"):
        Protocol(())
    with pytest.raises(NameUnknownError, match="did you mean resistance"):
        replace(Protocol((FAMILY,)), quantity="resistence")
