"""``supra2d phase-diagram``: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from supra2d import plot

from .conftest import Command
from .test_commands import refused

COMMAND = ("phase-diagram", "--points", "8", "--tc", "3K")
ISING = (*COMMAND, "--law", "ising", "--param", "beta=4.1meV")


def test_a_report(supra2d: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # one figure is enough here: drawing takes most of the time
    monkeypatch.setattr(plot, "figures_for", lambda r: [r.kind] if r.kind == "mirage_gap" else [])
    answer = supra2d(*ISING, "--exchange", "0.1", "-o", tmp_path / "out")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].startswith("The transition in a field is of second order")
    assert lines[-1] == f"report: {tmp_path / 'out' / 'report.html'}"
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert {"Bc2", "Delta", "B_pauli", "chi_ratio", "mirage_low", "exchange_splitting"} <= {
        q["name"] for q in results["quantities"]
    }
    drawn = {path.stem for path in (tmp_path / "out" / "figures").glob("*.svg")}
    assert drawn == {"mirage_gap"}
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "4.1 meV" in page and "theta" in page


BAD = {
    "an unknown law": ((*COMMAND, "--law", "isin"), "did you mean ising"),
    "a law without a state": ((*COMMAND, "--law", "whh"), "supra2d fit"),
    "a parameter without value": ((*COMMAND, "--law", "ising", "--param", "beta"), "beta=4.1meV"),
    "an unknown unit": ((*COMMAND, "--law", "ising", "--param", "beta=4.1mV"), "meV"),
    "no parameter": ((*COMMAND, "--law", "ising"), "--param beta"),
    "Tc below zero": (("phase-diagram", "--law", "pauli", "--tc=-1K"), "Tc"),
    "a temperature above Tc": ((*ISING, "--temperature", "4"), "below Tc"),
    "a field that is none": ((*ISING, "--field-max", "nan"), "field max"),
    "an angle outside": ((*ISING, "--param", "theta=270deg"), "180"),
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_usable(supra2d: Command, tmp_path: Path, case: str) -> None:
    arguments, words = BAD[case]
    assert words in refused(supra2d(*arguments, "-o", tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_others_stays(supra2d: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused(supra2d(*ISING, "-o", tmp_path))
    assert (tmp_path / "notes.txt").read_text() == "mine"
