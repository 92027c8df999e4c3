"""Compounds that come with the package: geometries, literature, Hamiltonians, bibliography."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..core import NameUnknownError
from ._compounds import KINDS, Form, Material, materials, read_material
from ._literature import NOT_STATED, QUANTITIES, Record, parse_convention
from ._schema import Value

__all__ = [
    "KINDS",
    "NOT_STATED",
    "QUANTITIES",
    "Form",
    "Material",
    "Record",
    "Value",
    "hamiltonian_path",
    "hamiltonians",
    "material_file",
    "material_path",
    "materials",
    "parse_convention",
    "read_material",
    "screening_path",
]


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


def material_file(name: str) -> Path:
    """The file of a compound, such as ``NbSe2.toml``."""
    return Path(str(files(__name__))) / name


def material_path(name: str) -> Path | None:
    """File with the geometry that is asked for by a name, or None where there is none."""
    for material in materials():
        if any(form.name == name for form in material.forms):
            return material_file(f"{material.formula}.toml")
    return None


def screening_path() -> Path:
    """Table of the doublets of all compounds that were screened, made by ``make screening``."""
    return Path(str(files(__name__))) / "screening.tsv"


def _folder() -> Path:
    return Path(str(files(__name__))) / "hamiltonians"
