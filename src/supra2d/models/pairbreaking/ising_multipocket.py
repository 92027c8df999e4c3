r"""Ising pairing on pockets around K and Gamma with one gap.

The pockets around K are fully split, that around Gamma has nodes of the splitting; each counts
with its share of the density of states. The pocket around Gamma decides near Tc.
"""

from __future__ import annotations

from functools import partial

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman
from ._surface import nodal_fields

_BETA_K = energy("beta_K", 30.0, "half splitting on the pockets around K")
_BETA_GAMMA = energy("beta_Gamma", 10.0, "largest half splitting on the pocket around Gamma")
_WEIGHT = Parameter(
    "weight_Gamma", "", 0.3, 0.0, 1.0, "share of the pocket around Gamma in the density of states"
)


def ising_multipocket(
    T: Array,
    Tc0: npt.ArrayLike,
    beta_K: npt.ArrayLike,
    beta_Gamma: npt.ArrayLike = _BETA_GAMMA.default,
    weight_Gamma: npt.ArrayLike = _WEIGHT.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    return solve(nodal_fields, T, Tc0, beta_Gamma, beta_K, weight_Gamma, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings around Gamma, where the field breaks pairs first."""
    return scan(partial(ising_multipocket, beta_K=_BETA_K.default), T, B, "beta_Gamma")


_TEN = 10 * K_B

MODEL = Model(
    name="ising_multipocket",
    title="Ising pairing on pockets around K and Gamma",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, _BETA_K, _BETA_GAMMA, _WEIGHT, *SPIN, DD2),
    function=ising_multipocket,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = w_\Gamma\left\langle f(\beta_\Gamma\cos3\varphi)"
        r"\right\rangle_\varphi + (1-w_\Gamma) f(\beta_K),\quad f(\beta) = \frac{h^2}{\rho^2}"
        r"\left[\mathrm{Re}\,\psi\left(\frac12 + \frac{i\rho}{2\pi k_BT}\right)"
        r" - \psi\left(\frac12\right)\right],\; \rho^2 = \beta^2 + h^2"
    ),
    limits=(
        "Clean, the same gap on all pockets; second order. ``Dd2`` shifts each Matsubara "
        "frequency by the orbital energy."
    ),
    references=("wickramaratne2023",),
    checks=(
        CheckRow(
            {"Tc0": 1.0, "beta_K": _TEN, "beta_Gamma": 1.0, "weight_Gamma": 0.0},
            0.5,
            PAULI_PER_KELVIN * 4.1839338269006211,
            "Ising_clean: B/Bp beta/kTc=10 t=0.5",
        ),
        CheckRow(
            {"Tc0": 1.0, "beta_K": 1.0, "beta_Gamma": _TEN, "weight_Gamma": 1.0},
            0.5,
            PAULI_PER_KELVIN * 2.472666879657683,
            "general_gap_eq: Gamma pocket nodal Ising b=10cos3phi in-plane t=0.5",
            rtol=1e-8,
        ),
        CheckRow(
            {"Tc0": 1.0, "beta_K": 0.0, "beta_Gamma": 0.0, "weight_Gamma": 0.4},
            0.5,
            PAULI_PER_KELVIN * 0.86962145402264385,
            "Pauli: B/Bp t=0.5",
        ),
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
