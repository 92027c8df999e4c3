"""Curves of spectra and maps for the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..core import Array, Axis, Curve
from ..measure import GapFit, GapMap, Spectrum
from ._tunnelling_fits import Study, normalised

_PIXELS = 256  # along a side of an image
_ALIVE = "no gap"  # how refusals of rows with good readings begin
_OUTER = 0.8  # of the range of bias: what a row without a fit is divided by
_UNITS = {"temperature": "K", "field": "T", "gate_voltage": "V", "distance": "m", "number": "1"}

_BIAS = Axis("bias", "V")
_RELATIVE = Axis("relative_conductance", "1")


def axis_along(name: str) -> Axis:
    """The axis along which the rows of a map run."""
    return Axis(name, _UNITS.get(name, "deg"))


def spectrum_curves(found: Study, where: Mapping[str, object]) -> Iterator[Curve]:
    """Data, fit of the best law and of that with one gap, residuals, and the background."""
    best = found.best
    data, _ = normalised(best)
    yield Curve("data", best.bias, data, where=where)
    for fit in dict.fromkeys((best.law, found.single.law)):
        yield from _law(found.fits[fit], where)
    axes = (_BIAS, Axis("conductance", "S"))
    raw = best.fit + best.residuals
    yield Curve("measured", best.bias, raw, where=where, axes=axes)
    yield Curve("background", best.bias, best.background, where=where, axes=axes)


def _law(fit: GapFit, where: Mapping[str, object]) -> Iterator[Curve]:
    data, line = normalised(fit)
    place = {**where, "model": fit.law}
    yield Curve("fit", fit.bias, line, where=place)
    yield Curve("residual", fit.bias, data - line, where=place)


def raw_curve(spectrum: Spectrum, where: Mapping[str, object]) -> Iterator[Curve]:
    """A spectrum that was refused, over its outer level."""
    level = _level(spectrum.bias, spectrum.conductance)
    if level:
        yield Curve("data", spectrum.bias, spectrum.conductance / level, where=where)


def map_curves(
    found: GapMap, spectra: Sequence[Spectrum], where: Mapping[str, object]
) -> Iterator[Curve]:
    """The image, and gap, splitting and broadening of its rows."""
    along = axis_along(found.along)
    at, rows = _rows(found, sorted(spectra, key=lambda s: s.where[found.along]))
    bias, z = _narrowed(found.bias, rows)
    px, py = np.meshgrid(bias, at)
    yield Curve("image", px.ravel(), py.ravel(), where=where, axes=(_BIAS, along))
    yield Curve("image_value", np.arange(float(z.size)), z.ravel(), where=where,
                axes=(Axis("pixel", "1"), _RELATIVE))  # fmt: skip
    for role, name in (("gap", "Delta"), ("exchange", "h"), ("broadening", "Gamma")):
        if name in found.values:
            good = np.isfinite(found.values[name])
            yield Curve(role, found.at[good], found.values[name][good],
                        y_error=found.errors[name][good], where=where,
                        axes=(along, Axis(name, "meV")))  # fmt: skip


def is_dead(refusal: str) -> bool:
    """Whether a row was refused for its readings, not for showing no gap."""
    return not refusal.startswith(_ALIVE)


def _rows(found: GapMap, spectra: Sequence[Spectrum]) -> tuple[Array, Array]:
    """Rows over their normal conductance; those at one place averaged, many thinned."""
    rows = []
    for i, s in enumerate(spectra):
        row = np.interp(found.bias, s.bias, s.conductance, left=np.nan, right=np.nan)
        level = float(found.values["G_N"][i])
        if is_dead(found.refusals.get(i, _ALIVE)):
            level = np.nan
        elif not level > 0.0:
            level = _level(found.bias, row) or np.nan
        rows.append(row / level)
    at, index = np.unique(found.at, return_inverse=True)
    merged = np.array([_mean(np.array(rows)[index == i]) for i in range(at.size)])
    by = max(1, -(-at.size // _PIXELS))
    return at[::by], merged[::by]


def _narrowed(bias: Array, rows: Array) -> tuple[Array, Array]:
    by = max(1, -(-bias.size // _PIXELS))
    return bias[::by], rows[:, ::by]


def _mean(rows: Array) -> Array:
    """Mean of what is known in each column, NaN where nothing is."""
    known = np.isfinite(rows)
    total = np.where(known, rows, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def _level(bias: Array, conductance: Array) -> float:
    """Median at large bias, zero where nothing is known."""
    outer = np.isfinite(conductance) & (np.abs(bias) > _OUTER * np.nanmax(np.abs(bias)))
    return float(np.median(conductance[outer])) if outer.any() else 0.0
