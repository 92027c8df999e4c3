"""Relations of critical fields: Ginzburg-Landau, Pauli limit, orbital parameter."""

from __future__ import annotations

from math import exp, log, pi, sqrt

from scipy.special import digamma

from ...core import PAULI_PREFACTORS
from ...core.constants import EULER_GAMMA, K_B, MU_0, MU_B, PHI_0
from ...models.criticalfield import thickness_from_field, xi_from_field
from ._relation import Relation

_PSI_HALF = -EULER_GAMMA - 2.0 * log(2.0)
_POLES = 2000


def pauli_limit(Tc: float, pauli_prefactor: str) -> float:
    return PAULI_PREFACTORS[pauli_prefactor] * Tc


def pauli_prefactor(ratio: float) -> float:
    return ratio * K_B / (2.0 * sqrt(2.0) * MU_B)


def gl_perpendicular(xi: float, t: float, field: str) -> float:
    return PHI_0 / (2.0 * pi * xi**2) * (1.0 - t) / (MU_0 if field == "H from Phi0/mu0" else 1.0)


def gl_parallel(xi: float, d: float, t: float, prefactor: str) -> float:
    front = sqrt(3.0) / pi if prefactor == "sqrt3/pi" else sqrt(12.0) / (2.0 * pi)
    return front * PHI_0 / (xi * d) * sqrt(1.0 - t)


def gl_parallel_fall(t: float, exponent: str) -> float:
    return float((1.0 - t) ** {"1/2": 0.5, "1": 1.0, "-1/2": -0.5}[exponent])


def gl_anisotropy(xi: float, d: float) -> float:
    return sqrt(12.0) * xi / d


def gap_ratio(gap: float, Tc: float) -> float:
    return 2.0 * gap / (K_B * Tc)


def orbital_field(xi: float, d: float, t: float, geometry: str) -> float:
    """Field near Tc, where the orbital parameter is (4/pi^2)(1 - t) and D = 8 kTc xi^2/(pi hbar).

    Bulk: DeB/(pi kTc) = 8 xi^2 B/(pi Phi0); film: D e^2 B^2 d^2/(6 pi hbar kTc), which is
    (4/3)(xi d B/Phi0)^2.
    """
    parameter = 4.0 / pi**2 * (1.0 - t)
    if geometry == "bulk":
        return parameter * pi * PHI_0 / (8.0 * xi**2)
    return sqrt(0.75 * parameter) * PHI_0 / (xi * d)


def whh_reduced_field(alpha: float, lambda_so: float, t: float) -> float:
    """Root of the equation as reviews print it, with a complex square root."""

    def rise(h: float) -> float:
        # where gamma vanishes both halves have a pole that cancels; a step aside is exact to 1e-15
        gamma = ((alpha * h) ** 2 - (0.5 * lambda_so) ** 2 + 0j) ** 0.5 or 1e-8j
        halves = (
            (0.5 + sign * 1j * lambda_so / (4.0 * gamma))
            * digamma(0.5 + (h + 0.5 * lambda_so + sign * 1j * gamma) / (2.0 * t))
            for sign in (1.0, -1.0)
        )
        return sum(halves, 0j).real - _PSI_HALF

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if exp(-rise(middle)) > t else (low, middle)
    return low


def tricritical_temperature() -> float:
    """T/Tc where the fourth-order term of a Pauli-limited superconductor changes sign.

    The term is Re psi''(1/2 + ix), x = h/(2 pi kT).
    """
    low, high = 0.1, 0.6
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _second_derivative(middle) < 0.0 else (low, middle)
    return exp(_PSI_HALF - digamma(0.5 + 1j * low).real)


def _second_derivative(x: float) -> float:
    poles = sum(-2.0 * (complex(n + 0.5, x) ** -3).real for n in range(_POLES))
    return poles - 1.0 / _POLES**2  # the poles that are left out, as an integral


RELATIONS = (
    Relation(
        "pauli_limit",
        "B_P = prefactor Tc",
        {"Tc": "K"},
        "T",
        pauli_limit,
        {"pauli_prefactor": tuple(PAULI_PREFACTORS)},
    ),
    Relation(
        "pauli_prefactor",
        "B_P/Tc = (2 Delta/kTc) kB/(2 sqrt2 mu_B)",
        {"ratio": ""},
        "T/K",
        pauli_prefactor,
    ),
    Relation(
        "gl_perpendicular",
        "B = Phi0/(2 pi xi^2) (1 - t)",
        {"xi": "m", "t": ""},
        {"B from Phi0": "T", "H from Phi0/mu0": "A/m"},
        gl_perpendicular,
        {"field": ("B from Phi0", "H from Phi0/mu0")},
        {"t": 0.0},
    ),
    Relation(
        "gl_parallel",
        "B = sqrt3 Phi0/(pi xi d) (1 - t)^(1/2)",
        {"xi": "m", "d": "m", "t": ""},
        "T",
        gl_parallel,
        {"prefactor": ("sqrt3/pi", "sqrt12/2pi")},
        {"t": 0.0},
    ),
    Relation(
        "gl_parallel_fall",
        "B_par(T)/B_par(0) = (1 - t)^(1/2)",
        {"t": ""},
        "",
        gl_parallel_fall,
        {"exponent": ("1/2", "1", "-1/2")},
    ),
    Relation(
        "gl_anisotropy", "B_par/B_perp = sqrt12 xi/d", {"xi": "m", "d": "m"}, "", gl_anisotropy
    ),
    Relation(
        "coherence_length", "xi = sqrt(Phi0/(2 pi B_perp))", {"B_perp": "T"}, "m", xi_from_field
    ),
    Relation(
        "film_thickness",
        "d = sqrt3 Phi0/(pi xi B_par)",
        {"B_par": "T", "xi": "m"},
        "m",
        thickness_from_field,
    ),
    Relation("gap_ratio", "2 Delta/kTc", {"gap": "meV", "Tc": "K"}, "", gap_ratio),
    Relation(
        "orbital_field",
        "field of the orbital parameter near Tc",
        {"xi": "m", "d": "m", "t": ""},
        "T",
        orbital_field,
        {"geometry": ("film", "bulk")},
    ),
    Relation(
        "whh_reduced_field",
        "the equation of Werthamer, Helfand and Hohenberg",
        {"alpha": "", "lambda_so": "", "t": ""},
        "",
        whh_reduced_field,
    ),
    Relation(
        "tricritical_temperature",
        "end of the second-order line of the Pauli limit, T/Tc",
        {},
        "",
        tricritical_temperature,
    ),
)
