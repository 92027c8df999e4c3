r"""Two dirty bands, field along the normal, without spin.

Electrons diffuse in each band at its own rate and change bands through pairing only. Where the
band of weaker pairing is the one of slow diffusion, its orbits set the field in the cold, and the
curve bends upwards; the other way round, the slope near Tc is all that the second band changes.
Equal diffusivities give ``whh_orbital``.

With Tc0 given, the curve depends on two combinations of the couplings, :math:`\lambda_-/\lambda_0`
and :math:`w/\lambda_0`, so that a common factor on all three does matter. Points alone do not fix
them besides the diffusivities: the couplings stay at their values, those of a strong and a weak
band like the two of MgB2, unless asked for. With unequal densities of states ``l12`` is the
geometric mean of both interband couplings; its sign does not matter.
"""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import E_CHARGE, K_B, MEV

from ..criticalfield._guess import boundary
from ._guess import ratio
from ._solve import TC0, solve
from ._two_band import two_band_fields

_L11, _L22, _L12 = 0.8, 0.3, 0.1
_RATE = E_CHARGE / MEV  # orbital energy over the field and the diffusivity


def two_band_dirty(
    T: Array,
    Tc0: npt.ArrayLike,
    l11: npt.ArrayLike = _L11,
    l22: npt.ArrayLike = _L22,
    l12: npt.ArrayLike = _L12,
    D1: npt.ArrayLike = 2e-4,
    D2: npt.ArrayLike = 4e-5,
) -> Array:
    """Critical field in T."""
    rates = _RATE * np.asarray(D1), _RATE * np.asarray(D2)
    return solve(two_band_fields, T, Tc0, l11, l22, l12, *rates)


def guess(T: Array, B: Array) -> dict[str, float]:
    """The nearest of a few ratios of the diffusivities; the field goes with their inverse."""
    Tc0, _ = boundary(T, B, 1.0)
    best, found = np.inf, {"Tc0": Tc0}
    for edge in (0.98 * Tc0, Tc0, 1.05 * Tc0):
        for over in (0.03, 0.1, 0.3, 1.0, 3.0):
            curve = two_band_dirty(T, edge, D1=1e-4, D2=over * 1e-4)
            size = ratio(T, B, curve)
            misfit = float(((B - size * curve) ** 2).sum())
            if misfit < best:
                D1 = float(np.clip(1e-4 / size, 1e-7, 1e-2))
                best, found = misfit, {"Tc0": edge, "D1": D1, "D2": over * D1}
    return found


_KEY = "transport_and_GL: Gurevich x=D1 e B/(2 pi kB T): eta=D2/D1={} t={} lambda=(.8,.3,.1,.1)"
_MPMATH = "determinant solved in 30 digits with mpmath, couplings {} {} {}, T = {}"

MODEL = Model(
    name="two_band_dirty",
    title="Two dirty bands, orbits only, field along the normal",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        TC0,
        Parameter("l11", "", _L11, 0.0, 10.0, "pairing within the first band", free=False),
        Parameter("l22", "", _L22, 0.0, 10.0, "pairing within the second band", free=False),
        Parameter("l12", "", _L12, 0.0, 10.0, "pairing between the bands", free=False),
        Parameter(
            "D1",
            "m^2/s",
            2e-4,
            1e-8,
            1.0,
            "diffusivity of the first band along the layers",
            ("log_uniform", 1e-6, 1e-2),
        ),
        Parameter(
            "D2",
            "m^2/s",
            4e-5,
            1e-8,
            1.0,
            "diffusivity of the second band along the layers",
            ("log_uniform", 1e-6, 1e-2),
        ),
    ),
    function=two_band_dirty,
    guess=guess,
    equation=(
        r"\frac{2w}{\lambda_0}\,p_1p_2 + \left(1 + \frac{\lambda_-}{\lambda_0}\right)p_1"
        r" + \left(1 - \frac{\lambda_-}{\lambda_0}\right)p_2 = 0,\quad"
        r" p_i = \psi\left(\frac12 + \frac{D_ieB}{2\pi k_BT}\right) - \psi\left(\frac12\right)"
        r" - \ln\frac{T_{c0}}{T},\quad w = \lambda_{11}\lambda_{22} - \lambda_{12}^2,\;"
        r" \lambda_- = \lambda_{11} - \lambda_{22},\; \lambda_0^2 = \lambda_-^2 + 4\lambda_{12}^2"
    ),
    limits=(
        "Mean free path of both bands below the coherence length, no scattering between the "
        "bands, weak coupling; no spins. One curve often has two answers, a second band that is "
        "slower and one that is faster: then give ``D2``."
    ),
    references=("gurevich2003", "gurevich2007"),
    checks=(
        *(
            CheckRow(
                {"Tc0": 1.0, "l11": 0.8, "l22": 0.3, "l12": 0.1, "D1": 1e-4, "D2": eta * 1e-4},
                t,
                x * 2.0 * pi * K_B * t / (_RATE * 1e-4),
                _KEY.format(eta, t),
            )
            for eta, t, x in (
                (1, 0.9, 0.022153036608040676),
                (1, 0.5, 0.18259002794941918),
                (1, 0.1, 1.3753359293307725),
                (0.1, 0.9, 0.022948237625265757),
                (0.1, 0.5, 0.19301010900028109),
                (0.1, 0.1, 1.7287393061976933),
                (0.02, 0.9, 0.023028144967044724),
                (0.02, 0.5, 0.19484353149834432),
                (0.02, 0.1, 2.9939454015220099),
            )
        ),
        *(
            CheckRow(
                {"Tc0": 5.0, "l11": l11, "l22": l22, "l12": l12, "D1": 2e-4, "D2": D2},
                T,
                B,
                _MPMATH.format(l11, l22, l12, T),
            )
            for l11, l22, l12, D2, T, B in (
                (0.8, 0.3, 0.1, 2e-5, 0.05, 2.8772969899429666),
                (0.8, 0.3, 0.1, 6e-3, 2.5, 1.1300198827911307),
                (0.3, 0.8, 0.1, 2e-5, 0.5, 17.8258522901469),
                (0.1, 0.1, 0.5, 2e-5, 2.5, 2.390164249454077),
                (0.1, 0.1, 0.5, 2e-5, 0.05, 4.460164434586346),
                (0.4, 0.4, 0.4, 1e-4, 0.5, 2.621580107851915),
            )
        ),
    ),
    requires=("direction:perpendicular",),
    edge="Tc0",
)
