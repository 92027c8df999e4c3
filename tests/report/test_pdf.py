"""``report.pdf``: what is on it, in which order, and what is said where it cannot be made."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from supra2d.cli._pdf import pages
from supra2d.core import InputError
from supra2d.report import Report, _pdf, add_pdf, check_pdf, write


@pytest.fixture(scope="module")
def folder(example: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = replace(example, results=example.results[2:3])  # critical fields, fits, checks
    out = write(small, tmp_path_factory.mktemp("pdf") / "out")
    assert pages(out, True) == f"{out / 'report.html'} and {out / 'report.pdf'}"
    return out


@pytest.fixture(scope="module")
def source(folder: Path) -> str:
    return _pdf._source((folder / "report.html").read_text(encoding="utf-8"))


def test_it_is_a_pdf_and_nothing_is_left_beside_it(folder: Path) -> None:
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(p.name for p in folder.iterdir()) == [
        "figures",
        "report.html",
        "report.pdf",
        "results.json",
        "tables",
    ]


def test_sections_stand_in_the_order_of_the_page(folder: Path, source: str) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    sections = re.findall(r"<h2>(.*?)</h2>", page)
    assert len(sections) > 5
    assert re.findall(r'#heading\(level: 2\)\[#"(.*?)";\]', source) == sections


def test_every_figure_is_there_with_its_file(folder: Path, source: str) -> None:
    drawn = {p.name for p in (folder / "figures").glob("*.svg")}
    assert set(re.findall(r'#shot\("figures/(.*?)"', source)) == drawn


def test_marks_of_typst_in_a_title_are_text(tmp_path: Path) -> None:
    title = 'a #b $c$ *d* _e_ "f" \\g [h] <i> @j'
    out = write(Report(title), tmp_path / "out")
    assert add_pdf(out).stat().st_size > 1000
    source = _pdf._source((out / "report.html").read_text(encoding="utf-8"))
    assert '#heading(level: 1)[#"a #b $c$ *d* _e_ \\"f\\" \\\\g [h] <i> @j";]' in source


def test_a_folder_without_a_report_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without report.html"):
        add_pdf(tmp_path)


def test_without_typst_the_line_to_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'supra2d\[pdf\]'"):
        check_pdf()
    assert pages(Path("out"), False) == str(Path("out", "report.html"))
