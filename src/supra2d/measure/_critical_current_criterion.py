"""Critical current by a threshold of the voltage, and by a power law through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, log, sqrt

import numpy as np
from scipy.stats import chi2 as chi2_distribution

from ..core import Array
from ._critical_current_curve import UNIFORM, CurrentEstimate, Curve
from ._iv import IVSweep

#: Electric field of the usual criterion, V/m (1 uV/cm).
FIELD = 1e-4

#: Part of the scanned decade that is quoted as systematic.
CENTRAL = 0.68

_QUIET = 5.0  # standard deviations of noise that the lowest threshold has
_DECADES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)  # windows of the power law
_LEAST = 5  # readings of a power law
_RARE = 1e-3
_BETWEEN = 0.15  # of a step: a curve between two readings is no straight line
_NO_VOLTAGE = "Only dV/dI was measured; record the voltage as well."
_OHMIC = 1.5  # power of V(I) below which it is a resistance


@dataclass(frozen=True, slots=True)
class Threshold:
    """Voltage that a criterion asks for, V, and whether it is a field times a known length."""

    voltage: float
    method: str
    text: str


def threshold_for(sweeps: Sequence[IVSweep], length: float | None = None) -> Threshold | None:
    """The threshold of all sweeps of one channel; None where no voltage was measured.

    1 uV/cm over a known length (m), or more where noise asks for it; without a length the
    lowest voltage whose decade stays above five standard deviations of the noise.
    """
    noises = [hypot(s.noise, _sure(s.offsets.voltage_sigma)) for s in sweeps if not s.integrated]
    if not noises:
        return None
    least = _QUIET * sqrt(10.0) * float(np.quantile(noises, 0.9))
    if length:
        wanted = FIELD * length
        voltage = max(wanted, least)
        text = f"{voltage / length / FIELD:.3g} uV/cm over {length:.3g} m"
        if voltage > wanted:
            text += ", the lowest that noise allows"
        return Threshold(voltage, "field_criterion", text)
    return Threshold(least, "voltage_criterion", f"{least:.3g} V, 16 times the noise")


def _sure(sigma: float) -> float:
    return sigma if np.isfinite(sigma) else 0.0


def by_threshold(curve: Curve, threshold: Threshold) -> CurrentEstimate:
    """Current at which the voltage passes the threshold for good.

    ``systematic`` is the central 68 % of what thresholds over a decade around it span: the
    convention of a critical current anywhere in that decade.
    """
    method = threshold.method
    if curve.integrated:
        return CurrentEstimate(
            method, refusal="Only dV/dI was measured; record the voltage as well."
        )
    ends = [_crossing(curve, threshold.voltage * f) for f in (10**-0.5, 1.0, 10**0.5)]
    middle = ends[1]
    if isinstance(middle, str):
        return CurrentEstimate(method, refusal=middle)
    value, sigma, step = middle
    low, high = (value if isinstance(end, str) else end[0] for end in (ends[0], ends[2]))
    if high > low and log(10.0) / log(high / low) < _OHMIC:
        return CurrentEstimate(method, refusal=(
            "The voltage grows in proportion to the current from the beginning: a resistance, not "
            "a critical current. Measure colder."
        ))  # fmt: skip
    down, up = CENTRAL * max(0.0, value - low), CENTRAL * max(0.0, high - value)
    # a threshold that the sweep does not reach leaves its side open
    down, up = (max(down, up),) * 2 if isinstance(ends[2], str) else (down, up)
    return CurrentEstimate(method, value, sigma, (value - down, value + up), step)


def _crossing(curve: Curve, voltage: float) -> tuple[float, float, float] | str:
    """Where the voltage passes a threshold, its error, and the step of a jump; or why not."""
    x, v = curve.x, curve.v
    below = np.flatnonzero(v < voltage)
    if below.size == 0:
        return (
            f"The voltage is above {voltage:.2g} V at the lowest current already "
            f"({x[0]:.3g} A); begin at zero current, or measure colder."
        )
    k = int(below[-1])
    if k >= x.size - 2:
        return (
            f"The voltage does not stay above {voltage:.2g} V up to {x[-1]:.3g} A; raise the "
            "current."
        )
    near = _decade(v, k, voltage)
    if near.stop - near.start >= 4:
        inside = slice(near.start, near.stop)
        slope, place, sigma = _log_line(x[inside], v[inside], curve.noise, voltage)
        if slope > 0 and x[max(0, near.start - 1)] <= place <= x[min(x.size - 1, near.stop)]:
            return place, sigma, 0.0
    step = float(x[k + 1] - x[k])
    share = min(max((voltage - v[k]) / (v[k + 1] - v[k]), 0.0), 1.0)
    noise = curve.noise * step / float(v[k + 1] - v[k])
    # a jump says nothing of where between two readings it was
    jumped = v[k + 1] > 10.0 * voltage
    place = float(x[k]) + (0.5 if jumped else share) * step
    sigma = hypot(UNIFORM * step if jumped else _BETWEEN * step, noise)
    return place, sigma, step if jumped else 0.0


def _decade(v: Array, k: int, voltage: float) -> slice:
    """Points next to each other around k whose voltage is within half a decade."""
    inside = (v > voltage / sqrt(10.0)) & (v < voltage * sqrt(10.0))
    low = high = k + 1
    while low > 0 and inside[low - 1]:
        low -= 1
    while high < v.size and inside[high]:
        high += 1
    return slice(low, high)


def _log_line(x: Array, v: Array, noise: float, voltage: float) -> tuple[float, float, float]:
    """Power of V(I), current at a voltage, and the latter's error, from a line of logarithms."""
    power, constant, covariance, _ = _powers(x, v, noise)
    place = exp((log(voltage) - constant) / power) if power > 0 else float("nan")
    gradient = np.array([-(log(voltage) - constant) / power**2, -1.0 / power])
    return power, place, place * sqrt(float(gradient @ covariance @ gradient))


def _powers(x: Array, v: Array, noise: float) -> tuple[float, float, Array, float]:
    """Slope and constant of ln V against ln I, their covariance, chi2."""
    weight = v / noise
    columns = np.stack([np.log(x), np.ones(x.size)], axis=1) * weight[:, None]
    covariance = np.asarray(np.linalg.inv(columns.T @ columns), dtype=np.float64)
    slope, constant = covariance @ (columns.T @ (np.log(v) * weight))
    rest = (np.log(v) - slope * np.log(x) - constant) * weight
    return float(slope), float(constant), covariance, float(np.sum(rest**2))


@dataclass(frozen=True)
class PowerLaw:
    """V = Vc (I/Ic)^n: current at the threshold, and exponent (a plain number)."""

    current: CurrentEstimate
    exponent: CurrentEstimate


def by_power_law(curve: Curve, threshold: Threshold) -> PowerLaw:
    r"""Power law :math:`V = V_c (I/I_c)^n` above the noise, windows of one to three decades.

    Windows are averaged with the weights of models that leave points out; their scatter is
    systematic. Refused where no window has five readings on a straight line of the logarithms.
    """
    if curve.integrated:
        return _no_law(_NO_VOLTAGE)
    low = threshold.voltage / sqrt(10.0)
    below = np.flatnonzero(curve.v < low)
    first = int(below[-1]) + 1 if below.size else 0
    over = curve.v[first:]
    counts = sorted({int(np.argmax(over > low * 10**d)) if (over > low * 10**d).any() else over.size
                     for d in _DECADES})  # fmt: skip
    rows = []
    for count in (c for c in counts if c >= _LEAST):
        x, v = curve.x[first : first + count], over[:count]
        power, _, covariance, chi2 = _powers(x, v, curve.noise)
        if power < _OHMIC or chi2_distribution.sf(chi2, count - 2) < _RARE:
            continue
        _, place, sigma = _log_line(x, v, curve.noise, threshold.voltage)
        if not curve.x[max(0, first - 1)] <= place <= x[-1]:
            continue
        rows.append((place, sigma, power, sqrt(float(covariance[0, 0])), -0.5 * chi2 + count))
    if not rows:
        return _no_law(
            "No five readings on a power law above the noise; use a finer step of the current."
        )
    score = np.array([row[4] for row in rows])
    weights = np.exp(score - score.max())
    weights /= weights.sum()
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return PowerLaw(
        _averaged(weights, columns[0], columns[1]), _averaged(weights, columns[2], columns[3])
    )


def _no_law(why: str) -> PowerLaw:
    nothing = CurrentEstimate("power_law", refusal=why)
    return PowerLaw(nothing, nothing)


def _averaged(weights: Array, values: Array, sigmas: Array) -> CurrentEstimate:
    value = float(np.sum(weights * values))
    spread = sqrt(float(np.sum(weights * (values - value) ** 2)))
    return CurrentEstimate(
        "power_law",
        value,
        sqrt(float(np.sum(weights * sigmas**2))),
        (value - spread, value + spread),
    )
