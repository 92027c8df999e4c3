"""The depairing current of Ginzburg and Landau."""

from __future__ import annotations

from math import pi, sqrt

from ..core.constants import MU_0, PHI_0


def depairing_density(depth: float, xi: float) -> float:
    r"""Depairing current density :math:`J_d = \Phi_0/(3\sqrt3\,\pi\mu_0\lambda^2\xi)`, A/m^2.

    Parameters
    ----------
    depth, xi
        Penetration depth and coherence length, m, at the same temperature.

    Notes
    -----
    Of a strip narrower than the penetration depth; near Tc it falls as (1 - t)^(3/2).

    Examples
    --------
    >>> round(depairing_density(250e-9, 9.6e-9) / 1e9, 3)
    168.005
    """
    return PHI_0 / (3.0 * sqrt(3.0) * pi * MU_0 * depth**2 * xi)


def largest_depth(density: float, xi: float) -> float:
    r"""Largest penetration depth whose depairing current reaches a critical one, m.

    Parameters
    ----------
    density
        Measured critical current density, A/m^2.
    xi
        Coherence length, m.

    Examples
    --------
    >>> round(largest_depth(1.7e11, 9.6e-9) * 1e9, 1)
    248.5
    """
    return sqrt(depairing_density(1.0, xi) / density)


def current_density(current: float, width: float, thickness: float) -> float:
    """Current over the cross-section, A/m^2.

    Parameters
    ----------
    current
        A.
    width, thickness
        Of the film, m.

    Examples
    --------
    >>> round(current_density(1.02e-3, 1e-6, 6e-9) / 1e10, 6)
    17.0
    """
    return current / (width * thickness)
