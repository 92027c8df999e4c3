"""Results at several gate voltages: one figure for all, and results that say their gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..core import Check, Result
from ._groups import Group
from ._transitions import title_of


def together(groups: Sequence[Group], results: Sequence[Result]) -> list[Result]:
    """Join the Results of transitions that differ by the gate voltage alone.

    Where each gate has sweeps at one other setting only (R(T) in one field), all gates are one
    family of curves. Otherwise each gate keeps a Result of its own.

    Parameters
    ----------
    groups, results
        A Result for each group, in the same order.
    """
    families: dict[tuple[str, ...], list[int]] = {}
    for i, group in enumerate(groups):
        key = (
            group.family.kind,
            str(sorted(group.place.items())),
            *([] if _single(group) else [str(i)]),
        )
        families.setdefault(key, []).append(i)
    joined = []
    for members in families.values():
        first = groups[members[0]]
        mine = [results[i] for i in members]
        gates = [groups[i].gate for i in members]
        joined.append(_joined(first, mine, gates) if len(mine) > 1 else mine[0])
    return joined


def _single(group: Group) -> bool:
    """Whether a family at a gate has one setting of the other control."""
    other = {"R(T)": "field", "R(B)": "temperature"}.get(group.family.kind, "")
    values = [p.held.get(other, 0.0) for p in group.family.points]
    return group.gate is not None and max(values, default=0.0) - min(values, default=0.0) < 1e-3


def _joined(first: Group, results: Sequence[Result], gates: Sequence[float | None]) -> Result:
    return replace(
        results[0],
        title=title_of(replace(first, where=first.place)),
        quantities=tuple(q for r in results for q in r.quantities),
        checks=tuple(_worst(results, gates)),
        curves=tuple(c for r in results for c in r.curves),
        text=tuple(dict.fromkeys(t for r in results for t in r.text)),
    )


def _worst(results: Sequence[Result], gates: Sequence[float | None]) -> list[Check]:
    """One check for each name and status, from the gate where its value is largest."""
    worst: dict[tuple[str, str], Check] = {}
    for result, gate in zip(results, gates, strict=True):
        for check in result.checks:
            other = worst.get((check.name, check.status))
            if other is None or abs(check.value or 0.0) > abs(other.value or 0.0):
                said = replace(check, message=f"gate {gate:g} V: {check.message}")
                worst[check.name, check.status] = said
    return list(worst.values())


def at_gate(result: Result, gate: float | None) -> Result:
    """A Result whose rows, curves and title say at which gate voltage they hold.

    Parameters
    ----------
    result
        From groups of one gate voltage.
    gate
        V; None where the gate was not varied, and nothing is added.
    """
    if gate is None:
        return result
    label, where = f"gate {gate:g} V", {"gate": gate}
    return replace(
        result,
        title=f"{result.title} ({label})",
        quantities=tuple(replace(q, where={**q.where, **where}) for q in result.quantities),
        fits=tuple(replace(f, data=f"{f.data}, {label}") for f in result.fits),
        comparisons=tuple(
            {**c, "data": ", ".join(filter(None, (str(c["data"]), label)))}
            for c in result.comparisons
        ),
        checks=tuple(replace(c, message=f"{label}: {c.message}") for c in result.checks),
        curves=tuple(replace(c, where={**c.where, **where}) for c in result.curves),
    )
