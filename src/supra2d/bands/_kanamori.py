"""Interactions of the electrons on an atom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..core import Array
from ._hamiltonian import Integers


@dataclass(frozen=True, slots=True)
class Kanamori:
    r"""Interactions of the electrons on an atom, meV.

    .. math:: H = U\sum_a n_{a\uparrow} n_{a\downarrow}
              + \tfrac12\sum_{a\neq b}\sum_{\sigma\sigma'}[U'\,n_{a\sigma}n_{b\sigma'}
              - J\,c^\dagger_{a\sigma}c_{a\sigma'}c^\dagger_{b\sigma'}c_{b\sigma}]
              + J'\sum_{a\neq b} c^\dagger_{a\uparrow}c^\dagger_{a\downarrow}
              c_{b\downarrow}c_{b\uparrow}

    Attributes
    ----------
    U
        Two electrons in one orbital.
    U_prime
        Two electrons in different orbitals.
    J
        Hund's exchange.
    J_prime
        Hopping of pairs.
    orbitals
        Which orbitals are correlated, by shape (``dz2``) or element and shape (``Nb dz2``); empty
        for all.
    """

    U: float
    U_prime: float
    J: float
    J_prime: float
    orbitals: tuple[str, ...] = ()

    @classmethod
    def invariant(cls, U: float, J: float = 0.0, orbitals: Sequence[str] = ()) -> Kanamori:
        """U' = U - 2J and J' = J: the same in any real basis of the orbitals.

        Examples
        --------
        >>> Kanamori.invariant(1000.0, 100.0).U_prime
        800.0
        """
        return cls(U, U - 2.0 * J, J, J, tuple(orbitals))

    def text(self) -> str:
        """In one line."""
        named = " on " + ", ".join(self.orbitals) if self.orbitals else ""
        return (
            f"U = {self.U:g} meV, U' = {self.U_prime:g} meV, J = {self.J:g} meV, "
            f"J' = {self.J_prime:g} meV{named}"
        )


def interaction_matrix(interaction: Kanamori, atoms: Sequence[object], pairs: Integers) -> Array:
    r"""V between pairs of spin-orbitals, spin up and down of a place beside each other, meV.

    .. math:: V_{34,12} = W_{42,13} - W_{43,12},\qquad
              H = \tfrac12\sum W_{12,34}\, c^\dagger_1 c_2 c^\dagger_3 c_4
    """
    size = len(atoms)
    W = np.zeros((size, size, size, size))
    for one, two, three, four in product(range(size), repeat=4):
        if one % 2 == two % 2 and three % 2 == four % 2:
            if atoms[one] == atoms[two] == atoms[three] == atoms[four]:
                a, b, c, d = one // 2, three // 2, two // 2, four // 2
                W[one, two, three, four] = _coulomb(interaction, a, b, c, d)
    first, second = pairs.T
    three, four, one, two = first[:, None], second[:, None], first[None], second[None]
    return np.asarray(W[four, two, one, three] - W[four, three, one, two])


def _coulomb(v: Kanamori, a: int, b: int, c: int, d: int) -> float:
    """Matrix element <ab|V|cd>: a and c belong to the first electron, b and d to the second."""
    if a == b == c == d:
        return v.U
    if a == c and b == d:
        return v.U_prime
    if a == d and b == c:
        return v.J
    if a == b and c == d:
        return v.J_prime
    return 0.0
