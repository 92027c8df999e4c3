"""All sweeps of one kind and channel, measured together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..core import Array, Check
from ._criteria import CRITERIA, fraction_of
from ._level import SlopeNoise
from ._points import Branch, Point, combine, groups_of
from ._shape import NormalState, Zero
from ._sharing import borrowed_normal, control_scatter, shared_noise, shared_zero, zero_for
from ._split import running, signal
from ._transition import Transition, transition

if TYPE_CHECKING:
    from ._remanence import Remanence


#: A sweep of temperature wider than this fraction of its position is a normal metal's.
RELATIVE_WIDTH = 1.2


@dataclass(frozen=True)
class Family:
    """All sweeps of one kind, channel and direction, measured.

    ``kind`` is that of the sweeps, ``branches`` every pass, ``points`` the combined points of
    every criterion, ``normal`` the borrowed normal state if one was needed, ``refusal`` the
    reason when no pass is a plain transition.
    """

    kind: str
    channel: str
    quantity: str
    units: str
    branches: tuple[Branch, ...]
    points: tuple[Point, ...]
    normal: NormalState | None = None
    checks: tuple[Check, ...] = ()
    refusal: str = ""
    refusal_kind: str = ""
    criteria: tuple[str, ...] = field(default=CRITERIA)
    remanence: Remanence | None = None

    def at(self, criterion: str) -> list[Point]:
        """Points of one criterion, refused ones included."""
        return [p for p in self.points if p.criterion == criterion]


def measure_family(sweeps: Sequence[xr.Dataset], *, criteria: Sequence[str] = CRITERIA) -> Family:
    """Measure all sweeps of one kind and channel together.

    The normal state is each sweep's own where it is reached. Where some sweep ends before it
    is flat and another sweep of the channel lies wholly above the transition, that one gives
    the normal state for all: one background, one source of error that all points share.

    Parameters
    ----------
    sweeps
        From ``split``, all of the same kind and channel; several files may be mixed.
    criteria
        See ``transition``.

    Raises
    ------
    InputError
        For a criterion that is none.
    """
    for name in criteria:
        fraction_of(name)
    first = sweeps[0].attrs
    quantity = sweeps[0][first["signal"]].attrs
    # first what the sweeps share, for which the middle of each transition is enough
    branches = [branch for sweep in sweeps for branch in _passes(sweep, ("50%",))]
    reference = borrowed_normal(branches)
    noise = shared_noise(branches)
    scatter = control_scatter(branches)
    zero = shared_zero(branches)
    branches = [
        Branch(
            b.sweep,
            b.sign,
            _run(b.sweep, b.sign, criteria, reference, noise, scatter, zero_for(b, zero)),
        )
        if b.transition.plain
        else b
        for b in branches
    ]
    refusal, refusal_kind = _refusal(branches)
    points: list[Point] = []
    if not refusal:
        for group in groups_of([b for b in branches if b.transition.plain]):
            points += [combine(c, group) for c in criteria]
    return Family(
        first["kind"],
        first["channel"],
        str(quantity["quantity"]),
        str(quantity["units"]),
        tuple(branches),
        tuple(points),
        reference,
        _collect(branches) if not refusal else (),
        refusal,
        refusal_kind,
        tuple(criteria),
    )


def _passes(sweep: xr.Dataset, criteria: Sequence[str]) -> list[Branch]:
    """One pass on either side of zero field or of the parallel field; one pass otherwise."""
    if sweep.attrs["kind"] not in ("R(B)", "R(angle)"):
        return [Branch(sweep, 0, _run(sweep, 0, criteria))]
    x = _centred(sweep)
    found = []
    for sign in (1, -1):
        side = sign * x >= 0
        if side.sum() >= 8 and np.max(sign * x) > 0.1 * np.max(np.abs(x)):
            found.append(Branch(sweep, sign, _run(sweep, sign, criteria)))
    return found


def _centred(sweep: xr.Dataset) -> Array:
    """The running control; an angle is counted from the parallel field, where R is lowest."""
    x = running(sweep)
    return x % 180.0 - 90.0 if sweep.attrs["kind"] == "R(angle)" else x


def _run(
    sweep: xr.Dataset,
    sign: int,
    criteria: Sequence[str],
    reference: NormalState | None = None,
    noise: SlopeNoise | None = None,
    scatter: float = 0.0,
    zero: Zero | None = None,
) -> Transition:
    x, y = _centred(sweep), signal(sweep)
    if sign:
        # keep a little of the other side: a remanent field moves the centre of the transition
        side = sign * x >= -0.02 * float(np.max(np.abs(x)))
        x, y = sign * x[side], y[side]
    width = RELATIVE_WIDTH if sweep.attrs["kind"] == "R(T)" else None
    return transition(
        x,
        y,
        criteria=criteria,
        reference=reference,
        relative_width=width,
        noise=noise,
        scatter=scatter,
        zero=zero,
    )


def _refusal(branches: Sequence[Branch]) -> tuple[str, str]:
    """Reason why the whole family gives no number; empty when it does."""
    plain = [b for b in branches if b.transition.plain]
    peaks = [b for b in branches if b.transition.kind == "peak"]
    if plain and len(peaks) <= len(plain) / 2:
        return "", ""
    if peaks:
        worst = peaks[len(peaks) // 2].transition.reason
        return f"No plain transition in {len(peaks)} of {len(branches)} passes: {worst}.", "peak"
    reasons = list(dict.fromkeys(b.transition.reason for b in branches))
    return f"No transition: {reasons[0]}." if reasons else "No sweep.", "none"


def _collect(branches: Sequence[Branch]) -> tuple[Check, ...]:
    """One check per name, from the branch where it is largest."""
    found: dict[str, Check] = {}
    counts: dict[str, int] = {}
    for branch in branches:
        for check in branch.transition.checks:
            counts[check.name] = counts.get(check.name, 0) + 1
            old = found.get(check.name)
            if old is None or abs(check.value or 0) > abs(old.value or 0):
                found[check.name] = check
    total = len(branches)
    if counts.get("lockin_magnitude", 0) <= total / 2:
        found.pop("lockin_magnitude", None)  # by chance a floor may show no negative value
    return tuple(
        Check(c.name, c.status, f"{c.message} ({counts[c.name]} of {total} passes)", c.value)
        for c in found.values()
    )
