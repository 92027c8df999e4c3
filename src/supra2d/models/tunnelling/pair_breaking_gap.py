r"""Gap in the spectrum against a field that breaks pairs (Abrikosov, Gor'kov; Maki).

In a dirty film in a parallel field the screening currents break pairs at a rate that grows as
:math:`B^2` and ends superconductivity at :math:`\Delta_0/2`. The gap in the spectrum closes before
that, at 0.955 of the critical field: between the two there is superconductivity without a gap.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model

from ._derived import pair_breaking
from ._field import CRITICAL_FIELD, DELTA0, FIELD, GAP, guess


def pair_breaking_gap(B: Array, Delta0: float, Bc: float) -> Array:
    """Gap in the spectrum in meV at T = 0."""
    rate = 0.5 * Delta0 * (np.asarray(B) / Bc) ** 2
    return pair_breaking(rate, Delta0)[1]


_ONE = {"Delta0": 1.0, "Bc": 1.0}
_KEY = "root of the gap equation in 25 digits"

MODEL = Model(
    name="pair_breaking_gap",
    title="Gap in the spectrum against a field that breaks pairs",
    mechanism="pair_breaking",
    variables=(FIELD,),
    result=GAP,
    parameters=(DELTA0, CRITICAL_FIELD),
    function=pair_breaking_gap,
    guess=guess,
    equation=(
        r"\Omega(B) = \left(\Delta^{2/3} - \alpha^{2/3}\right)^{3/2},\qquad"
        r" \ln\frac{\Delta_0}{\Delta} = \frac{\pi\alpha}{4\Delta},\qquad \alpha ="
        r" \frac{\Delta_0}{2}\left(\frac{B}{B_c}\right)^2"
    ),
    limits="A dirty film well below Tc, thinner than the coherence length; no spins.",
    references=("abrikosov1960", "skalski1964"),
    checks=(
        CheckRow(_ONE, 0.0, 1.0, "no field"),
        CheckRow(_ONE, 0.5, 0.560218087277099439, _KEY),
        CheckRow(_ONE, -0.8, 0.179826277697211737, _KEY),
        CheckRow(_ONE, 0.94, 0.0107615720645074738, _KEY),
        CheckRow(_ONE, 0.96, 0.0, "gapless"),
    ),
)
