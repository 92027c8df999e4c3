r"""Spin-orbit scattering of any strength.

Between the Pauli limit, :math:`\gamma_{so} = 0`, and the law of Klemm, Luther and Beasley,
:math:`\gamma_{so} \gg k_BT_{c0}`. It is the law of Werthamer, Helfand and Hohenberg with the
orbits taken out; those of a thin film in its plane come back with ``Dd2``.
"""

from __future__ import annotations

import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Variable
from supra2d.core.constants import K_B, PAULI_PER_KELVIN

from ._guess import scan
from ._rates import rate_chain_fields
from ._solve import DD2, SPIN, TC0, energy, film_rate, solve, zeeman


def spin_orbit_scattering(
    T: Array,
    Tc0: npt.ArrayLike,
    gamma_so: npt.ArrayLike,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
    Dd2: npt.ArrayLike = 0.0,
) -> Array:
    """Critical field in T."""
    return solve(
        rate_chain_fields,
        T,
        Tc0,
        0.0,
        gamma_so,
        0.0,
        zeeman(g, field_factor),
        0.0,
        film_rate(Dd2),
    )


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a range of strengths."""
    return scan(spin_orbit_scattering, T, B, "gamma_so")


_KEY = "KLB: B/Bp full-SO(no orbital) t={} gamma_so/kTc={}"

MODEL = Model(
    name="spin_orbit_scattering",
    title="Spin-orbit scattering of any strength",
    mechanism="spin_orbit_scattering",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        energy("gamma_so", 5.0, "spin-orbit scattering energy 2 hbar/(3 tau_so)"),
        *SPIN,
        DD2,
    ),
    function=spin_orbit_scattering,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = 2\pi k_BT\sum_{\omega>0}\left[\frac1\omega"
        r" - \frac1{\omega + R}\right],\quad"
        r" R = \alpha + \frac{h^2}{\omega + \alpha + \gamma_{so}}"
    ),
    limits=(
        "Mean free path below the coherence length and scattering time below the spin-orbit "
        "time; second order, so that below gamma_so of about kB Tc0 see `pauli`."
    ),
    references=("werthamer1966", "maki1966", "klemm1975"),
    checks=tuple(
        CheckRow({"Tc0": 1.0, "gamma_so": n * K_B}, t, PAULI_PER_KELVIN * over, _KEY.format(t, n))
        for t, n, over in (
            (0.9, 1, 0.60116097919736496),
            (0.9, 10, 1.0699070016874177),
            (0.9, 100, 2.9227101349473082),
            (0.5, 1, 1.0928832962081586),
            (0.5, 10, 2.1939196303504864),
            (0.5, 100, 6.2152226699588854),
            (0.1, 1, 1.1247966368864649),
            (0.1, 10, 2.596373151693114),
            (0.1, 100, 7.5870724072390264),
        )
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "gamma_so"},
)
