"""A declared film and the resistance it would have, with the truth known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, pi, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, NameUnknownError
from ..core.constants import PHI_0
from ._shape import SHAPES, level, stepped

ROOM_TEMPERATURE = 300.0

#: Angle of the field from the film normal, in degrees, of each named direction.
DIRECTIONS = {"perpendicular": 0.0, "parallel": 90.0}


@dataclass(frozen=True, slots=True)
class Film:
    """A superconducting film; K, m, ohm.

    Attributes
    ----------
    Tc
        Temperature at which R is half the normal resistance in zero field.
    xi, d
        Ginzburg-Landau coherence length at T = 0 and superconducting thickness.
    normal_resistance
        Resistance between the voltage contacts in the normal state as T goes to zero.
    rrr
        R(300 K) over ``normal_resistance``; below 1 for a film that rises on cooling.
    phonon_temperature
        Einstein temperature of the scattering that makes R(T) rise; 0: R is linear in T.
    magnetoresistance
        Coefficient of B^2 in the normal resistance, 1/T^2.
    shape
        ``"logistic"`` or ``"measured"``.
    width_T
        10-90 % width of R(T) in zero field.
    broadening
        The width grows as ``width_T * (1 + broadening * reduced field)``.
    step_share, step_distance
        Share of the film that goes through its transition lower, by ``step_distance`` widths.
    length, width
        Distance of the voltage contacts and width of the bar.

    Examples
    --------
    >>> film = Film(Tc=4.2, xi=10e-9, d=8e-9)
    >>> round(float(critical_field(film, 2.1)), 4)
    1.6455
    """

    Tc: float
    xi: float
    d: float
    normal_resistance: float = 1000.0
    rrr: float = 1.0
    phonon_temperature: float = 200.0
    magnetoresistance: float = 0.0
    shape: str = "logistic"
    width_T: float = 0.1
    broadening: float = 0.0
    step_share: float = 0.0
    step_distance: float = 0.0
    length: float = 100e-6
    width: float = 20e-6

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise NameUnknownError.of("transition shape", self.shape, SHAPES)
        for name in ("Tc", "xi", "d", "normal_resistance", "rrr", "width_T", "length", "width"):
            value = getattr(self, name)
            if not (isfinite(value) and value > 0):
                raise InputError(f"{name} = {value}", "a number above zero", "correct the film")
        if not 0.0 <= self.step_share < 1.0:
            raise InputError(
                f"step_share = {self.step_share}", "a share from 0 to below 1", "correct the film"
            )

    @property
    def step(self) -> tuple[float, float]:
        """Share and distance of the lower step."""
        return self.step_share, self.step_distance


def angle_of(direction: str | npt.ArrayLike) -> Array:
    """Degrees from the film normal: a named direction or numbers, unchanged."""
    if isinstance(direction, str):
        if direction not in DIRECTIONS:
            raise NameUnknownError.of("direction", direction, DIRECTIONS)
        return np.asarray(DIRECTIONS[direction])
    return np.asarray(direction, dtype=float)


def _pair_breaking(film: Film, direction: str | npt.ArrayLike) -> tuple[Array, Array]:
    """Coefficients of \\|B\\| and B^2 in the reduced field, 1/T and 1/T^2."""
    theta = np.deg2rad(angle_of(direction))
    linear = 2.0 * pi * film.xi**2 / PHI_0 * np.abs(np.cos(theta))
    quadratic = (pi * film.xi * film.d / (sqrt(3.0) * PHI_0) * np.sin(theta)) ** 2
    return linear, quadratic


def reduced_field(
    film: Film, field: npt.ArrayLike, direction: str | npt.ArrayLike = "perpendicular"
) -> Array:
    r"""How far a field pushes Tc down: 1 - Tc(B)/Tc(0).

    .. math:: \tau = \frac{2\pi\xi^2}{\Phi_0} |B\cos\theta|
              + \left(\frac{\pi\xi d}{\sqrt3\,\Phi_0} B\sin\theta\right)^2

    This is Tinkham's condition of a thin film solved for the temperature: it holds for
    d below about 1.8 coherence lengths, and above one means no superconductivity at all.

    Parameters
    ----------
    field
        T, either sign.
    direction
        ``"perpendicular"``, ``"parallel"`` or degrees from the film normal.
    """
    linear, quadratic = _pair_breaking(film, direction)
    b = np.abs(np.asarray(field, dtype=float))
    return np.asarray(linear * b + quadratic * b**2)


def normal_resistance(film: Film, temperature: npt.ArrayLike, field: npt.ArrayLike = 0.0) -> Array:
    r"""Resistance without superconductivity, ohm.

    .. math:: R_n = R_0 \left[1 + (\mathrm{RRR} - 1)\, g(T)/g(300\,\mathrm{K})\right]
              (1 + a B^2), \qquad g(T) = 1/(e^{\Theta/T} - 1)

    Parameters
    ----------
    film
        Gives :math:`R_0`, RRR, the Einstein temperature :math:`\Theta` (0: g = T) and a.
    temperature, field
        K and T; they broadcast.
    """
    t = np.maximum(np.asarray(temperature, dtype=float), 1e-9)
    theta = film.phonon_temperature
    if theta > 0:
        # exp(-theta/T) form: no overflow at millikelvins
        boltzmann, room = np.exp(-theta / t), np.exp(-theta / ROOM_TEMPERATURE)
        phonons = boltzmann / (1.0 - boltzmann) * (1.0 - room) / room
    else:
        phonons = t / ROOM_TEMPERATURE
    magneto = 1.0 + film.magnetoresistance * np.asarray(field, dtype=float) ** 2
    return np.asarray(film.normal_resistance * (1.0 + (film.rrr - 1.0) * phonons) * magneto)


def resistance(
    film: Film,
    temperature: npt.ArrayLike,
    field: npt.ArrayLike = 0.0,
    direction: str | npt.ArrayLike = "perpendicular",
    *,
    tc_shift: float = 0.0,
) -> Array:
    r"""Resistance of the film, ohm; all arguments broadcast.

    .. math:: R = R_n(T, B)\, S\!\left(\frac{T - T_c(1-\tau)}{w(1 + k\tau)}\right)

    with the reduced field :math:`\tau` and the transition shape S, S(0) = 1/2: on the
    critical field R is half the normal resistance, whether T or B was swept.

    Parameters
    ----------
    temperature, field
        K and T.
    direction
        ``"perpendicular"``, ``"parallel"`` or degrees from the film normal.
    tc_shift
        K added to Tc, as a cooldown may do.

    Examples
    --------
    >>> film = Film(Tc=4.2, xi=10e-9, d=8e-9)
    >>> resistance(film, [1.0, 4.2, 9.0]).round(6).tolist()
    [0.0, 500.0, 1000.0]
    """
    t = np.asarray(temperature, dtype=float)
    tau = reduced_field(film, field, direction)
    x = (t - (film.Tc + tc_shift) * (1.0 - tau)) / (film.width_T * (1.0 + film.broadening * tau))
    return normal_resistance(film, t, field) * stepped(film.shape, x, film.step)


def critical_temperature(
    film: Film,
    field: npt.ArrayLike = 0.0,
    direction: str | npt.ArrayLike = "perpendicular",
    *,
    fraction: float = 0.5,
) -> Array:
    r"""Temperature at which R passes a fraction of the normal resistance, K.

    .. math:: T = T_c (1 - \tau) + x_f\, w (1 + k\tau), \qquad S(x_f) = f

    Negative where the field suppresses superconductivity altogether.

    Parameters
    ----------
    film
        Its width w, broadening k and shape S define the criterion.
    field
        T, either sign.
    direction
        ``"perpendicular"``, ``"parallel"`` or degrees from the film normal.
    fraction
        Of the normal resistance, between 0 and 1.
    """
    tau = reduced_field(film, field, direction)
    x = level(film.shape, fraction, step=film.step)
    return np.asarray(film.Tc * (1.0 - tau) + x * film.width_T * (1.0 + film.broadening * tau))


def critical_field(
    film: Film,
    temperature: npt.ArrayLike,
    direction: str | npt.ArrayLike = "perpendicular",
    *,
    fraction: float = 0.5,
) -> Array:
    r"""Field at which R passes a fraction of the normal resistance, T; 0 above Tc.

    .. math:: \tau = \frac{T_c + x_f w - T}{T_c - x_f w k}, \qquad S(x_f) = f

    and the field is the positive root of :math:`\tau(B)`, see `reduced_field`.

    Parameters
    ----------
    film
        Its width w, broadening k and shape S define the criterion.
    temperature
        K, any shape.
    direction
        ``"perpendicular"``, ``"parallel"`` or degrees from the film normal.
    fraction
        Of the normal resistance, between 0 and 1.
    """
    x = level(film.shape, fraction, step=film.step)
    t = np.asarray(temperature, dtype=float)
    tau = (film.Tc + x * film.width_T - t) / (film.Tc - x * film.width_T * film.broadening)
    tau = np.maximum(tau, 0.0)
    linear, quadratic = _pair_breaking(film, direction)
    # this form of the root has no cancellation when one of the two terms vanishes
    return np.asarray(2.0 * tau / (linear + np.sqrt(linear**2 + 4.0 * quadratic * tau) + 1e-300))


def truth(
    film: Film,
    temperatures: npt.ArrayLike | None = None,
    *,
    fractions: tuple[float, ...] = (0.1, 0.5, 0.9),
) -> dict[str, Any]:
    """What an analysis should find, as plain data in the units of ``results.json``.

    Parameters
    ----------
    temperatures
        K, for the table of critical fields; default: 0.3 to 0.9 Tc.
    fractions
        Resistive criteria as fractions of the normal resistance.

    Returns
    -------
    dict
        ``Tc`` and ``transition_width`` (K), ``xi_GL`` and ``d_sc`` (m), ``anisotropy``,
        ``RRR``, and ``Bc2``: rows of temperature, direction, criterion, field.
    """
    grid = (
        film.Tc * np.linspace(0.3, 0.9, 7)
        if temperatures is None
        else np.atleast_1d(np.asarray(temperatures, dtype=float))
    )
    criteria = {f"{100 * fraction:g}%": fraction for fraction in fractions}
    low, high = (level(film.shape, f, step=film.step) for f in (0.1, 0.9))
    just_above = normal_resistance(film, film.Tc)
    return {
        "Tc": {c: float(critical_temperature(film, fraction=f)) for c, f in criteria.items()},
        "transition_width": (high - low) * film.width_T,
        "xi_GL": film.xi,
        "d_sc": film.d,
        "anisotropy": sqrt(12.0) * film.xi / film.d,
        "RRR": float(normal_resistance(film, ROOM_TEMPERATURE) / just_above),
        "Bc2": [
            {
                "temperature": float(t),
                "direction": direction,
                "criterion": criterion,
                "field": float(critical_field(film, t, direction, fraction=fraction)),
            }
            for direction in DIRECTIONS
            for criterion, fraction in criteria.items()
            for t in grid
        ],
    }
