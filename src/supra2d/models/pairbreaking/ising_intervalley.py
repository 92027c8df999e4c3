r"""Ising pairing with scattering between the valleys, field in the plane.

An electron scattered into the other valley finds its spin-orbit field reversed. Weak scattering
lowers the effective splitting; for :math:`\gamma_{iv} \gg \beta` the field is that of spin-orbit
scattering with :math:`\gamma_{so} = \beta^2/\gamma_{iv}` (Dyakonov and Perel). Scattering within a
valley drops out.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._rates import rate_chain_fields
from ._solve import DD2, MINOR, SPIN, TC0, energy, film_rate, solve, zeeman

_GAMMA_IV = energy("gamma_iv", 1.0, "intervalley scattering energy hbar/tau_iv", least=MINOR)


def ising_intervalley(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    gamma_iv: npt.ArrayLike = _GAMMA_IV.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin = zeeman(g, field_factor)
    return solve(rate_chain_fields, T, Tc0, beta, 0.0, gamma_iv, spin, 0.0, film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, at the default scattering."""
    return scan(ising_intervalley, T, B, "beta")


# B/Bp of the reference values by (beta, hbar/tau_iv)/kTc, at T/Tc0 = 0.9, 0.5, 0.1
_KNOWN = {
    (10, 0): (1.6675089704167827, 4.1839338269006211, 7.3584082494880052),
    (10, 1): (1.4953403611076742, 3.5500093403538861, 5.0876015758095381),
    (10, 10): (0.96889911094482638, 2.033790441935553, 2.4651424979441648),
    (10, 100): (0.59897931934603733, 1.0894620628315819, 1.1222604683686897),
    (50, 5): (4.5986937647144007, 10.493385068671443, 13.803003672586437),
    (50, 50): (2.0367922165304482, 4.3470316019078108, 5.3238550208116101),
}

MODEL = Model(
    name="ising_intervalley",
    title="Ising pairing with intervalley scattering",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("beta", 4.0, "half of the spin splitting"),
        _GAMMA_IV,
        *SPIN,
        DD2,
    ),
    function=ising_intervalley,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = 2\pi k_BT\sum_{\omega>0}\left[\frac1\omega"
        r" - \frac1{\omega + R}\right],\quad R = \frac{h^2(\omega+\gamma_{iv})}"
        r"{\omega(\omega+\gamma_{iv}) + \beta^2}"
    ),
    limits=(
        "One splitting on the whole Fermi line, no Rashba coupling; second order. ``Dd2`` shifts "
        "each Matsubara frequency by the orbital energy."
    ),
    references=("ilic2017", "mockli2020"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "beta": n * K_B, "gamma_iv": m * K_B},
            t,
            PAULI_PER_KELVIN * over,
            f"Ising_intervalley: B/Bp beta/kTc={n} (hbar/tau_iv)/kTc={m} t={t}",
        )
        for (n, m), known in _KNOWN.items()
        for t, over in zip((0.9, 0.5, 0.1), known, strict=True)
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
