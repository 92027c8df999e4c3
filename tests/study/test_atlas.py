"""The atlas: numbers of the texts in one convention, errata, entries of others, a sample."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d import atlas, plot
from supra2d.core import InputError, OutputError, Quantity, SupraError
from supra2d.materials import QUANTITIES, Value
from supra2d.report import Report
from supra2d.study import add_entries, read_entries, shipped_records
from supra2d.study.claims import read_claims
from supra2d.study.claims._units import printed_unit

BCS = 1.8568166273843104  # T/K
HEAD = ("material", "ratio", "Bc2", "unit", "convention", "source", "Tc", "year", "layers")
WHOLE = {
    "material": "NbSe2",
    "Bc2": "150",
    "unit": "kOe",
    "convention": "1.84, 50 %",
    "source": "made up, Fig. 2",
    "Tc": "5.0",
    "year": "2017",
    "layers": "3",
}
RATIO = {**WHOLE, "Bc2": "", "ratio": "6.1", "unit": "1", "convention": "1.84", "layers": "1"}


def table(path: Path, *rows: dict[str, str], head: Sequence[str] = HEAD) -> Path:
    lines = [head, *([row.get(name, "") for name in head] for row in rows)]
    path.write_text("\n".join("\t".join(line) for line in lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped() -> Report:
    return atlas()


def rows_of(report: Report, name: str) -> list[Quantity]:
    return [q for q in report.quantities if q.where.get("channel") == name]


def test_numbers_of_the_claims_have_the_unit_of_their_name() -> None:
    for record in shipped_records():
        for key, value in record.values.items():
            assert isinstance(value, Value), f"{record.name}: {key} is not in the claims"
    from supra2d.materials import materials

    for material in materials():
        for raw in material.records:
            assert not raw.paper or read_claims(raw.paper).cite == raw.source
            for key, name in raw.values.items():
                if isinstance(name, str):
                    number = read_claims(raw.paper).numbers[name]
                    unit = printed_unit(QUANTITIES[key])
                    assert number.unit.dimension == unit.dimension, f"{raw.name}: {key}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CaZrO3/KTaO3(001)", 0.767 / (BCS * 0.15)),
        ("1T'-WS2 flake", 28.0 / (BCS * 7.7)),
        ("WS2, ionic liquid, 0.95 Tc", 12.239912327416272),  # reference_values.json
        ("Al film, 2.04 K", 4.01 / (BCS * 2.04)),
    ],
)
def test_ratios_are_recomputed(shipped: Report, name: str, value: float) -> None:
    (row,) = [q for q in rows_of(shipped, name) if q.name == "pauli_ratio" and q.preferred]
    assert row.value == pytest.approx(value, rel=1e-9)  # closed form; digits of a constant
    assert row.method == "recomputed"


def test_printed_ratios_are_brought_to_one_prefactor(shipped: Report) -> None:
    printed = [
        q
        for q in rows_of(shipped, "CaZrO3/KTaO3(001)")
        if (q.name, q.method) == ("pauli_ratio", "printed")
    ]
    # 1.8527 T/K stands behind the printed 2.76
    assert printed[0].value == pytest.approx(2.76 * 1.8527353578690964 / BCS, rel=1e-9)
    assert printed[0].systematic is None
    (unstated,) = [q for q in rows_of(shipped, "LaAlO3/SrTiO3") if q.name == "pauli_ratio"]
    assert unstated.systematic == pytest.approx((3.5 * 1.84 / BCS, 3.5 * 1.86 / BCS), rel=1e-9)


def test_limits_are_refused_and_told(shipped: Report) -> None:
    (row,) = [q for q in rows_of(shipped, "TaS2, thin") if q.name == "Bc2"]
    assert row.status == "refused" and row.value is None
    assert "above 34.5 T at 0.6 Tc" in row.message and "atlas add" in row.message


def test_printed_numbers_are_checked_with_their_errata(shipped: Report) -> None:
    told = {check.message.partition(" is ")[0]: check for check in shipped.checks}
    pauli = told["CaZrO3/KTaO3(001): the Pauli limit"]
    assert pauli.status == "ok"
    assert "0.2779 T with 1.76/sqrt2 (as the text has it)" in pauli.message
    assert pauli.message.endswith("they agree (E22 of P2).")
    assert "(E26 of P3)" in told["1T'-WS2 flake: the Pauli limit"].message
    assert "printed as 4.00 T" in told["Al film, 2.15 K: the Pauli limit"].message


def test_what_is_not_there_is_said(shipped: Report) -> None:
    text = "\n".join(shipped.results[0].text)
    assert "No text gives a ratio together with a number of layers" in text
    assert "Named without any number: (LaSe)1.14(NbSe2)2" in text
    assert {r.x_axis.name for r in shipped.results if r.x_axis} == {"record", "year", "overlayer"}


def test_a_wrong_number_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from supra2d.study._atlas_numbers import checks

    (record,) = [r for r in shipped_records() if r.name == "Al film, 2.04 K"]
    wrong = Value(3.97, "T", 0.005, "printed digits", "made up")
    (check,) = checks(replace(record, values={**record.values, "B_pauli": wrong}))
    assert check.status == "failed" and "they differ" in check.message


def test_entries_are_read_in_their_units(tmp_path: Path) -> None:
    first, second = read_entries(table(tmp_path / "a.tsv", WHOLE, RATIO))
    assert (first.compound, first.layers, first.year, first.row) == ("NbSe2", 3, 2017, 2)
    assert (first.prefactor, first.criterion) == ("1.84", "50%")
    made = atlas(tables=tmp_path / "a.tsv")
    added = {q.where["channel"]: q for q in made.quantities if q.source == "a.tsv" and
             q.name == "pauli_ratio"}  # fmt: skip
    assert added["NbSe2"].value == pytest.approx(15.0 / (BCS * 5.0), rel=1e-9)
    other = next(q for name, q in added.items() if name != "NbSe2")
    assert other.value == pytest.approx(6.1 * 1.84 / BCS, rel=1e-9)
    assert "layers" in {r.x_axis.name for r in made.results if r.x_axis}
    assert second.values["pauli_ratio"].uncertainty == pytest.approx(0.05)  # half a digit


def test_columns_may_carry_a_unit(tmp_path: Path) -> None:
    head = ("material", "ratio", "unit", "convention", "source", "Tc [mK]", "thickness [um]")
    row = {"material": "Al", "ratio": "2", "unit": "1", "convention": "not stated", "source": "me",
           "Tc [mK]": "1500", "thickness [um]": "0.01"}  # fmt: skip
    table(tmp_path / "a.tsv", row, head=head)
    add_entries(tmp_path / "a.tsv", tmp_path / "atlas.tsv")
    (kept,) = read_entries(tmp_path / "atlas.tsv")
    assert (kept.values["Tc"].value, kept.values["Tc"].uncertainty) == (1.5, 0.0005)
    assert (kept.values["thickness"].value, kept.values["thickness"].unit) == (10.0, "nm")


def test_adding_keeps_what_is_there_and_adds_nothing_twice(tmp_path: Path) -> None:
    mine = tmp_path / "atlas.tsv"
    assert add_entries(table(tmp_path / "a.tsv", WHOLE), mine) == 1
    with mine.open("a", encoding="utf-8") as stream:
        stream.write("# a remark of mine\n")
    assert add_entries(table(tmp_path / "b.tsv", WHOLE, RATIO), mine) == 1
    assert "# a remark of mine" in mine.read_text(encoding="utf-8")
    assert [r.layers for r in read_entries(mine)] == [3, 1]
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--into"):
        add_entries(tmp_path / "a.tsv", tmp_path / "notes.txt")


@pytest.mark.parametrize("key", ["material", "source", "unit", "convention", "Bc2"])
def test_a_gap_is_refused_with_its_row_and_nothing_is_written(tmp_path: Path, key: str) -> None:
    gap = table(tmp_path / "gap.tsv", WHOLE, {**WHOLE, key: ""})
    missing = "no ratio or Bc2" if key == "Bc2" else f"no {key}"
    with pytest.raises(InputError, match=f"row 3 of gap.tsv has {missing}"):
        add_entries(gap, tmp_path / "atlas.tsv")
    without = [name for name in HEAD if name != key]
    with pytest.raises(InputError, match=f"row 2 of gap.tsv has {missing}"):
        add_entries(table(gap, WHOLE, head=without), tmp_path / "atlas.tsv")
    assert [path.name for path in tmp_path.iterdir()] == ["gap.tsv"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"unit": "K"}, "Bc2 in the unit 'K'"),
        ({"convention": "1.9"}, "unknown convention '1.9'"),
        ({"Bc2": "many"}, "Bc2 = 'many'"),
        ({"Bc2": "nan"}, "Bc2 = 'nan'"),
        ({"Bc2": "-3"}, "a positive number"),
        ({"year": "last"}, "year = 'last'"),
        ({"layers": "0"}, "layers = '0'"),
        ({"ratio": "2"}, "a ratio together with Bc2"),
        ({"Bc2": "", "ratio": "2"}, "a ratio in the unit 'kOe'"),
    ],
)
def test_what_is_wrong_in_a_row_is_named(tmp_path: Path, change: dict[str, str], says: str) -> None:
    with pytest.raises(SupraError, match=f"row 2 of a.tsv has .*{says}"):
        read_entries(table(tmp_path / "a.tsv", {**WHOLE, **change}))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("material\tratio\n", "holds no entry"),
        ("material,ratio\nNbSe2,2\n", "separated by tabs"),
        ("material\trato\n", "did you mean ratio"),
        ("Tc\tTc\n", "twice"),
        ("Tc [T]\n", "a unit such as K"),
        ("Bc2 [T]\n", "unit in its name"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(SupraError, match=says):
        read_entries(tmp_path / "a.tsv")


def results(path: Path, *rows: dict[str, Any]) -> Path:
    usual = {"preferred": True, "status": "ok", "convention": "", "where": {}}
    content = {"sample": {"name": "film A"}, "quantities": [{**usual, **row} for row in rows]}
    path.mkdir()
    (path / "results.json").write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_sample_is_placed_from_a_report(tmp_path: Path) -> None:
    row = {"name": "pauli_ratio", "value": 2.0, "total": [1.9, 2.1],
           "convention": "prefactor 1.84, g = 2", "where": {"direction": "parallel"}}  # fmt: skip
    made = atlas(sample=results(tmp_path / "out", row))
    placed = made.results[0].get("pauli_ratio", channel="sample: film A")
    assert placed.value == pytest.approx(2.0 * 1.84 / BCS, rel=1e-9)
    assert made.results[0].text[0].startswith("film A: 1.98 (1.88 to 2.08) times the Pauli limit")
    assert "cannot be told from 1T'-WS2 flake" in made.results[0].text[0]
    ax = plot.draw("atlas", made.results[0])
    assert "film A" in [label.get_text() for label in ax.get_yticklabels()]


def test_without_a_ratio_the_coldest_field_counts(tmp_path: Path) -> None:
    tc = {"name": "Tc", "value": 4.0, "total": [3.9, 4.1]}
    fields = [
        {"name": "Bc2", "value": b, "total": [b - 0.1, b + 0.1], "where": {"temperature": t}}
        for t, b in ((3.0, 5.0), (1.0, 9.0))
    ]
    made = atlas(sample=results(tmp_path / "out", tc, *fields))
    placed = made.results[0].get("pauli_ratio", channel="sample: film A")
    assert placed.value == pytest.approx(9.0 / (BCS * 4.0), rel=1e-9)
    low, high = placed.interval or (0.0, 0.0)
    # 1.1 % of the field and 2.5 % of Tc, in squares
    assert (high - low) / 2.0 / placed.value == pytest.approx(np.hypot(0.1 / 9.0, 0.025), rel=1e-6)
    assert placed.where["temperature"] == 1.0


def test_a_sample_without_a_field_in_the_plane(tmp_path: Path) -> None:
    row = {"name": "pauli_ratio", "value": 0.3, "total": [0.2, 0.4],
           "where": {"direction": "perpendicular"}}  # fmt: skip
    with pytest.raises(InputError, match="in the plane"):
        atlas(sample=results(tmp_path / "out", row))
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no results.json"):
        atlas(sample=tmp_path / "x.json")
