"""Our own files: what is written comes back, and what is damaged is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from supra2d.bands import (
    HAMILTONIAN_SCHEMA,
    Hamiltonian,
    Orbital,
    read_hamiltonian,
    three_band,
    write_hamiltonian,
)
from supra2d.core import InputError, OutputError


def made(N: int, reach: int, depth: int = 0) -> Hamiltonian:
    """Random hoppings that decay, so that no digit can be guessed from another."""
    rng = np.random.default_rng(7)
    near, deep = range(-reach, reach + 1), range(-depth, depth + 1)
    R = np.array([(i, j, k) for i in near for j in near for k in deep])
    h = rng.normal(size=(len(R), N, N)) + 1j * rng.normal(size=(len(R), N, N))
    h *= 1e3 * np.exp(-np.linalg.norm(R, axis=1))[:, None, None]
    h = (h + h[::-1].conj().transpose(0, 2, 1)) / 2
    orbitals = tuple(
        Orbital("Nb" if i % 2 else "Se", i % 3, f"o{i}", (-1) ** i, (i / 7, 0.1, -i / 3))
        for i in range(N)
    )
    order = rng.permutation(len(R))
    return Hamiltonian(
        3e-10 * np.eye(3) + 1e-11 / 3, R[order], h[order], orbitals, (True, True, depth > 0)
    )


@pytest.mark.parametrize("electrons", [None, 13.0])
def test_everything_comes_back_to_the_last_bit(tmp_path: Path, electrons: float | None) -> None:
    H = replace(
        made(4, 2, 1),
        electrons=electrons,
        chemical_potential=-1234.5678901234567,
        name="1T'-WS2 µ",
        origin={"engine": "by hand", "mesh": "12 x 12"},
    )
    write_hamiltonian(H, tmp_path / "H.nc")
    again = read_hamiltonian(tmp_path / "H.nc")
    for field in ("cell", "R", "hoppings"):
        assert np.array_equal(getattr(H, field), getattr(again, field)), field
    for field in ("orbitals", "periodic", "electrons", "chemical_potential", "name", "origin"):
        assert getattr(H, field) == getattr(again, field), field
    assert [p.name for p in tmp_path.iterdir()] == ["H.nc"]


def test_an_unknown_cell_stays_unknown(tmp_path: Path) -> None:
    write_hamiltonian(replace(made(2, 1), cell=np.full((3, 3), np.nan)), tmp_path / "H.nc")
    assert np.isnan(read_hamiltonian(tmp_path / "H.nc").cell).all()


def test_22_orbitals_and_441_vectors_take_less_than_3_MB(tmp_path: Path) -> None:
    H = made(22, 10)
    write_hamiltonian(H, tmp_path / "H.nc")
    assert (tmp_path / "H.nc").stat().st_size < 2e6
    write_hamiltonian(H, tmp_path / "small.nc", resolution=1e-4)
    assert (tmp_path / "small.nc").stat().st_size < 0.7e6
    again = read_hamiltonian(tmp_path / "small.nc")
    assert np.abs(again.hoppings.real - H.hoppings.real).max() <= 0.5e-4
    assert "6.1e-05 meV" in again.origin["rounded"]


def test_small_hoppings_go_only_if_asked(tmp_path: Path) -> None:
    H = made(3, 6)
    write_hamiltonian(H, tmp_path / "H.nc", drop_below=1.0)
    again = read_hamiltonian(tmp_path / "H.nc")
    assert 0 < len(again.R) < len(H.R)
    k = np.array([0.17, 0.31, 0.0])
    lost = [
        np.abs(h).sum()
        for r, h in zip(H.R, H.hoppings, strict=True)
        if r.tolist() not in again.R.tolist()
    ]
    assert np.abs(again.matrices(k) - H.matrices(k)).max() <= sum(lost)
    assert max(lost) < 9 * 1.0
    assert f"{len(lost)} vectors R" in again.origin["dropped"]


def test_partners_that_differ_by_rounding_become_their_mean(tmp_path: Path) -> None:
    H = three_band("MoS2")
    off = H.hoppings.copy()
    off[0, 0, 0] += 1e-3
    write_hamiltonian(replace(H, hoppings=off), tmp_path / "H.nc")
    again = read_hamiltonian(tmp_path / "H.nc").hoppings
    assert again[0, 0, 0] == pytest.approx(H.hoppings[0, 0, 0] + 5e-4, abs=1e-12)


def test_damaged_and_foreign_files(tmp_path: Path) -> None:
    good = tmp_path / "good.nc"
    write_hamiltonian(three_band("MoS2"), good)
    cut = tmp_path / "cut.nc"
    for part in (0.3, 0.9):
        cut.write_bytes(good.read_bytes()[: int(part * good.stat().st_size)])
        with pytest.raises(InputError, match="cut.nc cannot be read .* cut short"):
            read_hamiltonian(cut)
    xr.Dataset({"T": ("x", [1.0])}, attrs={"schema": "supra2d.dataset/1"}).to_netcdf(
        tmp_path / "data.nc", engine="h5netcdf"
    )
    with pytest.raises(InputError, match="of the kind 'supra2d.dataset/1'"):
        read_hamiltonian(tmp_path / "data.nc")
    xr.Dataset(attrs={"schema": HAMILTONIAN_SCHEMA}).to_netcdf(
        tmp_path / "empty.nc", engine="h5netcdf"
    )
    with pytest.raises(InputError, match="lacks a part"):
        read_hamiltonian(tmp_path / "empty.nc")
    with pytest.raises(InputError, match="no file"):
        read_hamiltonian(tmp_path / "none.nc")


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    H = three_band("MoS2")
    with pytest.raises(OutputError, match="name it H.nc"):
        write_hamiltonian(H, tmp_path / "H.dat")
    with pytest.raises(OutputError, match="cannot be written"):
        write_hamiltonian(H, tmp_path / "nowhere" / "H.nc")
