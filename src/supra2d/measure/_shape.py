"""Find a transition in a curve: foot, shoulder, plateaus, and what spoils it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from scipy.optimize import isotonic_regression

from ..core import Array, Check


@dataclass(frozen=True, slots=True)
class Shape:
    """Rough anatomy of a rising transition; x ascending.

    ``foot`` and ``shoulder`` are the x where the slope falls below a twelfth of its maximum
    on either side of ``steepest``; ``noise`` is one standard deviation of the signal.
    """

    foot: float
    steepest: float
    shoulder: float
    noise: float
    ends_low: bool
    ends_high: bool

    @property
    def width(self) -> float:
        """Distance from foot to shoulder."""
        return self.shoulder - self.foot


@dataclass(frozen=True, slots=True)
class Zero:
    """The level below the transition and what it is.

    ``kind``: ``none`` (not reached), ``zero``, ``offset``, ``series`` or ``magnitude``
    (a lock-in magnitude, which cannot be negative).
    """

    kind: str
    value: float
    sigma: float
    noise: float


@dataclass(frozen=True)
class NormalState:
    """The level above the transition: y = value + slope (x - at).

    Attributes
    ----------
    value, slope, at
        Of the chosen line; slope 0 when a constant is as good.
    sigma
        Statistical standard deviation of the line at the transition.
    choice
        Standard deviation that the choice between constant and line, and of the window, adds;
        its sign is the side to which the alternatives go.
    source
        ``own`` or the label of the sweep that it was taken from.
    """

    value: float
    slope: float
    at: float
    sigma: float
    choice: float
    source: str = "own"
    span: tuple[float, float] = (0.0, 0.0)

    def __call__(self, x: Array) -> Array:
        return self.value + self.slope * (np.asarray(x) - self.at)


@dataclass(frozen=True, slots=True)
class NoTransition:
    """Why a curve is not a plain transition, and the checks that say so."""

    reason: str
    kind: str = "none"
    checks: tuple[Check, ...] = field(default_factory=tuple)


def noise_of(y: Array) -> float:
    """Standard deviation of the noise from second differences (median, so steps do not count)."""
    if y.size < 5:
        return 0.0
    return 1.4826 * float(np.median(np.abs(np.diff(y, 2)))) / sqrt(6)


def slopes(x: Array, y: Array, points: int) -> Array:
    """Slope of a running straight line through ``points`` neighbours, shape (n,)."""
    points = min(points | 1, x.size - (x.size + 1) % 2)
    pad = points // 2
    kernel = np.ones(points)

    def running(values: Array) -> Array:
        return np.convolve(values, kernel, "valid")

    x0 = x - x.mean()
    sx, sy, sxx, sxy = running(x0), running(y), running(x0 * x0), running(x0 * y)
    spread = np.maximum(points * sxx - sx * sx, 1e-300)
    middle = (points * sxy - sx * sy) / spread
    return np.concatenate([np.full(pad, middle[0]), middle, np.full(pad, middle[-1])])


def find_shape(x: Array, y: Array) -> Shape | NoTransition:
    """Locate a transition that rises with x, or say why there is none.

    Parameters
    ----------
    x, y
        Ascending running variable and signal, shape (n,), n >= 8.
    """
    noise = noise_of(y)
    steep = slopes(x, y, max(5, x.size // 40))
    middle = int(np.argmax(steep))
    top = float(steep[middle])
    if top <= 0 or float(np.ptp(y)) <= 6 * noise:
        return NoTransition("the signal does not rise beyond its noise", "flat")
    if float(np.median(y[:3])) > float(np.quantile(y, 0.9)) > 0:
        return NoTransition("the signal is highest at the low end of the sweep", "normal")
    low = steep < top / 12
    left = np.flatnonzero(low[:middle])
    right = np.flatnonzero(low[middle:])
    foot = x[left[-1]] if left.size else x[0]
    shoulder = x[middle + right[0]] if right.size else x[-1]
    return Shape(
        float(foot), float(x[middle]), float(shoulder), noise, left.size == 0, right.size == 0
    )


def near_transition(x: Array, y: Array) -> Array:
    """Mask of the part of a temperature sweep that is near its transition, shape (n,).

    In a sweep up to room temperature the metal's own rise hides the transition, and the normal
    state would be extrapolated from far away: twelve widths above the shoulder are kept, or
    half of the sweep where no shoulder shows, again and again until nothing is left to drop.
    All of it is kept when no shoulder is found.
    """
    keep = np.ones(x.size, dtype=bool)
    while True:
        shape = find_shape(x[keep], y[keep])
        if isinstance(shape, NoTransition):
            return np.ones(x.size, dtype=bool)
        top = float(x[keep][-1])
        end = (x[0] + top) / 2 if shape.ends_high else shape.shoulder + 12 * shape.width
        fewer = x <= end
        if end >= top or fewer.sum() < 40:
            return np.ones(x.size, dtype=bool) if shape.ends_high else keep
        keep = fewer


def find_zero(x: Array, y: Array, shape: Shape) -> Zero:
    """The level below the foot."""
    below = x <= shape.foot - 0.1 * shape.width
    if below.sum() < 5:
        below = x <= shape.foot
    values = y[below]
    if values.size < 4 or shape.ends_low:
        return Zero("none", 0.0, 0.0, shape.noise)
    value = float(np.median(values))
    noise = max(1.4826 * float(np.median(np.abs(values - value))), 0.0)
    sigma = 1.2533 * noise / sqrt(values.size)
    top = (
        float(np.median(y[x >= shape.shoulder])) if (x >= shape.shoulder).any() else float(y.max())
    )
    rise = top - value
    drift = slopes(x[below], values, values.size)[0] * float(np.ptp(x[below]))
    if abs(drift) > max(4 * noise, 0.03 * rise):
        return Zero("none", 0.0, 0.0, shape.noise)
    if _is_magnitude(values):
        return Zero("magnitude", 0.0, 0.0, float(np.max(values)))
    if abs(value) <= max(4 * sigma, 1e-5 * abs(top)):
        return Zero("zero", value, sigma, noise)
    if value > 0.02 * top and value > 4 * noise:
        return Zero("series", value, sigma, noise)
    return Zero("offset", value, sigma, noise)


def _is_magnitude(values: Array) -> bool:
    """A Rayleigh law describes the floor clearly better than a normal one."""
    if values.size < 30 or np.min(values) <= 0 or np.ptp(values) == 0:
        return False
    n = values.size
    normal = -0.5 * n * (np.log(2 * np.pi * np.var(values)) + 1)
    scale = float(np.mean(values**2)) / 2
    rayleigh = float(np.sum(np.log(values / scale))) - n
    return bool(rayleigh > normal + 1.0 and np.mean(values) < 3 * np.std(values))


#: Where the window of the normal state may begin, in widths above the shoulder.
STARTS = (0.5, 1.0, 2.0, 3.0, 4.0)

_MIN_NORMAL = 10

# Widths above the shoulder within which a tail may hide, and how much of the rise per width.
_FAR = 3.0
_TAIL = 5e-3


def find_normal(x: Array, y: Array, shape: Shape) -> NormalState | None:
    """The normal state above the shoulder; None when it is not reached.

    Transitions have tails (paraconductivity), so the farthest start of the window that leaves
    ten points is taken; in it a constant and a straight line are averaged with their Akaike
    weights. What the next nearer start differs by, beyond noise, is the uncertainty of the
    choice.
    """
    if shape.ends_high:
        return None
    lines: list[_Line] = []
    for start in STARTS:
        begin = shape.shoulder + start * shape.width
        end = max(begin + 5 * shape.width, shape.shoulder + 0.1 * shape.steepest)
        inside = (x >= begin) & (x <= end)
        if inside.sum() >= _MIN_NORMAL:
            lines.append(_line(x[inside], y[inside], shape.steepest))
    if not lines:
        return _few_points(x, y, shape)
    chosen = lines[-1]
    choice, side = chosen.spread**2, chosen.spread
    if len(lines) > 1:
        near = lines[-2]
        noise = abs(chosen.variance - near.variance) + chosen.spread**2 + near.spread**2
        excess = (near.value - chosen.value) ** 2 - 2.0 * noise
        if excess > 0:
            choice, side = choice + excess, near.value - chosen.value
    reach = (float(x[-1]) - shape.shoulder) / max(shape.width, 1e-300)
    if reach < _FAR:
        # the tail has no room to end in this sweep: half a per cent of the rise per width missing
        choice += (_TAIL * (_FAR - reach) * (chosen.value - float(np.min(y)))) ** 2
    return NormalState(
        chosen.value,
        chosen.slope,
        shape.steepest,
        sqrt(chosen.variance),
        float(np.copysign(sqrt(choice), side)),
        span=chosen.span,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """Normal state from one window: average of a constant and a line at the transition."""

    value: float
    slope: float
    variance: float
    spread: float
    span: tuple[float, float]


def _line(x: Array, y: Array, at: float) -> _Line:
    fits = _lines(x - at, y)
    best = min(f[3] for f in fits)
    weights = np.array([np.exp(-0.5 * (f[3] - best)) for f in fits])
    weights /= weights.sum()
    values = np.array([f[1] for f in fits])
    value = float(weights @ values)
    return _Line(
        value,
        float(weights @ np.array([f[0] for f in fits])),
        float(weights @ np.array([f[2] for f in fits])),
        float(np.copysign(sqrt(float(weights @ (values - value) ** 2)), values[-1] - values[0])),
        (float(x[0]), float(x[-1])),
    )


def _few_points(x: Array, y: Array, shape: Shape) -> NormalState | None:
    inside = x > shape.shoulder
    if inside.sum() < 3:
        return None
    values = y[inside]
    spread = float(np.std(values, ddof=1))
    span = (shape.shoulder, float(x[-1]))
    sigma = spread / sqrt(values.size)
    return NormalState(float(np.mean(values)), 0.0, shape.steepest, sigma, sigma, span=span)


def _lines(x: Array, y: Array) -> list[tuple[float, float, float, float]]:
    """Constant and straight line: (slope, value at x = 0, its variance, AICc)."""
    n = x.size
    mean, xm = float(y.mean()), float(x.mean())
    flat = y - mean
    rss = float(flat @ flat)
    found = [(0.0, mean, rss / (n - 1) / n, _aicc(rss, n, 2))]
    sxx = float(((x - xm) ** 2).sum())
    if n >= 6 and sxx > 0:
        slope = float(((x - xm) * flat).sum()) / sxx
        rest = max(rss - slope**2 * sxx, 0.0)  # rounding, where a line fits exactly
        variance = rest / (n - 2) * (1 / n + xm**2 / sxx)
        found.append((slope, mean - slope * xm, variance, _aicc(rest, n, 3)))
    return found


def _aicc(rss: float, n: int, k: int) -> float:
    return n * float(np.log(max(rss, 1e-300) / n)) + 2 * k + 2 * k * (k + 1) / (n - k - 1)


def monotone(r: Array) -> Array:
    """Monotone (isotonic) regression of r, shape (n,)."""
    fitted: Array = np.asarray(isotonic_regression(r).x, dtype=float)
    return fitted


def judge(
    x: Array, y: Array, shape: Shape, zero: Zero, normal: NormalState | None
) -> NoTransition | None:
    """Say why a rise is not a plain superconducting transition; None when it is one."""
    level = normal.value if normal else float(np.max(y))
    rise = level - zero.value
    if rise < 8 * shape.noise:
        return NoTransition("the signal rises by less than eight times its noise", "normal")
    if rise < 0.1 * abs(level):
        return NoTransition(
            f"the signal falls by only {100 * rise / abs(level):.0f} % of its value", "normal"
        )
    if zero.kind == "none" and float(np.min(y)) > 0.5 * level:
        return NoTransition("the signal does not fall below half of its normal value", "normal")
    beyond = (x >= shape.shoulder) & (x <= shape.shoulder + 4 * max(shape.width, 1e-12))
    if beyond.sum() >= 5:
        tail = y[beyond]
        smooth = np.convolve(tail, np.ones(3) / 3, "valid")
        peak, end = float(smooth.max()) - zero.value, float(np.median(tail[-3:])) - zero.value
        if peak > 1.1 * end and peak - end > 5 * shape.noise:
            return NoTransition(
                f"the signal peaks {100 * (peak / end - 1):.0f} % above the value that it "
                "settles to, so it is no plain transition (contacts that mix Hall and "
                "longitudinal voltage, or an inhomogeneous current path, do this)",
                "peak",
            )
    return None
