"""Hysteresis of a junction: retrapping over switching current, damping, Ic times Rn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, hypot, pi, sin, sqrt

import numpy as np
from scipy.optimize import brentq

from ..core import Interval
from ._critical_current import BranchCurrent
from ._critical_current_curve import CurrentEstimate
from ._critical_current_sets import CriticalSet
from ._gate_windows import Estimate

#: Damping beta_c up to which a junction has no hysteresis.
OVERDAMPED = 0.70

_STEPS = 160  # of one turn of the phase; beta_c is then known to 1e-3 of itself
_LOWEST = 1e-3  # ratio below which the limit of weak damping holds to 1e-6
_CLOSEST = 0.999  # ratio from which the hysteresis is none
_WARM = 0.01  # relative rise of the thermometer from which retrapping is that of a warmer sample
_NORMAL = 1.2  # times the critical current, that a sweep must reach for a resistance
_UPPER = 0.5  # of the currents above the critical one, from where the resistance is taken
_LEAST = 5  # readings of it


@dataclass(frozen=True)
class Junction:
    """What the two branches at one setting tell of a junction.

    Attributes
    ----------
    switching, retrapping
        Size of the current at which the voltage appears while it rises, and vanishes while it
        falls, A.
    ratio
        Retrapping over switching current.
    damping, damping_interval
        Stewart-McCumber parameter of that ratio and its 68 % interval; None where refused.
    resistance
        Of the resistive branch, ohm.
    product
        Switching current times that resistance, V.
    refusal, damping_refusal, resistance_refusal
        Why there is no ratio, no damping, no resistance; empty where there is one.
    """

    switching: CurrentEstimate | None
    retrapping: CurrentEstimate | None
    ratio: Estimate | None = None
    damping: float | None = None
    damping_interval: Interval | None = None
    resistance: Estimate | None = None
    product: Estimate | None = None
    refusal: str = ""
    damping_refusal: str = ""
    resistance_refusal: str = ""

    @property
    def hysteretic(self) -> bool:
        """Whether the sample switches, and retraps at a smaller current beyond errors."""
        return self.ratio is not None and self.ratio.value + 2.0 * self.ratio.total < 1.0


def measure_junction(found: CriticalSet) -> Junction:
    r"""Hysteresis and :math:`I_cR_n` of one setting.

    The resistance is that of the upper half of the currents above the switching one. Its two
    bounds are dV/dI, right with an excess current, and :math:`\sqrt{(V/I)\,dV/dI}`, right for
    :math:`V = R\sqrt{I^2 - I_c^2}`; both agree on an ohmic branch.

    Parameters
    ----------
    found
        From ``critical_sets``.
    """
    if not found.methods:
        return Junction(None, None, refusal=found.refusal, resistance_refusal=found.refusal)
    method = found.methods[0]
    up, down = found.current(method), found.current(method, switching=False)
    if up is None:
        why = f"No branch gives a switching current by {method}; repeat the sweep."
        return Junction(up, down, refusal=why, resistance_refusal=why)
    resistance = _resistance([b for b in found.branches if not b.refusal], up.value)
    product = None if isinstance(resistance, str) else _times(up, resistance)
    ratio = _ratio(found, up, down)
    damping = _damping(found, ratio) if isinstance(ratio, Estimate) else ""
    value, interval = (None, None) if isinstance(damping, str) else damping
    return Junction(
        up,
        down,
        ratio if isinstance(ratio, Estimate) else None,
        value,
        interval,
        None if isinstance(resistance, str) else resistance,
        product,
        ratio if isinstance(ratio, str) else "",
        damping if isinstance(damping, str) else "",
        resistance if isinstance(resistance, str) else "",
    )


def stewart_mccumber(ratio: float) -> float:
    r"""Damping :math:`\beta_c = 2eI_cR^2C/\hbar` from the retrapping current of a junction.

    The phase obeys :math:`\ddot\varphi + \dot\varphi/\sqrt{\beta_c} + \sin\varphi = I/I_c`; at
    the retrapping current its running solution just reaches the next maximum of the potential.
    For weak damping :math:`I_r/I_c = 4/(\pi\sqrt{\beta_c})`; below :math:`\beta_c = 0.70` there
    is no hysteresis.

    Parameters
    ----------
    ratio
        Retrapping over critical current, between 0 and 1.

    Notes
    -----
    Exact for one resistance at all voltages and no noise: thermal switching below Ic raises the
    ratio and lowers what follows from it (fenton2008), and heating after the switch makes a
    hysteresis without any capacitance (courtois2008).

    Examples
    --------
    >>> round(stewart_mccumber(0.05), 0)
    648.0
    >>> round(stewart_mccumber(0.5), 2)
    5.96
    """
    if ratio < _LOWEST:
        return (4.0 / (pi * ratio)) ** 2
    ratio = min(ratio, _CLOSEST)
    damping = brentq(lambda a: _energy_left(ratio, a), 0.0, 1.3, rtol=1e-5)
    return float(damping) ** -2


def _energy_left(current: float, damping: float) -> float:
    """Kinetic energy of the phase after one turn from a maximum of the potential; below zero it
    does not get there."""
    top = pi - asin(current)
    curvature = sqrt(1.0 - current**2)
    rate = (sqrt(damping**2 + 4.0 * curvature) - damping) / 2.0
    h = 2.0 * pi / _STEPS

    def slope(x: float, energy: float) -> float:
        return current - sin(top + x) - damping * sqrt(2.0 * max(energy, 0.0))

    # it leaves the maximum along its unstable direction
    x, energy = h, (rate * h) ** 2 / 2.0
    for _ in range(_STEPS - 1):
        a = slope(x, energy)
        b = slope(x + h / 2.0, energy + h / 2.0 * a)
        c = slope(x + h / 2.0, energy + h / 2.0 * b)
        d = slope(x + h, energy + h * c)
        energy += h / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        x += h
    return energy


def _ratio(found: CriticalSet, up: CurrentEstimate, down: CurrentEstimate | None) -> Estimate | str:
    """Retrapping over switching current, or why there is none."""
    if not all(b.jumped for b in found.branches if not b.refusal and b.switching):
        return (
            "The voltage rises smoothly: a rounded transition is no switch, and has no retrapping "
            "current. Measure colder, or step the current more finely if it should jump."
        )
    if down is None:
        return (
            "No retrapping current: only rising currents were measured. Sweep the current back to "
            "zero as well."
        )
    value = down.value / up.value
    # a voltage that vanishes does so less sharply than it appears: methods differ
    others = [found.current(m, switching=False) for m in found.methods[1:] if m != "power_law"]
    apart = max((abs(e.value - down.value) for e in others if e is not None), default=0.0)
    return Estimate(
        value,
        value * hypot(up.sigma / up.value, down.sigma / down.value),
        value * hypot(up.spread / up.value, max(down.spread, apart) / down.value),
    )


def _damping(found: CriticalSet, ratio: Estimate) -> tuple[float, Interval] | str:
    """Stewart-McCumber parameter with its interval, or why there is none."""
    if ratio.value + 2.0 * ratio.total >= 1.0:
        return (
            "Switching and retrapping currents agree within errors: the junction is overdamped, "
            f"beta_c about {OVERDAMPED:.2g} or less. A finer step of the current narrows this."
        )
    heated = [b for b in found.branches if b.heating is not None and not b.refusal and _hot(b)]
    if heated:
        return (
            "The sample heats itself after the switch, so that its retrapping current is that of "
            "a warmer sample and tells no damping. Shunt it, or pulse the current."
        )
    ends = (ratio.value + ratio.total, max(ratio.value - ratio.total, 1e-3 * ratio.value))
    low, high = (stewart_mccumber(end) for end in ends)
    return stewart_mccumber(ratio.value), (low, high)


def _hot(branch: BranchCurrent) -> bool:
    heating, cold = branch.heating, branch.sweep.held.get("temperature", 0.0)
    if heating is None:
        return False
    return heating.growth > 0.0 or heating.rise > _WARM * cold > 0.0


def _resistance(branches: Sequence[BranchCurrent], critical: float) -> Estimate | str:
    """Mean over the branches, or why there is none."""
    found = [r for b in branches if (r := _of_branch(b, critical)) is not None]
    if not found:
        return (
            f"No resistive branch of {_LEAST} readings up to {_NORMAL:g} times the critical current"
            "; raise the current, and record the voltage."
        )
    n = len(found)
    return Estimate(
        sum(r.value for r in found) / n,
        sqrt(sum(r.sigma**2 for r in found)) / n,
        sum(r.systematic for r in found) / n,
    )


def _of_branch(branch: BranchCurrent, critical: float) -> Estimate | None:
    curve = branch.curve
    top = float(curve.x[-1]) if curve.x.size else 0.0
    inside = curve.x >= critical + _UPPER * (top - critical)
    if curve.integrated or top < _NORMAL * critical or inside.sum() < _LEAST:
        return None
    x, v = curve.x[inside], curve.v[inside]
    dx = x - x.mean()
    spread = float(dx @ dx)
    slope, chord = float(dx @ v) / spread, float(v.mean() / x.mean())
    if slope <= 0.0 or chord <= 0.0:
        return None
    rest = v - v.mean() - slope * dx
    noise = max(curve.noise, sqrt(float(np.sum(rest**2)) / (x.size - 2)))
    other = sqrt(slope * chord)
    return Estimate((slope + other) / 2.0, noise / sqrt(spread), abs(slope - other) / 2.0)


def _times(current: CurrentEstimate, resistance: Estimate) -> Estimate:
    value = current.value * resistance.value
    return Estimate(
        value,
        value * hypot(current.sigma / current.value, resistance.sigma / resistance.value),
        value * hypot(current.spread / current.value, resistance.systematic / resistance.value),
    )
