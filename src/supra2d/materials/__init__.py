"""Compounds that come with the package: their Hamiltonians, and the bibliography."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..core import NameUnknownError

__all__ = ["hamiltonian_path", "hamiltonians"]


def hamiltonians() -> tuple[str, ...]:
    """Names of the compounds whose Hamiltonian is shipped.

    A bare formula is one layer of trigonal prisms (1H), or the distorted one where its name says
    1T'; other forms are named after it: ``NbSe2-2H-bilayer``, ``1T'-WS2-bulk``.
    """
    return tuple(sorted(path.stem for path in _folder().glob("*.nc")))


def hamiltonian_path(name: str) -> Path:
    """File with the Hamiltonian of a compound.

    Parameters
    ----------
    name
        One of `hamiltonians`.

    Raises
    ------
    NameUnknownError
        For a compound that is not shipped, with near matches.
    """
    if name not in hamiltonians():
        raise NameUnknownError.of("compound", name, hamiltonians())
    return _folder() / f"{name}.nc"


def _folder() -> Path:
    return Path(str(files(__name__))) / "hamiltonians"
