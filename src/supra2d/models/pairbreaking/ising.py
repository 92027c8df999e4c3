r"""Ising pairing in a clean monolayer, field in the plane.

Spin-orbit coupling splits the bands by :math:`2\beta` and locks the spins along the normal, up in
one valley and down in the other. A field in the plane turns them by the angle h/beta only; the
critical field rises as the root of :math:`\beta`, and without a limit, as
:math:`\sqrt{\ln(1/T)}`, in the cold. ``beta`` is half of the splitting.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._clean import crossed_fields
from ._guess import scan
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman


def ising(
    T: Array,
    Tc0: npt.ArrayLike,
    beta: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(crossed_fields, T, Tc0, beta, zeeman(g, field_factor), film_rate(Dd2))


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of splittings."""
    return scan(ising, T, B, "beta")


# B/Bp of the reference values by beta/kTc, at T/Tc0 = 0.99, 0.9, 0.5, 0.1, 0.02
_KNOWN = {
    0.5: (
        0.17487211640147901,
        0.52755924929658583,
        0.90870543019606418,
        0.97492161691437508,
        1.1090263380690412,
    ),
    1: (
        0.18104625177888101,
        0.54978775875812744,
        1.0142152863885502,
        1.3608001179117938,
        1.6318948808921728,
    ),
    2: (
        0.20355790317229212,
        0.62945847983617162,
        1.3328676420365236,
        2.1165378854703439,
        2.6175731547721664,
    ),
    5: (
        0.31234556103573067,
        0.9975835257881125,
        2.4346300014499598,
        4.1933994762348748,
        5.297552213396784,
    ),
    10: (
        0.51745884281200945,
        1.6675089704167827,
        4.1839338269006211,
        7.3584082494880052,
        9.3781949998583648,
    ),
    20: (
        0.91026392797855984,
        2.9398334902966635,
        7.4420574411588488,
        13.233025938537446,
        16.960684718464324,
    ),
    50: (
        1.9999087980764875,
        6.4659061094313858,
        16.452287319866807,
        29.49360961277347,
        37.981780009505772,
    ),
    100: (
        3.6951174730422017,
        11.951444198929701,
        30.473248987164361,
        54.834549741242399,
        70.784919829288111,
    ),
}

MODEL = Model(
    name="ising",
    title="Ising pairing, clean",
    mechanism="ising",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(TC0, energy("beta", 4.0, "half of the spin splitting"), *SPIN, DD2),
    function=ising,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = \frac{h^2}{\beta^2+h^2}\left[\mathrm{Re}\,\psi\left(\frac12 +"
        r" \frac{i\sqrt{\beta^2+h^2}}{2\pi k_BT}\right) - \psi\left(\frac12\right)\right],\quad"
        r" h = \frac{g}{2}\mu_B B"
    ),
    limits=(
        "One splitting on the whole Fermi line, no scattering between valleys, no Rashba "
        "coupling; second order, which holds for beta above 0.915 kB Tc0. ``Dd2`` shifts each "
        "Matsubara frequency by the orbital energy."
    ),
    references=("saito2016", "lu2015", "xi2016"),
    checks=tuple(
        CheckRow(
            {"Tc0": 1.0, "beta": n * K_B},
            t,
            PAULI_PER_KELVIN * over,
            f"Ising_clean: B/Bp beta/kTc={n} t={t}",
        )
        for n, known in _KNOWN.items()
        for t, over in zip((0.99, 0.9, 0.5, 0.1, 0.02), known, strict=True)
    ),
    requires=("direction:parallel", "inversion:absent"),
    edge="Tc0",
    conventions={"spin_orbit_energy": "half_splitting"},
)
