"""The System: a Fermi circle with a spin-orbit field, pairing as singlets."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError
from supra2d.core.constants import BCS_GAP, K_B, MU_B

_POSITIVE = ("Tc0", "g", "field_factor")


@dataclass(frozen=True, slots=True)
class Pocket:
    r"""A clean Fermi circle in each of two valleys that turn into each other by time reversal.

    The bands of one valley are :math:`\xi \pm |\mathbf g(\varphi)|` with
    :math:`\mathbf g = (\alpha_R\sin\varphi + \alpha_D\cos\varphi,
    -\alpha_R\cos\varphi - \alpha_D\sin\varphi, \beta)`; the pairs are uniform singlets, and what
    splits the bands is far below the Fermi energy.

    Attributes
    ----------
    Tc0
        Critical temperature without field, K.
    beta, alpha_r, alpha_d
        Half splittings along the normal (Ising), and in the plane (Rashba, Dresselhaus), meV.
    g
        Electron g-factor.
    field_factor
        Field on the spins over the applied one, such as Stoner's 1/(1 - I N).

    Examples
    --------
    >>> round(Pocket(3.0, beta=4.1).gap0, 4)
    0.456
    """

    Tc0: float
    beta: float = 0.0
    alpha_r: float = 0.0
    alpha_d: float = 0.0
    g: float = 2.0
    field_factor: float = 1.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not isfinite(value) or (each.name in _POSITIVE and value <= 0.0):
                wanted = "a positive number" if each.name in _POSITIVE else "a finite number"
                raise InputError(f"{each.name} = {value:g}", wanted, "check its sign and unit")

    @property
    def kTc(self) -> float:
        """Critical temperature as an energy, meV."""
        return K_B * self.Tc0

    @property
    def gap0(self) -> float:
        r"""Gap at T = 0 without field, :math:`1.7639\,k_BT_{c0}`, meV."""
        return BCS_GAP * self.kTc

    @property
    def pauli_limit(self) -> float:
        r"""Field at which :math:`h = \Delta_0/\sqrt2`, T."""
        return self.gap0 / (sqrt(2.0) * self.zeeman_per_tesla)

    @property
    def zeeman_per_tesla(self) -> float:
        """Zeeman energy of a spin over the field, half of g times the Bohr magneton, meV/T."""
        return 0.5 * self.g * self.field_factor * MU_B

    def zeeman(self, B: float, theta: float = 90.0, phi: float = 0.0) -> Array:
        """Zeeman energy as a vector, meV; that of a magnet beside the layer may be added to it.

        Parameters
        ----------
        B
            Field in T.
        theta, phi
            Its direction in degrees: from the normal, and in the plane from x.

        Examples
        --------
        >>> Pocket(3.0).zeeman(10.0).round(4)
        array([0.5788, 0.    , 0.    ])
        """
        return self.zeeman_per_tesla * B * unit_vector(theta, phi)

    def spin_orbit(self, angles: npt.ArrayLike) -> Array:
        """The vector g at angles in radians on the circle, meV, shape (n, 3)."""
        phi = np.asarray(angles, dtype=float)
        sine, cosine = np.sin(phi), np.cos(phi)
        x = self.alpha_r * sine + self.alpha_d * cosine
        y = -self.alpha_r * cosine - self.alpha_d * sine
        return np.stack([x, y, np.full(phi.shape, self.beta)], axis=-1)

    @property
    def largest(self) -> float:
        """Bound of the size of g, meV."""
        return sqrt(self.beta**2 + (abs(self.alpha_r) + abs(self.alpha_d)) ** 2)


def unit_vector(theta: float, phi: float) -> Array:
    """Direction of a field; theta from the normal in [0, 180], phi in the plane, degrees."""
    if not (0.0 <= theta <= 180.0 and isfinite(phi)):
        raise InputError(
            f"a direction of theta = {theta:g}, phi = {phi:g} degrees",
            "theta from the film normal between 0 and 180, phi finite",
            "give the angle from the normal, 90 for a field in the plane",
        )
    t, p = np.deg2rad(theta), np.deg2rad(phi)
    # exact zeros keep a field in the plane there
    z = 0.0 if theta == 90.0 else np.cos(t)
    flat = 0.0 if theta in (0.0, 180.0) else np.sin(t)
    return np.array([flat * np.cos(p), flat * np.sin(p), z])


def field_vector(h: npt.ArrayLike) -> tuple[float, Array]:
    """Size and direction of a Zeeman vector; along x where it vanishes."""
    vector = np.asarray(h, dtype=float)
    if vector.shape != (3,) or not np.all(np.isfinite(vector)):
        raise InputError(
            f"a Zeeman vector {np.array2string(vector)}",
            "three finite numbers in meV",
            "make it with Pocket.zeeman",
        )
    size = float(np.linalg.norm(vector))
    return size, vector / size if size else np.array([1.0, 0.0, 0.0])


def temperature_unit(T: float) -> float:
    """2 pi kB T in meV for T above zero."""
    if not 0.0 < T < float("inf"):
        raise InputError(f"T = {T:g} K", "a temperature above zero", "take 0.01 Tc0 for zero")
    return 2.0 * np.pi * K_B * T
