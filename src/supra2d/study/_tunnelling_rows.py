"""Which spectra belong together: single ones, and maps along the quantity that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import InputError, header_of, signals
from ..measure import Spectrum, spectra, without_series
from ._groups import set_point

#: Fewest spectra that make a map.
MAP = 5

_OUTER = 0.8  # of the range of bias, beyond which a junction is normal
_SWEPT = 8  # different biases, below which the bias was held
_MOST = 600  # rows of a map that are fitted
_KEYS = ("temperature", "field", "gate_voltage", "angle", "azimuth", "position")
_NAMED = ("temperature", "field", "angle", "azimuth")
_CHANGES = 0.05  # of the largest value: a smaller range is drift
_LINE = 1e-3  # of its length, within which places lie on a line


@dataclass(frozen=True)
class Junction:
    """Spectra that are analysed together.

    Attributes
    ----------
    channel
        Name of the conductance, unique among all junctions of a report.
    spectra
        One, or the rows of a map.
    along
        What changes from row to row; empty for a single spectrum.
    modulation, modulation_error
        Lock-in amplitude, V rms.
    left_out
        Number of spectra that were not taken, and why; empty.
    series
        Resistance of the leads, ohm: in the spectra still, until `freed` takes it out.
    share
        Of the bias beyond the gap, what drops over the junction and not over the leads.
    transparent
        Whether the contact may have a low barrier, which pairs pass.
    """

    channel: str
    spectra: tuple[Spectrum, ...]
    along: str = ""
    modulation: float = 0.0
    modulation_error: float = 0.0
    left_out: str = ""
    series: float = 0.0
    share: float = 1.0
    transparent: bool = False

    @property
    def data(self) -> str:
        """What laws are fitted to."""
        return "conductance against bias" + ("" if self._plain else f" {self.channel}")

    @property
    def told(self) -> str:
        """Beginning of a sentence on these spectra: their channel, where there are several."""
        return "" if self._plain else f"{self.channel}: "

    @property
    def _plain(self) -> bool:
        return self.channel == "conductance"


def swept(log: xr.Dataset, channel: str) -> list[Spectrum]:
    """Spectra of one conductance, without stretches in which the bias was held."""
    return [s for s in spectra(log, channel=channel) if np.unique(s.bias).size >= _SWEPT]


def junctions(logs: Sequence[xr.Dataset]) -> list[Junction]:
    """All spectra of some logs, sorted into maps and single ones."""
    found: list[Junction] = []
    few: dict[str, list[Junction]] = {}
    for log in logs:
        for name in signals(log, ("conductance",)):
            rows = [_with_header(s, log) for s in swept(log, name)]
            if not rows:
                continue
            one = replace(
                Junction(name, tuple(rows), "", *_modulation(log)),
                series=float(log.attrs.get("series_resistance", 0.0)),
                transparent=bool(log.attrs.get("transparent", False)),
            )
            if len(rows) >= MAP:
                found.append(_map(one))
            else:
                few.setdefault(name, []).append(one)
    for name, members in few.items():
        rows = [s for one in members for s in one.spectra]
        pooled = replace(members[0], channel=name, spectra=tuple(rows))
        whole = _map(pooled) if len(rows) >= MAP else pooled
        if whole.along:
            found.append(whole)
        else:
            found += [replace(one, spectra=(s,)) for one in members for s in one.spectra]
    return _named(found)


def freed(one: Junction) -> Junction:
    """The junction without the resistance of its leads.

    Spectra with readings below that resistance are left out. Of the modulation, the junction gets
    all inside the gap and its share beyond: the middle is taken, and either end is one standard
    deviation away.

    Raises
    ------
    InputError
        When no spectrum is left.
    """
    if not one.series:
        return one
    kept: list[Spectrum] = []
    errors: list[InputError] = []
    for spectrum in one.spectra:
        try:
            dead = bool(spectrum.dead)
            kept.append(spectrum if dead else without_series(spectrum, one.series))
        except InputError as error:
            errors.append(error)
    if errors and all(s.dead for s in kept):
        raise errors[0]
    levels = [_level(s) for s in one.spectra if not s.dead]
    share = 1.0 - one.series * float(np.median(levels)) if levels else 1.0
    told = f"{len(errors)} spectra with a resistance below that in series" if errors else ""
    middle, half = 0.5 * (1.0 + share), 0.5 * (1.0 - share)
    return replace(
        one,
        spectra=tuple(kept),
        modulation=middle * one.modulation,
        modulation_error=hypot(middle * one.modulation_error, half * one.modulation),
        left_out=" and ".join(filter(None, [one.left_out, told])),
        share=share,
    )


def _level(spectrum: Spectrum) -> float:
    """Conductance at the ends of the bias, where a junction is normal."""
    ends = np.abs(spectrum.bias) > _OUTER * np.max(np.abs(spectrum.bias))
    known = spectrum.conductance[ends]
    known = known[np.isfinite(known)]
    return float(np.median(known if known.size else spectrum.conductance[[0, -1]]))


def where_of(channel: str, spectrum: Spectrum, *, without: str = "") -> dict[str, object]:
    """What was held, as a person would name it, and the channel."""
    held = {key: value for key, value in spectrum.where.items() if key != without}
    where: dict[str, object] = {"channel": channel}
    where |= {key: set_point(key, held[key]) for key in _NAMED if key in held}
    if "gate_voltage" in held:
        where["gate"] = set_point("gate_voltage", held["gate_voltage"])
    return where


def _with_header(spectrum: Spectrum, log: xr.Dataset) -> Spectrum:
    """Temperature and field of the header, where no column has them."""
    header = header_of(log)
    stated = {k: float(header[k]) for k in ("temperature", "field") if header.get(k) is not None}
    return replace(spectrum, where={**stated, **spectrum.where})


def _modulation(log: xr.Dataset) -> tuple[float, float]:
    """Amplitude in V rms, and its error: headers do not say whether theirs is that of the peak."""
    stated = float(header_of(log).get("modulation", 0.0) or 0.0)
    return stated / sqrt(2.0), stated * (1.0 - 1.0 / sqrt(2.0))


def _map(one: Junction) -> Junction:
    """Rows along what changes; repetitions of one spectrum are averaged."""
    rows = list(one.spectra)
    changing = {key: values for key in _KEYS if (values := _changing(rows, key)) is not None}
    if not changing:
        placed = _placed(rows)
        if placed is None:
            return replace(one, spectra=(_mean(rows),))
        return _thinned(replace(one, spectra=tuple(placed[0]), along=placed[1]))
    along = max(changing, key=lambda key: len(np.unique(_rounded(changing[key]))))
    told = []
    for key, values in changing.items():
        if key != along and len(rows) == values.size:
            least = values[np.argmin(np.abs(values))]
            keep = np.abs(values - least) < 0.5 * _CHANGES * np.abs(values).max()
            told.append(f"{np.count_nonzero(~keep)} spectra at another {key.replace('_', ' ')}")
            rows = [s for s, kept in zip(rows, keep, strict=True) if kept]
    found = replace(one, spectra=tuple(rows), along=along, left_out=" and ".join(told))
    return _thinned(found) if len(rows) >= MAP else replace(found, spectra=(rows[0],), along="")


def _changing(rows: Sequence[Spectrum], key: str) -> np.ndarray | None:
    if any(key not in s.where for s in rows):
        return None
    values = np.array([s.where[key] for s in rows])
    return values if np.ptp(values) > _CHANGES * np.abs(values).max() else None


def _rounded(values: np.ndarray) -> np.ndarray:
    step = 3e-3 * float(np.abs(values).max())
    return np.round(values / step)


def _placed(rows: Sequence[Spectrum]) -> tuple[list[Spectrum], str] | None:
    """Distances along a line of places, else their numbers; None for one place."""
    if any("tip_x" not in s.where or "tip_y" not in s.where for s in rows):
        return None
    z = np.array([complex(s.where["tip_x"], s.where["tip_y"]) for s in rows]) - complex(
        rows[0].where["tip_x"], rows[0].where["tip_y"]
    )
    far = z[int(np.argmax(np.abs(z)))]
    if far == 0.0:
        return None
    turned = z * np.conj(far) / abs(far)
    straight = float(np.abs(turned.imag).max()) < _LINE * abs(far)
    at = turned.real if straight else np.arange(1.0, len(rows) + 1.0)
    name = "distance" if straight else "number"
    return [replace(s, where={**s.where, name: float(x)}) for s, x in zip(rows, at, strict=True)], (
        name
    )


def _mean(rows: Sequence[Spectrum]) -> Spectrum:
    """Repetitions averaged on the bias of the first live one."""
    live = [s for s in rows if not s.dead] or list(rows[:1])
    first = live[0]
    curves = []
    for s in live:
        known = np.isfinite(s.conductance)
        if known.any():
            curves.append(np.interp(first.bias, s.bias[known], s.conductance[known]))
    mean = np.mean(curves, axis=0) if curves else first.conductance
    return replace(first, conductance=mean, rows="; ".join(s.rows for s in live))


def _thinned(one: Junction) -> Junction:
    if len(one.spectra) <= _MOST:
        return one
    keep = np.unique(np.linspace(0, len(one.spectra) - 1, _MOST).round().astype(int))
    told = f"{len(one.spectra) - keep.size} of {len(one.spectra)} spectra, evenly, to save time"
    told = " and ".join(filter(None, [one.left_out, told]))
    return replace(one, spectra=tuple(one.spectra[i] for i in keep), left_out=told)


def _named(found: Sequence[Junction]) -> list[Junction]:
    """Channels that no two junctions share: with their file, then with a number."""
    named = list(found)
    for label in (_with_file, _with_number):
        names = [one.channel for one in named]
        counts = {name: names.count(name) for name in names}
        number = dict.fromkeys(names, 0)
        for i, one in enumerate(named):
            number[one.channel] += 1
            if counts[one.channel] > 1:
                named[i] = replace(one, channel=label(one, number[one.channel]))
    return named


def _with_file(one: Junction, _: int) -> str:
    return f"{one.channel} {Path(one.spectra[0].source).stem}"


def _with_number(one: Junction, number: int) -> str:
    return f"{one.channel} {number}"
