r"""Conductance of a tunnel junction to a superconductor, with broadened states (Dynes).

The tunnelling current counts the states of the superconductor; the broadening :math:`\Gamma` stands
for whatever limits the life of quasiparticles, or for noise that reaches the junction. It fills
the gap, which temperature and modulation do to another pattern: they leave the bottom empty until
they are as large as the gap, while :math:`N(0) = \Gamma/\sqrt{\Delta^2+\Gamma^2}`. Where
:math:`\Gamma` is small against :math:`k_BT` it is hard to tell from a wrong temperature.
"""

from __future__ import annotations

from supra2d.core import Array, CheckRow, Model

from ._guess import spectrum
from ._parameters import BIAS, CONDUCTANCE, DELTA, GAMMA, JUNCTION
from ._smeared import smeared


def dynes(V: Array, Delta: float, Gamma: float, T: float, V_mod: float, G_N: float) -> Array:
    """Differential conductance in S."""
    return G_N * smeared(V, Delta, Gamma, T, V_mod)


_WARM = {"Delta": 1.0, "Gamma": 0.1, "T": 2.0}
_COLD = {"Delta": 0.3, "Gamma": 0.01, "T": 0.04}
_LOCKIN = {"Delta": 1.0, "Gamma": 0.05, "T": 1.0, "V_mod": 0.2e-3}
_KEY = "the convolution in 30 digits: {}"

MODEL = Model(
    name="dynes",
    title="Tunnelling into one broadened gap (Dynes)",
    mechanism="one_gap",
    variables=(BIAS,),
    result=CONDUCTANCE,
    parameters=(DELTA, GAMMA, *JUNCTION),
    function=dynes,
    guess=spectrum,
    equation=(
        r"\frac{G(V)}{G_N} = \left\langle\int\mathrm{d}E\;N(E)\,\left[-f'(E - eV -"
        r" \sqrt2\,eV_\mathrm{mod}\sin\theta)\right]\right\rangle_\theta,\qquad N(E) ="
        r" \left|\mathrm{Re}\,\frac{E - i\Gamma}{\sqrt{(E - i\Gamma)^2 - \Delta^2}}\right|,"
        r"\qquad \langle\cdot\rangle_\theta = \int_0^{2\pi}\frac{\mathrm{d}\theta}{\pi}"
        r"\,\cos^2\theta\;(\cdot)"
    ),
    limits=(
        "A junction of low transparency to a normal metal with a flat density of states, an "
        "isotropic gap; no heating, no subgap current of its own."
    ),
    references=("dynes1978", "giaever1961"),
    columns=True,
    checks=(
        CheckRow(_WARM, 0.0, 0.1356604695365200557, _KEY.format("0 meV, 2 K")),
        CheckRow(_WARM, 1e-3, 1.1323861361190328725, _KEY.format("1 meV, 2 K")),
        CheckRow(_COLD, 0.3e-3, 2.5767732260703937979, _KEY.format("0.3 meV, 40 mK")),
        CheckRow(_COLD, 0.6e-3, 1.1545701407844748252, _KEY.format("0.6 meV, 40 mK")),
        CheckRow(_LOCKIN, 1e-3, 1.308941521227, "both convolutions in 18 digits", 1e-9),
    ),
)
