r"""Terms added to a Hamiltonian: spin-orbit coupling, fields, exchange, potentials, carriers.

Every function returns a new Hamiltonian and notes in ``origin`` what was added. Terms that act on
spins add spins first where there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ..core.constants import MU_B
from ._angular_momentum import orbital_moments, shell_of
from ._filling import chemical_potential
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._spins import spin_matrices, spinful


def with_spin_orbit(
    hamiltonian: Hamiltonian, strengths: Mapping[tuple[str, str], float]
) -> Hamiltonian:
    r"""Spin-orbit coupling of the atoms, :math:`\lambda\,\mathbf L\cdot\mathbf S`.

    .. math:: H \to H + \frac{\lambda}{2}\sum_i L_i\sigma_i

    Parameters
    ----------
    hamiltonian
        Complete shells, or parts of them: a part has L projected on it. In the basis (dz2, dxy,
        dx2-y2) only :math:`L_z` is left and the splitting at K is :math:`2\lambda`.
    strengths
        :math:`\lambda` in meV by (species, shell): ``{("Nb", "d"): 70.0}``.

    Raises
    ------
    InputError
        When no orbital belongs to one of the shells named.
    """
    hamiltonian = spinful(hamiltonian)
    present = {(o.species, shell_of(o)) for o in hamiltonian.orbitals}
    for species, shell in strengths:
        if (species, shell) not in present:
            known = ", ".join(" ".join(key) for key in sorted(present))
            raise InputError(
                f"no {shell} orbitals of {species}", f"one of {known}", "name species and shell"
            )
    spins = spin_matrices(hamiltonian)
    term = np.zeros((hamiltonian.size, hamiltonian.size), dtype=complex)
    for key, strength in strengths.items():
        moments = orbital_moments(hamiltonian, [key])
        term += 0.5 * strength * np.einsum("iab,ibc->ac", moments, spins)
    text = ", ".join(f"{s} {shell} {value:g} meV" for (s, shell), value in strengths.items())
    return _local(hamiltonian, term, "spin-orbit coupling", f"lambda L.S: {text}")


def with_zeeman(
    hamiltonian: Hamiltonian, field: npt.ArrayLike, g: float = 2.0, *, orbital: bool = False
) -> Hamiltonian:
    r"""Zeeman energy of the spins, and of the orbital moments of the atoms if asked for.

    .. math:: H \to H + \frac{g}{2}\mu_B\,\mathbf B\cdot\boldsymbol\sigma
              \;(+\;\mu_B\,\mathbf B\cdot\mathbf L)

    Parameters
    ----------
    field
        B in T, shape (3,), Cartesian, z along the normal.
    g
        Of the spin.
    orbital
        Whether the atomic L joins in. Moments of Bloch electrons between atoms are not in it.
    """
    B = _vector(field, "field")
    hamiltonian = spinful(hamiltonian)
    term = 0.5 * g * MU_B * np.tensordot(B, spin_matrices(hamiltonian), axes=1)
    text = f"B = {_text(B)} T, g = {g:g}"
    if orbital:
        term = term + MU_B * np.tensordot(B, orbital_moments(hamiltonian), axes=1)
        text += ", with atomic L"
    return _local(hamiltonian, term, "field", text)


def with_exchange(
    hamiltonian: Hamiltonian, J: float, direction: npt.ArrayLike, species: str | None = None
) -> Hamiltonian:
    r"""Exchange field of a neighbouring magnet, :math:`H \to H - J\,\hat m\cdot\boldsymbol\sigma`.

    Parameters
    ----------
    J
        Half of the exchange splitting, meV; positive when spins along the magnet's are favoured.
    direction
        :math:`\hat m` of the magnet's spins, shape (3,); its length does not matter.
    species
        Atoms that feel it; all by default.

    Raises
    ------
    InputError
        For a direction of no length, or a species that is not there.
    """
    m = _vector(direction, "direction")
    length = float(np.linalg.norm(m))
    if length == 0.0:
        raise InputError("a direction of no length", "a vector", "give x, y and z of the magnet")
    hamiltonian = spinful(hamiltonian)
    term = -J * np.tensordot(m / length, spin_matrices(hamiltonian), axes=1)
    term = _on(hamiltonian, species) * term
    text = f"{J:g} meV along {_text(m / length)}" + (f" on {species}" if species else "")
    return _local(hamiltonian, term, "exchange", text)


def with_layer_potential(hamiltonian: Hamiltonian, potentials: Sequence[float]) -> Hamiltonian:
    r"""Energies of the layers, one each in meV, from the lowest layer up.

    Raises
    ------
    InputError
        When there are more or fewer layers than potentials.
    """
    layer = layers(hamiltonian)
    count = int(layer.max()) + 1
    if len(potentials) != count:
        raise InputError(
            f"{len(potentials)} potentials for {count} layers",
            "one potential per layer",
            "give them from the lowest layer up",
        )
    term = np.diag(np.asarray(potentials, dtype=complex)[layer])
    text = ", ".join(f"{v:g}" for v in potentials)
    return _local(hamiltonian, term, "layer potential", f"{text} meV")


def layers(hamiltonian: Hamiltonian, gap: float = 0.2e-9) -> Integers:
    """Layer of each orbital, numbered upwards from 0.

    Parameters
    ----------
    gap
        Heights further apart than this belong to different layers, m. Between the planes of one
        dichalcogenide layer lie 0.17 nm, between two layers 0.29 nm.
    """
    heights = (hamiltonian.positions @ hamiltonian.cell)[:, 2]
    order = np.argsort(heights, kind="stable")
    steps = np.concatenate([[0], np.cumsum(np.diff(heights[order]) > gap)])
    found = np.empty(hamiltonian.size, dtype=np.int64)
    found[order] = steps
    around = heights.min() + hamiltonian.cell[2, 2] - heights.max()
    if hamiltonian.periodic[2] and around <= gap:  # the uppermost atoms belong to the lowest layer
        found[found == steps[-1]] = 0
    return found


def doped(
    hamiltonian: Hamiltonian, electrons: float, *, mesh: tuple[int, ...] | None = None
) -> Hamiltonian:
    """The same bands with more electrons per cell, or fewer for a negative number.

    Parameters
    ----------
    electrons
        Added per cell.
    mesh
        Points along each direction on which the chemical potential is solved for again; see
        ``chemical_potential``.

    Raises
    ------
    InputError
        When the number of electrons is unknown or does not fit into the bands, or the bands that
        are filled lie below a gap.
    """
    if hamiltonian.electrons is None:
        raise InputError(
            f"{hamiltonian.name or 'the Hamiltonian'} does not say how many electrons it has",
            "a known filling",
            "set electrons first",
        )
    total, room = hamiltonian.electrons + electrons, hamiltonian.size * hamiltonian.per_band
    if not 0.0 <= total <= room:
        raise InputError(
            f"{total:g} electrons per cell after doping",
            f"a number from 0 to {room}, what the bands hold",
            "dope less",
        )
    origin = {**hamiltonian.origin, "doping": f"{electrons:+g} electrons per cell, rigid bands"}
    found = replace(hamiltonian, electrons=total, origin=origin)
    return replace(found, chemical_potential=chemical_potential(found, mesh))


def with_rashba(hamiltonian: Hamiltonian, alpha: float, species: str | None = None) -> Hamiltonian:
    r"""Rashba coupling, the field of a substrate along z.

    .. math:: H_R \to \alpha\,(k_x\sigma_y - k_y\sigma_x)\quad\text{for small } k

    The bands split into :math:`\pm\alpha k`: alpha k is **half** the splitting. On the lattice each
    orbital hops to itself in the neighbouring cells,
    :math:`H_R = \alpha \sum_R w_R\,\hat z\cdot(\mathbf R\times\boldsymbol\sigma)\sin
    \mathbf k\mathbf R` with :math:`\sum_R w_R R_iR_j = \delta_{ij}`; on a hexagonal lattice
    :math:`w = 1/3a^2` for all six neighbours. Odd in k, so unchanged under time reversal. Source
    key ``bychkov1984``.

    Parameters
    ----------
    alpha
        meV m; 1 eV angstrom is 1e-7 meV m.
    species
        Atoms that it acts on; all by default.

    Raises
    ------
    InputError
        For a species that is not there.
    """
    matrix = alpha * np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    return _linear(hamiltonian, matrix, species, "Rashba", alpha)


def with_dresselhaus(
    hamiltonian: Hamiltonian, alpha: float, species: str | None = None
) -> Hamiltonian:
    r"""Dresselhaus coupling linear in k.

    .. math:: H_D \to \alpha\,(k_x\sigma_x - k_y\sigma_y)\quad\text{for small } k

    Same lattice form and half splitting as ``with_rashba``. Source key ``dresselhaus1955``.

    Parameters
    ----------
    alpha
        meV m.
    species
        Atoms that it acts on; all by default.
    """
    matrix = alpha * np.array([[1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
    return _linear(hamiltonian, matrix, species, "Dresselhaus", alpha)


def _linear(
    hamiltonian: Hamiltonian, matrix: Array, species: str | None, name: str, alpha: float
) -> Hamiltonian:
    r"""Add :math:`\sum_{ij} k_i M_{ij}\sigma_j` as hopping to the neighbouring cells."""
    hamiltonian = spinful(hamiltonian)
    spins = _on(hamiltonian, species) * spin_matrices(hamiltonian)
    added = {}
    for r, weight in _neighbours(hamiltonian.cell[:2]).items():
        step = np.array(r) @ hamiltonian.cell[:2, :2]
        term = -0.5j * weight * np.tensordot(step @ matrix, spins, axes=1)
        added[(*r, 0)] = term
        added[(-r[0], -r[1], 0)] = term.conj().T
    text = f"alpha = {alpha:g} meV m" + (f" on {species}" if species else "")
    return _added(hamiltonian, added, name, text)


def _neighbours(vectors: Array) -> dict[tuple[int, int], float]:
    r"""Three shortest lattice vectors, one of each pair, with weights for a gradient.

    The vectors :math:`v_1, v_2, v_3 = -v_1-v_2` make obtuse angles (Selling), and
    :math:`\sum_i w_i v_i v_i^T = 1` has the solution :math:`w_k = -v_i\cdot v_j / A^2`, none of
    them negative.
    """
    steps = np.array([[1, 0], [0, 1], [-1, -1]])
    while True:
        v = steps @ vectors
        products = [float(v[(k + 1) % 3] @ v[(k + 2) % 3]) for k in range(3)]
        k = int(np.argmax(products))
        if products[k] <= 1e-9 * float(v[0] @ v[0]):
            break
        i, j = (k + 1) % 3, (k + 2) % 3
        steps = np.array([-steps[i], steps[j], steps[i] - steps[j]])
    area = float(np.linalg.norm(np.cross(vectors[0], vectors[1])))
    return {
        (int(a), int(b)): -product / area**2
        for (a, b), product in zip(steps, products, strict=True)
    }


def _on(hamiltonian: Hamiltonian, species: str | None) -> Array:
    """Mask of the elements between orbitals of a species, shape (N, N)."""
    chosen = np.array([species is None or o.species == species for o in hamiltonian.orbitals])
    if not chosen.any():
        known = ", ".join(sorted({o.species for o in hamiltonian.orbitals}))
        raise InputError(f"no atoms of {species}", f"one of {known}", "name a species of the cell")
    return np.outer(chosen, chosen).astype(float)


def _local(hamiltonian: Hamiltonian, term: Complex, name: str, text: str) -> Hamiltonian:
    return _added(hamiltonian, {(0, 0, 0): term}, name, text)


def _added(
    hamiltonian: Hamiltonian, terms: Mapping[tuple[int, int, int], Complex], name: str, text: str
) -> Hamiltonian:
    """H with a term at each R, and a line about it in the origin."""
    index = {tuple(r): i for i, r in enumerate(hamiltonian.R.tolist())}
    missing = [r for r in terms if r not in index]
    index |= {r: len(index) + i for i, r in enumerate(missing)}
    hoppings = np.zeros((len(index), hamiltonian.size, hamiltonian.size), dtype=complex)
    hoppings[: len(hamiltonian.R)] = hamiltonian.hoppings
    for r, term in terms.items():
        hoppings[index[r]] += term
    before = hamiltonian.origin.get(name)
    return replace(
        hamiltonian,
        R=np.array(list(index), dtype=np.int64),
        hoppings=hoppings,
        origin={**hamiltonian.origin, name: f"{before}; {text}" if before else text},
    )


def _vector(given: npt.ArrayLike, name: str) -> Array:
    v = np.asarray(given, dtype=float)
    if v.shape != (3,) or not np.isfinite(v).all():
        raise InputError(f"a {name} {v.tolist()}", "three numbers x, y, z", "give all components")
    return v


def _text(v: Array) -> str:
    return "(" + ", ".join(f"{x:g}" for x in v) + ")"
