"""The Dataset schema: logs, tables, and what the validator refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import (
    RESISTIVE,
    SCHEMA,
    Column,
    InputError,
    NameUnknownError,
    channel,
    header_of,
    make_log,
    make_table,
    merge_rows,
    row_ranges,
    select,
    signals,
    unmapped_of,
    validate,
)

LINES = np.array([3, 4, 6], dtype=np.int64)


def example_log(*extra: Column):
    columns = [
        Column("temperature", np.array([1.0, 2.0, 3.0]), "T (K)"),
        Column("resistance", np.array([0.0, np.nan, 5.0]), "R1 (ohm)", "ch1"),
        Column("resistance", np.array([np.nan, 4.0, np.nan]), "R2 (ohm)", "ch2"),
        *extra,
    ]
    return make_log(
        columns,
        lines=LINES,
        source="a.dat",
        sha256="0" * 64,
        reader="test",
        dropped_rows=1,
        message="one row was dropped",
        unmapped=["Status"],
        header={"title": "x", "ch1": {"lead_separation": 1e-3}},
    )


def test_a_log_carries_names_units_and_where_it_comes_from() -> None:
    log = example_log()
    assert list(log.data_vars) == ["temperature", "resistance_ch1", "resistance_ch2"]
    assert log["resistance_ch2"].attrs == {
        "units": "ohm", "quantity": "resistance", "column": "R2 (ohm)", "where": "ch2"
    }  # fmt: skip
    assert log["row"].values.tolist() == [3, 4, 6]
    assert log.attrs["schema"] == SCHEMA and log.attrs["dropped_rows"] == 1
    assert unmapped_of(log) == ["Status"]
    assert header_of(log) == {"title": "x", "ch1": {"lead_separation": 1e-3}}
    assert signals(log, RESISTIVE) == ["resistance_ch1", "resistance_ch2"]


def test_rows_are_picked_by_mask_or_by_index_and_keep_their_lines() -> None:
    log = example_log()
    by_mask = select(log, np.array([True, False, True]))
    assert by_mask.identical(select(log, np.array([0, 2])))
    assert by_mask["row"].values.tolist() == [3, 6] and by_mask.attrs == log.attrs


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two columns are mapped to temperature"):
        example_log(Column("temperature", np.zeros(3), "T2 (K)"))


def test_an_unknown_channel_is_answered_with_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="did you mean temperature"):
        example_log(Column("temprature", np.zeros(3), "T2 (K)"))
    with pytest.raises(NameUnknownError, match="expected one of ac_loss, "):
        channel("pressure")


def test_text_in_a_numeric_channel_is_refused() -> None:
    with pytest.raises(InputError, match="expected numbers"):
        example_log(Column("field", np.array(["a", "b", "c"]), "B (T)"))
    labelled = example_log(Column("direction", np.array(["", "", ""], dtype=object), "dir"))
    assert "direction" in labelled


def test_wrong_units_and_foreign_datasets_are_refused() -> None:
    log = example_log()
    log["temperature"].attrs["units"] = "mK"
    with pytest.raises(InputError, match="expected temperature in 'K'"):
        validate(log)
    with pytest.raises(InputError, match="schema None"):
        validate(log.drop_attrs())


def test_a_table_broadcasts_what_is_the_same_for_all_points() -> None:
    table = make_table(
        [1.0, 2.0], 0.5, temperature_error=0.01, direction="parallel", criterion="50%"
    )
    assert table["field"].values.tolist() == [0.5, 0.5]
    assert table["direction"].values.tolist() == ["parallel", "parallel"]
    assert table["temperature_shared"].shape == (2, 0)
    assert table.attrs["criterion"] == "50%" and "angle" not in table


def test_a_table_keeps_labels_angles_and_shared_errors() -> None:
    table = make_table(
        [1.0, 2.0],
        [3.0, 4.0],
        angle=[0.0, 45.0],
        run=["a", "b"],
        field_shared=[[0.1, 0.0], [0.1, 0.2]],
        note="by hand",
    )
    assert table["run"].values.tolist() == ["a", "b"]
    assert table["angle"].attrs["units"] == "deg"
    assert table["field_shared"].dims == ("point", "b_source")
    assert table.attrs["note"] == "by hand"


def test_a_table_does_not_share_memory_with_its_arguments() -> None:
    temperatures = np.array([1.0, 2.0])
    table = make_table(temperatures, temperatures)
    temperatures[0] = 99.0
    assert table["temperature"].values[0] == table["field"].values[0] == 1.0


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        ([7], "7"),
        ([4, 5, 6, 9], "4-6,9"),
        ([9, 4, 6, 5, 5], "4-6,9"),
        (range(1, 60, 2), "1-59 (30 of them)"),
    ],
)
def test_row_ranges(lines: list[int], text: str) -> None:
    assert row_ranges(lines) == text


@given(st.sets(st.integers(1, 40)))
def test_row_ranges_name_every_line_once(lines: set[int]) -> None:
    text = row_ranges(lines)
    if "of them" in text:
        assert text == f"{min(lines)}-{max(lines)} ({len(lines)} of them)"
        return
    named = [part.split("-") for part in text.split(",") if part]
    assert [n for part in named for n in range(int(part[0]), int(part[-1]) + 1)] == sorted(lines)


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        ([], ""),
        (["5-9", "5-9"], "5-9"),
        (["4", "7-9", ""], "4; 7-9"),
        (["29-825 (399 of them)", "827-1619 (397 of them)"], "29-1619 (796 of them)"),
        (["100-199,301", "1000-1099", "2000-2099", "3000-3099"], "100-3099 (401 of them)"),
    ],
)
def test_merged_rows_name_the_span_and_the_count(texts: list[str], text: str) -> None:
    assert merge_rows(texts) == text
