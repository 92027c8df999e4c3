"""Ginzburg-Landau laws fitted to the tables of one channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..core import Check, Model, SupraError
from ..fit import FitOutcome, fit_joint
from ..models import model

#: Law fitted to each direction; an unknown direction is fitted as if perpendicular.
LAWS = {"perpendicular": "gl_perpendicular", "parallel": "gl_parallel", "": "gl_perpendicular"}


#: Spread of Tc between cooldowns that a joint fit allows, as a fraction of Tc.
COOLDOWN_SPREAD = 0.01


UNKNOWN = (
    "The field direction is not in the file (a rotator reading says nothing without its zero): "
    "this number holds only if the field was along the film normal. State it with --direction "
    "perpendicular (or parallel), or in supra2d.toml."
)


@dataclass(frozen=True)
class Tables:
    """Tables of one channel: per criterion, per direction.

    ``azimuth`` is that of the parallel points, deg, None where it is not recorded; ``checks``
    is what had to be said when the tables were made.
    """

    channel: str
    by_criterion: Mapping[str, Mapping[str, xr.Dataset]]
    azimuth: float | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Fitted:
    """A joint fit and its repetition on the upper half of the temperatures."""

    outcome: FitOutcome
    near: FitOutcome | None
    parts: tuple[str, ...]

    def holds(self, direction: str) -> bool:
        """Whether the points determine the law of a direction, so that its line means something."""
        free = {p.name for p in model(LAWS[direction]).parameters} & set(self.outcome.free)
        return all(self.outcome.intervals[name] is not None for name in free)


def where_of(tables: Tables, **more: object) -> dict[str, object]:
    where: dict[str, object] = {"channel": tables.channel} if tables.channel else {}
    if more.get("direction") == "parallel" and tables.azimuth is not None:
        where["azimuth"] = tables.azimuth
    return {**where, **{k: v for k, v in more.items() if v != ""}}


def fit_boundary(by_direction: Mapping[str, xr.Dataset], *, minos: bool) -> Fitted:
    parts = [(model(LAWS[d]), t) for d, t in by_direction.items()]
    if list(by_direction) == ["parallel"]:
        return Fitted(_parallel_alone(parts[0]), None, ("parallel",))
    shift = tc_shift(list(by_direction.values()))
    outcome = fit_joint(parts, tc_shift=shift, minos=minos)
    near = None
    try:
        upper = [(law, _upper_half(t)) for law, t in parts]
        near = fit_joint(upper, tc_shift=shift, minos=False)
    except SupraError:
        pass  # too few points for a second opinion: the systematic part stays empty
    return Fitted(outcome, near, tuple(by_direction))


def _parallel_alone(part: tuple[Model, xr.Dataset]) -> FitOutcome:
    """Parallel data alone fix Tc and the product xi d, not each: xi is held at its default."""
    law = part[0]
    return fit_joint([part], fixed={"xi": law.parameter("xi").default})


def tc_shift(tables: Sequence[xr.Dataset]) -> float | None:
    """Spread of Tc between cooldowns that is allowed for, K; None with a single cooldown."""
    runs = {str(r) for t in tables for r in t["run"].values if r}
    top = max(float(t["temperature"].max()) for t in tables)
    return COOLDOWN_SPREAD * top if len(runs) > 1 else None


def _upper_half(table: xr.Dataset) -> xr.Dataset:
    t = table["temperature"].values
    keep = np.argsort(t)[-max(3, (t.size + 1) // 2) :]
    return table.isel(point=np.sort(keep))
