r"""A bilayer of the 2H kind: two Ising layers with opposite splitting, coupled by hopping.

Hopping :math:`t_\perp` mixes the layers and restores inversion; the doublets then carry the part
:math:`t_\perp/\sqrt{\beta^2 + t_\perp^2}` of the spin in the plane, and for large energies the
field is the Pauli field over that part. A potential difference of 2V separates the layers and
gives the field of a monolayer back. Also a model of decoupled layers in misfit crystals.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._bilayer import bilayer_fields
from ._guess import scan
from ._solve import DD2, MINOR, SPIN, TC0, energy, film_rate, solve, zeeman

_T_PERP = energy("t_perp", 0.1, "hopping between the layers")
_V = energy("V", 0.0, "potential of the layers, plus and minus V", least=MINOR, free=False)


def bilayer(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    t_perp: npt.ArrayLike = _T_PERP.default,
    V: npt.ArrayLike = _V.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    return solve(bilayer_fields, T, Tc0, beta, t_perp, V, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, at the default hopping."""
    return scan(bilayer, T, B, "beta")


# B/Bp of the reference values by (beta, t_perp)/kTc, at T/Tc0 = 0.9, 0.5, 0.1
_KNOWN = {
    (10, 0): (1.6675089704167785, 4.183933826900619, 7.358408249488005),
    (10, 1): (1.6010516000046502, 3.769627420012515, 4.296098189136985),
    (10, 5): (1.0090683882400289, 1.8049975116366943, 1.5441369537893284),
    (10, 10): (0.715449187429978, 1.2128782841348484, 1.0140723806991454),
    (50, 10): (2.4624130471485604, 4.261924151721609, 3.5968982781606385),
    (200, 50): (2.134594956983535, 3.577401528940769, 2.977889732023406),
}
_SHIFTED = {5: 9.790374906887312, 20: 15.143661233412336, 100: 16.382049000574025}

MODEL = Model(
    name="bilayer",
    title="Coupled Ising bilayer",
    mechanism="ising_stack",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("beta", 4.0, "half of the spin splitting of a layer"),
        _T_PERP,
        _V,
        *SPIN,
        DD2,
    ),
    function=bilayer,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \tfrac14\sum_{ij}|\langle a_i|\sigma_z|a_j\rangle|^2"
        r" F\left(\tfrac{a_i-a_j}2\right),\quad A|a_i\rangle = a_i|a_i\rangle,\;"
        r" A = \beta\,l_z\sigma_z + t_\perp l_x + V l_z + h\,\sigma_x"
    ),
    limits=(
        "Clean, the same pairing in both layers and none between them, equal velocities of the "
        "bands; no orbital effect of the field between the layers; second order, so that below "
        "the turn of the curve the transition may be of first order."
    ),
    references=("nakamura2017", "liu2017"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "beta": n * K_B, "t_perp": m * K_B},
                t,
                PAULI_PER_KELVIN * over,
                f"multiorbital_and_disorder: bilayer 2H B/Bp beta={n} tperp={m} t={t}",
            )
            for (n, m), known in _KNOWN.items()
            for t, over in zip((0.9, 0.5, 0.1), known, strict=True)
        ),
        *(
            CheckRow(
                {"Tc0": 1.0, "beta": 50 * K_B, "t_perp": 10 * K_B, "V": V * K_B},
                0.5,
                PAULI_PER_KELVIN * over,
                f"multiorbital_and_disorder: bilayer beta=50 tperp=10 t=0.5 potential {V}",
            )
            for V, over in _SHIFTED.items()
        ),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
