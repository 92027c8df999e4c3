"""Parities of states whose symmetry is known."""

from __future__ import annotations

import numpy as np

from supra2d.bands import Hamiltonian, Orbital, inversion
from supra2d.dft import BlochStates, wannierise
from supra2d.dft._reversal import engine_parities

MESH = (4, 4, 1)
SPINS = (1, -1)
# two atoms that change places under inversion about the origin, the first one moved out by a cell
ORBITALS = tuple(
    Orbital("W", atom, "dz2", spin, place)
    for spin in SPINS
    for atom, place in enumerate([(0.2, 0.1, 0.0), (0.8, 0.9, 0.0)])
)


def chain(bond: float) -> Hamiltonian:
    """Bonds through the cell's corner (R = (1, 1)) are ``bond``, others vanish; meV."""
    forward = np.zeros((2, 2), dtype=complex)
    forward[1, 0] = bond  # atom 1 at (0.8, 0.9) to atom 0 of the next cell at (1.2, 1.1)
    R = np.array([[0, 0, 0], [1, 1, 0], [-1, -1, 0]])
    hoppings = np.array(
        [np.zeros((4, 4)), np.kron(np.eye(2), forward), np.kron(np.eye(2), forward.conj().T)]
    )
    return Hamiltonian(np.diag([3e-10, 3e-10, 2e-9]), R, hoppings, ORBITALS)


def test_a_bonding_state_is_even_about_the_middle_of_its_bond() -> None:
    made = chain(-100.0)
    axes = np.meshgrid(*(np.arange(n) / n for n in MESH), indexing="ij")
    k = np.stack(axes, axis=-1).reshape(-1, 3)
    energies, vectors = np.linalg.eigh(made.matrices(k))
    # the engine's amplitudes are not those of orthonormal orbitals: a factor for each band
    projections = vectors.swapaxes(-1, -2) * np.array([0.9, 0.9, 0.6, 0.6])[:, None]
    states = BlochStates(made.cell, MESH, energies, projections, ORBITALS, -50.0, 2.0)
    found = engine_parities(states, inversion(made, (0.0, 0.0, 0.0)))
    assert set(found) == {(0, 0, 0), (0.5, 0, 0), (0, 0.5, 0), (0.5, 0.5, 0)}
    for parities in found.values():
        # bonding below, antibonding above, both spins alike, at every momentum: an atomic limit
        assert np.abs(parities - [1.0, 1.0, -1.0, -1.0]).max() < 1e-10


def test_inversion_that_an_engine_breaks_slightly_is_measured_and_mended() -> None:
    made = chain(-100.0)
    axes = np.meshgrid(*(np.arange(n) / n for n in MESH), indexing="ij")
    k = np.stack(axes, axis=-1).reshape(-1, 3)
    # levels of the two atoms 0.02 meV apart, and a gap that tells the two states of each k
    matrices = made.matrices(k) + np.diag(np.tile([0.01, -0.01], 2))
    energies, vectors = np.linalg.eigh(matrices)
    states = BlochStates(made.cell, MESH, energies, vectors.swapaxes(-1, -2), ORBITALS, 0.0, 2.0)
    mended, quality = wannierise(states)
    assert quality.inversion is not None
    assert abs(quality.inversion - 0.02) < 1e-9
    assert inversion(mended, tolerance=1e-9).defect < 1e-9
    assert np.abs(mended.eigenvalues(k) - made.eigenvalues(k)).max() < 1e-9
