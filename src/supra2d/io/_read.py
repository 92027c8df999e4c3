"""One entrance for every file: look at its first bytes, let the right reader read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import xarray as xr

from supra2d.core import InputError

from ._columns import merge_requests
from ._foreign import looks_like, way_out
from ._head import Head
from ._recipe_follow import follow
from ._registry import loaded, reader_spec
from ._runs import split_run
from ._settings import Settings


def read(
    path: Path | str, *, columns: Sequence[str] = (), settings: Settings | None = None
) -> xr.Dataset:
    """Read an instrument file, whatever its extension.

    Parameters
    ----------
    path
        A file of any format that a reader knows. ``FILE.db#3`` is run 3 of a database of runs.
    columns
        What the columns are, where the file does not say: ``"field=magnet_bpar [T]"``; the name
        may be a pattern, ``"resistance=lockin_*_ResX [ohm]"``, the unit may be left out when
        the file has it.
    settings
        From ``supra2d.toml``; ``columns`` wins over it, and it wins over the names in the file.

    Returns
    -------
    Dataset
        A log (see ``supra2d.core.make_log``): one variable per mapped column, in canonical
        units, with the line numbers of the file, its hash, and what was dropped or left alone.

    Raises
    ------
    InputError
        When the file is not one that any reader knows, or nothing in it can be used.
    UnitError
        When a mapped column has an unknown unit.
    NameUnknownError
        When ``columns`` names an unknown channel.
    """
    path = Path(path)
    request = merge_requests(columns, settings.column_strings() if settings else ())
    recipe = settings.recipe() if settings else None
    made = follow(path, request, recipe, reader_of) if recipe else None
    if made is not None:
        return made
    file, run = split_run(path)
    head = Head.of(file)
    module, notes = _choose(head)
    if module is None:
        raise InputError(
            f"{file.name} looks like {looks_like(head) or 'nothing that a reader knows'}"
            + (f" ({'; '.join(notes)})" if notes else ""),
            "text in columns, or a file of an instrument that supra2d knows",
            way_out(head),
        )
    if run is not None and not reader_spec(_name(module)).get("runs"):
        raise InputError(
            f"{file.name} is no database of runs", "its plain name", f"leave out '#{run}'"
        )
    dataset: xr.Dataset = module.read(path, request)
    if notes:
        message = "; ".join([*filter(None, [dataset.attrs.get("message")]), *notes])
        dataset.attrs["message"] = message
    return dataset


def reader_of(path: Path) -> ModuleType:
    """The reader of a file.

    Raises
    ------
    InputError
        When none knows it.
    """
    head = Head.of(path)
    module, _ = _choose(head)
    if module is None:
        raise InputError(
            f"{path.name} looks like {looks_like(head) or 'nothing that a reader knows'}",
            "a log in text, or any file that a reader knows",
            way_out(head),
        )
    return module


def _name(module: ModuleType) -> str:
    return module.__name__.split(".")[-2]


def _choose(head: Head) -> tuple[ModuleType | None, list[str]]:
    """The first reader that knows the file, and what went wrong with those asked before it."""
    notes: list[str] = []
    for name, module in loaded():
        if isinstance(module, Exception):
            notes.append(f"the reader {name} cannot be used: {module}")
        elif module.matches(head):
            return module, notes
    return None, notes
