"""What was understood of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from ..core import InputError, SupraError, signals
from ..io import discover, measurements, settings_beside
from ..io import read as read_file
from ..measure import Spectrum
from ._files import of_file
from ._tunnelling import biased
from ._tunnelling_rows import swept


def read(path: Path | str, *, columns: Sequence[str] = ()) -> xr.Dataset:
    """Read one instrument file into a Dataset.

    Parameters
    ----------
    path
        A file in any format that a reader knows.
    columns
        ``"field=magnet_bpar [T]"``, ... for files without units.

    Returns
    -------
    Dataset
        A log: see ``supra2d.core.make_log``.

    Raises
    ------
    InputError
        When the file is a folder, or cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder", "one file", "name a file in it, or use report")
    return of_file(read_file(path, columns=columns, settings=settings_beside(path)), path)


def read_all(paths: Iterable[Path | str], columns: Sequence[str]) -> list[xr.Dataset | Exception]:
    """Each file's Dataset, or the error that it gave."""
    found: list[xr.Dataset | Exception] = []
    for path in measurements(discover(paths)):
        try:
            found.append(read(path, columns=columns))
        except SupraError as error:
            found.append(error)
    return found


def spectra_in(log: xr.Dataset) -> list[tuple[str, Spectrum]]:
    """Tunnelling spectra of a log, each with the name of its conductance."""
    log = biased(log)
    names = signals(log, ("conductance",)) if "bias" in log else []
    return [(name, spectrum) for name in names for spectrum in swept(log, name)]
