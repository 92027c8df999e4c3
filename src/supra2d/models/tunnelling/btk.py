r"""Conductance of a contact to a superconductor through a barrier (Blonder, Tinkham, Klapwijk).

Without a barrier each electron inside the gap goes on as a pair and sends back a hole: the
conductance is twice the normal one. A high barrier, :math:`Z \gg 1`, leaves the tunnel junction of
Dynes. In between there is a dip between two peaks, which a pseudogap does not have, and which a
broadening makes shallower in much the same way as a smaller Z does.
"""

from __future__ import annotations

from supra2d.core import Array, CheckRow, Model, Parameter

from ._barrier import contact
from ._guess import spectrum
from ._parameters import BIAS, CONDUCTANCE, DELTA, GAMMA, JUNCTION


def btk(
    V: Array, Delta: float, Gamma: float, Z: float, T: float, V_mod: float, G_N: float
) -> Array:
    """Differential conductance in S."""
    return G_N * contact(V, Delta, Gamma, Z, T, V_mod)


_CONTACT = {"Delta": 1.0, "Gamma": 0.0, "Z": 0.0, "T": 2.0}
_KEY = "A and B of the paper, convolved in 25 digits: {}"

MODEL = Model(
    name="btk",
    title="Contact through a barrier of any height (BTK)",
    mechanism="barrier",
    variables=(BIAS,),
    result=CONDUCTANCE,
    parameters=(
        DELTA,
        GAMMA,
        Parameter("Z", "", 0.5, 0.0, 30.0, "strength of the barrier", ("uniform", 0.0, 5.0)),
        *JUNCTION,
    ),
    function=btk,
    guess=spectrum,
    equation=(
        r"\frac{\sigma(E)}{\sigma_N} = (1 + Z^2)\,[1 + A(E) - B(E)] = \frac{1 + \tau|\gamma|^2 -"
        r" (1 - \tau)|\gamma|^4}{|1 - (1 - \tau)\gamma^2|^2},\qquad \gamma ="
        r" \frac{\Delta}{\epsilon + \sqrt{\epsilon^2 - \Delta^2}},\quad \epsilon = E + i\Gamma,"
        r"\quad \tau = \frac{1}{1 + Z^2}"
    ),
    limits=(
        "A ballistic contact smaller than the mean free path, one channel, no difference of Fermi "
        "velocities beyond what Z absorbs; no heating."
    ),
    references=("blonder1982", "plecenik1994"),
    columns=True,
    checks=(
        CheckRow(_CONTACT, 0.0, 1.99642840893998382, _KEY.format("no barrier")),
        CheckRow(_CONTACT | {"Z": 0.5}, 1e-3, 1.60729593626344621, _KEY.format("Z = 0.5")),
        CheckRow(
            _CONTACT | {"Z": 0.5, "Gamma": 0.1}, 0.5e-3, 1.30963423635453699, _KEY.format("broad")
        ),
        CheckRow(
            _CONTACT | {"Z": 5.0, "Gamma": 0.1}, 1e-3, 1.14913719568967142, _KEY.format("Z = 5")
        ),
    ),
)
