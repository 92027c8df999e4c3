r"""Conductance of a tunnel junction to a superconductor without broadening (BCS).

Temperature and modulation are all that rounds the peaks. The law with broadening contains it at
:math:`\Gamma = 0`; compared with it, a spectrum tells whether it needs a broadening at all.
"""

from __future__ import annotations

from supra2d.core import Array, CheckRow, Model

from ._guess import spectrum
from ._parameters import BIAS, CONDUCTANCE, DELTA, JUNCTION
from ._smeared import smeared


def bcs(V: Array, Delta: float, T: float, V_mod: float, G_N: float) -> Array:
    """Differential conductance in S."""
    return G_N * smeared(V, Delta, 0.0, T, V_mod)


def guess(V: Array, G: Array) -> dict[str, float]:
    """As with broadening, without it."""
    return {name: value for name, value in spectrum(V, G).items() if name != "Gamma"}


_LEAD = {"Delta": 1.0}
_KEY = "the convolution in 30 digits: {}"

MODEL = Model(
    name="bcs",
    title="Tunnelling into one sharp gap (BCS)",
    mechanism="one_gap",
    variables=(BIAS,),
    result=CONDUCTANCE,
    parameters=(DELTA, *JUNCTION),
    function=bcs,
    guess=guess,
    equation=(
        r"\frac{G(V)}{G_N} = \left\langle\int_{|E|>\Delta}\mathrm{d}E\;"
        r"\frac{|E|}{\sqrt{E^2 - \Delta^2}}\,\left[-f'(E - eV -"
        r" \sqrt2\,eV_\mathrm{mod}\sin\theta)\right]\right\rangle_\theta"
    ),
    limits=(
        "A junction of low transparency to a normal metal, an isotropic gap, weak coupling; "
        "temperature or modulation well above the width of the peaks."
    ),
    references=("giaever1961", "bardeen1957"),
    columns=True,
    checks=(
        CheckRow(_LEAD | {"T": 2.0}, 0.0, 0.019281954738753953635, _KEY.format("0 meV, 2 K")),
        CheckRow(_LEAD | {"T": 2.0}, 1e-3, 1.2586434209567467994, _KEY.format("1 meV, 2 K")),
        CheckRow(_LEAD | {"T": 1.0}, 1.3e-3, 1.6818447763475813297, _KEY.format("1.3 meV, 1 K")),
    ),
)
