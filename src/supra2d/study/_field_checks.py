"""What the sweeps of a field tell beside the transition: remanence, hysteresis, Hall voltage."""

from __future__ import annotations

import numpy as np

from ..core import Check
from ..measure import Family, Remanence, even_odd, remanence, running, signal


def field_checks(family: Family, prefix: str) -> list[Check]:
    """Remanent field and hysteresis, as numbers."""
    points = [p for p in family.at("50%") if not p.refused]
    checks = []
    found = remanence([family])
    if found is not None:
        text = (
            f"The two field signs differ by {2e3 * found.sigma:.2g} mT on the only branch: a "
            "remanent field or a lag of the magnet. The mean of both signs is free of it."
            if np.isnan(found.lag)
            else f"Zero field lies at {1e3 * found.value:.2g} mT of the applied field, and "
            f"{1e3 * abs(found.lag):.2g} mT to either side of it on up and down branches. The "
            "mean of both signs is free of this; R(T) sweeps beside them are corrected."
        )
        checks.append(Check("remanent_field", "ok", prefix + text, found.value))
    checks += _hall_check(family, found, prefix)
    gaps = [(p, p.hysteresis) for p in points if np.isfinite(p.hysteresis)]
    if gaps:
        point, worst = max(gaps, key=lambda item: abs(item[1]))
        shift = 2 * abs(found.lag) if found is not None and np.isfinite(found.lag) else 0.0
        unit = "T" if family.kind == "R(B)" else "K"
        moved = f" and are shifted by {shift:.2g} T against each other" if shift else ""
        checks.append(
            Check(
                "hysteresis",
                "warning" if max(abs(worst), shift / 2) > 0.02 * point.x else "ok",
                f"{prefix}Up and down branches differ by up to {abs(worst):.2g} {unit}{moved}; the "
                "mean is used and half the difference is in the systematic part.",
                max(abs(worst), shift),
            )
        )
    return checks


def _hall_check(family: Family, found: Remanence | None, prefix: str) -> list[Check]:
    """Odd part of R(B) beyond the transition: a Hall voltage between misaligned contacts."""
    shift = found.value if found is not None else 0.0
    fractions = []
    for branch in family.branches:
        x = running(branch.sweep)
        if branch.sign <= 0 or not branch.transition.plain or x.min() >= 0:
            continue
        parts = even_odd(x, signal(branch.sweep), remanent=shift)
        normal = parts.field > 0.9 * parts.field[-1]
        if normal.any():
            odd, even = (float(np.mean(p[normal])) for p in (parts.odd, parts.even))
            fractions.append(odd / even)
    if not fractions or abs(worst := max(fractions, key=abs)) < 0.03:
        return []
    return [
        Check(
            "hall_admixture",
            "warning",
            f"{prefix}{100 * abs(worst):.0f} % of the signal at the highest field is odd in the "
            "field: a Hall voltage enters. The mean of both field signs removes it.",
            worst,
        )
    ]
