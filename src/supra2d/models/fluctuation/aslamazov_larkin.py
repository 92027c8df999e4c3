r"""Resistance of a film above its mean-field transition, with short-lived pairs in parallel.

Gaussian fluctuations add :math:`e^2/16\hbar` to the sheet conductance whatever the film is made of,
which leaves one number to find. Vortices unbind below :math:`T_{c0}`, where this law has no
resistance left.
"""

from __future__ import annotations

import numpy as np

from supra2d.core import Array, CheckRow, Model, Parameter, Variable
from supra2d.core.constants import E_CHARGE, HBAR

from ._guess import rise

#: Conductance of pairs at ln(T/Tc0) = 1, S.
PAIRS = E_CHARGE**2 / (16.0 * HBAR)


def aslamazov_larkin(T: Array, Rn: float, Tc0: float) -> Array:
    """Sheet resistance in ohm; none up to Tc0."""
    above = np.log(np.where(T > Tc0, T / Tc0, 1.0))
    return Rn * above / (above + PAIRS * Rn)


def guess(T: Array, R: Array) -> dict[str, float]:
    """The largest resistance, and the temperature at which half of it is left."""
    Rn = min(max(float(R.max()), 1e-3), 1e5)
    middle = rise(T, R, 0.5)
    return {"Rn": Rn, "Tc0": min(max(middle * float(np.exp(-PAIRS * Rn)), 1e-3), 290.0)}


_FILM = {"Rn": 380.0, "Tc0": 0.2}
_KEY = "transport_and_GL: AL check: e^2/(16 hbar), in 30 digits at T = {}"

MODEL = Model(
    name="aslamazov_larkin",
    title="Paraconductivity of a two-dimensional film",
    mechanism="paraconductivity",
    variables=(Variable("temperature", "K"),),
    result=Variable("sheet_resistance", "ohm"),
    parameters=(
        Parameter(
            "Rn",
            "ohm",
            1000.0,
            1e-3,
            1e6,
            "normal sheet resistance",
            ("log_uniform", 1e-3, 1e6),
        ),
        Parameter("Tc0", "K", 60.0, 1e-4, 300.0, "mean-field critical temperature"),
    ),
    function=aslamazov_larkin,
    guess=guess,
    equation=r"\frac{1}{R} = \frac{1}{R_n} + \frac{e^2}{16\hbar}\,\frac{1}{\ln(T/T_{c0})}",
    limits=(
        "T above Tc0 by more than Tc0 Rn e^2/16 hbar; a film thinner than the coherence length; no "
        "Maki-Thompson or density-of-states terms."
    ),
    references=("aslamazov1968",),
    checks=(
        CheckRow(_FILM, 0.205, 307.91134960782609, _KEY.format(0.205)),
        CheckRow(_FILM, 0.21, 339.74423725123619, _KEY.format(0.21)),
        CheckRow(_FILM, 0.4, 376.85689244933370, _KEY.format(0.4)),
        CheckRow(_FILM, 0.2, 0.0, "Tc0 itself"),
    ),
)
