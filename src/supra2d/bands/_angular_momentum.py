r"""Angular momentum and rotations of real orbitals, derived from how polynomials turn.

A p orbital is a vector, :math:`f = v_i x_i / r`, a d orbital a traceless symmetric tensor,
:math:`f = Q_{ij} x_i x_j / r^2`. Under :math:`f(\mathbf r) \to f(R^{-1}\mathbf r)` they become
:math:`R v` and :math:`R Q R^T`; the generators of these are :math:`\mathbf L = \mathbf r \times
\mathbf p / \hbar`. No sign is typed in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ._hamiltonian import Complex, Hamiltonian, Orbital

#: Shapes of each complete shell, in the order of the matrices.
SHELLS: dict[str, tuple[str, ...]] = {
    "s": ("s",),
    "p": ("px", "py", "pz"),
    "d": ("dz2", "dxz", "dyz", "dx2-y2", "dxy"),
}

_SHELL_OF = {shape: shell for shell, shapes in SHELLS.items() for shape in shapes}


def _polynomials() -> Array:
    """The d orbitals as traceless tensors Q with tr(Q_a Q_b) = delta_ab, shape (5, 3, 3)."""
    x, y, z = np.eye(3)

    def product(u: Array, v: Array) -> Array:
        return 0.5 * (np.outer(u, v) + np.outer(v, u))

    tensors = [
        2.0 * product(z, z) - product(x, x) - product(y, y),
        product(x, z),
        product(y, z),
        product(x, x) - product(y, y),
        product(x, y),
    ]
    return np.array([q / np.linalg.norm(q) for q in tensors])


_D = _polynomials()
# generators of rotations about x, y, z: dR/dphi at phi = 0 is the cross product with the axis
_AXES = np.eye(3)
_TURNS = -np.moveaxis(np.cross(_AXES[:, None], _AXES[None]), -1, 0)

#: Pauli matrices x, y, z.
PAULI: Complex = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def angular_momentum(shell: str) -> Complex:
    r"""Matrices :math:`L_x, L_y, L_z` of a shell in units of hbar, shape (3, n, n).

    Rows and columns in the order of ``SHELLS[shell]``.

    Raises
    ------
    NameUnknownError
        For a shell other than s, p, d.

    Examples
    --------
    >>> L = angular_momentum("d")
    >>> complex(L[2][4, 3].round(12))  # <xy| L_z |x2-y2>
    2j
    """
    _known(shell)
    if shell == "s":
        return np.zeros((3, 1, 1), dtype=complex)
    if shell == "p":
        return np.asarray(1j * _TURNS)
    turned = np.einsum("mij,ajk->maik", _TURNS, _D) - np.einsum("aij,mjk->maik", _D, _TURNS)
    return np.asarray(1j * np.einsum("bik,maik->mba", _D, turned))


def rotation(shell: str, matrix: npt.ArrayLike) -> Array:
    r"""How the orbitals of a shell turn: :math:`\hat R\,\phi_a = \sum_b \phi_b D_{ba}`.

    Parameters
    ----------
    shell
        ``s``, ``p`` or ``d``; order of ``SHELLS[shell]``.
    matrix
        Rotation, reflection or inversion of Cartesian space, shape (3, 3), orthogonal.

    Raises
    ------
    InputError
        For a matrix that is not orthogonal.

    Examples
    --------
    >>> import numpy as np
    >>> np.diag(rotation("d", np.diag([-1.0, -1.0, 1.0]))).round().tolist()
    [1.0, -1.0, -1.0, 1.0, 1.0]
    """
    _known(shell)
    R = _orthogonal(matrix)
    if shell == "s":
        return np.ones((1, 1))
    if shell == "p":
        return R
    return np.asarray(np.einsum("bij,ik,akl,jl->ba", _D, R, _D, R))


def spin_rotation(matrix: npt.ArrayLike) -> Complex:
    r"""How a spin 1/2 turns, :math:`e^{-i\phi\,\hat n\cdot\sigma/2}`, shape (2, 2), basis up, down.

    Inversion does nothing to a spin: of a reflection the proper part counts. The sign is that of
    a rotation by less than half a turn.

    Examples
    --------
    >>> import numpy as np
    >>> np.allclose(spin_rotation(np.diag([1.0, 1.0, -1.0])), np.diag([-1j, 1j]))
    True
    """
    from scipy.spatial.transform import Rotation

    R = _orthogonal(matrix)
    x, y, z, w = Rotation.from_matrix(R * np.sign(np.linalg.det(R))).as_quat()
    return np.asarray(w * np.eye(2) - 1j * np.tensordot([x, y, z], PAULI, axes=1))


def shell_of(orbital: Orbital) -> str:
    """Shell an orbital belongs to: ``s``, ``p`` or ``d``.

    Raises
    ------
    NameUnknownError
        For a shape that is no real harmonic of these shells.
    """
    if orbital.shape not in _SHELL_OF:
        raise NameUnknownError.of("orbital", orbital.shape, _SHELL_OF)
    return _SHELL_OF[orbital.shape]


def site_of(orbital: Orbital) -> tuple[object, ...]:
    """What two orbitals share that sit on the same atom: its number, or else its place."""
    if orbital.atom >= 0:
        return orbital.species, orbital.atom
    return orbital.species, *(round(x, 4) for x in orbital.position)


def orbital_moments(hamiltonian: Hamiltonian, shells: Sequence[tuple[str, str]] = ()) -> Complex:
    r"""Matrices of :math:`L_x, L_y, L_z` on the basis of a Hamiltonian, shape (3, N, N).

    Elements between orbitals of one shell on one atom with one spin; a basis that holds a part of
    a shell has the part of L within it.

    Parameters
    ----------
    hamiltonian
        Its orbitals have the shapes of ``SHELLS``.
    shells
        Pairs (species, shell) that count; all by default.
    """
    orbitals = hamiltonian.orbitals
    found = np.zeros((3, len(orbitals), len(orbitals)), dtype=complex)
    matrices = {shell: angular_momentum(shell) for shell in SHELLS}
    keys = [(site_of(o), shell_of(o), o.spin) for o in orbitals]
    for a, left in enumerate(orbitals):
        shell = keys[a][1]
        if shells and (left.species, shell) not in shells:
            continue
        row = SHELLS[shell].index(left.shape)
        for b, right in enumerate(orbitals):
            if keys[a] == keys[b]:
                found[:, a, b] = matrices[shell][:, row, SHELLS[shell].index(right.shape)]
    return found


def _known(shell: str) -> None:
    if shell not in SHELLS:
        raise NameUnknownError.of("shell", shell, SHELLS)


def _orthogonal(matrix: npt.ArrayLike) -> Array:
    R = np.asarray(matrix, dtype=float)
    # 1e-6: matrices made of printed digits pass, a shear does not
    if R.shape != (3, 3) or np.abs(R @ R.T - np.eye(3)).max() > 1e-6:
        raise InputError(
            f"the matrix {R.tolist()} is no rotation or reflection",
            "an orthogonal matrix of shape (3, 3) in Cartesian axes",
            "convert it from the axes of the lattice",
        )
    return R
