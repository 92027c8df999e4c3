"""``supra2d atlas``: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from supra2d import plot

from .conftest import Command
from .test_commands import refused

ENTRY = "material\tratio\tunit\tconvention\tsource\tlayers\nNbSe2\t6.1\t1\tBCS\tmade up\t1\n"


def test_a_report(supra2d: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # one figure is enough here: drawing takes most of the time
    monkeypatch.setattr(
        plot,
        "figures_for",
        lambda r: ["atlas"] if r.x_axis is not None and r.x_axis.name == "layers" else [],
    )
    monkeypatch.chdir(tmp_path)
    Path("found.tsv").write_text(ENTRY, encoding="utf-8")
    answer = supra2d("atlas", "add", "found.tsv")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[0] == "1 entry added to atlas.tsv"
    answer = supra2d("atlas", "--with", "atlas.tsv", "-o", "out")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].startswith("33 records")
    assert any(line.startswith("ok: 1T'-WS2 flake: the Pauli limit") for line in lines)
    assert lines[-1] == f"report: {Path('out/report.html')}"
    results = json.loads(Path("out/results.json").read_text(encoding="utf-8"))
    assert "atlas.tsv" in [source["path"] for source in results["sources"]]
    assert {"Tc", "Bc2", "pauli_ratio", "anisotropy"} <= {q["name"] for q in results["quantities"]}
    assert [path.stem for path in Path("out/figures").glob("*.svg")] == ["atlas_nbse2"]


BAD = {
    "no output": (("atlas",), "-o"),
    "no table": (("atlas", "-o", "out", "--with", "none.tsv"), "none.tsv"),
    "no sample": (("atlas", "-o", "out", "--sample", "none.csv"), "none.csv"),
    "an entry without source": (("atlas", "add", "gap.tsv"), "row 2 of gap.tsv has no source"),
    "no file to add": (("atlas", "add", "none.tsv"), "none.tsv"),
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_usable(
    supra2d: Command, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gap.tsv").write_text(ENTRY.replace("made up", ""), encoding="utf-8")
    arguments, words = BAD[case]
    assert words in refused(supra2d(*arguments))
    assert [path.name for path in tmp_path.iterdir()] == ["gap.tsv"]
