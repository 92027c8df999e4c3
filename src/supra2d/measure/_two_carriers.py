"""One or two kinds of carriers: both resistances fitted together, and which one is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import chi2 as chi2_distribution

from ..core import Array, InputError
from ..core.constants import E_CHARGE
from ._two_carriers_start import starting_values

#: Probability of a chi2 as large as the one seen below which a law does not describe the data.
ADEQUATE = 0.01
#: Probability from which a choice is made.
DECISIVE = 0.95

_INNER = 0.7  # share of the field that the fit is repeated on
_BEYOND = 6.0  # variances that a change of window must exceed


@dataclass(frozen=True)
class Carriers:
    """Carriers of one law.

    Attributes
    ----------
    densities
        m^-2, positive; the first carries more of the current in zero field.
    mobilities
        m^2/(V s), negative for electrons.
    covariance
        Of the logarithms of densities, mobilities and, if it was fitted, ``squares``.
    shift
        What the inner part of the field changes in those logarithms beyond noise.
    squares
        Resistance over sheet resistance: 1 where a sheet resistance was given.
    chi2, points
        Of ``points`` readings in units of their noise.
    bic
        Bayesian information criterion.
    """

    densities: tuple[float, ...]
    mobilities: tuple[float, ...]
    covariance: Array
    shift: Array
    squares: float
    chi2: float
    points: int
    bic: float

    @property
    def adequate(self) -> bool:
        """True when the law describes the data within their noise."""
        free = max(self.points - len(self.covariance), 1)
        return bool(chi2_distribution.sf(self.chi2, free) > ADEQUATE)

    def sigma(self, name: str, i: int) -> float:
        """Relative standard deviation of ``density`` or ``mobility`` number ``i``."""
        at = i if name == "density" else len(self.densities) + i
        return float(np.sqrt(max(self.covariance[at, at], 0.0)))

    def systematic(self, name: str, i: int) -> float:
        """Relative change of ``density`` or ``mobility`` number ``i`` with the window."""
        at = i if name == "density" else len(self.densities) + i
        return float(abs(self.shift[at]))


@dataclass(frozen=True)
class CarrierChoice:
    """One and two carriers side by side.

    ``verdict`` is ``one`` or ``two`` when that law is adequate and has a probability of 0.95,
    ``open`` when both are possible, ``none`` when no adequate law is left.
    """

    one: Carriers
    two: Carriers
    probabilities: Mapping[str, float]
    verdict: str


def hall_tensor(
    field: Array, densities: Array, mobilities: Array, squares: float = 1.0
) -> tuple[Array, Array]:
    r"""Longitudinal and Hall resistance of several kinds of carriers in parallel, ohm.

    .. math:: \sigma_{xx} = \sum_i \frac{e n_i|\mu_i|}{1+\mu_i^2B^2},\quad
              \sigma_{xy} = \sum_i \frac{e n_i|\mu_i|\,\mu_iB}{1+\mu_i^2B^2},\quad
              R_{xx} = \frac{s\,\sigma_{xx}}{\sigma_{xx}^2+\sigma_{xy}^2},\quad
              R_{xy} = \frac{\sigma_{xy}}{\sigma_{xx}^2+\sigma_{xy}^2}

    Parameters
    ----------
    field
        T, shape (n,).
    densities, mobilities
        m^-2 and m^2/(V s), shape (k,); mobilities of electrons are negative.
    squares
        Length over width s between the voltage contacts.

    Examples
    --------
    >>> xx, xy = hall_tensor(np.array([1.0]), np.array([1e16]), np.array([-0.1]))
    >>> round(float(xy[0]), 3)  # -B / (n e)
    -624.151
    """
    along, across = _conductance(field, np.asarray(densities), np.asarray(mobilities))
    total = along**2 + across**2
    return squares * along / total, across / total


def compare_carriers(
    field: Array,
    longitudinal: Array,
    hall: Array,
    *,
    noise: tuple[float, float],
    squares: float | None = 1.0,
) -> CarrierChoice:
    """Fit one and two carriers to both resistances and say which one the data ask for.

    Parameters
    ----------
    field
        T, shape (n,); one sign is enough, the resistances being even and odd.
    longitudinal, hall
        Even part of R_xx and odd part of R_xy, ohm, shape (n,).
    noise
        Standard deviation of a value of either, ohm.
    squares
        Length over width; 1 for a sheet resistance, None where it is not known and fitted.

    Raises
    ------
    InputError
        When a longitudinal resistance is not positive, or there are fewer than 8 fields.

    Examples
    --------
    >>> b = np.linspace(0.1, 9.0, 60)
    >>> xx, xy = hall_tensor(b, np.array([4e15, 1e15]), np.array([0.2, -0.5]))
    >>> found = compare_carriers(b, xx, xy, noise=(0.1, 0.1))
    >>> found.verdict, [round(n / 1e15, 3) for n in found.two.densities]
    ('two', [4.0, 1.0])
    """
    b, xx, xy = (np.asarray(a, float) for a in (field, longitudinal, hall))
    if b.size < 8:
        raise InputError(f"{b.size} fields", "at least 8 for two carriers", "measure more fields")
    if not (xx > 0).all():
        raise InputError(
            f"a longitudinal resistance of {xx.min():.3g} ohm",
            "a positive one at all fields",
            "measure above the superconducting transition, or check the contacts",
        )
    sigma = (max(noise[0], 1e-9 * float(xx.max())), max(noise[1], 1e-9 * float(np.abs(xy).max())))
    one = _one(b, xx, xy, sigma, squares)
    two = _two(b, xx, xy, sigma, squares)
    least = min(one.bic, two.bic)
    raw = {"one": exp(-0.5 * (one.bic - least)), "two": exp(-0.5 * (two.bic - least))}
    probabilities = {law: weight / sum(raw.values()) for law, weight in raw.items()}
    return CarrierChoice(one, two, probabilities, _verdict(one, two, probabilities))


def _verdict(one: Carriers, two: Carriers, probabilities: Mapping[str, float]) -> str:
    best = max(probabilities, key=lambda law: probabilities[law])
    if not (one if best == "one" else two).adequate:
        return "none"
    return best if probabilities[best] >= DECISIVE else "open"


def _conductance(b: Array, densities: Array, mobilities: Array) -> tuple[Array, Array]:
    x = np.multiply.outer(mobilities, b)
    along = (E_CHARGE * densities * np.abs(mobilities))[:, None] / (1.0 + x**2)
    return along.sum(axis=0), (along * x).sum(axis=0)


def _one(
    b: Array, xx: Array, xy: Array, sigma: tuple[float, float], squares: float | None
) -> Carriers:
    """One carrier: a constant and a straight line through zero, both linear."""
    level, slope = float(xx.mean()), float(b @ xy / (b @ b))
    chi2 = float(np.sum(((xx - level) / sigma[0]) ** 2 + ((xy - slope * b) / sigma[1]) ** 2))
    density = 1.0 / (E_CHARGE * abs(slope)) if slope else np.inf
    # relative errors: n goes as 1/slope, mu as slope * squares / level
    by_slope = sigma[1] / (float(np.sqrt(b @ b)) * abs(slope)) if slope else np.inf
    by_level = sigma[0] / (np.sqrt(b.size) * level)
    covariance = np.array(
        [[by_slope**2, -(by_slope**2)], [-(by_slope**2), by_slope**2 + by_level**2]]
    )
    mobility = slope * (squares or 1.0) / level
    return Carriers(
        (density,), (mobility,), covariance, np.zeros(2), squares or 1.0, chi2, 2 * b.size,
        chi2 + 2 * log(2 * b.size),
    )  # fmt: skip


def _two(
    b: Array, xx: Array, xy: Array, sigma: tuple[float, float], squares: float | None
) -> Carriers:
    """Two carriers, from the best starting values of each combination of signs."""
    weight = np.concatenate([np.full(b.size, 1 / sigma[0]), np.full(b.size, 1 / sigma[1])])
    measured = np.concatenate([xx, xy])
    best: tuple[float, Array, tuple[float, float], Array] | None = None
    for signs, start in starting_values(b, xx, xy, sigma, squares):
        law = _Law(b, measured, weight, np.array(signs), squares)
        found = least_squares(law.residuals, start, law.jacobian, method="lm", max_nfev=200)
        if best is None or 2.0 * found.cost < best[0]:
            best = 2.0 * float(found.cost), found.x, signs, found.jac
    if best is None:
        raise InputError(
            "resistances that no two kinds of carriers can give",
            "a positive longitudinal and a finite Hall resistance",
            "check the contacts and the geometry",
        )
    chi2, z, signs, jacobian = best
    shift = _shift(_Law(b, measured, weight, np.array(signs), squares), z, jacobian)
    z = np.clip(z, -150.0, 150.0)
    density, mobility = np.exp(z[:2]), np.array(signs) * np.exp(z[2:4])
    order = np.argsort(-density * np.abs(mobility))
    covariance = np.asarray(np.linalg.pinv(jacobian.T @ jacobian), dtype=np.float64)
    rows = [*order, *(2 + order), *range(4, z.size)]
    return Carriers(
        tuple(float(n) for n in density[order]),
        tuple(float(m) for m in mobility[order]),
        covariance[np.ix_(rows, rows)],
        shift[rows],
        float(np.exp(z[4])) if squares is None else squares,
        chi2,
        2 * b.size,
        chi2 + z.size * log(2 * b.size),
    )


def _shift(law: _Law, z: Array, jacobian: Array) -> Array:
    """Change of the logarithms when only the inner part of the field is fitted, beyond noise."""
    inside = np.tile(np.abs(law.field) <= _INNER * float(np.abs(law.field).max()), 2)
    inner = jacobian[inside]
    # one step of Gauss and Newton: the fit to all of the field is close
    inverse = np.linalg.pinv(inner.T @ inner)
    change = -inverse @ inner.T @ law.residuals(z)[inside]
    less, full = np.diag(inverse), np.diag(np.linalg.pinv(jacobian.T @ jacobian))
    # variances of nested fits differ by that of their difference
    excess = change**2 - _BEYOND * np.maximum(less - full, 0.0)
    shift: Array = np.sign(change) * np.sqrt(np.maximum(excess, 0.0))
    return shift


@dataclass(frozen=True)
class _Law:
    """Residuals and their derivatives to the logarithms of densities, mobilities and squares."""

    field: Array
    measured: Array
    weight: Array
    signs: Array
    squares: float | None

    def _parts(self, z: Array) -> tuple[Array, Array, Array, float]:
        mobility = self.signs * np.exp(np.clip(z[2:4], -50.0, 50.0))
        x = np.multiply.outer(mobility, self.field)
        along = (E_CHARGE * np.exp(np.clip(z[:2], -150.0, 150.0)) * np.abs(mobility))[:, None]
        along = along / (1.0 + x**2)
        scale = float(np.exp(np.clip(z[4], -20.0, 20.0))) if self.squares is None else self.squares
        return x, along, along * x, scale

    def residuals(self, z: Array) -> Array:
        _, along, across, scale = self._parts(z)
        a, h = along.sum(axis=0), across.sum(axis=0)
        total = a**2 + h**2
        model: Array = np.concatenate([scale * a / total, h / total])
        return (model - self.measured) * self.weight

    def jacobian(self, z: Array) -> Array:
        x, along, across, scale = self._parts(z)
        a, h = along.sum(axis=0), across.sum(axis=0)
        total = a**2 + h**2
        xx, xy = a / total, h / total
        share = 1.0 / (1.0 + x**2)
        # derivatives of both conductances to ln n and ln mu of each carrier
        da = np.concatenate([along, along * (2.0 * share - 1.0)])
        dh = np.concatenate([across, 2.0 * across * share])
        common = 2.0 * (xx * da + xy * dh)
        columns = np.concatenate(
            [scale * (da / total - xx * common), dh / total - xy * common], axis=1
        )
        if self.squares is None:
            row = np.concatenate([scale * xx, np.zeros_like(xy)])
            columns = np.vstack([columns, row])
        return (columns * self.weight).T
