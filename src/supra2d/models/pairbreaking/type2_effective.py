r"""Type-II Ising pairing in the form of published fits: one splitting, Rashba coupling, a time.

Fits to stanene and lead films take Ising pairing with Rashba coupling and an effective splitting,
:math:`\beta^* = \beta/(1 + \hbar/2\pi k_BT_{c0}\tau_0)`, lowered by scattering between the states
of opposite splitting. With ``beta`` at :math:`\beta^*` it is the curve of ``ising_rashba``: fields
alone give neither :math:`\tau_0` nor the type of the pairing. At the default, so long a time that
it does nothing, ``beta`` is :math:`\beta^*` itself.
"""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import HBAR, K_B, K_B_SI, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, MINOR, SPIN, TC0, energy
from .ising_rashba import ising_rashba

_ALPHA_R = energy("alpha_r", 0.5, "half of the Rashba splitting at the Fermi line", least=MINOR)
_TAU0 = Parameter(
    "tau0",
    "s",
    1e-9,
    1e-18,
    1e-3,
    "scattering time between states of opposite splitting; long: beta is beta*",
    ("log_uniform", 1e-15, 1e-9),
    free=False,
)


def type2_effective(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    alpha_r: npt.ArrayLike = _ALPHA_R.default,
    tau0: npt.ArrayLike = _TAU0.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    lowered = 1.0 + HBAR / (2.0 * pi * K_B_SI * np.asarray(Tc0) * tau0)
    return ising_rashba(T, Tc0, beta / lowered, alpha_r, g=g, field_factor=field_factor, Dd2=Dd2)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, at the default Rashba coupling and time."""
    return scan(type2_effective, T, B, "beta")


_HALVES = HBAR / (2.0 * pi * K_B_SI)  # the time, in s at Tc0 = 1 K, for which beta* = beta/2

# B/Bp of the reference values by alpha_r/kTc at beta* = 10 kTc, at T/Tc0 = 0.99, 0.9, 0.5, 0.1
_KNOWN = {
    0: (0.51745884281199, 1.6675089704167767, 4.18393382690062, 7.358408249488005),
    1: (0.5094382229038469, 1.6363762123336585, 3.969778980183052, 5.356877817809914),
    5: (0.40273766695085395, 1.2524114991367168, 2.475641296973161, 2.6607358477246206),
}

MODEL = Model(
    name="type2_effective",
    title="Type-II Ising pairing, published effective form",
    mechanism="type2",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("beta", 4.0, "half of the spin splitting, before scattering lowers it"),
        _ALPHA_R,
        _TAU0,
        *SPIN,
        DD2,
    ),
    function=type2_effective,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \left\langle\tfrac{1+c}2 F\left(\tfrac{E_+-E_-}2\right)"
        r" + \tfrac{1-c}2 F\left(\tfrac{E_++E_-}2\right)\right\rangle_\varphi,\quad"
        r" E_\pm = |\mathbf g\pm\mathbf h|,\; c = \frac{g^2-h^2}{E_+E_-},\;"
        r" \mathbf g = (\alpha_R\sin\varphi, -\alpha_R\cos\varphi, \beta^*),\;"
        r" \beta^* = \frac{\beta}{1 + \hbar/2\pi k_BT_{c0}\tau_0}"
    ),
    limits=(
        "Scattering enters in leading order. Against exact scattering between two states of "
        "opposite splitting, `ising_intervalley`, at beta = 10 kB Tc0 and hbar/tau0 = 0.5, 2, 10 "
        "kB Tc0, beta* is 0.8, 4 and 22 % low near Tc; in the cold exact scattering also bends "
        "the curve, which no beta* does. Uniform pairs, second order."
    ),
    references=("falson2020", "liu2020", "zhang2021"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "beta": 20 * K_B, "alpha_r": n * K_B, "tau0": _HALVES},
            t,
            PAULI_PER_KELVIN * over,
            f"general_gap_eq: Ising b=10+Rashba a={n} in-plane t={t}",
            rtol=1e-8,
        )
        for n, known in _KNOWN.items()
        for t, over in zip((0.99, 0.9, 0.5, 0.1), known, strict=True)
    ),
    requires=("direction:parallel", "inversion:present"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
