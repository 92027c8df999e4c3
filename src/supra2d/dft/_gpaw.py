"""GPAW as the engine: an optional package, opened only when a calculation is asked for.

Everything here speaks eV and angstrom, as the engine does; what leaves is in meV and metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..bands import Crystal, Orbital
from ..core import Array, InputError
from ._states import BlochStates

_ANGSTROM = 1e-10
_MEV = 1e3  # per eV
_DEEPER = 5.0  # eV: an atomic level this far below the projected ones is semicore
_SPARE = 6  # bands that the solver carries and does not converge
_FORCE = 0.01  # eV/angstrom
_STEPS = 60
# order of the engine's real harmonics of one shell; all have the sign of x, y, z themselves
SHAPES = {1: ("py", "pz", "px"), 2: ("dxy", "dyz", "dz2", "dxz", "dx2-y2")}
_HARTREE = 27.211386  # eV

INSTALL = (
    "pip install 'supra2d[dft]' (after apt-get install libxc-dev libopenblas-dev libfftw3-dev "
    "libopenmpi-dev openmpi-bin on Debian)"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a calculation is done; energies in eV.

    Attributes
    ----------
    kmesh
        Points along each reciprocal vector, Gamma among them.
    cutoff
        Of the plane waves.
    functional
        Of exchange and correlation.
    smearing
        Width of the Fermi function.
    extra
        Bands without spin that are converged above the projected or the filled ones.
    """

    kmesh: tuple[int, int, int]
    cutoff: float = 400.0
    functional: str = "PBE"
    smearing: float = 0.02
    extra: int = 8


def require() -> None:
    """A sentence with the line to type where the engine is missing.

    Raises
    ------
    InputError
        When GPAW or ASE cannot be found.
    """
    missing = [name for name in ("gpaw", "ase") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"the first-principles engine is not installed ({', '.join(missing)} is missing)",
            "GPAW, an optional extra",
            f"type {INSTALL}",
        )


def version() -> str:
    """Engine, data set and their versions."""
    from importlib.metadata import version as of

    return f"GPAW {of('gpaw')}, PAW data gpaw-data {of('gpaw-data')}, ASE {of('ase')}"


def relaxed(crystal: Crystal, settings: Settings, log: Path | None) -> tuple[Crystal, float]:
    """The crystal with its atoms at rest in the cell as it is, and its energy in eV.

    Forces are below 0.01 eV/angstrom.

    Raises
    ------
    InputError
        When the forces are still larger after 60 steps.
    """
    from ase.optimize import BFGS

    atoms = _atoms(crystal)
    atoms.calc = _calculator(settings, log)
    search: Any = BFGS(atoms, logfile=None, maxstep=0.1)
    with _converging(crystal, log):
        rests = search.run(fmax=_FORCE, steps=_STEPS)
    if not rests:
        raise InputError(
            f"after {_STEPS} steps of relaxation a force of "
            f"{np.abs(atoms.get_forces()).max():.3g} eV/angstrom is left",
            f"less than {_FORCE} eV/angstrom",
            "start from a better geometry",
        )
    places = np.asarray(atoms.get_scaled_positions(wrap=False))
    return replace(crystal, positions=places), float(atoms.get_potential_energy())


def relaxation(settings: Settings) -> str:
    """How atoms come to rest, in words."""
    return (
        f"positions relaxed with {settings.functional}, {settings.cutoff:g} eV, forces below "
        f"{_FORCE:g} eV/angstrom"
    )


def solve(crystal: Crystal, settings: Settings, log: Path, density: Path) -> BlochStates:
    """Self-consistent bands, spin-orbit coupling, projections; the density goes to a file.

    Raises
    ------
    InputError
        When self-consistency is not reached.
    """
    calculator = self_consistent(crystal, settings, _counts(crystal, settings)[1], log)
    calculator.write(str(density))
    return _bloch_states(crystal, settings, calculator)


def self_consistent(crystal: Crystal, settings: Settings, bands: int, log: Path | None) -> Any:
    """The engine with a density that has converged, and a number of bands without spin.

    Raises
    ------
    InputError
        When self-consistency is not reached.
    """
    atoms = _atoms(crystal)
    atoms.calc = _calculator(settings, log, nbands=bands + _SPARE, convergence={"bands": bands})
    with _converging(crystal, log):
        atoms.get_potential_energy()
    return atoms.calc


@contextmanager
def _converging(crystal: Crystal, log: Path | None) -> Iterator[None]:
    """A sentence in place of the engine's own error."""
    from gpaw import KohnShamConvergenceError

    try:
        yield
    except KohnShamConvergenceError as error:
        looked = "" if log is None else f"look into {log}, and "
        raise InputError(
            f"the density of {crystal.name} did not become self-consistent ({error})",
            "a converged density",
            f"{looked}try a finer mesh or more smearing",
        ) from error


def bands_at(
    crystal: Crystal, settings: Settings, density: Path, k: npt.ArrayLike, log: Path
) -> Array:
    """Levels with spin-orbit coupling at any points k, from the density that was kept, meV.

    Those of the semicore are left out; shape (points, bands).
    """
    from gpaw import GPAW
    from gpaw.spinorbit import soc_eigenstates

    deep, wanted = _counts(crystal, settings)
    calculator = GPAW(str(density), txt=None).fixed_density(
        kpts=np.asarray(k, dtype=float),
        symmetry="off",
        nbands=wanted + _SPARE,
        convergence={"bands": wanted},
        txt=str(log),
    )
    levels = soc_eigenstates(calculator, n2=wanted).eigenvalues()
    return np.asarray(levels[:, 2 * deep :] * _MEV)


def _atoms(crystal: Crystal) -> Any:
    from ase import Atoms

    return Atoms(
        symbols=list(crystal.species),
        cell=crystal.cell / _ANGSTROM,
        scaled_positions=crystal.positions,
        pbc=crystal.periodic,
    )


def _calculator(settings: Settings, log: Path | None, **bands: Any) -> Any:
    from gpaw import GPAW, PW, FermiDirac

    return GPAW(
        mode=PW(settings.cutoff),
        xc=settings.functional,
        kpts={"size": settings.kmesh, "gamma": True},
        occupations=FermiDirac(settings.smearing),
        txt=None if log is None else str(log),
        **bands,
    )


def _bloch_states(crystal: Crystal, settings: Settings, calculator: Any) -> BlochStates:
    from gpaw.spinorbit import soc_eigenstates

    deep, wanted = _counts(crystal, settings)
    waves = soc_eigenstates(calculator, n2=wanted)
    mesh = settings.kmesh
    order = places_on_mesh(calculator, mesh)
    columns = _columns(crystal, settings)
    size = 2 * len(columns)
    energies = np.empty((len(waves), 2 * (wanted - deep)))
    projections = np.empty((*energies.shape, size), dtype=complex)
    for wave, to in zip(waves, order, strict=True):
        energies[to] = wave.eig_m[2 * deep :] * _MEV
        seen = [wave.projections[atom][2 * deep :, :, i] for atom, i, _ in columns]
        projections[to] = np.moveaxis(np.array(seen), 0, -1).reshape(-1, size)
    orbitals = tuple(
        Orbital(crystal.species[atom], atom, shape, spin, _place(crystal, atom))
        for spin in (1, -1)
        for atom, _, shape in columns
    )
    return BlochStates(
        cell=crystal.cell,
        mesh=mesh,
        energies=energies,
        projections=projections,
        orbitals=orbitals,
        fermi=float(waves.fermi_level * _MEV),
        electrons=float(calculator.get_number_of_electrons() - 2 * deep),
        periodic=crystal.periodic,
    )


def places_on_mesh(calculator: Any, mesh: tuple[int, int, int]) -> Any:
    """Number of each of the engine's points on a mesh whose last index runs fastest."""
    where = np.rint(calculator.get_bz_k_points() * mesh).astype(int) % mesh
    return np.ravel_multi_index(tuple(where.T), mesh)


def _place(crystal: Crystal, atom: int) -> tuple[float, float, float]:
    x, y, z = crystal.positions[atom]
    return float(x), float(y), float(z)


def _counts(crystal: Crystal, settings: Settings) -> tuple[int, int]:
    """Semicore bands, and bands to converge, both without spin."""
    deep = sum(_semicore(symbol, settings.functional) for symbol in crystal.species)
    return deep, deep + len(_columns(crystal, settings)) + settings.extra


def _columns(crystal: Crystal, settings: Settings) -> list[tuple[int, int, str]]:
    """Atom, number of the projector and shape of each orbital of one spin."""
    found = []
    for atom, symbol in enumerate(crystal.species):
        shell, start = _shell(symbol, settings.functional)
        found += [(atom, start + m, shape) for m, shape in enumerate(SHAPES[shell])]
    return found


def _shell(symbol: str, functional: str) -> tuple[int, int]:
    """Angular momentum of the projected shell, and the number of its first projector."""
    data = data_set(symbol, functional)
    momentum = _momentum(symbol, functional)
    shells = enumerate(zip(data.n_j, data.l_j, strict=True))
    _, shell = max((n, j) for j, (n, ang) in shells if ang == momentum)
    return momentum, sum(2 * ang + 1 for ang in data.l_j[:shell])


def _semicore(symbol: str, functional: str) -> int:
    """Filled shells well below the projected one, as a number of bands without spin."""
    data = data_set(symbol, functional)
    momentum = _momentum(symbol, functional)
    rows = list(zip(data.n_j, data.l_j, data.f_j, data.eps_j, strict=True))
    _, level = max((n, energy) for n, ang, _, energy in rows if ang == momentum)
    deep = [ang for _, ang, f, energy in rows if f > 0.0 and (level - energy) * _HARTREE > _DEEPER]
    return sum(2 * ang + 1 for ang in deep)


def _momentum(symbol: str, functional: str) -> int:
    """1 or 2: of the highest p or d shell that holds electrons in the atom."""
    data = data_set(symbol, functional)
    rows = zip(data.l_j, data.f_j, data.eps_j, strict=True)
    filled = [(level, int(ang)) for ang, f, level in rows if ang in SHAPES and f > 0.0]
    if not filled:
        raise InputError(
            f"{symbol} has electrons in neither p nor d orbitals",
            "a layer whose bands are made of these",
            "take another compound",
        )
    return max(filled)[1]


def data_set(symbol: str, functional: str) -> Any:
    """The engine's potential and partial waves of an element."""
    from gpaw.setup_data import SetupData

    return SetupData(symbol, functional)
