"""Critical currents against temperature: how they vanish at Tc, and the depairing limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np

from ..core import Check, InputError, Quantity, refused
from ..measure import CriticalSet, NearTc, depairing_density, largest_depth, near_tc
from ._critical_current_numbers import set_where

_CITES = ("ginzburg1950", "tinkham1996")
_SETTINGS = ("field", "angle", "azimuth", "gate")
_RARE = 0.01
_OPEN = 0.6  # error from which on an exponent cannot tell its kinds apart
_EXPONENTS = ((1.0, "a tunnel junction"), (1.5, "depairing"), (2.0, "a normal-metal junction"))


@dataclass(frozen=True)
class Numbers:
    """Rows and checks that belong together; ``law`` where a curve goes with them."""

    quantities: tuple[Quantity, ...] = ()
    checks: tuple[Check, ...] = ()
    law: NearTc | None = None
    field: float | None = None


def exponent_number(
    sets: Sequence[CriticalSet], where: Mapping[str, object], **origin: str
) -> Numbers:
    """Exponent of Ic against 1 - T/Tc at the field, angle and gate with most temperatures."""
    known = [s for s in sets if s.methods and "temperature" in s.held]
    if not known:
        return Numbers()
    most = max(known, key=lambda s: sum(_alike(s, other) for other in known))
    mine, field = [s for s in known if _alike(s, most)], most.held.get("field")
    given = [(s.held["temperature"], e) for s in mine if (e := s.current(s.methods[0]))]
    try:
        found = near_tc(
            np.array([t for t, _ in given]),
            np.array([e.value for _, e in given]),
            np.array([max(e.sigma, 1e-4 * e.value) for _, e in given]),
        )
    except InputError:
        return Numbers()
    common: dict[str, Any] = {
        "method": "Ic = I0 (1 - T/Tc)^p with corrections away from Tc, windows averaged",
        "where": {**where, **{k: v for k, v in set_where(most).items() if k in _SETTINGS}},
        "cites": (*_CITES, "jay2021"),
        **origin,
    }
    p, error = found.exponent, hypot(found.sigma, found.systematic)
    if error > _OPEN:
        message = (
            f"The points leave open how Ic vanishes at Tc (p = {p:.2g} +- {error:.1g}). Measure "
            "closer to Tc, above 0.9 of it."
        )
        return Numbers((refused("Ic_exponent", "1", message, **common),))
    row = Quantity(
        "Ic_exponent",
        "1",
        p,
        (p - found.sigma, p + found.sigma),
        (p - found.systematic, p + found.systematic),
        **common,
    )
    near = [name for value, name in _EXPONENTS if abs(p - value) <= 2.0 * error]
    said = f"consistent with {' or '.join(near)}" if near else "none of the known ones"
    fine = found.probability > _RARE
    text = f"Ic falls as (1 - T/Tc)^p with p = {p:.3g} +- {error:.2g} near Tc: {said}. " + (
        f"The depairing law with 3/2 describes the points (probability "
        f"{found.probability:.2g}) with Tc = {found.Tc:.4g} K."
        if fine
        else "The depairing law with 3/2 does not describe the points: self-field, weak links "
        "or vortices limit the current there."
    )
    check = Check("near_Tc", "ok" if fine else "warning", text, p)
    return Numbers((row,), (check,), found if fine else None, field)


def _alike(one: CriticalSet, other: CriticalSet) -> bool:
    """Whether two curves differ by their temperature alone."""
    keys = (one.held.keys() | other.held.keys()) - {"temperature"}
    return all(_near(one.held.get(key), other.held.get(key)) for key in keys)


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 2e-3 * abs(other) + 1e-4


def depairing_numbers(
    numbers: Sequence[Quantity],
    xi: Quantity | None,
    depth: Quantity | None,
    where: Mapping[str, object],
) -> Numbers:
    """Largest depth that the measured current density allows, and its ratio to depairing.

    The depairing current falls with temperature and field, so that the densest current measured
    bounds the depth at zero temperature.
    """
    rows = [q for q in numbers if q.name == "Jc" and q.value and "branch" not in q.where]
    if not rows or xi is None or xi.value is None:
        return Numbers()
    q = max((r for r in rows if "method" not in r.where), key=lambda r: r.value or 0.0)
    density = q.value or 0.0
    relative = hypot(q.error / density, xi.error / xi.value)
    bound = largest_depth(density, xi.value)
    common: dict[str, Any] = {
        "where": {**where, **{k: v for k, v in q.where.items() if k in ("temperature", "field")}},
        "source": q.source,
        "rows": q.rows,
        "cites": _CITES,
    }
    text = (
        f"With xi = {xi.value * 1e9:.4g} nm a current density of {density:.3g} A/m^2 stays below "
        f"the depairing one only if the penetration depth is less than {bound * 1e9:.4g} nm."
    )
    found = [
        Quantity(
            "lambda_max",
            "m",
            bound,
            (bound * (1.0 - relative / 2.0), bound * (1.0 + relative / 2.0)),
            method="Jc = Phi0/(3 sqrt3 pi mu0 lambda^2 xi)",
            **common,
        )
    ]
    if depth is None or depth.value is None:
        return Numbers(tuple(found), (Check("depairing", "ok", text, bound),))
    limit = depairing_density(depth.value, xi.value)
    error = hypot(2.0 * depth.error / depth.value, xi.error / xi.value)
    found.append(
        Quantity(
            "Jd",
            "A/m^2",
            limit,
            (limit * (1.0 - error), limit * (1.0 + error)),
            method="Phi0/(3 sqrt3 pi mu0 lambda^2 xi)",
            **common,
        )
    )
    ratio = density / limit
    beyond = ratio > 1.0 + 2.0 * hypot(error, q.error / density)
    text += f" With lambda = {depth.value * 1e9:.4g} nm it is {ratio:.3g} of the depairing current"
    text += (
        ", which no film can carry: check cross-section, depth and coherence length."
        if beyond
        else "."
    )
    return Numbers(tuple(found), (Check("depairing", "warning" if beyond else "ok", text, ratio),))
