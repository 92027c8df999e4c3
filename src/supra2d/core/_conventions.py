"""Conventions that travel with numbers (physics.md B2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt

from ._errors import NameUnknownError
from .constants import K_B, MU_B, PAULI_PER_KELVIN

#: Pauli limit over Tc0 in T/K for g = 2, under each prefactor found in the literature.
PAULI_PREFACTORS: dict[str, float] = {
    "BCS": PAULI_PER_KELVIN,
    "1.86": 1.86,
    "1.84": 1.84,
    "1.76/sqrt2": 1.76 * K_B / (sqrt(2) * MU_B),
}

#: What "the spin-orbit energy" means, in terms of the half splitting beta or gamma_so.
SPIN_ORBIT_ENERGIES = ("half_splitting", "splitting", "gamma_so", "KLB_3hbar_over_2tau")


@dataclass(frozen=True, slots=True)
class Conventions:
    """The choices behind a set of numbers.

    Attributes
    ----------
    pauli_prefactor
        Key of ``PAULI_PREFACTORS``; B_P = prefactor * Tc * 2/g.
    g
        Electron g-factor.
    spin_orbit_energy
        One of ``SPIN_ORBIT_ENERGIES``.
    criterion
        Resistive criterion that defines Tc and Bc2.
    """

    pauli_prefactor: str = "BCS"
    g: float = 2.0
    spin_orbit_energy: str = "half_splitting"
    criterion: str = "50%"

    def __post_init__(self) -> None:
        if self.pauli_prefactor not in PAULI_PREFACTORS:
            raise NameUnknownError.of("Pauli prefactor", self.pauli_prefactor, PAULI_PREFACTORS)
        if self.spin_orbit_energy not in SPIN_ORBIT_ENERGIES:
            raise NameUnknownError.of(
                "spin-orbit energy", self.spin_orbit_energy, SPIN_ORBIT_ENERGIES
            )

    def pauli_limit(self, tc: float) -> float:
        """Pauli limit in T for a critical temperature in K.

        Examples
        --------
        >>> round(Conventions(pauli_prefactor="1.84").pauli_limit(7.7), 2)
        14.17
        """
        return PAULI_PREFACTORS[self.pauli_prefactor] * tc * 2.0 / self.g

    def text(self) -> str:
        """The record in one line."""
        return ", ".join(f"{key}={value}" for key, value in asdict(self).items())
