"""What an engine hands over for a screening: levels over the zone, states at Gamma."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core import Array
from ._states import Complex


@dataclass(frozen=True)
class GammaStates:
    r"""States at Gamma without and with spin-orbit coupling.

    .. math:: |\psi_m\rangle = \sum_{ns} v_{mns}\,|n\rangle|s\rangle

    Attributes
    ----------
    scalar
        Levels without spin-orbit coupling, meV, ascending, shape (n,).
    spinor
        Levels with it, meV, ascending, shape (m,).
    vectors
        The latter in terms of the former with spin up and down along z, shape (m, n, 2).
    weights
        Of each kind of orbital in the latter, such as ``Sn px, py``, shape (m,).
    """

    scalar: Array
    spinor: Array
    vectors: Complex
    weights: Mapping[str, Array]


@dataclass(frozen=True)
class ZoneLevels:
    """Levels of a layer over its zone, with spin-orbit coupling.

    Attributes
    ----------
    vectors
        Lattice vectors of the layer as rows, m, shape (2, 3).
    energies
        meV, ascending, on a whole mesh around Gamma, shape (n1, n2, bands).
    electrons
        Per cell in these bands.
    gamma
        States at Gamma.
    """

    vectors: Array
    energies: Array
    electrons: int
    gamma: GammaStates

    @property
    def area(self) -> float:
        """Of the cell, m^2."""
        return float(np.linalg.norm(np.cross(*self.vectors)))
