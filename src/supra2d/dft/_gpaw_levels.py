"""Levels over the zone and states at Gamma, from the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..bands import Crystal
from ..core import Array
from ._gamma import GammaStates, ZoneLevels
from ._gpaw import SHAPES, Settings, data_set, places_on_mesh, self_consistent

_MEV = 1e3  # per eV

#: Orbitals that a threefold axis leaves together.
_TOGETHER = {
    "px": "px, py",
    "py": "px, py",
    "dxz": "dxz, dyz",
    "dyz": "dxz, dyz",
    "dxy": "dxy, dx2-y2",
    "dx2-y2": "dxy, dx2-y2",
}


def zone_levels(crystal: Crystal, settings: Settings, log: Path | None) -> ZoneLevels:
    """Self-consistent levels of a layer with spin-orbit coupling; all but the spare bands.

    Raises
    ------
    InputError
        When self-consistency is not reached.
    """
    from gpaw.spinorbit import soc_eigenstates

    electrons = sum(int(data_set(s, settings.functional).Nv) for s in crystal.species)
    bands = (electrons + 1) // 2 + settings.extra
    calculator = self_consistent(crystal, settings, bands, log)
    waves = soc_eigenstates(calculator, n2=bands)
    energies = np.empty((len(waves), 2 * bands))
    energies[places_on_mesh(calculator, settings.kmesh)] = waves.eigenvalues() * _MEV
    (at,) = np.flatnonzero(np.abs(calculator.get_bz_k_points()).max(axis=1) < 1e-9)
    (irreducible,) = np.flatnonzero(np.abs(calculator.get_ibz_k_points()).max(axis=1) < 1e-9)
    scalar = calculator.get_eigenvalues(kpt=int(irreducible), spin=0)[:bands]
    wave = waves[int(at)]
    return ZoneLevels(
        vectors=crystal.cell[:2],
        energies=energies.reshape(*settings.kmesh[:2], -1),
        electrons=electrons,
        gamma=GammaStates(
            scalar=np.asarray(scalar * _MEV),
            spinor=np.asarray(wave.eig_m * _MEV),
            vectors=np.asarray(wave.v_mn.reshape(2 * bands, bands, 2)),
            weights=_weights(crystal, settings, wave),
        ),
    )


def _weights(crystal: Crystal, settings: Settings, wave: Any) -> dict[str, Array]:
    """Weights of kinds of orbitals in each state, within the spheres of the atoms."""
    found: dict[str, Array] = {}
    for atom, symbol in enumerate(crystal.species):
        data = data_set(symbol, settings.functional)
        at = 0
        for n, momentum in zip(data.n_j, data.l_j, strict=True):
            shapes = ("s",) if momentum == 0 else SHAPES.get(momentum, ())
            for m, shape in enumerate(shapes if n > 0 else ()):
                kind = f"{symbol} {_TOGETHER.get(shape, shape)}"
                weight = (np.abs(wave.projections[atom][:, :, at + m]) ** 2).sum(axis=1)
                found[kind] = found.get(kind, 0.0) + weight
            at += 2 * int(momentum) + 1
    return found
