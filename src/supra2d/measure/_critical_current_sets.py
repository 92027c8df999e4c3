"""Critical currents at one setting: both polarities, repeats, hysteresis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt

import numpy as np
import xarray as xr

from ..core import Interval
from ._critical_current import BranchCurrent, critical_current
from ._critical_current_criterion import Threshold, threshold_for
from ._critical_current_curve import UNIFORM, CurrentEstimate
from ._iv import IVSweep, iv_groups, iv_sweeps

#: Repeats of one branch from which a switching distribution is quoted.
REPEATS = 20


@dataclass(frozen=True)
class Distribution:
    """Switching currents of repeated sweeps: standard deviation in A and skewness, with errors."""

    count: int
    mean: float
    width: float
    width_sigma: float
    skewness: float
    skewness_sigma: float


@dataclass(frozen=True)
class CriticalSet:
    """All branches at one setting of temperature, field, angle and gate.

    ``refusal`` says why there is no critical current.
    """

    channel: str
    direction: str
    held: dict[str, float]
    branches: tuple[BranchCurrent, ...]
    threshold: Threshold | None
    refusal: str = ""

    def of(self, *, switching: bool, sign: int) -> list[BranchCurrent]:
        """Usable branches of one way and polarity."""
        return [b for b in self.branches
                if not b.refusal and b.switching == switching and b.sweep.sign == sign]  # fmt: skip

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods that all usable switching branches share, the best of most branches first."""
        usable = [b for b in self.branches if not b.refusal and b.switching]
        if not usable:
            return ()
        order = max(
            (b.methods for b in usable), key=lambda m: sum(b.methods[:1] == m[:1] for b in usable)
        )
        shared = [m for m in order if all(m in b.methods for b in usable)]
        return tuple(shared or order[:1])

    def polarity(self, sign: int, method: str, *, switching: bool = True) -> CurrentEstimate | None:
        """Mean over the repeats of one polarity; None where it was not measured."""
        found = [b.estimates[method] for b in self.of(switching=switching, sign=sign)
                 if method in b.methods]  # fmt: skip
        return mean_of(found) if found else None

    def current(self, method: str, *, switching: bool = True) -> CurrentEstimate | None:
        """Mean of both polarities, as far as they were measured; free of an offset current."""
        sides = [self.polarity(sign, method, switching=switching) for sign in (1, -1)]
        given = [side for side in sides if side is not None]
        if len(given) == 2:
            value = (given[0].value + given[1].value) / 2.0
            level = [replace(e, value=value, systematic=_moved(e, value)) for e in given]
            if _same_step(given):
                return mean_of(level)
            sigma = sqrt(sum(_variance(e) for e in given)) / 2.0
            # how far the two are apart may be an offset or a diode, and is no scatter
            return replace(mean_of(level), sigma=sigma, step=0.0)
        if not given:
            return None
        offset = self.branches[0].sweep.offsets.current_sigma
        extra = offset if np.isfinite(offset) else 0.0
        return replace(given[0], sigma=hypot(given[0].sigma, extra))

    def distribution(self, sign: int) -> Distribution | None:
        """Of one polarity; None below 20 repeats."""
        usable = [b for b in self.of(switching=True, sign=sign) if b.methods]
        if len(usable) < REPEATS:
            return None
        method = self.methods[0]
        found = [b.estimates[method] for b in usable if method in b.methods]
        x, n = np.array([e.value for e in found]), len(found)
        # the step of the current adds its own even distribution
        own = float(np.mean([e.step**2 / 12.0 for e in found]))
        raw = float(np.var(x, ddof=1))
        width = sqrt(max(raw - own, 0.0))
        moment = float(np.mean((x - x.mean()) ** 3))
        skewness = moment / raw**1.5 if raw > 0 else 0.0
        sigma = raw / max(width, sqrt(raw) / 3.0, 1e-300) / sqrt(2.0 * (n - 1))
        return Distribution(n, float(x.mean()), width, sigma, skewness, sqrt(6.0 / n))


def measure_critical_currents(
    logs: Iterable[xr.Dataset], *, length: float | None = None
) -> list[CriticalSet]:
    """Critical currents of every current-voltage curve in some logs.

    Parameters
    ----------
    logs
        From ``supra2d.read``: ``current`` with ``voltage`` or ``differential_resistance``.
    length
        Distance of the voltage contacts, m, for a field criterion.

    Returns
    -------
    list of CriticalSet
        In order of channel, temperature and field.
    """
    return critical_sets(iv_sweeps(logs), length=length)


def critical_sets(sweeps: Sequence[IVSweep], *, length: float | None = None) -> list[CriticalSet]:
    """Critical currents of the branches from ``iv_sweeps``, by channel and setting."""
    found = []
    thresholds = {
        channel: threshold_for([s for s in sweeps if s.channel == channel], length)
        for channel in dict.fromkeys(s.channel for s in sweeps)
    }
    for group in iv_groups(sweeps):
        threshold = thresholds[group[0].channel]
        branches = tuple(critical_current(sweep, threshold) for sweep in group)
        held = {
            name: float(np.median([s.held[name] for s in group if name in s.held]))
            for name in group[0].held
        }
        first = group[0]
        found.append(
            CriticalSet(
                first.channel, first.direction, held, branches, threshold, _refusal(branches)
            )
        )
    return found


def _moved(estimate: CurrentEstimate, value: float) -> Interval | None:
    if estimate.systematic is None:
        return None
    low, high = estimate.systematic
    return low + value - estimate.value, high + value - estimate.value


def _variance(estimate: CurrentEstimate) -> float:
    """Variance of an estimate; half of 68 % of a step is more than its standard deviation."""
    return max(estimate.sigma**2 - (UNIFORM**2 - 1.0 / 12.0) * estimate.step**2, 0.0)


def _same_step(given: Sequence[CurrentEstimate]) -> bool:
    """Whether two jumps lie between the same readings, so that their errors are one."""
    step = max(e.step for e in given)
    return step > 0 and abs(given[0].value - given[1].value) < step / 2.0


def _refusal(branches: Sequence[BranchCurrent]) -> str:
    up = [b for b in branches if b.switching]
    if not up:
        return (
            "Only falling currents were measured: they give the retrapping current, which "
            "hysteresis makes smaller than the critical one. Sweep the current up as well."
        )
    if all(b.refusal for b in up):
        return up[0].refusal
    return ""


def mean_of(found: Sequence[CurrentEstimate]) -> CurrentEstimate:
    """Mean of several estimates of one current, with a common systematic part.

    Jumps between the same two readings say no more than one of them; scattered over several
    steps they average, and where their scatter exceeds their errors it counts.
    """
    n = len(found)
    values = np.array([e.value for e in found])
    value, step = float(values.mean()), max(e.step for e in found)
    scatter = float(np.std(values, ddof=1)) if n > 1 else 0.0
    same = step > 0 and scatter < step / 2.0
    own = (
        float(np.mean([e.sigma for e in found]))
        if same
        else sqrt(sum(_variance(e) for e in found)) / n
    )
    systematic: Interval | None = None
    spreads = [e.systematic for e in found if e.systematic is not None]
    if len(spreads) == n:
        low = float(np.mean([e.value - s[0] for e, s in zip(found, spreads, strict=True)]))
        high = float(np.mean([s[1] - e.value for e, s in zip(found, spreads, strict=True)]))
        systematic = (value - low, value + high)
    sigma = max(own, 0.0 if same else scatter / sqrt(n))
    return CurrentEstimate(found[0].method, value, sigma, systematic, step if same else 0.0)
