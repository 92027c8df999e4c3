"""Points with errors on both axes, taken from a table for one law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from supra2d.core import Array, FitError, InputError, Model

# An axis without error is given this fraction of the error of the other axis, each in units of
# its range: it changes a variance by 1e-4, and keeps an extreme point from pinning the curve.
_FLOOR = 1e-2


@dataclass(frozen=True)
class Data:
    """Points that one law is fitted to.

    Attributes
    ----------
    model
        The law.
    x, y
        Shape (n,), in the units of the law's first variable and result.
    ex, ey
        One standard deviation, independent from point to point.
    Sx, Sy
        Sensitivities to the k shared sources of error, shape (n, k); the covariance is
        diag(e^2) + S S^T.
    runs
        Cooldown of each point.
    label
        What the points are, for messages.
    weighted
        False when the table gives no errors at all.
    note
        What had to be assumed, as a sentence; empty when nothing.
    """

    model: Model
    x: Array
    y: Array
    ex: Array
    ey: Array
    Sx: Array
    Sy: Array
    runs: tuple[str, ...]
    label: str
    weighted: bool = True
    note: str = ""

    @classmethod
    def of(cls, model: Model, table: xr.Dataset) -> Data:
        """The points of ``table`` that ``model`` can be fitted to.

        Raises
        ------
        FitError
            When a column is missing or no point is finite.
        """
        axis, result = model.variables[0].name, model.result.name
        for name in (axis, result):
            if name not in table:
                raise FitError(
                    f"a table without the column {name!r}",
                    f"{axis} and {result} for the law {model.name}",
                    f"add {name}, or choose a law of the columns that are there",
                )
        x, y = _column(table, axis), _column(table, result)
        good = np.isfinite(x) & np.isfinite(y)
        if not good.any():
            raise FitError(
                f"no finite point in {axis} and {result}",
                "numbers in both columns",
                "look at the points that were refused",
            )
        Sx, Sy = _shared(table, axis, x.size), _shared(table, result, x.size)
        nothing_x, nothing_y = np.zeros_like(Sy), np.zeros_like(Sx)
        data = cls(
            model,
            x[good],
            y[good],
            _errors(table, axis, x.size)[good],
            _errors(table, result, x.size)[good],
            np.hstack([Sx, nothing_x])[good],
            np.hstack([nothing_y, Sy])[good],
            tuple(np.asarray(_labels(table, "run", x.size), dtype=object)[good]),
            _label(table, int(np.count_nonzero(good))),
        )
        dropped = int(np.count_nonzero(~good))
        if dropped:
            data = replace(data, note=f"{dropped} points of {data.label} are not finite.")
        return data._with_errors()._with_floors()

    def __len__(self) -> int:
        return self.x.size

    def with_common_error(self, sigma: float) -> Data:
        """The same points with the error ``sigma`` on y, or the least that a float can hold."""
        sigma = max(sigma, 1e-12 * _range(self.y))
        note = f"{self.label} come without errors; {sigma:.2g} {self.model.result.unit} each "
        note += "is estimated from their scatter."
        return replace(self, ey=np.full(len(self), sigma), note=f"{self.note} {note}".strip())

    def widened(self, factor: float) -> Data:
        """The same points with larger independent errors; the shared ones stay."""
        return replace(self, ex=factor * self.ex, ey=factor * self.ey)

    def _with_errors(self) -> Data:
        """Points without any error get the median of the others, or are left unweighted."""
        bare = (self.ex == 0.0) & (self.ey == 0.0)
        if not bare.any():
            return self
        if bare.all():
            return replace(self, ey=np.full(len(self), 0.01 * _range(self.y)), weighted=False)
        ex = np.where(bare, np.median(self.ex[~bare]), self.ex)
        ey = np.where(bare, np.median(self.ey[~bare]), self.ey)
        note = f"{np.count_nonzero(bare)} of {self.label} have no error and get the median one."
        return replace(self, ex=ex, ey=ey, note=f"{self.note} {note}".strip())

    def _with_floors(self) -> Data:
        if not self.ex.any():
            return self
        ratio = _range(self.x) / _range(self.y)
        return replace(
            self,
            ex=np.maximum(self.ex, _FLOOR * self.ey * ratio),
            ey=np.maximum(self.ey, _FLOOR * self.ex / ratio),
        )


def _range(values: Array) -> float:
    return float(np.ptp(values)) or float(np.abs(values).max()) or 1.0


def _column(table: xr.Dataset, name: str) -> Array:
    return np.asarray(table[name].values, dtype=float)


def _errors(table: xr.Dataset, name: str, n: int) -> Array:
    if f"{name}_error" not in table:
        return np.zeros(n)
    errors = np.nan_to_num(_column(table, f"{name}_error"), nan=0.0)
    if np.any(errors < 0.0) or not np.all(np.isfinite(errors)):
        raise InputError(
            f"{name}_error with negative or infinite values",
            "standard deviations, zero where an axis is exact",
            "correct the column",
        )
    return errors


def _shared(table: xr.Dataset, name: str, n: int) -> Array:
    if f"{name}_shared" not in table:
        return np.zeros((n, 0))
    S = np.nan_to_num(_column(table, f"{name}_shared"), nan=0.0).reshape(n, -1)
    return S[:, S.any(axis=0)]


def _labels(table: xr.Dataset, name: str, n: int) -> Sequence[str]:
    return [str(v) for v in table[name].values] if name in table else [""] * n


def _label(table: xr.Dataset, n: int) -> str:
    kinds = sorted(set(_labels(table, "direction", 0)) - {""})
    return " ".join([str(n), " and ".join(kinds), "points" if n > 1 else "point"]).replace(
        "  ", " "
    )
