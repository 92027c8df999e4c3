"""A compound's Hamiltonian from nothing but its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ..bands import Crystal, Hamiltonian, chemical_potential, inversion, write_hamiltonian
from ..core import Array, InputError, OutputError, content_key, run_tasks
from . import _gpaw
from ._mesh import check_points, mesh_of
from ._reversal import engine_parities
from ._states import BlochStates
from ._structures import structure
from ._wannier import Quality, wannierise

_NEAR = 500.0  # meV: bands that matter to a superconductor are within this of the Fermi level
_RESOLUTION = 2e-3  # meV, of the elements in the file: below any tail
_DROP = 0.02  # meV
_CHECKED = 12  # points off the mesh

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Job:
    """What a stage needs; its repr, without folder and words, is the key of its answer."""

    crystal: Crystal
    settings: _gpaw.Settings
    folder: Path = field(repr=False)

    @property
    def density(self) -> Path:
        return self.folder / f"{content_key(self)}.gpw"

    def log(self, stage: str) -> Path:
        return self.folder / f"{stage}.txt"


def dft(
    compound: str,
    *,
    relax: bool = False,
    kmesh: tuple[int, ...] | None = None,
    cutoff: float = 400.0,
    output: Path | str | None = None,
    progress: bool = True,
) -> Hamiltonian:
    """Hamiltonian of a compound from first principles, with spin-orbit coupling.

    Self-consistent bands (GPAW, plane waves, PBE), spin-orbit coupling on top of them, projection
    on the d orbitals of the metal and the p orbitals of the chalcogens, hoppings H(R); checked
    against the engine at points off the mesh. An interrupted run goes on where it stopped, with
    what it finds in the folder ``OUTPUT.work``.

    Parameters
    ----------
    compound
        A name of :func:`structures`.
    relax
        Let the atoms come to rest in the cell first.
    kmesh
        Points along each direction, or one number for the directions of a layer; default: about
        40 angstrom of reach, and multiples of six in hexagonal cells.
    cutoff
        Of the plane waves, eV.
    output
        File to write (``.nc``); default: the compound's name in the present folder.
    progress
        Show what is being done.

    Returns
    -------
    Hamiltonian
        With ``origin`` telling engine, data sets, geometry, settings, and all that was measured.

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.
    InputError
        Without the engine, with the line to type; and for a calculation that does not converge.
    OutputError
        For a file whose name does not end in ``.nc``.
    """
    crystal = structure(compound)
    _gpaw.require()
    settings = _gpaw.Settings(mesh_of(crystal, kmesh), float(cutoff))
    target = _target(crystal, output)
    job = _Job(replace(crystal, source=""), settings, target.with_suffix(".work"))
    source = crystal.source
    job.folder.mkdir(parents=True, exist_ok=True)
    with _Stages(4 if relax else 3, progress) as stages:
        if relax:
            job = replace(job, crystal=stages.do("atoms come to rest", _relax, job))
            source = f"{source}; {_gpaw.relaxation(settings)}"
        states = stages.do("self-consistent bands and spin-orbit coupling", _solve, job)
        levels = stages.do("levels off the mesh", _levels, job)
        made = stages.show("hoppings", lambda: _finished(job, source, states, levels))
    write_hamiltonian(made, target, drop_below=_DROP, resolution=_RESOLUTION)
    return made


def _target(crystal: Crystal, output: Path | str | None) -> Path:
    """The file to write; what could not be written is refused before anything is computed."""
    target = Path(output) if output is not None else Path(f"{crystal.name}.nc")
    if target.suffix != ".nc":
        raise OutputError(
            f"{target.name} has another ending", "one of netCDF", f"name it {target.name}.nc"
        )
    return target


def _relax(job: _Job) -> Crystal:
    return _gpaw.relaxed(job.crystal, job.settings, job.log("relaxation"))[0]


def _solve(job: _Job) -> BlochStates:
    return _gpaw.solve(job.crystal, job.settings, job.log("bands"), job.density)


def _levels(job: _Job) -> Array:
    k = check_points(job.settings.kmesh, _CHECKED)
    return _gpaw.bands_at(job.crystal, job.settings, job.density, k, job.log("levels"))


def _finished(job: _Job, source: str, states: BlochStates, levels: Array) -> Hamiltonian:
    """Hoppings, their chemical potential, and in words how they were made and how good they are."""
    made, quality = wannierise(states, name=job.crystal.name)
    near, every = _errors(made, states, levels)
    origin = {
        "engine": _gpaw.version(),
        "method": f"{job.settings.functional} with spin-orbit coupling on the "
        "self-consistent scalar-relativistic potential; projected Wannier functions of the d "
        "orbitals of the metal and the p orbitals of the chalcogen",
        "geometry": source,
        "mesh": "x".join(map(str, job.settings.kmesh)),
        "cutoff": f"{job.settings.cutoff:g} eV",
        "smearing": f"{job.settings.smearing:g} eV",
        "chemical potential of the engine": f"{states.fermi:.3f} meV",
        **_words(quality),
        "error off the mesh": f"{near:.2g} meV within {_NEAR:g} meV of the Fermi level or the gap, "
        f"{every:.2g} meV in all bands up to there; largest of {_CHECKED} points midway between "
        "those of the mesh",
        **_parity_words(made, states),
    }
    try:
        level = chemical_potential(made)
    except InputError:  # an insulator has no Fermi level of its own: the engine's lies in the gap
        level = states.fermi
    return replace(made, chemical_potential=level, origin=origin)


def _errors(made: Hamiltonian, states: BlochStates, levels: Array) -> tuple[float, float]:
    """Largest error of bands near the Fermi level or the gap, and of all below there, meV."""
    filled = round(states.electrons)
    edges = states.energies[:, filled - 1].max(), states.energies[:, filled].min()
    low, high = edges if edges[0] < edges[1] else (states.fermi, states.fermi)
    ours = made.eigenvalues(check_points(states.mesh, len(levels)))
    theirs = levels[:, : made.size]
    off = np.abs(ours - theirs)
    below = theirs < high + _NEAR
    near = below & (theirs > low - _NEAR)
    return float(off[near].max(initial=0.0)), float(off[below].max(initial=0.0))


def _words(quality: Quality) -> dict[str, str]:
    found = {
        "smallest projection": f"{quality.smallest_projection:.3f}",
        "error on the mesh": f"{quality.mesh_error:.2g} meV",
        "largest hopping at the edge of the mesh": f"{quality.tail:.2g} meV",
        "time reversal before it was imposed": f"broken by {quality.time_reversal:.2g} meV",
    }
    if quality.inversion is not None:
        found["inversion before it was imposed"] = f"broken by {quality.inversion:.2g} meV"
    return found


def _parity_words(made: Hamiltonian, states: BlochStates) -> dict[str, str]:
    """Products of parities of the lowest pairs, where the crystal has an inversion."""
    try:
        operator = inversion(made)
    except InputError:
        return {}
    pairs = round(states.electrons) // 2
    found = engine_parities(states, operator)
    purest = min(float(np.abs(p[: 2 * pairs]).min()) for p in found.values())
    products = ", ".join(
        f"{'/'.join(f'{x:g}' for x in k)}: {(-1) ** (np.sum(p[: 2 * pairs] < 0.0) // 2):+d}"
        for k, p in found.items()
    )
    return {
        "parities": f"products over the lowest {pairs} pairs {products}; "
        f"no state of the engine is less definite than {purest:.3f}"
    }


class _Stages:
    """Stages of a run, shown as they are done."""

    def __init__(self, number: int, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._number, self._done = number, 0
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not shown,
        )

    def __enter__(self) -> _Stages:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def do(self, label: str, stage: Callable[[_Job], Answer], job: _Job) -> Answer:
        """A stage whose answer is kept, and taken from the folder where it is there already."""
        return self.show(label, lambda: run_tasks(stage, [job], workers=1, store=job.folder)[0])

    def show(self, label: str, work: Callable[[], Answer]) -> Answer:
        """A stage that is quick enough to be done again."""
        self._done += 1
        task = self._progress.add_task(f"{self._done} of {self._number}: {label}", total=1)
        answer = work()
        self._progress.update(task, completed=1)
        return answer
