"""The gap above a number of occupied bands, at one and the same k, and where it is smallest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from ..core import Array, InputError
from ._hamiltonian import Hamiltonian

CLOSED = 1e-5  # of the spread of the bands: a smaller gap is one, to what such a search can tell
_STARTS = 6  # smallest gaps of the mesh that are followed downhill
_CHUNK = 512  # k at a time: 16 MB for 44 orbitals


@dataclass(frozen=True)
class DirectGap:
    """Smallest energy between two neighbouring bands at one and the same k.

    Attributes
    ----------
    value
        meV.
    k
        Where, in units of the reciprocal vectors, shape (3,).
    spread
        From the lowest band to the highest, meV.
    """

    value: float
    k: Array
    spread: float


def direct_gap(H: Hamiltonian, occupied: int, *, mesh: int = 12) -> DirectGap:
    r"""Smallest :math:`E_{n+1}(\mathbf k) - E_n(\mathbf k)` of the zone.

    From the lowest minima on a mesh downhill; a minimum much narrower than the mesh can be missed.

    Parameters
    ----------
    H
        Periodic along any number of lattice vectors.
    occupied
        Number n of the band below the gap, counted from 1.
    mesh
        Points along each periodic direction; a multiple of 6 holds the corners of a hexagonal
        zone.

    Raises
    ------
    InputError
        When there are not n bands with one above them.

    Examples
    --------
    >>> from supra2d.bands import Orbital
    >>> R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0]])
    >>> hop = 100.0 * np.array([[0, 1], [0, 0]])
    >>> chain = Hamiltonian(1e-9 * np.eye(3), R, np.array([0.7 * (hop + hop.T), hop.T, hop]) + 0j,
    ...                     (Orbital(), Orbital()), periodic=(True, False, False))
    >>> round(direct_gap(chain, 1).value, 3)
    60.0
    """
    check_occupied(H, occupied)
    axes = periodic_axes(H)
    grid = _grid(axes, mesh)
    flat = grid.reshape(-1, 3)
    parts = [H.eigenvalues(flat[i : i + _CHUNK]) for i in range(0, len(flat), _CHUNK)]
    energies = np.concatenate(parts)
    spread = float(np.ptp(energies)) or 1.0
    gaps = (energies[:, occupied] - energies[:, occupied - 1]).reshape(grid.shape[:-1])
    best = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
    value, k = float(gaps[best]), grid[best]

    def gap(moved: Array, start: Array) -> float:
        at = start.copy()
        at[list(axes)] = moved
        e = H.eigenvalues(at)
        return float(e[occupied] - e[occupied - 1]) / spread

    for start in grid[_minima(gaps)] if axes else ():
        first = start[list(axes)]
        simplex = np.vstack([first, first + 0.37 / mesh * np.eye(len(axes))])
        found = minimize(
            gap,
            first,
            args=(start,),
            method="Nelder-Mead",
            options={"initial_simplex": simplex, "xatol": 1e-8, "fatol": 1e-10},
        )
        if found.fun * spread < value:
            value, k = float(found.fun) * spread, start.copy()
            k[list(axes)] = found.x
    return DirectGap(value, (k + 0.5) % 1.0 - 0.5, spread)


def open_gap(H: Hamiltonian, occupied: int) -> DirectGap:
    """The direct gap, or an error that says where it closes and how small it is."""
    gap = direct_gap(H, occupied)
    if gap.value < CLOSED * gap.spread:
        raise closed(occupied, gap.value, gap.k)
    return gap


def periodic_axes(H: Hamiltonian) -> tuple[int, ...]:
    """Numbers of the lattice vectors along which it repeats."""
    return tuple(i for i in range(3) if H.periodic[i])


def invariant_momenta(H: Hamiltonian) -> Array:
    """The momenta equal to their own negatives, shape (2, 4 or 8, 3), Gamma first."""
    return _grid(periodic_axes(H), 2).reshape(-1, 3)


def point(k: npt.ArrayLike) -> str:
    """A momentum in words."""
    return "(" + ", ".join(f"{x + 0.0:.4g}" for x in np.round(np.asarray(k, float), 6)) + ")"


def check_occupied(H: Hamiltonian, occupied: int) -> None:
    """An error where there are not so many bands with one above them."""
    if not 0 < occupied < H.size:
        raise InputError(
            f"{occupied} occupied bands of {H.size}",
            f"a number from 1 to {H.size - 1}, with a gap above it",
            "count the electrons of the cell",
        )


def closed(occupied: int, gap: float, k: Array) -> InputError:
    """The error that says where the gap closes and how small it is."""
    return InputError(
        f"the gap above band {occupied} closes: {gap:.2g} meV at k = {point(k)}",
        "bands that are apart at every k",
        "choose another number of bands, or add what opens the gap, such as spin-orbit coupling",
    )


def _grid(axes: tuple[int, ...], mesh: int) -> Array:
    points = [np.arange(mesh) / mesh if i in axes else np.zeros(1) for i in range(3)]
    return np.stack(np.meshgrid(*points, indexing="ij"), axis=-1)


def _minima(values: Array) -> tuple[npt.NDArray[np.int64], ...]:
    """Where a periodic array is no larger than at its neighbours, the smallest first."""
    least = np.ones(values.shape, dtype=bool)
    for axis in range(values.ndim):
        for step in (-1, 1):
            least &= values <= np.roll(values, step, axis=axis) * (1.0 + 1e-9)
    found = np.argwhere(least)
    order = np.argsort(values[tuple(found.T)], kind="stable")[:_STARTS]
    return tuple(found[order].T)
