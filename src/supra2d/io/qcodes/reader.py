"""QCoDeS databases: one SQLite file, a table of runs, a table of results per run."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from supra2d.core import InputError

from .._arrays import first_log
from .._columns import ReadRequest
from .._runs import split_run
from ._results import tables_of

_MAGIC = b"SQLite format 3\x00"
_RUNS = """
    SELECT run_id, runs.name, result_table_name, is_completed, run_description, sample_name
    FROM runs LEFT JOIN experiments USING (exp_id) ORDER BY run_id
"""
_LISTED = 8


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of the table of runs."""

    number: int
    name: str
    table: str
    completed: bool
    description: str
    sample: str


def matches(head: bytes) -> bool:
    """Whether a file starts as SQLite does."""
    return head.startswith(_MAGIC)


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read one run: the one named after ``#``, else the last that holds rows."""
    file, wanted = split_run(path)
    try:
        with closing(_connect(file)) as database:
            runs = _runs(database, file)
            run = _chosen(database, runs, wanted, file)
            tables = tables_of(database, run.table, run.description, file.name)
    except sqlite3.Error as error:
        raise InputError(
            f"{file.name} cannot be read as an SQLite database ({error})",
            "a database that QCoDeS wrote",
            "copy the whole file again, together with its -wal file where there is one",
        ) from None
    log = first_log(
        tables,
        request,
        path=file,
        reader="qcodes",
        notes=_notes(run, runs, wanted, file),
        header={"title": run.sample, "run": run.name},
    )
    log.attrs["source"] = str(path)
    return log


def _connect(file: Path) -> sqlite3.Connection:
    # "immutable" leaves no files beside a database that nobody is writing to
    writing = file.with_name(file.name + "-wal").exists()
    mode = "mode=ro" if writing else "mode=ro&immutable=1"
    return sqlite3.connect(f"{file.resolve().as_uri()}?{mode}", uri=True)


def _runs(database: sqlite3.Connection, file: Path) -> list[_Run]:
    known = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if not {"runs", "experiments"} <= known:
        raise InputError(
            f"{file.name} is an SQLite database without runs",
            "a database that QCoDeS wrote",
            "export the measurement as text",
        )
    runs = [
        _Run(n, name or "", table or "", bool(done), description or "{}", sample or "")
        for n, name, table, done, description, sample in database.execute(_RUNS)
        if table in known
    ]
    if not runs:
        raise InputError(
            f"{file.name} holds no run with results of its own",
            "at least one run",
            "read the netCDF files instead, if QCoDeS was told to write the results there",
        )
    return runs


def _chosen(
    database: sqlite3.Connection, runs: Sequence[_Run], wanted: int | None, file: Path
) -> _Run:
    if wanted is None:
        filled = [run for run in runs if _has_rows(database, run)]
        return (filled or runs)[-1]
    for run in runs:
        if run.number == wanted:
            return run
    raise InputError(
        f"{file.name} has no run {wanted} with results", _listed(runs), f"write {file.name}#NUMBER"
    )


def _has_rows(database: sqlite3.Connection, run: _Run) -> bool:
    query = f'SELECT 1 FROM "{run.table}" LIMIT 1'
    return database.execute(query).fetchone() is not None


def _notes(run: _Run, runs: Sequence[_Run], wanted: int | None, file: Path) -> list[str]:
    notes = [] if run.completed else [f"run {run.number} was never completed"]
    others = [other for other in runs if other is not run]
    if wanted is None and others:
        notes.append(
            f"this is run {run.number} {run.name!r}, the file also holds {_listed(others)}: "
            f"write {file.name}#{others[0].number} for one of them"
        )
    return notes


def _listed(runs: Sequence[_Run]) -> str:
    if len(runs) > _LISTED:
        return f"{len(runs)} runs from {runs[0].number} to {runs[-1].number}"
    return ", ".join(f"run {run.number} {run.name!r}" for run in runs)
