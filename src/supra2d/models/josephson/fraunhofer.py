r"""Critical current of one short junction against field.

The phase winds along the junction in proportion to the field, so that currents of its parts
cancel: a slit's diffraction pattern, whose central lobe is twice as wide as the others. The
current density here is :math:`j(x) \propto 1 + 2ax/w` across the width w: with a tilt a the
minima do not reach zero, and the pattern stays even in :math:`B - B_0`. Densities that are even
in x move the minima and change the lobes instead :footcite:p:`deluca2015`.
"""

from __future__ import annotations

import numpy as np
from scipy.special import spherical_jn

from supra2d.core import Array, CheckRow, Model, Parameter

from ._pattern import CURRENT, FIELD, LARGEST, OFFSET, PERIOD, only_size, scanned


def fraunhofer(B: Array, Ic: float, period: float, B0: float, asymmetry: float) -> Array:
    """Critical current in A."""
    u = np.pi * (B - B0) / period
    return Ic * np.hypot(np.sinc(u / np.pi), asymmetry * spherical_jn(1, np.abs(u)))


def guess(B: Array, current: Array) -> dict[str, float]:
    """The period and centre whose pattern of an even junction misses the points least."""
    found = scanned(B, current, lambda x: np.abs(np.sinc(x)))
    if found is None:
        return only_size(current)
    return dict(zip(("Ic", "period", "B0"), found, strict=True))


_EVEN = {"Ic": 2.0, "period": 1e-3, "B0": 0.0, "asymmetry": 0.0}

MODEL = Model(
    name="fraunhofer",
    title="Field pattern of one short junction",
    mechanism="one_junction",
    variables=(FIELD,),
    result=CURRENT,
    parameters=(
        LARGEST,
        PERIOD,
        OFFSET,
        Parameter(
            "asymmetry",
            "",
            0.3,
            0.0,
            1.0,
            "rise of the current density from the middle to one edge, relative",
        ),
    ),
    function=fraunhofer,
    guess=guess,
    equation=(
        r"I_c(B) = I_c\sqrt{\left(\frac{\sin u}{u}\right)^2"
        r" + a^2\left(\frac{\sin u - u\cos u}{u^2}\right)^2},\qquad u = \pi\frac{B - B_0}{\Delta B}"
    ),
    limits=(
        "A junction shorter than the Josephson penetration depth, a sinusoidal current-phase "
        "relation, and electrodes in which no vortex moves during the sweep."
    ),
    references=("deluca2015", "tinkham1996"),
    checks=(
        CheckRow(_EVEN, 0.0, 2.0, "the top"),
        CheckRow(_EVEN, 5e-4, 1.2732395447351628, "2 times 2/pi, half a flux quantum"),
        CheckRow(_EVEN, -1.5e-3, 0.42441318157838756, "2 times 2/(3 pi), one and a half"),
        CheckRow(
            _EVEN | {"asymmetry": 0.5, "B0": 1e-4},
            1.1e-3,
            0.31830988618379067,
            "1/pi, one flux quantum",
        ),
    ),
)
