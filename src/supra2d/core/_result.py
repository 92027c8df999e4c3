"""Result: values with intervals, curves, status, provenance, citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, sqrt
from typing import Any

from ._dataset import Array

Interval = tuple[float, float]

LEVEL = 0.68


def combine(value: float, interval: Interval, systematic: Interval | None) -> Interval:
    """Total interval: statistical and systematic distances added in squares on each side.

    Parameters
    ----------
    value
        The number itself.
    interval
        Statistical [low, high].
    systematic
        [low, high] that the choices of analysis span, or None.

    Examples
    --------
    >>> combine(1.0, (0.7, 1.3), (0.6, 1.0))
    (0.5, 1.3)
    """
    low, high = interval
    if systematic is None:
        return interval
    down = sqrt((value - low) ** 2 + max(0.0, value - systematic[0]) ** 2)
    up = sqrt((high - value) ** 2 + max(0.0, systematic[1] - value) ** 2)
    return min(low, value - down), max(high, value + up)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number and everything needed to trust it, or the reason why it was refused.

    Attributes
    ----------
    name, unit
        From the list in the interface: ``Tc`` in K, ``Bc2`` in T, ``xi_GL`` in m ...
    value, interval, systematic, total
        ``interval`` is statistical at ``level``; ``systematic`` spans the choices of window,
        background and calibration; ``total`` combines both and is what to quote.
    criterion, method, convention
        How it was defined and found.
    status, message
        ``ok``, ``warning`` or ``refused``; a refusal says why and what to do.
    preferred
        True for one row of each (name, where without branch and method).
    where
        Temperature, field, angle, direction, channel, branch, ... as far as they apply.
    source, rows, cites
        File, line numbers in it, bibliography keys.
    """

    name: str
    unit: str
    value: float | None
    interval: Interval | None
    systematic: Interval | None = None
    total: Interval | None = None
    level: float = LEVEL
    criterion: str = ""
    method: str = ""
    convention: str = ""
    status: str = "ok"
    message: str = ""
    preferred: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    rows: str = ""
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.status == "refused":
            return
        if self.value is None or self.interval is None:
            raise TypeError(f"{self.name}: a number without an interval is a bug")
        if not all(isfinite(v) for v in (self.value, *self.interval)):
            raise TypeError(f"{self.name}: {self.value} {self.interval} is not finite")
        if self.total is None:
            total = combine(self.value, self.interval, self.systematic)
            object.__setattr__(self, "total", total)

    @property
    def error(self) -> float:
        """Half the width of ``total``; NaN when refused."""
        return (self.total[1] - self.total[0]) / 2 if self.total else float("nan")


def refused(name: str, unit: str, message: str, **rest: Any) -> Quantity:
    """A quantity that is not given, with the reason and the remedy.

    Parameters
    ----------
    name, unit
        As of a quantity that is given.
    message
        Why it is refused, and what to do.
    **rest
        Other fields of `Quantity`: ``where``, ``criterion``, ``source`` ...
    """
    return Quantity(name, unit, None, None, status="refused", message=message, **rest)


def with_preferred(quantities: Sequence[Quantity], criterion: str) -> tuple[Quantity, ...]:
    """Mark one row of each (name, where without branch and method) as preferred.

    A usable row comes before a refused one, the named criterion before others, a row over
    all branches before one of a single branch; among equals the first stands.
    """

    def key(q: Quantity) -> tuple[Any, ...]:
        where = {k: v for k, v in q.where.items() if k not in ("branch", "method")}
        return q.name, tuple(sorted((k, str(v)) for k, v in where.items()))

    def rank(q: Quantity) -> tuple[bool, bool, bool, bool]:
        return (
            q.status == "refused",
            q.criterion not in ("", criterion),
            "branch" in q.where,
            q.status != "ok",
        )

    best: dict[tuple[Any, ...], int] = {}
    for i, q in enumerate(quantities):
        k = key(q)
        if k not in best or rank(q) < rank(quantities[best[k]]):
            best[k] = i
    chosen = set(best.values())
    return tuple(replace(q, preferred=i in chosen) for i, q in enumerate(quantities))


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis of a figure shows."""

    name: str
    unit: str


@dataclass(frozen=True)
class Curve:
    """One line, band or set of points of a figure, in canonical units.

    Attributes
    ----------
    role
        ``data``, ``mean``, ``normal_state``, ``criterion``, ``fit``, ``residual``,
        ``posterior`` (draws of a parameter) or ``probability`` (of a mechanism).
    x, y
        Shape (n,).
    x_error, y_error
        One standard deviation, shape (n,), for points.
    low, high
        68 % band, shape (n,), for lines.
    label
        For the legend; empty: not in the legend.
    where
        Temperature, field, direction, channel, branch, criterion, model.
    axes
        What x and y are, where it is not what the axes of the Result say.
    """

    role: str
    x: Array
    y: Array
    x_error: Array | None = None
    y_error: Array | None = None
    low: Array | None = None
    high: Array | None = None
    label: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    axes: tuple[Axis, Axis] | None = None


@dataclass(frozen=True, slots=True)
class FittedParameter:
    """A parameter of a fit with its interval (None when the data do not constrain it)."""

    name: str
    value: float
    unit: str
    interval: Interval | None
    prior: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Fit:
    """A law fitted to data: parameters, goodness, status."""

    model: str
    mechanism: str
    data: str
    parameters: tuple[FittedParameter, ...]
    chi2: float
    dof: int
    aic: float
    bic: float
    log_evidence: float | None = None
    adequate: bool | None = None
    status: str = "ok"
    message: str = ""

    def __getitem__(self, name: str) -> FittedParameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        from ._errors import NameUnknownError

        raise NameUnknownError.of("fitted parameter", name, (p.name for p in self.parameters))


@dataclass(frozen=True, slots=True)
class Check:
    """A named test of the data or of the numbers: ``ok``, ``warning`` or ``failed``."""

    name: str
    status: str
    message: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, or the reason why it was not."""

    path: str
    sha256: str
    reader: str
    rows: int
    dropped_rows: int
    message: str = ""


@dataclass(frozen=True)
class Result:
    """What an analysis gives.

    Attributes
    ----------
    kind
        Name of the analysis; figures say which kinds they draw.
    title
        Heading in the report.
    quantities, fits, comparisons, checks
        Rows of ``results.json``.
    curves, x_axis, y_axis
        All that a figure needs.
    text
        Sentences for the reader, one per paragraph.
    cites
        Bibliography keys beyond those of the quantities.
    """

    kind: str
    title: str
    quantities: tuple[Quantity, ...] = ()
    fits: tuple[Fit, ...] = ()
    comparisons: tuple[Mapping[str, Any], ...] = ()
    checks: tuple[Check, ...] = ()
    curves: tuple[Curve, ...] = ()
    x_axis: Axis | None = None
    y_axis: Axis | None = None
    text: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def citations(self) -> tuple[str, ...]:
        """Bibliography keys of everything that was used."""
        keys = [key for q in self.quantities for key in q.cites]
        keys += self.cites
        return tuple(dict.fromkeys(keys))

    def get(self, name: str, **where: Any) -> Quantity:
        """The preferred quantity called ``name`` that matches ``where``."""
        found = [
            q
            for q in self.quantities
            if q.name == name and all(_matches(q, k, v) for k, v in where.items())
        ]
        if not found:
            from ._errors import NameUnknownError

            raise NameUnknownError.of("quantity", name, {q.name for q in self.quantities})
        return next((q for q in found if q.preferred), found[0])


def _matches(quantity: Quantity, key: str, value: Any) -> bool:
    found = quantity.criterion if key == "criterion" else quantity.where.get(key)
    if isinstance(found, float) and isinstance(value, (int, float)):
        return abs(found - value) <= 1e-6 * max(1.0, abs(value))
    return bool(found == value)
