"""One entrance for every file: look at its first bytes, let the right reader read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import xarray as xr

from supra2d.core import InputError

from ._columns import merge_requests
from ._foreign import looks_like
from ._registry import loaded
from ._settings import Settings

_HEAD = 4096


def read(
    path: Path | str, *, columns: Sequence[str] = (), settings: Settings | None = None
) -> xr.Dataset:
    """Read an instrument file, whatever its extension.

    Parameters
    ----------
    path
        A Quantum Design, delimited text or netCDF file (or any that an added reader knows).
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
    head = _head(path)
    module, notes = _choose(head)
    if module is None:
        raise InputError(
            f"{path.name} looks like {looks_like(head) or 'nothing that a reader knows'}"
            + (f" ({'; '.join(notes)})" if notes else ""),
            "a Quantum Design .dat file, delimited text or netCDF",
            "export the measurement as text",
        )
    dataset: xr.Dataset = module.read(path, request)
    if notes:
        message = "; ".join([*filter(None, [dataset.attrs.get("message")]), *notes])
        dataset.attrs["message"] = message
    return dataset


def _head(path: Path) -> bytes:
    if not path.exists():
        raise InputError(f"{path} does not exist", "a file", "check the path")
    if path.is_dir():
        raise InputError(f"{path} is a folder", "a file", "use discover for the files in it")
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror})", "a readable file", "check its permissions"
        ) from None
    if not head.strip():
        raise InputError(f"{path.name} is empty", "a header and rows of data", "export it again")
    return head


def _choose(head: bytes) -> tuple[ModuleType | None, list[str]]:
    """The first reader that knows the file, and what went wrong with those asked before it."""
    notes: list[str] = []
    for name, module in loaded():
        if isinstance(module, Exception):
            notes.append(f"the reader {name} cannot be used: {module}")
        elif module.matches(head):
            return module, notes
    return None, notes
