"""Each script of the gallery runs, and each figure has one."""

from __future__ import annotations

import runpy
import tempfile
from pathlib import Path

import pytest
from matplotlib.axes import Axes

from supra2d.plot import figures

from ._source import ROOT

SCRIPTS = sorted((ROOT / "examples").glob("plot_*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_example_runs_and_draws(
    script: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = runpy.run_path(str(script))
    assert any(isinstance(value, Axes) for value in left.values())
    assert "nan" not in capsys.readouterr().out


def test_every_figure_has_its_page_in_the_gallery() -> None:
    assert {f"plot_{name}" for name in figures()} <= {script.stem for script in SCRIPTS}
