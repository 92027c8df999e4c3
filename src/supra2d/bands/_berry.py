"""Berry curvature of a layer: by Kubo's sum, by links on a mesh, and its integrals."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._gap import DirectGap, open_gap, periodic_axes
from ._hamiltonian import Complex, Hamiltonian
from ._spins import spin_matrices

_SAME = 1e-9  # of the largest element of H(R): levels that are closer are one
_FLUX = 1.0  # rad through one plaquette; a mesh too coarse for its integer has some near pi
_AGREE = 0.02  # between the integer and the integral
_MESH = 384
_CHUNK = 512


@dataclass(frozen=True)
class Chern:
    r"""Chern number of the occupied bands of a layer.

    Attributes
    ----------
    number
        :math:`\frac{1}{2\pi}\int\Omega\,d^2k`, by links: an integer on any mesh.
    k
        Middles of the plaquettes, in units of the reciprocal vectors, shape (mesh, mesh, 3).
    flux
        Berry flux through each plaquette, rad, shape (mesh, mesh).
    curvature
        Its mean over each plaquette, m^2, shape (mesh, mesh).
    integral
        The same integral by Kubo's sum at the middles; within 0.02 of the number.
    gap
        Smallest direct gap.
    """

    number: int
    k: Array
    flux: Array
    curvature: Array
    integral: float
    gap: DirectGap


@dataclass(frozen=True)
class Valleys:
    r"""Berry curvature at the two corners of a hexagonal zone.

    Attributes
    ----------
    K, K_prime
        The corner along the first lattice vector and its negative, in units of the reciprocal
        vectors, shape (3,).
    curvature
        Of the occupied bands at K and at K', m^2.
    bands
        Of each band at K and at K', m^2, shape (2, N).
    chern
        :math:`\frac{1}{2\pi}\int\Omega\,d^2k` over the halves of the zone that are nearer to K
        and nearer to K'; a half each where the gap is small.
    """

    K: Array
    K_prime: Array
    curvature: tuple[float, float]
    bands: Array
    chern: tuple[float, float]


def berry_curvature(
    H: Hamiltonian, k: npt.ArrayLike, occupied: int | None = None, *, spin: bool = False
) -> Array:
    r"""Berry curvature along the normal of a layer by Kubo's sum, m^2.

    .. math:: \Omega_n = -2\,\mathrm{Im}\sum_m
              \frac{\langle n|\partial_1H|m\rangle\langle m|\partial_2H|n\rangle}
              {(E_n-E_m)^2}

    with Cartesian derivatives in the plane, 1 along the first lattice vector and the normal along
    :math:`\mathbf a_1\times\mathbf a_2`, and phases between the centres of the orbitals.

    Parameters
    ----------
    H
        Of a layer; of a crystal it is the component normal to the first two lattice vectors.
    k
        In units of the reciprocal vectors, shape (..., 3).
    occupied
        Number of occupied bands, to have their sum; without it each band has its own, and levels
        that are the same as its own to 1e-9 of the largest element of H(R) are left out.
    spin
        Of the current of spins along z, in units of hbar/2:
        :math:`\partial_1H\to\{\sigma_z,\partial_1H\}/2`.

    Returns
    -------
    Array
        Shape (...) with ``occupied``, (..., N) without.

    Raises
    ------
    InputError
        When the gap above the occupied bands is closed at one of the points.

    Notes
    -----
    Source key ``xiao2010``.
    """
    k = np.asarray(k, dtype=float)
    flat = k.reshape(-1, 3)
    parts = [_kubo(H, flat[i : i + _CHUNK], occupied, spin) for i in range(0, len(flat), _CHUNK)]
    found = np.concatenate(parts)
    return np.asarray(found.reshape(k.shape[:-1] + found.shape[1:]))


def chern_number(H: Hamiltonian, occupied: int, *, mesh: int = 24) -> Chern:
    r"""Chern number of the occupied bands of a layer, by links and by Kubo's sum.

    .. math:: F = -\arg\left(U_{12}U_{23}U_{34}U_{41}\right),\qquad
              U_{ij} = \det u^\dagger(\mathbf k_i)\,u(\mathbf k_j),\qquad
              C = \frac{1}{2\pi}\sum F

    Parameters
    ----------
    H
        Periodic along two lattice vectors.
    occupied
        Number of occupied bands; they may overlap the empty ones in energy, but nowhere at the
        same k.
    mesh
        Plaquettes along each direction to begin with; doubled until none holds more than 1 rad
        and Kubo's sum is the integer to 0.02.

    Raises
    ------
    InputError
        When it is no layer, the gap closes, or 384 points along each direction do not suffice.

    Notes
    -----
    Source key ``fukui2005``.
    """
    a, b = _layer(H)
    gap = open_gap(H, occupied)
    size = float(np.linalg.norm(np.cross(H.cell[a], H.cell[b])))
    while True:
        k = _mesh(a, b, mesh) + 0.5 / mesh * (np.eye(3)[a] + np.eye(3)[b])
        plaquette = (2.0 * pi) ** 2 / size / mesh**2
        flux = _fluxes(H, occupied, mesh)
        number = round(float(flux.sum()) / (2.0 * pi))
        integral = float(berry_curvature(H, k, occupied).sum()) * plaquette / (2.0 * pi)
        if np.abs(flux).max() <= _FLUX and abs(integral - number) <= _AGREE:
            return Chern(number, k, flux, flux / plaquette, integral, gap)
        if 2 * mesh > _MESH:
            raise InputError(
                f"links give {number} and Kubo's sum {integral:.3f} on {mesh} x {mesh} points",
                f"a gap above band {occupied} wider than {gap.value:.2g} meV, for this mesh",
                "begin with a finer mesh",
            )
        mesh *= 2


def valley_curvature(H: Hamiltonian, occupied: int, *, mesh: int = 48) -> Valleys:
    """Berry curvature at K and K' of a hexagonal layer, and its integral around each.

    Parameters
    ----------
    H
        A hexagonal layer.
    occupied
        Number of occupied bands.
    mesh
        As of `chern_number`.

    Raises
    ------
    InputError
        When the cell is not hexagonal, or the gap closes.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> found = valley_curvature(three_band("MoS2"), 2)
    >>> [round(1e20 * omega, 1) for omega in found.curvature]  # angstrom^2
    [31.8, -31.8]
    """
    K = _corner(H)
    found = chern_number(H, occupied, mesh=mesh)
    away = _distance(H, found.k, -K) - _distance(H, found.k, K)
    side = 0.5 * (1.0 + np.sign(np.round(away, 9)))  # on the border both have a half
    total = float(found.flux.sum())
    near = float((side * found.flux).sum())
    at, back = berry_curvature(H, [K, -K], occupied).tolist()
    chern = (near / (2.0 * pi), (total - near) / (2.0 * pi))
    return Valleys(K, -K, (at, back), berry_curvature(H, [K, -K]), chern)


def _kubo(H: Hamiltonian, k: Array, occupied: int | None, spin: bool) -> Array:
    along = _plane_axes(H)
    energies, states = H.eigenstates(k)
    # gradients have phases between the centres of orbitals, matrices those between cells
    states = np.exp(-2j * pi * (k @ H.positions.T))[..., None] * states
    gradients = np.tensordot(H.gradients(k), along, axes=(1, 1))
    first, second = gradients[..., 0], gradients[..., 1]
    if spin:
        sigma = spin_matrices(H)[2]
        first = 0.5 * (sigma @ first + first @ sigma)
    bra = states.conj().swapaxes(-1, -2)
    product = ((bra @ first @ states) * (bra @ second @ states).swapaxes(-1, -2)).imag
    apart = energies[:, :, None] - energies[:, None, :]
    same = np.abs(apart) <= _SAME * float(np.abs(H.hoppings).max())
    terms = np.where(same, 0.0, -2.0 * product / np.where(same, 1.0, apart) ** 2)
    if occupied is None:
        return np.asarray(terms.sum(axis=-1))
    across = slice(None), slice(None, occupied), slice(occupied, None)
    if same[across].any():
        raise InputError(
            f"bands {occupied} and {occupied + 1} meet at one of the points",
            "a gap above the occupied bands",
            "move the point, or choose another number of bands",
        )
    return np.asarray(terms[across].sum(axis=(-2, -1)))


def _fluxes(H: Hamiltonian, occupied: int, mesh: int) -> Array:
    """Berry flux through each plaquette of the zone, shape (mesh, mesh)."""
    a, b = _layer(H)
    k = _mesh(a, b, mesh)
    states = np.stack([H.eigenstates(row)[1][..., :occupied] for row in k])
    first = _links(states, H.positions[:, a], 0)
    second = _links(states, H.positions[:, b], 1)
    around = first * np.roll(second, -1, axis=0) / (np.roll(first, -1, axis=1) * second)
    return np.asarray(-np.angle(around))


def _links(states: Complex, positions: Array, axis: int) -> Complex:
    shift = np.exp(-2j * pi * positions / states.shape[axis])[:, None]
    overlaps = states.conj().swapaxes(-1, -2) @ (shift * np.roll(states, -1, axis=axis))
    return np.asarray(np.linalg.det(overlaps))


def _mesh(a: int, b: int, mesh: int) -> Array:
    steps = np.arange(mesh) / mesh
    first, second = np.meshgrid(steps, steps, indexing="ij")
    return np.asarray(first[..., None] * np.eye(3)[a] + second[..., None] * np.eye(3)[b])


def _plane_axes(H: Hamiltonian) -> Array:
    """Orthonormal vectors along the first lattice vector and across it in the plane, (2, 3)."""
    a, b = periodic_axes(H)[:2]
    first = H.cell[a] / np.linalg.norm(H.cell[a])
    second = H.cell[b] - (H.cell[b] @ first) * first
    return np.array([first, second / np.linalg.norm(second)])


def _layer(H: Hamiltonian) -> tuple[int, int]:
    axes = periodic_axes(H)
    if len(axes) != 2:
        raise InputError(
            f"a Hamiltonian that repeats along {len(axes)} lattice vectors",
            "a layer",
            "cut a slab of it, or fix one momentum",
        )
    return axes[0], axes[1]


def _corner(H: Hamiltonian) -> Array:
    """Corner of a hexagonal zone along the first lattice vector, 4 pi / 3 a from Gamma."""
    a, b = _layer(H)
    one, two = np.linalg.norm(H.cell[[a, b]], axis=1)
    cosine = float(H.cell[a] @ H.cell[b] / (one * two))
    if abs(one / two - 1.0) > 1e-3 or abs(abs(cosine) - 0.5) > 1e-3:
        raise InputError(
            f"lattice vectors of lengths {one:.4g} and {two:.4g} m with cosine {cosine:.3g}",
            "a hexagonal cell",
            "ask for the curvature at the points you mean with berry_curvature",
        )
    return np.asarray(2.0 / 3.0 * (np.eye(3)[a] + np.sign(cosine) * 0.5 * np.eye(3)[b]))


def _distance(H: Hamiltonian, k: Array, corner: Array) -> Array:
    """Way from k to the nearest copy of a corner, in units of the first reciprocal vector."""
    a, b = _layer(H)
    apart = (k - corner + 0.5) % 1.0 - 0.5
    copies = [i * np.eye(3)[a] + j * np.eye(3)[b] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    ways = (apart[..., None, :] + np.array(copies)) @ H.reciprocal
    lengths = np.linalg.norm(ways, axis=-1).min(axis=-1)
    return np.asarray(lengths / np.linalg.norm(H.reciprocal[a]))
