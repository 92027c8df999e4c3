"""The folders that ``simulate`` writes: labelled, reproducible, and read back equal."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from supra2d.core import InputError, NameUnknownError, OutputError, header_of
from supra2d.io import read
from supra2d.simulate import (
    Film,
    Protocol,
    Sweep,
    names,
    run,
    sample,
    simulate,
    write_origin_text,
    write_quantum_design,
)

ROOT = Path(__file__).resolve().parents[2]
FILM = Film(Tc=4.2, xi=10e-9, d=8e-9)
FAMILY = (Sweep("R(T)", at=(0.0, 0.5), span=(6.0, 2.0), points=40),)


def assert_same_numbers(found: xr.Dataset, written: xr.Dataset, variables: list[str]) -> None:
    for name in variables:
        # ten digits are written, so the last is off by at most half of one
        np.testing.assert_allclose(
            found[name].values, written[name].values, rtol=5.1e-10, atol=1e-14, err_msg=name
        )


@pytest.mark.parametrize("channels", [("ch1",), ("ch1", "ch2")])
@pytest.mark.parametrize("quantity", ["resistivity", "resistance"])
def test_a_quantum_design_file_reads_back_equal(
    tmp_path: Path, channels: tuple[str, ...], quantity: str
) -> None:
    protocol = Protocol(FAMILY, channels=channels, quantity=quantity, noise_floor=0.1)
    log = run(FILM, protocol, 5)
    found = read(write_quantum_design(log, tmp_path / "film.dat"))
    assert found.attrs["reader"] == "quantum_design"
    assert_same_numbers(
        found, log, ["temperature", "field", *(f"{quantity}_{c}" for c in channels)]
    )
    if quantity == "resistivity":
        for channel in channels:
            geometry = header_of(found)[channel]
            assert geometry["lead_separation"] == pytest.approx(FILM.length, rel=1e-9, abs=0)
            area = FILM.width * FILM.d
            assert geometry["cross_section"] == pytest.approx(area, rel=1e-9, abs=0)
    assert "SIMULATED by supra2d" in header_of(found)["title"]


@pytest.mark.parametrize("quantity", ["resistance", "sheet_resistance", "resistivity"])
def test_an_origin_text_reads_back_equal(tmp_path: Path, quantity: str) -> None:
    log = run(FILM, Protocol(FAMILY, quantity=quantity, noise_floor=0.1), 5)
    found = read(write_origin_text(log, tmp_path / "film.txt"))
    assert found.attrs["reader"] == "delimited_text"
    assert_same_numbers(found, log, ["temperature", "field", quantity])


def test_angles_go_into_text_and_positions_into_quantum_design(tmp_path: Path) -> None:
    sweep = (Sweep("R(angle)", at=(1.0,), span=(0.0, 90.0), points=30, temperature=3.0),)
    angles = run(FILM, Protocol(sweep, channels=("ch1",)))
    with pytest.raises(InputError, match="set rotator_zero"):
        write_quantum_design(angles, tmp_path / "no.dat")
    positions = run(FILM, Protocol(sweep, channels=("ch1",), rotator_zero=12.0))
    found = read(write_quantum_design(positions, tmp_path / "yes.dat"))
    assert_same_numbers(found, positions, ["position", "resistance_ch1"])
    text = run(FILM, Protocol(sweep))
    found = read(write_origin_text(text, tmp_path / "angles.txt"))
    assert_same_numbers(found, text, ["angle", "resistance"])


def test_quantum_design_needs_a_bridge_channel(tmp_path: Path) -> None:
    for changes in ({}, {"channels": ("ch1",), "quantity": "sheet_resistance"}):
        with pytest.raises(InputError, match="set channels and quantity"):
            write_quantum_design(run(FILM, Protocol(FAMILY, **changes)), tmp_path / "no.dat")


@pytest.mark.parametrize("name", names())
def test_every_sample_writes_labelled_files_that_read_back(tmp_path: Path, name: str) -> None:
    folder = simulate(name, tmp_path / name, seed=3)
    declared = sample(name)
    assert {path.name for path in folder.iterdir()} == {
        "README.txt", "supra2d.toml", *(file for file, _, _ in declared.runs)
    }  # fmt: skip
    readme = (folder / "README.txt").read_text()
    assert "SIMULATED by supra2d" in readme and "seed 3" in readme
    settings = tomllib.loads((folder / "supra2d.toml").read_text())
    for file, _, protocol in declared.runs:
        assert "SIMULATED by supra2d" in (folder / file).read_text()
        assert settings["files"][file]["direction"] == protocol.direction
        found = read(folder / file)
        assert found["field"].values.size > 100


def test_the_shipped_example_is_the_sample_thin_film(tmp_path: Path) -> None:
    fresh = simulate("thin_film", tmp_path / "demo")
    shipped = ROOT / "examples" / "demo"
    assert {p.name for p in fresh.iterdir()} == {p.name for p in shipped.iterdir()}
    for path in ("supra2d.toml", "README.txt"):
        assert (fresh / path).read_text() == (shipped / path).read_text()
    for path in ("perpendicular.dat", "parallel.txt"):
        new, old = read(fresh / path), read(shipped / path)
        # another numpy may round the last of the ten written digits differently
        assert_same_numbers(new, old, [str(name) for name in old.data_vars])


def test_changes_reach_the_film_and_all_runs(tmp_path: Path) -> None:
    folder = simulate("thin_film", tmp_path / "x", Tc=5.0, noise_floor=0.7, cooldown_spread=0.01)
    readme = (folder / "README.txt").read_text()
    assert "5.0000 K" in readme and readme.count("noise_floor = 0.7") == 2
    settings = tomllib.loads((folder / "supra2d.toml").read_text())
    assert [entry["cooldown"] for entry in settings["files"].values()] == [1, 2]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    first, second, other = (
        simulate("interface", tmp_path / str(i), seed=seed) for i, seed in enumerate((4, 4, 5))
    )
    file = "parallel.txt"
    assert (first / file).read_bytes() == (second / file).read_bytes()
    assert (first / file).read_bytes() != (other / file).read_bytes()


def test_an_earlier_simulation_is_replaced_and_a_foreign_folder_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    simulate("interface", out)
    simulate("two_point_bar", out)
    assert (out / "bar.txt").is_file() and not (out / "parallel.txt").exists()
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter.txt").write_text("precious")
    with pytest.raises(OutputError, match="not made by simulate"):
        simulate("interface", foreign)
    assert [p.name for p in foreign.iterdir()] == ["chapter.txt"]
    assert not list(tmp_path.glob(".*"))


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="choose another folder"):
        simulate("interface", tmp_path / "file" / "out")
    with pytest.raises(OutputError, match="cannot write"):
        write_origin_text(run(FILM, Protocol(FAMILY)), tmp_path / "missing" / "x.txt")


def test_unknown_names_are_answered_with_near_matches(tmp_path: Path) -> None:
    with pytest.raises(NameUnknownError, match="did you mean thin_film"):
        simulate("thin_flim", tmp_path / "x")
    with pytest.raises(NameUnknownError, match="did you mean width_T"):
        simulate("thin_film", tmp_path / "x", widht_T=0.1)
    with pytest.raises(InputError, match="correct it"):
        simulate("thin_film", tmp_path / "x", Tc="4 K")
