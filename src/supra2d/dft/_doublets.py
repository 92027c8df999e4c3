"""Fourfold levels at Gamma that spin-orbit coupling splits into two doublets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import Array
from ._gamma import GammaStates
from ._states import Complex

#: meV: levels that symmetry makes equal differ by less in the engine, others by more.
TOGETHER = 1.0
_SHARE = 0.6  # of a state that must come from the fourfold level for it to count as its own


@dataclass(frozen=True, slots=True)
class Fourfold:
    """A level of two orbitals and two spins, and what spin-orbit coupling makes of it.

    Attributes
    ----------
    energies
        Of the lower and the upper doublet, meV.
    character
        The kind of orbitals with the largest weight.
    locking
        1 where spin up goes with one orbital moment and spin down with the opposite one alone, 0
        where spins and orbitals know nothing of each other; the smaller of both doublets.
    """

    energies: tuple[float, float]
    character: str
    locking: float


def fourfold_levels(gamma: GammaStates) -> list[Fourfold]:
    r"""Pairs of equal scalar levels whose four spinor states form two doublets.

    Within such a pair the coupling is :math:`\lambda\tau_z\sigma_z`, with orbital moments
    :math:`\tau_z`: doublets at :math:`\pm\lambda` in which the spin is tied to the moment. What
    the pair mixes with other levels counts in the energies; it is left out where less than 0.6
    of a state is its own.

    Parameters
    ----------
    gamma
        States at Gamma.
    """
    e = gamma.scalar
    equal = np.diff(e) < TOGETHER
    found = []
    for i in np.flatnonzero(equal).tolist():
        crowded = (i > 0 and equal[i - 1]) or (i + 1 < len(equal) and equal[i + 1])
        made = None if crowded else _split(gamma, i)
        if made is not None:
            found.append(made)
    return found


def _split(gamma: GammaStates, band: int) -> Fourfold | None:
    """The doublets of one pair of levels; None where its states are not two doublets."""
    inside = gamma.vectors[:, band : band + 2]
    share = (np.abs(inside) ** 2).sum(axis=(1, 2))
    four = np.sort(np.argsort(-share, kind="stable")[:4])
    e = gamma.spinor[four]
    two = e[1] - e[0] < TOGETHER and e[3] - e[2] < TOGETHER < e[2] - e[1]
    if not two or share[four].min() < _SHARE:
        return None
    kinds = {name: float(w[four].sum()) for name, w in gamma.weights.items()}
    return Fourfold(
        energies=(float(e[:2].mean()), float(e[2:].mean())),
        character=max(kinds, key=lambda name: kinds[name]) if kinds else "",
        locking=min(_locking(inside[four[:2]]), _locking(inside[four[2:]])),
    )


def _locking(doublet: Complex) -> float:
    r"""How firmly spin and orbital moment are tied within a doublet.

    With the projector P on the doublet, :math:`\mathrm{Tr}_s(P\sigma_z)` is a matrix in the two
    orbitals that does not depend on how the states of the doublet are chosen; its eigenvalues
    are 1 and -1 where the tie is complete.
    """
    up, down = doublet[..., 0], doublet[..., 1]
    tied = np.einsum("ma,mb->ab", up.conj(), up) - np.einsum("ma,mb->ab", down.conj(), down)
    moments: Array = np.linalg.eigvalsh(tied)
    return float((moments[1] - moments[0]) / (np.abs(doublet) ** 2).sum())
