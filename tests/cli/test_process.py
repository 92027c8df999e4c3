"""The installed command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from supra2d import __version__


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "supra2d", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_version() -> None:
    answer = command("--version")
    assert (answer.returncode, answer.stdout) == (0, f"supra2d {__version__}\n")


def test_a_report(sweep_file: Path, tmp_path: Path) -> None:
    answer = command("report", sweep_file, "-o", tmp_path / "out")
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "out" / "report.html").is_file()


def test_one_sentence_without_and_a_traceback_with_debug(tmp_path: Path) -> None:
    plain = command("report", tmp_path / "missing.dat", "-o", tmp_path / "out")
    assert plain.returncode == 2
    assert len(plain.stderr.splitlines()) == 1
    debugged = command("report", tmp_path / "missing.dat", "-o", tmp_path / "out", "--debug")
    assert debugged.returncode != 0
    assert "Traceback" in debugged.stderr
    assert not (tmp_path / "out").exists()
