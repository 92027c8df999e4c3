"""Critical current of one branch: by the largest dV/dI, by a threshold, by a power law."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..core import Array
from ._critical_current_criterion import Threshold, by_power_law, by_threshold
from ._critical_current_curve import CurrentEstimate, Curve, curve_of, jumps_of, refusal_of
from ._critical_current_peak import steepest
from ._iv import IVSweep

_WARM = 0.01  # of the temperature, by which a sample may warm before it switches
_SURE = 4.0  # standard deviations from which warming or bending is real
_BENT = 0.05  # growth of dV/dI along the normal branch, from which it counts as heated
_ABOVE = 1.1  # times the critical current, from which a branch is normal


@dataclass(frozen=True)
class Heating:
    """Signs of dissipation in one branch.

    Attributes
    ----------
    power
        I V after the switch, W; NaN where the voltage was not measured.
    warmed
        Rise of the thermometer before the switch, K; NaN without one.
    rise
        Rise of the thermometer up to the largest current, K; NaN without one.
    growth
        Relative growth of dV/dI along the normal branch, 0 where it is within noise.
    """

    power: float
    warmed: float
    rise: float
    growth: float


@dataclass(frozen=True)
class BranchCurrent:
    """Critical current of one branch, A: retrapping where the current falls, else switching.

    ``estimates`` are given for each method, ``exponent`` is that of the power law; ``jumped``
    tells a switch from a rounded transition, ``steps`` counts further jumps; ``refusal`` says why
    there is no critical current at all.
    """

    sweep: IVSweep
    curve: Curve
    estimates: dict[str, CurrentEstimate]
    exponent: CurrentEstimate | None
    jumped: bool
    steps: int
    heating: Heating | None
    refusal: str = ""

    @property
    def switching(self) -> bool:
        """True where the size of the current rises."""
        return self.sweep.way == "up"

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods that give a number, the best first.

        The largest dV/dI, unless the voltage appears at a lower current and jumps later.
        """
        given = [name for name, e in self.estimates.items() if e.given]
        if "max_slope" in given and len(given) > 1 and self.jumped and self.steps:
            top, first = self.estimates["max_slope"], self.estimates[given[1]]
            if first.value + first.sigma + first.spread < top.value - 2.0 * top.sigma:
                given = [*given[1:], "max_slope"]
        return tuple(given)


def critical_current(sweep: IVSweep, threshold: Threshold | None = None) -> BranchCurrent:
    r"""Critical current of one branch of a current-voltage curve.

    Parameters
    ----------
    sweep
        From ``iv_sweeps``.
    threshold
        From ``threshold_for``; without it the voltage criterion and the power law are left out.

    Returns
    -------
    BranchCurrent
        With a reason instead of numbers where the branch is ohmic, stays at zero, or was heated
        by its own dissipation before it switched.
    """
    curve = curve_of(sweep)
    why = refusal_of(curve)
    if why:
        return BranchCurrent(sweep, curve, {}, None, False, 0, None, why)
    jumps = jumps_of(curve)
    estimates = {"max_slope": steepest(curve, jumps)}
    exponent = None
    if threshold is not None and not curve.integrated:
        estimates[threshold.method] = by_threshold(curve, threshold)
        law = by_power_law(curve, threshold)
        estimates["power_law"], exponent = law.current, law.exponent
    given = [e for e in estimates.values() if e.given]
    if not given:
        # a threshold says most plainly what is wrong
        plainest = threshold.method if threshold is not None else "max_slope"
        reason = estimates.get(plainest, estimates["max_slope"]).refusal
        return BranchCurrent(sweep, curve, estimates, None, bool(jumps), 0, None, reason)
    heating = _heating(sweep, curve, given[0].value)
    cold = sweep.held.get("temperature", 0.0)
    hot = sweep.way == "up" and heating.warmed > _WARM * cold
    refusal = (
        f"The thermometer rose by {heating.warmed:.2g} K from {cold:.4g} K before the sample "
        "switched: this branch was heated and is left out. Sweep faster, pulse the current, or "
        "lower the contact resistance."
        if hot
        else ""
    )
    return BranchCurrent(
        sweep, curve, estimates, exponent, bool(jumps), max(0, len(jumps) - 1), heating, refusal
    )


def _heating(sweep: IVSweep, curve: Curve, critical: float) -> Heating:
    above = curve.x > critical
    first = int(np.argmax(above)) if above.any() else curve.x.size - 1
    power = float("nan") if curve.integrated else float(curve.x[first] * curve.v[first])
    warmed, rise = _warming(sweep, critical)
    growth = 0.0 if curve.integrated else _growth(curve, critical)
    return Heating(power, warmed, rise, growth)


def _warming(sweep: IVSweep, critical: float) -> tuple[float, float]:
    """Rise of the thermometer before the critical current, and up to the largest current, K."""
    if sweep.temperatures.size == 0:
        return float("nan"), float("nan")
    order = np.argsort(sweep.size, kind="stable")
    x, t = sweep.size[order], sweep.temperatures[order]
    low = t[: max(3, x.size // 5)]
    cold = float(np.median(low))
    before, after = t[(x > 0.7 * critical) & (x < critical)], t[x > 0.9 * x[-1]]
    scatter = 1.4826 * float(np.median(np.abs(low - cold)))
    rises = [float(np.median(part)) - cold if part.size >= 3 else 0.0 for part in (before, after)]
    sizes = [max(part.size, 1) for part in (before, after)]
    found = [r if r > _SURE * scatter * sqrt(1 / low.size + 1 / n) else 0.0
             for r, n in zip(rises, sizes, strict=True)]  # fmt: skip
    return found[0], found[1]


def _growth(curve: Curve, critical: float) -> float:
    """Relative growth of dV/dI along the normal branch, 0 where it is not beyond noise."""
    normal = curve.x > _ABOVE * critical
    x, v = curve.x[normal], curve.v[normal]
    if x.size < 8:
        return 0.0
    u = (x - x[0]) / max(float(x[-1] - x[0]), 1e-300)
    columns: Array = np.vander(u, 3, increasing=True)
    coefficients, *_ = np.linalg.lstsq(columns, v, rcond=None)
    rest = v - columns @ coefficients
    scatter = max(curve.noise, sqrt(float(np.sum(rest**2)) / (x.size - 3)))
    sigma = scatter * sqrt(float(np.linalg.inv(columns.T @ columns)[2, 2]))
    bend, slope = float(coefficients[2]), float(coefficients[1])
    if bend < _SURE * sigma or slope <= 0:
        return 0.0
    growth = 2.0 * bend / slope
    return growth if growth > _BENT else 0.0
