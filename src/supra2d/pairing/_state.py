"""The state in a field: gaps at which the free energy is stationary, and which one is stable."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, log

import numpy as np
import numpy.typing as npt

from supra2d.core import Array

from ._circle import Circle, fine_circle
from ._kernel import ROOTS, gap_roots
from ._pocket import Pocket, field_vector, temperature_unit

#: Above the gap at T = 0 without field there is no solution.
ABOVE = 1.001


@dataclass(frozen=True, slots=True)
class Solution:
    """A gap at which the free energy is stationary.

    Attributes
    ----------
    gap
        meV.
    energy
        Free energy less that of the normal state over N0, the density of states of one spin, meV^2.
    kind
        ``stable`` (the least energy of all, that of the normal state included), ``metastable``
        (another minimum) or ``unstable`` (a maximum).
    """

    gap: float
    energy: float
    kind: str


@dataclass(frozen=True, slots=True)
class State:
    """What a pocket does at one temperature and field.

    Attributes
    ----------
    T, h
        K, and the size of the Zeeman energy in meV.
    solutions
        Gaps above zero at which the free energy is stationary, in rising order.
    normal
        ``stable``, ``metastable`` or ``unstable``: the state without a gap.
    """

    T: float
    h: float
    solutions: tuple[Solution, ...]
    normal: str

    @property
    def gap(self) -> float:
        """Gap of the stable state, meV; 0 for the normal one."""
        return next((s.gap for s in self.solutions if s.kind == "stable"), 0.0)

    @property
    def energy(self) -> float:
        """Free energy of the stable state over N0, meV^2; 0 for the normal one."""
        return next((s.energy for s in self.solutions if s.kind == "stable"), 0.0)


def state(pocket: Pocket, T: float, h: npt.ArrayLike = (0.0, 0.0, 0.0)) -> State:
    r"""All solutions of the gap equation at a temperature and a field.

    .. math:: \frac{\Omega_s - \Omega_n}{N_0} = \Delta^2\ln\frac{T}{T_{c0}} - 2\pi k_BT
       \sum_{\omega>0}\left\langle S - 2\omega - \frac{\Delta^2}{\omega}\right\rangle,\quad
       \frac{\partial\Omega_s}{\partial\Delta} = 0

    with S the sum of the roots with positive real part of
    :math:`(\lambda^2 - \omega^2 - \Delta^2 - g^2 + h^2)^2 + 4(\lambda^2g^2 + \omega^2h^2
    + |\mathbf g\times\mathbf h|^2 + 2\omega\lambda\,\mathbf g\cdot\mathbf h) = 0`.

    Parameters
    ----------
    pocket
        The System.
    T
        K, above zero.
    h
        Zeeman energy as a vector, meV: `Pocket.zeeman`, and that of a magnet beside the layer.

    Raises
    ------
    InputError
        When T or h is no number that can be used.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> round(state(film, 0.3, film.zeeman(15.0)).gap / film.gap0, 4)
    0.8979
    """
    size, along = field_vector(h)
    temperature_unit(T)
    if T >= pocket.Tc0:
        return State(T, size, (), "stable")
    return _solved(fine_circle(pocket, along, T, size), T, size)


def _solved(found: Circle, T: float, h: float) -> State:
    pocket = found.pocket
    u, top = temperature_unit(T), ABOVE * pocket.gap0
    x, w = found.rule(T, hypot(h, top))
    gaps, energies = np.empty((2, ROOTS))
    count = gap_roots(
        log(T / pocket.Tc0),
        top / u,
        (h / u) ** 2,
        found.g2 / u**2,
        found.along / u**2,
        found.share,
        x,
        w,
        gaps,
        energies,
    )
    gaps, energies = gaps[:count] * u, energies[:count] * u**2
    least = int(np.argmin(energies)) if count and energies.min() < 0.0 else -1
    solutions = tuple(
        Solution(float(gap), float(energy), _kind(i == least, (count - 1 - i) % 2 == 0))
        for i, (gap, energy) in enumerate(zip(gaps, energies, strict=True))
    )
    return State(T, h, solutions, _kind(least < 0, found.landau(T, h)[0] > 0.0))


def _kind(least: bool, minimum: bool) -> str:
    if least:
        return "stable"
    return "metastable" if minimum else "unstable"


def free_energy(pocket: Pocket, T: float, h: npt.ArrayLike, gap: npt.ArrayLike) -> Array:
    """Free energy less that of the normal state over N0, at any gap, meV^2.

    Parameters
    ----------
    pocket, T, h
        As for `state`.
    gap
        meV, any shape; needs not solve the gap equation.

    Examples
    --------
    >>> film = Pocket(1.0)
    >>> float((free_energy(film, 0.01, (0, 0, 0), film.gap0) / film.gap0**2).round(4))  # - 1/2
    -0.4999
    """
    size, along = field_vector(h)
    found = fine_circle(pocket, along, T, size)
    values = np.asarray(gap, dtype=float)
    flat = [d * d * found.sums(T, size, d)[0] for d in values.ravel().tolist()]
    return np.array(flat).reshape(values.shape)


def gap_slope(pocket: Pocket, T: float, h: npt.ArrayLike, gap: npt.ArrayLike) -> Array:
    """Derivative of `free_energy` by the square of the gap; zero where the gap equation holds.

    Parameters
    ----------
    pocket, T, h, gap
        As for `free_energy`.
    """
    size, along = field_vector(h)
    found = fine_circle(pocket, along, T, size)
    values = np.asarray(gap, dtype=float)
    flat = [found.sums(T, size, d)[1] for d in values.ravel().tolist()]
    return np.array(flat).reshape(values.shape)
