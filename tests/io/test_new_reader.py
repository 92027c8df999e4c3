"""A new instrument is a folder with two files, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import supra2d.io
from supra2d.core import InputError, NameUnknownError
from supra2d.io import read, reader_spec, readers

SPEC = 'name = "Toy"\ndescription = "a toy instrument"\nextensions = [".toy"]\npriority = 40\n'
READER = """
import numpy as np
from supra2d.core import Column, make_log, sha256


def matches(head):
    return head.startswith(b"TOY")


def read(path, request):
    values = np.array([float(x) for x in path.read_text().split()[1:]])
    return make_log(
        [Column("temperature", values, "T")],
        lines=np.arange(values.size),
        source=str(path),
        sha256=sha256(path),
        reader="toy",
    )
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second folder of readers."""
    extra = tmp_path / "readers"
    extra.mkdir()
    monkeypatch.setattr(supra2d.io, "__path__", [*supra2d.io.__path__, str(extra)])
    yield extra


def add(folder: Path, name: str, reader: str) -> None:
    (folder / name).mkdir()
    (folder / name / "spec.toml").write_text(SPEC)
    (folder / name / "reader.py").write_text(reader)


def test_new_reader(folder: Path, tmp_path: Path) -> None:
    add(folder, "toy_one", READER)
    assert "toy_one" in readers() and readers()[-1] == "delimited_text"
    assert reader_spec("toy_one")["extensions"] == [".toy"]
    path = tmp_path / "data.dat"
    path.write_text("TOY 2.0 3.0")
    log = read(path)
    assert log.attrs["reader"] == "toy"
    assert list(log.temperature.values) == [2, 3]


def test_broken_reader_stops_nobody(folder: Path, tmp_path: Path, plain_text: str) -> None:
    add(folder, "toy_two", "import a_package_that_nobody_has\n")
    path = tmp_path / "data.dat"
    path.write_text(plain_text)
    log = read(path)
    assert log.sizes == {"row": 3}
    assert "the reader toy_two cannot be used: No module named" in log.attrs["message"]
    path.write_bytes(b"\0")
    with pytest.raises(InputError, match="the reader toy_two cannot be used"):
        read(path)


def test_every_reader_declares_itself() -> None:
    assert {"quantum_design", "netcdf", "delimited_text"} <= set(readers())
    assert readers()[-1] == "delimited_text"  # it would take anything that is text
    for name in readers():
        spec = reader_spec(name)
        assert {"name", "description", "extensions", "options", "priority", "notes"} <= set(spec)


def test_unknown_reader() -> None:
    with pytest.raises(NameUnknownError, match="did you mean quantum_design"):
        reader_spec("quantum_desing")
