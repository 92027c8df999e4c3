"""Time reversal and inversion, measured on what an engine gives."""

from __future__ import annotations

import numpy as np

from ..bands import Inversion, Orbital
from ..core import Array
from ._states import BlochStates, Complex

_DEGENERATE = 0.5  # meV: Kramers pairs of the engine are closer than this


def reverse_time(hoppings: Complex, orbitals: tuple[Orbital, ...]) -> Complex:
    r"""H(R) after time reversal, :math:`\Theta H(\mathbf R)^*\Theta^\dagger`, real orbitals.

    :math:`\Theta|\uparrow\rangle = |\downarrow\rangle`,
    :math:`\Theta|\downarrow\rangle = -|\uparrow\rangle`.
    """
    where = {(o.atom, o.shape, o.position, o.spin): i for i, o in enumerate(orbitals)}
    partner = [where[o.atom, o.shape, o.position, -o.spin] for o in orbitals]
    spin = np.array([float(o.spin) for o in orbitals])
    turned = hoppings[:, partner][:, :, partner].conj()
    return np.asarray(spin[:, None] * turned * spin)


def reverse_space(matrices: Complex, states: BlochStates, operator: Inversion) -> Complex:
    r"""H(k) on the mesh after inversion, :math:`P^\dagger(\mathbf k)H(-\mathbf k)P(\mathbf k)`."""
    points = np.array(states.mesh)
    where = np.rint(-states.k * points).astype(int) % points
    opposite = matrices[np.ravel_multi_index(tuple(where.T), states.mesh)]
    turned = np.empty_like(matrices)
    for i, k in enumerate(states.k):
        inverted = operator.matrix(k)
        turned[i] = inverted.conj().T @ opposite[i] @ inverted
    return turned


def engine_parities(
    states: BlochStates, operator: Inversion
) -> dict[tuple[float, float, float], Array]:
    r"""Parities of the bands at the momenta of the mesh that are their own negatives.

    Eigenvalues, within each level, of

    .. math:: \pi = (C^\dagger C)^{-1}\,C^\dagger \hat I\,C

    with C the amplitudes of the level's states on the orbitals: 1 or -1, as far as the engine's
    states are those of a crystal with inversion, whatever is done with them later.
    """
    found: dict[tuple[float, float, float], Array] = {}
    for k, energies, projections in zip(states.k, states.energies, states.projections, strict=True):
        if not np.allclose(2 * k, np.round(2 * k)):
            continue
        inverted = operator.matrix(k)
        levels = np.split(
            np.arange(len(energies)), np.flatnonzero(np.diff(energies) > _DEGENERATE) + 1
        )
        signs = [_signs(projections[level].T, inverted) for level in levels]
        x, y, z = k.tolist()
        found[x, y, z] = np.concatenate(signs)
    return found


def _signs(amplitudes: Complex, inverted: Complex) -> Array:
    """Eigenvalues of inversion among some states, their amplitudes as columns."""
    dual = np.linalg.pinv(amplitudes)
    return np.asarray(np.sort(np.linalg.eigvals(dual @ inverted @ amplitudes).real))
