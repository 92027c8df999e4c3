"""A Hamiltonian on a lattice: hoppings between localised orbitals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ..numerics import hermitian_eigen, hermitian_eigenvalues

Complex = npt.NDArray[np.complex128]
Integers = npt.NDArray[np.int64]

_HERMITIAN = 2e-6  # of the largest element: a file with six digits rounds each partner apart


@dataclass(frozen=True, slots=True)
class Orbital:
    """One state of the basis.

    Attributes
    ----------
    species, atom
        Symbol of the element and number of the atom in the cell; empty and -1 where unknown.
    shape
        ``s``, ``px``, ``py``, ``pz``, ``dz2``, ``dxz``, ``dyz``, ``dx2-y2``, ``dxy``, or whatever
        the file calls it; x, y, z are Cartesian.
    spin
        1 or -1 along z; 0 where spins are not resolved.
    position
        Centre, in units of the cell vectors.
    """

    species: str = ""
    atom: int = -1
    shape: str = ""
    spin: int = 0
    position: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Hamiltonian:
    r"""Electrons on a lattice.

    .. math:: H_{ab}(\mathbf k) = \sum_{\mathbf R} H_{ab}(\mathbf R)\,
              e^{2\pi i\,\mathbf k\cdot\mathbf R},\qquad
              H_{ab}(\mathbf R) = \langle a, \mathbf 0|H|b, \mathbf R\rangle

    Attributes
    ----------
    cell
        Lattice vectors as rows, m, shape (3, 3).
    R
        Cells that are reached, in units of the lattice vectors, shape (n, 3).
    hoppings
        H(R), meV, shape (n, N, N).
    orbitals
        The basis, N of them.
    periodic
        Along which lattice vectors it repeats; (True, True, False) is a layer.
    electrons
        Per cell, both spins together; None where unknown.
    chemical_potential
        meV.
    name
        What it is: ``NbSe2``.
    origin
        How it was made, as words: engine, settings, file.

    Raises
    ------
    InputError
        For shapes that do not fit together, elements that are not finite, and H(R) that is not the
        adjoint of H(-R).
    """

    cell: Array
    R: Integers
    hoppings: Complex
    orbitals: tuple[Orbital, ...]
    periodic: tuple[bool, bool, bool] = (True, True, False)
    electrons: float | None = None
    chemical_potential: float = 0.0
    name: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n, N = len(self.R), len(self.orbitals)
        if np.shape(self.cell) != (3, 3) or self.hoppings.shape != (n, N, N):
            raise InputError(
                f"cell {np.shape(self.cell)}, {n} vectors R, {N} orbitals and hoppings of shape "
                f"{self.hoppings.shape} do not fit together",
                f"a cell of shape (3, 3) and hoppings of shape ({n}, {N}, {N})",
                "check how the Hamiltonian was put together",
            )
        if not np.isfinite(self.hoppings).all():
            i = int(np.argmin(np.isfinite(self.hoppings).all(axis=(1, 2))))
            raise InputError(
                f"an element of H(R) at R = {_vector(self.R[i])} is not a finite number",
                "finite hoppings",
                "write the file again",
            )
        _check_hermitian(self.R, self.hoppings)

    @property
    def size(self) -> int:
        """Number of orbitals N."""
        return len(self.orbitals)

    @property
    def spinful(self) -> bool:
        """True where every orbital has its spin."""
        return all(o.spin for o in self.orbitals)

    @property
    def per_band(self) -> int:
        """Electrons that a band holds: 2 where spins are not resolved."""
        return 1 if self.spinful else 2

    @cached_property
    def positions(self) -> Array:
        """Centres of the orbitals in units of the cell vectors, shape (N, 3)."""
        return np.array([o.position for o in self.orbitals], dtype=float).reshape(-1, 3)

    @cached_property
    def reciprocal(self) -> Array:
        r"""Rows :math:`\mathbf b_i`, :math:`\mathbf a_i\mathbf b_j = 2\pi\delta_{ij}`, 1/m."""
        require_cell(self, "wave vectors")
        return np.asarray(2.0 * pi * np.linalg.inv(self.cell).T)

    @property
    def area(self) -> float:
        """Area of the cell spanned by the first two vectors, m^2."""
        require_cell(self, "areas")
        return float(np.linalg.norm(np.cross(self.cell[0], self.cell[1])))

    def matrices(self, k: npt.ArrayLike) -> Complex:
        """H(k), meV, shape (..., N, N); k in units of the reciprocal vectors, shape (..., 3)."""
        k = np.asarray(k, dtype=float)
        phases = np.exp(2j * pi * (k @ self.R.T))
        return np.asarray(np.tensordot(phases, self.hoppings, axes=1))

    def gradients(self, k: npt.ArrayLike) -> Complex:
        r"""Derivatives of H by the Cartesian components of k, meV m, shape (..., 3, N, N).

        With phases between the centres of the orbitals, :math:`\mathbf R + \mathbf r_b - \mathbf
        r_a`, so that matrix elements between eigenstates of the same gauge are velocities times
        :math:`\hbar`.
        """
        require_cell(self, "velocities")
        k = np.asarray(k, dtype=float)
        phases = np.exp(2j * pi * (k @ self.R.T))
        apart = self.positions[None, :, :] - self.positions[:, None, :]
        reach = (self.R[:, None, None, :] + apart[None]) @ self.cell
        shift = np.exp(2j * pi * np.tensordot(k, apart, axes=(-1, -1)))
        weighted = 1j * np.moveaxis(reach, -1, 1) * self.hoppings[:, None]
        return np.asarray(np.tensordot(phases, weighted, axes=1) * shift[..., None, :, :])

    def eigenvalues(self, k: npt.ArrayLike) -> Array:
        """Energies at k, meV, ascending, shape (..., N)."""
        return hermitian_eigenvalues(self.matrices(k))

    def eigenstates(self, k: npt.ArrayLike) -> tuple[Array, Complex]:
        """Energies at k, meV, shape (..., N), and states as columns, shape (..., N, N)."""
        return hermitian_eigen(self.matrices(k))

    def shifted(self, energy: float) -> Hamiltonian:
        """The same with every level higher by ``energy`` in meV; the filling stays."""
        hoppings = self.hoppings.copy()
        home = np.flatnonzero((self.R == 0).all(axis=1))
        hoppings[home[0]] += energy * np.eye(self.size)
        return replace(self, hoppings=hoppings, chemical_potential=self.chemical_potential + energy)


def require_cell(H: Hamiltonian, purpose: str) -> None:
    """An error where the lattice vectors are unknown (nan) and ``purpose`` needs them."""
    if not np.isfinite(H.cell).all():
        raise InputError(
            f"the lattice vectors of {H.name or 'this Hamiltonian'} are unknown",
            f"a cell, for {purpose}",
            "read the file with cell=..., its lattice vectors as rows in metres",
        )


def _vector(R: Integers) -> str:
    return "(" + ", ".join(str(int(x)) for x in R) + ")"


def _check_hermitian(R: Integers, hoppings: Complex) -> None:
    """H(-R) is the adjoint of H(R), or an error that names the worst R."""
    index = {tuple(int(x) for x in r): i for i, r in enumerate(R)}
    if (0, 0, 0) not in index:
        raise InputError("H(R) has no R = (0, 0, 0)", "levels of the home cell", "add it")
    scale = float(np.abs(hoppings).max()) or 1.0
    back = [index.get((-a, -b, -c), -1) for a, b, c in R.tolist()]
    adjoint = np.where(
        (np.array(back) < 0)[:, None, None], 0.0, hoppings[back].conj().transpose(0, 2, 1)
    )
    off = np.abs(hoppings - adjoint).max(axis=(1, 2))
    worst = int(np.argmax(off))
    if off[worst] > _HERMITIAN * scale:
        r = R[worst]
        raise InputError(
            f"H(R) at R = {_vector(r)} differs by {off[worst]:.3g} meV from the adjoint of that at "
            f"{_vector(-r)}",
            "a Hermitian Hamiltonian",
            "write the file again, or read it with the degeneracies it was written with",
        )
