"""The likelihood: residuals of points and of nuisance parameters, and their derivatives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from supra2d.core import Array

from ._curve import Distance, Law, continued, distances, nearest, vertical
from ._data import Data
from ._space import Space

_STEP = 1e-7  # of a coordinate: the relative error of a one-sided difference


class Likelihood:
    r"""Chi2 of laws on points with errors on both axes and shared sources of error.

    .. math:: \chi^2(p, n) = \sum_i r_i^2 + \sum_k n_k^2
              + \sum_j \left(\frac{p_j - m_j}{s_j}\right)^2

    where the last sum runs over the coordinates of parameters with a normal prior (mean m,
    standard deviation s: a misalignment, a calibration, the logarithm of a thickness) and r_i is
    the distance of point i, moved by ``-S n``, from
    the curve in units of its own errors. Minimising over the n_k is the same as using the full
    covariance diag(e^2) + S S^T.

    Parameters
    ----------
    parts
        Points and their laws.
    space
        Free parameters.
    tc_shift
        Standard deviation in K of the critical temperature from cooldown to cooldown; a source
        of error per cooldown when there are several, acting on temperature as T/Tc0.
    """

    def __init__(
        self, parts: Sequence[Data], space: Space, tc_shift: float | None, Tc_ref: float
    ) -> None:
        self.parts = tuple(parts)
        self.space = space
        self._made = (tc_shift, Tc_ref)
        runs = sorted({run for part in parts if part.model.edge for run in part.runs})
        self.runs = tuple(runs) if tc_shift and len(runs) > 1 else ()
        self._sigma = tc_shift or 0.0
        own = sum(part.Sx.shape[1] for part in parts)
        self.nuisances = own + len(self.runs)
        self._S = []
        at = 0
        for part in parts:
            Sx, Sy = np.zeros((2, len(part), self.nuisances))
            k = part.Sx.shape[1]
            Sx[:, at : at + k], Sy[:, at : at + k] = part.Sx, part.Sy
            at += k
            if part.model.edge:
                for j, run in enumerate(self.runs):
                    # the law depends on T/Tc: a shift of Tc moves T in proportion
                    here = np.array([name == run for name in part.runs])
                    Sx[:, own + j] = self._sigma * here * part.x / Tc_ref
            self._S.append((Sx, Sy))
        self.known = tuple(
            (i, *space.known(name)) for i, name in enumerate(space.names) if space.known(name)
        )
        self._key: bytes | None = None
        self._last: list[Distance] = []

    def of(self, parts: Sequence[Data]) -> Likelihood:
        """The same likelihood on other points."""
        return Likelihood(parts, self.space, *self._made)

    def residuals(self, z: Array) -> Array:
        """All r_i, n_k and distances from normal priors at z = (coordinates, nuisances)."""
        k = len(self.space)
        priors = [(z[i] - mean) / sigma for i, mean, sigma in self.known]
        return np.concatenate([d.r for d in self._distances(z)] + [z[k:], np.array(priors)])

    def chi2(self, z: Array) -> float:
        """Sum of the squared residuals."""
        r = self.residuals(z)
        return float(r @ r)

    def jacobian(self, z: Array, held: Collection[int] = ()) -> Array:
        """Derivatives of the residuals, shape (n + nuisances, coordinates + nuisances).

        Columns of coordinates that are ``held`` are not worth having, and 0 for the points.
        """
        k = len(self.space)
        q = z[:k]
        # a step from a bound leads inwards
        steps = np.where(q + _STEP > self.space.limits()[1], -_STEP, _STEP)
        ahead = np.tile(q, (k, 1))
        np.fill_diagonal(ahead, q + steps)
        steps = np.diagonal(ahead) - q
        blocks = []
        for part, (Sx, Sy), d in zip(self.parts, self._S, self._distances(z), strict=True):
            block = np.zeros((len(part), z.size))
            edge = self.space.natural(q)[part.model.edge] if part.model.edge else 0.0
            own = [i for i in range(k) if i not in held and self._touches(part, i)]
            if own:
                # difference of the curve, the nearest point at a fixed place on it
                X, Y = self._moved(part, d, edge, np.vstack([q, ahead[own]]))
                change = d.wx * (X[1:] - X[0]) + d.wy * (Y[1:] - Y[0])
                block[:, own] = -change.T / steps[own]
            block[:, k:] = -(d.wx[:, None] * Sx + d.wy[:, None] * Sy)
            blocks.append(block)
        blocks.append(np.eye(self.nuisances, z.size, k))
        if self.known:
            rows = np.zeros((len(self.known), z.size))
            for row, (i, _, sigma) in zip(rows, self.known, strict=True):
                row[i] = 1.0 / sigma
            blocks.append(rows)
        return np.vstack(blocks)

    def chi2s(self, rows: Array) -> Array:
        """Chi2 at several places, shape (m, coordinates + nuisances)."""
        if not all(part.model.columns for part in self.parts):
            return np.array([self.chi2(row) for row in rows])
        k = len(self.space)
        values = self.space.columns(rows[:, :k])
        total: Array = (rows[:, k:] ** 2).sum(axis=1)
        for i, mean, sigma in self.known:
            total += ((rows[:, i] - mean) / sigma) ** 2
        for part, (Sx, Sy) in zip(self.parts, self._S, strict=True):
            x, y = part.x - rows[:, k:] @ Sx.T, part.y - rows[:, k:] @ Sy.T
            law = _branch(part, values)
            if part.ex.any():
                r = distances(law, values[part.model.edge], x, y, part.ex, part.ey)
            else:
                r = (y - law(x)) / part.ey
            total += (r**2).sum(axis=1)
        return total

    def gradient(self, z: Array) -> Array:
        """Derivative of chi2."""
        return 2.0 * self.residuals(z) @ self.jacobian(z)

    def split(self, r: Array) -> list[Array]:
        """Residuals of the points, part by part."""
        ends = np.cumsum([len(part) for part in self.parts])
        return np.split(r[: ends[-1]], ends[:-1])

    def shifts(self, z: Array, covariance: Array) -> dict[str, tuple[float, float]]:
        """Shift of the critical temperature per cooldown and its standard deviation, K."""
        at = z.size - len(self.runs)
        return {
            run: (
                self._sigma * float(z[at + j]),
                self._sigma * float(covariance[at + j, at + j]) ** 0.5,
            )
            for j, run in enumerate(self.runs)
        }

    def _distances(self, z: Array) -> list[Distance]:
        # an optimiser asks for residuals and derivatives at the same place
        key = z.tobytes()
        if key != self._key:
            k = len(self.space)
            values = self.space.natural(z[:k])
            self._last = [
                _distance(part, Sx @ z[k:], Sy @ z[k:], Sx.any(), values)
                for part, (Sx, Sy) in zip(self.parts, self._S, strict=True)
            ]
            self._key = key
        return self._last

    def _moved(self, part: Data, d: Distance, edge: float, rows: Array) -> tuple[Array, Array]:
        """The nearest points and the curve there at other parameters, shape (m, n) each."""

        def at(values: Mapping[str, Any]) -> tuple[Array, Array]:
            X = d.X + d.moves * (values[part.model.edge] - edge) if part.model.edge else d.X
            return X, _branch(part, values)(X)

        if part.model.columns:
            X, Y = np.broadcast_arrays(*at(self.space.columns(rows)))
        else:
            X, Y = np.array([at(self.space.natural(row)) for row in rows]).swapaxes(0, 1)
        return X, Y

    def _touches(self, part: Data, i: int) -> bool:
        """Whether a free parameter, or one tied to it, is one of the part's law."""
        name = self.space.names[i]
        own = {p.name for p in part.model.parameters}
        return name in own or any(of == name and n in own for n, of in self.space.tied.items())


def law_of(part: Data, values: Mapping[str, Any]) -> Law:
    """The law of ``part`` at given parameters."""
    own = {p.name: values[p.name] for p in part.model.parameters}
    return lambda x: part.model.function(x, **own)


def _branch(part: Data, values: Mapping[str, Any]) -> Law:
    """The law as points are compared with it; the nearest place is never beyond its edge."""
    law = law_of(part, values)
    if part.model.edge and not part.ex.any():
        return continued(law, values[part.model.edge])
    return law


def _distance(
    part: Data, dx: Array, dy: Array, shifted: bool, values: Mapping[str, float]
) -> Distance:
    law = _branch(part, values)
    x, y = part.x - dx, part.y - dy
    if not part.ex.any():
        return vertical(law, x, y, part.ey, shifted)
    edge = values[part.model.edge] if part.model.edge else None
    return nearest(law, edge, x, y, part.ex, part.ey)
