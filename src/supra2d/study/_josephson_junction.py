"""A junction's loop at the field of its largest critical current: rows and curves."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any

import numpy as np

from ..core import Curve, Quantity, refused
from ..measure import Estimate
from ._critical_current_numbers import set_where
from ._josephson_families import Study, origin

_CONDITION = (
    "Holds if capacitance makes the hysteresis; electrons that stay warm after the switch make "
    "the same one, and noise that switches below Ic makes this a lower bound."
)


def junction_rows(study: Study) -> Iterator[Quantity]:
    """Hysteresis, damping, resistance at the field of the largest critical current."""
    found = study.junction
    common: dict[str, Any] = {"where": set_where(study.best), **origin([study.best])}
    if found.ratio is None:
        yield refused("hysteresis_ratio", "1", found.refusal, **common)
    else:
        method = "retrapping over switching current"
        yield _row("hysteresis_ratio", "1", found.ratio, method, ("courtois2008",), common)
        if found.damping is None or found.damping_interval is None:
            yield refused("beta_c", "1", found.damping_refusal, **common)
        else:
            yield Quantity(
                "beta_c",
                "1",
                found.damping,
                found.damping_interval,
                method="resistively and capacitively shunted junction",
                status="warning",
                message=_CONDITION,
                cites=("tinkham1996", "fenton2008", "courtois2008"),
                **common,
            )
    for name, unit, e, method in (
        ("Rn", "ohm", found.resistance, "upper half of the resistive branch"),
        ("IcRn", "V", found.product, "switching current times Rn"),
    ):
        if e is None:
            yield refused(name, unit, found.resistance_refusal, **common)
        else:
            yield _row(name, unit, e, method, ("tinkham1996",), common)


def _row(
    name: str, unit: str, e: Estimate, method: str, cites: tuple[str, ...], common: dict[str, Any]
) -> Quantity:
    return Quantity(
        name,
        unit,
        e.value,
        (e.value - e.sigma, e.value + e.sigma),
        (e.value - e.systematic, e.value + e.systematic) if e.systematic else None,
        method=method,
        cites=cites,
        **common,
    )


def loop_curves(study: Study) -> Iterator[Curve]:
    """One loop and its two currents."""
    where = set_where(study.best)
    for branch in dict.fromkeys(b.sweep.branch for b in study.best.branches):
        sweep = next(b.sweep for b in study.best.branches if b.sweep.branch == branch)
        way = "rising" if sweep.way == "up" else "falling"
        yield Curve("loop", sweep.current, sweep.voltage, where={**where, "branch": way})
    found = study.junction
    for role, e in (("switching", found.switching), ("retrapping", found.retrapping)):
        if e is not None and found.ratio is not None:
            error = np.array([hypot(e.sigma, e.spread)])
            yield Curve(role, np.array([e.value]), np.zeros(1), x_error=error, where=where)
