"""``advise``: which measurement would separate the mechanisms that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import InputError, Result, Sample
from ..fit import best_sequence
from ..models import model
from ..report import Report, check_output
from ._advise_forecast import SURVIVES, expected
from ._advise_inputs import given
from ._advise_measurements import (
    COLDEST,
    LARGEST,
    Measurement,
    Reach,
    checked_angles,
    checked_limit,
    usual_angles,
)
from ._advise_result import LEAST, Advice, advice_result, settled_result
from ._bind import bind
from ._comparison import Compared, compared, comparison_result
from ._options import Options
from ._verdict import verdict_of

_ENOUGH = 0.9  # of the largest gain: what a smaller magnet may give


def advise(
    table: Path | str,
    out: Path | str | None = None,
    *,
    field_max: float | None = None,
    t_min: float | None = None,
    angles: Sequence[str | float] = (),
    count: int = 3,
    models: Iterable[str] | str = (),
    force: bool = False,
    options: Options | None = None,
) -> Report:
    """Say which critical fields to measure next so that the mechanism is decided.

    Parameters
    ----------
    table
        A table of critical fields as for `compare`, or a folder that `compare` or `report` wrote.
    out, force, options
        As for `report`.
    field_max
        Largest field of the magnet, T; None for the highest of the table.
    t_min
        Lowest temperature of the fridge, K; None for the lowest of the table.
    angles
        ``parallel``, ``perpendicular`` or degrees from the film normal; empty for both of these
        and, where the tilt is not known, a degree to either side of the plane.
    count
        How many measurements to name at most.
    models
        Names of laws; without it every law whose inputs the table and the sample hold.

    Returns
    -------
    Report
        Its last Result holds the advice.

    Raises
    ------
    InputError
        When no field in the plane is there, no law describes the points, or the limits leave
        nothing to measure.
    """
    options = options or Options()
    checked_limit(field_max, "--field-max", "T")
    checked_limit(t_min, "--t-min", "K")
    if not 1 <= count <= 20:
        raise InputError(f"--count {count}", "1 to 20 measurements", "take 3")
    directions = checked_angles(angles)
    asked = [models] if isinstance(models, str) else list(models)
    for name in asked:
        model(name)
    path = Path(table)
    found = given(path, options)
    if out is not None:
        check_output(Path(out), force=force, inputs=[s.path for s in found.inputs.sources])
    judged = compared(found.tables, found.inputs.sample, options, asked=asked, tilt=found.tilt)
    _require_rivals(judged, path.name)
    reach = Reach(
        field_max or float(np.nanmax(found.tables["parallel"]["field"].values)),
        t_min or judged.facts.coldest,
        directions or usual_angles(tilted=judged.instrument.tilt > 0.0),
    )
    advice = advice_of(judged, reach, count)
    results = [_comparison(judged, found.tables, found.inputs.sample, options), advice]
    title = found.inputs.sample.name or path.name
    return bind(title, found.inputs, results, options, out, force=force)


def advice_of(found: Compared, reach: Reach, count: int = 3, least: float = LEAST) -> Result:
    """The advice that follows from compared laws.

    Parameters
    ----------
    found
        From `compared`, two mechanisms or more.
    reach
        Magnet, fridge, angles.
    count, least
        How many measurements at most; gain in bits below which none is named.
    """
    verdict = verdict_of(found)
    living = [m for m, p in found.probabilities.items() if p > SURVIVES]
    if verdict.decisive or len(living) == 1:
        return settled_result(found, verdict)
    offered = reach.measurements(found.evidences[found.best].values["Tc0"])
    outlook = expected(found, offered, reach.field_max)
    choices = tuple(best_sequence(outlook.forecast, count, least=least))
    beyond = None if choices else _beyond(found, reach)
    return advice_result(Advice(found, verdict, reach, outlook, choices, beyond))


def _beyond(found: Compared, reach: Reach) -> tuple[Measurement, float, float]:
    """The least demanding of the best measurements that the largest magnets allow."""
    far = replace(reach, field_max=max(LARGEST, reach.field_max), t_min=min(COLDEST, reach.t_min))
    offered = far.measurements(found.evidences[found.best].values["Tc0"])
    outlook = expected(found, offered, far.field_max)
    gains = outlook.forecast.gains()
    mechanisms = range(len(outlook.mechanisms))
    needed = [
        max(outlook.band(group, i)[2] for group in mechanisms) if m.angle is not None else 0.0
        for i, m in enumerate(offered)
    ]
    good = np.flatnonzero(gains >= _ENOUGH * gains.max())
    best = min(good, key=lambda i: (needed[i], -offered[i].temperature))
    return offered[best], float(gains[best]), min(needed[best], far.field_max)


def _require_rivals(found: Compared, name: str) -> None:
    """Raise InputError where there is nothing to choose between."""
    if not found.laws:
        why = "; ".join(f"{law}: {text}" for law, text in found.skipped.items())
        raise InputError(
            f"{name}: no law can be compared ({why})",
            "more points than a law has parameters",
            "measure more fields first",
        )
    if verdict_of(found).none_adequate:
        raise InputError(
            f"{name}: no law describes these points",
            "at least one law that survives",
            "look at the points and their errors with 'supra2d compare' first",
        )
    if len(found.probabilities) < 2:
        raise InputError(
            f"{name}: laws of one mechanism alone were compared",
            "two mechanisms or more",
            "name laws of others, or leave out --models",
        )


def _comparison(
    found: Compared, tables: Mapping[str, xr.Dataset], sample: Sample, options: Options
) -> Result:
    return comparison_result(tables, sample, options, found=found)
