"""Relations of transport: flux creep, carriers, vortex unbinding, critical current."""

from __future__ import annotations

from math import pi, sinh, sqrt

from ...core.constants import MU_0, PHI_0
from ...measure import drude_mobility, mean_free_path
from ...models.creep import apparent_slope, barrier, kramer_exponent
from ._relation import Relation


def arrhenius_slope(U0: float, temperature: str) -> float:
    return U0 if temperature == "T" else 0.0


def crossing_slope(T_cross: float, axes: str) -> float:
    return 1.0 / T_cross if axes == "lnR0 against U0" else T_cross


def creep_barrier(U0: float, q: float, t: float) -> float:
    return float(barrier(t, U0, 1.0, q))


def creep_slope(U0: float, q: float, t: float, Tc: float, prefactor: str) -> float:
    """Slope of ln R against 1/T, with or without the barrier before the exponential."""
    if prefactor == "kept":
        return float(apparent_slope(t * Tc, U0, Tc, q))
    return creep_barrier(U0, q, t) * (1.0 + q * t / (1.0 - t))


def creep_ohmic(U_over_T: float, j: float) -> float:
    """sinh(x)/x at x = (U/T)(J/Jc0): what full creep adds to the ohmic law at J/Jc0 = j."""
    x = U_over_T * j
    return sinh(x) / x


def kramer_field(beta: float, gamma: float, delta: float, U0: float, B: float) -> float:
    """Field where the barrier vanishes; infinite where U0 is not below the power law."""
    left = (U0 / (beta * B**gamma)) ** (1.0 / delta)
    return B / (1.0 - left) if left < 1.0 else float("inf")


def kramer_slope(gamma: float, delta: float, b: float) -> float:
    return float(kramer_exponent(b, gamma, 1.0, delta))


def mobility(n: float, R: float) -> float:
    return drude_mobility(n, R)


def free_path(n: float, R: float, degeneracy: str) -> float:
    return mean_free_path(n, drude_mobility(n, R), degeneracy=float(degeneracy))


def halperin_nelson_line(T: float, T_BKT: float) -> float:
    """(dlnR/dT)^(-2/3) of R0 exp(-b/sqrt(T/T_BKT - 1)), over (2 T_BKT/b)^(2/3), at b = 1."""
    step = 1e-20 * T  # along the imaginary axis, where a derivative loses no digits
    ln_r = -(((T + 1j * step) / T_BKT - 1.0) ** -0.5)
    slope = ln_r.imag / step
    return float((2.0 * T_BKT * slope) ** (-2.0 / 3.0))


def depairing_current(xi: float, depth: float) -> float:
    return PHI_0 / (3.0 * sqrt(3.0) * pi * MU_0 * depth**2 * xi)


RELATIONS = (
    Relation(
        "arrhenius_slope",
        "-dlnR/d(1/T) of ln R = ln R0 - U0/T",
        {"U0": "K"},
        "K",
        arrhenius_slope,
        {"temperature": ("T", "Tc")},
    ),
    Relation(
        "crossing_slope",
        "slope of ln R0 against U0 = 1/T_cross",
        {"T_cross": "K"},
        {"lnR0 against U0": "1/K", "U0 against lnR0": "K"},
        crossing_slope,
        {"axes": ("lnR0 against U0", "U0 against lnR0")},
    ),
    Relation(
        "creep_barrier", "U = U0 (1 - t)^q", {"U0": "K", "q": "", "t": ""}, "K", creep_barrier
    ),
    Relation(
        "creep_slope",
        "-dlnR/d(1/T) of R = (2 Rc U/T) exp(-U/T)",
        {"U0": "K", "q": "", "t": "", "Tc": "K"},
        "K",
        creep_slope,
        {"prefactor": ("kept", "dropped")},
    ),
    Relation(
        "creep_ohmic",
        "full creep over (2 rho_c U/T) exp(-U/T), j = J/Jc0",
        {"U_over_T": "", "j": ""},
        "",
        creep_ohmic,
    ),
    Relation(
        "kramer_field",
        "B* of U0 = beta B^gamma (1 - B/B*)^delta, beta in K at 1 T",
        {"beta": "K", "gamma": "", "delta": "", "U0": "K", "B": "T"},
        "T",
        kramer_field,
    ),
    Relation(
        "kramer_exponent",
        "-dlnU0/dlnB = -gamma + delta b/(1 - b), b = B/B*",
        {"gamma": "", "delta": "", "b": ""},
        "",
        kramer_slope,
    ),
    Relation(
        "drude_mobility",
        "mu = 1/(e n R)",
        {"n": "m^-2", "R": "ohm"},
        "m^2/(V s)",
        mobility,
    ),
    Relation(
        "mean_free_path",
        "l = 2h/(g e^2 R kF)",
        {"n": "m^-2", "R": "ohm"},
        "m",
        free_path,
        {"degeneracy": ("2", "1", "4")},
    ),
    Relation(
        "halperin_nelson_line",
        "(dlnR/dT)^(-2/3), scaled, = T/T_BKT - 1",
        {"T": "K", "T_BKT": "K"},
        "",
        halperin_nelson_line,
    ),
    Relation(
        "depairing_current",
        "Jd = Phi0/(3 sqrt3 pi mu0 depth^2 xi)",
        {"xi": "m", "depth": "m"},
        "A/m^2",
        depairing_current,
    ),
)
