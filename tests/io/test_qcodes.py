"""Databases of QCoDeS, from the dump of one that it wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from supra2d import report
from supra2d.core import InputError, unmapped_of
from supra2d.io import discover, read

Put = Callable[..., Path]

DUMP = Path(__file__).with_name("qcodes_runs.sql").read_text(encoding="utf-8")


def database(path: Path, *statements: str) -> Path:
    """The database of the dump, changed by ``statements``."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript(DUMP)
        for statement in statements:
            base.execute(statement)
        base.commit()
    return path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("qcodes") / "film.db")


def test_the_last_run_is_read_and_the_others_are_named(runs: Path) -> None:
    log = read(runs)
    b = np.linspace(0, 1, 9)
    np.testing.assert_array_equal(log.field, b)
    np.testing.assert_array_equal(log.temperature, 2 + 0.001 * b)
    # as the run was made, to the rounding of an exponential
    np.testing.assert_allclose(log.resistance, 100 / (1 + np.exp((0.5 - b) / 0.05)), rtol=1e-14)
    assert log.resistance.attrs["column"] == "lockin_R"  # known by its label
    assert log.attrs["source"] == str(runs) and log.attrs["reader"] == "qcodes"
    assert (
        "this is run 4 'field sweep', the file also holds run 1 'cooldown', run 2 'map', "
        "run 3 'empty': write film.db#1 for one of them" in log.attrs["message"]
    )


def test_a_run_by_its_number(runs: Path) -> None:
    log = read(f"{runs}#1")
    assert log.sizes == {"row": 9} and log.attrs["message"] == ""
    assert log.attrs["source"] == f"{runs}#1"
    assert unmapped_of(log) == ["lockin_phase"]
    found = read(f"{runs}#1", columns=["position=lockin_phase"])
    assert set(found.position.values) == {0.1}


def test_arrays_in_cells_become_rows(runs: Path) -> None:
    log = read(f"{runs}#2")
    np.testing.assert_array_equal(log.field, np.repeat([0.0, 0.5, 1.0], 5))
    np.testing.assert_array_equal(log.bias, np.tile(np.linspace(-1, 1, 5), 3) / 1000)
    v, b = np.tile(np.linspace(-1, 1, 5), 3), log.field.values
    np.testing.assert_allclose(log.conductance, (v**2 + b) * 1e-6, rtol=1e-15)


def test_each_run_of_a_range_is_a_file(runs: Path) -> None:
    found = discover([f"{runs}#1-3,2", runs])
    assert [path.name for path in found] == ["film.db#1", "film.db#2", "film.db#3", "film.db"]
    with pytest.raises(InputError, match="names no runs.*write it like film.db#3-7"):
        discover([f"{runs}#4-2"])
    with pytest.raises(InputError, match="does not exist"):
        discover([f"{runs}.bak#1"])


def test_runs_are_inputs_like_files(runs: Path) -> None:
    made = report([f"{runs}#1", f"{runs}#4"])
    assert [Path(source.path).name for source in made.sources] == ["film.db#1", "film.db#4"]
    assert {result.kind for result in made.results} >= {"resistance_temperature"}


def test_runs_that_are_not_there(runs: Path, put: Put, plain_text: str) -> None:
    with pytest.raises(InputError, match="has no run 9 with results; expected run 1 'cooldown'"):
        read(f"{runs}#9")
    with pytest.raises(InputError, match="holds no result in this run"):
        read(f"{runs}#3")
    path = put(plain_text)
    with pytest.raises(InputError, match="no database of runs.*leave out '#2'"):
        read(f"{path}#2")


def test_a_run_that_goes_on(tmp_path: Path) -> None:
    statement = "UPDATE runs SET is_completed = 0 WHERE run_id = 4"
    path = database(tmp_path / "film.db", statement)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = wal")
        base.execute('INSERT INTO "results-1-4" VALUES (100, 2.0, NULL, 99.5)')
        base.commit()
        log = read(path)  # while the instrument still writes
    assert float(log.field[-1]) == 2.0 or log.sizes["row"] == 9
    assert "run 4 was never completed" in log.attrs["message"]


def test_numbers_that_are_none(tmp_path: Path) -> None:
    # QCoDeS stores NaN as text
    statement = "UPDATE \"results-1-4\" SET lockin_R = 'nan' WHERE magnet_z = 0.5"
    log = read(database(tmp_path / "film.db", statement))
    assert log.sizes["row"] == 8 or int(np.isnan(log.resistance).sum()) == 1


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TABLE runs", "SQLite database without runs"),
        ("DELETE FROM runs", "no run with results of its own"),
        ("UPDATE runs SET run_description = '{'", "does not describe the parameters"),
        ("UPDATE \"results-1-4\" SET lockin_R = x'00'", "holds arrays that cannot be read"),
    ],
)
def test_what_is_no_database_of_runs(tmp_path: Path, statement: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(database(tmp_path / "film.db", statement))


def test_a_cut_database_is_one_sentence(runs: Path, tmp_path: Path) -> None:
    content = runs.read_bytes()
    path = tmp_path / "film.db"
    for size in [16, 17, 100, *range(500, len(content), 9001)]:
        path.write_bytes(content[:size] + bytes(17))
        try:
            read(path)
        except InputError as error:
            assert "\n" not in str(error)


@given(data=st.data())
def test_some_bytes_changed_or_the_end_lost(
    survive: Callable[..., None], runs: Path, data: st.DataObject
) -> None:
    survive(runs.read_bytes(), "film.db", data)


def test_the_netcdf_export_of_a_run(tmp_path: Path) -> None:
    # QCoDeS writes parameters over their setpoints, with label and unit
    path = tmp_path / "run.nc"
    t = np.linspace(6, 2, 9)
    run = xr.Dataset(
        {"dmm_v1": ("mxc", t**2, {"label": "R", "long_name": "Resistance", "units": "ohm"})},
        coords={"mxc": ("mxc", t, {"long_name": "Temperature", "units": "K"})},
    )
    run.to_netcdf(path, engine="h5netcdf")
    log = read(path)
    np.testing.assert_array_equal(log.resistance, t**2)
    np.testing.assert_array_equal(log.temperature, t)
