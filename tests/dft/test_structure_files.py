"""Layers from files: what is asked of them, and what is told where that fails."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.dft import _structure_files, structure

CELL = np.array([[4.0, 0.0, 0.0], [-2.0, np.sqrt(12.0), 0.0], [0.0, 0.0, 20.0]])
PLACES = np.array([[1 / 3, 2 / 3, 0.98], [2 / 3, 1 / 3, 0.02]])  # across the border of the cell


@dataclass
class Atoms:
    """The part of ASE's atoms that is used."""

    cell: np.ndarray
    places: np.ndarray

    def get_chemical_symbols(self) -> list[str]:
        return ["Sn"] * len(self.places)

    def get_scaled_positions(self, wrap: bool) -> np.ndarray:
        return self.places % 1.0 if wrap else self.places


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """ASE in so far as it is needed: its reader gives, or raises, what stands under "file"."""
    found: dict[str, object] = {}

    def read(path: Path) -> object:
        answer = found["file"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    room, module = ModuleType("ase"), ModuleType("ase.io")
    vars(module)["read"] = read
    monkeypatch.setitem(sys.modules, "ase", room)
    monkeypatch.setitem(sys.modules, "ase.io", module)
    monkeypatch.setattr(_structure_files, "find_spec", lambda name: True)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "layer.cif"
    path.write_text("data_layer\n", encoding="utf-8")
    return path


def test_a_layer_is_put_into_the_middle_of_its_cell(reader: dict[str, object], file: Path) -> None:
    reader["file"] = Atoms(CELL, PLACES)
    crystal = structure(file)
    assert crystal.name == "layer"
    assert crystal.periodic == (True, True, False)
    assert np.allclose(crystal.cell, 1e-10 * CELL)
    assert np.allclose(crystal.positions[:, 2], [0.48, 0.52])
    assert np.allclose(crystal.positions[:, :2], PLACES[:, :2])
    assert "layer.cif" in crystal.source


def test_without_the_library_a_line_to_type_is_given(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setattr(_structure_files, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install ase"):
        structure(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        structure(tmp_path / "POSCAR")


@pytest.mark.parametrize(
    ("atoms", "says"),
    [
        (ValueError("line 3"), "cannot be read as a structure"),
        (Atoms(np.zeros((3, 3)), PLACES), "holds no cell"),
        (Atoms(CELL * np.array([[1.0], [1.0], [0.3]]), PLACES), "is no layer"),
        (Atoms(CELL + np.array([[0, 0, 0], [0, 0, 0], [1.0, 0, 0]]), PLACES), "is not normal"),
        (Atoms(CELL[[1, 0, 2]], PLACES), "turns to the left"),
    ],
)
def test_what_is_no_layer_is_refused(
    reader: dict[str, object], file: Path, atoms: object, says: str
) -> None:
    reader["file"] = atoms
    with pytest.raises(InputError, match=says):
        structure(file)
