"""The folder of a report: what is in it, when it may be replaced, that nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import OutputError, Result
from supra2d.report import Report, _write, check_output, write

SMALL = Report("small")


@pytest.fixture(scope="session")
def folder(example: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(example, tmp_path_factory.mktemp("written") / "out")


def test_what_is_in_it(folder: Path) -> None:
    assert sorted(p.name for p in folder.iterdir()) == [
        "figures",
        "report.html",
        "results.json",
        "tables",
    ]
    figures = {p.name for p in (folder / "figures").iterdir()}
    for stem in ("resistance_temperature_ch2", "resistance_field_ch2", "critical_field", "angular"):
        assert {f"{stem}.svg", f"{stem}.png"} <= figures
    assert len(list(folder.rglob("results.json"))) == 1


def test_acceptance_script_is_content(folder: Path, data_dir: Path) -> None:
    script = data_dir.parent / "acceptance" / "conformance.py"
    if not script.is_file():
        return  # the schema test says the same; the script stands beside the measured files
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_same_report_same_bytes(example: Report, folder: Path, tmp_path: Path) -> None:
    again = write(example, tmp_path / "again")
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        assert path.read_bytes() == (again / path.relative_to(folder)).read_bytes(), path.name


def test_parents_are_made(tmp_path: Path) -> None:
    assert write(SMALL, tmp_path / "a" / "b" / "out") == tmp_path / "a" / "b" / "out"
    assert (tmp_path / "a" / "b" / "out" / "report.html").is_file()


def test_ours_and_empty_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write(SMALL, out)
    (out / "stale.txt").write_text("from before")
    write(Report("second"), out)
    assert not (out / "stale.txt").exists()
    assert "second" in (out / "report.html").read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("content", ["{}", "[1]", "not json", '{"schema": "other/1"}'])
def test_other_folders_are_kept(tmp_path: Path, content: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.json").write_text(content)
    with pytest.raises(OutputError, match="--force"):
        write(SMALL, out)
    assert (out / "results.json").read_text() == content
    write(SMALL, out, force=True)
    assert json.loads((out / "results.json").read_text())["schema"] == "supra2d.results/1"


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("precious")
    with pytest.raises(OutputError, match=r"is a file; expected a folder; choose another"):
        write(SMALL, out, force=True)
    assert out.read_text() == "precious"


def test_inputs_and_the_working_folder_survive_force(
    example: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "film_perpendicular.dat").write_text("raw")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="film_perpendicular.dat"):
        write(example, Path("data"), force=True)
    monkeypatch.chdir(tmp_path / "data")
    with pytest.raises(OutputError, match="must not replace"):
        check_output(tmp_path, force=True)
    assert (tmp_path / "data" / "film_perpendicular.dat").read_text() == "raw"


def test_unwritable_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"cannot write .*; expected a folder .*; choose"):
        write(SMALL, tmp_path / "file" / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_parent_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # permissions do not bind the superuser, who may be running the tests
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match="cannot write"):
        check_output(tmp_path / "out")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(_write, "page", fail)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write(SMALL, tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_report_survives_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(SMALL, tmp_path / "out")
    before = (out / "report.html").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_write, "page", fail)
    with pytest.raises(OutputError, match="No space left"):
        write(Report("second"), out)
    assert (out / "report.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_two_results_of_one_kind_have_two_files(example: Report, tmp_path: Path) -> None:
    angular = example.results[3]
    out = write(Report("two", results=(angular, angular)), tmp_path / "out")
    assert {"angular.svg", "angular_2.svg"} <= {p.name for p in (out / "figures").iterdir()}
    assert (out / "tables" / "angular_data_2.tsv").is_file()


# ---------------------------------------------------------------- tables


def _table(path: Path) -> tuple[list[list[str]], list[list[str]]]:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return lines[:3], lines[3:]


def test_tables_have_three_header_lines(folder: Path) -> None:
    for path in (folder / "tables").iterdir():
        head, rows = _table(path)
        width = len(head[0])
        assert all(len(line) == width for line in [*head, *rows]), path.name


def test_curves_come_back_from_the_table(example: Report, folder: Path) -> None:
    curves = [c for c in example.results[1].curves if c.role == "data"]
    path = folder / "tables" / "resistance_field_data_ch2.tsv"
    (names, units, comments), _ = _table(path)
    assert names[:2] == ["field", "resistivity"] and units[:2] == ["T", "ohm m"]
    assert comments[0] == "temperature=2, channel=ch2, branch=up"
    values = np.genfromtxt(path, delimiter="\t", skip_header=3)
    assert values.shape == (150, 2 * len(curves))
    for i, curve in enumerate(curves):
        # ten digits are written
        np.testing.assert_allclose(values[:, 2 * i], curve.x, rtol=1e-9)
        np.testing.assert_allclose(values[:, 2 * i + 1], curve.y, rtol=1e-9)


def test_quantity_table_holds_every_row(example: Report, folder: Path) -> None:
    head, rows = _table(folder / "tables" / "quantities.tsv")
    assert len(rows) == len(example.quantities)
    refused = [row for row in rows if "refused" in row]
    assert refused and all(row[head[0].index("value")] == "" for row in refused)


# ---------------------------------------------------------------- the page


def test_page_is_one_file(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    # nothing is loaded: every address is a namespace, an anchor or a file of the same folder
    loaded = re.findall(r'(?:\bsrc|\bhref|xlink:href)="([^"]*)"', text)
    assert loaded
    for address in loaded:
        assert address.startswith(("#", "data:")) or (folder / address).is_file(), address
    assert text.count("<svg ") == len(list((folder / "figures").glob("*.svg")))


def test_ids_are_unique_and_references_resolve(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    for svg in re.findall(r"<svg .*?</svg>", text, flags=re.DOTALL):
        ids = set(re.findall(r'\bid="([^"]+)"', svg))
        used = set(re.findall(r'xlink:href="#([^"]+)"', svg)) | set(
            re.findall(r"url\(#(.+?)\)", svg)
        )
        assert used <= ids
    ids_of_page = re.findall(r'\bid="([^"]+)"', re.sub(r"<defs>.*?</defs>", "", text, flags=re.S))
    assert len(ids_of_page) == len(set(ids_of_page))


def test_page_says_what_matters(example: Report, folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "Film A, &lt;NbSe₂&gt; &amp; co" in text and "<NbSe₂>" not in text
    for part in (
        "3.240(90)\N{NO-BREAK SPACE}nm",
        "the sweep ends at 1 T, below 90 % of the normal state",
        "looks like an HTML page",
        "not constrained",
        "Film A&#34;\nthickness",
        "field=magnet_bpar [T]",
        "2 of 42 numbers were refused and 14 carry a warning",
        "a" * 12,
        "tinkham1996",
    ):
        assert part in text, part
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S).lower().replace("nano", "")


def test_page_without_any_number(tmp_path: Path) -> None:
    text = (write(SMALL, tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert "No number could be given" in text


def test_page_shows_text_without_a_figure(tmp_path: Path) -> None:
    told = Result("other", "Only words", text=("There was nothing to draw.",))
    out = write(Report("words", results=(told,)), tmp_path / "out")
    assert "There was nothing to draw." in (out / "report.html").read_text(encoding="utf-8")
