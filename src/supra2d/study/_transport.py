"""What transport tells beyond transitions: creep, critical currents, unbinding, gates, carriers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import xarray as xr

from ..core import Quantity, Result, Sample
from ._bkt import bkt_results
from ._carriers import carriers_result
from ._creep import creep_result
from ._creep_checks import barrier_checks
from ._critical_current import critical_current_results, current_sets
from ._gates import gate_results
from ._gates_family import at_gate
from ._groups import Group
from ._josephson import josephson_results
from ._options import Options

Current = tuple[float, float, float]

_SAME = 0.02  # of a temperature or a field: how well a set point is held from gate to gate
_CLOSE = 1e-4  # K or T


def transport_results(
    groups: Sequence[Group],
    logs: Sequence[xr.Dataset],
    sample: Sample,
    options: Options,
    found: Sequence[Result],
) -> list[Result]:
    """Results of every analysis of transport whose data are there, in reading order.

    Parameters
    ----------
    groups, logs
        Families of sweeps, and the logs that they come from.
    sample, options
        What is known of the sample, and what was chosen.
    found
        Results so far; a coherence length in them limits critical currents.
    """
    sets, xi = current_sets(logs, sample), _coherence_length(found)
    currents = critical_current_results(logs, sample, options, sets=sets, xi=xi)
    carriers = carriers_result(logs, sample)
    return [
        *_creep(groups, options),
        *currents,
        *josephson_results(logs, sample, sets=sets),
        *bkt_results(logs, sample, options, groups=groups),
        *gate_results(groups, logs, sample, options, critical_currents=_by_gate(currents)),
        *([carriers] if carriers is not None else []),
    ]


def _creep(groups: Sequence[Group], options: Options) -> list[Result]:
    results = []
    for group in groups:
        result = creep_result(group, options)
        if result is not None:
            results.append(at_gate(result, group.gate))
    checks = barrier_checks(results)
    if checks:
        results[-1] = replace(results[-1], checks=(*results[-1].checks, *checks))
    return results


def _coherence_length(results: Sequence[Result]) -> Quantity | None:
    """The preferred coherence length, where exactly one channel gives it."""
    rows = [q for r in results for q in r.quantities if q.name == "xi_GL" and q.preferred]
    usable = [q for q in rows if q.value is not None and "gate" not in q.where]
    return usable[0] if len(usable) == 1 else None


def _by_gate(results: Sequence[Result]) -> list[Current]:
    """Critical currents at gate voltages, at about the lowest temperature and field."""
    rows = [
        q
        for r in results
        for q in r.quantities
        if q.name == "Ic" and q.preferred and q.value is not None and "gate" in q.where
    ]

    def setting(q: Quantity) -> tuple[float, float]:
        return float(q.where.get("temperature", 0.0)), abs(float(q.where.get("field", 0.0)))

    def near(q: Quantity) -> bool:
        pairs = zip(setting(q), lowest, strict=True)
        return all(abs(value - least) <= _SAME * least + _CLOSE for value, least in pairs)

    lowest = min((setting(q) for q in rows), default=(0.0, 0.0))
    return [(float(q.where["gate"]), q.value, q.error) for q in rows if near(q)]
