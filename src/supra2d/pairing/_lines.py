"""Where superconductivity ends: lines of second and first order, spinodals, tricritical points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from supra2d.core import Array, InputError

from ._circle import Circle, fine_circle
from ._pocket import Pocket, temperature_unit, unit_vector
from ._state import ABOVE

_GRID = 24  # gaps that are looked at for a transition of first order
# relative: two fields, or gaps, that differ by less are one; the sums are known to 1e-14
_SAME = 1e-9
_ROOT = 1e-13
_COLDEST, _STEPS = 0.01, 60  # of Tc0, and temperatures that bracket tricritical points


@dataclass(frozen=True, slots=True)
class CriticalField:
    r"""Fields at one temperature where superconductivity begins and ends, T.

    Attributes
    ----------
    field
        Above it the normal state has the least energy.
    order
        2, or 1 where the gap jumps there.
    jump
        Gap just below ``field``, meV; 0 for second order.
    supercooling
        Below it the normal state is not even metastable; the line of second order.
    superheating
        Above it no superconducting state is left.
    """

    field: float
    order: int
    jump: float
    supercooling: float
    superheating: float


def critical_field(
    pocket: Pocket, T: float, theta: float = 90.0, phi: float = 0.0
) -> CriticalField:
    """Critical field at a temperature, its order and its hysteresis.

    For each gap there is one field at which the free energy equals that of the normal state; the
    largest of these fields is the critical one. Pairs without momentum, no vortices.

    Parameters
    ----------
    pocket
        The System.
    T
        K, between zero and Tc0.
    theta, phi
        Direction of the field in degrees: from the normal, and in the plane from x.

    Raises
    ------
    InputError
        When T lies outside, or is too low for the angles on the circle to be resolved.

    Examples
    --------
    >>> film = Pocket(1.0)
    >>> found = critical_field(film, 0.1)
    >>> found.order, round(found.field / film.pauli_limit, 6)
    (1, 0.989546)
    """
    temperature_unit(T)
    if T >= pocket.Tc0:
        raise InputError(
            f"T = {T:g} K where Tc0 is {pocket.Tc0:g} K", "T below Tc0", "take a lower temperature"
        )
    on, second = second_order(pocket, T, unit_vector(theta, phi))
    top = ABOVE * pocket.gap0
    gaps = top * np.arange(1, _GRID + 1) / _GRID
    energy = np.array([on.sums(T, second, gap)[0] for gap in gaps])
    jump, first = 0.0, second
    if energy.min() < 0.0:
        jump, first = _highest(on, T, second, gaps)
    if jump < 1e-4 * pocket.gap0:  # what rounding of a flat minimum looks like
        jump, first = 0.0, second
    superheated = _superheating(on, T, first, jump) if jump else second
    per_tesla = pocket.zeeman_per_tesla
    return CriticalField(
        first / per_tesla,
        1 if jump else 2,
        jump,
        second / per_tesla,
        max(superheated, first) / per_tesla,
    )


def second_order(pocket: Pocket, T: float, along: Array) -> tuple[Circle, float]:
    """Zeeman energy at which the normal state becomes unstable, meV; the angles it takes."""
    on = fine_circle(pocket, along, T, pocket.kTc)
    while True:
        h = _unstable(on, T)
        fine = fine_circle(pocket, along, T, 2.0 * h)
        if fine.share.size <= on.share.size:
            return on, h
        on = fine


def _unstable(on: Circle, T: float) -> float:
    """Zeeman energy at which the coefficient of Delta^2 vanishes."""
    return _rising(lambda h: on.landau(T, h)[0], on.pocket.kTc)


def _rising(function: Callable[[float], float], scale: float) -> float:
    """Where a function that rises from below zero at 0 without a bound vanishes."""
    high = scale
    while function(high) < 0.0:
        high *= 2.0
    return float(brentq(function, 0.0, high, xtol=_ROOT * high, rtol=_ROOT))


def _equal_field(on: Circle, T: float, gap: float, start: float) -> float:
    """Zeeman energy at which a gap has the free energy of the normal state."""
    return _rising(lambda h: on.sums(T, h, gap)[0], start)


def _highest(on: Circle, T: float, second: float, gaps: Array) -> tuple[float, float]:
    """Gap whose field of equal energy is the largest, and that field; h in meV.

    Along the line of equal energy the field is stationary where the gap equation holds.
    """
    # a grid point may lie above the gap without field, where no field makes energies equal
    inside = [i for i in range(len(gaps)) if on.sums(T, 0.0, gaps[i])[0] < 0.0]
    fields = np.array([_equal_field(on, T, gaps[i], second) for i in inside])
    best = int(np.argmax(fields))
    low = gaps[inside[best - 1]] if best else 1e-3 * gaps[0]
    high = gaps[inside[best + 1]] if best + 1 < len(inside) else gaps[inside[best]]
    if best + 1 == len(inside):
        high = brentq(lambda gap: on.sums(T, 0.0, gap)[0], high, 2.0 * high) * (1.0 - 1e-6)

    def slope(gap: float) -> float:
        return on.sums(T, _equal_field(on, T, gap, second), gap)[1]

    if slope(low) >= 0.0:
        return 0.0, second
    gap = float(brentq(slope, low, high, xtol=_ROOT * high, rtol=_ROOT))
    return gap, _equal_field(on, T, gap, second)


def _superheating(on: Circle, T: float, first: float, jump: float) -> float:
    """Largest Zeeman energy with a solution of the gap equation, meV.

    The lowest slope of the free energy over all gaps rises with the field.
    """

    def lowest(h: float) -> float:
        found = minimize_scalar(
            lambda gap: on.sums(T, h, gap)[1],
            bounds=(1e-3 * jump, ABOVE * on.pocket.gap0),
            method="bounded",
            options={"xatol": 1e-9 * jump},
        )
        return float(found.fun)

    if lowest(first * (1.0 + _SAME)) >= 0.0:
        return first
    high = 1.1 * first
    while lowest(high) < 0.0:
        high *= 1.1
    return float(brentq(lowest, first, high, rtol=_SAME))


def landau(pocket: Pocket, T: float, theta: float = 90.0, phi: float = 0.0) -> tuple[float, float]:
    r"""The line of second order at T: its Zeeman energy in meV, and the coefficient of Delta^4.

    The coefficient, in 1/meV^2 and over N0, is negative where the transition is of first order:

    .. math:: -2\pi k_BT\sum_{\omega>0}\left\langle\frac{\phi\phi'}{\omega} -
       \frac{\phi^2}{4\omega^3}\right\rangle,\quad
       \phi(Y) = \frac{Y(Y + g^2)}{Y^2 + (g^2 + h^2)Y + (\mathbf g\cdot\mathbf h)^2},\;
       Y = \omega^2

    Parameters
    ----------
    pocket, T, theta, phi
        As for `critical_field`.

    Examples
    --------
    >>> h, quartic = landau(Pocket(1.0), 0.5)
    >>> quartic < 0.0
    True
    """
    on, h = second_order(pocket, T, unit_vector(theta, phi))
    return h, on.landau(T, h)[1]


def tricritical_points(
    pocket: Pocket, theta: float = 90.0, phi: float = 0.0, *, coldest: float = _COLDEST
) -> tuple[tuple[float, float], ...]:
    """Temperatures in K and fields in T where the line of second order changes its stability.

    Parameters
    ----------
    pocket, theta, phi
        As for `critical_field`.
    coldest
        Lowest temperature that is looked at, in Tc0.

    Returns
    -------
    tuple
        In rising temperature; empty where the transition is of second order throughout.

    Examples
    --------
    >>> [(round(T, 4), round(B, 4)) for T, B in tricritical_points(Pocket(1.0))]
    [(0.5615, 1.5971)]
    """
    way = unit_vector(theta, phi)

    def quartic(t: float) -> float:
        on, h = second_order(pocket, t * pocket.Tc0, way)
        # times T^2, so that it stays of one size
        return on.landau(t * pocket.Tc0, h)[1] * (t * pocket.kTc) ** 2

    t = np.linspace(coldest, 0.99, _STEPS)
    found = np.array([quartic(each) for each in t.tolist()])
    ends = np.flatnonzero(found[1:] * found[:-1] < 0.0).tolist()
    places = [brentq(quartic, t[i], t[i + 1], xtol=_ROOT, rtol=_ROOT) for i in ends]
    return tuple(
        (
            float(at * pocket.Tc0),
            second_order(pocket, at * pocket.Tc0, way)[1] / pocket.zeeman_per_tesla,
        )
        for at in places
    )
