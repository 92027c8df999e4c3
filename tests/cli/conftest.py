"""Running commands: in this process for speed, and the files they are given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from supra2d.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture
def supra2d(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command line as the entry point does, without a new process."""

    def run(*arguments: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["supra2d", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Answer(end.value.code, printed.out, printed.err)

    return run


@pytest.fixture
def sweep_file(tmp_path: Path) -> Path:
    """One small R(T): enough for a report, quick to analyse."""
    t = np.linspace(6.0, 2.0, 81)
    noise = 0.2 * np.random.default_rng(0).standard_normal(81)
    r = 100 / (1 + np.exp(-20 * (t - 4))) + noise
    return _text(tmp_path / "sweep.csv", "T (K),R (ohm)", zip(t, r, strict=True))


@pytest.fixture
def table_file(tmp_path: Path) -> Path:
    """Perpendicular critical fields: Tc 4.2 K, 3.29 T at T = 0."""
    t = np.linspace(2.0, 4.0, 9)
    noise = 0.01 * np.random.default_rng(1).standard_normal(9)
    b = 3.2911 * (1 - t / 4.2) + noise
    return _text(
        tmp_path / "table.csv", "T (K),B (T),dB (T)", zip(t, b, np.full(9, 0.01), strict=True)
    )


def _text(path: Path, names: str, rows: zip[tuple[float, ...]]) -> Path:
    lines = [names, *(",".join(f"{v:.6g}" for v in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
