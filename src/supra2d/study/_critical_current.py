"""Current-voltage curves -> one Result per channel: critical currents and what limits them."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from ..core import Axis, Quantity, Result, Sample, merge_rows, refused, signals, with_preferred
from ..measure import CriticalSet, measure_critical_currents
from ._critical_current_checks import critical_current_checks
from ._critical_current_curves import critical_current_curves
from ._critical_current_numbers import Film, names_differ, set_numbers
from ._critical_current_series import depairing_numbers, exponent_number
from ._options import Options

_SIGNALS = ("voltage", "differential_resistance")


def critical_current_results(
    logs: Sequence[xr.Dataset],
    sample: Sample | None = None,
    options: Options | None = None,
    *,
    sets: Sequence[CriticalSet] | None = None,
    xi: Quantity | None = None,
    depth: Quantity | None = None,
) -> list[Result]:
    """Everything that current-voltage curves say of the critical current.

    Parameters
    ----------
    logs
        From ``supra2d.read``: a current that runs, and a voltage or dV/dI.
    sample
        Width and thickness for the current density, length for a field criterion.
    options
        What was chosen; nothing of it changes these numbers so far.
    sets
        Critical currents of the same logs, where they are at hand.
    xi, depth
        Coherence length and penetration depth in m, where they are known: the depairing current
        follows from both, the largest possible depth from the first.

    Returns
    -------
    list of Result
        Of kind ``critical_current``, one per channel and direction; empty where no log has a
        current with a voltage.
    """
    sets = current_sets(logs, sample) if sets is None else sets
    if not sets:
        return _nothing(_measured(logs))
    film = Film.of(sample or Sample())
    places = list(dict.fromkeys((s.channel, s.direction) for s in sets))
    return [
        _result([s for s in sets if (s.channel, s.direction) == place], film, xi, depth)
        for place in places
    ]


def current_sets(logs: Sequence[xr.Dataset], sample: Sample | None = None) -> list[CriticalSet]:
    """Critical currents of all logs with a current and a voltage or dV/dI, setting by setting."""
    return measure_critical_currents(_measured(logs), length=(sample or Sample()).length)


def _measured(logs: Sequence[xr.Dataset]) -> list[xr.Dataset]:
    logs = [log for log in logs if "row" in log.dims]
    return [log for log in logs if signals(log, _SIGNALS) and signals(log, ("current",))]


def _result(
    sets: Sequence[CriticalSet], film: Film, xi: Quantity | None, depth: Quantity | None
) -> Result:
    fine = not names_differ(sets)
    numbers = [q for s in sets for q in set_numbers(s, sets, film, fine=fine)]
    place = {"channel": sets[0].channel, "direction": sets[0].direction}
    where: dict[str, object] = {k: v for k, v in place.items() if v}
    everything = {
        "source": "; ".join(dict.fromkeys(b.sweep.source for s in sets for b in s.branches)),
        "rows": merge_rows(b.sweep.rows for s in sets for b in s.branches),
    }
    series = exponent_number(sets, where, **everything)
    if film.refusal and any(q.name == "Ic" and q.value is not None for q in numbers):
        numbers.append(refused("Jc", "A/m^2", film.refusal, where=where, **everything))
    limits = depairing_numbers(numbers, xi, depth, where)
    quantities = [*numbers, *series.quantities, *limits.quantities]
    voltage = not any(b.sweep.integrated for s in sets for b in s.branches)
    return Result(
        "critical_current",
        _title(place),
        quantities=with_preferred(quantities, ""),
        checks=(*critical_current_checks(sets), *series.checks, *limits.checks),
        curves=tuple(critical_current_curves(sets, numbers, series, fine=fine)),
        x_axis=Axis("current", "A"),
        y_axis=Axis("voltage", "V") if voltage else Axis("differential_resistance", "ohm"),
        text=tuple(_text(sets, voltage)),
    )


def _title(place: dict[str, str]) -> str:
    names = ", ".join(name for name in place.values() if name)
    return "Critical current" + (f" ({names})" if names else "")


def _text(sets: Sequence[CriticalSet], voltage: bool) -> list[str]:
    threshold = next((s.threshold for s in sets if s.threshold is not None), None)
    told = [
        "Critical currents are those of rising |I|, mean of both polarities where both were "
        "measured; falling currents give the retrapping current. A critical current is the "
        "middle of the step in which the voltage jumps, or the top of dV/dI of a rounded "
        "transition, averaged over windows."
    ]
    if threshold is not None and voltage:
        told.append(
            f"Beside it stands the current at {threshold.text}; its systematic part is the "
            "central 68 % of what thresholds over a decade span."
        )
    return told


def _nothing(logs: Sequence[xr.Dataset]) -> list[Result]:
    """Where currents ran nowhere: silent, unless nothing else can have been meant."""
    found = [log[name] for log in logs for name in signals(log, _SIGNALS)]
    moving = any(float(log[c].max() - log[c].min()) > 0.5 * float(abs(log[c]).max())
                 for log in logs for c in signals(log, ("current",)))  # fmt: skip
    if not moving:
        return []
    rows = sum(int(values.notnull().sum()) for values in found)
    row = refused(
        "Ic",
        "A",
        f"{rows} readings of a voltage but no sweep of the current through 8 or more values "
        "between zero and its largest one. Step the current up from zero at fixed temperature.",
        source="; ".join(dict.fromkeys(str(log.attrs["source"]) for log in logs)),
    )
    return [Result("critical_current", "Critical current", quantities=with_preferred([row], ""))]
