"""How the gap of a map closes: laws of temperature and field fitted to its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, hypot, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import (
    SCHEMA,
    Array,
    Axis,
    Check,
    Curve,
    Fit,
    Interval,
    Quantity,
    SupraError,
    merge_rows,
    refused,
)
from ..core.constants import K_B
from ..fit import FitOutcome, fit_table
from ..measure import GapFit, GapMap
from ..models import model
from ._tunnelling_curves import axis_along, is_dead

_LAWS = {"temperature": ("bcs_gap",), "field": ("orbital_gap", "pair_breaking_gap")}
_FEWEST = 4  # rows with a gap
_FALL = 0.8  # of the largest gap, below which one must lie for a curve to say where it ends
_LOOSE = 9.0  # chi2 per degree of freedom, from which a law says nothing about its end
_LATE = 1.1  # times the first value without a gap: a gap below the noise counts as none
_REMEDY = {
    "temperature": "Measure closer to Tc and above it, in steps of a tenth of it.",
    "field": "Measure to fields in which the gap is gone, on both sides.",
}


@dataclass(frozen=True)
class Closing:
    """What follows from the rows of a map together."""

    quantities: tuple[Quantity, ...] = ()
    fits: tuple[Fit, ...] = ()
    curves: tuple[Curve, ...] = ()
    checks: tuple[Check, ...] = ()


def closing(found: GapMap, first: GapFit, where: Mapping[str, object], source: str) -> Closing:
    """Gap at zero temperature and Tc from rows along temperature, else the closing field.

    Parameters
    ----------
    found
        The map.
    first
        Fit of its coldest row, whose systematic error all gaps are taken to have.
    where
        What was held.
    source
        File of the map.
    """
    if found.along not in _LAWS:
        return Closing()
    rows = _Rows(found, where, source)
    if np.count_nonzero(rows.good) < _FEWEST:
        count = np.count_nonzero(rows.good)
        why = f"{count} rows with a gap, where {_FEWEST} are needed. {_REMEDY[found.along]}"
        return Closing((rows.refused(why),))
    usable = rows.usable
    if usable:
        numbers = _from_laws(rows, first)
    elif (sides := rows.sides) is not None:
        numbers = [_from_sides(rows, sides)]
    else:
        numbers = [rows.refused(_why(rows))]
    data = f"gap against {found.along}"
    return Closing(
        tuple(numbers),
        tuple(_record(o.fit, data) for o in rows.outcomes.values()),
        tuple(_curve(law, o, rows) for law, o in usable.items()),
        tuple(
            Check(c.name, c.status, f"{law}: {c.message}", c.value)
            for law, o in usable.items()
            for c in o.checks
        ),
    )


@dataclass(frozen=True)
class _Rows:
    """Rows of a map that have a gap, and the laws fitted to them."""

    found: GapMap
    where: Mapping[str, object]
    source: str

    @cached_property
    def good(self) -> npt.NDArray[np.bool_]:
        return np.asarray(np.isfinite(self.gap))

    @property
    def gap(self) -> Array:
        return self.found.values["Delta"]

    @property
    def name(self) -> str:
        return "Tc" if self.found.along == "temperature" else "B_closing"

    @property
    def edge(self) -> str:
        """Parameter of the laws at which the gap ends."""
        return "Tc" if self.found.along == "temperature" else "Bc"

    @cached_property
    def fall(self) -> float:
        """Smallest gap over the largest; a gap that is not known does not count as small."""
        gap, error = self.gap[self.good], self.found.errors["Delta"][self.good]
        return float((gap + 2.0 * error).min() / gap.max())

    @cached_property
    def outcomes(self) -> dict[str, FitOutcome]:
        found = ((law, self.fitted(law, self.good)) for law in _LAWS[self.found.along])
        return {law: outcome for law, outcome in found if outcome is not None}

    @cached_property
    def usable(self) -> dict[str, FitOutcome]:
        """Laws that describe the rows well enough to say where the gap ends."""
        return {
            law: o
            for law, o in self.outcomes.items()
            if _loose(o) < _LOOSE
            and self.fall < _FALL
            and all(interval is not None for interval in o.intervals.values())
            and self._agrees(o)
        }

    def _agrees(self, outcome: FitOutcome) -> bool:
        """Whether the law ends no later than the rows: not where there is no gap any more."""
        sides = self.sides
        interval = outcome.intervals[self.edge]
        return sides is None or interval is None or interval[0] < _LATE * max(s[1] for s in sides)

    def fitted(self, law: str, keep: npt.NDArray[np.bool_]) -> FitOutcome | None:
        """A law fitted to some rows, None where it cannot be."""
        along = model(law).variables[0]
        data = {
            along.name: ("point", np.abs(self.found.at[keep]), {"units": along.unit}),
            "gap": ("point", self.gap[keep], {"units": "meV"}),
            "gap_error": ("point", self.found.errors["Delta"][keep], {"units": "meV"}),
        }
        try:
            return fit_table(
                model(law), xr.Dataset(data, attrs={"schema": SCHEMA, "kind": "table"})
            )
        except SupraError:
            return None

    @cached_property
    def sides(self) -> list[Interval] | None:
        """On each side, the last value with a gap and the first without one beyond it."""
        at, refusals = self.found.at, self.found.refusals
        without = [i in refusals and not is_dead(refusals[i]) for i in range(at.size)]
        found = []
        for sign in (-1.0, 1.0):
            here = sign * at > 0.0
            if not (here & self.good).any():
                continue
            last = float(np.abs(at[here & self.good]).max())
            beyond = np.abs(at[here & np.array(without)])
            beyond = beyond[beyond > last]
            if beyond.size > 1:  # a single row without a gap may be a bad one
                found.append((last, float(beyond.min())))
        return found or None

    def refused(self, why: str) -> Quantity:
        unit = "K" if self.name == "Tc" else "T"
        rest = {k: v for k, v in self.common("").items() if k != "cites"}
        return refused(self.name, unit, why, where=dict(self.where), **rest)

    def common(self, law: str) -> dict[str, Any]:
        """Fields that all numbers share."""
        lines = [r for r, kept in zip(self.found.rows, self.good, strict=True) if kept and r]
        cites = (*model(self.found.law).references, *(model(law).references if law else ()))
        told = {"criterion": "not stated"} if self.name == "Tc" else {}
        return {"source": self.source, "rows": merge_rows(lines), "cites": cites, **told}


def _loose(outcome: FitOutcome) -> float:
    return outcome.fit.chi2 / max(outcome.fit.dof, 1)


def _record(fit: Fit, data: str) -> Fit:
    return replace(fit, data=data, adequate=fit.chi2 / max(fit.dof, 1) < 4.0)


def _weights(outcomes: Mapping[str, FitOutcome]) -> dict[str, float]:
    """Of laws with the same number of parameters, with errors widened to the best of them."""
    least = min(o.fit.chi2 for o in outcomes.values())
    widened = max(1.0, min(_loose(o) for o in outcomes.values()))
    raw = {law: exp(-0.5 * (o.fit.chi2 - least) / widened) for law, o in outcomes.items()}
    return {law: value / sum(raw.values()) for law, value in raw.items()}


def _from_laws(rows: _Rows, first: GapFit) -> list[Quantity]:
    weights = _weights(rows.usable)
    law = max(weights, key=lambda name: weights[name])
    best = rows.usable[law]
    upper = _upper(rows, law)
    status, message = _judged(best, law)
    common = {"method": law, "status": status, "message": message, **rows.common(law)}
    place = {**rows.where, "method": law}

    def number(name: str, parameter: str, own: float, **rest: Any) -> Quantity:
        value, (low, high) = best.values[parameter], best.intervals[parameter] or (0.0, 0.0)
        laws = (weights[n] * (o.values[parameter] - value) ** 2 for n, o in rows.usable.items())
        shift = hypot(sqrt(sum(laws)), _beyond_noise(best, upper, parameter), own * value)
        unit = model(law).parameter(parameter).unit
        spread = (max(value - shift, 0.0), value + shift)
        return Quantity(name, unit, value, (low, high), spread, **{**common, **rest})

    if rows.name == "B_closing":
        return [number("B_closing", "Bc", 0.0, where=place)]
    relative = _relative(first)
    cold = {**place, "temperature": 0.0}
    value, low, high = best.propagate(lambda v: 2.0 * v["Delta0"] / (K_B * v["Tc"]))
    spread = (value * (1.0 - relative), value * (1.0 + relative))
    plain = {**common, "criterion": ""}
    return [
        number("Delta", "Delta0", relative, where=cold, criterion=""),
        number("Tc", "Tc", 0.0, where=place, convention="Tc: where the gap closes"),
        Quantity("gap_ratio", "1", value, (low, high), spread, where=place, **plain),
    ]


def _upper(rows: _Rows, law: str) -> FitOutcome | None:
    """The fit to gaps above half of the largest: those near the end are the least sure."""
    large = rows.good & (np.nan_to_num(rows.gap) > 0.5 * np.nanmax(rows.gap))
    if np.count_nonzero(large) < _FEWEST or np.array_equal(large, rows.good):
        return None
    return rows.fitted(law, large)


def _beyond_noise(best: FitOutcome, part: FitOutcome | None, parameter: str) -> float:
    """What a fit to a part of the rows changes, less the noise that the part has more of."""
    first = best.intervals[parameter]
    second = None if part is None else part.intervals[parameter]
    if part is None or first is None or second is None:
        return 0.0
    variances = [0.25 * (high - low) ** 2 for low, high in (first, second)]
    shift = part.values[parameter] - best.values[parameter]
    return sqrt(max(shift**2 - abs(variances[1] - variances[0]), 0.0))


def _judged(outcome: FitOutcome, law: str) -> tuple[str, str]:
    p = next((c.value for c in outcome.checks if c.name == "goodness_of_fit"), None)
    if p is None or p > 0.01:
        return "ok", ""
    return "warning", (
        f"The gaps scatter about {law} by {sqrt(_loose(outcome)):.2g} times their errors; the "
        "interval was widened by that."
    )


def _relative(first: GapFit) -> float:
    """Systematic error of the gap of one row, over it: windows, background, calibration."""
    q = first["Delta"]
    if q.systematic is None or not q.value:
        return 0.0
    return 0.5 * (q.systematic[1] - q.systematic[0]) / q.value


def _from_sides(rows: _Rows, sides: Sequence[Interval]) -> Quantity:
    low, high = min(s[0] for s in sides), max(s[1] for s in sides)
    laws = " and ".join(rows.outcomes) or "Laws"
    return Quantity(
        rows.name, "K" if rows.name == "Tc" else "T", float(np.mean(sides)), (low, high),
        method="between the last row with a gap and the first without",
        where={**rows.where, "method": "rows"}, status="warning",
        message=f"{laws} do not describe how the gap falls; a gap below the noise counts as none.",
        **rows.common(""),
    )  # fmt: skip


def _why(rows: _Rows) -> str:
    if rows.fall > _FALL:
        return (
            f"The gap falls to {100 * rows.fall:.0f} % of its largest value only, which does not "
            f"say where it ends. {_REMEDY[rows.found.along]}"
        )
    laws = " and ".join(rows.outcomes) or "No law of the gap"
    return (
        f"{laws} cannot describe how the gap falls, and no row beyond is without one. "
        f"{_REMEDY[rows.found.along]}"
    )


def _curve(law: str, outcome: FitOutcome, rows: _Rows) -> Curve:
    at = rows.found.at
    end = outcome.values[rows.edge]
    low = -end if at.min() < 0.0 else 0.0
    if rows.found.along == "temperature":
        low = 0.0
    x = np.linspace(low, end, 241)
    y, below, above = outcome.predict(0, np.abs(x))
    axes = (axis_along(rows.found.along), Axis("Delta", "meV"))
    return Curve("gap_law", x, y, low=below, high=above, where={**rows.where, "model": law},
                 axes=axes)  # fmt: skip
