"""Continuum models on a lattice that has their k.p expansion."""

from __future__ import annotations

from math import sqrt

import numpy as np

from ..core import InputError
from ..core.constants import HBAR, M_E, MEV
from ._hamiltonian import Complex, Hamiltonian, Orbital

_VACUUM = 2e-9  # m
_HALF_INVERSE_MASS = HBAR**2 / (2.0 * M_E) / MEV  # hbar^2 / 2 m_e, meV m^2


def parabolic_band(*, mass: float, spacing: float) -> Hamiltonian:
    r"""A free-electron band, with both spins.

    .. math:: H = \frac{\hbar^2 k^2}{2m}\quad\text{from}\quad
              \frac{\hbar^2}{m a^2}\,(2 - \cos k_x a - \cos k_y a)

    on a square lattice, right near Gamma: the energy falls short by
    :math:`\hbar^2 (k_x^4 + k_y^4)\,a^2/24m`.

    Parameters
    ----------
    mass
        Effective mass, electron masses; negative for holes.
    spacing
        Lattice constant a, m; ka has to stay well below 1.

    Examples
    --------
    >>> H = parabolic_band(mass=1.0, spacing=1e-10)
    >>> round(float(H.eigenvalues([0.01, 0, 0])[0]), 2)
    15.04
    """
    return rashba_gas(mass=mass, rashba=0.0, spacing=spacing)


def rashba_gas(*, mass: float, rashba: float, spacing: float) -> Hamiltonian:
    r"""A parabolic band with Rashba spin-orbit coupling.

    .. math:: H = \frac{\hbar^2 k^2}{2m} + \alpha\,(k_y\sigma_x - k_x\sigma_y)

    on a square lattice, with :math:`k_i \to \sin(k_i a)/a` and :math:`k_i^2 \to
    2(1-\cos k_i a)/a^2`; right near Gamma, to second order in ka.

    Parameters
    ----------
    mass
        Effective mass, electron masses.
    rashba
        :math:`\alpha`, meV m; the splitting is :math:`2\alpha k`.
    spacing
        Lattice constant a, m.

    Raises
    ------
    InputError
        For a mass of zero or a spacing that is not positive.
    """
    if mass == 0 or spacing <= 0:
        raise InputError(
            f"mass {mass:g} and spacing {spacing:g} m",
            "a mass that is not zero and a positive spacing",
            "check them",
        )
    t = _HALF_INVERSE_MASS / mass / spacing**2
    s = 0.5j * rashba / spacing  # sin(k a) = (e^{ika} - e^{-ika}) / 2i
    one = np.eye(2)
    x, y = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])
    hops = {
        (0, 0): 4 * t * one,
        (1, 0): -t * one + s * y,
        (-1, 0): -t * one - s * y,
        (0, 1): -t * one - s * x,
        (0, -1): -t * one + s * x,
    }
    return Hamiltonian(
        cell=np.diag([spacing, spacing, _VACUUM]),
        R=np.array([(*r, 0) for r in hops]),
        hoppings=np.array(list(hops.values()), dtype=complex),
        orbitals=(Orbital(shape="s", spin=1), Orbital(shape="s", spin=-1)),
        origin={"model": f"k.p at Gamma: mass {mass:g} m_e, Rashba {rashba:g} meV m"},
    )


def dirac_valleys(
    *, gap: float, velocity: float, splitting: float = 0.0, spacing: float = 3.2e-10
) -> Hamiltonian:
    r"""Massive Dirac electrons in two valleys, the valence bands split by Ising coupling.

    .. math:: H = \hbar v\,(\tau q_x\tau_x + q_y\tau_y) + \tfrac{\Delta}{2}\tau_z
              + \tau s\,\tfrac{\delta}{2}\,\tfrac{1-\tau_z}{2}

    around K (:math:`\tau=1`) and K' (:math:`\tau=-1`), up to a rotation of the two orbitals; on a
    honeycomb lattice whose sites A and B carry conduction and valence band. Time reversal holds;
    right to first order in qa.

    Parameters
    ----------
    gap
        :math:`\Delta` between the conduction band and the middle of the valence bands, meV.
    velocity
        :math:`\hbar v`, meV m.
    splitting
        :math:`\delta` of the valence bands at K, spin up on top, meV.
    spacing
        Lattice constant, m.

    Examples
    --------
    >>> H = dirac_valleys(gap=1600.0, velocity=3.5e-7, splitting=146.0)
    >>> [round(float(E), 9) for E in H.eigenvalues([2 / 3, -1 / 3, 0])]
    [-873.0, -727.0, 800.0, 800.0]
    """
    t = 2.0 * velocity / (sqrt(3.0) * spacing)
    up, down = _valleys(t, gap, splitting), _valleys(t, gap, -splitting)
    both = {r: np.kron(np.diag([1, 0]), up[r]) + np.kron(np.diag([0, 1]), down[r]) for r in up}
    sites = ((1 / 3, 2 / 3, 0.0), (2 / 3, 1 / 3, 0.0))
    return Hamiltonian(
        cell=np.array(
            [[spacing, 0, 0], [-spacing / 2, sqrt(3.0) * spacing / 2, 0], [0, 0, _VACUUM]]
        ),
        R=np.array([(*r, 0) for r in both]),
        hoppings=np.array(list(both.values())),
        orbitals=tuple(
            Orbital(atom=i, shape="s", spin=spin, position=site)
            for spin in (1, -1)
            for i, site in enumerate(sites)
        ),
        electrons=2.0,
        origin={
            "model": f"k.p at K: gap {gap:g} meV, hbar v {velocity:g} meV m, "
            f"splitting {splitting:g} meV"
        },
    )


def _valleys(t: float, gap: float, splitting: float) -> dict[tuple[int, int], Complex]:
    """Hoppings of one spin; sites A at (1/3, 2/3) and B at (2/3, 1/3)."""
    hops = {(0, 0): np.array([[gap / 2, t], [t, -gap / 2]], dtype=complex)}
    # B in the cells 0, -a1 and a2 around A
    hops[-1, 0] = np.array([[0, t], [0, 0]], dtype=complex)
    hops[1, 0] = hops[-1, 0].T
    hops[0, 1] = np.array([[0, t], [0, 0]], dtype=complex)
    hops[0, -1] = hops[0, 1].T
    # the sum of 2 sin(2 pi k.R) over these R is -3 sqrt(3) at K and the opposite at K'
    s = splitting / 2 / (3.0 * sqrt(3.0))
    for r in ((1, 0), (0, 1), (-1, -1)):
        for sign in (1, -1):
            at = (sign * r[0], sign * r[1])
            hops.setdefault(at, np.zeros((2, 2), dtype=complex))
            hops[at] = hops[at] + np.diag([0, 1j * sign * s])
    return hops
