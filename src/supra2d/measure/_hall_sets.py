"""Hall sweeps of one channel and temperature, measured together with the resistance beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

import numpy as np
import xarray as xr

from ..core import RESISTIVE, Array, InputError, signals
from ._hall import HallSlope, hall_slope, mean_slope
from ._parity import ParityFit, parity_fit
from ._shape import noise_of
from ._split import held, running, signal, split
from ._symmetry import even_odd
from ._two_carriers import CarrierChoice, compare_carriers

#: A superconductor's resistance falls by more than this between high and zero field.
_FALL = 0.5
_DROWNED = 10.0  # range of the pick-up over the Hall signal from which neither is trusted
_SHARP = 0.75  # noise between neighbours over that about a polynomial that misses the shape
_NEAREST = 3  # readings that are averaged in zero field, at least
_NOISE = 3.0  # standard deviations that a slope needs

_HELD = ("temperature", "angle", "azimuth", "position", "gate_voltage")


@dataclass(frozen=True)
class HallBranch:
    """One branch: its sweep, its slope, and the odd part of R_xy on positive fields."""

    sweep: xr.Dataset
    slope: HallSlope
    field: Array
    odd: Array

    @property
    def name(self) -> str:
        """``up`` or ``down``."""
        return str(self.sweep.attrs["branch"])


@dataclass(frozen=True)
class Longitudinal:
    """Resistance beside a Hall resistance: value in zero field, and even part over the field.

    ``quantity`` is its channel; ``value``, ``sigma`` and ``systematic`` are in its unit, and
    ``noise`` is the standard deviation of ``even``.
    """

    quantity: str
    value: float
    sigma: float
    systematic: float
    noise: float
    field: Array
    even: Array


@dataclass(frozen=True)
class HallSet:
    """All branches at one setting of the held controls.

    ``refusal`` says why there is no density; ``slope`` may be given all the same.
    """

    channel: str
    held: dict[str, float]
    branches: tuple[HallBranch, ...]
    slope: HallSlope | None
    longitudinal: Longitudinal | None
    choice: CarrierChoice | None
    refusal: str = ""


def measure_hall(
    logs: Iterable[xr.Dataset], *, squares: Callable[[str], float | None] = lambda _: None
) -> list[HallSet]:
    """Measure every R_xy(B) in some logs, with the R_xx(B) of the same settings beside it.

    Parameters
    ----------
    logs
        From ``supra2d.read``: a channel ``hall_resistance``, a field that runs, and where it
        was measured a longitudinal resistance in the same rows or in another log.
    squares
        Ratio of a reading to the sheet resistance, for the name of its channel; None where
        the geometry is not known.

    Returns
    -------
    list of HallSet
        In order of channel and temperature.
    """
    sweeps = [s for log in logs for s in split(_fields_only(log)) if s.attrs["kind"] == "R(B)"]
    if len({_sample(sweep) for sweep in sweeps}) > 1:
        for sweep in sweeps:
            parts = (_sample(sweep), _channel(sweep))
            sweep.attrs["channel"] = ":".join(part for part in parts if part)
    hall = [s for s in sweeps if _quantity(s) == "hall_resistance"]
    beside = [s for s in sweeps if _quantity(s) in RESISTIVE]
    return [_measured(group, beside, squares) for group in _groups(hall)]


def _fields_only(log: xr.Dataset) -> xr.Dataset:
    """A log without the signals that no Hall analysis asks for."""
    return log.drop_vars(signals(log, ("voltage", "conductance")))


def _quantity(sweep: xr.Dataset) -> str:
    return str(sweep[sweep.attrs["signal"]].attrs["quantity"])


def _settings(sweep: xr.Dataset) -> dict[str, float]:
    values = {name: held(sweep, name) for name in _HELD}
    return {name: value for name, value in values.items() if value is not None}


def _alike(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two sweeps were taken at the same settings, as far as both know them."""
    return all(
        abs(value - other[name]) <= (0.01 * abs(value) if name == "temperature" else 0.1)
        for name, value in one.items()
        if name in other
    )


def _channel(sweep: xr.Dataset) -> str:
    return str(sweep.attrs["channel"])


def _sample(sweep: xr.Dataset) -> str:
    return str(sweep.attrs.get("sample", ""))


def _groups(sweeps: Sequence[xr.Dataset]) -> list[list[xr.Dataset]]:
    groups: list[list[xr.Dataset]] = []
    order = sorted(sweeps, key=lambda s: (_channel(s), *_settings(s).values()))
    for sweep in order:
        home = next(
            (g for g in groups if _channel(g[0]) == _channel(sweep)
             and _alike(_settings(g[0]), _settings(sweep))), None,
        )  # fmt: skip
        if home is None:
            groups.append([sweep])
        else:
            home.append(sweep)
    return groups


def _measured(
    group: Sequence[xr.Dataset],
    beside: Sequence[xr.Dataset],
    squares: Callable[[str], float | None],
) -> HallSet:
    settings = {k: float(np.mean([_settings(s)[k] for s in group])) for k in _settings(group[0])}
    normal = cos(radians(settings.get("angle", 0.0)))
    channel = _channel(group[0])
    if abs(normal) < 0.1 or any(s.attrs.get("direction") == "parallel" for s in group):
        return HallSet(
            channel, settings, (), None, None, None,
            "The field lies in the film, where it makes no Hall voltage; turn it to the normal.",
        )  # fmt: skip
    branches: list[HallBranch] = []
    problem = ""
    for sweep in group:
        b, y = running(sweep) * normal, signal(sweep)
        try:
            slope = hall_slope(b, y)
        except InputError as error:
            problem = problem or str(error)
            continue
        parts = _odd(b, y, slope)
        branches.append(HallBranch(sweep, slope, *parts))
    if not branches:
        return HallSet(channel, settings, (), None, None, None, problem[:1].upper() + problem[1:])
    mean = mean_slope([b.slope for b in branches], [b.name for b in branches])
    partners = _partners(group, beside)
    along = _longitudinal(partners, normal) if partners else None
    choice = _choice(branches, along, squares) if along is not None else None
    return HallSet(
        channel, settings, tuple(branches), mean, along, choice, _refusal(mean, along, choice)
    )


def _odd(b: Array, y: Array, slope: HallSlope) -> tuple[Array, Array]:
    """Odd part on positive fields; of one sign, the signal without its offset."""
    if slope.both_signs:
        parts = even_odd(b, y)
        return parts.field, parts.odd
    order = np.argsort(np.abs(b))
    return np.abs(b)[order], (np.sign(b) * (y - slope.offset))[order]


def _partners(group: Sequence[xr.Dataset], beside: Sequence[xr.Dataset]) -> list[xr.Dataset]:
    """Longitudinal sweeps at the settings of a group, from its own files and channel first.

    None where that leaves more than one candidate.
    """
    first = group[0]
    alike = [s for s in beside if _alike(_settings(first), _settings(s))]
    alike = [s for s in alike if _sample(s) == _sample(first)]
    sources = {sweep.attrs["source"] for sweep in group}
    alike = [s for s in alike if s.attrs["source"] in sources] or alike
    alike = [s for s in alike if _channel(s) == _channel(first)] or alike
    alike = [s for s in alike if _quantity(s) == "sheet_resistance"] or alike
    one = {(_quantity(s), _channel(s)) for s in alike}
    return alike if len(one) == 1 else []


def _longitudinal(sweeps: Sequence[xr.Dataset], normal: float) -> Longitudinal:
    parts: list[tuple[Array, Array]] = []
    zeros, noises = [], []
    for sweep in sweeps:
        b, y = running(sweep) * normal, signal(sweep)
        fit = parity_fit(b, y, float(np.abs(b).max()), odd=(0, 1, 2))
        noises.append(_quiet(b, y, fit.noise))
        zeros.append(_at_zero(b, y, noises[-1], fit))
        if min(b.max(), -b.min()) > 0.2 * np.abs(b).max():
            both = even_odd(b, y)
            parts.append((both.field, both.even))
    field, even = _mean(parts)
    values, sigmas, shifts = (np.array(column) for column in zip(*zeros, strict=True))
    sigma = float(np.sqrt(np.sum(sigmas**2))) / values.size
    apart = float(np.ptp(values)) / 2.0
    return Longitudinal(
        _quantity(sweeps[0]),
        float(values.mean()),
        sigma,
        max(float(shifts.mean()), sqrt(max(apart**2 - 2.0 * sigma**2, 0.0))),
        float(np.median(noises)) / sqrt(2.0 * max(len(parts), 1)),
        field,
        even,
    )


def _mean(parts: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Mean of curves on the fields of the first one, as far as all of them reach."""
    if not parts:
        return np.zeros(0), np.zeros(0)
    low, high = max(x[0] for x, _ in parts), min(x[-1] for x, _ in parts)
    field = parts[0][0]
    field = field[(field >= low) & (field <= high)]
    return field, np.mean([np.interp(field, x, y) for x, y in parts], axis=0)


def _quiet(b: Array, y: Array, fitted: float) -> float:
    """Noise of a reading: about a polynomial, unless neighbours say that it misses the shape."""
    local = noise_of(y[np.argsort(b)])
    return local if 0.0 < local < _SHARP * fitted else fitted


def _at_zero(b: Array, y: Array, noise: float, fit: ParityFit) -> tuple[float, float, float]:
    """Value in zero field, its standard deviation, and what a window twice as wide changes.

    The mean of the readings nearest to it: a cusp of weak localisation is no polynomial.
    """
    order = np.argsort(np.abs(b))
    count = max(_NEAREST, b.size // 30)
    if abs(b[order[count - 1]]) > 0.1 * float(np.abs(b).max()):
        return fit.constant, fit.constant_sigma, 0.0
    near, wide = (float(np.mean(y[order[: m * count]])) for m in (1, 2))
    sigma = noise / sqrt(count)
    return near, sigma, sqrt(max((wide - near) ** 2 - sigma**2, 0.0))


def _choice(
    branches: Sequence[HallBranch], along: Longitudinal, squares: Callable[[str], float | None]
) -> CarrierChoice | None:
    """One or two carriers, where both signs of the field and a normal resistance were measured."""
    usable = [b for b in branches if b.slope.both_signs]
    if not usable or along.field.size < 8 or not (along.even > 0).all():
        return None
    field, hall = _mean([(b.field, b.odd) for b in usable])
    inside = (field >= along.field[0]) & (field <= along.field[-1])
    if inside.sum() < 8:
        return None
    even = np.interp(field[inside], along.field, along.even)
    noise = [_quiet(running(b.sweep), signal(b.sweep), b.slope.noise) for b in usable]
    try:
        return compare_carriers(
            field[inside],
            even,
            hall[inside],
            # an odd part is half the difference of two readings
            noise=(along.noise, float(np.median(noise)) / sqrt(2.0 * len(usable))),
            squares=squares(along.quantity),
        )
    except InputError:
        return None  # resistances of no kind of carriers; the slope stands for itself


def _refusal(slope: HallSlope, along: Longitudinal | None, choice: CarrierChoice | None) -> str:
    """Why no density follows from a slope; empty when one does."""
    explained = choice is not None and choice.verdict == "two"
    if along is not None and along.field.size and not explained:
        least = float(np.median(np.sort(along.even)[:3]))
        most = float(np.median(along.even[along.field >= 0.8 * along.field[-1]]))
        if least < _FALL * most:
            return (
                f"The resistance falls from {most:.3g} to {least:.3g} towards zero field: a "
                "superconducting transition lies inside the sweep. Measure the Hall resistance "
                "above it."
            )
    top = abs(slope.slope) * slope.reach
    if slope.pickup > _DROWNED * top and not explained:
        return (
            f"The even part of the Hall resistance varies by {slope.pickup:.3g} ohm, "
            f"{slope.pickup / max(top, 1e-300):.2g} times its odd part: the contacts pick up "
            "the longitudinal resistance. Measure where that does not depend on the field, or "
            "on better aligned contacts."
        )
    if abs(slope.slope) <= _NOISE * slope.total:
        return (
            f"No Hall slope beyond its error: {slope.slope:.3g} +- {slope.total:.2g} ohm/T up to "
            f"{slope.reach:.3g} T. Use more current, a higher field, or average longer."
        )
    return ""
