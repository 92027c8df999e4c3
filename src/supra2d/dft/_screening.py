"""Type-II Ising candidates: the splitting at Gamma, and the carriers that bring it to the level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path

import numpy as np

from ..bands import Crystal, band_filling
from ..core import Array, InputError, run_tasks
from . import _gpaw
from ._doublets import fourfold_levels
from ._gamma import ZoneLevels
from ._mesh import mesh_of
from ._structures import structure

Pair = tuple[float, float]

#: meV from the Fermi level or the middle of the gap: what is looked at.
WINDOW = 2000.0
#: Carriers per m^2, of either sign: a choice, twice what ionic liquids are known to do.
REACH = 1e19

_MESH = 18
_EXTRA = 4  # empty bands per atom, without spin
_TWOFOLD = 1.0  # meV: what remains of a splitting that inversion forbids
_EXACT = 1e-9  # of a band
_OTHER = "LDA"  # functional that tells how far the numbers depend on it


@dataclass(frozen=True, slots=True)
class DoubletPair:
    """Two doublets at Gamma, made of one fourfold level by spin-orbit coupling.

    Attributes
    ----------
    character
        Orbitals with the largest weight: ``Sn px, py``.
    energies
        Of the lower and the upper doublet from the Fermi level or the middle of the gap, meV.
    carriers
        Per m^2, that bring the Fermi level to each of them through rigid bands: electrons that
        are added count positive, holes negative.
    locking
        1 where spin and orbital moment are tied completely, as in type-II Ising pairing.
    splitting_error, carriers_error
        Change from the coarser mesh, meV and 1/m^2.
    splitting_other, carriers_other
        The same numbers with another functional; None where its levels have another order.
    """

    character: str
    energies: Pair
    carriers: Pair
    locking: float
    splitting_error: float = 0.0
    carriers_error: Pair = (0.0, 0.0)
    splitting_other: float | None = None
    carriers_other: Pair | None = None

    @property
    def splitting(self) -> float:
        """Twice lambda, meV: from the lower doublet to the upper one."""
        return self.energies[1] - self.energies[0]


@dataclass(frozen=True)
class Screened:
    """What a screening finds in one compound.

    Attributes
    ----------
    compound
        Its name.
    doublets
        Within 2 eV of the Fermi level and within reach, from below.
    gap
        Between filled and empty bands, meV; negative where they overlap.
    twofold
        Whether all bands are twofold, as inversion makes them: no type-I splitting beside.
    message
        Why there is nothing, where there is nothing.
    origin
        Engine, geometry and settings in words.
    """

    compound: str
    doublets: tuple[DoubletPair, ...] = ()
    gap: float = 0.0
    twofold: bool = True
    message: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Candidate:
    """All that an answer depends on; its repr, without words, is the key of the task."""

    crystal: Crystal
    settings: _gpaw.Settings
    relax: bool
    source: str = field(repr=False)

    @property
    def coarse(self) -> _gpaw.Settings:
        """With two thirds of the points."""
        n1, n2, _ = self.settings.kmesh
        return replace(self.settings, kmesh=(ceil(2 * n1 / 3), ceil(2 * n2 / 3), 1))


def screen(
    compounds: Sequence[str | Path],
    *,
    kmesh: int = _MESH,
    cutoff: float = 400.0,
    relax: bool = False,
    store: Path | str | None = None,
    workers: int | None = 1,
    progress: bool = True,
) -> list[Screened]:
    r"""Doublets at Gamma of some layers, their splitting, and the carriers that reach them.

    .. math:: n = \frac1A\left[\sum_n\int\theta(E - E_n(\mathbf k))\,\frac{d\mathbf k}{\Omega}
              - N_e\right]

    Orbitals that come in pairs at Gamma (px and py; dxz and dyz; dxy and dx2-y2) make fourfold
    levels without spin-orbit coupling; with it, two doublets. Each compound is one task: two
    meshes for the error, and a second functional. An interrupted run goes on with what it finds
    in ``store``.

    Parameters
    ----------
    compounds
        Names or files, as for :func:`structure`.
    kmesh
        Points along each reciprocal vector; the coarser mesh has two thirds of them.
    cutoff
        Of the plane waves, eV.
    relax
        Let the atoms come to rest in the cell first.
    store
        Folder for what is done; None keeps nothing.
    workers
        Processes.
    progress
        Show how far it is.

    Returns
    -------
    list
        One record per compound, in order. Bands do not respond to the carriers in it: a charged
        layer may differ.

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.
    InputError
        For a file that holds no layer, a bulk, a mesh that makes no sense, and without the
        engine, with the line to type.
    """
    asked = [_candidate(structure(c), kmesh, cutoff, relax) for c in compounds]
    _gpaw.require()
    found = run_tasks(
        _screened,
        asked,
        workers=workers,
        store=None if store is None else Path(store),
        progress="screening" if progress else "",
    )
    return [replace(_reached(s), origin=_origin(c)) for s, c in zip(found, asked, strict=True)]


def _candidate(crystal: Crystal, kmesh: int, cutoff: float, relax: bool) -> _Candidate:
    if crystal.periodic[2]:
        raise InputError(
            f"{crystal.name} is a bulk crystal", "a layer, whose carriers count per area",
            "take one of its layers",
        )  # fmt: skip
    if kmesh < 6:
        raise InputError(
            f"a mesh of {kmesh} points along each vector", "6 or more", "take 18, or some more"
        )
    extra = _EXTRA * len(crystal.species)
    settings = _gpaw.Settings(mesh_of(crystal, (kmesh,)), float(cutoff), extra=extra)
    return _Candidate(replace(crystal, source=""), settings, relax, crystal.source)


def _screened(candidate: _Candidate) -> Screened:
    """One compound from beginning to end; what an engine refuses is said in the answer."""
    from ._gpaw_levels import zone_levels

    crystal, coarse = candidate.crystal, candidate.coarse
    try:
        if candidate.relax:
            crystal, _ = _gpaw.relaxed(crystal, coarse, None)
        settings = (candidate.settings, coarse, replace(coarse, functional=_OTHER))
        return judged(crystal.name, *(zone_levels(crystal, each, None) for each in settings))
    except InputError as error:
        return Screened(crystal.name, message=str(error))


def _origin(candidate: _Candidate) -> dict[str, str]:
    fine, coarse = candidate.settings, candidate.coarse
    moved = f"; {_gpaw.relaxation(coarse)}" if candidate.relax else ""
    return {
        "engine": _gpaw.version(),
        "method": f"{fine.functional} with spin-orbit coupling on the self-consistent "
        f"scalar-relativistic potential, {fine.extra} empty bands",
        "geometry": candidate.source + moved,
        "mesh": "{}x{}".format(*fine.kmesh),
        "coarser mesh": "{}x{}".format(*coarse.kmesh),
        "cutoff": f"{fine.cutoff:g} eV",
        "smearing": f"{fine.smearing:g} eV",
        "other functional": f"{_OTHER} on the coarser mesh",
    }


def judged(name: str, fine: ZoneLevels, coarse: ZoneLevels, other: ZoneLevels) -> Screened:
    """Doublets of a compound from its levels on two meshes and with another functional.

    Parameters
    ----------
    name
        Of the compound.
    fine, coarse
        From the mesh that counts, and from a coarser one.
    other
        From another functional, on the coarser mesh.
    """
    top, bottom = band_borders(fine)
    twofold = bool(np.diff(fine.energies.reshape(-1, 2), axis=-1).max() < _TWOFOLD)
    rough, elsewhere = _pairs(coarse), _pairs(other)
    compared = [(pair, _twin(pair, rough), _twin(pair, elsewhere)) for pair in _pairs(fine)]
    found = [
        _with_errors(pair, twin, theirs)
        for pair, twin, theirs in compared
        if twin is not None and max(map(abs, pair.energies)) < WINDOW
    ]
    return Screened(name, tuple(found), bottom - top, twofold)


def _reached(one: Screened) -> Screened:
    """The pairs of which at least one doublet is within reach, or why there is none."""
    pairs = tuple(p for p in one.doublets if min(map(abs, p.carriers)) < REACH)
    message = (
        f"No fourfold level of {one.compound} at Gamma lies within {WINDOW / 1e3:g} eV of the "
        f"Fermi level and within {REACH / 1e4:.0e} carriers per cm2; take another compound."
    ).replace("e+", "e")
    return replace(one, doublets=pairs, message=one.message or ("" if pairs else message))


def band_borders(levels: ZoneLevels) -> Pair:
    """Top of the bands that the electrons fill, and bottom of the next ones, meV."""
    e = levels.energies.reshape(-1, levels.energies.shape[-1])
    return float(e[:, levels.electrons - 1].max()), float(e[:, levels.electrons].min())


def fermi_level(levels: ZoneLevels) -> float:
    """Energy below which the bands hold the electrons, or the middle of the gap, meV."""
    top, bottom = band_borders(levels)
    if top <= bottom:
        return 0.5 * (top + bottom)
    low, high = bottom, top  # a semimetal: its level lies where bands overlap
    for _ in range(60):
        middle = 0.5 * (low + high)
        enough = carriers(levels, np.array([middle]))[0] >= 0.0
        low, high = (low, middle) if enough else (middle, high)
    return 0.5 * (low + high)


def carriers(levels: ZoneLevels, energies: Array) -> Array:
    """Electrons per m^2 that rigid bands take up until the Fermi level is at some energies.

    Parameters
    ----------
    levels
        Over the zone.
    energies
        meV, shape (n,).
    """
    filling = band_filling(levels.energies, energies, levels.vectors) - levels.electrons
    return np.where(np.abs(filling) < _EXACT, 0.0, filling) / levels.area


def _pairs(levels: ZoneLevels) -> list[DoubletPair]:
    """Pairs of doublets below the highest band, energies from the Fermi level."""
    zero = fermi_level(levels)
    complete = float(levels.energies[..., -1].min())  # above it bands are missing
    known = [four for four in fourfold_levels(levels.gamma) if four.energies[1] < complete]
    found = []
    for four in known:
        n = carriers(levels, np.array(four.energies))
        found.append(
            DoubletPair(
                character=four.character,
                energies=(four.energies[0] - zero, four.energies[1] - zero),
                carriers=(float(n[0]), float(n[1])),
                locking=four.locking,
            )
        )
    return found


def _twin(pair: DoubletPair, others: Sequence[DoubletPair]) -> DoubletPair | None:
    """The pair of another calculation with the same orbitals and the nearest energies."""
    alike = [other for other in others if other.character == pair.character]
    middle = sum(pair.energies)
    return min(alike, key=lambda other: abs(sum(other.energies) - middle), default=None)


def _with_errors(pair: DoubletPair, coarse: DoubletPair, other: DoubletPair | None) -> DoubletPair:
    change = [abs(a - b) for a, b in zip(pair.carriers, coarse.carriers, strict=True)]
    return replace(
        pair,
        splitting_error=abs(pair.splitting - coarse.splitting),
        carriers_error=(change[0], change[1]),
        splitting_other=None if other is None else other.splitting,
        carriers_other=None if other is None else other.carriers,
    )
