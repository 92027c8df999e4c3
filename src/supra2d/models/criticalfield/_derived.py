"""Quantities that follow from fitted critical fields."""

from __future__ import annotations

from math import exp, pi, sqrt

from supra2d.core import Conventions
from supra2d.core.constants import EULER_GAMMA, PHI_0

#: Largest thickness in units of xi(T) for which the thin-film parallel law holds: between 1.75
#: and 1.85 nucleation leaves the centre of the film (saintjames1963 gives 1.81).
THIN_FILM = 1.8

#: Bc2(0) / (slope Tc0) of a dirty superconductor limited by orbits alone.
WHH_ZERO = pi**2 / (8.0 * exp(EULER_GAMMA))


def xi_from_field(B_perp: float) -> float:
    r"""Coherence length :math:`\xi = \sqrt{\Phi_0 / 2\pi B_\perp}` in m, ``B_perp`` in T.

    Examples
    --------
    >>> round(xi_from_field(0.015) * 1e9, 4)
    148.1229
    """
    return sqrt(PHI_0 / (2.0 * pi * B_perp))


def xi_from_slope(slope: float, Tc0: float) -> float:
    r"""Coherence length :math:`\xi = \sqrt{\Phi_0 / (2\pi\, s\, T_{c0})}` in m.

    Parameters
    ----------
    slope
        s = -dB_perp/dT at Tc0, T/K, positive.
    Tc0
        K.
    """
    return xi_from_field(slope * Tc0)


def thickness_from_field(B_par: float, xi: float) -> float:
    r"""Thickness :math:`d = \sqrt3\, \Phi_0 / (\pi \xi B_\parallel)` in m.

    An upper bound where spins limit the parallel field as well; compare it with the measured
    thickness and with :func:`thin_film_from`.

    Parameters
    ----------
    B_par
        Parallel critical field of the Ginzburg-Landau law at T = 0, T.
    xi
        Coherence length at T = 0, m.

    Examples
    --------
    >>> round(thickness_from_field(0.767, 146.4e-9) * 1e9, 3)
    10.153
    """
    return sqrt(3.0) * PHI_0 / (pi * xi * B_par)


def anisotropy(B_par: float, B_perp: float) -> float:
    r"""Anisotropy :math:`B_\parallel / B_\perp` (thin film: :math:`\sqrt{12}\,\xi/d`)."""
    return B_par / B_perp


def thin_film_from(Tc0: float, xi: float, d: float) -> float:
    r"""Lowest temperature at which the thin-film parallel law holds, K.

    :math:`d \le 1.8\,\xi(T)` with :math:`\xi(T) = \xi/\sqrt{1 - T/T_{c0}}` is met for
    :math:`T \ge T_{c0}\,[1 - (1.8\,\xi/d)^2]`; 0 when it is met at all temperatures.

    Examples
    --------
    >>> thin_film_from(Tc0=7.7, xi=9.6e-9, d=3.2e-9)
    0.0
    """
    return Tc0 * max(0.0, 1.0 - (THIN_FILM * xi / d) ** 2)


def pauli_ratio(B: float, Tc0: float, conventions: Conventions | None = None) -> float:
    r"""Critical field over the Pauli limit, :math:`B / B_P`; B in T, Tc0 in K.

    Examples
    --------
    >>> round(pauli_ratio(28.0, 7.7, Conventions(pauli_prefactor="1.84")), 4)
    1.9763
    """
    return B / (conventions or Conventions()).pauli_limit(Tc0)


def whh_zero_temperature(slope: float, Tc0: float) -> float:
    r"""Orbital critical field of a dirty superconductor at T = 0, T.

    :math:`B_{c2}(0) = \frac{\pi^2}{8 e^{\gamma}}\, s\, T_{c0} = 0.6927\, s\, T_{c0}`
    (werthamer1966).

    Parameters
    ----------
    slope
        s = -dB/dT at Tc0, T/K, positive.
    Tc0
        K.

    Examples
    --------
    >>> round(whh_zero_temperature(1.0, 1.0), 10)
    0.6926728738
    """
    return WHH_ZERO * slope * Tc0
