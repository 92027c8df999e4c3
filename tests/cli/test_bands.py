"""``supra2d bands``: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from supra2d import study
from supra2d.bands import doped, three_band, with_exchange, write_hamiltonian

from .conftest import Command
from .test_commands import refused


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coarse meshes: what is looked at here does not depend on them."""
    full = study.BandsOptions

    def options(**chosen: object) -> study.BandsOptions:
        return replace(full(**chosen), path=24, contours=36, states=36, response=12)

    monkeypatch.setattr(study, "BandsOptions", options)


@pytest.fixture
def metal(tmp_path: Path) -> Path:
    """A metal in a file of ours."""
    path = tmp_path / "metal.nc"
    write_hamiltonian(doped(three_band("MoS2"), -1.0, mesh=(36, 36)), path)
    return path


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """A file of Wannier90: one orbital with its two spins, hopping to four neighbours."""
    return wannier(tmp_path / "square_hr.dat", [(0, 0, 0.0), *_AROUND])


_AROUND = [(1, 0, -0.1), (-1, 0, -0.1), (0, 1, -0.1), (0, -1, -0.1)]


def wannier(path: Path, hops: list[tuple[int, int, float]]) -> Path:
    lines = ["written by hand", "2", str(len(hops)), " ".join("1" for _ in hops)]
    lines += [
        f"{a} {b} 0 {m} {n} {t if m == n else 0.0} 0.0"
        for a, b, t in hops
        for m in (1, 2)
        for n in (1, 2)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


CELL = "3 0 0, 0 3 0, 0 0 20 angstrom"


@pytest.mark.usefixtures("small")
def test_the_main_numbers_are_sentences(supra2d: Command, metal: Path) -> None:
    answer = supra2d("bands", metal, "-o", metal.parent / "out")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == "It is a metal: 2 bands cross the Fermi level (1, 2 from below)."
    assert lines[1].endswith("146 meV at K.")
    assert lines[-1] == f"report: {metal.parent / 'out' / 'report.html'}"
    results = json.loads((metal.parent / "out" / "results.json").read_text(encoding="utf-8"))
    assert results["sources"][0]["reader"] == "supra2d"


@pytest.mark.usefixtures("small")
def test_a_field_adds_its_contours(supra2d: Command, metal: Path) -> None:
    answer = supra2d("bands", metal, "-o", metal.parent / "out", "--field", "30")
    assert answer.code == 0
    results = json.loads((metal.parent / "out" / "results.json").read_text(encoding="utf-8"))
    changes = [q for q in results["quantities"] if q["name"] == "pocket_area_change"]
    assert {q["where"]["direction"] for q in changes} == {"perpendicular", "parallel"}
    assert all(q["where"]["field"] == 30.0 for q in changes)


@pytest.mark.usefixtures("small")
def test_an_insulator_is_a_report_with_one_refusal(supra2d: Command, tmp_path: Path) -> None:
    write_hamiltonian(three_band("MoS2"), tmp_path / "gap.nc")
    answer = supra2d("bands", tmp_path / "gap.nc", "-o", tmp_path / "out")
    assert answer.code == 0
    assert answer.out.count("is an insulator: its electrons fill 2 bands") == 1
    assert (tmp_path / "out" / "results.json").is_file()


@pytest.mark.usefixtures("small")
def test_electrons_move_the_level_through_rigid_bands(supra2d: Command, tmp_path: Path) -> None:
    write_hamiltonian(three_band("MoS2"), tmp_path / "gap.nc")
    answer = supra2d("bands", tmp_path / "gap.nc", "-o", tmp_path / "out", "--electrons", "2.2")
    assert answer.out.startswith("It is a metal")
    assert "+0.2 electrons per cell" in (tmp_path / "out" / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("small")
def test_a_wannier_file_with_its_cell_and_electrons(supra2d: Command, square: Path) -> None:
    out = square.parent / "out"
    answer = supra2d("bands", square, "-o", out, "--electrons", "1", "--cell", CELL)
    assert answer.code == 0
    assert "1 around" in answer.out or "2 around" in answer.out


# nothing usable: exit 2, one sentence, nothing left behind


def test_an_unknown_compound(supra2d: Command, tmp_path: Path) -> None:
    assert "unknown compound 'NbSe3'" in refused(supra2d("bands", "NbSe3", "-o", tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["missing.nc", "missing_hr.dat", "missing.txt", "folder"])
def test_a_file_that_is_none(supra2d: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    refused(supra2d("bands", tmp_path / name, "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_files_cut_short(supra2d: Command, metal: Path, square: Path) -> None:
    out = metal.parent / "out"
    for path in (metal, square):
        path.write_bytes(path.read_bytes()[: len(path.read_bytes()) * 2 // 3])
        sentence = refused(supra2d("bands", path, "-o", out, "--electrons", "1"))
        assert "cut short" in sentence
    assert not out.exists()


def test_a_file_that_is_not_hermitian(supra2d: Command, tmp_path: Path) -> None:
    path = wannier(tmp_path / "skew_hr.dat", [(0, 0, 0.0), (1, 0, -0.1), (-1, 0, -0.2)])
    sentence = refused(supra2d("bands", path, "-o", tmp_path / "out", "--electrons", "1"))
    assert "R = (1, 0, 0)" in sentence or "R = (-1, 0, 0)" in sentence
    assert not (tmp_path / "out").exists()


def test_what_a_wannier_file_does_not_say_is_asked_for(supra2d: Command, square: Path) -> None:
    out = square.parent / "out"
    assert "--cell" in refused(supra2d("bands", square, "-o", out, "--electrons", "1"))
    assert "--electrons" in refused(supra2d("bands", square, "-o", out, "--cell", CELL))
    assert not out.exists()


@pytest.mark.parametrize("electrons", ["0", "2", "-1", "7", "nan"])
def test_a_filling_outside_the_bands(supra2d: Command, square: Path, electrons: str) -> None:
    out = square.parent / "out"
    sentence = refused(
        supra2d("bands", square, "-o", out, "--cell", CELL, "--electrons", electrons)
    )
    assert "electrons" in sentence
    assert not out.exists()


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("--cell", "3.34"),
        ("--cell", "3.34 furlong"),
        ("--spins", "sideways"),
        ("--temperature", "0"),
        ("--temperature", "-4"),
        ("--interaction", "-1"),
        ("--field", "0"),
        ("--field", "-30"),
        ("--electrons", "many"),
    ],
)
def test_options_that_make_no_sense(
    supra2d: Command, square: Path, option: str, given: str
) -> None:
    out = square.parent / "out"
    usual = {"--cell": CELL, "--electrons": "1", option: given}
    words = [word for pair in usual.items() for word in pair]
    refused(supra2d("bands", square, "-o", out, *words))
    assert not out.exists()


def test_a_wrong_order_of_spins_is_found_by_time_reversal(supra2d: Command, tmp_path: Path) -> None:
    source = three_band("MoS2")
    path = tmp_path / "MoS2_hr.dat"
    rows = [
        f"{a} {b} {c} {m + 1} {n + 1} {1e-3 * h[m, n].real:.9f} {1e-3 * h[m, n].imag:.9f}"
        for (a, b, c), h in zip(source.R.tolist(), source.hoppings, strict=True)
        for n in range(source.size)
        for m in range(source.size)
    ]
    head = ["MoS2", str(source.size), str(len(source.R)), "\n".join("1" for _ in source.R)]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ("--cell", "3.19 angstrom", "--electrons", "1", "--spins", "interleaved")
    sentence = refused(supra2d("bands", path, "-o", out, *words))
    assert "spins='blocks'" in sentence
    assert not out.exists()


def test_a_place_that_is_no_report_of_ours(supra2d: Command, metal: Path) -> None:
    (metal.parent / "mine").mkdir()
    (metal.parent / "mine" / "thesis.tex").write_text("x", encoding="utf-8")
    assert "--force" in refused(supra2d("bands", metal, "-o", metal.parent / "mine"))
    assert "holds metal.nc" in refused(supra2d("bands", metal, "-o", metal.parent))


@pytest.mark.usefixtures("small")
def test_a_magnet_is_told(supra2d: Command, tmp_path: Path) -> None:
    magnet = with_exchange(doped(three_band("MoS2"), -1.0, mesh=(36, 36)), 30.0, np.eye(3)[2])
    write_hamiltonian(magnet, tmp_path / "magnet.nc")
    answer = supra2d("bands", tmp_path / "magnet.nc", "-o", tmp_path / "out")
    assert answer.code == 0
    assert "warning: Time reversal is broken by 60 meV" in answer.out
