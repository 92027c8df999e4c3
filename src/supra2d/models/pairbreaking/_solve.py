"""What all laws of this family share: scales, limits of temperature, common parameters."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError, Parameter
from supra2d.core.constants import E_CHARGE, HBAR, K_B, MEV, MU_B

#: Below this fraction of Tc0 the field at it is taken: Ising laws rise without limit as T -> 0.
COLDEST = 1e-9

#: Least size in kB Tc0 of an energy that is added to a law.
MINOR = 1e-3

TC0 = Parameter("Tc0", "K", 5.0, 1e-3, 500.0, "critical temperature without field")
G = Parameter("g", "", 2.0, 1e-3, 1e3, "electron g-factor", free=False)
FIELD_FACTOR = Parameter(
    "field_factor",
    "",
    1.0,
    1e-3,
    1e3,
    "field on the spins over the applied field, such as the Stoner factor 1/(1 - I N)",
    free=False,
)
DD2 = Parameter(
    "Dd2",
    "m^4/s",
    0.0,
    0.0,
    1e-12,
    "diffusivity times thickness squared: orbital pair breaking added to that of the spins",
    free=False,
)

#: The two parameters by which a field acts on spins.
SPIN = (G, FIELD_FACTOR)

#: Direction of the field: from the normal, and in the plane.
DIRECTION = (
    Parameter("theta", "deg", 90.0, 0.0, 180.0, "field from the film normal", free=False),
    Parameter("phi", "deg", 0.0, -360.0, 360.0, "field in the plane, from x", free=False),
)


def energy(
    name: str,
    default: float,
    description: str,
    *,
    least: float = 1.0,
    low: float = 0.0,
    free: bool = True,
) -> Parameter:
    """A parameter in meV with the prior of an unknown scale, up to 1 eV.

    Parameters
    ----------
    name, default, description
        As of a Parameter.
    least
        Lower end of the prior in kB Tc0. Below 1 an energy that makes the law what it is does
        nothing; one that is added to it may be far smaller, ``MINOR``.
    low
        Lower bound; 0 where the law has a limit there.
    free
        As of a Parameter.
    """
    prior = ("energy", least, 1e3)
    return Parameter(name, "meV", default, low, 1e5, description, prior, free)


def zeeman(g: npt.ArrayLike, field_factor: npt.ArrayLike) -> npt.ArrayLike:
    """Zeeman energy h over B in meV/T: half of g times the Bohr magneton."""
    return 0.5 * MU_B * np.asarray(g) * np.asarray(field_factor)


def film_rate(Dd2: npt.ArrayLike) -> npt.ArrayLike:
    r"""Orbital pair-breaking energy over B^2 of a thin film, meV/T^2.

    :math:`\alpha = D e^2 B^2 d^2 / 6\hbar`, field in the plane, d far below the coherence length.
    """
    return E_CHARGE**2 / (6.0 * HBAR * MEV) * np.asarray(Dd2)


def solve(
    kernel: Callable[..., None], T: Array, Tc0: npt.ArrayLike, *parameters: npt.ArrayLike
) -> Array:
    """Critical field in T, point by point; 0 from Tc0 on.

    Parameters
    ----------
    kernel
        ``kernel(y, kT, *parameters, B)`` fills ``B`` for arrays of equal length, with
        y = ln(Tc0/T) > 0 and kT = 2 pi kB T in meV.
    T, Tc0
        K.
    parameters
        Numbers, or arrays of the shape of T.

    Raises
    ------
    InputError
        When a root search fails. Nothing is returned silently.
    """
    T, Tc0, *rest = (np.asarray(a, dtype=float) for a in np.broadcast_arrays(T, Tc0, *parameters))
    field = np.where(np.isnan(T), np.nan, 0.0)
    below = T < Tc0
    T, Tc0 = np.maximum(T[below], COLDEST * Tc0[below]), Tc0[below]
    # each form keeps its digits on its side
    y = np.where(Tc0 < 2.0 * T, -np.log1p(-np.minimum((Tc0 - T) / Tc0, 0.9)), np.log(Tc0 / T))
    found = np.empty_like(y)
    try:
        kernel(y, 2.0 * pi * K_B * T, *(np.ascontiguousarray(a[below]) for a in rest), found)
    except ValueError as error:
        raise InputError(
            f"a critical field could not be found ({error})",
            "finite parameters with a critical field at each temperature",
            "look at the parameters and their units",
        ) from error
    field[below] = found
    return field
