"""Thermally activated flux flow of one family of sweeps -> one Result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..core import Axis, Quantity, Result, merge_rows, refused, with_preferred
from ..measure import Branch, Creep, measure_creep
from ._creep_checks import creep_checks, creep_text
from ._creep_curves import creep_curves
from ._creep_field import field_study
from ._creep_numbers import line_comparison, line_numbers
from ._groups import Group, set_point
from ._options import Options

_ROUNDED = (
    "The tail of the transition is nearly as wide without a field: inhomogeneity rounds it, and "
    "this slope may be no barrier."
)

_ROUNDED_ALL = (
    "the tail is less than twice as wide as without a field, where no field drives vortices: "
    "inhomogeneity rounds the transition, and its slope in 1/T is no barrier"
)

_REMEDY = (
    "Lower the noise floor (averaging, a larger current within the linear range), sweep slower "
    "through the foot of the transition, or use another field."
)


def creep_result(group: Group, options: Options) -> Result | None:
    """Barriers, crossing, exponent q and the laws of the barrier against field of one family.

    Parameters
    ----------
    group
        A measured family of R(T) at fixed fields, in one direction.
    options
        What was chosen; nothing of it changes these numbers so far.

    Returns
    -------
    Result or None
        Of kind ``creep``; None where there is no R(T) in a field. Fields without an activated
        region are refused in it, each with its reason.
    """
    if group.family.kind != "R(T)" or group.family.refusal:
        return None
    found = measure_creep(group.family)
    if isinstance(found, dict):
        return _nothing(group, found) if found else None
    if len(found.rounded) == len(found.sweeps):
        return _nothing(group, dict.fromkeys(found.rounded, _ROUNDED_ALL))
    laws = field_study(found, group.where)
    quantities = [
        *line_numbers(found, group.where),
        *laws.quantities,
        *_refusals(found.refusals, group.where),
    ]
    sourced = [
        q if q.status == "refused" else _doubted(_with_source(q, found), found) for q in quantities
    ]
    return Result(
        "creep",
        _title(group),
        quantities=with_preferred(sourced, options.criterion),
        fits=laws.fits,
        comparisons=(line_comparison(found, group.where), *laws.comparisons),
        checks=tuple(creep_checks(found, laws, group.channel)),
        curves=tuple(creep_curves(found, laws, group.where)),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis(group.family.quantity, group.family.units),
        text=tuple(creep_text(found, laws)),
    )


def _title(group: Group) -> str:
    places = [str(group.where[k]) for k in ("channel", "direction") if k in group.where]
    return "Thermally activated flux flow" + (f" ({', '.join(places)})" if places else "")


def _nothing(group: Group, reasons: Mapping[float, str]) -> Result:
    """A family without a single activated region: one row that says why."""
    field, reason = next(iter(reasons.items()))
    message = f"No activated region at any of {len(reasons)} fields; at {field:.3g} T: {reason}."
    branches = group.family.branches
    row = refused("U0", "K", f"{message} {_REMEDY}", where=dict(group.where), **_source(branches))
    return Result("creep", _title(group), quantities=with_preferred([row], ""))


def _refusals(reasons: Mapping[float, str], where: Mapping[str, object]) -> list[Quantity]:
    return [
        refused(
            "U0",
            "K",
            f"No activated region: {reason}. {_REMEDY}",
            where={**where, "field": set_point("field", field)},
        )
        for field, reason in reasons.items()
    ]


def _with_source(q: Quantity, creep: Creep) -> Quantity:
    """The row with the files and lines that it comes from."""
    field = q.where.get("field")
    if field is None:
        return replace(q, **_source([b for s in creep.sweeps for b in s.branches]))
    nearest = min(creep.sweeps, key=lambda s: abs(s.field - field))
    return replace(q, **_source(nearest.branches))


def _doubted(q: Quantity, creep: Creep) -> Quantity:
    """The row with a warning where the tail is as wide without a field."""
    field = q.where.get("field")
    if field is None:
        doubtful = len(creep.rounded) > len(creep.sweeps) / 2
    else:
        doubtful = any(set_point("field", b) == field for b in creep.rounded)
    if not doubtful:
        return q
    return replace(q, status="warning", message=f"{_ROUNDED} {q.message}".strip())


def _source(branches: Sequence[Branch]) -> dict[str, Any]:
    return {
        "source": "; ".join(dict.fromkeys(str(b.sweep.attrs["source"]) for b in branches)),
        "rows": merge_rows(str(b.sweep.attrs["rows"]) for b in branches),
    }
