"""Z2 indices of layers and crystals from the flow of Wannier centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import Array, InputError
from ._gap import DirectGap, check_occupied, open_gap, periodic_axes
from ._hamiltonian import Hamiltonian
from ._spins import partners
from ._symmetry import reversed_in_time
from ._wilson import WannierFlow, wannier_flow


@dataclass(frozen=True)
class PlaneZ2:
    """Index of one plane of momenta that time reversal maps on itself.

    Attributes
    ----------
    normal
        Number of the momentum that is fixed, or -1 for the plane of a layer.
    at
        Its value, 0 or 0.5.
    index
        0 or 1.
    flow
        Centres over half of the plane.
    """

    normal: int
    at: float
    index: int
    flow: WannierFlow


@dataclass(frozen=True)
class Z2:
    """Z2 indices of the occupied bands.

    Attributes
    ----------
    occupied
        Number of occupied bands.
    index
        Of the layer, or the strong one of a crystal: 0 or 1.
    weak
        Three weak indices of a crystal, in the order of the reciprocal vectors; none of a layer.
    planes
        What they follow from: a layer twice, with loops along either vector; a crystal's planes
        at 0 and 1/2 of each momentum.
    consistent
        Whether all ways to the index agree: both loops, or all three pairs of planes.
    gap
        Smallest direct gap.
    time_reversal
        Largest departure from time reversal, meV.
    """

    occupied: int
    index: int
    weak: tuple[int, ...]
    planes: tuple[PlaneZ2, ...]
    consistent: bool
    gap: DirectGap
    time_reversal: float

    @property
    def name(self) -> str:
        """``1`` of a layer, ``1;(000)`` of a crystal."""
        weak = "".join(str(i) for i in self.weak)
        return f"{self.index};({weak})" if weak else str(self.index)


def time_reversal_defect(H: Hamiltonian) -> float:
    r"""Largest element of :math:`\Theta H(\mathbf R)\Theta^{-1} - H(\mathbf R)`, meV.

    :math:`\Theta = i\sigma_yK` on real orbitals; the partner of an orbital is the one of the other
    spin with the same shape at the same place.

    Raises
    ------
    InputError
        When orbitals have no spin, or no partner.
    """
    if not H.spinful:
        raise InputError(
            "orbitals without spin",
            "a Hamiltonian with spin-orbit coupling, each orbital up or down",
            "add the spin-orbit coupling, or read a file that has it",
        )
    spins = np.array([o.spin for o in H.orbitals])
    turned = reversed_in_time(H.hoppings, np.array(partners(H)), spins)
    return float(np.abs(turned - H.hoppings).max())


def require_pairs(H: Hamiltonian, occupied: int, tolerance: float) -> float:
    """The defect of time reversal in meV, or an error where it does not pair the occupied bands.

    ``tolerance`` is what passes for rounding, of the largest element of H(R).
    """
    check_occupied(H, occupied)
    if occupied % 2:
        raise InputError(
            f"{occupied} occupied bands",
            "an even number: time reversal pairs them",
            "count the electrons of the cell, both spins together",
        )
    broken = time_reversal_defect(H)
    if broken > tolerance * float(np.abs(H.hoppings).max()):
        raise InputError(
            f"time reversal is broken by {broken:.3g} meV",
            "a Hamiltonian that is its own time reverse",
            "take fields and moments out; with them, ask for the Chern number",
        )
    return broken


def z2_layer(H: Hamiltonian, occupied: int, *, tolerance: float = 1e-5) -> Z2:
    """Z2 index of a layer by Wilson loops, along either lattice vector.

    The parity of how often centres pass the middle of the widest stretch free of them, while the
    other momentum runs over half of the zone.

    Parameters
    ----------
    H
        With spin, periodic along two lattice vectors; needs no symmetry but time reversal.
    occupied
        Number of occupied bands, even; they may overlap the empty ones in energy, but nowhere at
        the same k.
    tolerance
        Departure from time reversal that passes for rounding, of the largest element of H(R).

    Raises
    ------
    InputError
        When it is no layer, time reversal is broken, or the gap closes: where, and how small.

    Notes
    -----
    Source key ``soluyanov2011``.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> z2_layer(three_band("MoS2"), 2).name
    '0'
    """
    broken = _ready(H, occupied, 2, tolerance)
    gap = open_gap(H, occupied)
    a, b = periodic_axes(H)
    planes = tuple(
        _plane(H, occupied, -1, loop, pump, np.zeros(3)) for loop, pump in ((b, a), (a, b))
    )
    agree = planes[0].index == planes[1].index
    return Z2(occupied, planes[0].index, (), planes, agree, gap, broken)


def z2_bulk(H: Hamiltonian, occupied: int, *, tolerance: float = 1e-5) -> Z2:
    r"""Strong and weak Z2 indices of a crystal by Wilson loops on six planes.

    .. math:: \nu_0 = \Delta(k_i=0) + \Delta(k_i=\tfrac12) \bmod 2,\qquad
              \nu_i = \Delta(k_i=\tfrac12)

    with the index :math:`\Delta` of a plane; :math:`\nu_0` must be the same for i = 1, 2, 3.

    Parameters
    ----------
    H
        With spin, periodic along all three lattice vectors; needs no symmetry but time reversal.
    occupied
        Number of occupied bands, even; they may overlap the empty ones in energy, but nowhere at
        the same k.
    tolerance
        Departure from time reversal that passes for rounding, of the largest element of H(R).

    Raises
    ------
    InputError
        When it is no crystal, time reversal is broken, or the gap closes: where, and how small.

    Notes
    -----
    Source keys ``fu2007``, ``soluyanov2011``.
    """
    broken = _ready(H, occupied, 3, tolerance)
    gap = open_gap(H, occupied)
    planes = tuple(
        _plane(H, occupied, normal, (normal + 1) % 3, (normal + 2) % 3, at * np.eye(3)[normal])
        for normal in range(3)
        for at in (0.0, 0.5)
    )
    index = np.array([plane.index for plane in planes]).reshape(3, 2)
    strong = index.sum(axis=1) % 2
    weak = tuple(int(i) for i in index[:, 1])
    agree = bool((strong == strong[0]).all())
    return Z2(occupied, int(strong[0]), weak, planes, agree, gap, broken)


def _plane(H: Hamiltonian, occupied: int, normal: int, loop: int, pump: int, at: Array) -> PlaneZ2:
    flow = wannier_flow(H, occupied, loop=loop, pump=pump, at=at)
    return PlaneZ2(normal, float(at.sum()), flow.crossings % 2, flow)


def _ready(H: Hamiltonian, occupied: int, dimensions: int, tolerance: float) -> float:
    """Departure from time reversal, once everything an index needs is there."""
    if len(periodic_axes(H)) != dimensions:
        raise InputError(
            f"a Hamiltonian that repeats along {len(periodic_axes(H))} lattice vectors",
            f"{dimensions} of them",
            "use z2_layer for a layer and z2_bulk for a crystal",
        )
    return require_pairs(H, occupied, tolerance)
