r"""Gap of a thin film against a field in its plane, from the screening currents alone.

Ginzburg and Landau's order parameter in a film thinner than the penetration depth and the
coherence length, :math:`\Delta^2 \propto 1 - (B/B_c)^2`. It closes without a jump. Near zero
temperature the broadening of the states by the field, which this form leaves out, takes the gap of
the spectrum to zero faster; see the law ``pair_breaking_gap``.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model

from ._field import CRITICAL_FIELD, DELTA0, FIELD, GAP, guess


def orbital_gap(B: Array, Delta0: float, Bc: float) -> Array:
    """Gap in meV; zero from Bc on."""
    return np.asarray(Delta0 * np.sqrt(np.clip(1.0 - (B / Bc) ** 2, 0.0, None)))


_FILM = {"Delta0": 0.3, "Bc": 2.0}

MODEL = Model(
    name="orbital_gap",
    title="Gap of a thin film against a parallel field (Ginzburg, Landau)",
    mechanism="ginzburg_landau",
    variables=(FIELD,),
    result=GAP,
    parameters=(DELTA0, CRITICAL_FIELD),
    function=orbital_gap,
    guess=guess,
    equation=r"\Delta(B) = \Delta_0\sqrt{1 - (B/B_c)^2}",
    limits="A film thinner than sqrt(5) penetration depths, near Tc; no spins.",
    references=("douglass1961", "tinkham1996"),
    checks=(
        CheckRow(_FILM, 0.0, 0.3, "no field"),
        CheckRow(_FILM, 1.2, 0.24, "3-4-5 triangle"),
        CheckRow(_FILM, -1.2, 0.24, "field reversed"),
        CheckRow(_FILM, 2.5, 0.0, "beyond Bc"),
    ),
)
