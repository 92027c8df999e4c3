"""How spins point along contours and over the zone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._angular_momentum import orbital_moments
from ._contours import Contour
from ._hamiltonian import Complex, Hamiltonian
from ._mesh import states_at
from ._spins import spin_matrices

_CHUNK = 1024


def spin_texture(hamiltonian: Hamiltonian, k: npt.ArrayLike, band: int) -> Array:
    r"""Spin of one band, :math:`\langle u|\boldsymbol\sigma|u\rangle`, on points or a mesh.

    Parameters
    ----------
    hamiltonian
        With spins resolved.
    k
        In units of the reciprocal vectors, shape (..., 3), such as from `zone_mesh`.
    band
        Number of the band, from 0 upwards in energy.

    Returns
    -------
    spin
        Along x, y, z, each between -1 and 1, shape (..., 3). Where two spins have one energy, the
        lower band is the one down along z.
    """
    return _expected(hamiltonian, k, band, spin_matrices(hamiltonian))


def pseudospin(hamiltonian: Hamiltonian, k: npt.ArrayLike, band: int) -> Array:
    r"""Alignment :math:`\langle u|\sigma_z L_z|u\rangle` of spin and orbit in units of hbar.

    Parameters
    ----------
    hamiltonian
        With spins resolved, s, p and d orbitals.
    k
        In units of the reciprocal vectors, shape (..., 3).
    band
        Number of the band, from 0 upwards in energy.

    Returns
    -------
    alignment
        Shape of ``k`` without its last axis: the same in K and K', of opposite sign in the two
        bands that spin-orbit coupling splits.
    """
    aligned = spin_matrices(hamiltonian)[2] @ orbital_moments(hamiltonian)[2]
    return _expected(hamiltonian, k, band, aligned[None])[..., 0]


def polarisation(contours: Iterable[Contour]) -> dict[str, Array]:
    r"""Net spin of the carriers of each pocket, by the name of the pocket.

    .. math:: \mathbf P = \frac{\sum w\,\langle\boldsymbol\sigma\rangle}{\sum w}

    over the contours of all bands around the same point, with their weights in the density of
    states; along x, y, z, each between -1 and 1.
    """
    sums: dict[str, list[Array]] = {}
    for contour in contours:
        own = np.append(contour.weight @ contour.spin, contour.weight.sum())
        sums.setdefault(contour.name, []).append(own)
    totals = {name: np.sum(parts, axis=0) for name, parts in sums.items()}
    return {name: total[:3] / total[3] for name, total in totals.items()}


def _expected(hamiltonian: Hamiltonian, k: npt.ArrayLike, band: int, operators: Complex) -> Array:
    """Expectation of operators in one band, a part of the points at a time."""
    if not 0 <= band < hamiltonian.size:
        raise InputError(
            f"band {band} of {hamiltonian.size}",
            f"a number from 0 to {hamiltonian.size - 1}",
            "count the bands from 0 upwards in energy",
        )
    points = np.asarray(k, dtype=float)
    flat = points.reshape(-1, 3)
    found = np.empty((len(flat), len(operators)))
    for start in range(0, len(flat), _CHUNK):
        part = slice(start, start + _CHUNK)
        state = states_at(hamiltonian, flat[part])[1][:, :, band]
        turned = np.tensordot(state, operators, axes=(1, 2))
        found[part] = np.einsum("ka,kma->km", state.conj(), turned).real
    return found.reshape(*points.shape[:-1], len(operators))
