"""Hamiltonians from the files of Wannier90."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, sha256
from ._hamiltonian import Complex, Hamiltonian, Integers, Orbital
from ._wannier_spins import SPINS, with_spins
from ._wannier_text import WannierText, read_centres, read_hr, read_shifts, read_tb

_EV = 1e3  # meV
_ANGSTROM = 1e-10  # m
_LAST_DIGIT = 1.5e-3  # meV: partners written with six decimals of an eV differ by one digit


def read_wannier(
    path: Path | str, *, cell: npt.ArrayLike | None = None, spins: str | None = None
) -> Hamiltonian:
    r"""Read ``seedname_hr.dat`` or ``seedname_tb.dat`` of Wannier90.

    .. math:: H_{mn}(\mathbf k) = \sum_{\mathbf R} \frac{1}{d_{\mathbf R}}
              \sum_{\mathbf T} \frac{H_{mn}(\mathbf R)}{N_{mn\mathbf R}}\,
              e^{2\pi i\,\mathbf k\cdot(\mathbf R + \mathbf T)}

    with the degeneracies :math:`d` of the file and, where ``seedname_wsvec.dat`` lies beside it,
    the :math:`N` shifts T of each element (``use_ws_distance``, source key ``pizzi2020``).
    ``seedname_centres.xyz`` gives positions and species where the file has none. Energies become
    meV, lengths m.

    Without any cell the Hamiltonian has one of nan: bands are right, and whatever needs lengths
    or angles asks for it. Without centres all orbitals sit at the corner of the cell, which
    ``origin["positions"]`` says: right for bands, not for matrix elements between atoms.

    Parameters
    ----------
    path
        The file; its companions have the same seedname.
    cell
        Lattice vectors as rows, m, shape (3, 3); ``_tb.dat`` has its own.
    spins
        Order of the orbitals: ``none``, ``blocks`` (all up, then all down), ``interleaved`` (up,
        down, up, down ...). By default the one in which time reversal holds.

    Raises
    ------
    InputError
        For a file that is missing, cut short, or not of numbers; counts that disagree; H(R) that
        is not Hermitian, with its R; an order of spins that time reversal contradicts or cannot
        decide.

    Examples
    --------
    A square lattice with a hopping of -0.1 eV, written by hand:

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> rows = [(0, 0, 0.0), (1, 0, -0.1), (-1, 0, -0.1), (0, 1, -0.1), (0, -1, -0.1)]
    >>> lines = ["written by hand", "1", "5", "1 1 1 1 1"]
    >>> lines += [f"{a} {b} 0 1 1 {t} 0.0" for a, b, t in rows]
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "square_hr.dat"
    ...     _ = file.write_text("\n".join(lines))
    ...     H = read_wannier(file)
    >>> H.eigenvalues([0.0, 0.0, 0.0]).tolist()
    [-400.0]
    """
    path = Path(path)
    if spins is not None and spins not in SPINS:
        raise InputError(f"spins = {spins!r}", "one of " + ", ".join(SPINS), "or leave it out")
    seed, text = _read(path)
    beside = path.with_name(f"{seed}_wsvec.dat")
    vectors = _cell(path.name, text, cell)
    folded = Hamiltonian(
        cell=vectors,
        R=text.R,
        hoppings=_evened(text.R, _EV * text.elements / text.degeneracies[:, None, None]),
        orbitals=tuple(Orbital(shape=f"w{i + 1}") for i in range(text.elements.shape[1])),
        periodic=_periodic(text.R),
        name=seed,
        origin={
            "file": path.name,
            "sha256": sha256(path),
            "written": text.header,
            "cell": _cell_source(text, cell),
        },
    )
    H = _spread(folded, read_shifts(beside), beside.name) if beside.is_file() else folded
    return with_spins(_with_positions(H, path.with_name(f"{seed}_centres.xyz"), text), spins)


def _read(path: Path) -> tuple[str, WannierText]:
    for ending, reader in (("_hr.dat", read_hr), ("_tb.dat", read_tb)):
        if path.name.endswith(ending):
            return path.name.removesuffix(ending), reader(path)
    raise InputError(
        f"{path.name} has no ending of a Hamiltonian of Wannier90",
        "a name that ends in _hr.dat or _tb.dat",
        "give the file with write_hr = true or write_tb = true in the input of Wannier90",
    )


def _cell(name: str, text: WannierText, given: npt.ArrayLike | None) -> Array:
    """Lattice vectors in m: as given, else as in the file, else nan."""
    written = None if text.cell is None else text.cell * _ANGSTROM
    if given is None:
        return np.full((3, 3), np.nan) if written is None else written
    cell = np.asarray(given, dtype=float)
    lengths = np.linalg.norm(cell, axis=-1)
    if cell.shape != (3, 3) or not np.abs(np.linalg.det(cell)) > 0 or lengths.max() > 1e-6:
        raise InputError(
            f"the cell given for {name} has the shape {cell.shape} and vectors as long as "
            f"{lengths.max():.3g} m",
            "three independent lattice vectors as rows, in metres",
            "multiply angstrom by 1e-10",
        )
    if written is not None and np.abs(cell - written).max() > 1e-3 * lengths.max():
        raise InputError(
            f"the cell given for {name} is not the one in the file",
            "the same lattice vectors",
            "leave the argument out",
        )
    return cell


def _cell_source(text: WannierText, given: npt.ArrayLike | None) -> str:
    if text.cell is not None:
        return "in the file"
    return "unknown" if given is None else "given"


def _periodic(R: Integers) -> tuple[bool, bool, bool]:
    a, b, c = (R != 0).any(axis=0)
    return bool(a), bool(b), bool(c)


def _spread(H: Hamiltonian, shifts: Integers, name: str) -> Hamiltonian:
    """Each element over its shifted cells, in equal parts."""
    index = {tuple(r): i for i, r in enumerate(H.R.tolist())}
    R, (m, n), T, count = shifts[:, :3], shifts[:, 3:5].T, shifts[:, 5:8], shifts[:, 8]
    i = np.array([index.get(tuple(r), -1) for r in R.tolist()])
    elements = len({*zip(i.tolist(), m.tolist(), n.tolist(), strict=True)})
    inside = (i >= 0) & (m >= 0) & (m < H.size) & (n >= 0) & (n < H.size)
    if elements != H.hoppings.size or not inside.all():
        raise InputError(
            f"{name} has shifts of {elements} elements, not those of {H.origin['file']}",
            f"the {H.hoppings.size} elements of that file",
            "take both files from one run, or move it away to read without shifts",
        )
    reached, at = np.unique(R + T, axis=0, return_inverse=True)
    hoppings = np.zeros((len(reached), H.size, H.size), dtype=complex)
    np.add.at(hoppings, (at.ravel(), m, n), H.hoppings[i, m, n] / count)
    return replace(H, R=reached, hoppings=hoppings, origin={**H.origin, "shifts": name})


def _evened(R: Integers, hoppings: Complex) -> Complex:
    """The mean of H(R) and the adjoint of H(-R) where only the last digit parts them."""
    index = {tuple(r): i for i, r in enumerate(R.tolist())}
    back = [index.get((-a, -b, -c), i) for i, (a, b, c) in enumerate(R.tolist())]
    adjoint = hoppings[back].conj().transpose(0, 2, 1)
    close = np.abs(hoppings - adjoint) <= _LAST_DIGIT
    return np.asarray(np.where(close, (hoppings + adjoint) / 2.0, hoppings))


def _with_positions(H: Hamiltonian, centres: Path, text: WannierText) -> Hamiltonian:
    """Centres of the orbitals and the atoms they belong to, as far as files and cell tell."""
    known = np.isfinite(H.cell).all()
    into = np.linalg.inv(H.cell) * _ANGSTROM if known else np.eye(3)
    where, atoms = text.centres, np.empty((0, 3))
    species: tuple[str, ...] = ()
    source = "" if where is None else "in the file"
    if centres.is_file():
        listed, species, atoms = read_centres(centres, H.size)
        where, source = (listed, centres.name) if where is None else (where, source)
    if where is None or not known:
        why = "centres but no cell" if where is not None else "no centres"
        said = f"unknown: {why}; all at the corner of the cell"
        return replace(H, origin={**H.origin, "positions": said})
    placed = where @ into
    orbitals = []
    for orbital, r in zip(H.orbitals, placed, strict=True):
        i = _nearest(r, atoms @ into, H.cell)
        orbitals.append(
            replace(
                orbital,
                species=species[i] if species else "",
                atom=i,
                position=(float(r[0]), float(r[1]), float(r[2])),
            )
        )
    return replace(H, orbitals=tuple(orbitals), origin={**H.origin, "positions": source})


def _nearest(r: Array, atoms: Array, cell: Array) -> int:
    """Number of the atom nearest to r, images included; -1 without atoms."""
    if not len(atoms):
        return -1
    apart = atoms - r
    return int(np.argmin(np.linalg.norm((apart - np.rint(apart)) @ cell, axis=1)))
