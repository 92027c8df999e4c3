"""Bloch states of a Hamiltonian on a mesh, and what a response needs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core import Array, InputError
from ..core.constants import K_B
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._mesh import Shape, bands_on_mesh, checked_shape, repeating
from ._spins import partners

Mesh = tuple[int, int, int]


@dataclass(frozen=True)
class BlochStates:
    """Kept states of a Hamiltonian on a mesh around Gamma, and what a response needs of them.

    Attributes
    ----------
    mesh
        Points along each reciprocal vector.
    energies
        From the chemical potential, meV, shape (n_k, n_bands).
    occupations
        Fermi function, same shape.
    states
        As columns, shape (n_k, N, n_bands).
    orbitals
        Numbers of the spin up and down orbital of each place, shape (n_places, 2); (n_places, 1)
        where spins are not resolved.
    positions
        Of the places, in units of the cell vectors, shape (n_places, 3).
    kT
        meV.
    keep
        Numbers of the bands.
    """

    mesh: Mesh
    energies: Array
    occupations: Array
    states: Complex
    orbitals: Integers
    positions: Array
    kT: float
    keep: tuple[int, ...]

    @property
    def spinful(self) -> bool:
        """True where spins are resolved."""
        return bool(self.orbitals.shape[1] == 2)

    @property
    def count(self) -> int:
        """Points of the mesh."""
        return len(self.energies)

    def of(self, keep: tuple[int, ...]) -> BlochStates:
        """These states with some of their bands alone."""
        if keep == self.keep:
            return self
        columns = [self.keep.index(n) for n in keep]
        return replace(
            self,
            energies=self.energies[:, columns],
            occupations=self.occupations[:, columns],
            states=np.ascontiguousarray(self.states[:, :, columns]),
            keep=keep,
        )

    def shift(self, q: Array) -> Integers:
        """Numbers of the points k + q, for q on the mesh, shape (n_k,)."""
        steps = np.rint(q * self.mesh).astype(int)
        index = np.arange(self.count).reshape(self.mesh)
        return np.roll(index, tuple(-steps), axis=(0, 1, 2)).ravel()

    def spins(self) -> Array:
        """Traces with 1, sigma_x, sigma_y, sigma_z of each state, shape (n_k, n_bands, 4)."""
        up, down = (self.states[:, self.orbitals[:, s]] for s in (0, 1))
        flip = 2.0 * np.sum(up.conj() * down, axis=1)
        n_up, n_down = (np.sum(np.abs(u) ** 2, axis=1) for u in (up, down))
        return np.stack([n_up + n_down, flip.real, flip.imag, n_up - n_down], axis=-1)


def bloch_states(
    hamiltonian: Hamiltonian,
    mesh: Shape,
    temperature: float,
    keep: Sequence[int] | None = None,
) -> BlochStates:
    """Energies, occupations and states of the kept bands on a mesh."""
    kT = K_B * checked_temperature(temperature)
    repeats = repeating(hamiltonian)
    points = dict(zip(repeats, checked_shape(hamiltonian, mesh), strict=True))
    kept = checked_bands(hamiltonian, keep)
    orbitals = _spin_pairs(hamiltonian)
    N = hamiltonian.size
    energies, states = bands_on_mesh(hamiltonian, tuple(points.values()), states=True)
    e = energies.reshape(-1, N) - hamiltonian.chemical_potential
    every = BlochStates(
        mesh=(points.get(0, 1), points.get(1, 1), points.get(2, 1)),
        energies=e,
        occupations=0.5 * (1.0 - np.tanh(e / (2.0 * kT))),
        states=states.reshape(-1, N, N),
        orbitals=orbitals,
        positions=hamiltonian.positions[orbitals[:, 0]],
        kT=kT,
        keep=tuple(range(N)),
    )
    return every.of(kept)


def checked_temperature(temperature: float) -> float:
    """The temperature, K, or an error where it is not positive."""
    if not 0.0 < temperature < np.inf:
        raise InputError(
            f"the temperature of the susceptibility is {temperature:g} K",
            "a positive temperature in K",
            "give the temperature that broadens the Fermi functions, for example 100 K",
        )
    return float(temperature)


def checked_bands(hamiltonian: Hamiltonian, keep: Sequence[int] | None) -> tuple[int, ...]:
    """Numbers of the bands to keep, all for None, or an error where they are none."""
    kept = tuple(range(hamiltonian.size)) if keep is None else tuple(int(n) for n in keep)
    wrong = [n for n in kept if not 0 <= n < hamiltonian.size]
    if not kept or wrong or len(set(kept)) < len(kept):
        raise InputError(
            f"the bands to keep are {kept}",
            f"different numbers from 0 to {hamiltonian.size - 1}, counted from the lowest band",
            "name the bands that cross the Fermi level, or keep=None for all",
        )
    return kept


def _spin_pairs(hamiltonian: Hamiltonian) -> Integers:
    """Numbers of the spin up and down orbital of each place, shape (n, 2); (N, 1) without spins."""
    if not any(o.spin for o in hamiltonian.orbitals):
        return np.arange(hamiltonian.size)[:, None]
    pairs = enumerate(partners(hamiltonian))
    return np.array([[i, j] for i, j in pairs if hamiltonian.orbitals[i].spin > 0])
