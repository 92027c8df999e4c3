"""Settings of current-voltage loops that differ by their field alone: hysteresis and pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from ..core import merge_rows
from ..measure import (
    LEAST_FIELDS,
    CriticalSet,
    FieldPattern,
    Junction,
    field_pattern,
    measure_junction,
)
from ..models import model
from ._critical_current_numbers import set_where

LAWS = ("fraunhofer", "squid", "no_interference")

_SAME = 0.02  # of a temperature, within which critical currents make one pattern


@dataclass(frozen=True)
class Study:
    """Settings that differ by their field alone, the largest critical current among them."""

    sets: Sequence[CriticalSet]
    best: CriticalSet
    junction: Junction
    pattern: FieldPattern | None

    @property
    def where(self) -> dict[str, object]:
        """Where all of them stand."""
        return {k: v for k, v in set_where(self.best).items() if k != "field"}

    @property
    def seen(self) -> FieldPattern | None:
        """The pattern, where the critical current oscillates."""
        return self.pattern if self.pattern is not None and self.pattern.seen else None

    @property
    def told(self) -> bool:
        """Whether there is something to tell: hysteresis, or a pattern."""
        return self.junction.hysteretic or self.seen is not None


def studies_of(sets: Sequence[CriticalSet]) -> list[Study]:
    """Settings of one channel, each temperature, gate and angle by itself."""
    return [_study(family) for family in _families([s for s in sets if s.methods])]


def origin(sets: Sequence[CriticalSet]) -> dict[str, str]:
    """Files and lines of some settings."""
    branches = [b for s in sets for b in s.branches]
    return {
        "source": "; ".join(dict.fromkeys(b.sweep.source for b in branches)),
        "rows": merge_rows(b.sweep.rows for b in branches),
    }


def _families(sets: Sequence[CriticalSet]) -> list[list[CriticalSet]]:
    """Settings of one temperature, gate and angle, as far as they were recorded."""
    found: list[list[CriticalSet]] = []
    for one in sets:
        for family in found:
            if _alike(family[0].held, one.held):
                family.append(one)
                break
        else:
            found.append([one])
    return found


def _alike(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    if a.keys() != b.keys():
        return False
    near = abs(a.get("temperature", 0.0) - b.get("temperature", 0.0))
    others = (k for k in a if k not in ("temperature", "field"))
    return near <= _SAME * a.get("temperature", 0.0) and all(
        abs(a[k] - b[k]) <= 1e-3 * max(1.0, abs(a[k])) for k in others
    )


def _study(sets: Sequence[CriticalSet]) -> Study:
    points = []
    for found in sets:
        current = found.current(found.methods[0])
        if current is not None:
            points.append((found, current.value, hypot(current.sigma, current.spread)))
    best = max(points, key=lambda point: point[1])[0] if points else sets[0]
    pattern = None
    fields = [s.held["field"] for s, _, _ in points if "field" in s.held]
    if len(fields) == len(points) and len(set(fields)) >= LEAST_FIELDS:
        currents, errors = (np.array([p[i] for p in points]) for i in (1, 2))
        pattern = field_pattern(np.array(fields), currents, errors, [model(n) for n in LAWS])
    return Study(sets, best, measure_junction(best), pattern)
