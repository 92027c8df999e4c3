"""Plain numpy twins of the kernels: the 4 x 4 problem as it stands, no closed forms."""

from __future__ import annotations

import numpy as np

from supra2d.core import Array
from supra2d.core.constants import K_B
from supra2d.pairing import Pocket

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
#: A pocket whose Tc0 is one meV: energies are in units of kB Tc0.
UNIT = 1.0 / K_B


def pocket(beta: float = 0.0, alpha_r: float = 0.0, alpha_d: float = 0.0) -> Pocket:
    """Splittings in units of kB Tc0."""
    return Pocket(UNIT, beta=beta, alpha_r=alpha_r, alpha_d=alpha_d)


def root_sum(w: complex, g: Array, h: Array, gap: float) -> complex:
    """Sum of the roots with positive real part at one frequency, by eigenvalues."""
    one = np.eye(2)
    A, B = (np.einsum("i,iab->ab", g + s * h, PAULI) for s in (1, -1))
    K = np.block([[A - 1j * w * one, gap * one], [-gap * one, B + 1j * w * one]])
    roots = -1j * -np.linalg.eigvals(K)  # xi = i lambda
    return complex(roots[roots.real > 0.0].sum())


def plain_energy(p: Pocket, t: float, h: Array, gap: float, angles: int, terms: int) -> float:
    """Free energy over N0 in (kB Tc0)^2, summed term by term, with the tail of physics.md D5."""
    phi = 2.0 * np.pi * (np.arange(angles) + 0.5) / angles
    T = t * p.kTc
    total = 0.0
    for n in range(terms):
        w = 2.0 * np.pi * T * (n + 0.5)
        S = np.mean([root_sum(w, g, h, gap).real for g in p.spin_orbit(phi)])
        total += S - 2.0 * w - gap**2 / w
    W = 2.0 * np.pi * T * terms
    tail = (float(h @ h) * gap**2 + gap**4 / 4.0) / (2.0 * W**2)
    return gap**2 * np.log(t) - 2.0 * np.pi * T * total + tail
