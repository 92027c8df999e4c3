"""``supra2d check``: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from supra2d.cli._main import app
from supra2d.report import schema

from .conftest import Command
from .test_commands import refused

FILM = """title = "A film"
[[number]]
name = "xi"
value = 10.0
unit = "nm"
[[number]]
name = "B"
value = 3.9
unit = "T"
[[claim]]
says = "B follows from xi"
formula = "gl_perpendicular"
equals = "B"
note = "It would need 9.2 nm."
"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.toml"
    path.write_text(FILM, encoding="utf-8")
    return path


def test_it_explains_itself() -> None:
    assert "  check " in CliRunner().invoke(app, ["--help"]).output
    answer = CliRunner().invoke(app, ["check", "--help"])
    assert answer.output.strip().startswith("Usage: supra2d check")


def test_claims_that_fail_are_an_answer(supra2d: Command, film: Path) -> None:
    answer = supra2d("check", film)
    assert (answer.code, answer.err) == (0, "")
    text = " ".join(answer.out.split())
    assert text.startswith("film: A film statement printed recomputed convention verdict")
    assert "3.9 T" in text and "3.29 T" in text and "too low (16 %, 6.1 units of the last" in text
    assert "Remarks It would need 9.2 nm." in text
    assert text.endswith("1 statement: 1 does not hold.")


@pytest.mark.parametrize("name", ["P0", "P1", "P2", "P3", "P4"])
def test_the_files_that_come_along(supra2d: Command, name: str) -> None:
    answer = supra2d("check", name)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"{name}: ")
    assert "Remarks" in answer.out and "does not hold" in answer.out
    assert "/" + name not in answer.out and "nan" not in answer.out.split()


def test_lines_fit_a_narrow_terminal(supra2d: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = supra2d("check", "P2").out.split("Remarks")[0]
    assert max(len(line) for line in table.splitlines()) <= 100


def test_a_report_of_it(supra2d: Command, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = supra2d("check", film, "-o", out)
    assert answer.code == 0
    assert answer.out.endswith(f"report: {out / 'report.html'}\n")
    assert {p.name for p in out.iterdir()} == {"results.json", "report.html", "figures", "tables"}
    written = json.loads((out / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema())
    (row,) = written["checks"]
    assert row["status"] == "failed"
    assert row["value"] == pytest.approx((3.2910598 - 3.9) / 0.1, rel=1e-5)  # Phi0/(2 pi xi^2)
    (source,) = written["sources"]
    assert (source["path"], source["rows"], source["reader"]) == (str(film), 1, "claims")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "B follows from xi: does not hold: 0.61 T too low" in page
    assert "None could be given" not in page and "No number" not in page
    assert supra2d("check", "P3", "-o", out).code == 0  # an earlier report is replaced


def test_nothing_foreign_is_replaced(supra2d: Command, film: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    assert "no supra2d report" in refused(supra2d("check", film, "-o", other))
    assert supra2d("check", film, "-o", other, "--force").code == 0
    assert "holds film.toml" in refused(supra2d("check", film, "-o", tmp_path, "--force"))
    assert film.is_file()


BAD = {
    "missing": (None, "is missing; expected a claims file, or one of P0, P1, P2, P3, P4"),
    "not TOML": ("[[claim", "film.toml is not TOML"),
    "relation": (FILM.replace("gl_perp", "gl_prep"), "did you mean gl_perpendicular"),
    "number": (FILM.replace('equals = "B"', 'equals = "Bc2"'), "unknown number 'Bc2'"),
    "unit": (FILM.replace('"T"', '"K"'), "is in K; expected T"),
    "not a number": (FILM.replace("10.0", "nan"), "value is NaN; expected a finite number"),
    "empty": ("", "has no 'title'"),
    "binary": ("\0", "is not TOML"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_sentence(supra2d: Command, tmp_path: Path, what: str) -> None:
    text, words = BAD[what]
    path = tmp_path / "film.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert words in refused(supra2d("check", path, "-o", out))
    assert not out.exists()
