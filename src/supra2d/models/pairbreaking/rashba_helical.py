r"""Rashba coupling alone, pairs with the momentum that suits them best.

A field in the plane shifts the two Fermi lines of a Rashba film against each other. Pairs at rest
suffer on both, see ``rashba``; pairs with a momentum across the field suit one of the lines, and
in the cold this is worth more. The field then rises as :math:`\Delta_0 T_{c0}/2T` and ends at
:math:`\mu_BB = \sqrt{2\alpha_R\Delta_0}` where :math:`\alpha_R \gg \Delta_0`.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._momentum import helical_fields
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman


def rashba_helical(
    T: Array,
    Tc0: npt.ArrayLike,
    alpha_r: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(helical_fields, T, Tc0, alpha_r, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of couplings."""
    return scan(rashba_helical, T, B, "alpha_r")


# B/Bp by (alpha_r/kTc, T/Tc0)
_KNOWN = {
    (2, 0.5): 1.04885658476151959,
    (2, 0.2): 1.39355502061128949,
    (10, 0.6): 1.2356015456705688,
    (10, 0.3): 2.0224726506392176,
    (10, 0.1): 3.6378287728129776,
    (100, 0.5): 1.4815548428233157,
    (100, 0.3): 2.3618057498784711,
    (100, 0.2): 3.5075367239315559,
}

MODEL = Model(
    name="rashba_helical",
    title="Rashba coupling, pairs with momentum",
    mechanism="rashba",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("alpha_r", 1.0, "half of the Rashba splitting at the Fermi line"),
        *SPIN,
        DD2,
    ),
    function=rashba_helical,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \min_Q \left\langle \sum_\pm \tfrac{1+c}4 F\left("
        r"\tfrac{E_+-E_-}2 \pm Q\sin\varphi\right) + \tfrac{1-c}4 F\left("
        r"\tfrac{E_++E_-}2 \pm Q\sin\varphi\right)\right\rangle_\varphi,\quad"
        r" Q = \frac{\hbar v_Fq}{2},\; E_\pm = |\mathbf g\pm\mathbf h|,\;"
        r" c = \frac{g^2-h^2}{E_+E_-},\; \mathbf g = \alpha_R(\sin\varphi, -\cos\varphi, 0)"
    ),
    limits=(
        "Clean, field in the plane, a circular Fermi line with the same velocity for both "
        "helicities: their difference, of the order of alpha_r over the Fermi energy, adds a "
        "small momentum at any field. Second order. Scattering of hbar/tau above about 9 kB Tc0 "
        "leaves ``rashba``; without coupling the law is ``fflo_2d``. ``Dd2`` shifts each "
        "Matsubara frequency by the orbital energy."
    ),
    references=("barzykin2002", "dimitrova2003", "dimitrova2007", "agterberg2007"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "alpha_r": n * K_B},
                t,
                PAULI_PER_KELVIN * over,
                f"own: field and momentum solved in 20 digits with mpmath, a={n} t={t}",
            )
            for (n, t), over in _KNOWN.items()
        ),
        CheckRow(
            {"Tc0": 1.0, "alpha_r": 1e4 * K_B},
            0.9,
            PAULI_PER_KELVIN * 0.7443597494447761,
            "general_gap_eq: Rashba a=10000 in-plane t=0.9",
            rtol=1e-8,
        ),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
