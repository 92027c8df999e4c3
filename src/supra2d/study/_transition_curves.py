"""Curves of a transition figure: sweeps, normal states, crossings."""

from __future__ import annotations

import numpy as np
import xarray as xr

from ..core import Curve
from ..measure import held, running, signal
from ._groups import Group, set_point
from ._options import Options


def transition_curves(group: Group, options: Options) -> list[Curve]:
    family = group.family
    curves: list[Curve] = []
    for branch in family.branches:
        if branch.sign < 0 and any(b.sweep is branch.sweep and b.sign > 0 for b in family.branches):
            continue  # both signs are one sweep, drawn once
        where = {**group.where, **_branch_where(branch.sweep)}
        curves.append(Curve("data", running(branch.sweep), signal(branch.sweep), where=where))
    for branch in family.branches:
        normal = branch.transition.normal
        if not branch.transition.plain or normal is None or normal.source != "own":
            continue
        x = np.array(normal.span)
        sign = branch.sign or 1
        where = {**group.where, **_branch_where(branch.sweep)}
        curves.append(Curve("normal_state", sign * x, normal(x), where=where))
    for criterion in options.criteria:
        curves += _marks(group, criterion)
    if family.normal is not None:
        x = np.array([min(c.x.min() for c in curves), max(c.x.max() for c in curves)])
        curves.append(Curve("normal_state", x, family.normal(x), where=dict(group.where)))
    return curves


def _branch_where(sweep: xr.Dataset) -> dict[str, object]:
    where: dict[str, object] = {"branch": str(sweep.attrs["branch"])}
    for name in ("temperature", "field", "azimuth"):
        value = held(sweep, name)
        if value is not None:
            where[name] = set_point(name, value)
    return where


def _marks(group: Group, criterion: str) -> list[Curve]:
    """Where each pass crosses the criterion."""
    x, y, error = [], [], []
    for branch in group.family.branches:
        t = branch.transition
        crossing = t.crossings.get(criterion)
        if crossing is None or crossing.refused or t.normal is None or t.zero is None:
            continue
        level = float(criterion.removesuffix("%")) / 100
        x.append((branch.sign or 1) * crossing.x)
        y.append(t.zero.value + level * (float(t.normal(np.array(crossing.x))) - t.zero.value))
        error.append(crossing.total)
    if not x:
        return []
    where = {**group.where, "criterion": criterion}
    return [Curve("criterion", np.array(x), np.array(y), x_error=np.array(error), where=where)]
