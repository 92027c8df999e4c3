r"""Conductance of a tunnel junction to a superconductor with two gaps.

Two bands that the tip reaches with different weights add their currents. The larger gap carries
the share :math:`1-w_1`. Two gaps with the same broadening look like one anisotropic gap: a second
gap is believed only where it describes the spectrum better than one.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter

from ._guess import spectrum
from ._parameters import BIAS, CONDUCTANCE, GAMMA, JUNCTION, gap
from ._smeared import smeared


def dynes_two_gaps(
    V: Array,
    Delta_1: float,
    Delta_2: float,
    w_1: float,
    Gamma: float,
    T: float,
    V_mod: float,
    G_N: float,
) -> Array:
    """Differential conductance in S."""
    first = np.asarray(w_1) * smeared(V, Delta_1, Gamma, T, V_mod)
    return G_N * (first + (1.0 - np.asarray(w_1)) * smeared(V, Delta_2, Gamma, T, V_mod))


def guess(V: Array, G: Array) -> dict[str, float]:
    """Gaps on both sides of the single one."""
    found = spectrum(V, G)
    Delta = found.pop("Delta", None)
    if Delta is None:
        return found
    return found | {"Delta_1": 0.7 * Delta, "Delta_2": 1.1 * Delta, "w_1": 0.4}


_BOTH = {"Delta_1": 1.0, "Delta_2": 2.0, "Gamma": 0.1, "T": 2.0}
_TWICE = {"Delta_1": 1.0, "Delta_2": 2.0, "w_1": 0.0, "Gamma": 0.2, "T": 4.0}

MODEL = Model(
    name="dynes_two_gaps",
    title="Tunnelling into two broadened gaps",
    mechanism="two_gaps",
    variables=(BIAS,),
    result=CONDUCTANCE,
    parameters=(
        gap("Delta_1", 0.3, "smaller gap"),
        gap("Delta_2", 0.6, "larger gap"),
        Parameter("w_1", "", 0.4, 0.0, 1.0, "share of the smaller gap"),
        GAMMA,
        *JUNCTION,
    ),
    function=dynes_two_gaps,
    guess=guess,
    equation=r"G(V) = w_1\,G_{\Delta_1}(V) + (1 - w_1)\,G_{\Delta_2}(V)",
    limits="As of one gap; bands without scattering between them, one broadening for both.",
    references=("dynes1978", "noat2015"),
    columns=True,
    checks=(
        CheckRow(_BOTH | {"w_1": 1.0}, 1e-3, 1.1323861361190328725, "one gap, in 30 digits"),
        CheckRow(_TWICE, 2e-3, 1.1323861361190328725, "twice of all, in 30 digits"),
        CheckRow(_BOTH | {"w_1": 0.3}, 1.0, 1.0, "far outside both gaps", 1e-5),
    ),
)
