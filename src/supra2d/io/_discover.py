"""From what the user typed to a list of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from supra2d.core import InputError

from ._runs import each_run, split_run
from ._settings import SETTINGS_FILE

_OUR_SCHEMA = b'"supra2d.results/'


def discover(inputs: Iterable[Path | str]) -> list[Path]:
    """Files to read, in order and each once.

    A file is taken as it is. A folder gives its own files, sorted by name, without hidden
    ones and without ``supra2d.toml``, read-me and licence; sub-folders are not entered.
    ``FILE.db#3-7`` is one entry per run of a database.

    Raises
    ------
    InputError
        When a path does not exist, a folder holds no file, or a folder is one of our reports.
    """
    found: dict[Path, Path] = {}
    for path in (run for given in inputs for run in each_run(Path(given))):
        for file in _files(path):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _files(path: Path) -> list[Path]:
    file, run = split_run(path)
    if run is not None and file.is_file():
        return [path]
    if not path.exists():
        raise InputError(f"{path} does not exist", "a file or a folder", "check the path")
    if not path.is_dir():
        return [path]
    if _is_report(path):
        raise InputError(
            f"{path} is a report that supra2d wrote",
            "measured files",
            "name the folder that holds the data",
        )
    files = sorted(
        file
        for file in path.iterdir()
        if file.is_file() and not file.name.startswith(".") and not _is_companion(file.name)
    )
    if not files:
        raise InputError(
            f"the folder {path} holds no files", "at least one file", "name another folder"
        )
    return files


def _is_companion(name: str) -> bool:
    """Files that lie beside data and are none: our settings, a read-me, a licence."""
    return name == SETTINGS_FILE or name.lower().startswith(("readme", "license", "licence"))


def _is_report(folder: Path) -> bool:
    results = folder / "results.json"
    if not results.is_file():
        return False
    with results.open("rb") as stream:
        return _OUR_SCHEMA in stream.read(4096)
