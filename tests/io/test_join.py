"""Clocks, gaps and lags of logs that are joined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError
from supra2d.io._join import aligned, jitter, onto, usual_gap
from supra2d.io._join_clock import Clock, clock_of, find_clock, read_texts, rising, spread
from supra2d.io._join_lag import estimate_lag

EPOCH = 1706700000.0  # 2024-01-31 11:20:00


@pytest.mark.parametrize(
    ("cells", "kind", "first"),
    [
        (["2024-01-31 11:20:00", "2024-01-31 11:20:01.5"], "date", EPOCH),
        (["2024-01-31T11:20:00Z", "2024-01-31T11:20:01.5Z"], "date", EPOCH),
        (["2024-01-31T12:20:00+01:00", "2024-01-31T12:20:01.5+01:00"], "date", EPOCH),
        (["31.01.2024 11:20:00", "31.01.2024 11:20:02"], "date", EPOCH),
        (["01/31/2024 11:20:00", "01/31/2024 11:20:02"], "date", EPOCH),
        (["01/31/2024 11:20:00 AM", "01/31/2024 11:20:02 AM"], "date", EPOCH),
        (["31/01/2024 11:20:00", "31/01/2024 11:20:02"], "date", EPOCH),
        (["11:20:00", "11:20:01.5"], "day", 40800.0),
        (["1:20:00 PM", "1:20:01 PM"], "day", 48000.0),
        (["1706700000.0", "1706700001.5"], "date", EPOCH),
        (["1706700000000", "1706700001500"], "date", EPOCH),
        (["3789544800.0", "3789544801.5"], "date", EPOCH),
        (["45322.4722222222", "45322.4722395833"], "date", EPOCH),
        (["0", "1.5"], "start", 0.0),
        (["45322", "45323.5"], "start", 45322.0),
    ],
)
def test_a_clock_is_told_by_what_it_shows(cells: list[str], kind: str, first: float) -> None:
    column = find_clock(["when", "R (ohm)"], ["", ""], [[c, "5"] for c in cells], "when", "a.csv")
    values = read_texts([cells], column.layout) if column.layout else np.array(cells, float)
    clock = clock_of(values, column)
    assert clock.kind == kind
    # a day as a float is known to some 10 us
    assert clock.seconds[0] == pytest.approx(first, abs=1e-4)
    assert 1.0 - 1e-4 <= clock.seconds[1] - clock.seconds[0] <= 2.0


def test_the_clock_is_found_by_name_by_words_or_by_what_it_looks_like() -> None:
    rows = [["2024-01-31", "11:20:00", "0.1", "5"]] * 3
    column = find_clock(["Date", "Clock", "T (K)", "n"], [""] * 4, rows, "time", "a.csv")
    assert column.indices == (0, 1)
    rows = [["1", "12:00:00", "7"]] * 3
    assert find_clock(["T (K)", "b", "c"], [""] * 3, rows, "time", "a.csv").indices == (1,)
    assert find_clock(["T (K)", "b", "c"], [""] * 3, rows, "c", "a.csv").indices == (2,)
    with pytest.raises(InputError, match="no column that looks like a clock.*on = "):
        find_clock(["T (K)", "c"], [""] * 2, [["1", "7"]], "time", "a.csv")


def test_midnight_is_no_jump() -> None:
    column = find_clock(["Time"], [""], [["23:59:58"]], "time", "a.csv")
    values = read_texts([["23:59:58", "23:59:59", "00:00:00", "00:00:01"]], column.layout)
    assert np.diff(clock_of(values, column).seconds).tolist() == [1, 1, 1]


def test_a_clock_that_is_set_back_costs_the_rows_until_it_has_caught_up() -> None:
    seconds = np.concatenate([np.arange(0.0, 100.0), np.arange(90.0, 200.0)])
    keep, back, row = rising(seconds)
    assert (back, row) == (9.0, 100)
    assert (np.diff(seconds[keep]) >= 0).all()
    assert keep.sum() == seconds.size - 9


def test_a_single_wild_stamp_costs_one_row() -> None:
    for wild in (1e9, -1e9):
        seconds = np.arange(0.0, 100.0)
        seconds[40] = wild
        keep, _, _ = rising(seconds)
        assert np.flatnonzero(~keep).tolist() == [40]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_a_clock_rises_whatever_it_did(values: list[float]) -> None:
    keep, _, _ = rising(np.array(values))
    assert keep.any()
    assert (np.diff(np.array(values)[keep]) >= 0).all()


def test_stamps_of_whole_seconds_are_spread() -> None:
    true = np.arange(0, 10, 0.25)
    np.testing.assert_allclose(spread(np.floor(true)), true, atol=1e-12)  # exact in binary
    np.testing.assert_array_equal(spread(true), true)


def test_interpolation_stops_at_gaps_and_ends() -> None:
    seconds = np.array([0.0, 1.0, 2.0, 10.0, 11.0])
    rows = np.array([-1.0, 0.5, 2.0, 5.0, 10.0, 11.0, 12.0])
    found, gap = onto(rows, seconds, 2.0 * seconds, 3.0)
    np.testing.assert_array_equal(found, [np.nan, 1.0, 4.0, np.nan, 20.0, 22.0, np.nan])
    assert np.flatnonzero(gap).tolist() == [3]
    assert usual_gap(seconds) == 10.0


def test_jitter_is_that_of_the_readings() -> None:
    rng = np.random.default_rng(0)
    values = np.linspace(0, 3, 2000) + rng.normal(0, 1e-3, 2000)
    assert jitter(values) == pytest.approx(1e-3, rel=0.1)  # a MAD of 2000 is known to 3 %
    assert jitter(np.repeat([0.0, 1.0, 2.0], 100)) == 0.0


def clock(kind: str, start: float, size: int = 1000) -> Clock:
    return Clock(kind, start + np.arange(float(size)))


def test_logs_of_other_hours_are_refused_with_the_line_that_would_help() -> None:
    main = clock("date", EPOCH)
    with pytest.raises(InputError, match='min apart.*offsets = { "b" = "3600 s" }'):
        aligned(clock("date", EPOCH - 3600.0), "b", main, "a", {})
    with pytest.raises(InputError, match="do(es)? not overlap.*choose the files of one run"):
        aligned(clock("date", EPOCH - 900000.0), "b", main, "a", {})
    seconds, _ = aligned(clock("date", EPOCH - 3600.0), "b", main, "a", {"b": 3600.0})
    assert seconds[0] == EPOCH


def test_half_a_log_is_told() -> None:
    _, notes = aligned(clock("date", EPOCH - 800.0), "b", clock("date", EPOCH), "a", {})
    assert notes == ["b covers only 20 % of a"]


def test_clocks_of_different_kinds() -> None:
    date = clock("date", EPOCH)
    seconds, _ = aligned(clock("day", 40810.0 - 30.0), "b", date, "a", {})
    assert seconds[0] == EPOCH - 20.0
    with pytest.raises(InputError, match='counts its time from its own start.*"b" = "0 s"'):
        aligned(clock("start", 0.0), "b", date, "a", {})
    seconds, _ = aligned(clock("start", 0.0), "b", date, "a", {"b": 5.0})
    assert seconds[0] == EPOCH + 5.0
    _, notes = aligned(clock("start", 0.0), "b", clock("start", 0.0), "a", {})
    assert "taken to be the same moment" in notes[0]


def sweeps(lag: float, seed: int, pairs: int = 3) -> tuple[np.ndarray, ...]:
    """A film warmed and cooled through 4 K, and a thermometer that is behind."""
    rng = np.random.default_rng(seed)
    end = 800.0 * pairs
    knots = np.arange(0.0, end + 1, 400.0)
    kelvins = np.where(np.arange(knots.size) % 2 == 0, 3.0, 5.0)
    rows = np.arange(1.0, end, 0.7)
    film = np.interp(rows, knots, kelvins)
    signal = 100.0 / (1.0 + np.exp(-(film - 4.0) / 0.03)) + rng.normal(0, 0.3, rows.size)
    seconds = np.arange(-20.0, end + 20.0)
    read = np.interp(seconds - lag, knots, kelvins) + rng.normal(0, 2e-3, seconds.size)
    return rows, signal, seconds, read


@pytest.mark.parametrize("lag", [-2.0, 0.0, 4.0, 15.0])
def test_a_lag_is_found_within_its_error(lag: float) -> None:
    pulls = []
    for seed in range(12):
        rows, signal, seconds, read = sweeps(lag, seed)
        found = estimate_lag(rows, signal, None, seconds, read)
        assert found is not None and found.pairs >= 3
        pulls.append((found.value - lag) / found.error)
    # an error of the right size: 12 pulls scatter by 1 +- 0.2, their mean by 0.3; three of those
    assert abs(np.mean(pulls)) < 1.0
    assert 0.4 < np.std(pulls) < 1.7


def test_pairs_that_disagree_are_told() -> None:
    rows, signal, seconds, read = sweeps(4.0, 1)
    assert "disagree" not in estimate_lag(rows, signal, None, seconds, read).note()
    later = rows + np.where(rows > 800.0, 20.0, 0.0)  # a clock that was set between two pairs
    found = estimate_lag(later, signal, None, seconds, read)
    assert found.spread > 3.0 and "look at the clocks" in found.note()


def test_no_lag_without_a_pair_of_sweeps() -> None:
    rows, signal, seconds, read = sweeps(4.0, 0)
    up = rows < 390.0
    assert estimate_lag(rows[up], signal[up], None, seconds, read) is None
    field = np.interp(rows, [0.0, 2400.0], [0.0, 3.0])  # the field runs all the time
    assert estimate_lag(rows, signal, field, seconds, read) is None
    assert estimate_lag(rows, np.ones(rows.size), None, seconds, read) is None
