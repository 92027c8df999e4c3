"""From Bloch states to a Hamiltonian between orthonormal localised orbitals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from ..bands import Hamiltonian, Inversion, inversion
from ..core import InputError
from ._lattice import to_lattice
from ._reversal import reverse_space, reverse_time
from ._states import BlochStates, Complex

_WINDOW = 2000.0  # meV above the Fermi level
_SOFT = 0.15  # width of the edge of the window, of its distance from the Fermi level
_SURE = 0.25  # up to here, of that distance, bands are exact on the mesh
_NEARLY = 1e-3  # of the largest element: an engine's grid breaks inversion by less than this
_LOST = 0.05  # a smallest singular value below this: some orbital is not among the bands


@dataclass(frozen=True, slots=True)
class Quality:
    """How good projected Wannier functions are; energies in meV.

    Attributes
    ----------
    smallest_projection
        Smallest singular value of the projections anywhere on the mesh; 0 is a failure.
    mesh_error
        Largest error at a point of the mesh, up to a quarter of the window.
    tail
        Largest element that reaches as far as the mesh can tell.
    time_reversal
        Largest element by which the engine's Hamiltonian breaks time reversal, before it is
        symmetrised.
    inversion
        The same for inversion; None where the crystal lacks it.
    """

    smallest_projection: float
    mesh_error: float
    tail: float
    time_reversal: float
    inversion: float | None


def wannierise(
    states: BlochStates, *, window: float = _WINDOW, name: str = ""
) -> tuple[Hamiltonian, Quality]:
    r"""Hamiltonian between projected orbitals, without iterative localisation.

    With :math:`A_{na} = \langle\psi_n|a\rangle` at each k and weights that fall off smoothly
    above a window, :math:`w_n = 1/(1 + e^{(E_n - E_w)/0.15 E_w})` with energies from the Fermi
    level, the subspace V is spanned by the columns of wA: it holds the bands well below the window
    to the order of the square of the weights at its other bands, and among higher ones follows
    the orbitals. In it the nearest orthonormal orbitals are

    .. math:: U = V\,X Y^\dagger,\quad V^\dagger A = X\Sigma Y^\dagger,\qquad
              H(\mathbf k) = U^\dagger E\,U

    and H(R) is the Fourier transform with each pair of orbitals at its smallest distance.

    Parameters
    ----------
    states
        Bands and projections on a mesh.
    window
        How far above the Fermi level the weights fall to one half, meV. A sharp edge would leave
        kinks in k, and hoppings that reach far.
    name
        What it is.

    Returns
    -------
    tuple
        The Hamiltonian, symmetric under time reversal and under inversion where that holds within
        0.1 % of the largest element, and how good it is.

    Raises
    ------
    InputError
        If the bands lack one of the orbitals.

    Notes
    -----
    Sources: orthonormalised projections as the first step of Souza, Marzari and Vanderbilt, Phys.
    Rev. B 65, 035109 (2001); weights smooth in energy as in Damle and Lin, Multiscale Model.
    Simul. 16, 1392 (2018).
    """
    matrices, smallest, error = _projected(states, window)
    if smallest < _LOST:
        raise InputError(
            f"projections with a singular value of {smallest:.2g}",
            f"more than {_LOST}: bands that hold every orbital",
            "ask the engine for more bands, or choose another window",
        )
    made, tail, reversal = _on_lattice(states, matrices, name)
    operator = _inversion_of(made)
    if operator is None:
        return made, Quality(smallest, error, tail, reversal, None)
    turned = reverse_space(matrices, states, operator)
    broken = float(np.abs(matrices - turned).max())
    made, tail, reversal = _on_lattice(states, 0.5 * (matrices + turned), name)
    return made, Quality(smallest, error, tail, reversal, broken)


def _on_lattice(
    states: BlochStates, matrices: Complex, name: str
) -> tuple[Hamiltonian, float, float]:
    """Hoppings with time reversal imposed, their tail, and how far it was broken."""
    positions = np.array([o.position for o in states.orbitals])
    R, hoppings, tail = to_lattice(matrices, states.mesh, states.cell, positions)
    back = reverse_time(hoppings, states.orbitals)
    made = Hamiltonian(
        cell=states.cell,
        R=R,
        hoppings=0.5 * (hoppings + back),
        orbitals=states.orbitals,
        periodic=states.periodic,
        electrons=states.electrons,
        chemical_potential=states.fermi,
        name=name,
    )
    return made, tail, float(np.abs(hoppings - back).max())


def _inversion_of(made: Hamiltonian) -> Inversion | None:
    try:
        return inversion(made, tolerance=_NEARLY)
    except InputError:
        return None


def _projected(states: BlochStates, window: float) -> tuple[Complex, float, float]:
    """H(k) on the mesh, the smallest singular value, the largest error of bands that matter."""
    orbitals = len(states.orbitals)
    matrices = np.empty((len(states.energies), orbitals, orbitals), dtype=complex)
    smallest, error = np.inf, 0.0
    for i, energies in enumerate(states.energies):
        amplitudes = states.projections[i].conj()
        above = (energies - states.fermi) / window - 1.0
        weighted = expit(-above / _SOFT)[:, None] * amplitudes
        subspace = np.linalg.svd(weighted, full_matrices=False)[0]
        left, singular, right = np.linalg.svd(subspace.conj().T @ amplitudes)
        unitary = subspace @ (left @ right)
        matrices[i] = unitary.conj().T @ (energies[:, None] * unitary)
        smallest = min(smallest, float(singular[-1]))
        sure = int(np.count_nonzero(energies < states.fermi + _SURE * window))
        missed = np.linalg.eigvalsh(matrices[i])[:sure] - energies[: min(sure, orbitals)]
        error = max(error, float(np.abs(missed).max(initial=0.0)))
    return matrices, smallest, error
