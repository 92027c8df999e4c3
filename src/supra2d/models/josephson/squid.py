r"""Critical current of two junctions in a loop against field.

Two junctions interfere as two slits do. Unequal ones, of :math:`I_1` and :math:`I_2`, leave
:math:`|I_1 - I_2|` in the minima: the asymmetry is :math:`a = |I_1 - I_2|/(I_1 + I_2)`. The loop
has no inductance here; where :math:`LI_c` is a good part of a flux quantum, its own flux fills
the minima as well and skews the arcs :footcite:p:`dewaele1969`.
"""

from __future__ import annotations

from math import atan2, hypot, sqrt

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter

from ._pattern import CURRENT, FIELD, LARGEST, OFFSET, PERIOD, frequencies, inside, only_size


def squid(B: Array, Ic: float, period: float, B0: float, asymmetry: float) -> Array:
    """Critical current in A."""
    u = np.pi * (B - B0) / period
    return Ic * np.hypot(np.cos(u), asymmetry * np.sin(u))


def guess(B: Array, current: Array) -> dict[str, float]:
    """The period whose sinusoid misses the squared current least; the centre nearest to zero."""
    tried = frequencies(B)
    if tried.size == 0 or not np.any(current > 0.0):
        return only_size(current)
    square = current**2
    rows = []
    for frequency in tried:
        angle = 2.0 * np.pi * frequency * B
        design = np.stack([np.ones_like(B), np.cos(angle), np.sin(angle)], axis=1)
        found = np.linalg.lstsq(design, square, rcond=None)[0]
        miss = square - design @ found
        rows.append((float(miss @ miss), float(frequency), *(float(v) for v in found)))
    _, frequency, mean, even, odd = min(rows)
    swing = hypot(even, odd)
    top, bottom = mean + swing, max(mean - swing, 0.0)
    return {
        "Ic": inside(LARGEST, sqrt(max(top, 0.0))),
        "period": inside(PERIOD, 1.0 / frequency),
        "B0": inside(OFFSET, atan2(odd, even) / (2.0 * np.pi * frequency)),
        "asymmetry": min(sqrt(bottom / max(top, 1e-300)), 1.0),
    }


_EQUAL = {"Ic": 2.0, "period": 1e-3, "B0": 0.0, "asymmetry": 0.0}

MODEL = Model(
    name="squid",
    title="Field pattern of two junctions in a loop",
    mechanism="two_junctions",
    variables=(FIELD,),
    result=CURRENT,
    parameters=(
        LARGEST,
        PERIOD,
        OFFSET,
        Parameter("asymmetry", "", 0.2, 0.0, 1.0, "difference of the two junctions over their sum"),
    ),
    function=squid,
    guess=guess,
    equation=(r"I_c(B) = I_c\sqrt{\cos^2 u + a^2\sin^2 u},\qquad u = \pi\frac{B - B_0}{\Delta B}"),
    limits=(
        "Junctions far smaller than the loop, a loop inductance L with 2 L Ic far below a flux "
        "quantum, sinusoidal current-phase relations."
    ),
    references=("dewaele1969", "tinkham1996"),
    checks=(
        CheckRow(_EQUAL, 1e-3, 2.0, "the next top"),
        CheckRow(_EQUAL, 2.5e-4, 1.4142135623730951, "a quarter of a period"),
        CheckRow(_EQUAL | {"asymmetry": 0.25}, 5e-4, 0.5, "the minimum"),
        CheckRow(_EQUAL | {"B0": -5e-4}, 5e-4, 2.0, "shifted by half a period"),
    ),
)
