"""Relations of spin-orbit coupling: its energies, and the laws that hold them."""

from __future__ import annotations

from math import log, pi, sqrt

from ...core import ising_to_klb, klb_to_ising
from ...core.constants import BCS_GAP, EULER_GAMMA, K_B, PAULI_PER_KELVIN
from ...models import model
from ._relation import Relation

#: Names of a scattering rate, over gamma_so = 2 hbar/(3 tau_so).
_RATES = {"KLB_3hbar_over_2tau": 2.25, "gamma_so": 1.0, "hbar_over_tau": 1.5}
_RATE = {"rate": tuple(_RATES)}


def spin_orbit_rate(beta: float, Tc: float, rate: str) -> float:
    return _RATES[rate] * ising_to_klb(beta, Tc)


def spin_orbit_splitting(energy: float, Tc: float, rate: str) -> float:
    return klb_to_ising(energy / _RATES[rate], Tc)


def klb_saturation(energy: float, Tc: float, rate: str) -> float:
    return sqrt(energy / _RATES[rate] / (BCS_GAP * K_B * Tc))


def klb_at_zero_field(sign: str) -> float:
    psi_half = -EULER_GAMMA - 2.0 * log(2.0)
    return psi_half - psi_half if sign == "minus" else psi_half + psi_half


def ising_over_pauli(beta: float, Tc: float, t: float, pocket: str) -> float:
    law = model("ising" if pocket == "K" else "ising_nodal")
    return float(law(t * Tc, Tc0=Tc, beta=beta)) / (PAULI_PER_KELVIN * Tc)


def balance_over_pauli(chi_ratio: float) -> float:
    return 1.0 / sqrt(1.0 - chi_ratio)


def effective_splitting(beta: float, rate: float, t: float, form: str) -> float:
    if form == "beta/(1 + G/2pi)":
        return beta / (1.0 + rate / (2.0 * pi))
    if form == "beta/sqrt(1 + G/pi)":
        return beta / sqrt(1.0 + rate / pi)
    field = float(model("ising_intervalley")(t, Tc0=1.0, beta=beta * K_B, gamma_iv=rate * K_B))
    low, high = 0.0, beta
    for _ in range(50):  # the field of a clean monolayer rises with its splitting
        middle = 0.5 * (low + high)
        clean = float(model("ising")(t, Tc0=1.0, beta=middle * K_B))
        low, high = (middle, high) if clean < field else (low, middle)
    return low


RELATIONS = (
    Relation(
        "spin_orbit_rate",
        "the rate whose KLB law has the slope of beta near Tc",
        {"beta": "meV", "Tc": "K"},
        "meV",
        spin_orbit_rate,
        _RATE,
    ),
    Relation(
        "spin_orbit_splitting",
        "the beta whose Ising law has the slope of a rate near Tc",
        {"energy": "meV", "Tc": "K"},
        "meV",
        spin_orbit_splitting,
        _RATE,
    ),
    Relation(
        "klb_saturation",
        "Bc2(0)/B_P = sqrt(gamma_so/Delta0)",
        {"energy": "meV", "Tc": "K"},
        "",
        klb_saturation,
        _RATE,
    ),
    Relation(
        "klb_at_zero_field",
        "ln(Tc0/T) = psi(1/2 + x) - psi(1/2) at B = 0",
        {},
        "",
        klb_at_zero_field,
        {"sign": ("minus", "plus")},
    ),
    Relation(
        "ising_over_pauli",
        "Bc2/B_P of the clean Ising law at T = t Tc",
        {"beta": "meV", "Tc": "K", "t": ""},
        "",
        ising_over_pauli,
        {"pocket": ("K", "Gamma")},
    ),
    Relation(
        "balance_over_pauli",
        "H/B_P from (chi_n - chi_s) H^2/2 = N(0) Delta^2/2",
        {"chi_ratio": ""},
        "",
        balance_over_pauli,
    ),
    Relation(
        "effective_splitting",
        "splitting of the clean law with the same field at T = t Tc; energies in kTc",
        {"beta": "", "rate": "", "t": ""},
        "",
        effective_splitting,
        {"form": ("exact", "beta/(1 + G/2pi)", "beta/sqrt(1 + G/pi)")},
    ),
)
