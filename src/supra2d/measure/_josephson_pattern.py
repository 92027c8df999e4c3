"""Critical current against field: interference of one or two junctions, or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import OptimizeResult, brentq, least_squares
from scipy.stats import chi2 as chi2_distribution

from ..core import Array, InputError, Interval, Model

#: Fields from which a pattern is looked for.
LEAST_FIELDS = 8
#: Periods that the fields must cover before a pattern is named.
LEAST_PERIODS = 1.5
#: Probability from which a law is named.
SURE = 0.95

_RARE = 0.01  # probability of chi2 below which a law does not describe the points
_STUCK = 0.05  # of its upper bound, below which a parameter is tried again from its default
_NEAR = 2.0  # standard deviations from a bound, within which an interval follows chi2 itself


@dataclass(frozen=True)
class PatternLaw:
    """One law fitted to critical currents against field.

    Attributes
    ----------
    model
        The law.
    values, intervals
        Its parameters and their 68 % intervals by name, widened by the misfit.
    chi2, dof
        Of the errors as they are stated.
    """

    model: Model
    values: Mapping[str, float]
    intervals: Mapping[str, Interval]
    chi2: float
    dof: int

    @property
    def adequate(self) -> bool:
        """Whether the errors account for what the law misses."""
        return bool(chi2_distribution.sf(self.chi2, max(self.dof, 1)) > _RARE)


@dataclass(frozen=True)
class FieldPattern:
    """Laws fitted to critical currents against field.

    Attributes
    ----------
    field, current, error
        The points in order of the field, T and A, shape (n,).
    laws
        Fits by name, the most probable first.
    """

    field: Array
    current: Array
    error: Array
    laws: Mapping[str, PatternLaw]

    @property
    def log_evidence(self) -> dict[str, float]:
        r"""Of each law, :math:`-\frac12(\chi^2/s + k\ln n)` (schwarz1978), s as in `weights`.

        Laws with a period pay :math:`\ln(n/2)` more: so many independent ones were tried, and
        noise alone follows the best of them.
        """
        return _log_evidence(self.laws.values(), self.field.size)

    @property
    def weights(self) -> dict[str, float]:
        """Probability of each law, all equally probable before.

        Chi2 counts in units of the least chi2 per degree of freedom where that is above one: no
        law is exact, and a misfit that all share must not decide between them.
        """
        logs = self.log_evidence
        raw = {name: exp(value - max(logs.values())) for name, value in logs.items()}
        return {name: value / sum(raw.values()) for name, value in raw.items()}

    @property
    def interference(self) -> dict[str, float]:
        """Probability of each law that has a period, the most probable first."""
        return {n: w for n, w in self.weights.items() if "period" in self.laws[n].values}

    @property
    def best(self) -> PatternLaw:
        """The most probable law with a period."""
        return self.laws[next(iter(self.interference))]

    @property
    def seen(self) -> bool:
        """Whether laws with a period describe the points far better than one without."""
        return sum(self.interference.values()) >= SURE

    @property
    def periods(self) -> float:
        """How many periods of the best law the fields cover."""
        return float(np.ptp(self.field)) / self.best.values["period"]

    @property
    def decided(self) -> bool:
        """Whether interference is seen over enough periods to be named."""
        return self.seen and self.periods >= LEAST_PERIODS

    def among_laws(self, parameter: str) -> Interval | None:
        """What the laws with a period that are not ruled out make of a parameter."""
        values = [self.laws[n].values[parameter]
                  for n, weight in self.interference.items() if weight > 1.0 - SURE]  # fmt: skip
        return (min(values), max(values)) if len(values) > 1 else None


def field_pattern(
    field: Array, current: Array, error: Array, laws: Sequence[Model]
) -> FieldPattern:
    """Fit laws of the critical current against field and weigh them.

    Parameters
    ----------
    field, current, error
        T, and A with one standard deviation, shape (n,).
    laws
        Laws of ``field`` with the result ``current``: some with a ``period``, one without.

    Raises
    ------
    InputError
        Below 8 fields.
    """
    order = np.argsort(field, kind="stable")
    field, current, error = (np.asarray(a, float)[order] for a in (field, current, error))
    count = int(np.unique(field).size)
    if count < LEAST_FIELDS:
        raise InputError(
            f"critical currents at {count} fields",
            f"{LEAST_FIELDS} fields or more, over two periods of the pattern",
            "measure at more fields",
        )
    fits = {law.name: _fitted(law, field, current, error) for law in laws}
    logs = _log_evidence(fits.values(), field.size)
    ranked = {name: fits[name] for name in sorted(logs, key=lambda name: -logs[name])}
    return FieldPattern(field, current, error, ranked)


def _log_evidence(laws: Collection[PatternLaw], count: int) -> dict[str, float]:
    scale = max(1.0, min(law.chi2 / max(law.dof, 1) for law in laws))
    return {
        law.model.name: -0.5 * (law.chi2 / scale + len(law.values) * log(count))
        - (log(count / 2.0) if "period" in law.values else 0.0)
        for law in laws
    }


def _fitted(law: Model, field: Array, current: Array, error: Array) -> PatternLaw:
    """Least squares from the guess of the law."""
    # an exact current would carry all weight
    error = np.maximum(error, 1e-6 * float(np.abs(current).max()))
    guess = law.guess(field, current)
    names = [p.name for p in law.parameters]
    start = np.array([guess.get(p.name, p.default) for p in law.parameters])
    low, high = (np.array([getattr(p, end) for p in law.parameters]) for end in ("low", "high"))
    unit = np.where(start == 0.0, float(np.ptp(field)), np.abs(start))

    def miss(z: Array) -> Array:
        values = dict(zip(names, z * unit, strict=True))
        return np.asarray((law.function(field, **values) - current) / error)

    def solved(z: Array) -> OptimizeResult:
        ends = low / unit, high / unit
        return least_squares(miss, np.clip(z, *ends), bounds=ends, max_nfev=100)

    found = solved(start / unit)
    # at zero an even parameter stops any search by slopes
    stuck = (low == 0.0) & (found.x * unit < _STUCK * high)
    if stuck.any():
        default = np.array([p.default for p in law.parameters])
        found = min(found, solved(np.where(stuck, default / unit, found.x)), key=lambda f: f.cost)
    chi2, dof = 2.0 * float(found.cost), field.size - len(names)
    scale = max(1.0, chi2 / max(dof, 1))
    sigma = np.sqrt(np.diag(np.linalg.pinv(found.jac.T @ found.jac)) * scale)

    def rise(i: int, place: float) -> float:
        z = found.x.copy()
        z[i] = place
        return float(np.sum(miss(z) ** 2)) - chi2 - scale

    def interval(i: int) -> Interval:
        place, ends = float(found.x[i]), (float(low[i] / unit[i]), float(high[i] / unit[i]))
        if min(place - ends[0], ends[1] - place) > _NEAR * sigma[i] > 0.0:
            return place - float(sigma[i]), place + float(sigma[i])
        # at a bound the law may not change with a parameter to first order
        down, up = (end if rise(i, end) < 0.0 else float(brentq(lambda p: rise(i, p), place, end))
                    for end in ends)  # fmt: skip
        return down, up

    intervals = {}
    for i, name in enumerate(names):
        down, up = interval(i)
        intervals[name] = (down * float(unit[i]), up * float(unit[i]))
    values = dict(zip(names, (found.x * unit).tolist(), strict=True))
    return PatternLaw(law, values, intervals, chi2, dof)
