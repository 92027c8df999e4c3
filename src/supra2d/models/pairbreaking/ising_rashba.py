r"""Ising pairing with Rashba and Dresselhaus coupling, clean and uniform.

A part of the spin-orbit field lies in the plane and turns with the momentum. Where it lies along
the applied field the spins are not protected: a few percent of Rashba coupling cut the rise of the
critical field in the cold. The field may point anywhere, (``theta``, ``phi``).
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, DIRECTION, MINOR, SPIN, TC0, energy, film_rate, solve, zeeman
from ._surface import angular_fields
from .ising import ising

_ALPHA_R = energy("alpha_r", 0.5, "half of the Rashba splitting at the Fermi line", least=MINOR)


def ising_rashba(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    alpha_r: npt.ArrayLike = _ALPHA_R.default,
    alpha_d: npt.ArrayLike = 0.0,
    theta: npt.ArrayLike = 90.0,
    phi: npt.ArrayLike = 0.0,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    return solve(angular_fields, T, Tc0, beta, alpha_r, alpha_d, theta, phi, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, without Rashba coupling."""
    return scan(ising, T, B, "beta")


# B/Bp of the reference values by alpha_r/kTc at beta = 10 kTc, at T/Tc0 = 0.99, 0.9, 0.5, 0.1
_KNOWN = {
    0: (0.51745884281199, 1.6675089704167767, 4.18393382690062, 7.358408249488005),
    1: (0.5094382229038469, 1.6363762123336585, 3.969778980183052, 5.356877817809914),
    5: (0.40273766695085395, 1.2524114991367168, 2.475641296973161, 2.6607358477246206),
    10: (0.31670396072058876, 0.9700182120276094, 1.8044866151901406, 1.8985334728390313),
}

MODEL = Model(
    name="ising_rashba",
    title="Ising pairing with Rashba coupling, uniform state",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("beta", 4.0, "half of the spin splitting along the normal"),
        _ALPHA_R,
        energy(
            "alpha_d",
            0.0,
            "half of the Dresselhaus splitting at the Fermi line",
            least=MINOR,
            free=False,
        ),
        *DIRECTION,
        *SPIN,
        DD2,
    ),
    function=ising_rashba,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \left\langle\tfrac{1+c}2 F\left(\tfrac{E_+-E_-}2\right)"
        r" + \tfrac{1-c}2 F\left(\tfrac{E_++E_-}2\right)\right\rangle_\varphi,\quad"
        r" E_\pm = |\mathbf g\pm\mathbf h|,\; c = \frac{g^2-h^2}{E_+E_-},\;"
        r" \mathbf g = (\alpha_R\sin\varphi + \alpha_D\cos\varphi,"
        r" -\alpha_R\cos\varphi - \alpha_D\sin\varphi, \beta)"
    ),
    limits=(
        "Clean; pairs without momentum; second order. ``Dd2`` shifts each Matsubara frequency by "
        "the orbital energy."
    ),
    references=("saito2016", "lu2015", "zhang2021"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "beta": 10 * K_B, "alpha_r": n * K_B},
            t,
            PAULI_PER_KELVIN * over,
            f"general_gap_eq: Ising b=10+Rashba a={n} in-plane t={t}",
            rtol=1e-8,
        )
        for n, known in _KNOWN.items()
        for t, over in zip((0.99, 0.9, 0.5, 0.1), known, strict=True)
    )
    + (
        CheckRow(
            {"Tc0": 1.0, "beta": 10 * K_B, "alpha_r": 0.0, "theta": 0.0},
            0.5,
            PAULI_PER_KELVIN * 0.8696214540226446,
            "general_gap_eq: Ising b=10 perp t=0.5",
        ),
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
