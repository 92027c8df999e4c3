r"""Dirty superconductor with orbits, spins and spin-orbit scattering at all temperatures.

The law of Werthamer, Helfand and Hohenberg. ``slope`` is -dB/dT at Tc that orbits alone would
give, ``alpha`` (Maki) the strength of the spins, which contains g, and ``lambda_so`` the rate of
spin-orbit scattering, :math:`\gamma_{so} = \pi k_BT_{c0}\lambda_{so}`. At each temperature the
field is unique, whether gamma is real or imaginary; it is summed in a form that is stable where
gamma vanishes.
"""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import K_B

from ..criticalfield._guess import boundary
from ._rates import rate_chain_fields
from ._solve import TC0, solve


def whh(
    T: Array,
    Tc0: npt.ArrayLike,
    slope: npt.ArrayLike,
    alpha: npt.ArrayLike,
    lambda_so: npt.ArrayLike,
) -> Array:
    """Critical field in T."""
    # orbital energy over the field: hbar = 4 B / (pi^2 s Tc0) in units of pi kB Tc0
    orbital = 4.0 * K_B / (pi * np.asarray(slope))
    gamma_so = pi * K_B * np.asarray(Tc0) * lambda_so
    return solve(
        rate_chain_fields, T, Tc0, 0.0, gamma_so, 0.0, np.asarray(alpha) * orbital, orbital, 0.0
    )


def guess(T: Array, B: Array) -> dict[str, float]:
    """A straight line through the points; the curve is steeper than it at Tc."""
    Tc0, B0 = boundary(T, B, 1.0)
    return {"Tc0": Tc0, "slope": 1.3 * B0 / Tc0}


# h* of the reference values, B / (s Tc0), by (alpha, lambda_so, T/Tc0)
_KNOWN = {
    (0, 0, 0.9): 0.098388768421895371,
    (0, 10, 0.1): 0.67870107705496577,
    (0.5, 0, 0.5): 0.42849044888554094,
    (0.5, 2, 0.1): 0.66306043384545161,
    (1, 0, 0.9): 0.095087971849583243,
    (1, 0, 0.1): 0.48895052757152771,
    (1, 0.5, 0.5): 0.40367338155287846,
    (1, 2, 0.1): 0.62315624606029013,
    (1, 10, 0.5): 0.44351937707884705,
    (2, 0, 0.5): 0.28349909866050086,
    (2, 0.5, 0.1): 0.41930201361089633,
    (2, 2, 0.5): 0.37542659839576846,
    (5, 0, 0.9): 0.062393842682715769,
    (5, 0, 0.1): 0.13857340217994223,
    (5, 0.5, 0.5): 0.18565623479011204,
    (5, 2, 0.1): 0.31323823950363762,
    (5, 10, 0.9): 0.091151356280557588,
    (5, 10, 0.1): 0.47350336423804915,
}

MODEL = Model(
    name="whh",
    title="Werthamer-Helfand-Hohenberg with spins and spin-orbit scattering",
    mechanism="spin_orbit_scattering",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        Parameter(
            "slope",
            "T/K",
            0.7,
            1e-5,
            1e3,
            "-dB/dT at Tc0 of the orbits alone",
            ("log_uniform", 1e-5, 1e3),
        ),
        Parameter(
            "alpha",
            "",
            0.5,
            0.0,
            1e5,
            "Maki parameter, sqrt(2) orbital over Pauli field at T = 0",
            ("log_uniform", 1e-2, 1e1),
        ),
        Parameter(
            "lambda_so",
            "",
            1.0,
            0.0,
            1e5,
            "spin-orbit scattering 2 hbar/(3 pi kB Tc0 tau_so)",
            ("log_uniform", 1e-2, 1e2),
        ),
    ),
    function=whh,
    guess=guess,
    equation=(
        r"\ln\frac1t = \left(\frac12 + \frac{i\lambda_{so}}{4\gamma}\right)"
        r"\psi\left(\frac12 + \frac{\bar h + \lambda_{so}/2 + i\gamma}{2t}\right)"
        r" + \left(\frac12 - \frac{i\lambda_{so}}{4\gamma}\right)"
        r"\psi\left(\frac12 + \frac{\bar h + \lambda_{so}/2 - i\gamma}{2t}\right)"
        r" - \psi\left(\frac12\right),\quad \bar h = \frac{4B}{\pi^2 s T_{c0}},\quad"
        r" \gamma = \sqrt{(\alpha\bar h)^2 - (\lambda_{so}/2)^2}"
    ),
    limits=(
        "Mean free path far below the coherence length; second order, so that for alpha above "
        "about 1 and small lambda_so the transition in the cold is of first order."
    ),
    references=("werthamer1966", "maki1964"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "slope": 1.0, "alpha": alpha, "lambda_so": lambda_so},
            t,
            known,
            f"WHH: hstar alpha={alpha} lso={lambda_so} t={t}",
        )
        for (alpha, lambda_so, t), known in _KNOWN.items()
    ),
    requires=("direction:perpendicular",),
    edge="Tc0",
)
