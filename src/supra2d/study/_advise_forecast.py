"""What each surviving law expects of measurements that could be made next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from scipy.optimize import nnls

from ..core import Array
from ..fit import Forecast, Instrument, Rival, tabulated, with_instrument
from ._advise_measurements import LARGEST, PARALLEL, PERPENDICULAR, Measurement
from ._comparison import Compared

#: Probability from which a mechanism, and a law as a share of it, is asked what it expects.
SURVIVES, _COUNTS = 0.01, 0.01

_FINEST = 1e-4  # relative error of a field, at least
_BEYOND = 1.5  # tops: fields beyond that are all the same to a magnet
_SLOPES = np.linspace(-3.5, 3.5, 281)  # logarithms of slopes in T/K that films may have
_GOLDEN = 0.6180339887498949

Values = Mapping[str, Array]


@dataclass(frozen=True)
class Noise:
    """Errors of a table: ``a + r B`` of a field, ``a + r T`` of a temperature."""

    field: tuple[float, float]
    temperature: tuple[float, float]

    @classmethod
    def of(cls, table: xr.Dataset, stretch: float = 1.0) -> Noise:
        """The line through the errors of the points, independent and shared ones together."""
        return cls(
            _line(table, "field", stretch),
            _line(table, "temperature", stretch),
        )

    def on(self, B: Array, slope: Array, T: Array, shift: float) -> Array:
        """One standard deviation of a field, that of its temperature included."""
        b, t = self.field, self.temperature
        own = np.maximum(b[0] + b[1] * B, _FINEST * B)
        return np.sqrt(own**2 + slope**2 * ((t[0] + t[1] * T) ** 2 + (shift * T) ** 2))


@dataclass(frozen=True)
class Expected:
    """Draws of the surviving laws for each measurement.

    Attributes
    ----------
    measurements
        What could be measured.
    mechanisms, shares
        Surviving ones, likeliest first, and their probabilities among themselves.
    rivals
        Laws by draws; ``group`` is the index of their mechanism.
    top
        Of the magnet, T.
    """

    measurements: tuple[Measurement, ...]
    mechanisms: tuple[str, ...]
    shares: tuple[float, ...]
    rivals: tuple[Rival, ...]
    top: float

    @cached_property
    def forecast(self) -> Forecast:
        """The same as a mixture of normals."""
        return self._forecast(slice(None))

    def scatter(self, index: int) -> float:
        """How far the gain of a measurement is known by this number of draws, bits."""
        one, other = (self._forecast(slice(i, None, 2)).gains()[index] for i in (0, 1))
        return 0.5 * abs(float(one - other))

    def band(self, mechanism: int, index: int) -> tuple[float, float, float]:
        """Median and ends of the central 68 % of a true value."""
        own = [r for r in self.rivals if r.group == mechanism]
        values = np.concatenate([r.values[:, index] for r in own])
        weights = np.concatenate([np.full(len(r.values), r.weight / len(r.values)) for r in own])
        order = np.argsort(values)
        reached = np.cumsum(weights[order]) / weights.sum()
        low, middle, high = values[order][np.searchsorted(reached, (0.16, 0.5, 0.84))]
        return float(middle), float(low), float(high)

    def _forecast(self, rows: slice) -> Forecast:
        tops = np.array([np.inf if m.angle is None else self.top for m in self.measurements])
        most = _BEYOND * tops
        cut = [
            replace(r, values=np.minimum(r.values[rows], most), errors=r.errors[rows])
            for r in self.rivals
        ]
        return Forecast.of(cut, tops)


def expected(found: Compared, measurements: Sequence[Measurement], top: float) -> Expected:
    """Ask every surviving law what it expects.

    Parameters
    ----------
    found
        Laws compared.
    measurements
        What could be measured.
    top
        Largest field of the magnet, T.
    """
    ranked = sorted(found.probabilities, key=lambda m: -found.probabilities[m])
    alive = [m for m in ranked if found.probabilities[m] > SURVIVES]
    total = sum(found.probabilities[m] for m in alive)
    laws = [
        name
        for name, weight in found.weights.items()
        if (m := found.laws[name].law.mechanism) in alive
        and weight > _COUNTS * found.probabilities[m]
        and found.evidences[name].draws is not None
    ]
    coldest = min(m.temperature for m in measurements)
    oblique = any(m.angle not in (None, PARALLEL, PERPENDICULAR) for m in measurements)
    rivals = []
    for name in laws:
        group = alive.index(found.laws[name].law.mechanism)
        for sign, draws in _signed(found, name, both=oblique):
            values, errors = _of_law(found, name, draws, sign, measurements, coldest)
            weight = found.weights[name] * len(draws) / len(found.evidences[name].draws)
            rivals.append(Rival(group, weight, values, errors))
    shares = tuple(found.probabilities[m] / total for m in alive)
    return Expected(tuple(measurements), tuple(alive), shares, tuple(rivals), top)


def _signed(found: Compared, name: str, *, both: bool) -> list[tuple[float, Array]]:
    """Draws of a law with the side to which the film is tilted, which nothing tells."""
    draws = found.evidences[name].draws
    return [(1.0, draws[::2]), (-1.0, draws[1::2])] if both else [(1.0, draws)]


def _of_law(
    found: Compared,
    name: str,
    draws: Array,
    sign: float,
    measurements: Sequence[Measurement],
    coldest: float,
) -> tuple[Array, Array]:
    """True values and errors of all measurements, shape (draws, measurements) each."""
    space = found.evidences[name].likelihood.space
    values = dict(space.columns(draws))
    tilt, slope = _tilt_and_slope(found, name, values, free="Dd2" in space.names)
    values["slope"] = slope
    shape = (len(draws), len(measurements))
    true, errors = np.empty(shape), np.empty(shape)
    for angle in dict.fromkeys(m.angle for m in measurements):
        at = [i for i, m in enumerate(measurements) if m.angle == angle]
        if angle is None:
            true[:, at] = values["Tc0"]
            errors[:, at] = _error_of_tc(found)
            continue
        T = np.array([measurements[i].temperature for i in at])
        turned = np.abs(angle - PARALLEL + sign * tilt)
        B = _field(found, name, values | {"tilt": turned}, T, angle, 0.9 * coldest)
        slopes = np.gradient(B, T, axis=1) if T.size > 1 else np.zeros_like(B)
        noise = _noise(found, "perpendicular" if angle == PERPENDICULAR else "parallel")
        shift = (found.shift or 0.0) / found.facts.top
        true[:, at], errors[:, at] = B, noise.on(B, slopes, T, shift)
    return true, errors


def _field(
    found: Compared, name: str, values: Values, T: Array, angle: float, coldest: float
) -> Array:
    """Critical field as the instrument sees it, one row for each draw.

    The laws of the comparison end at the coldest point of the table, these go on.
    """
    instrument = replace(found.instrument, tilt=0.0, tilted=0.0)
    across = tabulated(found.facts.informed(found.facts.across), coldest)
    if angle == PERPENDICULAR:
        seen = with_instrument(across, instrument)
    else:
        highest = max(found.facts.highest, LARGEST)
        law = tabulated(found.facts.informed(found.laws[name].law), coldest, highest)
        seen = with_instrument(law, Instrument(**_errors(instrument) | {"tilt": 1.0}), across)
    own = {p.name: values.get(p.name, p.default) for p in seen.parameters}
    rows = len(values["Tc0"])
    columns = {key: np.broadcast_to(value, (rows, 1)) for key, value in own.items()}
    return np.asarray(seen.function(T, **columns))


def _errors(instrument: Instrument) -> dict[str, float]:
    return {"remanent": instrument.remanent, "thermometer": instrument.thermometer}


def _tilt_and_slope(
    found: Compared, name: str, values: Values, *, free: bool
) -> tuple[Array, Array]:
    """Misalignment in deg and slope of the perpendicular field in T/K of each draw.

    Without perpendicular points the comparison knows the ratio of the two alone. The slope is then
    drawn from what films have, times the prior of the tilt, and times what a stated thickness
    makes of the strength of orbital pair breaking.
    """
    ratio = values.get("tilt", np.zeros_like(values["Tc0"]))
    if "perpendicular" in found.tables:
        return ratio, values.get("slope", np.ones_like(ratio))
    slopes = np.exp(_SLOPES)
    logs = np.broadcast_to(-0.5 * _SLOPES**2, (len(ratio), slopes.size))
    lumped = found.instrument.tilt > 0.0 and not found.instrument.tilted
    if lumped:
        logs = logs - 0.5 * (ratio * slopes / found.instrument.tilt) ** 2 + _SLOPES
    if free and found.facts.thickness:
        _, at_one, spread = replace(found.facts, slope=1.0).film()
        logs = logs - 0.5 * (np.log(values["Dd2"] * slopes / at_one) / spread) ** 2
    reached = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
    level = np.mod(_GOLDEN * np.arange(1, len(ratio) + 1), 1.0)[:, None] * reached[:, -1:]
    slope: Array = slopes[np.argmax(reached >= level, axis=1)][:, None]
    return (ratio * slope if lumped else ratio), slope


def _noise(found: Compared, direction: str) -> Noise:
    """Errors of the points in this direction; of all others where there are none."""
    table = found.tables.get(direction, found.tables["parallel"])
    return Noise.of(table, found.facts.stretch if direction == "perpendicular" else 1.0)


def _error_of_tc(found: Compared) -> float:
    """Half of the table's error of a temperature at Tc, or half of what is known of Tc."""
    best = found.evidences[found.best]
    a, r = _noise(found, "parallel").temperature
    if stated := a + r * best.values["Tc0"]:
        return 0.5 * stated
    return 0.5 * float(np.std(best.likelihood.space.columns(best.draws)["Tc0"]))


def _line(table: xr.Dataset, axis: str, stretch: float) -> tuple[float, float]:
    """Errors against values as a straight line without negative coefficients."""
    x = np.abs(table[axis].values)
    own, shared = table[f"{axis}_error"].values, table[f"{axis}_shared"].values
    errors = stretch * np.sqrt(own**2 + (shared**2).sum(axis=1))
    good = np.isfinite(x) & np.isfinite(errors)
    if axis == "field":
        good &= x > 0.0  # a row without field marks Tc
    if not good.any():
        return 0.0, 0.0
    a, r = nnls(np.column_stack([np.ones(good.sum()), x[good]]), errors[good])[0]
    return float(a), float(r)
