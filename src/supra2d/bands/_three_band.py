"""The three-band model of group-VI monolayers MX2."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import cos, pi, sin, sqrt

import numpy as np

from ..core import InputError, NameUnknownError
from ._hamiltonian import Complex, Hamiltonian, Integers, Orbital

# lattice constant in angstrom, spin-orbit constant in eV
_CONSTANTS = {
    "MoS2": (3.190, 0.073),
    "WS2": (3.191, 0.211),
    "MoSe2": (3.326, 0.091),
    "WSe2": (3.325, 0.228),
    "MoTe2": (3.557, 0.107),
    "WTe2": (3.560, 0.237),
}

# eV, in the order of _Parameters (generalised gradient approximation)
_NN = {
    "MoS2": (1.046, 2.104, -0.184, 0.401, 0.507, 0.218, 0.338, 0.057),
    "WS2": (1.130, 2.275, -0.206, 0.567, 0.536, 0.286, 0.384, -0.061),
    "MoSe2": (0.919, 2.065, -0.188, 0.317, 0.456, 0.211, 0.290, 0.130),
    "WSe2": (0.943, 2.179, -0.207, 0.457, 0.486, 0.263, 0.329, 0.034),
    "MoTe2": (0.605, 1.972, -0.169, 0.228, 0.390, 0.207, 0.239, 0.252),
    "WTe2": (0.606, 2.102, -0.175, 0.342, 0.410, 0.233, 0.270, 0.190),
}
_TNN = {
    "MoS2": (
        *(0.683, 1.707, -0.146, -0.114, 0.506, 0.085, 0.162, 0.073, 0.060, -0.236),
        *(0.067, 0.016, 0.087, -0.038, 0.046, 0.001, 0.266, -0.176, -0.150),
    ),
    "WS2": (
        *(0.717, 1.916, -0.152, -0.097, 0.590, 0.047, 0.178, 0.016, 0.069, -0.261),
        *(0.107, -0.003, 0.109, -0.054, 0.045, 0.002, 0.325, -0.206, -0.163),
    ),
}

_VACUUM = 20.0  # angstrom
_REACH = 2  # cells: the third neighbours end at 2 a1 + 2 a2
_NOISE = 1e-9  # meV: what the transform leaves of elements that are zero
# L_z in (z2, xy, x2-y2): from r x p, L_z (x2-y2) = 2i xy
_LZ = np.array([[0, 0, 0], [0, 0, 2j], [0, -2j, 0]])


@dataclass(frozen=True, slots=True)
class _Parameters:
    """On-site energies e; hoppings to the first (t), second (r) and third (u) neighbours."""

    e1: float
    e2: float
    t0: float
    t1: float
    t2: float
    t11: float
    t12: float
    t22: float
    r0: float = 0.0
    r1: float = 0.0
    r2: float = 0.0
    r11: float = 0.0
    r12: float = 0.0
    u0: float = 0.0
    u1: float = 0.0
    u2: float = 0.0
    u11: float = 0.0
    u12: float = 0.0
    u22: float = 0.0


def three_band(compound: str, *, neighbours: int = 3, spin_orbit: bool = True) -> Hamiltonian:
    r"""Monolayer MX2 in dz2, dxy and dx2-y2 of the metal, with hoppings between metals.

    .. math:: H(\mathbf k) = H_0(\mathbf k)\otimes 1 + \tfrac{\lambda}{2} L_z\sigma_z,\qquad
              L_z|x^2-y^2\rangle = 2i\,|xy\rangle

    with the printed :math:`H_0(\mathbf k)` of the source turned into hoppings by an exact Fourier
    transform. The first lattice vector lies along x; K = (4 pi/3a, 0) is (2/3, -1/3, 0). The
    splitting at K is :math:`2\lambda`, that on Gamma-M zero. The chemical potential is set in the
    middle of the gap.

    Parameters
    ----------
    compound
        MoS2, WS2, MoSe2, WSe2, MoTe2 or WTe2; with third neighbours MoS2 or WS2.
    neighbours
        3: as far as the third metal neighbours, good in the whole zone; 1: the first ones, good
        near K only.
    spin_orbit
        False leaves spins out: three orbitals that hold two electrons each.

    Raises
    ------
    NameUnknownError
        For a compound that is not in the table.

    Notes
    -----
    The chalcogens are folded in; the mirror of the layer is built in, so that spins stay along z.
    Parameters fitted to the generalised gradient approximation; source key ``liu2013``.

    Examples
    --------
    >>> H = three_band("MoS2", neighbours=3)
    >>> E = H.eigenvalues([2 / 3, -1 / 3, 0])
    >>> round(float(E[1] - E[0]), 9)
    146.0
    """
    if neighbours not in (1, 3):
        raise InputError(f"neighbours = {neighbours}", "1 or 3", "choose one of them")
    table = _NN if neighbours == 1 else _TNN
    if compound not in _NN:
        raise NameUnknownError.of("compound of the three-band model", compound, _NN)
    if compound not in table:
        raise InputError(
            f"{compound} has no parameters for third neighbours here",
            "one of " + ", ".join(_TNN),
            "give neighbours=1",
        )
    a, soc = _CONSTANTS[compound]
    R, hoppings = _transformed(_Parameters(*table[compound]))
    shapes = ("dz2", "dxy", "dx2-y2")
    spins = (1, -1) if spin_orbit else (0,)
    if spin_orbit:
        hoppings = np.array([np.kron(np.eye(2), h) for h in hoppings])
        hoppings[(R == 0).all(axis=1)] += 500.0 * soc * np.kron(np.diag([1.0, -1.0]), _LZ)
    metal = compound.split("S")[0].split("T")[0]
    H = Hamiltonian(
        cell=1e-10 * np.array([[a, 0, 0], [-a / 2, sqrt(3.0) * a / 2, 0], [0, 0, _VACUUM]]),
        R=R,
        hoppings=hoppings,
        orbitals=tuple(Orbital(metal, 0, shape, spin) for spin in spins for shape in shapes),
        electrons=2.0,
        name=compound,
        origin={
            "model": f"three bands, {neighbours} shell{'s' if neighbours > 1 else ''}",
            "source": "liu2013",
        },
    )
    return replace(H, chemical_potential=_middle_of_gap(H))


def _transformed(p: _Parameters) -> tuple[Integers, Complex]:
    """H(R), meV, from the printed H(k) on a mesh just fine enough for its reach."""
    n = 2 * _REACH + 1
    mesh = np.array(list(product(range(n), repeat=2))) / n
    printed = np.array([_printed(p, pi * k1, pi * (k1 + 2.0 * k2)) for k1, k2 in mesh])
    R = np.array([(i, j, 0) for i, j in product(range(-_REACH, _REACH + 1), repeat=2)])
    phases = np.exp(-2j * pi * R[:, :2] @ mesh.T)
    hoppings = 1e3 * np.tensordot(phases, printed, axes=1) / len(mesh)
    hoppings = (hoppings + hoppings[::-1].conj().transpose(0, 2, 1)) / 2.0  # -R is R backwards
    hoppings.real[np.abs(hoppings.real) < _NOISE] = 0.0
    hoppings.imag[np.abs(hoppings.imag) < _NOISE] = 0.0
    there = np.abs(hoppings).max(axis=(1, 2)) > 0
    return R[there], hoppings[there]


def _printed(p: _Parameters, alpha: float, beta: float) -> Complex:
    """H0 in eV as printed, with alpha = kx a / 2 and beta = sqrt(3) ky a / 2."""
    c1, c2, c3, c4 = (cos(n * alpha) for n in (1, 2, 3, 4))
    s1, s2, s3 = (sin(n * alpha) for n in (1, 2, 3))
    cb, c2b, sb, s2b = cos(beta), cos(2 * beta), sin(beta), sin(2 * beta)
    w = sqrt(3.0)
    v0 = (
        p.e1
        + 2 * p.t0 * (2 * c1 * cb + c2)
        + 2 * p.r0 * (2 * c3 * cb + c2b)
        + 2 * p.u0 * (2 * c2 * c2b + c4)
    )
    v1 = complex(
        -2 * w * p.t2 * s1 * sb + 2 * (p.r1 + p.r2) * s3 * sb - 2 * w * p.u2 * s2 * s2b,
        2 * p.t1 * s1 * (2 * c1 + cb)
        + 2 * (p.r1 - p.r2) * s3 * cb
        + 2 * p.u1 * s2 * (2 * c2 + c2b),
    )
    v2 = complex(
        2 * p.t2 * (c2 - c1 * cb)
        - 2 / w * (p.r1 + p.r2) * (c3 * cb - c2b)
        + 2 * p.u2 * (c4 - c2 * c2b),
        2 * w * p.t1 * c1 * sb
        + 2 / w * sb * (p.r1 - p.r2) * (c3 + 2 * cb)
        + 2 * w * p.u1 * c2 * s2b,
    )
    v11 = (
        p.e2
        + (p.t11 + 3 * p.t22) * c1 * cb
        + 2 * p.t11 * c2
        + 4 * p.r11 * c3 * cb
        + 2 * (p.r11 + w * p.r12) * c2b
        + (p.u11 + 3 * p.u22) * c2 * c2b
        + 2 * p.u11 * c4
    )
    v12 = complex(
        w * (p.t22 - p.t11) * s1 * sb + 4 * p.r12 * s3 * sb + w * (p.u22 - p.u11) * s2 * s2b,
        4 * p.t12 * s1 * (c1 - cb) + 4 * p.u12 * s2 * (c2 - c2b),
    )
    v22 = (
        p.e2
        + (3 * p.t11 + p.t22) * c1 * cb
        + 2 * p.t22 * c2
        + 2 * p.r11 * (2 * c3 * cb + c2b)
        + 2 / w * p.r12 * (4 * c3 * cb - c2b)
        + (3 * p.u11 + p.u22) * c2 * c2b
        + 2 * p.u22 * c4
    )
    h = np.array([[v0, v1, v2], [0, v11, v12], [0, 0, v22]], dtype=complex)
    return np.asarray(np.triu(h) + np.triu(h, 1).conj().T)


def _middle_of_gap(H: Hamiltonian) -> float:
    """Between the two lowest electrons and the rest, on a mesh with K."""
    i = np.arange(24) / 24
    mesh = np.array([(x, y, 0.0) for x, y in product(i, i)])
    levels = H.eigenvalues(mesh)
    filled = 2 // H.per_band
    return float((levels[:, filled - 1].max() + levels[:, filled].min()) / 2.0)
