"""What the spins of a superconductor still do in a field, and the field that this allows."""

from __future__ import annotations

from math import sqrt

import numpy.typing as npt

from supra2d.core import InputError

from ._circle import fine_circle
from ._pocket import Pocket, field_vector, unit_vector
from ._state import state


def polarisation(pocket: Pocket, T: float, h: npt.ArrayLike, gap: float | None = None) -> float:
    """Spin magnetisation along the field over that of the normal metal in the same field.

    The derivative of the free energy by the field, at a fixed gap.

    Parameters
    ----------
    pocket, T, h
        As for `state`.
    gap
        meV; that of the stable state when not given.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> round(polarisation(film, 0.3, film.zeeman(20.0)), 4)
    0.977
    """
    size, along = field_vector(h)
    gap = state(pocket, T, h).gap if gap is None else gap
    return fine_circle(pocket, along, T, size).sums(T, size, gap)[2]


def spin_susceptibility(
    pocket: Pocket, T: float, theta: float = 90.0, phi: float = 0.0, *, interaction: float = 0.0
) -> float:
    r"""Spin susceptibility over that of the normal metal, without field.

    .. math:: y = \frac{\chi_s}{\chi_n} = 1 - 2\pi k_BT\sum_{\omega>0}\left\langle
       \frac{\Delta^2(Y + (\hat{\mathbf n}\cdot\mathbf g)^2)}{Y^{3/2}(Y + g^2)}\right\rangle,
       \quad Y = \omega^2 + \Delta^2

    Where g lies along the direction n this is Yosida's function; across it, a large g keeps all
    of the susceptibility. An interaction I in Stoner's form makes it
    :math:`y(1 - IN)/(1 - INy)`.

    Parameters
    ----------
    pocket, T
        As for `state`.
    theta, phi
        Direction in degrees: from the normal, and in the plane from x.
    interaction
        I N, dimensionless, from 0 to below 1, where the metal is magnetic.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> [round(spin_susceptibility(film, 0.3, theta), 4) for theta in (0.0, 90.0)]
    [0.0, 0.9644]
    """
    product = _stoner(interaction)
    y = fine_circle(pocket, unit_vector(theta, phi), T, 0.0).sums(T, 0.0, state(pocket, T).gap)[2]
    return y * (1.0 - product) / (1.0 - product * y)


def thermodynamic_field(
    pocket: Pocket, T: float, theta: float = 90.0, phi: float = 0.0, *, interaction: float = 0.0
) -> float:
    r"""Field whose energy on the spins equals the condensation energy without field, T.

    .. math:: |\Omega_s| = N_0h^2\left(S - \frac{y}{1 - INy}\right),\quad S = \frac1{1 - IN},
       \quad y = \frac{\chi_s}{\chi_n}

    At T = 0 and g = 0 it is the Pauli limit. An estimate: of second order in the field, hence for h
    far below the splitting, and blind to what `critical_field` finds beyond.

    Parameters
    ----------
    pocket, T, theta, phi, interaction
        As for `spin_susceptibility`; the interaction lowers the estimate.

    Examples
    --------
    >>> film = Pocket(1.0)
    >>> round(thermodynamic_field(film, 0.01) / film.pauli_limit, 3)
    1.0
    """
    product = _stoner(interaction)
    y = spin_susceptibility(pocket, T, theta, phi)
    gain = 1.0 / (1.0 - product) - y / (1.0 - product * y)
    energy = -state(pocket, T).energy
    return sqrt(energy / gain) / pocket.zeeman_per_tesla if energy else 0.0


def _stoner(interaction: float) -> float:
    if not 0.0 <= interaction < 1.0:
        raise InputError(
            f"an interaction I N of {interaction:g}",
            "a number from 0 to below 1, where the metal becomes magnetic",
            "give Stoner's I times the density of states of one spin",
        )
    return interaction
