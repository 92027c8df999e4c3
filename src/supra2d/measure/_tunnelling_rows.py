"""Many spectra fitted at once: Levenberg and Marquardt's method with one law on all rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError, Model

#: Value of a law and its derivatives by parameters and by the bias ``"V"``, shape (m, n) each.
Slopes = Callable[..., dict[str, Array]]

#: Coordinate that moves the spectrum along the axis of bias, V.
OFFSET = "V0"

_ROUNDS = 60
_CLOSE = 3e-5  # relative gain in chi2 at which a row is done: far below a standard deviation
_STEP = 1e-5  # of a coordinate's scale; the law is exact to 1e-10
_GIVE_UP = 1e9


@dataclass(frozen=True)
class Form:
    """What is fitted to a spectrum: a law on a polynomial background.

    Attributes
    ----------
    law
        Differential conductance against bias, with a parameter ``G_N`` and taking parameters as
        columns.
    free
        Parameters of the law that are fitted, without ``G_N``.
    fixed
        The others, as numbers or as columns (m, 1).
    order
        Of the polynomial in bias that multiplies the law.
    leak
        Whether a constant conductance in parallel is fitted, too.
    offset
        Whether the zero of the bias is.
    slopes
        Values and derivatives of the law together; without them, differences of the law.
    """

    law: Model
    free: tuple[str, ...]
    fixed: Mapping[str, float | Array]
    order: int = 1
    leak: bool = False
    offset: bool = True
    slopes: Slopes | None = None

    def __post_init__(self) -> None:
        if not self.law.columns or "G_N" not in {p.name for p in self.law.parameters}:
            raise InputError(
                f"the law {self.law.name}",
                "a law of the conductance against bias with a parameter G_N",
                "choose one of the family tunnelling, such as dynes",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Coordinates in order: those of the law, offset, background, leak."""
        background = [f"c{j}" for j in range(self.order + 1)]
        tail = [*([OFFSET] if self.offset else []), *background, *(["leak"] if self.leak else [])]
        return (*self.free, *tail)

    @property
    def curved(self) -> int:
        """Number of coordinates that the model is not linear in."""
        return len(self.free) + self.offset

    def bounds(self, reach: float) -> tuple[Array, Array]:
        """Lower and upper ends of the coordinates that the model is not linear in."""
        found = [self.law.parameter(name) for name in self.free]
        low, high = [p.low for p in found], [p.high for p in found]
        if "Gamma" in self.free:
            high[self.free.index("Gamma")] = 1e3 * reach
        if self.offset:
            low, high = [*low, -0.25 * reach], [*high, 0.25 * reach]
        return np.array(low), np.array(high)

    def shape(self, V: Array, at: Array) -> Array:
        """The law over its normal conductance, shape (m, n), at coordinates (m, k)."""
        return np.asarray(self.law.function(V - self._shift(at), **self._values(at), G_N=1.0))

    def bent(self, V: Array, at: Array, S: Array | None, steps: Array) -> tuple[Array, Array]:
        """The law, and its derivatives by the curved coordinates, shape (m, n, p)."""
        D = np.empty((*V.shape, self.curved))
        if self.slopes is not None:
            found = self.slopes(V - self._shift(at), **self._values(at))
            for j, name in enumerate(self.free):
                D[:, :, j] = found[name]
            if self.offset:
                D[:, :, -1] = -found["V"]
            return found["value"], D
        value = self.shape(V, at) if S is None else S
        for j in range(self.curved):
            ahead = at.copy()
            ahead[:, j] += steps[j]
            D[:, :, j] = (self.shape(V, ahead) - value) / steps[j]
        return value, D

    def at_rows(self, rows: npt.NDArray[np.int64]) -> Form:
        """The form with the fixed values of some rows."""
        fixed = {k: v[rows] if isinstance(v, np.ndarray) else v for k, v in self.fixed.items()}
        return replace(self, fixed=fixed)

    def _values(self, at: Array) -> dict[str, float | Array]:
        return dict(self.fixed) | {n: at[:, j : j + 1] for j, n in enumerate(self.free)}

    def _shift(self, at: Array) -> float | Array:
        return at[:, len(self.free) : len(self.free) + 1] if self.offset else 0.0


@dataclass(frozen=True)
class Rows:
    """Fits of several rows.

    Attributes
    ----------
    form
        What was fitted.
    values, covariance
        Coordinates in the order of ``form.names``, shape (m, k), and their covariance for a
        noise of one, shape (m, k, k).
    chi2, points
        Sum of squares and number of points that count, shape (m,).
    residuals
        Data less fit, zero where a point does not count, shape (m, n).
    """

    form: Form
    values: Array
    covariance: Array
    chi2: Array
    points: Array
    residuals: Array

    def column(self, name: str) -> Array:
        """Values of one coordinate, shape (m,)."""
        return np.asarray(self.values[:, self.form.names.index(name)])

    def sigma(self, name: str) -> Array:
        """Standard deviation of one coordinate, with the noise that the residuals show."""
        j = self.form.names.index(name)
        return np.sqrt(np.maximum(self.covariance[:, j, j], 0.0) * self.noise)

    def share(self) -> tuple[Array, Array]:
        """The leak as a share of the normal conductance at zero bias, and its error, (m,)."""
        i, j = (self.form.names.index(name) for name in ("leak", "c0"))
        leak, rest = self.values[:, i], self.values[:, j]
        whole = np.where(leak + rest == 0.0, 1e-300, leak + rest)
        C = self.covariance
        variance = rest**2 * C[:, i, i] - 2.0 * leak * rest * C[:, i, j] + leak**2 * C[:, j, j]
        return leak / whole, np.sqrt(np.maximum(variance, 0.0) * self.noise) / whole**2

    @property
    def noise(self) -> Array:
        """Variance of one point times the number of points that move together, shape (m,)."""
        free = np.maximum(self.points - len(self.form.names), 1.0)
        return self.chi2 / free * together(self.residuals)

    def take(self, rows: npt.NDArray[np.int64]) -> Rows:
        """Some of the rows."""
        parts = (self.values, self.covariance, self.chi2, self.points, self.residuals)
        return Rows(self.form, *(part[rows] for part in parts))


def together(residuals: Array) -> Array:
    r"""Number of neighbouring residuals that move together, :math:`1 + 2\sum_k\rho_k`, (m,).

    A lock-in that is read faster than its time constant repeats itself; so does what a law leaves
    over. The sum ends at the first lag without a clear correlation, and at a tenth of the row.
    """
    m, n = residuals.shape
    power = np.maximum((residuals**2).sum(axis=1), 1e-300)
    found, going = np.ones(m), np.ones(m, dtype=bool)
    for lag in range(1, max(2, n // 10)):
        rho = (residuals[:, lag:] * residuals[:, :-lag]).sum(axis=1) / power
        going &= rho > 1.5 / np.sqrt(n)
        if not going.any():
            break
        found += np.where(going, 2.0 * rho, 0.0)
    return found


def fit_rows(form: Form, V: Array, G: Array, start: Array, weight: Array | None = None) -> Rows:
    """Fit every row by least squares.

    Parameters
    ----------
    form
        What to fit.
    V, G
        Bias in V and conductance in any unit, shape (m, n).
    start
        First values of the coordinates of ``form.free`` and the offset, shape (m, form.curved).
    weight
        1 where a point counts, else 0; shape (m, n).
    """
    W = np.ones_like(G) if weight is None else weight
    m, n = G.shape
    reach = float(np.max(np.abs(V)))
    powers = (V[:, :, None] / reach) ** np.arange(form.order + 1)
    low, high = form.bounds(reach)
    p, k = form.curved, len(form.names)
    at = np.zeros((m, k))
    at[:, :p] = np.clip(start, low, high)
    steps = _STEP * _scales(form, reach)

    quick = form.slopes is not None
    every = np.arange(m)
    D = np.empty((m, n, p))
    S, D[:] = form.bent(V, at, None, steps)
    at[:, p:] = _linear(form, powers, S, G, W)
    r = W * (G - _model(form, powers, S, at))
    chi2 = (r**2).sum(axis=1)
    damping = np.full(m, 1e-3)
    normal, gradient = np.empty((m, k, k)), np.empty((m, k))
    todo, fresh = every, np.ones(m, dtype=bool)
    for _ in range(_ROUNDS):
        new = todo[fresh[todo]]
        if new.size:
            J = _jacobian(form, powers[new], S[new], D[new], at[new]) * W[new][:, :, None]
            turned = np.swapaxes(J, 1, 2)
            normal[new] = turned @ J
            gradient[new] = (turned @ r[new][:, :, None])[:, :, 0]
        step = _step(normal[todo], gradient[todo], damping[todo], at[todo], low, high)
        # a full step from a new place that promises next to nothing need not be tried
        ahead = ((gradient[todo] * step).sum(axis=1) > _CLOSE * chi2[todo]) | ~fresh[todo]
        todo, step = todo[ahead], step[ahead]
        if todo.size == 0:
            break
        trial = at[todo] + step
        trial[:, :p] = np.clip(trial[:, :p], low, high)
        own = form.at_rows(todo)
        if quick:
            shape, bent = own.bent(V[todo], trial, None, steps)
        else:
            shape = own.shape(V[todo], trial)
        rest = W[todo] * (G[todo] - _model(form, powers[todo], shape, trial))
        found = (rest**2).sum(axis=1)
        better = found <= chi2[todo]
        gain = (chi2[todo] - found) / np.maximum(chi2[todo], 1e-300)
        won = todo[better]
        at[won], r[won], chi2[won], S[won] = (x[better] for x in (trial, rest, found, shape))
        if quick:
            D[won] = bent[better]
        elif won.size:
            D[won] = form.at_rows(won).bent(V[won], at[won], S[won], steps)[1]
        damping[todo] = np.clip(damping[todo] * np.where(better, 0.1, 8.0), 1e-12, None)
        fresh[todo] = better
        done = (better & (gain < _CLOSE)) | (damping[todo] > _GIVE_UP)
        todo = todo[~done]
        if todo.size == 0:
            break
    J = _jacobian(form, powers, S, D, at) * W[:, :, None]
    return Rows(form, at, _inverse(np.swapaxes(J, 1, 2) @ J), chi2, W.sum(axis=1), r)


def _step(
    normal: Array, gradient: Array, damping: Array, at: Array, low: Array, high: Array
) -> Array:
    """Damped steps; a coordinate that leans against its bound stays there."""
    A, slope = normal, gradient
    p = low.size
    held = np.zeros(slope.shape, dtype=bool)
    held[:, :p] = (at[:, :p] <= low) & (slope[:, :p] < 0.0)
    held[:, :p] |= (at[:, :p] >= high) & (slope[:, :p] > 0.0)
    slope[held] = 0.0
    A[held[:, :, None] | held[:, None, :]] = 0.0
    diagonal = np.einsum("mkk->mk", A)
    tiny = 1e-14 * diagonal.max(axis=1, keepdims=True) + 1e-300
    diagonal += damping[:, None] * diagonal + tiny
    scale = 1.0 / np.sqrt(diagonal)
    scaled = A * scale[:, :, None] * scale[:, None, :]
    return np.asarray(np.linalg.solve(scaled, (slope * scale)[:, :, None])[:, :, 0] * scale)


def _model(form: Form, powers: Array, S: Array, at: Array) -> Array:
    """The law on its background, and the leak."""
    p = form.curved
    y = S * (powers @ at[:, p : p + form.order + 1, None])[:, :, 0]
    return y + at[:, -1:] if form.leak else y


def _scales(form: Form, reach: float) -> Array:
    """What counts as a large change of each curved coordinate."""
    widest = 1e3 * reach
    found = []
    for name in form.free:
        parameter = form.law.parameter(name)
        found.append(0.1 * widest if parameter.unit == "meV" else 0.3)
    return np.array([*found, *([0.1 * reach] if form.offset else [])])


def _linear(form: Form, powers: Array, S: Array, G: Array, W: Array) -> Array:
    """Background and leak at a given shape."""
    basis = powers * S[:, :, None]
    if form.leak:
        basis = np.concatenate([basis, np.ones_like(S)[:, :, None]], axis=2)
    basis = basis * W[:, :, None]
    A = np.swapaxes(basis, 1, 2) @ basis
    diagonal = np.einsum("mkk->mk", A)
    diagonal += 1e-9 * diagonal.max(axis=1, keepdims=True) + 1e-300
    b = np.einsum("mnk,mn->mk", basis, W * G)
    return np.asarray(np.linalg.solve(A, b[:, :, None])[:, :, 0])


def _jacobian(form: Form, powers: Array, S: Array, D: Array, at: Array) -> Array:
    """Derivatives of the model, shape (m, n, k)."""
    p, order = form.curved, form.order
    J = np.empty((*S.shape, len(form.names)))
    J[:, :, :p] = D * (powers @ at[:, p : p + order + 1, None])
    J[:, :, p : p + order + 1] = powers * S[:, :, None]
    if form.leak:
        J[:, :, -1] = 1.0
    return J


def _inverse(A: Array) -> Array:
    """Inverse of symmetric matrices; a coordinate without influence gets a huge variance."""
    scale = np.sqrt(np.einsum("mkk->mk", A))
    scale = np.maximum(scale, 1e-9 * scale.max(axis=1, keepdims=True) + 1e-150)
    values, vectors = np.linalg.eigh(A / scale[:, :, None] / scale[:, None, :])
    values = np.maximum(values, 1e-12)
    found = (vectors / values[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    return np.asarray(found / scale[:, :, None] / scale[:, None, :])
