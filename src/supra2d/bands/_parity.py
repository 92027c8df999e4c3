"""Inversion: parities at the invariant momenta, and the Z2 indices that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._gap import invariant_momenta, open_gap, periodic_axes, point
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._inversion import Inversion, inversion
from ._z2 import Z2, require_pairs, z2_bulk, z2_layer


@dataclass(frozen=True)
class Parities:
    """Parities of the occupied pairs, and the Z2 indices of Fu and Kane.

    Attributes
    ----------
    occupied
        Number of occupied bands.
    momenta
        Shape (4, 3) or (8, 3), in units of the reciprocal vectors, Gamma first.
    pairs
        1 or -1 for each occupied Kramers pair, by rising energy, shape (momenta, occupied / 2).
    index
        Of the layer, or the strong one of a crystal.
    weak
        Three weak indices of a crystal; none of a layer.
    inversion
        The operator that was used.
    """

    occupied: int
    momenta: Array
    pairs: Integers
    index: int
    weak: tuple[int, ...]
    inversion: Inversion

    @property
    def products(self) -> Integers:
        """Product over the pairs at each momentum."""
        return np.asarray(self.pairs.prod(axis=1))


@dataclass(frozen=True)
class Topology:
    """Z2 indices by both methods.

    Attributes
    ----------
    wilson
        From the flow of Wannier centres.
    parities
        From inversion; None where it is no symmetry.
    agree
        Whether all that was computed says the same.
    message
        The outcome in words.
    """

    wilson: Z2
    parities: Parities | None
    agree: bool
    message: str


@dataclass(frozen=True)
class Level:
    """A Kramers pair at an invariant momentum.

    Attributes
    ----------
    energy
        meV.
    occupied
        Below the gap.
    parity
        1 or -1; 0 where inversion is no symmetry.
    characters
        Weight of each element and kind of orbital, such as ``W d``; they add up to 1.
    """

    energy: float
    occupied: bool
    parity: int
    characters: dict[str, float]


def parities(
    H: Hamiltonian,
    occupied: int,
    *,
    centre: npt.ArrayLike | None = None,
    tolerance: float = 1e-4,
) -> Parities:
    r"""Parities of the occupied pairs at the invariant momenta, and Z2 indices from them.

    .. math:: (-1)^{\nu} = \prod_{\mathbf k}\prod_{m} \xi_{2m}(\mathbf k)

    over all momenta for a layer and for the strong index, over those with :math:`k_i = 1/2` for
    the weak ones.

    Parameters
    ----------
    H
        A layer or a crystal with spin, time reversal and inversion.
    occupied
        Number of occupied bands.
    centre
        Of inversion; it is found where it is not given.
    tolerance
        Departure from either symmetry that passes for rounding, of the largest element of H(R).

    Raises
    ------
    InputError
        When a symmetry is missing, or the gap closes: where, and how small.

    Notes
    -----
    Source key ``fu2007``.
    """
    if len(periodic_axes(H)) < 2:
        raise InputError(
            f"a Hamiltonian that repeats along {len(periodic_axes(H))} lattice vectors",
            "a layer or a crystal",
            "ask for its Wannier centres instead",
        )
    require_pairs(H, occupied, tolerance)
    operator = inversion(H, centre, tolerance=tolerance)
    open_gap(H, occupied)
    return _indices(H, occupied, operator)


def topology(H: Hamiltonian, occupied: int, *, tolerance: float = 1e-5) -> Topology:
    """Z2 indices of a layer or a crystal by Wilson loops, and by parities where there is inversion.

    Parameters
    ----------
    H
        With spin and time reversal, periodic along two or three lattice vectors.
    occupied
        Number of occupied bands.
    tolerance
        Departure from time reversal that passes for rounding, of the largest element of H(R); ten
        times it for inversion.

    Raises
    ------
    InputError
        As `z2_layer` and `z2_bulk`. A missing inversion is no error: the message tells it.
    """
    layer = len(periodic_axes(H)) == 2
    wilson = (z2_layer if layer else z2_bulk)(H, occupied, tolerance=tolerance)
    try:  # the gap and time reversal have been looked at
        found = _indices(H, occupied, inversion(H, tolerance=10.0 * tolerance))
    except InputError as error:
        message = f"Z2 = {wilson.name} by Wilson loops; no parities: {error.got}"
        return Topology(wilson, None, wilson.consistent, message)
    same = (wilson.index, wilson.weak) == (found.index, found.weak)
    agree = same and wilson.consistent
    words = "agree" if agree else "do not agree: refine the Hamiltonian before this is quoted"
    message = f"Z2 = {wilson.name} by Wilson loops; parities and loops {words}"
    return Topology(wilson, found, agree, message)


def band_inversion(
    H: Hamiltonian,
    occupied: int,
    k: npt.ArrayLike = (0.0, 0.0, 0.0),
    *,
    around: int = 2,
    tolerance: float = 1e-4,
) -> tuple[Level, ...]:
    """Pairs of states on either side of the gap at an invariant momentum, by rising energy.

    Bands are inverted where states of opposite parity lie in the order opposite to that of the
    trivial material, such as those of a metal's d orbitals below and of a ligand's p above.

    Parameters
    ----------
    H
        With spin and time reversal; with inversion the parities are given too.
    occupied
        Number of occupied bands, even.
    k
        Invariant momentum, in units of the reciprocal vectors, shape (3,).
    around
        Pairs on each side of the gap.
    tolerance
        Departure from either symmetry that passes for rounding, of the largest element of H(R).

    Raises
    ------
    InputError
        When k is not its own negative, or time reversal is broken.
    """
    at = np.asarray(k, dtype=float)
    if np.abs(2.0 * at - np.round(2.0 * at)).max() > 1e-9:
        raise InputError(
            f"k = {point(at)}", "a momentum equal to its own negative", "take Gamma or an M"
        )
    require_pairs(H, occupied, tolerance)
    try:
        blocks = _blocks(H, inversion(H, tolerance=tolerance), at)
    except InputError:
        blocks = [(0, *H.eigenstates(at))]
    kinds = [f"{o.species} {o.shape[:1]}".strip() or "unknown" for o in H.orbitals]
    pairs: list[tuple[float, int, dict[str, float]]] = []
    for parity, energies, states in blocks:
        weights = np.abs(states) ** 2
        for i in range(0, len(energies) - 1, 2):
            each = weights[:, i : i + 2].mean(axis=1)
            sums = {kind: 0.0 for kind in kinds}
            for kind, weight in zip(kinds, each.tolist(), strict=True):
                sums[kind] += weight
            pairs.append((float(energies[i : i + 2].mean()), parity, sums))
    pairs.sort(key=lambda pair: pair[0])
    below = occupied // 2
    return tuple(
        Level(energy, i < below, parity, characters)
        for i, (energy, parity, characters) in enumerate(pairs)
        if below - around <= i < below + around
    )


def _blocks(H: Hamiltonian, operator: Inversion, k: Array) -> list[tuple[int, Array, Complex]]:
    """Energies and states of each parity at an invariant momentum, apart even where they meet."""
    values, vectors = np.linalg.eigh(operator.matrix(k))
    matrix = H.matrices(k)
    found = []
    for parity in (1, -1):
        basis = vectors[:, values * parity > 0.0]
        energies, states = np.linalg.eigh(basis.conj().T @ matrix @ basis)
        found.append((parity, energies, basis @ states))
    return found


def _indices(H: Hamiltonian, occupied: int, operator: Inversion) -> Parities:
    momenta = invariant_momenta(H)
    pairs = np.array([_pair_parities(H, operator, occupied, k) for k in momenta])
    odd = (pairs < 0).sum(axis=1)
    weak = tuple(int(odd[momenta[:, i] > 0.25].sum() % 2) for i in periodic_axes(H))
    crystal = len(weak) == 3
    return Parities(occupied, momenta, pairs, int(odd.sum() % 2), weak if crystal else (), operator)


def _pair_parities(H: Hamiltonian, operator: Inversion, occupied: int, k: Array) -> list[int]:
    pairs = [
        (float(energies[i]), parity)
        for parity, energies, _ in _blocks(H, operator, k)
        for i in range(0, len(energies), 2)
    ]
    return [parity for _, parity in sorted(pairs)[: occupied // 2]]
