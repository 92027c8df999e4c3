r"""Type-II Ising pairing: two orbitals with opposite splitting, field in the plane.

In a crystal with inversion the orbitals :math:`p_x \pm ip_y` near Gamma carry opposite spin-orbit
fields along the normal, :math:`\lambda\,\tau_z\sigma_z`, and each level keeps both spins. Away from
Gamma the bands mix the orbitals, :math:`Ck_F^2(\cos2\varphi\,\tau_x + \sin2\varphi\,\tau_y)`, and
give the part :math:`Ck_F^2/\sqrt{\lambda^2 + C^2k_F^4}` of the spin back to a field in the plane.
Without mixing the law is ``ising``. With orbitals in place of layers it is the curve of
``bilayer``: fields alone do not tell the two apart.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._bilayer import bilayer_fields
from ._guess import scan
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman

_C_KF2 = energy("c_kf2", 0.1, "mixing of the orbitals at the Fermi line, C kF^2")


def type2_ising(
    T: Array,
    Tc0: npt.ArrayLike,
    lambda_so: npt.ArrayLike,
    c_kf2: npt.ArrayLike = _C_KF2.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    spin, orbit = zeeman(g, field_factor), film_rate(Dd2)
    # turning the orbitals about z by 2 phi takes the angle out of the mixing, at each k alone
    return solve(bilayer_fields, T, Tc0, lambda_so, c_kf2, 0.0, spin, orbit)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, at the default mixing."""
    return scan(type2_ising, T, B, "lambda_so")


# B/Bp of the reference values by (lambda_so, c_kf2)/kTc, at T/Tc0 = 0.9, 0.5, 0.1; those of two
# layers, whose equations are the same
_KNOWN = {
    (10, 0): (1.6675089704167827, 4.1839338269006211, 7.3584082494880052),
    (10, 1): (1.6010516000046502, 3.769627420012515, 4.296098189136985),
    (10, 5): (1.0090683882400289, 1.8049975116366943, 1.5441369537893284),
    (50, 10): (2.4624130471485604, 4.261924151721609, 3.5968982781606385),
}
# part of the spin in the plane by c_kf2/lambda_so
_PART = {0.1: 0.09950371902099893, 0.3: 0.2873478855663454, 1.0: 0.7071067811865475}
_PAULI = 0.86962145402264385  # B/Bp of spins alone at T/Tc0 = 0.5

MODEL = Model(
    name="type2_ising",
    title="Type-II Ising pairing, two orbitals",
    mechanism="type2",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("lambda_so", 4.0, "half of the splitting of the orbitals by spin-orbit coupling"),
        _C_KF2,
        *SPIN,
        DD2,
    ),
    function=type2_ising,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \tfrac14\sum_{ij}|\langle a_i|\sigma_z|a_j\rangle|^2"
        r" F\left(\tfrac{a_i-a_j}2\right),\quad A|a_i\rangle = a_i|a_i\rangle,\;"
        r" A = \lambda\,\tau_z\sigma_z + Ck_F^2\,\tau_x + h\,\sigma_x"
    ),
    limits=(
        "Clean, equal pairing in both orbitals and none between them, equal velocities of the "
        "bands; the field acts on spins, not on orbitals; second order, so that below the turn "
        "of the curve the transition may be of first order."
    ),
    references=("wang2019", "falson2020"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "lambda_so": n * K_B, "c_kf2": m * K_B},
                t,
                PAULI_PER_KELVIN * over,
                f"multiorbital_and_disorder: bilayer 2H B/Bp beta={n} tperp={m} t={t}",
            )
            for (n, m), known in _KNOWN.items()
            for t, over in zip((0.9, 0.5, 0.1), known, strict=True)
        ),
        *(
            CheckRow(
                {"Tc0": 1.0, "lambda_so": 1e5, "c_kf2": 1e5 * ratio},
                0.5,
                PAULI_PER_KELVIN * _PAULI / part,
                f"multiorbital_and_disorder: type-II in-plane g_eff/g for C kF^2/lambda={ratio}",
                rtol=1e-8,  # what is left of the other levels is ten times (h/lambda)^2
            )
            for ratio, part in _PART.items()
        ),
    ),
    requires=("direction:parallel", "inversion:present"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
