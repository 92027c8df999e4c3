"""Current-voltage curves: branches, settings, and what is taken off them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from supra2d.core import Column, make_log
from supra2d.io import read
from supra2d.measure import held, iv_groups, iv_sweeps, split

from ._iv_made import NOISE, RESISTANCE, joined, loop, made, rising, switched
from ._made import log_of

BRANCHES = ["zero->plus", "plus->zero", "zero->minus", "minus->zero"]


def test_a_loop_has_four_branches_in_the_order_of_measurement() -> None:
    sweeps = iv_sweeps([made(loop(), switched(loop(), 6e-4), field=0.1)])
    assert [s.branch for s in sweeps] == BRANCHES
    assert [(s.sign, s.way) for s in sweeps] == [(1, "up"), (1, "down"), (-1, "up"), (-1, "down")]
    for sweep in sweeps:
        # a reading at a turning point may be on either side of it
        assert 100 <= sweep.current.size <= 102
        assert sweep.held == {"temperature": pytest.approx(4.2, rel=1e-3), "field": 0.1}
        # noise of about a hundred readings is known to 10 %; three of those
        assert sweep.noise == pytest.approx(NOISE, rel=0.3)
        assert (np.diff(sweep.size) * (1 if sweep.way == "up" else -1) >= 0).all()


def test_a_sweep_through_zero_has_two_branches() -> None:
    current = np.linspace(1e-3, -1e-3, 201)
    sweeps = iv_sweeps([made(current, switched(current, 6e-4))])
    assert [s.branch for s in sweeps] == ["plus->zero", "zero->minus"]


def test_a_file_of_four_columns_needs_no_hint(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lines = ["T (K), B (T), I (A), V (V)"]
    for t in (2.0, 3.0, 4.0):
        for b in (0.0, 0.5):
            voltage = switched(loop(), 1e-4 * (8.0 - t) * (1.0 - b))
            voltage += rng.normal(0.0, NOISE, voltage.size)
            kelvin = t + rng.normal(0.0, 1e-3, voltage.size)
            lines += [f"{k:.5g}, {b:g}, {i:.6g}, {v:.6g}"
                      for k, i, v in zip(kelvin, loop(), voltage, strict=True)]  # fmt: skip
    path = tmp_path / "family.txt"
    path.write_text("\n".join(lines))
    groups = iv_groups(iv_sweeps([read(path)]))
    assert [(round(g[0].held["temperature"], 1), g[0].held["field"]) for g in groups] == [
        (t, b) for t in (2.0, 3.0, 4.0) for b in (0.0, 0.5)
    ]
    assert all([s.branch for s in group] == BRANCHES for group in groups)


def test_close_temperatures_stay_apart() -> None:
    temperatures = np.linspace(7.9, 8.1, 6)  # 0.5 % from one to the next
    logs = [made(loop(), switched(loop(), 6e-4), seed=i, temperature=t)
            for i, t in enumerate(temperatures)]  # fmt: skip
    groups = iv_groups(iv_sweeps([joined(logs)]))
    assert [len(g) for g in groups] == [4] * 6


def test_drifting_temperatures_stay_together() -> None:
    # a millikelvin bath: 0.6 % between the branches, set points 15 % apart
    current = rising(points=80)
    settings = [(1, 0.03), (-1, 0.0302), (1, 0.035), (-1, 0.0352)]
    logs = [
        made(sign * current, switched(sign * current, 6e-4), seed=i, temperature=t)
        for i, (sign, t) in enumerate(settings)
    ]
    assert [len(g) for g in iv_groups(iv_sweeps(logs))] == [2, 2]


def loops_in(fields: np.ndarray, scatter: float) -> xr.Dataset:
    """A loop at each field, whose readings scatter."""
    log = joined([made(loop(), switched(loop(), 6e-4), seed=i, field=float(b))
                  for i, b in enumerate(fields)])  # fmt: skip
    jitter = np.random.default_rng(9).normal(0.0, scatter, log.sizes["row"])
    return log.assign(field=log["field"].copy(data=log["field"].values + jitter))


@pytest.mark.parametrize("centre", [0.0, 0.1])
def test_fields_in_steps_that_the_readings_resolve_stay_apart(centre: float) -> None:
    fields = centre + 2e-6 * np.arange(-4, 5)
    groups = iv_groups(iv_sweeps([loops_in(fields, 1e-7)]))
    assert [[s.branch for s in group] for group in groups] == [BRANCHES] * 9
    for group, field in zip(groups, fields, strict=True):
        # the median of a hundred readings of 0.1 uT; five errors
        assert group[0].held["field"] == pytest.approx(field, abs=6e-8)


def test_steps_below_the_scatter_of_the_readings_are_one_field() -> None:
    fields = 2e-6 * np.arange(-4, 5)
    (group,) = iv_groups(iv_sweeps([loops_in(fields, 3e-6)]))
    assert len(group) == 36


def test_a_field_that_drifts_within_a_loop_is_one() -> None:
    current = rising(points=80)
    signs = (1, -1, 1, -1)
    logs = [made(s * current, switched(s * current, 6e-4), seed=i, field=0.1 + 1e-5 * i)
            for i, s in enumerate(signs)]  # fmt: skip
    assert [len(g) for g in iv_groups(iv_sweeps(logs))] == [4]


def test_a_sample_that_warms_at_high_current_is_one_sweep() -> None:
    current = loop()
    voltage = switched(current, 6e-4)
    temperature = 2.0 + 1e-4 * np.sin(np.arange(current.size)) + 0.1 * (np.abs(voltage) > 1e-3)
    sweeps = iv_sweeps([log_of(temperature=temperature, current=current, voltage=voltage)])
    assert [s.branch for s in sweeps] == BRANCHES
    # the thermometer's own wiggle
    assert all(s.held["temperature"] == pytest.approx(2.0, abs=2e-4) for s in sweeps)
    assert sweeps[0].temperatures.max() > 2.09


def test_named_channels_find_their_current() -> None:
    current = rising()
    columns = [
        Column("current", current, "I_R12", "R12"),
        Column("voltage", switched(current, 6e-4), "V_R12", "R12"),
        Column("current", 2 * current, "I_R34", "I_R34"),
        Column("voltage", switched(2 * current, 6e-4), "V_R34", "V_R34"),
    ]
    log = make_log(columns, lines=np.arange(2, 103), source="x", sha256="0" * 64, reader="made")
    found = {s.channel: s.current.max() for s in iv_sweeps([log])}
    assert found == {"R12": pytest.approx(1e-3), "V_R34": pytest.approx(2e-3)}


def test_differential_resistance_is_a_current_sweep() -> None:
    current = np.linspace(-1e-3, 1e-3, 201)
    slope = np.where(np.abs(current) > 5e-4, RESISTANCE, 0.0)
    log = log_of(temperature=np.full(201, 4.2), current=current, differential_resistance=slope)
    (sweep,) = split(log)
    assert sweep.attrs["kind"] == "dV/dI" and held(sweep, "temperature") == 4.2
    minus, plus = iv_sweeps([log])
    assert plus.integrated and plus.slope is not None
    # 12 ohm over the upper half of the currents; the edge is known to a step
    assert plus.voltage[-1] == pytest.approx(RESISTANCE * 5e-4, rel=0.02)
    assert minus.voltage[0] == pytest.approx(-RESISTANCE * 5e-4, rel=0.02)


def test_both_signals_make_one_sweep() -> None:
    current = rising()
    voltage = switched(current, 6e-4)
    log = log_of(temperature=np.full(101, 4.2), current=current, voltage=voltage,
                 differential_resistance=np.gradient(voltage, current))  # fmt: skip
    (sweep,) = iv_sweeps([log])
    assert not sweep.integrated and sweep.slope is not None and sweep.slope.size == 101


def test_an_offset_that_changes_its_sign_is_taken_off() -> None:
    offsets = np.array([-4e-5, -1e-5, 2e-5, 5e-5])
    logs = [made(loop(), switched(loop(), 6e-4) + o, seed=i, temperature=2.0 + i)
            for i, o in enumerate(offsets)]  # fmt: skip
    groups = iv_groups(iv_sweeps([joined(logs)]))
    for group, offset in zip(groups, offsets, strict=True):
        for sweep in group:
            # the mean of some fifty readings of 1 uV, with a slope beside it; four errors
            assert sweep.offsets.voltage == pytest.approx(offset, abs=1.2e-6)
            low = sweep.size < 3e-4
            assert abs(np.mean(sweep.voltage[low])) < 1.2e-6


def test_an_offset_of_the_current_is_seen_in_the_normal_branches() -> None:
    shift = 1.2e-5
    sweeps = iv_sweeps([made(loop(), switched(loop(), 6e-4, shift=shift))])
    offsets = sweeps[0].offsets
    assert abs(offsets.current + shift) < 4.0 * offsets.current_sigma
    assert offsets.current_sigma < 1e-7
    assert not any(s.offsets.current for s in iv_sweeps([made(loop(), switched(loop(), 6e-4))]))


def test_no_normal_branch_no_offset_of_the_current() -> None:
    short = loop(5e-4)
    (first, *_) = iv_sweeps([made(short, switched(short, 6e-4))])
    assert first.offsets.current == 0.0 and np.isnan(first.offsets.current_sigma)


def test_leads_in_series_are_taken_off() -> None:
    logs = [made(loop(), switched(loop(), c) + 0.4 * loop(), seed=i, temperature=t)
            for i, (t, c) in enumerate([(2.0, 7e-4), (3.0, 5e-4), (4.0, 3e-4)])]  # fmt: skip
    for sweep in iv_sweeps([joined(logs)]):
        assert sweep.offsets.series_shared
        assert abs(sweep.offsets.series - 0.4) < 4.0 * sweep.offsets.series_sigma
        assert sweep.offsets.series_sigma < 0.01


def test_a_resistance_that_changes_with_temperature_is_the_samples_own() -> None:
    def tail(r: float) -> np.ndarray:
        return switched(loop(), 6e-4) + r * loop()

    logs = [made(loop(), tail(r), seed=i, temperature=t)
            for i, (t, r) in enumerate([(2.0, 0.0), (3.0, 0.5), (4.0, 2.0)])]  # fmt: skip
    assert {s.offsets.series for s in iv_sweeps([joined(logs)])} == {0.0}
    alone = [s.offsets for s in iv_sweeps([logs[1]])]
    assert alone[0].series == pytest.approx(0.5, abs=0.02) and not alone[0].series_shared


def test_too_few_points_and_no_current_are_no_sweeps() -> None:
    short = rising(points=6)
    assert iv_sweeps([made(short, switched(short, 6e-4))]) == []
    still = log_of(temperature=np.linspace(2, 9, 60), current=np.full(60, 1e-5),
                   voltage=np.full(60, 1e-4))  # fmt: skip
    assert iv_sweeps([still]) == []
    assert iv_groups([]) == []
