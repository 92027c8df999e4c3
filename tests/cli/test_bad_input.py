"""Nasty inputs: exit code 2, one sentence, no traceback, nothing left behind."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .conftest import Command
from .test_commands import refused

_RANDOM = random.Random(3)

TEXT = {
    "empty.dat": b"",
    "html.dat": b"<!doctype html><html><body>404</body></html>",
    "binary.dat": bytes(_RANDOM.randrange(256) for _ in range(5000)),
    "text.csv": b"T (K),R (ohm)\nfoo,bar\nbaz,1\n",
    "one.csv": b"T (K),R (ohm)\n4.2,1.0\n",
    "unit.csv": b"T (K),B (furlong),R (ohm)\n"
    + b"".join(b"%f,0,1\n" % (2 + 0.1 * i) for i in range(40)),
    "duplicate.csv": b"T (K),T (K),R (ohm)\n1,1,1\n2,2,2\n",
    "nan.csv": b"T (K),R (ohm)\n" + b"nan,nan\n" * 50,
    "constant.csv": b"T (K),R (ohm)\n" + b"4.2,1.0\n" * 50,
    "zip.dat": b"PK\x03\x04" + b"\0" * 300,
    "nul.csv": b"T (K),R (ohm)\n1,\x00\n",
    "names.csv": b"T (K),R (ohm)\n",
    "error.csv": b"T (K),R (ohm)\n" + b"ERROR,ERROR\n" * 20,
}
#: Cut from the measured AC-transport file: bytes from its beginning.
CUT = {"head.dat": 1500, "no_data.dat": -1, "one_row.dat": -2}


@pytest.mark.parametrize("name", TEXT)
def test_an_unusable_file(supra2d: Command, tmp_path: Path, name: str) -> None:
    file, out = tmp_path / name, tmp_path / "out"
    file.write_bytes(TEXT[name])
    refused(supra2d("report", file, "-o", out))
    assert {p.name for p in tmp_path.iterdir()} == {name}


@pytest.fixture(scope="module")
def measured(data_dir: Path) -> bytes:
    file = data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat"
    return file.read_bytes()[:200_000]


@pytest.mark.parametrize("name", CUT)
def test_a_measured_file_without_a_sweep(
    supra2d: Command, tmp_path: Path, measured: bytes, name: str
) -> None:
    data = measured.index(b"[Data]") + len(b"[Data]\n")
    names = measured.index(b"\n", data) + 1
    end = {-1: data, -2: measured.index(b"\n", names) + 1}.get(CUT[name], CUT[name])
    (tmp_path / name).write_bytes(measured[:end])
    refused(supra2d("report", tmp_path / name, "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_file_cut_in_a_row_keeps_its_whole_rows(
    supra2d: Command, tmp_path: Path, measured: bytes
) -> None:
    (tmp_path / "cut.dat").write_bytes(measured[:60_011])
    answer = supra2d("read", tmp_path / "cut.dat")
    assert answer.code == 0
    assert "  note      " in answer.out


def test_a_missing_file(supra2d: Command, tmp_path: Path) -> None:
    refused(supra2d("report", tmp_path / "missing.dat", "-o", tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_unrelated_files(supra2d: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("empty.dat", "html.dat", "binary.dat"):
        (folder / name).write_bytes(TEXT[name])
    sentence = refused(supra2d("report", folder, "-o", tmp_path / "out"))
    assert "none of 3 files can be read" in sentence
    (tmp_path / "nothing").mkdir()
    refused(supra2d("report", tmp_path / "nothing", "-o", tmp_path / "out"))


def test_all_bad_files_among_a_good_one(supra2d: Command, sweep_file: Path) -> None:
    folder, out = sweep_file.parent, sweep_file.parent / "out"
    for name, content in TEXT.items():
        (folder / name).write_bytes(content)
    answer = supra2d("report", folder, "-o", out)
    assert answer.code == 0
    assert "Traceback" not in answer.err
    assert (out / "results.json").is_file()
    skipped = [line.split()[2].rstrip(":") for line in answer.err.splitlines()]
    # two of them can be read, and only hold no sweep
    assert set(TEXT) - set(skipped) <= {"one.csv", "constant.csv", "duplicate.csv", "text.csv"}


def test_no_transition_is_a_report_with_a_refusal(supra2d: Command, tmp_path: Path) -> None:
    rows = "".join(f"{2 + 0.1 * i:.1f},{10 + 0.1 * i:.2f}\n" for i in range(60))
    (tmp_path / "metal.csv").write_text("T (K),R (ohm)\n" + rows, encoding="utf-8")
    answer = supra2d("report", tmp_path / "metal.csv", "-o", tmp_path / "out")
    assert answer.code == 0
    assert answer.out.startswith("0 numbers, 1 refused with a reason")
