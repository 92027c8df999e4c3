r"""Strong spin-orbit scattering: the law of Klemm, Luther and Beasley.

Impurities with spin-orbit coupling mix the spins so fast that the field polarises them only in
second order: the pair-breaking energy is :math:`h^2/\gamma_{so}`. As T -> 0 the field is
:math:`h = \sqrt{\gamma_{so}\Delta_0/2}`. The curve has the shape of a dirty thin film limited by
orbits (``film_orbital``): the two are told apart by thickness and mobility alone. Published fits
often name :math:`3\hbar/2\tau_{so} = \tfrac94\gamma_{so}` the spin-orbit energy.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import BCS_GAP, K_B, PAULI_PER_KELVIN

from ._clean import rate_fields
from ._guess import critical_temperature, ratio
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman


def klb(
    T: Array,
    Tc0: npt.ArrayLike,
    gamma_so: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin = np.square(zeeman(g, field_factor)) / gamma_so
    return solve(rate_fields, T, Tc0, spin + film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The field goes with the root of gamma_so."""
    Tc0 = critical_temperature(T, B)
    return {"Tc0": Tc0, "gamma_so": float(np.clip(ratio(T, B, klb(T, Tc0, 1.0)) ** 2, 1e-6, 1e6))}


_KEY = "KLB: B/Bp KLB t={} gamma_so/kTc={:g}"

MODEL = Model(
    name="klb",
    title="Strong spin-orbit scattering (Klemm, Luther, Beasley)",
    mechanism="spin_orbit_scattering",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("gamma_so", 5.0, "spin-orbit scattering energy 2 hbar/(3 tau_so)", low=1e-6),
        *SPIN,
        DD2,
    ),
    function=klb,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \psi\left(\frac12 + \frac{h^2/\gamma_{so} + \alpha}{2\pi k_BT}"
        r"\right) - \psi\left(\frac12\right),\quad h = \frac{g}{2}\mu_B B"
    ),
    limits=(
        "gamma_so far above kB Tc0: at gamma_so = 10 kB Tc0 the field is 9 to 16 % low; "
        "`spin_orbit_scattering` is exact. Needs a scattering time below the spin-orbit time."
    ),
    references=("klemm1975", "maki1966"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "gamma_so": n * K_B}, t, PAULI_PER_KELVIN * over, _KEY.format(t, n)
            )
            for t, n, over in (
                (0.9, 1, 0.28377525640837003),
                (0.9, 10, 0.89737615384874226),
                (0.9, 100, 2.8377525640837003),
                (0.5, 1, 0.60723971416836266),
                (0.5, 10, 1.9202605824816453),
                (0.5, 100, 6.0723971416836266),
                (0.1, 1, 0.74531700786113424),
                (0.1, 10, 2.3568993237028052),
                (0.1, 100, 7.4531700786113424),
            )
        ),
        CheckRow(
            {"Tc0": 1.0, "gamma_so": BCS_GAP * K_B}, 0.0, PAULI_PER_KELVIN, "KLB: T=0 at Delta0"
        ),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "gamma_so"},
)
