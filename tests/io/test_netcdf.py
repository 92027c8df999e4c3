"""netCDF there and back, and netCDF of other people."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from supra2d.core import InputError, OutputError, make_table, unmapped_of
from supra2d.io import read, write

Put = Callable[..., Path]


def test_log_there_and_back(put: Put, qd_text: str, tmp_path: Path) -> None:
    log = read(put(qd_text))
    write(log, tmp_path / "log.nc")
    xr.testing.assert_identical(read(tmp_path / "log.nc"), log)
    xr.testing.assert_identical(pickle.loads(pickle.dumps(log)), log)
    assert [path.name for path in tmp_path.glob("log*")] == ["log.nc"]


def test_log_with_labels_there_and_back(put: Put, tmp_path: Path) -> None:
    log = read(put("T (K),B (T),direction,run\n2,1,perp,\n3,0.5,perp,b\n"))
    write(log, tmp_path / "log.nc")
    xr.testing.assert_identical(read(tmp_path / "log.nc"), log)


@pytest.mark.parametrize("shared", [None, [[0.1, 0.2], [0.3, 0.4]]])
def test_table_there_and_back(tmp_path: Path, shared: list[list[float]] | None) -> None:
    table = make_table(
        [2.0, 3.0],
        [1.5, 0.5],
        field_error=0.1,
        direction=["perpendicular", "parallel"],
        angle=[0, 90],
        field_shared=shared,
        criterion="50%",
    )
    write(table, tmp_path / "table.nc")
    xr.testing.assert_identical(read(tmp_path / "table.nc"), table)


def test_no_place_to_write(put: Put, plain_text: str, tmp_path: Path) -> None:
    log = read(put(plain_text))
    with pytest.raises(OutputError, match="cannot be written"):
        write(log, tmp_path / "missing" / "log.nc")


def test_not_ours_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="schema"):
        write(xr.Dataset(), tmp_path / "log.nc")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_other_peoples_grid(tmp_path: Path, engine: str) -> None:
    grid = xr.Dataset(
        {
            "R_xx": (("T", "B"), [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], {"units": "kohm"}),
            "weight": ("z", [1.0]),
        },
        coords={
            "T": ("T", [2.0, 3.0], {"units": "K"}),
            "B": ("B", [0, 500, 1000], {"units": "mT"}),
        },
    )
    grid.to_netcdf(tmp_path / "grid.nc", engine=engine)
    log = read(tmp_path / "grid.nc")
    assert log.attrs["reader"] == "netcdf"
    np.testing.assert_array_equal(log.temperature, [2, 2, 2, 3, 3, 3])
    np.testing.assert_allclose(log.field, [0, 0.5, 1, 0, 0.5, 1], rtol=1e-15)
    np.testing.assert_array_equal(log.resistance, [1e3, 2e3, 3e3, 4e3, 5e3, 6e3])
    assert unmapped_of(log) == ["weight"]


def test_names_that_say_nothing_can_be_mapped(tmp_path: Path) -> None:
    data = xr.Dataset({"x": ("i", [2.0, 3.0]), "y": ("i", [1.0, 2.0]), "s": ("i", ["a", "b"])})
    data.to_netcdf(tmp_path / "data.nc", engine="h5netcdf")
    with pytest.raises(InputError, match="does not say what its columns are .x, y, s"):
        read(tmp_path / "data.nc")
    columns = ["temperature=x [K]", "resistance=y [ohm]", "run=s"]
    log = read(tmp_path / "data.nc", columns=columns)
    assert list(log.resistance.values) == [1, 2]
    assert list(log.run.values) == ["a", "b"]
    with pytest.raises(InputError, match="'s' holds no number"):
        read(tmp_path / "data.nc", columns=["temperature=s [K]"])


def test_hdf5_that_is_no_netcdf(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["group/values"] = [1.0, 2.0]
    with pytest.raises(InputError, match="has no variables at its top level"):
        read(tmp_path / "data.h5")


def test_broken_hdf5(put: Put) -> None:
    with pytest.raises(InputError, match="cannot be read as netCDF"):
        read(put(b"\x89HDF\r\n\x1a\n" + b"\0" * 200))
