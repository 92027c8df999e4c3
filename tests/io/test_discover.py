"""Which files a call means."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.core import InputError
from supra2d.io import discover


def test_folder_and_files(tmp_path: Path) -> None:
    for name in ("b.dat", "a.csv", ".hidden", "supra2d.toml", "notes.pdf"):
        (tmp_path / name).write_text("x")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.dat").write_text("x")
    names = [path.name for path in discover([tmp_path])]
    assert names == ["a.csv", "b.dat", "notes.pdf"]
    # a file is taken as it is, and once
    given = [tmp_path / "b.dat", tmp_path, tmp_path / "supra2d.toml"]
    assert [path.name for path in discover(given)] == [
        "b.dat",
        "a.csv",
        "notes.pdf",
        "supra2d.toml",
    ]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        discover([tmp_path / "missing"])
    (tmp_path / "supra2d.toml").write_text("")
    with pytest.raises(InputError, match="holds no files"):
        discover([tmp_path])


def test_our_own_report_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"schema": "supra2d.results/1"}')
    with pytest.raises(InputError, match="is a report that supra2d wrote"):
        discover([tmp_path])


def test_results_of_somebody_else_are_tried(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"T": [1, 2]}')
    assert [path.name for path in discover([tmp_path])] == ["results.json"]
