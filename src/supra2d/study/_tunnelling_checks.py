"""Checks of spectra: what was known of the junction, the verdict on the gap, refused rows."""

from __future__ import annotations

from collections.abc import Iterator

from ..core import Check
from ..measure import GapMap
from ._tunnelling_curves import is_dead
from ._tunnelling_fits import Study
from ._tunnelling_rows import Junction

_UNITS = {"temperature": "K", "field": "T", "gate_voltage": "V", "distance": "m"}


def spectrum_checks(found: Study, one: Junction) -> Iterator[Check]:
    """The verdict with its arguments, and what had to be assumed."""
    verdict = found.verdict
    status = {"superconducting": "ok", "open": "warning"}.get(verdict.verdict, "failed")
    against = [c.name.replace("_", " ") for c in verdict.checks if c.status == status]
    said = f"The gap is {verdict.verdict}"
    if status == "warning":
        said = "Whether the gap is superconducting stays open"
    told = "." if status == "ok" else f": see {' and '.join(against)}."
    yield Check("superconducting_gap", status, one.told + said + told)
    for check in verdict.checks:
        yield Check(check.name, check.status, f"{one.told}{check.message}", check.value)
    if found.refusal:
        return  # the width of a dip that is no gap says nothing of the electrons
    yield from known_checks(found, one)


def known_checks(found: Study, one: Junction) -> Iterator[Check]:
    """Temperature and modulation: recorded, fitted or assumed."""
    fit = found.single
    if "T" in fit.numbers:
        q = fit["T"]
        yield Check(
            "electron_temperature",
            "warning",
            f"{one.told}No temperature is recorded; {q.value:.3g} +- {q.error:.2g} K was "
            "fitted, and noise and modulation count in it. Record the temperature to know the "
            "broadening better.",
            q.value,
        )
    if found.warm is not None:
        q = found.warm
        yield Check(
            "electron_temperature",
            "warning",
            f"{one.told}The spectrum is as wide as {q.value:.3g} +- {q.error:.2g} K makes it, the "
            f"thermometer says {found.spectrum.where['temperature']:.3g} K: warm electrons, noise "
            "or modulation, which the broadening has taken up here. Filter the leads, or give the "
            "temperature of the electrons.",
            q.value,
        )
    if one.series:
        lost = 1.0 - one.share
        yield Check(
            "series_resistance",
            "ok",
            f"{one.told}The leads of {one.series:.4g} ohm take {100 * lost:.2g} % of the bias "
            "beyond the gap and were taken out; each per cent that their resistance is off moves "
            f"the gap by up to {lost / one.share:.2g} %.",
            one.series,
        )
    if one.modulation == 0.0:
        yield Check(
            "lockin_modulation",
            "ok",
            f"{one.told}No lock-in modulation is recorded; none was assumed, and what there "
            "was counts as broadening.",
        )
    else:
        yield Check(
            "lockin_modulation",
            "ok",
            f"{one.told}The header states a modulation of {2**0.5 * one.modulation:.3g} V; "
            f"it was taken as that of the peak, {one.modulation:.3g} V rms, and its being rms as "
            "one standard deviation.",
            one.modulation,
        )
    if found.parallel:
        share = fit["leak"]
        yield Check(
            "parallel_conductance",
            "warning",
            f"{one.told}{100 * (share.value or 0.0):.0f} +- {100 * share.error:.0f} % of the "
            "normal conductance is in parallel and has no gap: a part of the junction is normal, "
            "or a shunt. All laws were fitted with it.",
            share.value,
        )


def map_checks(found: GapMap, one: Junction) -> Iterator[Check]:
    """Rows that were refused, and spectra that were not taken."""
    count = len(found.refusals)
    if count:
        first, why = next(iter(found.refusals.items()))
        dead = [i for i, text in found.refusals.items() if is_dead(text)]
        yield Check(
            "rows_refused",
            "warning" if dead else "ok",
            f"{one.told}{count} of {found.at.size} rows have no numbers"
            + (f", {len(dead)} of them dead" if dead else "")
            + "; the first, at "
            f"{place(found.along, found.at[first])}: {why}"
            + (_dead(found, dead[0]) if dead and dead[0] != first else ""),
            float(count),
        )
    yield from left_out(one)


def left_out(one: Junction) -> Iterator[Check]:
    """Spectra that were not taken."""
    if one.left_out:
        yield Check("spectra_left_out", "warning", f"{one.told}Not analysed: {one.left_out}.")


def _dead(found: GapMap, row: int) -> str:
    return f" The first dead one, at {place(found.along, found.at[row])}: {found.refusals[row]}"


def place(along: str, value: float) -> str:
    """``field 0.3 T``."""
    unit = _UNITS.get(along, "")
    return f"{along.replace('_', ' ')} {value:.4g} {unit}".strip()
