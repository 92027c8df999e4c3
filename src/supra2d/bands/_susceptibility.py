"""The bare susceptibility chi0(q): at single q, over a whole zone, and where it is largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ..core.constants import K_B
from ._bloch import BlochStates, Mesh, bloch_states, checked_bands
from ._bubble import bubble_at, checked_operators
from ._hamiltonian import Complex, Hamiltonian
from ._mesh import Shape, first_zone, zone_mesh
from ._susceptibility_fft import bubble_everywhere

ELEMENTS = ("full", "constant")
_ON_MESH = 1e-6  # of a step of the mesh


@dataclass(frozen=True)
class SusceptibilityScan:
    r"""A susceptibility :math:`\chi_{ij}(\mathbf q)` at some q, and how it was found.

    Attributes
    ----------
    q
        In units of the reciprocal vectors, shape (n, 3).
    values
        Per meV and cell, complex, shape (n_operators, n).
    operators
        Components: ``zz``, ``xx``, ``x0`` ...; x, y, z are Pauli matrices, 0 is the charge.
    temperature
        K.
    keep
        Bands that were kept, counted from the lowest one.
    mesh
        Points along each reciprocal vector.
    reciprocal
        Rows b_i, 1/m.
    element
        ``full``: matrix elements of sigma exp(-iqr); ``constant``: orbital overlaps of one.
    frequency
        Matsubara frequency, meV; 0 for the static response.
    interaction
        What it was enhanced with; empty for the bare response.
    name
        What the Hamiltonian is of.
    """

    q: Array
    values: Complex
    operators: tuple[str, ...]
    temperature: float
    keep: tuple[int, ...]
    mesh: Mesh
    reciprocal: Array
    element: str = "full"
    frequency: float = 0.0
    interaction: str = ""
    name: str = ""

    def of(self, operator: str) -> Array:
        """Real part of one component, per meV and cell, shape (n,)."""
        if operator not in self.operators:
            raise NameUnknownError.of("component of this scan", operator, self.operators)
        return np.asarray(self.values[self.operators.index(operator)].real)

    def at(self, q: npt.ArrayLike) -> SusceptibilityScan:
        """The same at some of its points; q that differ by a reciprocal vector are the same.

        Raises
        ------
        InputError
            For q that the scan does not have; the message names the nearest that it has.
        """
        wanted = on_mesh(q, self.mesh)
        steps = np.rint(self.q * self.mesh).astype(int) % self.mesh
        index = {tuple(step): n for n, step in enumerate(steps.tolist())}
        found = []
        for one in wanted:
            key = tuple((np.rint(one * self.mesh).astype(int) % self.mesh).tolist())
            if key not in index:
                raise InputError(
                    f"q = {vector(one)} is not in this scan",
                    f"one of its {len(self.q)} points",
                    "scan the whole zone",
                )
            found.append(index[key])
        return replace(self, q=self.q[found], values=self.values[:, found])


def susceptibility(
    hamiltonian: Hamiltonian,
    q: npt.ArrayLike,
    *,
    temperature: float,
    mesh: Shape,
    operators: Sequence[str] = ("zz", "xx"),
    keep: Sequence[int] | None = None,
    element: str = "full",
    matsubara: int = 0,
) -> SusceptibilityScan:
    r"""Bare susceptibility at single q, by the sum over all pairs of states.

    .. math:: \chi_{ij}(\mathbf q, i\Omega) = \frac1N \sum_{\mathbf k n m}
              \frac{f_{n\mathbf k} - f_{m\mathbf k+\mathbf q}}
              {\epsilon_{m\mathbf k+\mathbf q} - \epsilon_{n\mathbf k} - i\Omega}\,
              \langle n\mathbf k|\sigma_i e^{-i\mathbf q\mathbf r}|m\mathbf k+\mathbf q\rangle
              \langle m\mathbf k+\mathbf q|\sigma_j e^{i\mathbf q\mathbf r}|n\mathbf k\rangle

    A metal without spin-orbit coupling has :math:`\chi_{zz}(0) = N(E_F)`, the density of states of
    both spins; the molar susceptibility of free spins (g = 2) is :math:`\mu_B^2 N_A \chi`, see
    `emu_per_mol`.

    Parameters
    ----------
    hamiltonian
        With spins, or without: then every state counts for both, and components of two different
        operators vanish.
    q
        In units of the reciprocal vectors, shape (..., 3), on the mesh. A q beyond the first zone
        is another one where orbitals have different centres.
    temperature
        Of the Fermi functions, K. The mesh has to resolve kT.
    mesh
        Points along each periodic direction, or one number for all.
    operators
        Pairs of x, y, z (Pauli matrices) and 0 (charge).
    keep
        Numbers of the bands, counted from the lowest; None for all.
    element
        ``full``, or ``constant`` for orbital overlaps of one, which leaves products of spin
        states: :math:`\mathrm{tr}(\rho_n\sigma_i\rho_m\sigma_j)`. Meaningful for the bands of one
        orbital per spin.
    matsubara
        Number m of the frequency :math:`\Omega = 2\pi m k_BT`.

    Returns
    -------
    SusceptibilityScan
        Values per meV and cell.

    Raises
    ------
    InputError
        For q off the mesh (the nearest is named), a temperature that is not positive, bands that do
        not exist, orbitals without a spin partner.

    See Also
    --------
    susceptibility_zone : all q of the mesh, much faster.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> scan = susceptibility(H, [0.25, 0, 0], temperature=300.0, mesh=24)
    >>> round(1e3 * float(scan.of("zz")[0]), 2)  # states per eV and cell
    2.56
    """
    bloch, names = _prepared(hamiltonian, temperature, mesh, operators, keep, element)
    points = on_mesh(q, bloch.mesh)
    frequency = 2.0 * pi * matsubara * bloch.kT
    values = [bubble_at(bloch, one, names, element, frequency) for one in points]
    return scan_of(hamiltonian, bloch, points, np.array(values).T, names, element, frequency)


def susceptibility_zone(
    hamiltonian: Hamiltonian,
    *,
    temperature: float,
    mesh: Shape,
    operators: Sequence[str] = ("zz", "xx"),
    keep: Sequence[int] | None = None,
    element: str = "full",
    matsubara: int = 0,
) -> SusceptibilityScan:
    """Bare susceptibility at all q of the mesh, as `susceptibility` gives it, in N log N.

    Products of Green's functions in imaginary time on the lattice vectors; the points of time are
    as many as give each pair of levels to 1e-8. Each q lies in the first zone.

    Parameters
    ----------
    hamiltonian, temperature, mesh, operators, keep, element, matsubara
        As of `susceptibility`.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> scan = susceptibility_zone(H, temperature=300.0, mesh=24)
    >>> scan.values.shape
    (2, 576)
    """
    (scan,) = susceptibility_zones(
        hamiltonian,
        [(keep, element)],
        temperature=temperature,
        mesh=mesh,
        operators=operators,
        matsubara=matsubara,
    )
    return scan


def susceptibility_zones(
    hamiltonian: Hamiltonian,
    kinds: Sequence[tuple[Sequence[int] | None, str]],
    *,
    temperature: float,
    mesh: Shape,
    operators: Sequence[str] = ("zz", "xx"),
    matsubara: int = 0,
) -> tuple[SusceptibilityScan, ...]:
    """As `susceptibility_zone`, for several choices of bands from one set of states.

    Parameters
    ----------
    hamiltonian, temperature, mesh, operators, matsubara
        As of `susceptibility`.
    kinds
        Pairs of ``keep`` and ``element``, as of `susceptibility`.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> kinds = [(None, "full"), ((0, 1), "full")]
    >>> every, pair = susceptibility_zones(H, kinds, temperature=300.0, mesh=24)
    >>> len(every.keep), len(pair.keep)
    (6, 2)
    """
    names = checked_operators(operators)
    kept = [checked_bands(hamiltonian, keep) for keep, _ in kinds]
    for _, element in kinds:
        _check_element(element)
    every = bloch_states(hamiltonian, mesh, temperature)
    q = first_zone(hamiltonian, zone_mesh(hamiltonian, mesh).reshape(-1, 3))
    frequency = 2.0 * pi * matsubara * every.kT
    found = []
    for keep, (_, element) in zip(kept, kinds, strict=True):
        bloch = every.of(keep)
        values = bubble_everywhere(bloch, names, element, matsubara, q)
        found.append(scan_of(hamiltonian, bloch, q, values, names, element, frequency))
    return tuple(found)


def _prepared(
    hamiltonian: Hamiltonian,
    temperature: float,
    mesh: Shape,
    operators: Sequence[str],
    keep: Sequence[int] | None,
    element: str,
) -> tuple[BlochStates, tuple[str, ...]]:
    names = checked_operators(operators)
    _check_element(element)
    return bloch_states(hamiltonian, mesh, temperature, keep), names


def _check_element(element: str) -> None:
    if element not in ELEMENTS:
        raise NameUnknownError.of("kind of matrix element", element, ELEMENTS)


def scan_of(
    hamiltonian: Hamiltonian,
    bloch: BlochStates,
    q: Array,
    values: Complex,
    operators: tuple[str, ...],
    element: str = "full",
    frequency: float = 0.0,
) -> SusceptibilityScan:
    """Values with what they were computed from."""
    return SusceptibilityScan(
        q=q,
        values=values,
        operators=operators,
        temperature=bloch.kT / K_B,
        keep=bloch.keep,
        mesh=bloch.mesh,
        reciprocal=hamiltonian.reciprocal,
        element=element,
        frequency=frequency,
        name=hamiltonian.name,
    )


def on_mesh(q: npt.ArrayLike, mesh: Mesh) -> Array:
    """Points q of the mesh, shape (n, 3), or an error that names the nearest."""
    points = np.atleast_2d(np.asarray(q, dtype=float)).reshape(-1, 3)
    steps = points * mesh
    nearest = np.rint(steps)
    off = np.abs(steps - nearest).max(axis=1)
    if off.size and off.max() > _ON_MESH:
        worst = int(np.argmax(off))
        raise InputError(
            f"q = {vector(points[worst])} is not on the mesh of {mesh} points",
            "a difference of two points of the mesh",
            f"take q = {vector(nearest[worst] / mesh)}, the nearest, or another mesh",
        )
    return np.asarray(nearest / mesh)


def vector(q: Array) -> str:
    """A vector as text."""
    return "(" + ", ".join(f"{x + 0.0:.6g}" for x in q) + ")"
