"""Small Hamiltonians whose phases are known on paper."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from supra2d.bands import Hamiltonian, Orbital

A = 3e-10
SQUARE = A * np.eye(3)
HEXAGONAL = A * np.array([[1.0, 0.0, 0.0], [-0.5, sqrt(3.0) / 2.0, 0.0], [0.0, 0.0, 5.0]])
PAULI = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])

# Sublattices of a honeycomb at 1/3 and 2/3 of the long diagonal; B - A is a bond.
A_SITE, B_SITE = np.array([1 / 3, 2 / 3, 0.0]), np.array([2 / 3, 1 / 3, 0.0])


def assemble(
    cell: np.ndarray,
    terms: list[tuple[tuple[int, int, int], np.ndarray]],
    orbitals: tuple[Orbital, ...],
    periodic: tuple[bool, bool, bool] = (True, True, False),
) -> Hamiltonian:
    """H(R) from matrices of half of the bonds; the adjoint of each is added."""
    found: dict[tuple[int, int, int], np.ndarray] = {}
    for R, matrix in terms:
        back = (-R[0], -R[1], -R[2])
        found[R] = found.get(R, 0) + matrix
        found[back] = found.get(back, 0) + np.conj(matrix).T
    R = np.array(list(found))
    return Hamiltonian(cell, R, np.array(list(found.values())) + 0j, orbitals, periodic)


def chain(inside: float, outside: float) -> Hamiltonian:
    """Dimers: one bond inside the cell, one to the next cell; both orbitals in the middle."""
    hop = np.array([[0, 0], [1, 0]])
    terms = [((0, 0, 0), inside * hop), ((1, 0, 0), outside * hop)]
    middle = Orbital(shape="s", position=(0.5, 0.0, 0.0))
    return assemble(SQUARE, terms, (middle, middle), (True, False, False))


def graphene(terms: list, mass: float, t: float = 1000.0, spin: int = 0) -> Hamiltonian:
    """Honeycomb with hopping t, energies +-mass on the sublattices and whatever else."""
    hop = t * np.array([[0, 1], [0, 0]])
    bonds = [((0, 0, 0), hop), ((-1, 0, 0), hop), ((0, 1, 0), hop)]
    home = [((0, 0, 0), 0.5 * mass * PAULI[3])]
    orbitals = tuple(
        Orbital(name, i, "pz", spin, tuple(place.tolist()))
        for i, (name, place) in enumerate((("B", A_SITE), ("N", B_SITE)))
    )
    return assemble(HEXAGONAL, bonds + home + terms, orbitals)


# Second neighbours that turn left on the way over A, by the sign of a cross product.
TURNS = [(1, 0, 0), (0, 1, 0), (-1, -1, 0)]


def haldane(mass: float, t2: float, phi: float, t: float = 1000.0) -> Hamiltonian:
    """Haldane's model: |C| = 1 where |mass| < 3 sqrt(3) |t2 sin phi|."""
    hop = t2 * np.diag([np.exp(1j * phi), np.exp(-1j * phi)])
    return graphene([(R, hop) for R in TURNS], mass, t)


def kane_mele(so: float, mass: float, rashba: float = 0.0, zeeman: float = 0.0) -> Hamiltonian:
    """Two of Haldane's models, one per spin: Z2 = 1 where |mass| < 3 sqrt(3) |so|, no Rashba."""
    up, down = haldane(mass, so, pi / 2), haldane(mass, so, -pi / 2)
    orbitals = tuple(
        Orbital("C", i, "pz", s, tuple(place.tolist()))
        for s in (1, -1)
        for i, place in enumerate((A_SITE, B_SITE))
    )
    zero = np.zeros((2, 2))
    terms = [
        (tuple(int(x) for x in R), 0.5 * np.block([[u, zero], [zero, d]]))
        for R, u, d in zip(up.R, up.hoppings, down.hoppings, strict=True)
    ]
    bond = np.array([[0, 1], [0, 0]])
    for R in ((0, 0, 0), (-1, 0, 0), (0, 1, 0)):
        d = (B_SITE + np.array(R) - A_SITE) @ HEXAGONAL
        d /= np.linalg.norm(d)
        terms.append((R, 1j * rashba * np.kron(PAULI[1] * d[1] - PAULI[2] * d[0], bond)))
    terms.append(((0, 0, 0), 0.5 * zeeman * np.kron(PAULI[3], np.eye(2))))
    return assemble(HEXAGONAL, terms, orbitals)


def bhz(mass: float, b: float = 100.0, a: float = 100.0, tilt: float = 0.0) -> Hamiltonian:
    """Bernevig, Hughes and Zhang on a square: Z2 = 1 where 0 < mass/b < 8, but 4.

    ``tilt`` disperses all bands alike: it closes the indirect gap, never the direct one.
    """
    terms = [((0, 0, 0), 0.5 * (mass - 4.0 * b) * np.kron(np.eye(2), PAULI[3]))]
    for R, sigma in (((1, 0, 0), np.kron(PAULI[3], PAULI[1])), ((0, 1, 0), None)):
        odd = np.kron(np.eye(2), PAULI[2]) if sigma is None else sigma
        matrix = b * np.kron(np.eye(2), PAULI[3]) - 0.5j * a * odd + 0.5 * tilt * np.eye(4)
        terms.append((R, matrix))
    orbitals = tuple(Orbital("Hg", 0, shape, s) for s in (1, -1) for shape in ("s", "px"))
    return assemble(SQUARE, terms, orbitals)


def wilson_dirac(mass: float, a: float = 100.0, stagger: float = 0.0) -> Hamiltonian:
    """H = 100 (mass + sum cos k) tau_z + a sum sin k_i tau_x sigma_i on a cube.

    1 < |mass| < 3 is strong, |mass| < 1 weak. ``stagger`` breaks inversion, not time reversal.
    """
    terms = [((0, 0, 0), 0.5 * (100.0 * mass * _dirac(0, 3) + stagger * _dirac(0, 1)))]
    for i in range(3):
        R = tuple(int(x) for x in np.eye(3)[i])
        terms.append((R, 50.0 * _dirac(0, 3) - 0.5j * a * _dirac(i + 1, 1)))
    orbitals = tuple(Orbital("Bi", 0, shape, s) for s in (1, -1) for shape in ("s", "pz"))
    return assemble(SQUARE, terms, orbitals, (True, True, True))


def _dirac(sigma: int, tau: int) -> np.ndarray:
    return np.kron(PAULI[sigma], PAULI[tau])
