"""``supra2d screen``: what it prints and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.dft import DoubletPair, Screened
from supra2d.study import _screening

from .conftest import Command
from .test_commands import refused

PAIR = DoubletPair("Sn px, py", (-500.0, -420.0), (-3e17, 0.0), 0.6, 0.4, (2e16, 0.0))


def test_the_numbers_are_sentences(
    supra2d: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, object] = {}

    def computed(names: list[str], **settings: object) -> list[Screened]:
        asked.update(settings, names=names)
        return [Screened("stanene", (PAIR,), 70.0)]

    monkeypatch.setattr(_screening, "computed", computed)
    out = tmp_path / "out"
    answer = supra2d("screen", "stanene", "-o", out, "--kmesh", "12", "--relax", "--workers", "2")
    assert (answer.code, answer.err) == (0, "")
    assert asked["kmesh"] == 12 and asked["relax"] is True and asked["workers"] == 2
    lines = answer.out.splitlines()
    assert lines[0].startswith("stanene, Sn px, py: doublets 80 meV apart at Gamma")
    assert any(line.startswith("warning: stanene, Sn px, py: spins") for line in lines)
    assert lines[-1] == f"report: {out / 'report.html'}"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("stanen", "did you mean stanene"),
        ("PdTe2", "1T-PdTe2"),
        ("missing.cif", "there is no file"),
        ("NbSe2-2H-bulk", "bulk crystal"),
    ],
)
def test_what_cannot_be_screened(supra2d: Command, tmp_path: Path, what: str, says: str) -> None:
    assert says in refused(supra2d("screen", what, "-o", tmp_path / "out"))
    assert not list(tmp_path.iterdir())


def test_without_the_engine_the_line_to_type_is_given(
    supra2d: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("supra2d.dft._gpaw.find_spec", lambda name: None)
    sentence = refused(supra2d("screen", "stanene", "-o", tmp_path / "out"))
    assert "pip install 'supra2d[dft]'" in sentence
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mesh", ["0", "-6", "many"])
def test_a_mesh_that_makes_no_sense(supra2d: Command, tmp_path: Path, mesh: str) -> None:
    refused(supra2d("screen", "stanene", "-o", tmp_path / "out", "--kmesh", mesh))
    assert not list(tmp_path.iterdir())
