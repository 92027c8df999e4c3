"""Mean-field temperature from the resistance above the transition, in windows."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from ..core import Array, Model
from ._bkt import Unbinding
from ._bkt_resistance import ResistiveTail, WindowFit, averaged, excess

#: Windows reach from these fractions of the normal resistance to the end of the sweep.
STARTS = (0.5, 0.6, 0.7, 0.8)

_MIN_POINTS, _MOST = 12, 200
_SCALE_SIGMA = 0.03  # of the normal resistance, which rounds off slowly
_FORM = 2e-3  # of R: other corrections of a disordered film
_MISFIT = 3.0


def measure_paraconductivity(tail: ResistiveTail, law: Model, sheet: float) -> Unbinding | None:
    """Tc0 from the law of paraconductivity with its universal amplitude.

    Parameters
    ----------
    tail
        From `resistive_tail`.
    law
        ``aslamazov_larkin``, or another law with its parameters.
    sheet
        Normal sheet resistance where the rounding is over, ohm.

    Returns
    -------
    Unbinding or None
        ``T`` is Tc0; None where too few points are left above the transition.
    """
    fits, points = [], []
    for start in STARTS:
        above = np.flatnonzero(tail.smooth >= start)
        if above.size >= _MIN_POINTS:
            fits.append(_fit(tail, above[:: max(1, above.size // _MOST)], law, sheet))
            points.append(above.size)
    if not fits:
        return None
    cut = max(points) - np.array(points, dtype=float)
    scale = excess(fits)
    found = averaged(fits, cut, scale)[0]
    message = (
        "The resistance above the transition does not follow the law of paraconductivity "
        f"(misfit {scale:.2g} times the noise): other corrections, or an inhomogeneous film."
    )
    return replace(found, message=message) if scale > _MISFIT else found


def _fit(tail: ResistiveTail, rows: npt.NDArray[np.int64], law: Model, sheet: float) -> WindowFit:
    # a line through the normal state would take up the rounding that is asked for
    T, part = tail.T[rows], (tail.part * tail.line)[rows] / tail.top
    error = np.hypot(tail.sigma[rows], _FORM)
    normal = sqrt(tail.normal_sigma**2 + _SCALE_SIGMA**2)

    def rest(v: Array) -> Array:
        found = law.function(T, v[1] * sheet, v[0]) / sheet
        return np.concatenate([(part - found) / error, [(v[1] - 1.0) / normal]])

    bounds = [1e-3 * float(T[0]), 0.5], [float(T[-1]), 2.0]
    found = least_squares(rest, [float(T[0]), 1.0], bounds=bounds)
    # where the law has no resistance left, its slope says nothing
    covariance = np.linalg.inv(found.jac.T @ found.jac + np.diag([float(T[-1]) ** -2.0, 1.0]))
    chi2 = float(found.fun @ found.fun)
    return WindowFit(float(found.x[0]), sqrt(float(covariance[0, 0])), chi2, T.size - 1)
