"""What a fit gives: values, intervals, bands, residuals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from supra2d.core import LEVEL, Array, Check, Fit, FitError, Interval

from ._data import Data
from ._likelihood import law_of
from ._solve import Minimum
from ._space import Space

_DRAWS = 500  # pairs; the ends of a 68 % band are then known to 4 % of its width
_ASIDE = 1e-4  # of a coordinate: its second order is far below the test for a change
_TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)


@dataclass(frozen=True)
class FitOutcome:
    """A finished fit.

    Attributes
    ----------
    fit
        The record for ``results.json``.
    values
        All parameters of all laws, fixed and tied ones too.
    intervals
        68 % interval of each free parameter; None where the data do not constrain it.
    free
        Names of the free parameters, in the order of ``covariance``.
    covariance
        Shape (k, k), widened by the Birge ratio; flat directions are left out.
    checks
        What the residuals say.
    shifts
        Shift of Tc0 for each cooldown, with its standard deviation, K.
    parts
        The points that were fitted, one record per law.
    """

    fit: Fit
    values: Mapping[str, float]
    intervals: Mapping[str, Interval | None]
    free: tuple[str, ...]
    covariance: Array
    checks: tuple[Check, ...]
    shifts: Mapping[str, tuple[float, float]]
    parts: tuple[Data, ...]
    _residuals: tuple[Array, ...] = field(repr=False)
    _draws: tuple[Mapping[str, float], ...] = field(repr=False)
    _open: tuple[tuple[str, Mapping[str, float]], ...] = field(repr=False)

    def residuals(self, part: int = 0) -> Array:
        """Signed distances of the points of a part from the curve, in standard deviations."""
        return self._residuals[part]

    def posterior(self) -> tuple[Mapping[str, float], ...]:
        """Parameters drawn as the fit allows, all of them by name."""
        return self._draws

    def predict(self, part: int, x: npt.ArrayLike) -> tuple[Array, Array, Array]:
        """The fitted curve of a part at ``x`` and its 68 % band.

        The band spans the central 68 % of curves whose parameters are drawn from the
        covariance in the coordinates of the fit (logarithms of lengths and fields), inside
        the bounds, so that it stays sensible at the end of a curve.

        Returns
        -------
        y, low, high
            Each with the shape of ``x``.
        """
        x = np.asarray(x, dtype=float)
        y = law_of(self.parts[part], self.values)(x)
        curves = np.stack([law_of(self.parts[part], draw)(x) for draw in self._draws])
        low, high = np.quantile(curves, _TAILS, axis=0)
        return y, np.minimum(low, y), np.maximum(high, y)

    def propagate(
        self, function: Callable[[Mapping[str, float]], float]
    ) -> tuple[float, float, float]:
        """A number that follows from the parameters, and its 68 % interval.

        Parameters
        ----------
        function
            Takes the values of all parameters by name.

        Returns
        -------
        value, low, high
            The interval is the central 68 % over the draws of :meth:`predict`.

        Raises
        ------
        FitError
            When the number depends on a parameter that the data do not constrain.
        """
        value = float(function(self.values))
        for name, elsewhere in self._open:
            # along a valley of chi2 that is flat or ends at a bound
            if abs(float(function(elsewhere)) - value) > 1e-6 * abs(value):
                raise FitError(
                    f"a number that depends on {name}, which these data do not constrain",
                    "constrained parameters",
                    f"fix {name}, or add data that determine it",
                )
        low, high = np.quantile([float(function(draw)) for draw in self._draws], _TAILS)
        return value, min(value, float(low)), max(value, float(high))


def draws(space: Space, q: Array, covariance: Array) -> tuple[Mapping[str, float], ...]:
    """Parameters scattered as the fit allows, in pairs around the best ones; always the same."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    half = np.random.default_rng(0).normal(size=(_DRAWS, q.size)) @ root.T
    low, high = space.limits()
    points = np.clip(q + np.concatenate([half, -half]), low, high)
    return tuple(space.natural(point) for point in points)


def open_places(
    space: Space, minimum: Minimum, intervals: Mapping[str, Interval | None]
) -> tuple[tuple[str, Mapping[str, float]], ...]:
    """A place a little along each direction that the data leave open, and what to call it."""
    q = minimum.z[: len(space)]
    low, high = space.limits()
    lost = [i for i, name in enumerate(space.names) if intervals[name] is None]
    ends = [i for i in lost if i not in minimum.flat]
    directions = [*minimum.valleys, *np.eye(len(space))[ends]]
    places = []
    for direction in directions:
        aside = q + _ASIDE * direction
        if not np.all((aside >= low) & (aside <= high)):
            aside = np.clip(q - _ASIDE * direction, low, high)
        places.append((space.names[int(np.argmax(np.abs(direction)))], space.natural(aside)))
    return tuple(places)
