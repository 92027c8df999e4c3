"""The bubble of two Bloch states: spin operators and sums over pairs of bands."""

from __future__ import annotations

from collections.abc import Sequence
from math import cosh, exp, pi, sinh

import numpy as np

from ..core import Array, NameUnknownError
from ..numerics import compiled, in_threads, summing, unlocked
from ._bloch import BlochStates
from ._hamiltonian import Complex, Integers

#: Operators of the response: the three spin components (Pauli matrices) and the charge.
OPERATORS = ("x", "y", "z", "0")

# (sigma psi)_s = coefficient[s] psi_partner[s], s = 0 for up and 1 for down
_PAULI: dict[str, tuple[tuple[complex, complex], tuple[int, int]]] = {
    "0": ((1.0, 1.0), (0, 1)),
    "x": ((1.0, 1.0), (1, 0)),
    "y": ((-1j, 1j), (1, 0)),
    "z": ((1.0, -1.0), (0, 1)),
}
_CLOSE = 0.05  # of kT: levels nearer than this take the quotient in closed form


def pauli(name: str) -> tuple[Complex, Integers]:
    """Coefficients and partners of a Pauli matrix: (sigma psi)_s = c_s psi_p(s)."""
    coefficients, partners = _PAULI[name]
    return np.array(coefficients, dtype=complex), np.array(partners)


def checked_operators(operators: Sequence[str]) -> tuple[str, ...]:
    """Names of components: two letters of x, y, z, 0."""
    known = [i + j for i in OPERATORS for j in OPERATORS]
    for name in operators:
        if name not in known:
            raise NameUnknownError.of("component of the susceptibility", name, known)
    return tuple(operators)


def letters(operators: Sequence[str]) -> list[tuple[str, str]]:
    """Both operators of each component."""
    return [(name[0], name[1]) for name in operators]


def bubble_at(
    bloch: BlochStates, q: Array, operators: tuple[str, ...], element: str, frequency: float
) -> Complex:
    """Components of the bubble at one q of the mesh, per meV and cell, shape (n_operators,)."""
    if bloch.spinful:
        return _mean_over_zone(bloch, q, operators, element, frequency)
    same = np.array([i == j for i, j in letters(operators)])
    return 2.0 * same * _mean_over_zone(bloch, q, ("00",), element, frequency)  # both spins


def _mean_over_zone(
    bloch: BlochStates, q: Array, operators: tuple[str, ...], element: str, frequency: float
) -> Complex:
    e, f, moved = bloch.energies, bloch.occupations, bloch.shift(q)
    out = np.zeros((bloch.count, len(operators)), dtype=complex)
    rest = (moved, bloch.kT, frequency, out)
    if element == "constant":
        left, right = _spin_weights(bloch, operators)
        in_threads(_constant_bubble, bloch.count, e, f, left, right, *rest)
    else:
        names = sorted(set("".join(operators)))
        vertices = _vertices(bloch, q, names)
        pairs = np.array([[names.index(i), names.index(j)] for i, j in letters(operators)])
        in_threads(_full_bubble, bloch.count, e, f, bloch.states, *vertices, pairs, *rest)
    return np.asarray(out.mean(axis=0))


def _vertices(bloch: BlochStates, q: Array, names: Sequence[str]) -> tuple[Complex, Integers]:
    """sigma_i exp(-iqr) as coefficients and partners over the orbitals, shapes (n_names, N)."""
    size = bloch.orbitals.size
    coefficients = np.empty((len(names), size), dtype=complex)
    partners = np.empty((len(names), size), dtype=int)
    phases = np.exp(-2j * pi * (bloch.positions @ q))
    for n, name in enumerate(names):
        c, p = pauli(name)
        for s in range(bloch.orbitals.shape[1]):
            coefficients[n, bloch.orbitals[:, s]] = c[s] * phases
            partners[n, bloch.orbitals[:, s]] = bloch.orbitals[:, p[s]]
    return coefficients, partners


def _spin_weights(bloch: BlochStates, operators: tuple[str, ...]) -> tuple[Complex, Array]:
    r"""Factors of :math:`\mathrm{tr}(\rho_n\sigma_i\rho_m\sigma_j)` with the spin states' rho."""
    if not bloch.spinful:
        ones = np.ones((*bloch.energies.shape, 1))
        return np.asarray(ones[None], dtype=complex), ones
    sigma = np.array([matrix(name) for name in "0xyz"])
    spins = bloch.spins()
    left = []
    for i, j in letters(operators):
        table = np.einsum("mab,bc,ncd,da->mn", sigma, matrix(i), sigma, matrix(j)) / 4.0
        left.append(spins @ table)
    return np.array(left), spins


def matrix(name: str) -> Complex:
    """A Pauli matrix, shape (2, 2)."""
    c, p = pauli(name)
    out = np.zeros((2, 2), dtype=complex)
    out[[0, 1], p] = c
    return np.asarray(out, dtype=complex)


@compiled
def quotient(e1: float, e2: float, f1: float, f2: float, kT: float) -> float:
    """(f1 - f2) / (e2 - e1), its limit -df/de where the levels meet."""
    apart = e2 - e1
    if abs(apart) > _CLOSE * kT:
        return (f1 - f2) / apart
    mean = abs(e1 + e2) / (2.0 * kT)
    if mean > 700.0:
        return 0.0
    d = apart / (2.0 * kT)
    ratio = 1.0 if d == 0.0 else sinh(d) / d
    # f1 - f2 = sinh d / (cosh d + cosh mean)
    return ratio * exp(-mean) / (cosh(d) * exp(-mean) + 0.5 * (1.0 + exp(-2.0 * mean))) / (2.0 * kT)


@compiled
def _pair(e1: float, e2: float, f1: float, f2: float, kT: float, frequency: float) -> complex:
    if frequency == 0.0:
        return complex(quotient(e1, e2, f1, f2, kT))
    return (f1 - f2) / (e2 - e1 - 1j * frequency)


@unlocked
def _full_bubble(
    start: int,
    stop: int,
    e: Array,
    f: Array,
    u: Complex,
    coefficients: Complex,
    partners: Integers,
    pairs: Integers,
    moved: Integers,
    kT: float,
    frequency: float,
    out: Complex,
) -> None:
    """Sum over n, m of quotients times <n|i|m><m|j|n> for each pair of operators: out[k, pair]."""
    bands = u.shape[2]
    elements = np.empty((len(coefficients), bands, bands), dtype=np.complex128)
    for k in range(start, stop):
        other = moved[k]
        for i in range(len(coefficients)):
            _elements(u[k], u[other], coefficients[i], partners[i], elements[i])
        for n in range(bands):
            for m in range(bands):
                weight = _pair(e[k, n], e[other, m], f[k, n], f[other, m], kT, frequency)
                for c in range(len(pairs)):
                    one, two = elements[pairs[c, 0], n, m], elements[pairs[c, 1], n, m]
                    out[k, c] += weight * one * np.conj(two)


@summing
def _elements(
    bras: Complex, kets: Complex, coefficients: Complex, partners: Integers, out: Complex
) -> None:
    """Elements <n|i|m> of an operator that takes each orbital to its partner."""
    size, bands = bras.shape
    out[:] = 0.0
    for a in range(size):
        ket = kets[partners[a]]
        for n in range(bands):
            bra = np.conj(bras[a, n]) * coefficients[a]
            for m in range(bands):
                out[n, m] += bra * ket[m]


@unlocked
def _constant_bubble(
    start: int,
    stop: int,
    e: Array,
    f: Array,
    left: Complex,
    right: Array,
    moved: Integers,
    kT: float,
    frequency: float,
    out: Complex,
) -> None:
    """As `_full_bubble`, with orbital overlaps of one: products of spin states alone."""
    bands = e.shape[1]
    for k in range(start, stop):
        other = moved[k]
        for n in range(bands):
            for m in range(bands):
                weight = _pair(e[k, n], e[other, m], f[k, n], f[other, m], kT, frequency)
                for c in range(out.shape[1]):
                    overlap = 0.0j
                    for s in range(right.shape[2]):
                        overlap += left[c, k, n, s] * right[other, m, s]
                    out[k, c] += weight * overlap
