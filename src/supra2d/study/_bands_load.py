"""A name or a file -> a Hamiltonian with its electrons filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from ..bands import (
    Hamiltonian,
    band_edges,
    bands_on_mesh,
    chemical_potential,
    read_hamiltonian,
    read_wannier,
    symmetries,
)
from ..core import Array, InputError, Source, sha256
from ..materials import hamiltonian_path, hamiltonians
from ._bands_options import BandsOptions

_ENDINGS = (".nc", "_hr.dat", "_tb.dat")
_BESIDE = ("_wsvec.dat", "_centres.xyz")
_BROKEN = 1.0  # meV: what Wannier functions and projections break of a symmetry that is there
_NEARLY = 0.9  # of the zone, that the highest filled band of a semimetal fills
_MESH = 48
_SPREAD = np.array([0.754877666247, 0.569840290998, 0.362949127])  # to no special points

#: Words of an origin, and the references that belong to them.
_CREDITS = (
    ("GPAW", "mortensen2024"),
    ("PBE", "perdew1996"),
    ("projected Wannier", "souza2001"),
    ("liu2013", "liu2013"),
)


@dataclass(frozen=True)
class Filled:
    """A Hamiltonian with its electrons in their bands.

    Attributes
    ----------
    H
        Its chemical potential is the Fermi level, or the middle of the gap.
    sources
        The file and its companions.
    crossing
        Numbers of the bands that cross the Fermi level.
    gap
        Of an insulator: top of the filled and bottom of the empty bands, meV.
    shipped
        Whether it comes with the package.
    cites
        References for the Hamiltonian.
    """

    H: Hamiltonian
    sources: tuple[Source, ...]
    crossing: tuple[int, ...]
    gap: tuple[float, float] | None
    shipped: bool
    cites: tuple[str, ...]

    @property
    def path(self) -> str:
        """The file that the numbers come from."""
        return self.sources[0].path

    @property
    def layer(self) -> bool:
        """True for a layer, false for a bulk crystal."""
        return not self.H.periodic[2]

    @cached_property
    def twofold(self) -> bool:
        """True where every level holds both spins: by inversion, or without spin-orbit coupling."""
        if not self.H.spinful:
            return True
        k = np.modf(np.arange(1, 13)[:, None] * _SPREAD)[0] * np.array(self.H.periodic)
        levels = self.H.eigenvalues(k)
        return bool(np.abs(levels[:, 1::2] - levels[:, ::2]).max() <= _BROKEN)

    @property
    def filled(self) -> float:
        """Number of filled bands, whole or not."""
        return (self.H.electrons or 0.0) / self.H.per_band

    @cached_property
    def occupied(self) -> int:
        """How many bands a topological index is of: an even number.

        Of an insulator the filled ones; of a semimetal those that would be filled if its bands did
        not overlap in energy; of a metal those below the bands that cross the Fermi level.
        """
        filled = 2 * round(self.filled / 2)
        if self.gap is not None:
            return filled
        if self.filled == filled:
            below = bands_on_mesh(self.H, scaled_mesh(self.H, _MESH))[..., filled - 1]
            if np.mean(below < self.H.chemical_potential) > _NEARLY:
                return filled
        return 2 * (min(self.crossing) // 2)

    @property
    def uncertainty(self) -> float | None:
        """How far bands near the Fermi level lie from the engine's, meV; None where unknown."""
        told = self.H.origin.get("error off the mesh", "")
        said = re.match(r"\d+(\.\d+)?(e[+-]?\d+)?(?= meV)", told)
        return float(said[0]) if said else None

    @property
    def pair(self) -> tuple[int, int] | None:
        """The two bands that differ by their spin, nearest to the Fermi level or below the gap."""
        if not self.H.spinful:
            return None
        first = 2 * ((self.crossing[0] if self.crossing else round(self.filled) - 1) // 2)
        return first, first + 1

    @property
    def bands(self) -> tuple[int, ...]:
        """The bands that cross the Fermi level, with their partners in spin."""
        if not self.H.spinful:
            return self.crossing
        return tuple(sorted({n for i in self.crossing for n in (2 * (i // 2), 2 * (i // 2) + 1)}))


def load(what: Path | str, options: BandsOptions) -> Filled:
    """Read the Hamiltonian that is named or given, and fill its electrons in.

    Raises
    ------
    NameUnknownError
        For a compound that is not shipped, with near matches.
    InputError
        For a file that is none, a cell or a number of electrons that is missing, and electrons
        that do not fit into the bands.
    """
    path, shipped = _found(what)
    H = _read(path, options)
    if not np.isfinite(H.cell).all():
        raise InputError(
            f"{path.name} does not hold its lattice vectors",
            "a cell, for wave numbers and directions",
            "give it with --cell, for example '3.34 angstrom' for a hexagonal layer",
        )
    if H.periodic[:2] != (True, True):
        raise InputError(
            f"{path.name} does not repeat along its first two lattice vectors",
            "a layer or a crystal",
            "put the vectors of the layer first",
        )
    H = _with_electrons(H, path, options)
    crossing, gap, level = _levels(H, options)
    H = replace(H, chemical_potential=level, name=H.name or path.stem)
    return Filled(H, _sources(path, H, shipped), crossing, gap, shipped, _cites(H))


def _found(what: Path | str) -> tuple[Path, bool]:
    """The file, and whether it is one of ours."""
    path = Path(what)
    if str(what) in hamiltonians():
        return hamiltonian_path(str(what)), True
    if path.is_dir():
        raise InputError(f"{what} is a folder", "a compound or a file", "name the file in it")
    if not path.is_file() and not path.suffix and len(path.parts) == 1:
        return hamiltonian_path(str(what)), True  # says which names there are
    if not path.name.endswith(_ENDINGS):
        raise InputError(
            f"{path.name} is no Hamiltonian by its name",
            "a compound that is shipped, a .nc file of supra2d, or _hr.dat or _tb.dat of Wannier90",
            "write one with 'supra2d dft', or with write_hr or write_tb in the input of Wannier90",
        )
    return path, False


def _read(path: Path, options: BandsOptions) -> Hamiltonian:
    if path.suffix == ".nc":
        if options.cell or options.spins:
            raise InputError(
                f"--cell or --spins for {path.name}, which holds both",
                "these for files of Wannier90 alone",
                "leave them out",
            )
        return read_hamiltonian(path)
    spins = options.spins or None
    cells = options.cells()
    if len(cells) < 2:
        return read_wannier(path, cell=cells[0] if cells else None, spins=spins)
    # 120 or 60 degrees between the vectors: the angle under which the bands have their axis
    read = [read_wannier(path, cell=cell, spins=spins) for cell in cells]
    if read[0].periodic[2]:
        raise InputError(
            f"one lattice constant for {path.name}, which repeats along three vectors",
            "three lattice vectors",
            "give them all, as --cell '3.34 0 0, -1.67 2.89 0, 0 0 12 angstrom'",
        )
    return min(read, key=lambda H: symmetries(H).threefold.violation)


def _with_electrons(H: Hamiltonian, path: Path, options: BandsOptions) -> Hamiltonian:
    if options.electrons is None and H.electrons is None:
        raise InputError(
            f"{path.name} does not say how many electrons its bands hold",
            "their number per cell, both spins together",
            "give it with --electrons",
        )
    if options.electrons is None or options.electrons == H.electrons:
        return H
    if H.electrons is not None:
        change = options.electrons - H.electrons
        words = {"doping": f"{change:+g} electrons per cell, rigid bands"}
        H = replace(H, origin={**H.origin, **words})
    return replace(H, electrons=options.electrons)


def _levels(
    H: Hamiltonian, options: BandsOptions
) -> tuple[tuple[int, ...], tuple[float, float] | None, float]:
    """Bands at the Fermi level, the gap of an insulator, and the level or the middle of the gap."""
    mesh = scaled_mesh(H, options.mesh("states"))
    edges = band_edges(H, mesh)
    try:
        level = chemical_potential(H, mesh)
    except InputError:
        gap = _gap(H, edges)
        if gap is None:
            raise
        return (), gap, 0.5 * (gap[0] + gap[1])
    crossing = np.flatnonzero((edges[:, 0] < level) & (level < edges[:, 1]))
    return tuple(crossing.tolist()), None, level


def _gap(H: Hamiltonian, edges: Array) -> tuple[float, float] | None:
    """Top of the filled and bottom of the empty bands, where the electrons fill whole bands."""
    for n in range(1, H.size):
        if H.electrons == n * H.per_band and edges[n, 0] > edges[n - 1, 1]:
            return float(edges[n - 1, 1]), float(edges[n, 0])
    return None


def scaled_mesh(H: Hamiltonian, points: int) -> tuple[int, ...]:
    """Points along the vectors that repeat: as many for a layer, fewer in all for a crystal.

    A crystal has some seventh of them along its longest reciprocal vector, and along the others as
    many as make the points as dense.
    """
    if not H.periodic[2]:
        return points, points
    lengths = np.linalg.norm(H.reciprocal, axis=1)
    longest = 6 * max(2, round(points / 45))
    return tuple(2 * max(2, round(longest * x / lengths.max() / 2)) for x in lengths)


def _sources(path: Path, H: Hamiltonian, shipped: bool) -> tuple[Source, ...]:
    """The file and its companions; one that is shipped without the folder it is installed in."""
    reader = "supra2d" if path.suffix == ".nc" else "wannier90"
    seed = re.sub(r"_(hr|tb)\.dat$", "", path.name)
    beside = [path.with_name(seed + ending) for ending in _BESIDE]
    read = [path, *(p for p in beside if p.name in H.origin.values())]
    elements = len(H.R) * H.size**2
    folder = "supra2d/materials/hamiltonians/"
    return tuple(
        Source(folder + p.name if shipped else str(p), sha256(p), reader, elements, 0) for p in read
    )


def _cites(H: Hamiltonian) -> tuple[str, ...]:
    told = " ".join(H.origin.values())
    wannier = ("pizzi2020",) if "written" in H.origin else ()
    return (*wannier, *(key for word, key in _CREDITS if word in told))
