"""Diode efficiency, and everything that imitates one: retrapping, an offset, a remanent field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from ..core import Interval
from ._critical_current_curve import CurrentEstimate
from ._critical_current_sets import CriticalSet

_SEEN = 2.0  # standard deviations from which an efficiency is not zero
_ZERO_FIELD = 5e-3  # T within which a magnet's remanent field counts
_OPPOSITE = 0.02  # of the field, within which another one is its opposite


@dataclass(frozen=True)
class Diode:
    r"""Efficiency :math:`(I_{c+} - |I_{c-}|)/(I_{c+} + |I_{c-}|)`, or why there is none.

    ``refusal`` is a sentence with a remedy; ``caution`` one for a number that is given.
    """

    method: str
    value: float = float("nan")
    sigma: float = float("nan")
    systematic: Interval | None = None
    refusal: str = ""
    caution: str = ""

    @property
    def seen(self) -> bool:
        """Whether the two polarities differ by more than two standard deviations."""
        spread = (self.systematic[1] - self.systematic[0]) / 2.0 if self.systematic else 0.0
        return abs(self.value) > _SEEN * hypot(self.sigma, spread)


def diode(found: CriticalSet, others: Sequence[CriticalSet] = ()) -> Diode | None:
    """Diode efficiency of one setting.

    Parameters
    ----------
    found
        Branches at one setting.
    others
        Those at other settings; the one at the opposite field tells a diode, which changes its
        sign with the field, from what does not.

    Returns
    -------
    Diode or None
        None where one polarity was not measured at all or nothing has a critical current.
    """
    usable = [b for b in found.branches if not b.refusal and b.methods]
    if {b.sweep.sign for b in usable} != {1, -1} or not found.methods:
        return None
    method = found.methods[0]
    plain = _efficiency(found, method)
    if plain is None:
        return Diode(method, refusal=(
            "One polarity was measured with falling current only: what differs is hysteresis, the "
            "retrapping current against the switching current, and no diode. Sweep up from zero "
            "at both polarities."
        ))  # fmt: skip
    if not plain.seen:
        return plain
    if not np.isfinite(found.branches[0].sweep.offsets.current_sigma):
        return Diode(method, refusal=(
            f"Ic differs by {200 * plain.value:.2g} % between the polarities, which an offset of "
            "the current source would do as well. Sweep into the straight normal branch at both "
            "polarities in one sweep: it shows the offset."
        ))  # fmt: skip
    return _against_field(found, plain, others)


def _efficiency(found: CriticalSet, method: str) -> Diode | None:
    plus, minus = (found.polarity(sign, method) for sign in (1, -1))
    if plus is None or minus is None:
        return None
    total = plus.value + minus.value
    value = (plus.value - minus.value) / total
    offset = found.branches[0].sweep.offsets.current_sigma
    sigma = hypot(plus.sigma, minus.sigma, offset if np.isfinite(offset) else 0.0) / total
    apart = _apart(plus, minus) / total
    return Diode(method, value, sigma, (value - apart, value + apart) if apart else None)


def _apart(plus: CurrentEstimate, minus: CurrentEstimate) -> float:
    """What a choice that shifts the two polarities differently leaves open, A."""
    if plus.systematic is None or minus.systematic is None:
        return 0.0
    shifts = [
        (p - plus.value) - (m - minus.value)
        for p, m in zip(plus.systematic, minus.systematic, strict=True)
    ]
    return max(abs(s) for s in shifts)


def _against_field(found: CriticalSet, plain: Diode, others: Sequence[CriticalSet]) -> Diode:
    """An efficiency that is not zero, judged by the field."""
    field = found.held.get("field")
    if field is None or abs(field) < _ZERO_FIELD:
        return Diode(plain.method, refusal=(
            f"Ic differs by {200 * plain.value:.2g} % between the polarities in zero field, which "
            "a remanent field or trapped flux would do as well. Warm above Tc, and measure at a "
            "field and its opposite: the efficiency of a diode changes its sign with the field."
        ))  # fmt: skip
    opposite = [
        e
        for other in others
        if abs(other.held.get("field", field) + field) <= _OPPOSITE * abs(field)
        and _same(other, found)
        and (e := _efficiency(other, plain.method)) is not None
    ]
    caution = (
        "The opposite field was not measured: a diode changes its sign with the field, an error "
        "of the current does not. Measure there as well."
    )
    if opposite:
        even = (plain.value + opposite[0].value) / 2.0
        known = abs(even) <= _SEEN * hypot(plain.sigma, opposite[0].sigma) / 2.0
        caution = (
            ""
            if known or abs(even) < 0.2 * abs(plain.value)
            else f"At the opposite field the efficiency is {opposite[0].value:.3g}: {even:.2g} of "
            "it does not change its sign with the field, as a remanent field or an offset would do."
        )
    return Diode(plain.method, plain.value, plain.sigma, plain.systematic, caution=caution)


def _same(one: CriticalSet, other: CriticalSet) -> bool:
    """Whether two settings differ in their field alone."""
    if (one.channel, one.direction) != (other.channel, other.direction):
        return False
    return all(
        abs(value - other.held.get(name, value)) <= 0.01 * abs(value) + 1e-9
        for name, value in one.held.items()
        if name != "field"
    )
