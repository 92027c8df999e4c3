"""Current-voltage loops -> one Result per channel: hysteresis, damping, pattern of the field."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from ..core import Axis, Result, Sample, with_preferred
from ..measure import CriticalSet
from ._critical_current import current_sets
from ._josephson_families import Study, studies_of
from ._josephson_junction import junction_rows, loop_curves
from ._josephson_pattern import (
    pattern_checks,
    pattern_comparison,
    pattern_curves,
    pattern_fits,
    pattern_rows,
)

_DAMPED = (
    "The Stewart-McCumber parameter is that of a resistively and capacitively shunted junction "
    "with this ratio of retrapping to switching current, all of it put down to capacitance."
)


def josephson_results(
    logs: Sequence[xr.Dataset],
    sample: Sample | None = None,
    *,
    sets: Sequence[CriticalSet] | None = None,
) -> list[Result]:
    """Hysteresis of switching samples, and interference of critical currents against field.

    Parameters
    ----------
    logs
        From ``supra2d.read``: a current that runs up and down, and a voltage.
    sample
        Length for a field criterion of the critical current.
    sets
        Critical currents of the same logs, where they are at hand.

    Returns
    -------
    list of Result
        Of kind ``josephson``, one per channel and direction that switches with hysteresis or
        whose critical current oscillates with the field; empty where none does.
    """
    sets = current_sets(logs, sample) if sets is None else sets
    results = []
    for place in dict.fromkeys((s.channel, s.direction) for s in sets):
        studies = studies_of([s for s in sets if (s.channel, s.direction) == place])
        if any(study.told for study in studies):
            results.append(_result(studies, place))
    return results


def _result(studies: Sequence[Study], place: tuple[str, str]) -> Result:
    patterns = [s for s in studies if s.seen is not None]
    names = ", ".join(name for name in place if name)
    title = "Josephson junction" if patterns else "Switching and retrapping"
    quantities = [q for s in studies for q in (*junction_rows(s), *pattern_rows(s))]
    first = (patterns or [s for s in studies if s.told])[0]
    return Result(
        "josephson",
        f"{title} ({names})" if names else title,
        quantities=with_preferred(quantities, ""),
        fits=tuple(f for s in studies for f in pattern_fits(s)),
        comparisons=tuple(c for s in studies for c in pattern_comparison(s)),
        checks=tuple(c for s in studies for c in pattern_checks(s)),
        curves=(*loop_curves(first), *pattern_curves(first)),
        x_axis=Axis("current", "A"),
        y_axis=Axis("voltage", "V"),
        text=(_DAMPED,) if any(s.junction.damping for s in studies) else (),
    )
