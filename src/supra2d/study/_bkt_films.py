"""What was measured of one film near its transition, analysed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core import Sample
from ..measure import (
    Branch,
    Exponential,
    ExponentStudy,
    IVSweep,
    Joined,
    ResistiveTail,
    Unbinding,
    measure_exponential,
    measure_exponents,
    measure_interpolation,
    measure_paraconductivity,
    resistive_tail,
)
from ..models import model
from ..models.fluctuation import dirty_limit

_ROUNDED = 5.0  # times the width that unbinding gives a dirty film


@dataclass(frozen=True)
class Film:
    """One film: I-V curves and R(T) in zero field, analysed.

    Attributes
    ----------
    study
        Exponents of I-V; None without curves.
    sweeps, passes
        What was measured.
    tail
        R(T) of the pass with most points in the foot of the transition; None where the sheet
        resistance is not known and no exponent says that the film is two-dimensional.
    sheet
        Normal sheet resistance in ohm; None where it is not known.
    exponential, joined, mean_field
        What R(T) says.
    sample
        Geometry.
    """

    study: ExponentStudy | None
    sweeps: tuple[IVSweep, ...]
    passes: tuple[Branch, ...]
    tail: ResistiveTail | None
    sheet: float | None
    exponential: Exponential | None
    joined: Mapping[str, Joined]
    mean_field: Unbinding | None
    sample: Sample

    @property
    def best(self) -> Joined | None:
        """The more probable way to describe the whole transition."""
        return max(self.joined.values(), key=lambda j: j.probability, default=None)

    def origin(self, *, iv: bool, resistance: bool) -> tuple[list[str], list[str]]:
        """Files and lines of the I-V curves, of R(T), or of both."""
        found = [(s.source, s.rows) for s in self.sweeps if iv]
        if resistance and self.tail is not None:
            attrs = self.tail.branch.sweep.attrs
            found.append((str(attrs["source"]), str(attrs["rows"])))
        return list(dict.fromkeys(s for s, _ in found)), [r for _, r in found]


def film_of(sweeps: Sequence[IVSweep], passes: Sequence[Branch], sample: Sample) -> Film | None:
    """Analyse what was measured of one film; None where nothing speaks of vortices."""
    study = measure_exponents(sweeps) if sweeps else None
    if study is not None and np.nanmax(_exponents(study), initial=0.0) < 1.5:
        study = None  # ohmic at all temperatures
    tails = [t for t in map(resistive_tail, passes) if t is not None]
    tail = max(tails, key=lambda t: int(t.inside(3.0, 0.1).sum()), default=None)
    sheet = _sheet(tail, sample) if tail is not None else None
    planar = study is not None and not study.unbinding.refused
    if tail is not None and sheet is None and not planar:
        tail = None
    if tail is not None and sheet is not None and study is None and _rounded(tail, sheet):
        tail = None
    if study is None and tail is None:
        return None
    exponential, joined, mean_field = None, {}, None
    if tail is not None:
        exponential = measure_exponential(tail)
        law = model("halperin_nelson_interpolation")
        joined = measure_interpolation(tail, law, _start(tail, exponential))
        if sheet is not None:
            mean_field = measure_paraconductivity(tail, model("aslamazov_larkin"), sheet)
    return Film(
        study,
        tuple(sweeps) if study is not None else (),
        tuple(passes),
        tail,
        sheet,
        exponential,
        joined,
        mean_field,
        sample,
    )


def _rounded(tail: ResistiveTail, sheet: float) -> bool:
    """Whether the transition is far wider than unbinding makes it: another thing rounds it.

    A dirty film of this resistance unbinds its vortices within 1 - T_BKT/Tc0 of the transition,
    and R rises over a few times that.
    """
    low, high = np.interp([0.1, 0.9], tail.smooth, tail.T)
    return bool(high - low > _ROUNDED * (1.0 - dirty_limit(sheet)) * high)


def _exponents(study: ExponentStudy) -> np.ndarray:
    a = study.exponents.average()[0]
    return a[np.isfinite(a)]


def _start(tail: ResistiveTail, found: Exponential) -> float:
    """First guess of T_BKT: the exponential law's, else where R leaves its noise."""
    foot = float(tail.T[int(np.argmax(tail.smooth > max(5.0 * tail.floor, 1e-3)))])
    return foot if found.unbinding.refused else min(found.unbinding.T, foot)


def _sheet(tail: ResistiveTail, sample: Sample) -> float | None:
    """Normal sheet resistance where the rounding of the transition is over, ohm."""
    sweep = tail.branch.sweep
    quantity, normal = str(sweep[sweep.attrs["signal"]].attrs["quantity"]), tail.normal * tail.top
    if quantity == "sheet_resistance":
        return normal
    if quantity == "resistivity":
        return normal / sample.thickness if sample.thickness else None
    if sample.width and sample.length:
        return normal * sample.width / sample.length
    return None
