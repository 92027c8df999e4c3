"""A map of spectra -> a Result: its rows, the coldest one in full, and how the gap closes."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from ..core import (
    Axis,
    InputError,
    Quantity,
    Result,
    SupraError,
    merge_rows,
    refused,
    with_preferred,
)
from ..measure import GapMap, Spectrum, compare_gaps, measure_gap, measure_gap_map
from ..models import model
from ._tunnelling_checks import map_checks, spectrum_checks
from ._tunnelling_closing import Closing, closing
from ._tunnelling_curves import map_curves, spectrum_curves
from ._tunnelling_fits import Study, comparison, fit_rows_of, numbers, study
from ._tunnelling_rows import Junction, freed, where_of

_TRIED = 4  # rows that may be too poor to be fitted in full
_SURE = log(20.0)  # odds in favour of a splitting, as a logarithm
_ALIKE = (
    "In one spectrum two gaps and a splitting of the spins look alike. The map tells them apart: "
    "peaks that move apart with the field are split, those of two gaps move together."
)
_PLACES = ("distance", "number")


def map_result(one: Junction) -> Result:
    """Everything that a map allows."""
    title = f"Map of tunnelling spectra of {Path(one.spectra[0].source).name}"
    held = where_of(one.channel, one.spectra[0], without=one.along)
    try:
        one = freed(one)
    except InputError as error:
        return Result("tunnelling_map", title, quantities=_nothing(one, str(error), held))
    live = sorted((s for s in one.spectra if not s.dead), key=_coldness)
    found = _first(one, live)
    if isinstance(found, str):
        return Result("tunnelling_map", title, quantities=_nothing(one, found, held))
    law = _law(one, found, live)
    T = found.fits[law].numbers.get("T")
    gaps = measure_gap_map(
        one.spectra,
        model(law),
        along=one.along,
        temperature=None if T is None else T.value,
        modulation=one.modulation,
        leak=found.parallel,
    )
    place = where_of(one.channel, found.spectrum)
    rows = numbers(found, place)
    ended = Closing()
    if not found.refusal:
        source = str(found.spectrum.source)
        ended = closing(gaps, found.fits[law], held, source)
        rows += ended.quantities
        rows += _over_places(gaps, held, one)
    return Result(
        "tunnelling_map",
        title,
        quantities=with_preferred(rows, ""),
        fits=(*fit_rows_of(found, one.data), *ended.fits),
        comparisons=(comparison(found, one.data),),
        checks=(*spectrum_checks(found, one), *map_checks(gaps, one), *ended.checks),
        curves=(
            *map_curves(gaps, one.spectra, held),
            *spectrum_curves(found, place),
            *ended.curves,
        ),
        x_axis=Axis("bias", "V"),
        y_axis=Axis("relative_conductance", "1"),
        text=(_ALIKE,) if law == "dynes_exchange" and not found.refusal else (),
    )


def _coldness(spectrum: Spectrum) -> tuple[float, float]:
    where = spectrum.where
    return where.get("temperature", 0.0), abs(where.get("field", 0.0))


def _first(one: Junction, live: Sequence[Spectrum]) -> Study | str:
    """The coldest row in the smallest field that can be fitted; else why none can."""
    why = f"all {len(one.spectra)} spectra are dead: {one.spectra[0].dead}"
    for i in range(min(_TRIED, len(live))):
        try:
            return study(one, [live[i], *live[i + 1 :]])
        except SupraError as error:
            why = str(error)
    return why


def _nothing(one: Junction, why: str, where: dict[str, object]) -> tuple[Quantity, ...]:
    rows: dict[str, Any] = {
        "where": where,
        "source": one.spectra[0].source,
        "rows": merge_rows([s.rows for s in one.spectra if s.rows]),
    }
    said = f"{why[:1].upper()}{why[1:]}".rstrip(".") + "."
    return with_preferred([refused(n, "meV", said, **rows) for n in ("Delta", "Gamma")], "")


def _law(one: Junction, found: Study, live: Sequence[Spectrum]) -> str:
    """One gap, or one that is split, where the first row and two others speak for it."""
    if found.single.law == "btk" or "dynes_exchange" not in found.fits:
        return "btk" if found.single.law == "btk" else "dynes"
    odds = 0.0
    third = max(1, len(live) // 3)
    for spectrum in (live[third], live[min(2 * third, len(live) - 1)]):
        fits = [
            measure_gap(
                spectrum,
                model(law),
                temperature=spectrum.where.get("temperature"),
                modulation=one.modulation,
                leak=found.parallel,
            )
            for law in ("dynes", "dynes_exchange")
        ]
        odds += _odds(compare_gaps(fits))
    odds += _odds(found.weights)
    return "dynes_exchange" if odds > _SURE else "dynes"


def _odds(weights: Any) -> float:
    split, plain = (max(weights[law], 1e-30) for law in ("dynes_exchange", "dynes"))
    return log(split / plain)


def _over_places(gaps: GapMap, where: dict[str, object], one: Junction) -> list[Quantity]:
    """Median and spread of the gap over places."""
    gap = gaps.values["Delta"]
    gap = gap[np.isfinite(gap)]
    if gaps.along not in _PLACES or gap.size < 3:
        return []
    middle, spread = float(np.median(gap)), float(np.std(gap, ddof=1))
    error, of_spread = 1.2533 * spread / sqrt(gap.size), spread / sqrt(2.0 * (gap.size - 1))
    common: dict[str, Any] = {
        "method": f"over {gap.size} places",
        "where": {**where, "method": "places"},
        "source": one.spectra[0].source,
        "rows": merge_rows([r for r in gaps.rows if r]),
        "cites": model(gaps.law).references,
    }
    return [
        Quantity("Delta_median", "meV", middle, (middle - error, middle + error), **common),
        Quantity("Delta_spread", "meV", spread, (max(spread - of_spread, 0.0), spread + of_spread),
                 **common),
    ]  # fmt: skip
