r"""Straight lines through ln R of many fields in many windows, and averages over the windows.

The line is y = a - U h, with y and h what a law makes of ln R and T. Two things spoil it that no
law of activation contains and that are marginalised: the level below the transition, which all
points of a field share, and the way in which the resistance bends towards its normal value, which
all fields share,

.. math:: \ln R = \ln R_\mathrm{activated} - k_1 x - k_2 x^2, \qquad x = R/R_n .
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from ..core import Array
from ._creep_sweeps import LOWS, TOPS, CreepSweep, usable

# A resistance parallel to the normal one has k = (1, 1/2), a sharp end of activation (0, 0).
_BEND = np.array([0.5, 0.25])
_BEND_SIGMA = np.array([0.5, 0.5])


@dataclass(frozen=True)
class Lines:
    """Intercept a and slope U of each field in one window.

    Attributes
    ----------
    a, U, chi2
        Shape (fields,); NaN, NaN and 0 where the window holds too little.
    covariance
        Of (a, U) for a known bend, shape (fields, 2, 2).
    common
        Change of (a, U) per standard deviation of each part of the bend, shape (fields, 2, 2).
    points
        Points in the window, shape (fields,); 0 where it is not used.
    penalty
        What the prior of the bend adds to the sum of chi2.
    """

    a: Array
    U: Array
    chi2: Array
    covariance: Array
    common: Array
    points: Array
    penalty: float

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """Fields that the window serves, shape (fields,)."""
        return self.points > 0

    @property
    def full(self) -> Array:
        """Covariance of (a, U) with the bend marginalised, shape (fields, 2, 2)."""
        return np.asarray(self.covariance + self.common @ self.common.transpose(0, 2, 1))


@dataclass(frozen=True)
class Window:
    """Points of all fields between two levels, padded to one shape (fields, most points).

    ``y`` is ln R, ``zero`` its shift when the level below the transition moves up by one standard
    deviation, ``part`` R/R_n.
    """

    low: float
    top: float
    T: Array
    y: Array
    weight: Array
    zero: Array
    part: Array

    def lines(self, h: Array, y: Array) -> Lines:
        """Weighted least squares of y = a - U h + c zero - k1 x - k2 x^2.

        Parameters
        ----------
        h, y
            Shape (fields, points), finite everywhere.
        """
        w = self.weight
        points = (w > 0.0).sum(axis=1)
        used = points > 0
        centre = (w * h).sum(axis=1) / np.where(used, w.sum(axis=1), 1.0)
        d = h - centre[:, None]
        columns = np.stack([np.ones_like(d), -d, self.zero], axis=1)
        weighted = columns * w[:, None, :]
        normal = weighted @ columns.transpose(0, 2, 1)
        normal[:, 2, 2] += 1.0  # the prior of c
        normal[~used] = np.eye(3)
        inverse = np.linalg.inv(normal)
        # y and the two shapes of the bend, each freed of what a line can take up
        sides = np.stack([y + self.bend, self.part, self.part**2], axis=2)
        found = inverse @ (weighted @ sides)
        rest = sides - columns.transpose(0, 2, 1) @ found
        products = rest.transpose(0, 2, 1) @ (w[:, :, None] * rest)
        products += found[:, 2, :, None] * found[:, 2, None, :]
        k, spread = _bend(products[used].sum(axis=0))
        best = np.concatenate([[1.0], k])
        chi2 = np.where(used, np.einsum("fij,i,j->f", products, best, best), 0.0)
        # back from the centre of the window: a = a' + U centre
        turn = np.zeros((centre.size, 2, 2))
        turn[:, 0, 0] = turn[:, 1, 1] = 1.0
        turn[:, 0, 1] = centre
        at = turn @ found[:, :2]
        value = np.where(used[:, None], at @ best, np.nan)
        covariance = turn @ inverse[:, :2, :2] @ turn.transpose(0, 2, 1)
        penalty = float(((k / _BEND_SIGMA) ** 2).sum())
        return Lines(
            value[:, 0], value[:, 1], chi2, covariance, at[:, :, 1:] @ spread, points, penalty
        )

    @property
    def bend(self) -> Array:
        """The bend at the centre of its prior, shape (fields, points)."""
        return np.asarray(_BEND[0] * self.part + _BEND[1] * self.part**2)


def _bend(products: Array) -> tuple[Array, Array]:
    """Bend beyond the centre of its prior, and a square root of its covariance."""
    precision = products[1:, 1:] + np.diag(_BEND_SIGMA**-2.0)
    covariance = np.linalg.inv(precision)
    return np.asarray(-covariance @ products[1:, 0]), np.asarray(np.linalg.cholesky(covariance))


def windows(sweeps: Sequence[CreepSweep]) -> list[Window]:
    """All windows that serve at least one field, padded to one shape."""
    most = max(s.T.size for s in sweeps)

    def padded(values: Array, fill: float) -> Array:
        return np.pad(values, (0, most - values.size), constant_values=fill)

    T = np.stack([padded(s.T, float(s.T[-1])) for s in sweeps])
    y = np.stack([padded(s.log, 0.0) for s in sweeps])
    zero = np.stack([padded(s.zero, 0.0) for s in sweeps])
    part = np.stack([padded(s.smooth / s.normal, 0.0) for s in sweeps])
    found = []
    for low in LOWS:
        for top in TOPS:
            masks = [s.inside(low, top) for s in sweeps]
            weight = np.stack(
                [
                    padded(s.error**-2.0 * (m if usable(s, m) else 0.0), 0.0)
                    for s, m in zip(sweeps, masks, strict=True)
                ]
            )
            if weight.any():
                found.append(Window(low, top, T, y, weight, zero, part))
    return found


def window_weights(chi2: Array, cut: Array) -> Array:
    r"""Weights of windows that leave out different points (jay2021), adding up to one.

    .. math:: w \propto \exp\left[-\tfrac12\chi^2 - N_\mathrm{cut}\right]

    Parameters
    ----------
    chi2
        Of each window, along the first axis; infinite for one that cannot be used.
    cut
        Points that the window leaves out.
    """
    half = -0.5 * chi2 - cut
    raw = np.exp(half - np.max(half, axis=0, keepdims=True))
    return np.asarray(raw / raw.sum(axis=0, keepdims=True))


def shared_weights(log_weights: Array, fields: int) -> Array:
    """Weights of windows for what all fields share, adding up to one.

    What is wrong with a window is wrong in all fields alike: their misfits count as those of
    the square root of their number.
    """
    tempered = log_weights / sqrt(fields)
    return np.asarray(np.exp(tempered - logsumexp(tempered)))


def averaged(weights: Array, values: Array, variances: Array) -> tuple[Array, Array, Array]:
    """Mean over windows, its statistical and its systematic variance, along the first axis.

    The systematic part is the spread over the windows beyond the one that noise makes between
    windows of different precision. Where a window has no weight its value does not matter.
    """
    alive = weights > 0.0
    value, variance = np.where(alive, values, 0.0), np.where(alive, variances, 0.0)
    mean = (weights * value).sum(axis=0)
    statistical = (weights * variance).sum(axis=0)
    spread = (weights * np.where(alive, values - mean, 0.0) ** 2).sum(axis=0)
    best = np.take_along_axis(variance, np.argmax(weights, axis=0)[None], axis=0)[0]
    return mean, statistical, np.maximum(spread - np.maximum(statistical - best, 0.0), 0.0)
