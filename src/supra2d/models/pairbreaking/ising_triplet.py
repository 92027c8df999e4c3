r"""Ising pairing with a triplet part, field in the plane.

A field across the spin-orbit field mixes triplet pairs into the singlet. An attraction between
them, given by the temperature :math:`T_t` at which they alone would pair without spin-orbit
coupling and field, raises the critical field: it grows faster on cooling and has no end at
:math:`T_t`. Two channels of equal strength, :math:`T_t = T_{c0}`, feel no field at all.

``Tt`` stands for the distance of the channels, :math:`\Lambda = 1/\lambda_t - 1/\lambda_s`, as
:math:`\Lambda = \ln(T_{c0}/T_t)`. At 0 the triplet has no interaction of its own and the law is
``ising``. Repulsion makes :math:`\Lambda` negative and is written as a negative ``Tt``,
:math:`\Lambda = -\ln(T_{c0}/|T_t|)`: it lowers the field. Pairing reaches up to an energy
:math:`\hbar\omega_c`, so that :math:`T_{c0}^2/|T_t| = 1.13\,e^{1/|\lambda_t|}\hbar\omega_c/k_B`:
physical negative values are small, a hundredth of Tc0 or less.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import K_B, MU_B, PAULI_PER_KELVIN

from ._guess import scan
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman
from ._triplet import triplet_fields

_TT = Parameter(
    "Tt",
    "K",
    0.01,
    -50.0,
    50.0,
    "temperature at which the triplet alone would pair; 0: no interaction, negative: repulsion",
)
_NEAREST = 1e-12  # of ln(Tc0/Tt): channels of equal strength


def ising_triplet(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    Tt: npt.ArrayLike = _TT.default,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    with np.errstate(divide="ignore"):
        distance = np.log(Tc0 / np.abs(Tt))
    apart = np.copysign(np.maximum(distance, _NEAREST), Tt)
    return solve(triplet_fields, T, Tc0, beta, apart, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings, at the default triplet."""
    return scan(ising_triplet, T, B, "beta")


# T/Tc0 of the reference values by Tt/Tc0, at h = 2, 5, 10 kB Tc0 and beta = 10 kB Tc0
_KNOWN = {
    1e-6: (0.9210251730413244, 0.5971953409458016, 0.13813534957250592),
    0.1: (0.954697660426513, 0.7660037527359123, 0.4432837076729432),
    0.5: (0.979293480945203, 0.892528053277394, 0.7348883748552815),
    0.9: (0.9961173626565453, 0.9798147551922373, 0.9496174405258072),
}

MODEL = Model(
    name="ising_triplet",
    title="Ising pairing with a triplet part",
    mechanism="triplet",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, energy("beta", 4.0, "half of the spin splitting"), _TT, *SPIN, DD2),
    function=ising_triplet,
    guess=guess,
    equation=(
        r"\left[\ln\frac T{T_{c0}} + \frac{h^2}{\rho^2}F\right]"
        r"\left[\ln\frac T{T_t} + \frac{\beta^2}{\rho^2}F\right] = \frac{\beta^2h^2}{\rho^4}F^2,"
        r"\quad F = \mathrm{Re}\,\psi\left(\frac12 + \frac{i\rho}{2\pi k_BT}\right)"
        r" - \psi\left(\frac12\right),\; \rho^2 = \beta^2 + h^2"
    ),
    limits=(
        "Clean, one splitting, the triplet along g x h; second order. ``Tt`` below Tc0; from "
        "there on it counts as Tc0. At and below ``Tt`` no field breaks the pairs: the law then "
        "gives a field of about a thousand times ``beta``, which stands for none. With repulsion, "
        "``beta`` far below kB Tc0^2/abs(Tt), the range of the pairing; above it the field is 0."
    ),
    references=("mockli2020",),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "beta": 10 * K_B, "Tt": Tt},
                t,
                n * K_B / MU_B,
                f'extra_models: singlet-triplet(E" d||g x h) T/Ts: beta=10 h={n} Tt/Ts={Tt}',
            )
            for Tt, known in _KNOWN.items()
            for n, t in zip((2, 5, 10), known, strict=True)
        ),
        *(
            CheckRow(
                {"Tc0": 1.0, "beta": 10 * K_B, "Tt": 0.0},
                t,
                PAULI_PER_KELVIN * over,
                f"Ising_clean: B/Bp beta/kTc=10 t={t}",
            )
            for t, over in ((0.9, 1.6675089704167827), (0.1, 7.3584082494880052))
        ),
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
