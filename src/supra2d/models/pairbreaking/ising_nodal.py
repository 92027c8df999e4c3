r"""Ising pairing on a pocket where the splitting has nodes.

On a pocket around Gamma the splitting vanishes along three lines, :math:`g = \beta\cos3\varphi`,
and there the field breaks pairs freely. Near Tc, for h below kT and :math:`\beta \gg k_BT_{c0}`,
the curve is that of spin-orbit scattering with :math:`\gamma_{so} = \beta`, without any disorder.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman
from ._surface import nodal_fields


def ising_nodal(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(nodal_fields, T, Tc0, beta, 0.0, 1.0, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings."""
    return scan(ising_nodal, T, B, "beta")


_TEN = {"Tc0": 1.0, "beta": 10 * K_B}
_KEY = "general_gap_eq: Gamma pocket nodal Ising b=10cos3phi in-plane t={}"

MODEL = Model(
    name="ising_nodal",
    title="Ising pairing with nodes of the splitting",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, energy("beta", 10.0, "largest half splitting on the pocket"), *SPIN, DD2),
    function=ising_nodal,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \left\langle\frac{h^2}{\rho^2}\left[\mathrm{Re}\,\psi\left("
        r"\frac12 + \frac{i\rho}{2\pi k_BT}\right) - \psi\left(\frac12\right)\right]"
        r"\right\rangle_\varphi,\quad \rho^2 = \beta^2\cos^2 3\varphi + h^2"
    ),
    limits=(
        "Clean, one isotropic gap on the pocket; second order. ``Dd2`` shifts each Matsubara "
        "frequency by the orbital energy."
    ),
    references=("wickramaratne2023",),
    checks=tuple(
        CheckRow(_TEN, t, PAULI_PER_KELVIN * over, _KEY.format(t), rtol=1e-8)
        for t, over in (
            (0.99, 0.30637740702285876),
            (0.9, 0.9753036794192939),
            (0.5, 2.472666879657683),
            (0.1, 4.784151893400891),
            (0.01, 6.87954463375524),
        )
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
