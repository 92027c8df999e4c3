r"""Layers coupled by tunnelling (Lawrence and Doniach), field in their plane.

Near Tc vortices span many layers and the field rises in proportion to :math:`1 - T/T_{c0}`. In the
cold their cores fit between the layers, orbits break no more pairs, and the field is that of
separate layers, limited by spins alone. The change is where :math:`\xi_c(T) = s/\sqrt2`; it does
not happen where :math:`\xi_c > 0.59\,s`. The orbital energy of the layers, :math:`\alpha`, enters
the gap equation with spins and spin-orbit scattering of any strength.

The law knows the products :math:`s\,\xi_{ab}` and :math:`\xi_c/s` only, so that the distance of the
layers is a given number; where :math:`\xi_c` is above s, :math:`\xi_{ab}\xi_c` alone. At the
default rate ``gamma_so`` spins count for next to nothing, and the law is one of orbits; a rate that
is known, or freed, brings them in.
"""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import K_B, PHI_0

from ..pairbreaking._guess import ratio
from ..pairbreaking._solve import SPIN, TC0, solve, zeeman
from ._guess import boundary
from ._layers import layer_fields

_S = 6e-10
_FREE_SPINS = 1e9  # meV: in the plane spins alone would allow 1e5 T


def lawrence_doniach(
    T: Array,
    Tc0: npt.ArrayLike,
    xi_ab: npt.ArrayLike,
    xi_c: npt.ArrayLike,
    s: npt.ArrayLike = _S,
    gamma_so: npt.ArrayLike = _FREE_SPINS,
    g: npt.ArrayLike = 2.0,
    field_factor: npt.ArrayLike = 1.0,
) -> Array:
    """Critical field in T."""
    return solve(
        layer_fields,
        T,
        Tc0,
        2.0 * np.square(xi_c / np.asarray(s)),
        2.0 * pi * np.asarray(s) * xi_ab / PHI_0,
        # near Tc the energy that breaks pairs is 4 kB Tc0/pi times 1 - T/Tc0
        4.0 * K_B / pi * np.asarray(Tc0),
        gamma_so,
        zeeman(g, field_factor),
    )


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a few ratios of xi_c to s; without spins the field goes with 1/xi_ab."""
    Tc0, _ = boundary(T, B, 1.0)
    best, found = np.inf, {"Tc0": Tc0}
    for over in (0.62, 0.7, 1.0, 2.0):
        curve = lawrence_doniach(T, Tc0, 1e-8, over * _S)
        size = ratio(T, B, curve)
        misfit = float(((B - size * curve) ** 2).sum())
        if misfit < best:
            best = misfit
            xi_ab = float(np.clip(1e-8 / size, 1e-10, 1e-5))
            found = {"Tc0": Tc0, "xi_ab": xi_ab, "xi_c": over * _S}
    return found


# b by (xi_c/s, 1 - T/Tc0 of Ginzburg and Landau), with T/Tc0 where alpha = (4 kB Tc0/pi) times this
# breaks the pairs
_SPINLESS = {"g": 1e-3, "field_factor": 1e-3}
_KNOWN = {
    (0.2, 0.01): (0.9899844411072867, 0.05082057929620705),
    (0.2, 0.05): (0.9495993220055242, 0.28496144543845403),
    (0.5, 0.01): (0.9899844411072867, 0.020050379117447545),
    (0.5, 0.05): (0.9495993220055242, 0.10129959737046657),
    (0.5, 0.1): (0.8983334037970254, 0.2054220555990672),
    (1.0, 0.01): (0.9899844411072867, 0.01000626175058796),
    (1.0, 0.05): (0.9495993220055242, 0.05015773501687292),
    (1.0, 0.1): (0.8983334037970254, 0.10063704712418144),
    (1.0, 0.5): (0.4338284252487216, 0.5173306529676619),
}
_MPMATH = (
    "eigenvalue and gap equation in 30 digits with mpmath, xi_c = {:g}, gamma_so = {:g}, T = {}"
)

MODEL = Model(
    name="lawrence_doniach",
    title="Layers coupled by tunnelling (Lawrence, Doniach), field in their plane",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        Parameter(
            "xi_ab",
            "m",
            10e-9,
            1e-10,
            1e-5,
            "Ginzburg-Landau coherence length along the layers, extrapolated to T = 0",
            ("log_uniform", 1e-10, 1e-6),
        ),
        Parameter(
            "xi_c",
            "m",
            0.6e-9,
            1e-12,
            1e-6,
            "the same across the layers",
            ("log_uniform", 1e-11, 1e-7),
        ),
        Parameter(
            "s",
            "m",
            _S,
            1e-10,
            1e-6,
            "distance of the layers, half of c in crystals of the 2H kind",
            ("log_uniform", 1e-10, 1e-6),
            free=False,
        ),
        Parameter(
            "gamma_so",
            "meV",
            _FREE_SPINS,
            0.0,
            _FREE_SPINS,
            "spin-orbit scattering energy 2 hbar/(3 tau_so)",
            ("energy", 1.0, 1000.0),
            free=False,
        ),
        *SPIN,
    ),
    function=lawrence_doniach,
    guess=guess,
    equation=(
        r"\ln\frac{T_{c0}}{T} = 2\pi k_BT\sum_{\omega>0}\left[\frac1\omega"
        r" - \frac1{\omega + R}\right],\quad"
        r" R = \alpha + \frac{h^2}{\omega + \alpha + \gamma_{so}},\quad"
        r" \alpha = \frac{4k_BT_{c0}}\pi"
        r"\left[V + \frac{b^2}4 a_0\left(\frac{2V}{b^2}\right)\right],"
        r"\quad V = \frac{2\xi_c^2}{s^2},\; b = \frac{2\pi s\xi_{ab}B}{\Phi_0}"
    ),
    limits=(
        "Layers far thinner than their distance, many of them; electrons scatter within a layer "
        "before they tunnel; second order, so that below gamma_so of about kB Tc0 see `pauli`."
    ),
    references=("lawrence1971", "klemm1975"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "xi_ab": 1e-8, "xi_c": over * _S, "s": _S} | _SPINLESS,
                t,
                b * PHI_0 / (2.0 * pi * _S * 1e-8),
                f"transport_and_GL: LD b xi_c/s={over} eps={eps}",
            )
            for (over, eps), (t, b) in _KNOWN.items()
        ),
        *(
            CheckRow(
                {"Tc0": 5.0, "xi_ab": 1e-8, "xi_c": xi_c, "s": _S, "gamma_so": gamma_so},
                T,
                B,
                _MPMATH.format(xi_c, gamma_so, T),
            )
            for xi_c, gamma_so, T, B in (
                (2e-10, 5.0, 4.9, 2.441373129765681),
                (2e-10, 5.0, 2.5, 18.989086697533637),
                (2e-10, 50.0, 0.5, 63.403869265057935),
                (4e-10, 5.0, 4.0, 9.446780795808493),
                (4e-10, 1e5, 2.5, 40.29626629741692),
                (4e-10, 1e5, 0.5, 71.40329871201982),
                (1e-9, 0.5, 2.5, 7.616331794925045),
            )
        ),
    ),
    requires=("direction:parallel",),
    edge="Tc0",
    conventions={"spin_orbit_energy": "gamma_so"},
)
