"""``supra2d advise``: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from supra2d import model, plot

from .conftest import Command
from .test_commands import refused


@pytest.fixture
def near_tc(tmp_path: Path) -> Path:
    T = 3.0 * np.linspace(0.78, 0.98, 9)
    B = model("ising")(T, Tc0=3.0, beta=1.0)
    noise = np.random.default_rng(1).normal(size=T.size)
    rows = [f"{t:.4f},{b * (1 + 0.02 * e):.4f},{0.02 * b:.4f},parallel"
            for t, b, e in zip(T, B, noise, strict=True)]  # fmt: skip
    path = tmp_path / "near.csv"
    path.write_text("\n".join(["T (K),B (T),dB (T),direction", *rows]) + "\n")
    return path


REACH = ("--field-max", "14", "--t-min", "0.3", "--models", "ising,klb", "--angles", "parallel")


def test_a_report(
    supra2d: Command, near_tc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "figures_for", lambda r: [r.kind] if r.kind == "advice" else [])
    answer = supra2d("advise", near_tc, *REACH, "-o", tmp_path / "out")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].startswith("Undecided") and lines[1].startswith("1. Parallel field at")
    assert lines[-1] == f"report: {tmp_path / 'out' / 'report.html'}"
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    (first,) = [
        q
        for q in results["quantities"]
        if q["name"] == "information_gain" and q["where"]["step"] == 1
    ]
    assert first["unit"] == "bit" and first["where"]["direction"] == "parallel"
    assert results["comparisons"][0]["verdict"].startswith("undecided")
    assert list((tmp_path / "out" / "figures").glob("advice*.svg"))
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What to measure next" in page


BAD = {
    "warm": (("--t-min", "2.99"), "lower --t-min"),
    "no magnet": (("--field-max", "0"), "--field-max"),
    "an angle outside": (("--angles", "270"), "0 to 180"),
    "a direction": (("--angles", "alonng"), "unknown direction"),
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_usable(supra2d: Command, near_tc: Path, tmp_path: Path, case: str) -> None:
    options, words = BAD[case]
    assert words in refused(supra2d("advise", near_tc, *REACH, *options, "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_report_without_comparison(supra2d: Command, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"schema": "supra2d.results/1"}')
    assert "without a comparison" in refused(supra2d("advise", tmp_path, "-o", tmp_path / "out"))
