"""Relations of crystals and bands: space groups, orbitals, susceptibility."""

from __future__ import annotations

from math import sqrt

from ...core.constants import MEV, MU_B_SI, N_A
from ._relation import Relation

_EMU = 1e-3  # J/T of a moment in emu
_GAUSS = 1e-4  # T

#: Numbers in the International Tables of the groups that layered dichalcogenides have.
_SPACE_GROUPS = {
    "P6_3/mmc": 194,
    "P-62c": 190,
    "P-6m2": 187,
    "P6_3mc": 186,
    "R-3m": 166,
    "P-3m1": 164,
    "R3m": 160,
    "P3m1": 156,
}


def space_group(symbol: str) -> float:
    return float(_SPACE_GROUPS[symbol])


def orbital_norm(factor: str) -> float:
    """Squared norm of (|2,2> + |2,-2>) times the factor."""
    return 2.0 * (2.0 if factor == "sqrt2" else 0.5)


def orbital_moment(formula: str) -> float:
    """L_z of (x2-y2 + i xy)/sqrt2: eta = 1/sqrt2 on x2-y2, beta = i/sqrt2 on xy."""
    eta, beta = 1.0 / sqrt(2.0), 1j / sqrt(2.0)
    if formula == "4 Im(eta* beta)":
        return 4.0 * (eta * beta).imag
    return 2.0 * eta * beta.imag


def pauli_states(chi: float) -> float:
    """States per meV and formula unit, both spins, whose susceptibility chi is in emu/(mol G)."""
    return chi * _EMU / _GAUSS / (MU_B_SI**2 * N_A) * MEV


def stoner_factor(product: float, N: float, meaning: str) -> float:
    """1/(1 - I N); the second meaning has no unit of energy in it, and counts N per eV."""
    if meaning == "I = product times N(0)":
        product *= (N * 1e3) ** 2
    return 1.0 / (1.0 - product)


RELATIONS = (
    Relation(
        "space_group",
        "number in the International Tables",
        {},
        "",
        space_group,
        {"symbol": tuple(_SPACE_GROUPS)},
    ),
    Relation(
        "orbital_norm",
        "norm of (|2,2> + |2,-2>) times a factor",
        {},
        "",
        orbital_norm,
        {"factor": ("1/sqrt2", "sqrt2")},
    ),
    Relation(
        "orbital_moment",
        "<L_z> of (x2-y2 + i xy)/sqrt2, eta real, beta imaginary",
        {},
        "",
        orbital_moment,
        {"formula": ("4 Im(eta* beta)", "2 (eta Im beta - beta Im eta)")},
    ),
    Relation(
        "pauli_states",
        "chi = mu_B^2 N per mole, N of both spins",
        {"chi": "emu/mol"},
        "1/eV",
        pauli_states,
    ),
    Relation(
        "stoner_factor",
        "S = 1/(1 - I N)",
        {"product": "", "N": "1/eV"},
        "",
        stoner_factor,
        {"meaning": ("I N(0) = product", "I = product times N(0)")},
    ),
)
