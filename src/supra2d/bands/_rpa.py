"""Enhancement of the susceptibility: Stoner's factor, and RPA with Kanamori interactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ._bloch import bloch_states
from ._bubble import checked_operators, letters
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._kanamori import Kanamori, interaction_matrix
from ._mesh import Shape, first_zone, zone_mesh
from ._susceptibility import SusceptibilityScan, on_mesh, scan_of, vector
from ._susceptibility_fft import bubble_everywhere, orbital_bubble, vertex_bubble

_ROOM = 3e9  # bytes of the bubble between pairs of orbitals
_CHUNK = 512  # points q at once


@dataclass(frozen=True)
class RpaScan:
    """The response of interacting electrons beside the bare one.

    Attributes
    ----------
    bare, enhanced
        Without and with interactions.
    eigenvalues
        Largest eigenvalue of interaction times bubble at each q, shape (n,); 1 is where order
        sets in.
    """

    bare: SusceptibilityScan
    enhanced: SusceptibilityScan
    eigenvalues: Array

    def enhancement(self, operator: str) -> Array:
        """Enhanced over bare at each q, shape (n,)."""
        return self.enhanced.of(operator) / self.bare.of(operator)


def stoner_factor(interaction: float, density: float) -> float:
    r"""Stoner's enhancement of the uniform susceptibility.

    .. math:: S = \frac{1}{1 - I N}

    Parameters
    ----------
    interaction
        I, meV, in the convention of the density: for one band with repulsion U, I = U/2 goes with N
        of both spins and I = U with N of one.
    density
        N at the Fermi level, per meV and cell.

    Raises
    ------
    InputError
        For I N of 1 or more: a ferromagnet.

    Examples
    --------
    >>> round(stoner_factor(2.0 / 3.0, 1.0), 9)
    3.0
    """
    product = interaction * density
    if product >= 1.0:
        raise InputError(
            f"I N is {product:.4g}",
            "less than 1, for a metal that is not a ferromagnet",
            f"take I below {1.0 / density:.4g} meV",
        )
    return 1.0 / (1.0 - product)


def stoner_scan(scan: SusceptibilityScan, interaction: float) -> SusceptibilityScan:
    r"""Enhancement by one constant at each q, :math:`\chi = \chi^0 / (1 - I \chi^0)`.

    Parameters
    ----------
    scan
        Bare and static, diagonal components (``zz``, ``xx``) alone.
    interaction
        I, meV; for one band with repulsion U it is U/2.

    Raises
    ------
    InputError
        For components of two different operators, and where I chi0 reaches 1: the message says at
        which q.
    """
    mixed = [name for name in scan.operators if name[0] != name[1]]
    if mixed or scan.frequency or scan.interaction:
        raise InputError(
            f"the scan holds {', '.join(scan.operators)} at {scan.frequency:g} meV"
            + (f" with {scan.interaction}" if scan.interaction else ""),
            "bare, static, diagonal components, such as zz and xx",
            "compute those, or use rpa",
        )
    strength = interaction * scan.values.real
    _refuse_order(strength.max(axis=0), scan.q, f"I = {interaction:g} meV")
    return replace(
        scan,
        values=scan.values / (1.0 - strength),
        interaction=f"I = {interaction:g} meV",
    )


def rpa(
    hamiltonian: Hamiltonian,
    interaction: Kanamori,
    *,
    temperature: float,
    mesh: Shape,
    q: npt.ArrayLike | None = None,
    operators: Sequence[str] = ("zz", "xx"),
    keep: Sequence[int] | None = None,
) -> RpaScan:
    r"""Static susceptibility of interacting electrons in the random-phase approximation.

    .. math:: \chi_{ij} = \chi^0_{ij} + \chi^0_{i,12}\,
              [\hat V (1 - \hat\chi^0 \hat V)^{-1}]_{12,34}\, \chi^0_{34,j}

    with the pairs 12, 34 of correlated orbitals of an atom and the antisymmetrised interaction V;
    i and j act on all orbitals. With spins all pairs of spin-orbitals are taken, so that spin-orbit
    coupling mixes spin and charge; without spins, the spin and the charge channel apart.

    Parameters
    ----------
    hamiltonian
        With spins, or without.
    interaction
        U, U', J, J' and which orbitals they act on.
    temperature, mesh, operators, keep
        As of `susceptibility`.
    q
        In units of the reciprocal vectors, shape (..., 3), on the mesh; None for the whole zone.

    Returns
    -------
    RpaScan
        Bare and enhanced values per meV and cell.

    Raises
    ------
    InputError
        Where the largest eigenvalue of V chi0 reaches 1: the message says at which q and by how
        much. For more pairs of orbitals than fit in memory.
    NameUnknownError
        For orbitals that the Hamiltonian does not have.

    Examples
    --------
    >>> from supra2d.bands import doped, three_band
    >>> H = doped(three_band("MoS2"), -1.0)
    >>> found = rpa(H, Kanamori.invariant(300.0, 50.0), temperature=300.0, mesh=12)
    >>> round(float(found.enhancement("zz")[0]), 2)
    1.25
    """
    names = checked_operators(operators)
    chosen = _chosen_places(hamiltonian, interaction.orbitals)
    bloch = bloch_states(hamiltonian, mesh, temperature, keep)
    places = np.flatnonzero(np.isin(bloch.orbitals[:, 0], chosen))
    orbitals = bloch.orbitals[places].ravel()  # spins of a place beside each other
    atoms = _atoms(hamiltonian, orbitals)
    pairs = np.array(
        [(a, b) for a, b in product(range(len(atoms)), repeat=2) if atoms[a] == atoms[b]]
    )
    _check_room(len(pairs), bloch.count)
    points = first_zone(hamiltonian, zone_mesh(hamiltonian, mesh).reshape(-1, 3))
    letter = sorted(set("".join(names))) if bloch.spinful else ["0"]
    bare = bubble_everywhere(bloch, names, "full", 0, points)
    vertex = vertex_bubble(bloch, letter, orbitals, pairs, points)
    bubble = orbital_bubble(bloch, orbitals, pairs)
    if q is not None:
        steps = np.rint(on_mesh(q, bloch.mesh) * bloch.mesh).astype(int)
        rows = np.ravel_multi_index(tuple((steps % bloch.mesh).T), bloch.mesh)
        points, bare, vertex, bubble = points[rows], bare[:, rows], vertex[:, rows], bubble[rows]
    enhanced, eigenvalues = bare.copy(), np.full(len(points), -np.inf)
    for V, channel, spins in _channels(interaction, atoms, pairs, bloch.spinful):
        screened, largest = _screened(bubble, V)
        eigenvalues = np.maximum(eigenvalues, largest)
        for c, (i, j) in enumerate(letters(names)):
            if i in channel and (j == i or bloch.spinful):
                left, right = (vertex[letter.index(o) if bloch.spinful else 0] for o in (i, j))
                enhanced[c] += spins * np.einsum(
                    "qp,qpr,qr->q", left, screened, right.conj(), optimize=True
                )
    _refuse_order(eigenvalues, points, interaction.text())
    scan = scan_of(hamiltonian, bloch, points, bare, names)
    dressed = replace(scan, values=enhanced, interaction=interaction.text())
    return RpaScan(scan, dressed, eigenvalues)


def _chosen_places(hamiltonian: Hamiltonian, names: Sequence[str]) -> Integers:
    """Numbers of the orbitals that are named."""
    labels = [(o.shape, f"{o.species} {o.shape}") for o in hamiltonian.orbitals]
    known = {label for both in labels for label in both}
    for name in names:
        if name not in known:
            raise NameUnknownError.of("orbital", name, known)
    return np.array([n for n, both in enumerate(labels) if not names or set(both) & set(names)])


def _atoms(hamiltonian: Hamiltonian, orbitals: Integers) -> list[tuple[int, tuple[float, ...]]]:
    """Which atom each orbital is on: its number, and its centre where numbers are unknown."""
    chosen = [hamiltonian.orbitals[n] for n in orbitals]
    return [
        (o.atom, () if o.atom >= 0 else tuple(round(x, 6) + 0.0 for x in o.position))
        for o in chosen
    ]


def _check_room(pairs: int, count: int) -> None:
    room = 24.0 * pairs**2 * count
    if room > _ROOM:
        raise InputError(
            f"{pairs} pairs of orbitals at {count} points take {1e-9 * room:.1f} GB",
            f"at most {1e-9 * _ROOM:.0f} GB",
            "name fewer correlated orbitals, or take a coarser mesh",
        )


def _channels(
    interaction: Kanamori, atoms: Sequence[object], pairs: Integers, spinful: bool
) -> list[tuple[Array, str, float]]:
    """Interaction, operators and number of equal spins of each channel.

    Without spins: V of parallel minus and plus that of antiparallel spins, both spins alike.
    """
    if spinful:
        return [(interaction_matrix(interaction, atoms, pairs), "xyz0", 1.0)]
    doubled = [atom for atom in atoms for _ in range(2)]
    both = np.concatenate([2 * pairs, 2 * pairs + 1])
    V = interaction_matrix(interaction, doubled, both)
    parallel, opposite = np.split(V[: len(pairs)], 2, axis=1)
    return [(parallel - opposite, "xyz", 2.0), (parallel + opposite, "0", 2.0)]


def _screened(bubble: Complex, V: Array) -> tuple[Complex, Array]:
    """V (1 - chi0 V)^-1 and the largest eigenvalue of V chi0 at each q."""
    screened, eigenvalues = np.empty_like(bubble), np.empty(len(bubble))
    for start in range(0, len(bubble), _CHUNK):
        part = slice(start, start + _CHUNK)
        weights, modes = np.linalg.eigh(bubble[part])
        # the bubble is positive: with its root, V chi0 has the eigenvalues of a Hermitian matrix
        root = modes * np.sqrt(np.maximum(weights, 0.0))[:, None, :]
        strengths, channels = np.linalg.eigh(root.conj().transpose(0, 2, 1) @ V @ root)
        eigenvalues[part] = strengths[:, -1]
        lifted = V @ root @ channels
        with np.errstate(divide="ignore", invalid="ignore"):  # order is refused by the caller
            dressed = lifted / (1.0 - strengths)[:, None, :]
        screened[part] = V + dressed @ lifted.conj().transpose(0, 2, 1)
    return screened, eigenvalues


def _refuse_order(eigenvalues: Array, q: Array, interaction: str) -> None:
    """An error where interactions make the metal unstable."""
    worst = int(np.argmax(eigenvalues))
    largest = float(eigenvalues[worst])
    if largest >= 1.0:
        raise InputError(
            f"with {interaction} the metal is unstable at q = {vector(q[worst])}, where the "
            f"largest eigenvalue of interaction times bare susceptibility is {largest:.4g}",
            "less than 1 at every q",
            f"take interactions at least {largest:.4g} times weaker, or a higher temperature",
        )
