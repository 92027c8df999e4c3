r"""Rashba coupling alone, uniform pairs.

The spin-orbit field turns with the momentum in the plane. Half of its directions protect against
a field in the plane: for :math:`\alpha_R \gg h` the uniform state ends at :math:`\sqrt2` of the
first-order Pauli limit at T = 0. Along the normal it acts as an Ising field of the same size.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, DIRECTION, SPIN, TC0, energy, film_rate, solve, zeeman
from ._surface import angular_fields


def rashba(
    T: Array,
    Tc0: npt.ArrayLike,
    alpha_r: npt.ArrayLike,
    theta: npt.ArrayLike = 90.0,
    phi: npt.ArrayLike = 0.0,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    return solve(angular_fields, T, Tc0, 0.0, alpha_r, 0.0, theta, phi, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of couplings, field in the plane."""
    return scan(rashba, T, B, "alpha_r")


# B/Bp of the reference values by (alpha_r/kTc, theta), at T/Tc0 = 0.99, 0.9, 0.5, 0.1
_KNOWN = {
    (1e4, 90): (0.2445936328767017, 0.7443597494447761, 1.3532391270559088, 1.414213338660774),
    (10, 90): (0.23191341405660593, 0.7078523228032993, 1.301375502390906, 1.3648905655755863),
    (10, 0): (0.5174588428119861, 1.6675089704167778, 4.18393382690062, 7.358408249488005),
}

MODEL = Model(
    name="rashba",
    title="Rashba coupling, uniform state",
    mechanism="rashba",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("alpha_r", 1.0, "half of the Rashba splitting at the Fermi line"),
        *DIRECTION,
        *SPIN,
        DD2,
    ),
    function=rashba,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \left\langle\tfrac{1+c}2 F\left(\tfrac{E_+-E_-}2\right)"
        r" + \tfrac{1-c}2 F\left(\tfrac{E_++E_-}2\right)\right\rangle_\varphi,\quad"
        r" E_\pm = |\mathbf g\pm\mathbf h|,\; c = \frac{g^2-h^2}{E_+E_-},\;"
        r" \mathbf g = \alpha_R(\sin\varphi, -\cos\varphi, 0)"
    ),
    limits=(
        "Clean; pairs without momentum. In the plane a helical state with pair momentum lies "
        "higher in the cold. ``Dd2`` shifts each Matsubara frequency by the orbital energy."
    ),
    references=("gorkov2001", "barzykin2002", "frigeri2004"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "alpha_r": n * K_B, "theta": theta},
            t,
            PAULI_PER_KELVIN * over,
            f"general_gap_eq: Rashba a={n:g} {'in-plane' if theta else 'perp'} t={t}",
            rtol=1e-8,
        )
        for (n, theta), known in _KNOWN.items()
        for t, over in zip((0.99, 0.9, 0.5, 0.1), known, strict=True)
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
