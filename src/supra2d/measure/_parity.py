"""Polynomials of odd and even terms in the field, their numbers chosen by the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import log, nan, sqrt

import numpy as np

from ..core import Array, InputError

MIN_POINTS = 8

ODD = (1, 2, 3)  # B; B and B^3; up to B^5
EVEN = (1, 2, 3, 4, 5, 6)  # 1; 1 and B^2; ... up to B^10


@dataclass(frozen=True, slots=True)
class ParityFit:
    """Polynomial with chosen numbers of odd and even terms, fitted by least squares.

    ``slope`` and ``constant`` are its coefficients at zero field with their standard deviations,
    ``noise`` that of a reading, ``chi2`` the sum of squared residuals (not normalised).
    """

    odd: int
    even: int
    slope: float
    slope_sigma: float
    constant: float
    constant_sigma: float
    noise: float
    chi2: float
    bic: float
    residuals: Array
    even_range: float


def parity_fit(
    field: Array,
    values: Array,
    reach: float,
    *,
    odd: Sequence[int] = ODD,
    even: Sequence[int] = EVEN,
) -> ParityFit:
    """Best polynomial by the Bayesian information criterion, of some odd and even terms.

    Parameters
    ----------
    field, values
        T and any unit, shape (n,).
    reach
        Field that the powers are scaled by, T.
    odd, even
        Numbers of odd and even terms to try; 0 odd terms is an even function.
    """
    found: ParityFit | None = None
    for j, k in product(odd, even):
        if j + k > max(2, field.size // 3):
            continue
        fit = solve_parity(field, values, reach, j, k)
        if found is None or fit.bic < found.bic:
            found = fit
    if found is None:
        raise too_few(field.size)
    return found


def solve_parity(b: Array, y: Array, reach: float, odd: int, even: int) -> ParityFit:
    """The polynomial of so many odd and even terms."""
    x = b / reach
    powers = [2 * i for i in range(even)] + [2 * i + 1 for i in range(odd)]
    design = x[:, None] ** np.array(powers)
    solution, _, _, _ = np.linalg.lstsq(design, y, rcond=None)
    residuals = y - design @ solution
    chi2 = float(residuals @ residuals)
    # rounding of the values is the least that noise can be
    floor = y.size * (1e-14 * float(np.abs(y).max()) + 1e-300) ** 2
    noise = sqrt(max(chi2, floor) / max(y.size - len(powers), 1))
    inverse = np.linalg.pinv(design.T @ design)
    sigma = noise * np.sqrt(np.diag(inverse))
    grid = np.linspace(0.0, float(np.abs(x).max()), 33)
    shape = grid[:, None] ** np.array(powers[:even]) @ solution[:even]
    return ParityFit(
        odd,
        even,
        float(solution[even]) / reach if odd else nan,
        float(sigma[even]) / reach if odd else nan,
        float(solution[0]),
        float(sigma[0]),
        noise,
        chi2,
        y.size * log(max(chi2, floor) / y.size) + len(powers) * log(y.size),
        residuals,
        float(np.ptp(shape)),
    )


def too_few(count: int) -> InputError:
    return InputError(
        f"{count} readings of the Hall resistance",
        f"at least {MIN_POINTS} over both signs of the field",
        "measure more fields",
    )
