"""Checks of Hall measurements: pick-up, branches, carriers, and whether the numbers agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..core import Check, Quantity, Sample
from ..core.constants import E_CHARGE
from ..measure import HallSet, drude_consistency
from ._carriers_numbers import CURVED
from ._carriers_two import carrier_comparison


def carriers_checks(
    sets: Sequence[HallSet], quantities: Sequence[Quantity], sample: Sample
) -> list[Check]:
    """All checks, the worst case of each.

    Parameters
    ----------
    sets
        From ``measure_hall``.
    quantities
        What followed from them.
    sample
        With a stated mobility, where there is one.
    """
    given = [s for s in sets if s.slope is not None and not s.refusal]
    checks = [*_removed(given), *_branches(given), *_carriers(given), *_metal(quantities)]
    if sample.mobility:
        checks += _stated(quantities, sample.mobility)
    return checks


def _at(found: HallSet) -> str:
    temperature = found.held.get("temperature")
    return f" at {temperature:.4g} K" if temperature is not None else ""


def _removed(sets: Sequence[HallSet]) -> Iterator[Check]:
    """The largest offset and pick-up that were taken off."""
    worst = max(sets, key=lambda s: s.slope.pickup / _signal(s) if s.slope else 0.0, default=None)
    if worst is None or worst.slope is None:
        return
    slope = worst.slope
    share = slope.pickup / _signal(worst)
    text = f"An offset of {slope.offset:.3g} ohm"
    along = worst.longitudinal
    if along is not None and along.value > 0 and along.quantity != "resistivity":
        text += f" ({100 * abs(slope.offset) / along.value:.2g} % of R_xx)"
    if slope.pickup > 0:
        text += f" and an even part that varies by {slope.pickup:.2g} ohm"
    text += (
        f" were taken off{_at(worst)}, where the Hall resistance reaches {_signal(worst):.3g} ohm."
    )
    yield Check("hall_offset", "ok" if share < 1.0 else "warning", text, share)
    spikes = sum(s.slope.spikes for s in sets if s.slope is not None)
    if spikes:
        yield Check("hall_spikes", "ok", f"{spikes} wild readings were left out.", float(spikes))


def _signal(found: HallSet) -> float:
    return abs(found.slope.slope) * found.slope.reach if found.slope else 1.0


def _branches(sets: Sequence[HallSet]) -> Iterator[Check]:
    """How much up and down branches disagree."""
    gaps = []
    for found in sets:
        slopes = [b.slope for b in found.branches]
        names = {b.name for b in found.branches}
        if len(names) > 1 and found.slope is not None:
            spread = max(s.slope for s in slopes) - min(s.slope for s in slopes)
            noise = 3.0 * sum(s.sigma**2 for s in slopes) ** 0.5
            gaps.append((spread / abs(found.slope.slope), spread > noise, found))
    if not gaps:
        return
    share, beyond, found = max(gaps, key=lambda gap: (gap[1], gap[0]))
    text = f"Slopes of up and down branches differ by {100 * share:.2g} %{_at(found)}"
    if not beyond:
        yield Check("hall_branches", "ok", f"{text}, within noise.", share)
        return
    yield Check(
        "hall_branches",
        "warning" if share > 0.05 else "ok",
        f"{text}, beyond noise: an offset that drifts. Their mean is free of a steady drift; half "
        "the difference is in the systematic part.",
        share,
    )


def _carriers(sets: Sequence[HallSet]) -> Iterator[Check]:
    """One check per verdict, with the temperatures it holds at."""
    compared = [s for s in sets if s.choice is not None]
    for verdict in dict.fromkeys(s.choice.verdict for s in compared if s.choice):
        mine = [s for s in compared if s.choice and s.choice.verdict == verdict]
        said = carrier_comparison(mine[0].choice, "")["verdict"] if mine[0].choice else ""
        more = f" and {len(mine) - 1} more" if len(mine) > 1 else ""
        # a metal's own magnetoresistance is no fault of a straight Hall resistance
        straight = all(s.slope is not None and s.slope.curvature < CURVED for s in mine)
        fine = verdict in ("one", "open") or (verdict == "none" and straight)
        yield Check(
            "carriers", "ok" if fine else "warning", f"Sweep{_at(mine[0])}{more}: {said}", len(mine)
        )


def _metal(quantities: Sequence[Quantity]) -> Iterator[Check]:
    """Ioffe and Regel: below one there is no metal, and no Drude formula."""
    rows = [q for q in quantities if q.name == "kFl" and q.value is not None]
    if not rows:
        return
    least = min(q.value for q in rows if q.value is not None)
    metal = least > 1.0
    yield Check(
        "metal",
        "ok" if metal else "warning",
        f"k_F l is {least:.3g} at the least"
        + (": a metal." if metal else ": no metal, and the Drude formulas do not hold."),
        least,
    )


def _stated(quantities: Sequence[Quantity], mobility: float) -> Iterator[Check]:
    """The mobility that the user states against density and sheet resistance, when coldest."""
    rows = [q for q in quantities if q.name == "mobility" and q.value]
    rows.sort(key=lambda q: float(q.where.get("temperature", 0.0)))
    for q in rows[:1]:
        n = next(d for d in quantities if d.name == "n_sheet" and d.where == q.where)
        if n.value and q.value:
            # the sheet resistance that gave the mobility of this row
            tolerance = max(0.1, 2.0 * q.error / q.value)
            sheet = 1.0 / (E_CHARGE * n.value * q.value)
            yield drude_consistency(n.value, sheet, mobility, tolerance=tolerance)
