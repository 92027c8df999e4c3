"""What eigenstates are made of: orbitals, angular momentum, spin, and their partners in spin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._angular_momentum import orbital_moments
from ._contours import Contour
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._mesh import Shape, states_at, zone_mesh
from ._spins import spin_matrices

_CHUNK = 1024


@dataclass(frozen=True)
class SpinPairs:
    """States at one k that differ by their spin alone.

    Attributes
    ----------
    bands
        Numbers of the band with spin up and of that with spin down, shape (N/2, 2), upwards in
        energy.
    energy
        Mean of the two, meV, shape (N/2,).
    splitting
        Energy of spin up less that of spin down, meV, shape (N/2,); twice beta.
    """

    bands: Integers
    energy: Array
    splitting: Array


def orbital_weights(hamiltonian: Hamiltonian, states: Complex) -> dict[str, Array]:
    """Weight of each species and shape in states, both spins together.

    Parameters
    ----------
    hamiltonian
        N orbitals.
    states
        As columns, shape (..., N, m).

    Returns
    -------
    weights
        By name, such as ``Nb dz2``; between 0 and 1, shape (..., m); their sum is 1.
    """
    density = np.abs(states) ** 2
    names = [f"{o.species} {o.shape}".strip() for o in hamiltonian.orbitals]
    return {
        name: density[..., [i for i, other in enumerate(names) if other == name], :].sum(axis=-2)
        for name in dict.fromkeys(names)
    }


def orbital_momentum(hamiltonian: Hamiltonian, states: Complex, atom: int | None = None) -> Array:
    r"""Angular momentum :math:`\langle L_z\rangle` of states in units of hbar.

    Of :math:`\eta|x^2-y^2\rangle + \beta|xy\rangle` it is
    :math:`4\,\mathrm{Im}(\eta^*\beta)`.

    Parameters
    ----------
    hamiltonian
        Its orbitals are s, p and d.
    states
        As columns, shape (..., N, m).
    atom
        Number of an atom; default: all of them together.

    Returns
    -------
    momentum
        Shape (..., m).
    """
    matrix = orbital_moments(hamiltonian)[2]
    if atom is not None:
        there = np.array([o.atom == atom for o in hamiltonian.orbitals])
        if not there.any():
            raise InputError(
                f"no orbital sits on atom {atom}",
                f"one of {sorted({o.atom for o in hamiltonian.orbitals})}",
                "count the atoms as the orbitals do",
            )
        matrix = np.where(there[:, None], matrix, 0.0)
    return _expectation(states, matrix)


def spin_expectation(hamiltonian: Hamiltonian, states: Complex) -> Array:
    r"""Spin :math:`\langle\boldsymbol\sigma\rangle` of states along x, y, z, shape (..., m, 3).

    ``states`` are columns, shape (..., N, m).
    """
    return np.stack([_expectation(states, s) for s in spin_matrices(hamiltonian)], axis=-1)


def soc_splitting(hamiltonian: Hamiltonian, k: npt.ArrayLike) -> SpinPairs:
    r"""Pairs of bands at one k that differ by their spin, and how far apart they are.

    Each state with spin up has for partner the one with spin down of the same orbital, by the
    largest :math:`\sum_i|\langle a|\sigma_i|b\rangle|^2` over all pairs together. Meaningful where
    spins lie mostly along z.

    Parameters
    ----------
    hamiltonian
        With spins resolved.
    k
        In units of the reciprocal vectors, shape (3,).

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> pairs = soc_splitting(three_band("MoS2"), (2 / 3, -1 / 3, 0.0))
    >>> pairs.splitting.round(6).tolist()
    [146.0, 0.0, -146.0]
    """
    from scipy.optimize import linear_sum_assignment

    energies, states = states_at(hamiltonian, np.asarray(k, dtype=float))
    pauli = spin_matrices(hamiltonian)
    order = np.argsort(_expectation(states, pauli[2]))
    half = hamiltonian.size // 2
    down, up = np.sort(order[:half]), np.sort(order[half:])
    alike = _likeness(states[:, up], states[:, down], pauli)
    rows, columns = linear_sum_assignment(-alike)
    bands = np.stack([up[rows], down[columns]], axis=-1)
    pair = energies[bands]
    by_energy = np.argsort(pair.mean(axis=1), kind="stable")
    bands, pair = bands[by_energy], pair[by_energy]
    return SpinPairs(bands, pair.mean(axis=1), pair[:, 0] - pair[:, 1])


def splitting_map(hamiltonian: Hamiltonian, pair: tuple[int, int], mesh: Shape) -> Array:
    """Splitting of two bands over the zone: energy of spin up less that of spin down, meV.

    Parameters
    ----------
    hamiltonian
        With spins resolved.
    pair
        Numbers of the two bands, from 0 upwards in energy.
    mesh
        Points along each reciprocal vector, as of `zone_mesh`.

    Returns
    -------
    splitting
        One number for each point of the mesh.
    """
    k = zone_mesh(hamiltonian, mesh)
    flat = k.reshape(-1, 3)
    sigma = spin_matrices(hamiltonian)[2]
    found = np.empty(len(flat))
    for start in range(0, len(flat), _CHUNK):
        part = slice(start, start + _CHUNK)
        energies, states = states_at(hamiltonian, flat[part])
        spins = _expectation(states[:, :, list(pair)], sigma)
        apart = energies[:, pair[0]] - energies[:, pair[1]]
        found[part] = np.where(spins[:, 0] >= spins[:, 1], apart, -apart)
    return found.reshape(k.shape[:-1])


def splitting_on_surface(hamiltonian: Hamiltonian, contour: Contour) -> Array:
    """Energy of spin up less that of spin down along a contour, meV, shape (n,).

    At each point the band of the contour is compared with its partner in spin, the one with the
    largest element of a Pauli matrix with it; twice beta at the Fermi momentum.

    Parameters
    ----------
    hamiltonian
        The one that the contour was drawn for, with spins resolved.
    contour
        One of `fermi_contours`.
    """
    pauli = spin_matrices(hamiltonian)
    found = np.empty(len(contour.k))
    for start in range(0, len(contour.k), _CHUNK):
        part = slice(start, start + _CHUNK)
        energies, states = states_at(hamiltonian, contour.k[part])
        own = states[:, :, contour.band : contour.band + 1]
        alike = _likeness(own, states, pauli)[:, 0]
        alike[:, contour.band] = -1.0
        other = np.argmax(alike, axis=1)[:, None]
        spins = _expectation(states, pauli[2])
        apart = energies[:, contour.band] - np.take_along_axis(energies, other, axis=1)[:, 0]
        up = spins[:, contour.band] >= np.take_along_axis(spins, other, axis=1)[:, 0]
        found[part] = np.where(up, apart, -apart)
    return found


def _expectation(states: Complex, operator: Complex) -> Array:
    """Real expectation of one operator in states as columns, shape (..., m)."""
    return np.asarray(np.sum(states.conj() * (operator @ states), axis=-2).real)


def _likeness(left: Complex, right: Complex, pauli: Complex) -> Array:
    """Sum of squared elements of the Pauli matrices between columns: 2 for partners in spin."""
    turned = pauli @ right[..., None, :, :]
    elements = np.swapaxes(left.conj(), -1, -2)[..., None, :, :] @ turned
    return np.asarray(np.sum(np.abs(elements) ** 2, axis=-3))
