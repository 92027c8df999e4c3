"""What an engine hands over: Bloch states on a mesh, seen from atomic orbitals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..bands import Orbital
from ..core import Array, InputError

Complex = npt.NDArray[np.complex128]


@dataclass(frozen=True)
class BlochStates:
    r"""Spinor bands on a whole mesh and their projections on localised orbitals.

    .. math:: P_{\mathbf k n a} = \langle a, \mathbf 0|\psi_{\mathbf k n}\rangle

    Attributes
    ----------
    cell
        Lattice vectors as rows, m, shape (3, 3).
    mesh
        Points along each reciprocal vector; k = (i/n1, j/n2, l/n3), the last index fastest.
    energies
        meV, ascending, shape (K, B).
    projections
        Shape (K, B, N), N orbitals of which there are at most as many as bands.
    orbitals
        The orbitals, spins up first.
    fermi
        Chemical potential of the engine, meV.
    electrons
        Per cell in these bands.
    periodic
        Along which lattice vectors the crystal repeats.
    """

    cell: Array
    mesh: tuple[int, int, int]
    energies: Array
    projections: Complex
    orbitals: tuple[Orbital, ...]
    fermi: float
    electrons: float
    periodic: tuple[bool, bool, bool] = (True, True, False)

    def __post_init__(self) -> None:
        points, bands = int(np.prod(self.mesh)), self.energies.shape[-1]
        shape = (points, bands, len(self.orbitals))
        if self.energies.shape != shape[:2] or self.projections.shape != shape:
            raise InputError(
                f"energies of shape {self.energies.shape} and projections of shape "
                f"{self.projections.shape}",
                f"{shape[:2]} and {shape} on a mesh of {points} points",
                "read the engine's bands on the whole mesh",
            )
        if bands < shape[2]:
            raise InputError(
                f"{bands} bands for {shape[2]} orbitals",
                "at least as many bands as orbitals",
                "ask the engine for more bands",
            )

    @property
    def k(self) -> Array:
        """Points of the mesh in units of the reciprocal vectors, shape (K, 3)."""
        axes = np.meshgrid(*(np.arange(n) / n for n in self.mesh), indexing="ij")
        return np.stack(axes, axis=-1).reshape(-1, 3)
