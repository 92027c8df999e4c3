"""Surfaces and edges: Green's functions by decimation, slabs, and other choices of the cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._gap import periodic_axes
from ._hamiltonian import Complex, Hamiltonian

_LEFT = 1e-13  # of the first coupling: what is left of it when two decimated layers are apart
_ROUNDS = 100
_ROOM = 2**21  # complex numbers at a time: 34 MB for each of a handful of arrays


@dataclass(frozen=True)
class SurfaceSpectrum:
    r"""Spectral functions :math:`A = -\mathrm{Im\,tr}\,G/\pi` of a half-infinite crystal.

    Attributes
    ----------
    k
        Momenta along the surface, in units of the reciprocal vectors, shape (..., 3).
    energies
        meV, shape (n,).
    lower, upper
        Of the first cell below either surface, the one that faces against the lattice vector that
        was cut and the one that faces along it, 1/meV, shape (..., n).
    bulk
        Of a cell far from both, 1/meV, shape (..., n).
    axis
        Number of the lattice vector that was cut.
    broadening
        Half width at half maximum of a sharp level, meV.
    """

    k: Array
    energies: Array
    lower: Array
    upper: Array
    bulk: Array
    axis: int
    broadening: float


def surface_spectrum(
    H: Hamiltonian,
    k: npt.ArrayLike,
    energies: npt.ArrayLike,
    *,
    axis: int = 2,
    broadening: float = 5.0,
    cut: float | None = None,
    negligible: float = 1e-6,
) -> SurfaceSpectrum:
    r"""Spectral functions of the surfaces of a crystal, or the edges of a layer.

    .. math:: G_s = \left(E + i\eta - H_{00} - H_{01} G_s H_{01}^\dagger\right)^{-1}

    with principal layers of as many cells as the hoppings reach, by decimation: each round doubles
    the thickness that has been dealt with. The surface is that of the bulk, neither relaxed nor
    with a potential of its own.

    Parameters
    ----------
    H
        Periodic along the lattice vector that is cut.
    k
        Momenta along the surface, in units of the reciprocal vectors, shape (..., 3); the
        component along the vector that is cut is ignored.
    energies
        meV, shape (n,).
    axis
        Number of the lattice vector that is cut: 0, 1 or 2.
    broadening
        eta in meV.
    cut
        Where it is cut, in units of that vector: orbitals in [cut, cut + 1) are one cell. Without
        it the cells are those of H, which may cut through a molecule or a bond.
    negligible
        Elements of H(R) that reach further than all larger ones are left out, meV. The time grows
        with the cube of the reach.

    Raises
    ------
    InputError
        When H does not repeat along the vector, or the broadening is not positive.

    Notes
    -----
    Source key ``lopezsancho1985``.
    """
    _check_axis(H, axis)
    if not 0.0 < broadening < np.inf:
        raise InputError(
            f"a broadening of {broadening:g} meV",
            "a positive one",
            "take a few times the spacing of the energies",
        )
    whole = H if cut is None else recut(H, axis, cut)
    k = np.asarray(k, dtype=float)
    levels = np.asarray(energies, dtype=float)
    parts = [
        _spectra(*_principal(whole, at, axis, negligible), H.size, levels + 1j * broadening)
        for at in k.reshape(-1, 3)
    ]
    lower, upper, bulk = np.moveaxis(
        np.array(parts).reshape(k.shape[:-1] + (3, len(levels))), -2, 0
    )
    return SurfaceSpectrum(k, levels, lower, upper, bulk, axis, broadening)


def slab(H: Hamiltonian, layers: int, axis: int = 2, *, cut: float | None = None) -> Hamiltonian:
    """Cells stacked along a lattice vector, with nothing beyond the first and the last.

    Parameters
    ----------
    H
        Periodic along that lattice vector: a crystal gives a layer, a layer a ribbon.
    layers
        Number of cells.
    axis
        Number of the lattice vector: 0, 1 or 2. It becomes ``layers`` times as long.
    cut
        As of `surface_spectrum`.

    Returns
    -------
    Hamiltonian
        Orbitals of the first cell first; with spins, all up and then all down, cells in order
        within each.

    Raises
    ------
    InputError
        When H does not repeat along the vector, or there is not one layer.
    """
    _check_axis(H, axis)
    if layers < 1:
        raise InputError(f"{layers} layers", "at least one", "give their number")
    whole = H if cut is None else recut(H, axis, cut)
    N, way = H.size, np.eye(3)[axis]
    inside, where = np.unique(
        np.where(np.arange(3) == axis, 0, whole.R), axis=0, return_inverse=True
    )
    hoppings = np.zeros((len(inside), layers, N, layers, N), dtype=complex)
    for R, i, matrix in zip(whole.R, where.reshape(-1), whole.hoppings, strict=True):
        for first in range(max(0, -R[axis]), min(layers, layers - R[axis])):
            hoppings[i, first, :, first + R[axis], :] += matrix
    atoms = 1 + max(o.atom for o in H.orbitals)
    orbitals = tuple(
        replace(
            o,
            atom=o.atom + n * atoms if o.atom >= 0 else -1,
            position=_place((np.array(o.position) + n * way) / (1.0 + (layers - 1) * way)),
        )
        for n in range(layers)
        for o in whole.orbitals
    )
    order = np.argsort([o.spin < 0 for o in orbitals], kind="stable")
    flat = hoppings.reshape(len(inside), layers * N, layers * N)[:, order][:, :, order]
    return replace(
        H,
        cell=H.cell * (1.0 + (layers - 1) * way)[:, None],
        R=inside,
        hoppings=flat,
        orbitals=tuple(orbitals[i] for i in order),
        periodic=_with(H.periodic, axis, False),
        electrons=None if H.electrons is None else layers * H.electrons,
        origin={**H.origin, "slab": f"{layers} cells along vector {axis + 1}"},
    )


def recut(H: Hamiltonian, axis: int, cut: float) -> Hamiltonian:
    """The same crystal with the orbitals in [cut, cut + 1) along a lattice vector as its cell.

    Parameters
    ----------
    H
        Periodic along that lattice vector.
    axis
        Number of the lattice vector: 0, 1 or 2.
    cut
        In units of the lattice vector.
    """
    _check_axis(H, axis)
    moves = np.floor(H.positions[:, axis] - cut + 1e-6).astype(int)
    way = np.eye(3, dtype=int)[axis]
    found: dict[tuple[int, ...], Complex] = {}
    for step in np.unique(moves[None, :] - moves[:, None]):
        here = moves[None, :] - moves[:, None] == step
        for R, matrix in zip(H.R, H.hoppings, strict=True):
            key = tuple((R + step * way).tolist())
            found[key] = found.get(key, 0.0) + matrix * here
    orbitals = tuple(
        replace(o, position=_place(np.array(o.position) - move * way))
        for o, move in zip(H.orbitals, moves, strict=True)
    )
    return replace(
        H, R=np.array(list(found)), hoppings=np.array(list(found.values())), orbitals=orbitals
    )


def in_lattice(H: Hamiltonian, vectors: npt.ArrayLike) -> Hamiltonian:
    r"""The same crystal with other lattice vectors, for a face or an edge along any of them.

    Parameters
    ----------
    H
        Any Hamiltonian.
    vectors
        New lattice vectors as rows of integers, in units of the old ones, shape (3, 3);
        determinant 1. Along a hexagonal layer (2, 1, 0), (1, 1, 0), (0, 0, 1) makes the first one
        an armchair.

    Raises
    ------
    InputError
        When the vectors do not span the same lattice, or mix one that repeats with one that does
        not.
    """
    new = np.asarray(vectors)
    whole = new.shape == (3, 3) and np.array_equal(new, np.round(new))
    if not whole or round(float(np.linalg.det(new))) != 1:
        raise InputError(
            f"lattice vectors {new.tolist()}",
            "three rows of integers with determinant 1",
            "choose vectors that span the same lattice, in a right-handed order",
        )
    repeats = np.array(H.periodic)
    if new[np.ix_(repeats, ~repeats)].any() or new[np.ix_(~repeats, repeats)].any():
        raise InputError(
            f"lattice vectors {new.tolist()}",
            "the vectors along which it repeats apart from the others",
            "leave the vector without repetition alone",
        )
    back = np.linalg.inv(new)
    orbitals = tuple(replace(o, position=_place(np.array(o.position) @ back)) for o in H.orbitals)
    R = np.round(H.R @ back).astype(np.int64)
    return replace(H, cell=new @ H.cell, R=R, orbitals=orbitals)


def _check_axis(H: Hamiltonian, axis: int) -> None:
    if axis not in periodic_axes(H):
        raise InputError(
            f"lattice vector {axis + 1}",
            "one along which the Hamiltonian repeats: "
            + " or ".join(str(i + 1) for i in periodic_axes(H)),
            "give its number as axis, counted from 0",
        )


def _principal(
    H: Hamiltonian, k: Array, axis: int, negligible: float
) -> tuple[Complex, Complex, int]:
    """Home block and coupling to the next of principal layers, and the cells in one."""
    N = H.size
    phases = np.exp(2j * pi * (H.R @ np.where(np.arange(3) == axis, 0.0, k)))
    far = H.R[:, axis]
    counts = np.abs(H.hoppings).max(axis=(1, 2)) > negligible
    cells = max(1, int(np.abs(far[counts]).max(initial=0)))
    steps = np.zeros((2 * cells + 1, N, N), dtype=complex)  # by R = -cells .. cells
    for d in range(-cells, cells + 1):
        steps[d + cells] = np.tensordot(phases[far == d], H.hoppings[far == d], axes=1)
    home = np.zeros((cells, N, cells, N), dtype=complex)
    next_one = np.zeros_like(home)
    for i in range(cells):
        for j in range(cells):
            home[i, :, j, :] = steps[j - i + cells]
            if j <= i:
                next_one[i, :, j, :] = steps[cells + j - i + cells]
    size = cells * N
    return home.reshape(size, size), next_one.reshape(size, size), cells


def _spectra(home: Complex, step: Complex, cells: int, N: int, z: Complex) -> Array:
    """Spectral functions of both surfaces and the bulk at complex energies z, shape (3, n)."""
    chunk = max(1, _ROOM // home.size)
    parts = [_decimate(home, step, z[i : i + chunk]) for i in range(0, len(z), chunk)]
    lower, upper, bulk = np.concatenate(parts, axis=1)
    first, last = slice(0, N), slice((cells - 1) * N, cells * N)
    traces = (
        np.trace(lower[:, first, first], axis1=1, axis2=2),
        np.trace(upper[:, last, last], axis1=1, axis2=2),
        np.trace(bulk, axis1=1, axis2=2) / cells,
    )
    return np.asarray(-np.imag(traces) / pi)


def _decimate(home: Complex, step: Complex, z: Complex) -> Complex:
    """Green's functions of the first layer, the last layer and the bulk at each z, (3, n, N, N)."""
    one = z[:, None, None] * np.eye(len(home))
    bulk = np.broadcast_to(home, one.shape).copy()
    lower, upper = bulk.copy(), bulk.copy()
    ahead = np.broadcast_to(step, one.shape)
    back = np.broadcast_to(step.conj().T, one.shape)
    scale = float(np.abs(step).max())
    for _ in range(_ROUNDS):
        if max(np.abs(ahead).max(), np.abs(back).max()) <= _LEFT * scale:
            break
        through = np.linalg.solve(one - bulk, np.concatenate([ahead, back], axis=-1))
        forth, home_again = np.split(through, 2, axis=-1)
        out, into = ahead @ home_again, back @ forth
        lower, upper, bulk = lower + out, upper + into, bulk + out + into
        ahead, back = ahead @ forth, back @ home_again
    else:
        raise InputError(
            f"layers that are still coupled after {_ROUNDS} doublings",
            "a broadening that lets electrons decay",
            "take a wider one",
        )
    return np.asarray(np.linalg.inv(one - np.stack([lower, upper, bulk])))


def _place(position: Array) -> tuple[float, float, float]:
    x, y, z = position.tolist()
    return x, y, z


def _with(values: tuple[bool, bool, bool], axis: int, value: bool) -> tuple[bool, bool, bool]:
    a, b, c = (value if i == axis else old for i, old in enumerate(values))
    return a, b, c
