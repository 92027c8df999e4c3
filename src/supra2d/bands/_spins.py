"""Spins on a basis: adding them, and the matrices that measure them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core import InputError
from ._angular_momentum import PAULI, site_of
from ._hamiltonian import Complex, Hamiltonian


def with_spin(hamiltonian: Hamiltonian) -> Hamiltonian:
    """The same electrons with their spins written out: all orbitals up, then all down.

    The number of electrons stays: it counts both spins already.

    Raises
    ------
    InputError
        When some orbital has a spin already.
    """
    if any(o.spin for o in hamiltonian.orbitals):
        raise InputError(
            f"{hamiltonian.name or 'the Hamiltonian'} has spins already",
            "orbitals without spin",
            "leave out this step",
        )
    n, N = len(hamiltonian.R), hamiltonian.size
    doubled = np.zeros((n, 2 * N, 2 * N), dtype=complex)
    doubled[:, :N, :N] = doubled[:, N:, N:] = hamiltonian.hoppings
    orbitals = tuple(replace(o, spin=s) for s in (1, -1) for o in hamiltonian.orbitals)
    return replace(
        hamiltonian,
        hoppings=doubled,
        orbitals=orbitals,
        origin={**hamiltonian.origin, "spin": "both spins alike"},
    )


def spinful(hamiltonian: Hamiltonian) -> Hamiltonian:
    """The Hamiltonian itself where it has spins, with spins added where it has none."""
    return hamiltonian if hamiltonian.spinful else with_spin(hamiltonian)


def partners(hamiltonian: Hamiltonian) -> list[int]:
    """For each orbital the number of the same orbital with the opposite spin.

    Found by atom, shape and place, never by the order of the basis.

    Raises
    ------
    InputError
        When an orbital has no partner, or more than one.
    """
    places: dict[tuple[object, ...], list[int]] = {}
    for i, o in enumerate(hamiltonian.orbitals):
        places.setdefault((site_of(o), o.shape, o.spin), []).append(i)
    found = []
    for o in hamiltonian.orbitals:
        others = places.get((site_of(o), o.shape, -o.spin), [])
        if not o.spin or len(others) != 1:
            raise InputError(
                f"the orbital {o.species} {o.shape} with spin {o.spin:+d} has {len(others)} "
                "partners of opposite spin",
                "one partner on the same atom with the same shape",
                "name atoms, shapes and spins of the basis, or add spins with with_spin",
            )
        found.append(others[0])
    return found


def spin_matrices(hamiltonian: Hamiltonian) -> Complex:
    r"""Pauli matrices :math:`\sigma_x, \sigma_y, \sigma_z` on the basis, shape (3, N, N)."""
    spins = [o.spin for o in hamiltonian.orbitals]
    found = np.zeros((3, len(spins), len(spins)), dtype=complex)
    for i, j in enumerate(partners(hamiltonian)):
        row, column = (1 - spins[i]) // 2, (1 - spins[j]) // 2
        found[:, i, i] = PAULI[:, row, row]
        found[:, i, j] = PAULI[:, row, column]
    return found
