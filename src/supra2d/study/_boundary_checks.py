"""Checks of a fitted boundary: direction, thin film, thickness, criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import xarray as xr

from ..core import Check, Quantity, Sample
from ..models.criticalfield import thin_film_from
from ._boundary_fit import UNKNOWN, Fitted, Tables


def boundary_checks(
    fitted: Fitted,
    tables: Tables,
    by_direction: Mapping[str, xr.Dataset],
    sample: Sample,
) -> list[Check]:
    prefix = f"{tables.channel}: " if tables.channel else ""
    checks = [Check(c.name, c.status, prefix + c.message, c.value) for c in fitted.outcome.checks]
    p = fitted.outcome.values
    if "" in fitted.parts:
        checks.append(Check("direction", "warning", prefix + UNKNOWN))
    if "parallel" not in fitted.parts or len(fitted.parts) < 2:
        return checks
    ratio = p["d"] / p["xi"]
    lowest = float(by_direction["parallel"]["temperature"].min())
    valid = lowest >= thin_film_from(p["Tc0"], p["xi"], p["d"])
    checks.append(
        Check(
            "thin_film",
            "ok" if valid else "warning",
            f"{prefix}d/xi = {ratio:.2g}: the thin-film law for the parallel field "
            + ("holds at all temperatures measured." if valid else "fails at the lowest ones."),
            ratio,
        )
    )
    if sample.thickness is not None:
        excess = p["d"] / sample.thickness
        over = excess > 1.1
        checks.append(
            Check(
                "thickness",
                "warning" if over else "ok",
                f"{prefix}d_sc is {excess:.2f} of the stated thickness of "
                f"{sample.thickness * 1e9:.3g} nm"
                + (
                    ": the parallel field is below what geometry allows, so spins limit it or "
                    "the film was tilted."
                    if over
                    else "; it is an upper bound wherever spins also limit the parallel field."
                ),
                excess,
            )
        )
    return checks


def criterion_check(rows: Sequence[Quantity], criterion: str, tables: Tables) -> list[Check]:
    """How much xi_GL (or Tc) depends on the criterion."""
    for name in ("xi_GL", "Tc"):
        values = [q.value for q in rows if q.name == name and q.value is not None]
        main = [q.value for q in rows if q.name == name and q.criterion == criterion]
        if len(values) < 2 or not main or main[0] is None:
            continue
        spread = (max(values) - min(values)) / main[0]
        listed = ", ".join(
            f"{q.criterion}: {q.value * (1e9 if q.unit == 'm' else 1):.4g}"
            for q in rows
            if q.name == name and q.value is not None
        )
        unit = "nm" if name == "xi_GL" else "K"
        prefix = f"{tables.channel}: " if tables.channel else ""
        return [
            Check(
                "criterion_dependence",
                "warning" if spread > 0.1 else "ok",
                f"{prefix}{name} by criterion ({unit}): {listed}; compare samples by one "
                "criterion only.",
                spread,
            )
        ]
    return []
