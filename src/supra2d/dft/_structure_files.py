"""A layer from a file that ASE reads."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..bands import Crystal
from ..core import Array, InputError

_ENDINGS = (".cif", ".xyz", ".vasp")
_STEMS = ("POSCAR", "CONTCAR")
_ANGSTROM = 1e-10
_GAP = 8.0  # angstrom without atoms, which tell a layer from a crystal
_UPRIGHT = 1e-6  # of the edges: how far the normal may lean


def is_file_name(compound: str | Path) -> bool:
    """Whether this is meant to be a file with a structure."""
    name = Path(compound).name
    return name.endswith(_ENDINGS) or name.startswith(_STEMS)


def read_layer(path: Path) -> Crystal:
    """The layer in a file, in the middle of its cell.

    Raises
    ------
    InputError
        Without ASE, and for a file that is missing, cannot be read or holds no layer.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}", "a structure", "check the name")
    if find_spec("ase") is None:
        raise InputError(
            f"ASE, which reads {path.name}, is not installed", "it", "type pip install ase"
        )
    from ase.io import read

    try:
        atoms: Any = read(path)
    except Exception as error:  # readers of files that are cut raise whatever comes
        raise InputError(
            f"{path.name} cannot be read as a structure ({type(error).__name__}: {error})",
            "one structure in the format that its name says",
            "export it again",
        ) from error
    cell = np.asarray(atoms.cell, dtype=float)
    if not abs(np.linalg.det(cell)) > 0.0:
        raise InputError(
            f"{path.name} holds no cell",
            "three lattice vectors, the third one across the layer",
            "write it as .cif or POSCAR, or as .xyz with a Lattice",
        )
    species = tuple(str(symbol) for symbol in atoms.get_chemical_symbols())
    positions = np.asarray(atoms.get_scaled_positions(wrap=True), dtype=float)
    return layer_of(cell, species, positions, path)


def layer_of(cell: Array, species: tuple[str, ...], positions: Array, path: Path) -> Crystal:
    """Atoms as a layer; cell in angstrom, positions in units of its vectors.

    Raises
    ------
    InputError
        Where the third vector leans, or atoms are close to their images along it.
    """
    a, b, c = cell
    normal = np.cross(a, b)
    height = float(c @ normal) / float(np.linalg.norm(normal))
    leaning = max(abs(float(c @ x)) for x in (a, b)) / float(np.linalg.norm(c))
    if leaning > _UPRIGHT * float(np.linalg.norm(cell)) or height <= 0.0:
        raise InputError(
            f"the third vector of {path.name} is not normal to the first two, or turns to the left",
            "a layer in the plane of the first two vectors",
            "turn the cell",
        )
    # the widest gap between atoms along the normal goes to the border of the cell
    z = np.sort(positions[:, 2] % 1.0)
    gaps = np.diff(np.append(z, z[0] + 1.0))
    widest = int(np.argmax(gaps))
    if gaps[widest] * height < _GAP:
        raise InputError(
            f"{path.name} is no layer: atoms are {gaps[widest] * height:.3g} angstrom from the "
            "next image at most",
            f"{_GAP:g} angstrom of vacuum or more along the third vector",
            "take one layer out of the crystal and put vacuum around it",
        )
    border = z[widest] + 0.5 * gaps[widest]
    centred = np.mod(positions - np.array([0.0, 0.0, border]), 1.0)
    return Crystal(
        cell=cell * _ANGSTROM,
        species=species,
        positions=centred,
        name=path.name.removesuffix(path.suffix) if path.suffix else path.name,
        source=f"file {path.name}",
    )
