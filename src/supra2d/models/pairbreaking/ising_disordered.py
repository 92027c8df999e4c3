r"""Ising pairing with Rashba coupling and every kind of scattering, field in the plane.

The ladder of impurity lines is solved at each Matsubara frequency: scattering within a valley
averages the Rashba field, scattering between valleys reverses the Ising field, spin-orbit
scattering flips spins. Without Rashba coupling, scattering within a valley drops out and the
ladder closes to the formula of ``ising_intervalley``.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._ladder import ladder_fields
from ._rates import rate_chain_fields
from ._solve import DD2, MINOR, SPIN, TC0, energy, film_rate, solve, zeeman

_ALPHA_R = energy("alpha_r", 0.5, "half of the Rashba splitting at the Fermi line", least=MINOR)
_GAMMA_0 = energy("gamma_0", 5.0, "scattering energy hbar/tau_0 within a valley", least=MINOR)
_GAMMA_IV = energy("gamma_iv", 0.5, "intervalley scattering energy hbar/tau_iv", least=MINOR)
_GAMMA_SO = energy(
    "gamma_so", 0.0, "spin-orbit scattering energy 2 hbar/(3 tau_so)", least=MINOR, free=False
)


def ising_disordered(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    alpha_r: npt.ArrayLike = _ALPHA_R.default,
    gamma_0: npt.ArrayLike = _GAMMA_0.default,
    gamma_iv: npt.ArrayLike = _GAMMA_IV.default,
    gamma_so: npt.ArrayLike = _GAMMA_SO.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    if not np.any(alpha_r):
        return solve(rate_chain_fields, T, Tc0, beta, gamma_so, gamma_iv, spin, 0.0, orbit)
    # the ladder counts amplitudes, which decay at half the rate hbar/tau
    own, other = 0.5 * np.asarray(gamma_0), 0.5 * np.asarray(gamma_iv)
    return solve(ladder_fields, T, Tc0, beta, alpha_r, 0.0, own, other, gamma_so, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, without Rashba coupling, at the default scattering."""
    return scan(partial(ising_disordered, alpha_r=0.0), T, B, "beta")


def _clean(beta: float, alpha_r: float) -> dict[str, float]:
    none = {"gamma_0": 0.0, "gamma_iv": 0.0, "gamma_so": 0.0}
    return {"Tc0": 1.0, "beta": beta * K_B, "alpha_r": alpha_r * K_B} | none


MODEL = Model(
    name="ising_disordered",
    title="Ising pairing with Rashba coupling and scattering",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("beta", 4.0, "half of the spin splitting along the normal"),
        _ALPHA_R,
        _GAMMA_0,
        _GAMMA_IV,
        _GAMMA_SO,
        *SPIN,
        DD2,
    ),
    function=ising_disordered,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = 2\pi k_BT\sum_{\omega>0}\left[\frac1\omega - U_s(\omega)\right],"
        r"\quad U_\eta = P_\eta\left(Y + \frac{\gamma_0}2 U_\eta"
        r" + \frac{\gamma_{iv}}2 U_{-\eta}\right)"
    ),
    limits=(
        "Isotropic scattering, field in the plane, uniform pairs, second order. ``Dd2`` shifts "
        "each Matsubara frequency by the orbital energy. Without scattering and in the cold the "
        "average needs many angles: `ising_rashba` is made for that."
    ),
    references=("ilic2017", "mockli2020"),
    checks=(
        CheckRow(
            _clean(10, 0) | {"gamma_iv": 10 * K_B, "gamma_0": 3 * K_B},
            0.5,
            PAULI_PER_KELVIN * 2.033790441935553,
            "Ising_intervalley: B/Bp beta/kTc=10 (hbar/tau_iv)/kTc=10 t=0.5",
        ),
        CheckRow(
            _clean(10, 1),
            0.5,
            PAULI_PER_KELVIN * 3.969778980183052,
            "general_gap_eq: Ising b=10+Rashba a=1 in-plane t=0.5",
            rtol=1e-8,
        ),
        CheckRow(
            _clean(10, 5),
            0.9,
            PAULI_PER_KELVIN * 1.2524114991367168,
            "general_gap_eq: Ising b=10+Rashba a=5 in-plane t=0.9",
            rtol=1e-8,
        ),
        CheckRow(
            _clean(0, 0) | {"gamma_so": 10 * K_B},
            0.1,
            PAULI_PER_KELVIN * 2.596373151693114,
            "KLB: B/Bp full-SO(no orbital) t=0.1 gamma_so/kTc=10",
        ),
    ),
    requires=("direction:parallel", "inversion:absent", "mobility"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
