"""Layers for tests of the response, and the sum over pairs of states written as loops."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from supra2d.bands import Hamiltonian, Orbital
from supra2d.core.constants import K_B

SIGMA = {
    "0": np.eye(2),
    "x": np.array([[0, 1], [1, 0]]),
    "y": np.array([[0, -1j], [1j, 0]]),
    "z": np.diag([1, -1]),
}
SQUARE = np.diag([3e-10, 3e-10, 2e-9])
HEXAGONAL = 3e-10 * np.array([[1, 0, 0], [-0.5, sqrt(0.75), 0], [0, 0, 6]])


def random_layer(sites: int = 3, *, spins: bool = True, one_atom: bool = False) -> Hamiltonian:
    """Hoppings drawn at random: no symmetry at all, orbitals on different centres or on one."""
    rng = np.random.default_rng(sites)
    centres = [(0.0, 0.0, 0.0), (1 / 3, 2 / 3, 0.1), (2 / 3, 1 / 3, -0.1)]
    orbitals = tuple(
        Orbital("X", 0, f"s{n}", spin)
        if one_atom
        else Orbital("X", n, "s", spin, centres[n % len(centres)])
        for spin in ((1, -1) if spins else (0,))
        for n in range(sites)
    )
    size = len(orbitals)
    found = {}
    for R in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -1, 0)]:
        h = rng.normal(size=(2, size, size)) * (300.0 if any(R) else 150.0)
        block = h[0] + 1j * h[1]
        back = tuple(-x for x in R)
        found[R] = found.get(R, 0) + block
        found[back] = found.get(back, 0) + block.conj().T
    return Hamiltonian(HEXAGONAL, np.array(list(found)), np.array(list(found.values())), orbitals)


def square_band(
    t: float, mu: float = 0.0, *, spins: bool = False, exchange: float = 0.0
) -> Hamiltonian:
    """-2t (cos kx + cos ky), with spins split by 2 ``exchange`` along z if there are any."""
    states = (1, -1) if spins else (0,)
    one = np.eye(len(states))
    hops = {(0, 0, 0): exchange * np.diag(states)}
    hops |= {R: -t * one for R in [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0)]}
    return Hamiltonian(
        SQUARE,
        np.array(list(hops)),
        np.array(list(hops.values()), dtype=complex),
        tuple(Orbital("X", 0, "s", s) for s in states),
        chemical_potential=mu,
    )


def parabola(mesh: int, t: float, mu: float) -> Hamiltonian:
    """t k^2 (lattice constant 1) at every point of a mesh, without spins."""
    k = 2.0 * pi * np.fft.fftfreq(mesh)
    along = np.fft.fft(k**2).real / mesh * t
    half = mesh // 2
    hops = {(0, 0, 0): 2.0 * along[0]}
    for n in range(1, half + 1):
        value = along[n] / (2.0 if n == half else 1.0)  # the longest one is its own partner
        hops |= {(n, 0, 0): value, (-n, 0, 0): value, (0, n, 0): value, (0, -n, 0): value}
    return Hamiltonian(
        SQUARE,
        np.array(list(hops)),
        np.array(list(hops.values()), dtype=complex)[:, None, None],
        (Orbital("X", 0, "s"),),
        chemical_potential=mu,
    )


def double_sum(
    H: Hamiltonian,
    q: np.ndarray,
    temperature: float,
    mesh: int,
    operators: tuple[str, ...],
    frequency: float = 0.0,
) -> np.ndarray:
    """The definition as loops over k and pairs of states; spins up first, then down."""
    kT, n = K_B * temperature, H.size // 2
    phases = np.exp(-2j * pi * H.positions @ q)
    vertex = {i: np.kron(SIGMA[i], np.eye(n)) * phases[:, None] for i in SIGMA}
    out = np.zeros(len(operators), dtype=complex)
    for index in np.ndindex(mesh, mesh):
        k = np.array([*index, 0]) / mesh
        (e1, u1), (e2, u2) = H.eigenstates(k), H.eigenstates(k + q)
        f1, f2 = (1.0 / (np.exp((e - H.chemical_potential) / kT) + 1.0) for e in (e1, e2))
        for a, b in np.ndindex(H.size, H.size):
            apart = e2[b] - e1[a] - 1j * frequency
            same = abs(apart) < 1e-9
            weight = f1[a] * (1.0 - f1[a]) / kT if same else (f1[a] - f2[b]) / apart
            for c, (i, j) in enumerate(operators):
                left = u1[:, a].conj() @ vertex[i] @ u2[:, b]
                right = u1[:, a].conj() @ vertex[j] @ u2[:, b]
                out[c] += weight * left * right.conj()
    return out / mesh**2
