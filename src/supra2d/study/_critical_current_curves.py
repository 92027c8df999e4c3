"""Curves of the two figures: current-voltage families, and critical current against a control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..core import Axis, Curve, Quantity
from ..measure import CriticalSet
from ._critical_current_numbers import set_where
from ._critical_current_series import Numbers

#: Settings whose current-voltage curves go into the figure.
FAMILY = 24

_CONTROLS = {
    "temperature": "K",
    "field": "T",
    "angle": "deg",
    "azimuth": "deg",
    "position": "deg",
    "gate": "V",
}


def critical_current_curves(
    sets: Sequence[CriticalSet], numbers: Sequence[Quantity], series: Numbers, *, fine: bool = False
) -> Iterator[Curve]:
    """Family of curves, points of Ic, retrapping currents, the depairing law near Tc."""
    chosen = np.unique(np.linspace(0, len(sets) - 1, min(FAMILY, len(sets))).astype(int))
    for i in chosen:
        yield from _family(sets[i], fine)
    key = _control(numbers)
    if not key:
        return
    axes = (Axis(key, _CONTROLS[key]), Axis("Ic", "A"))
    for name, role in (("Ic", "critical"), ("I_retrap", "retrapping")):
        yield from _points(numbers, name, role, key, axes)
    law = series.law
    if law is not None and key == "temperature":
        T = np.linspace(0.5 * law.Tc, law.Tc, 60)
        where = {} if series.field is None else {"field": series.field}
        yield Curve("law", T, law.current(T), axes=axes, where=where)


def _family(found: CriticalSet, fine: bool) -> Iterator[Curve]:
    """First branch of each kind, and dV/dI where it was recorded."""
    for branch in dict.fromkeys(b.sweep.branch for b in found.branches):
        sweep = next(b.sweep for b in found.branches if b.sweep.branch == branch)
        where = {**set_where(found, fine=fine), "branch": "up" if sweep.way == "up" else "down"}
        if not sweep.integrated:
            yield Curve("data", sweep.current, sweep.voltage, where=where)
        if sweep.slope is not None:
            axes = (Axis("current", "A"), Axis("differential_resistance", "ohm"))
            role = "data" if sweep.integrated else "slope"
            yield Curve(role, sweep.current, sweep.slope, where=where, axes=axes)


def _control(numbers: Sequence[Quantity]) -> str:
    """The control that took most values."""
    rows = [q for q in numbers if q.name in ("Ic", "I_retrap") and q.value is not None]
    counts = {key: len({q.where[key] for q in rows if key in q.where}) for key in _CONTROLS}
    best = max(counts, key=lambda key: counts[key])
    return best if counts[best] > 1 else ""


def _points(
    numbers: Sequence[Quantity], name: str, role: str, key: str, axes: tuple[Axis, Axis]
) -> Iterator[Curve]:
    """One curve for each setting of the other controls."""
    rows = [
        q
        for q in numbers
        if q.name == name
        and q.value is not None
        and key in q.where
        and "method" not in q.where
        and ("branch" in q.where) == (name == "I_retrap")
    ]
    families: dict[tuple[tuple[str, object], ...], list[Quantity]] = {}
    for q in rows:
        rest = tuple((k, q.where[k]) for k in q.where if k != key)
        families.setdefault(rest, []).append(q)
    for rest, mine in families.items():
        mine.sort(key=lambda q: float(q.where[key]))
        yield Curve(
            role,
            np.array([float(q.where[key]) for q in mine]),
            np.array([q.value or 0.0 for q in mine]),
            y_error=np.array([q.error for q in mine]),
            where=dict(rest),
            axes=axes,
        )
