"""Splitting a log into sweeps: what ran, what was held, which rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from supra2d.measure import held, running, signal, split
from supra2d.simulate import Film, Protocol, Sweep, run

from ._made import log_of, logistic

T = np.linspace(6.0, 2.0, 81)
B = np.linspace(-2.0, 2.0, 101)


def facts(sweep: xr.Dataset) -> tuple[str, str, int]:
    return sweep.attrs["kind"], sweep.attrs["branch"], sweep.sizes["row"]


def test_temperature_sweeps_at_set_fields() -> None:
    fields = (0.0, 0.5, 1.0)
    sweeps = split(
        log_of(temperature=np.tile(T, 3), field=np.repeat(fields, 81), resistance=np.ones(243))
    )
    assert [facts(s) for s in sweeps] == [("R(T)", "down", 81)] * 3
    assert [held(s, "field") for s in sweeps] == list(fields)
    # line numbers of the file, which begins with one line of names
    assert [s.attrs["rows"] for s in sweeps] == ["2-82", "83-163", "164-244"]
    assert sweeps[1]["row"].values.tolist() == list(range(83, 164))


def test_a_sweep_says_what_ran_and_what_was_measured() -> None:
    (sweep,) = split(log_of(temperature=T, field=np.zeros(81), resistance=logistic(T)))
    assert (sweep.attrs["running"], sweep.attrs["signal"]) == ("temperature", "resistance")
    np.testing.assert_array_equal(running(sweep), T)
    np.testing.assert_array_equal(signal(sweep), logistic(T))
    assert held(sweep, "angle") is None


def test_set_point_jitter_does_not_cut_a_sweep() -> None:
    rng = np.random.default_rng(1)
    fields = np.repeat((0.0, 0.5, 1.0), 81) + rng.normal(0, 1e-4, 243)
    sweeps = split(
        log_of(
            temperature=np.tile(T, 3) + rng.normal(0, 2e-3, 243),
            field=fields,
            resistance=np.ones(243),
        )
    )
    assert [facts(s) for s in sweeps] == [("R(T)", "down", 81)] * 3
    # the median of 81 values is known to 1.25 sigma/9; three of those
    assert [held(s, "field") for s in sweeps] == pytest.approx([0.0, 0.5, 1.0], abs=5e-5)
    assert float(sweeps[0]["field_held"].attrs["spread"]) == pytest.approx(1e-4, rel=0.3)


def test_one_wild_reading_does_not_cut_a_sweep() -> None:
    rng = np.random.default_rng(2)
    temperature = 2.0 + rng.normal(0, 1e-3, 101)
    temperature[50] = 2.4
    (sweep,) = split(log_of(temperature=temperature, field=B, resistance=np.ones(101)))
    assert facts(sweep) == ("R(B)", "up", 101)


def test_field_loops_are_cut_at_their_turning_points() -> None:
    rng = np.random.default_rng(3)
    temperature = np.repeat((2.0, 3.0), 202) + rng.normal(0, 2e-3, 404)
    field = np.tile(np.concatenate([B, B[::-1]]), 2)
    sweeps = split(log_of(temperature=temperature, field=field, resistance=np.abs(field)))
    assert [(s.attrs["kind"], s.attrs["branch"]) for s in sweeps] == [
        ("R(B)", "up"),
        ("R(B)", "down"),
    ] * 2
    assert [held(s, "temperature") for s in sweeps] == pytest.approx([2, 2, 3, 3], abs=1e-3)
    # the turning point, which is recorded twice, may be on either side of the cut
    assert all(s.sizes["row"] in (101, 102) for s in sweeps)


def test_a_loop_from_zero_has_three_branches() -> None:
    field = np.concatenate([np.linspace(0, 2, 60), np.linspace(2, -2, 120), np.linspace(-2, 0, 60)])
    sweeps = split(log_of(field=field, resistance=np.ones(240)))
    assert [s.attrs["branch"] for s in sweeps] == ["up", "down", "up"]
    assert running(sweeps[1])[0] == 2.0
    assert running(sweeps[1])[-1] == -2.0


def test_repeated_and_returning_sweeps_are_sweeps_of_their_own() -> None:
    repeated = split(
        log_of(temperature=np.tile(T, 2), field=np.zeros(162), resistance=np.ones(162))
    )
    assert [facts(s) for s in repeated] == [("R(T)", "down", 81)] * 2
    there_and_back = np.concatenate([T, T[::-1]])
    back = split(log_of(temperature=there_and_back, field=np.zeros(162), resistance=np.ones(162)))
    assert [s.attrs["branch"] for s in back] == ["down", "up"]


@pytest.mark.parametrize("rotation", ["angle", "position", "azimuth"])
def test_rotations(rotation: str) -> None:
    rng = np.random.default_rng(4)
    turn = np.linspace(-20, 200, 111)
    columns: dict[str, Any] = {rotation: turn, "temperature": 2.0 + rng.normal(0, 1e-3, 111)}
    (sweep,) = split(log_of(**columns, field=np.ones(111), resistance=logistic(turn, 90, 10)))
    assert facts(sweep) == (f"R({rotation})", "up", 111)
    assert held(sweep, "field") == 1.0


def test_current_voltage_curves() -> None:
    current = np.tile(np.linspace(-1e-3, 1e-3, 101), 2)
    sweeps = split(
        log_of(
            temperature=np.repeat((2.0, 3.0), 101),
            field=np.zeros(202),
            current=current,
            voltage=current**3,
        )
    )
    assert [facts(s) for s in sweeps] == [("I-V", "up", 101)] * 2
    assert [held(s, "temperature") for s in sweeps] == [2.0, 3.0]


def test_gate_sweeps_and_sweeps_at_gates() -> None:
    rng = np.random.default_rng(5)
    gate = np.linspace(-50, 50, 81)
    temperature = 2.0 + rng.normal(0, 1e-3, 81)
    (sweep,) = split(log_of(temperature=temperature, gate_voltage=gate, resistance=np.ones(81)))
    assert facts(sweep) == ("R(VG)", "up", 81)
    at = np.repeat((-10.0, 0.0, 10.0), 81)
    sweeps = split(log_of(temperature=np.tile(T, 3), gate_voltage=at, resistance=np.ones(243)))
    assert [held(s, "gate_voltage") for s in sweeps] == [-10.0, 0.0, 10.0]


def test_interleaved_channels_are_taken_apart() -> None:
    even = np.arange(162) % 2 == 0
    sweeps = split(
        log_of(
            temperature=np.repeat(T, 2),
            field=np.zeros(162),
            resistance_ch1=np.where(even, 1.0, np.nan),
            resistance_ch2=np.where(even, np.nan, 2.0),
        )
    )
    assert [s.attrs["channel"] for s in sweeps] == ["ch1", "ch2"]
    assert [s.sizes["row"] for s in sweeps] == [81, 81]
    assert sweeps[0]["row"].values.tolist() == list(range(2, 164, 2))
    assert sweeps[1].attrs["rows"] == "3-163 (81 of them)"
    assert (signal(sweeps[1]) == 2.0).all()


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_a_family_ordered_by_the_running_control(count: int, jitter: float) -> None:
    rng = np.random.default_rng(count)
    fields = 0.25 * np.arange(count)
    n = 81 * count
    sweeps = split(
        log_of(
            temperature=np.repeat(T, count) + rng.normal(0, 1e-3 * jitter, n),
            field=np.tile(fields, 81) + rng.normal(0, 1e-4 * jitter, n),
            resistance=np.ones(n),
        )
    )
    assert [facts(s) for s in sweeps] == [("R(T)", "down", 81)] * count
    assert [held(s, "field") for s in sweeps] == pytest.approx(list(fields), abs=1e-4)
    assert sweeps[1]["row"].values.tolist() == list(range(3, 2 + n, count))


def test_fields_and_angles_held_together() -> None:
    sweeps = split(
        log_of(
            temperature=np.tile(T, 4),
            field=np.repeat((0.5, 0.5, 1.0, 1.0), 81),
            angle=np.repeat((0.0, 90.0, 0.0, 90.0), 81),
            resistance=np.ones(324),
        )
    )
    assert [(held(s, "field"), held(s, "angle")) for s in sweeps] == [
        (0.5, 0.0),
        (0.5, 90.0),
        (1.0, 0.0),
        (1.0, 90.0),
    ]


def test_temperature_and_field_sweeps_in_one_log() -> None:
    rng = np.random.default_rng(6)
    cold = 2.0 + rng.normal(0, 1e-3, 101)
    sweeps = split(
        log_of(
            temperature=np.concatenate([T, cold]),
            field=np.concatenate([np.zeros(81), B]),
            resistance=np.ones(182),
        )
    )
    assert [s.attrs["kind"] for s in sweeps] == ["R(T)", "R(B)"]
    # rows at the corner, cold and at the first field, fit either sweep
    assert sum(s.sizes["row"] for s in sweeps) in (181, 182)


def test_transients_between_sweeps_are_dropped() -> None:
    rng = np.random.default_rng(7)
    warming = np.linspace(2.1, 2.9, 6)
    temperature = np.concatenate([np.full(101, 2.0), warming, np.full(101, 3.0)])
    field = np.concatenate([B, np.linspace(1.6, -1.6, 6), B])
    sweeps = split(
        log_of(
            temperature=temperature + rng.normal(0, 1e-3, 208), field=field, resistance=np.ones(208)
        )
    )
    assert [s.attrs["rows"] for s in sweeps] == ["2-102", "109-209"]


@pytest.mark.parametrize(
    "columns",
    [
        {"temperature": np.full(50, 4.2), "resistance": np.ones(50)},
        {"temperature": [4.2], "resistance": [1.0]},
        {"temperature": np.arange(7.0), "resistance": np.arange(7.0)},
        {"temperature": T, "field": np.zeros(81)},
    ],
    ids=["constant", "single point", "seven points", "no signal"],
)
def test_no_sweep(columns: dict[str, Any]) -> None:
    assert split(log_of(**columns)) == []


def test_a_jittering_constant_temperature_is_no_sweep() -> None:
    rng = np.random.default_rng(8)
    temperature = 4.2 + rng.normal(0, 1e-3, 50)
    assert split(log_of(temperature=temperature, field=np.zeros(50), resistance=np.ones(50))) == []


def test_a_control_with_gaps_is_left_out_rather_than_trusted() -> None:
    field = np.where(np.arange(81) == 3, np.nan, 0.0)
    (sweep,) = split(log_of(temperature=T, field=field, resistance=np.ones(81)))
    assert facts(sweep) == ("R(T)", "down", 81)
    assert held(sweep, "field") is None


def test_a_simulated_log_comes_apart_as_it_was_put_together() -> None:
    film = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
    protocol = Protocol(
        (
            Sweep("R(T)", at=(0.0, 0.2, 0.4), span=(6.0, 2.0), points=120, loop=True),
            Sweep("R(B)", at=(2.0, 3.0), span=(-2.5, 2.5), points=151, loop=True),
            Sweep("R(angle)", at=(0.5, 1.0), span=(-10.0, 190.0), points=101, temperature=2.5),
        ),
        noise_floor=0.5,
        temperature_jitter=2e-3,
        temperature_reading=1e-3,
        field_jitter=2e-4,
        channels=("ch1", "ch2"),
    )
    sweeps = split(run(film, protocol, seed=3))
    for channel in ("ch1", "ch2"):
        kinds = [s.attrs["kind"] for s in sweeps if s.attrs["channel"] == channel]
        assert sorted(kinds) == ["R(B)"] * 4 + ["R(T)"] * 6 + ["R(angle)"] * 2


def test_the_measured_log_of_eight_temperatures(act_log: xr.Dataset) -> None:
    sweeps = split(act_log)
    for channel in ("ch1", "ch2"):
        own = [s for s in sweeps if s.attrs["channel"] == channel]
        assert {s.attrs["kind"] for s in own} == {"R(B)"}
        # set points of the cryostat, which holds them to a millikelvin
        assert [held(s, "temperature") for s in own] == pytest.approx(
            [2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4], abs=1e-3
        )
        assert [s.attrs["branch"] for s in own] == ["down", "up"] * 4
        # one sign of the field in the last sweep, both in the others
        assert [float(np.ptp(running(s))) for s in own] == pytest.approx(
            [2.0] * 7 + [float(np.ptp(running(own[-1])))], abs=0.02
        )
    # each row of the file belongs to one sweep
    rows = np.concatenate([s["row"].values for s in sweeps])
    assert np.unique(rows).size == rows.size
