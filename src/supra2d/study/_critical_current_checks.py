"""Checks of current-voltage curves: offsets, series resistance, hysteresis, heating, electrons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from ..core import Check
from ..measure import BranchCurrent, CriticalSet, IVSweep

_COLD = 0.1  # K below which electrons need not have the thermometer's temperature
_HYSTERESIS = 0.97  # retrapping over switching current, from which a branch is hysteretic
_FLAT = 0.02  # change of Ic below 0.1 K, relative, that is called saturation


def critical_current_checks(sets: Sequence[CriticalSet]) -> list[Check]:
    """All checks of one channel, the worst case of each."""
    sweeps = [b.sweep for s in sets for b in s.branches]
    return [
        *_offset(sweeps),
        *_current(sweeps),
        *_series(sweeps),
        *_spikes(sets),
        *_hysteresis(sets),
        *_heating(sets),
        *_electrons(sets),
    ]


def _at(found: CriticalSet) -> str:
    temperature = found.held.get("temperature")
    return f" at {temperature:.4g} K" if temperature is not None else ""


def _offset(sweeps: Sequence[IVSweep]) -> Iterator[Check]:
    """Voltages in zero current that were taken off."""
    given = [s.offsets for s in sweeps if isfinite(s.offsets.voltage_sigma)]
    seen = [o.voltage for o in given if abs(o.voltage) > 3.0 * o.voltage_sigma]
    if not seen:
        return
    low, high = min(seen), max(seen)
    text = f"A voltage of {low:.3g} V in zero current was taken off each sweep."
    if high - low > 3.0 * max(o.voltage_sigma for o in given):
        text = (
            f"A voltage of {low:.3g} to {high:.3g} V in zero current was taken off sweep by sweep"
        )
        text += ": it changes its sign between them." if low < 0.0 < high else "; it drifts."
    yield Check("iv_offset", "ok", text, max(seen, key=abs))


def _current(sweeps: Sequence[IVSweep]) -> Iterator[Check]:
    shift = sweeps[0].offsets.current
    if shift:
        yield Check(
            "current_offset",
            "ok",
            f"The normal branches of both polarities are symmetric about {shift:.3g} A: an offset "
            "of the current source, which was taken off.",
            shift,
        )


def _series(sweeps: Sequence[IVSweep]) -> Iterator[Check]:
    offsets = sweeps[0].offsets
    if not offsets.series:
        return
    text = (
        f"A resistance of {offsets.series:.4g} +- {offsets.series_sigma:.2g} ohm in the "
        "superconducting branch was taken off"
    )
    if offsets.series_shared:
        yield Check("series_resistance", "ok", f"{text}; it is the same at several temperatures, "
                    "so that it lies in leads and contacts.", offsets.series)  # fmt: skip
        return
    yield Check(
        "series_resistance",
        "warning",
        f"{text} as one in series. One temperature cannot tell it from a resistance of the sample: "
        "measure at a second one.",
        offsets.series,
    )


def _spikes(sets: Sequence[CriticalSet]) -> Iterator[Check]:
    count = sum(b.curve.spikes for s in sets for b in s.branches)
    if count:
        yield Check(
            "iv_spikes", "ok", f"{count} wild readings were left out; none is an Ic.", float(count)
        )


def _hysteresis(sets: Sequence[CriticalSet]) -> Iterator[Check]:
    """Retrapping over switching current, and whether it follows the power."""
    rows = []
    for found in sets:
        if not found.methods:
            continue
        up = found.current(found.methods[0])
        down = found.current(found.methods[0], switching=False)
        if up is not None and down is not None and down.value > 0:
            rows.append((down.value / up.value, _power(found), found))
    if not rows:
        return
    least, power, worst = min(rows, key=lambda row: row[0])
    most, _, odd = max(rows, key=lambda row: row[0])
    if least > _HYSTERESIS and most < 1.0 / _HYSTERESIS:
        yield Check("iv_hysteresis", "ok", "Switching and retrapping currents agree.", least)
        return
    if least > _HYSTERESIS:
        text = (
            f"The current at which the voltage vanishes is {most:.3g} times the one at which it "
            f"appears{_at(odd)}: no sample does that at one temperature. Look at the drift between "
            "the branches, or sweep slower."
        )
        yield Check("iv_hysteresis", "warning", text, most)
        return
    text = f"Hysteresis: the retrapping current is {least:.3g} of the switching current{_at(worst)}"
    if isfinite(power):
        text += f", where {power:.3g} W are dissipated after the switch"
    text += "."
    told = [(r, p) for r, p, _ in rows if isfinite(p) and p > 0]
    if len(told) >= 5:
        ratio, powers = (np.array(column) for column in zip(*told, strict=True))
        trend = float(np.corrcoef(ratio, np.log(powers))[0, 1])
        if trend < -0.7:
            text += (
                f" It grows with that power (correlation {trend:.2g}), as self-heating does: "
                "retrapping currents then say nothing of the sample at its temperature."
            )
        else:
            text += " It does not grow with that power: capacitance explains it as well as heating."
    yield Check("iv_hysteresis", "ok", text, least)


def _power(found: CriticalSet) -> float:
    powers = [b.heating.power for b in found.branches if b.heating and b.switching]
    return float(np.median(powers)) if powers else float("nan")


def _heating(sets: Sequence[CriticalSet]) -> Iterator[Check]:
    """Branches left out, thermometers that rise, normal branches that bend."""
    left = [(s, b) for s in sets for b in s.branches if b.heating and b.refusal]
    if left:
        yield Check("heated_branches", "warning", f"{len(left)} branches left out{_at(left[0][0])}"
                    f" and elsewhere: {left[0][1].refusal}", float(len(left)))  # fmt: skip
    measured = [(s, b) for s in sets for b in s.branches if b.heating and not b.refusal]
    rises = [(_rise(b), s) for s, b in measured if _rise(b) > 0.01]
    if rises:
        most, worst = max(rises, key=lambda row: row[0])
        yield Check("heated_normal_branch", "warning", "The thermometer rises by up to "
                    f"{100 * most:.2g} %{_at(worst)} above the critical current; the temperature "
                    "of a branch is that of its low currents, and retrapping currents belong to a "
                    "warmer sample.", most)  # fmt: skip
    bent = [(b.heating.growth, s) for s, b in measured if b.heating and b.heating.growth]
    if bent:
        most, worst = max(bent, key=lambda row: row[0])
        yield Check("heating", "warning", f"dV/dI grows by {100 * most:.2g} % along the normal "
                    f"branch{_at(worst)}: the sample heats itself there, and that part is used "
                    "for nothing but the offset of the current.", most)  # fmt: skip


def _rise(branch: BranchCurrent) -> float:
    temperature = branch.sweep.held.get("temperature")
    if branch.heating is None or not temperature or not isfinite(branch.heating.rise):
        return 0.0
    return branch.heating.rise / temperature


def _electrons(sets: Sequence[CriticalSet]) -> Iterator[Check]:
    """Below 0.1 K electrons lose touch with the lattice."""
    cold = sorted(
        (s.held["temperature"], e.value)
        for s in sets
        if s.methods
        and s.held.get("temperature", 1.0) < _COLD
        and abs(s.held.get("field", 0.0)) < 1e-3
        and (e := s.current(s.methods[0])) is not None
    )
    if not cold:
        return
    text = (
        f"{len(cold)} critical currents below {1000 * _COLD:.0f} mK, where electrons may be warmer "
        "than the thermometer"
    )
    flat = len(cold) > 2 and abs(cold[0][1] - cold[1][1]) < _FLAT * cold[0][1]
    if flat:
        text += (
            f"; between {1000 * cold[0][0]:.3g} and {1000 * cold[1][0]:.3g} mK Ic does not change "
            "any more, as it would if they had stopped cooling"
        )
    text += ". Check filters and power, and quote these temperatures as those of the bath."
    yield Check("electron_temperature", "warning", text, cold[0][0])
