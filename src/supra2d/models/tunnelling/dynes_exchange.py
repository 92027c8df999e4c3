r"""Conductance of a tunnel junction to a superconductor in an exchange field.

The spins see the same gap at energies shifted by :math:`\pm h`, where :math:`h` is the exchange
energy plus :math:`g\mu_BB/2`. A polarised counterelectrode, of which
:math:`P = (N_\uparrow - N_\downarrow)/(N_\uparrow + N_\downarrow)`, tells the halves apart. Neither
spin-orbit scattering, which mixes the halves and draws the inner peaks together, nor spin-flip
scattering, which closes the gap, is in this law: both reduce the splitting that it finds.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter

from ._guess import spectrum
from ._parameters import BIAS, CONDUCTANCE, DELTA, GAMMA, JUNCTION
from ._smeared import smeared


def dynes_exchange(
    V: Array,
    Delta: float,
    Gamma: float,
    h: float,
    P: float,
    T: float,
    V_mod: float,
    G_N: float,
) -> Array:
    """Differential conductance in S."""
    up = (1.0 + np.asarray(P)) * smeared(V, Delta, Gamma, T, V_mod, shift=h)
    down = (1.0 - np.asarray(P)) * smeared(V, Delta, Gamma, T, V_mod, shift=-np.asarray(h))
    return 0.5 * G_N * (up + down)


def guess(V: Array, G: Array) -> dict[str, float]:
    """The outer peaks are at the sum of gap and exchange energy."""
    found = spectrum(V, G)
    outer = found.get("Delta")
    return found if outer is None else found | {"Delta": 0.75 * outer, "h": 0.25 * outer}


_SPLIT = {"Delta": 1.0, "Gamma": 0.1, "T": 2.0}

MODEL = Model(
    name="dynes_exchange",
    title="Tunnelling into a gap that an exchange field splits",
    mechanism="exchange_split",
    variables=(BIAS,),
    result=CONDUCTANCE,
    parameters=(
        DELTA,
        GAMMA,
        Parameter(
            "h", "meV", 0.1, 0.0, 50.0, "half the splitting of the spins", ("uniform", 0.0, 5.0)
        ),
        Parameter("P", "", 0.0, -1.0, 1.0, "polarisation of the junction", free=False),
        *JUNCTION,
    ),
    function=dynes_exchange,
    guess=guess,
    equation=r"G(V) = \tfrac12(1 + P)\,G_\Delta(V + h/e) + \tfrac12(1 - P)\,G_\Delta(V - h/e)",
    limits="As of one gap; spin is conserved: no spin-orbit and no spin-flip scattering.",
    references=("meservey1970", "dynes1978"),
    columns=True,
    checks=(
        CheckRow(_SPLIT | {"h": 0.0}, 1e-3, 1.1323861361190328725, "no splitting, in 30 digits"),
        CheckRow(_SPLIT | {"h": 1.0}, 0.0, 1.1323861361190328725, "both at the edge"),
        CheckRow(_SPLIT | {"h": 0.4, "P": 1.0}, 0.6e-3, 1.1323861361190328725, "one spin"),
        CheckRow(_SPLIT | {"h": 0.4, "P": -1.0}, 1.4e-3, 1.1323861361190328725, "the other"),
    ),
)
