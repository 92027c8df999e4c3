"""The lattice constant of the lowest energy, with the atoms at rest for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..bands import Crystal
from ..core import Array, InputError, run_tasks
from . import _gpaw
from ._mesh import mesh_of
from ._structures import structure

_STEPS = (-0.02, -0.01, 0.0, 0.01, 0.02)


@dataclass(frozen=True)
class LatticeSearch:
    """Energies of a layer against its lattice constant.

    Attributes
    ----------
    crystal
        With the lattice constant of the lowest energy, atoms at rest.
    lattice_constant
        Of the minimum of a cubic through the energies, m.
    uncertainty
        Distance to the minimum of a parabola through them, m.
    constants, energies
        What was computed, m and eV, shape (n,).
    """

    crystal: Crystal
    lattice_constant: float
    uncertainty: float
    constants: Array
    energies: Array


@dataclass(frozen=True)
class _Strained:
    crystal: Crystal
    settings: _gpaw.Settings


def lattice_search(
    compounds: Sequence[str],
    *,
    kmesh: int = 12,
    cutoff: float = 500.0,
    steps: Sequence[float] = _STEPS,
    store: Path | str | None = None,
    workers: int | None = 1,
    progress: bool = True,
) -> list[LatticeSearch]:
    """Lattice constants of the lowest energy, starting from the geometries that are listed.

    Each strain is one task: the atoms come to rest, and the energy is kept. An interrupted run
    goes on with what it finds in ``store``.

    Parameters
    ----------
    compounds
        Names of layers, as for :func:`structure`.
    kmesh
        Points along each reciprocal vector.
    cutoff
        Of the plane waves, eV; the same for all strains.
    steps
        Strains in the plane, relative; four or more.
    store
        Folder for what is done; None keeps nothing.
    workers
        Processes.
    progress
        Show how far it is.

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.
    InputError
        Where the minimum lies outside the strains, and without the engine.
    """
    starts = [replace(structure(name), source="") for name in compounds]
    _gpaw.require()
    strained = [
        _Strained(_stretched(c, 1.0 + step), _gpaw.Settings(mesh_of(c, (kmesh,)), float(cutoff)))
        for c in starts
        for step in steps
    ]
    rests = run_tasks(
        _at_rest,
        strained,
        workers=workers,
        store=None if store is None else Path(store),
        progress="strains" if progress else "",
    )
    n = len(steps)
    return [_found(c, np.array(steps), rests[n * i : n * i + n]) for i, c in enumerate(starts)]


def _found(start: Crystal, steps: Array, rests: Sequence[tuple[Crystal, float]]) -> LatticeSearch:
    """The minimum, with the places of the atoms from a parabola through those of the strains."""
    length = float(np.linalg.norm(start.cell[0]))
    constants, energies = length * (1.0 + steps), np.array([energy for _, energy in rests])
    best, off = lowest(constants, energies, start.name)
    strain = best / length - 1.0
    places = np.array([crystal.positions for crystal, _ in rests])
    through = np.polyfit(steps, places.reshape(len(steps), -1), 2)
    at = (through * strain ** np.array([[2], [1], [0]])).sum(axis=0).reshape(places.shape[1:])
    crystal = replace(_stretched(start, 1.0 + strain), positions=at)
    return LatticeSearch(crystal, best, off, constants, energies)


def lowest(constants: Array, energies: Array, name: str) -> tuple[float, float]:
    """Minimum of a cubic through energies, and its distance from that of a parabola.

    Parameters
    ----------
    constants, energies
        Shape (n,), four or more.
    name
        Of the compound, for messages.

    Raises
    ------
    InputError
        Where it lies outside of what was computed.
    """
    middle = float(constants.mean())
    x = constants / middle - 1.0
    _, b, c, d = (float(p) for p in np.polyfit(x, energies, 3)[::-1])
    root = c * c - 3.0 * b * d  # of the cubic's slope: positive where it has a minimum
    best = -b / (c + np.sqrt(root)) if c > 0.0 and root > 0.0 else np.inf
    if not x[0] <= best <= x[-1]:
        raise InputError(
            f"the energy of {name} has no minimum between {1e10 * constants[0]:.3f} and "
            f"{1e10 * constants[-1]:.3f} angstrom",
            "the lowest energy inside",
            "start from another lattice constant",
        )
    curvature, slope, _ = (float(p) for p in np.polyfit(x, energies, 2))
    return middle * (1.0 + best), middle * abs(best + 0.5 * slope / curvature)


def _at_rest(strained: _Strained) -> tuple[Crystal, float]:
    return _gpaw.relaxed(strained.crystal, strained.settings, None)


def _stretched(crystal: Crystal, factor: float) -> Crystal:
    cell = crystal.cell.copy()
    cell[:2] *= factor
    return replace(crystal, cell=cell)
