"""Curves of a creep study: Arrhenius plot, barriers against field and against temperature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..core import Array, Axis, Curve
from ..measure import Creep, CreepSweep, FieldLaws, local_exponent, local_slope
from ..models.creep import barrier
from ._creep_field import FieldStudy
from ._creep_numbers import barriers, best_method
from ._groups import set_point

_AGAINST_FIELD = Axis("field", "T"), Axis("U0", "K")
_AGAINST_T = Axis("temperature", "K"), Axis("barrier", "K")
_EXPONENT = Axis("field", "T"), Axis("exponent", "1")


def creep_curves(creep: Creep, study: FieldStudy, where: Mapping[str, object]) -> list[Curve]:
    """All curves; those that are not R(T) carry their own axes.

    Roles: ``data`` the whole sweep, ``window`` the points of the widest window, ``fit`` the
    activated law, ``barrier`` and ``barrier_fit`` against field, ``slope`` and
    ``barrier_temperature`` against temperature, ``exponent`` between neighbouring fields.
    """
    curves: list[Curve] = []
    method = best_method(creep)
    for i, sweep in enumerate(creep.sweeps):
        place = {**where, "field": set_point("field", sweep.field)}
        curves += _sweep(sweep, place)
        curves.append(_line(creep, i, method, place))
    curves += _against_field(creep, study, where)
    for i, sweep in enumerate(creep.sweeps):
        place = {**where, "field": set_point("field", sweep.field)}
        T, slope, error = local_slope(sweep)
        curves.append(Curve("slope", T, slope, y_error=error, where=place, axes=_AGAINST_T))
        curves.append(_barrier(creep, i, method, place))
    return curves


def _sweep(sweep: CreepSweep, place: Mapping[str, object]) -> list[Curve]:
    T = np.concatenate([b.transition.x for b in sweep.branches])
    R = np.concatenate(
        [b.transition.y - (b.transition.zero.value if b.transition.zero else 0.0)
         for b in sweep.branches]
    )  # fmt: skip
    order = np.argsort(T, kind="stable")
    points = np.exp(sweep.log)
    return [
        Curve("data", T[order], R[order], where=place),
        Curve("window", sweep.T, points, y_error=points * sweep.error, where=place),
    ]


def _line(creep: Creep, i: int, method: str, place: Mapping[str, object]) -> Curve:
    """The activated law of one field by a method, from its window to where the lines meet."""
    sweep = creep.sweeps[i]
    if method == "modified_taff":
        found = creep.modified
        T = _grid(sweep, 0.999 * found.Tc0)
        T = T[T < found.Tc0]
        rest = 1.0 - T / found.Tc0
        U = found.U0.value[i] * rest**found.best_q
        log = found.log_prefactor[i] + found.best_q * np.log(rest) - np.log(T) - U / T
        keep = U > T  # the law ends where the barrier is as small as the temperature
        T, log = T[keep], log[keep]
    elif method == "arrhenius_crossing" and creep.crossing is not None:
        T = _grid(sweep, creep.crossing.T)
        U0 = creep.crossing.U0.value[i]
        log = creep.crossing.log_R0f + U0 * (1.0 / creep.crossing.T - 1.0 / T)
    else:
        end = creep.crossing.T if creep.crossing is not None else 1.1 * float(sweep.T[-1])
        T = _grid(sweep, end)
        log = creep.arrhenius.log_R0.value[i] - creep.arrhenius.U0.value[i] / T
    return Curve("fit", T, np.exp(log), where={**place, "model": method})


def _grid(sweep: CreepSweep, end: float) -> Array:
    """Temperatures from a little below the window, evenly spaced in 1/T."""
    start = 1.0 / float(sweep.T[0])
    reach = 0.2 * (start - 1.0 / float(sweep.T[-1]))
    grid: Array = 1.0 / np.linspace(start + reach, 1.0 / max(end, float(sweep.T[-1])), 121)
    return grid


def _against_field(creep: Creep, study: FieldStudy, where: Mapping[str, object]) -> list[Curve]:
    field = creep.field
    curves = []
    for method in ("arrhenius", "arrhenius_crossing", "modified_taff"):
        if method == "arrhenius_crossing" and creep.crossing is None:
            continue
        U0 = barriers(creep, method)
        place = {**where, "method": method, "used": method == study.method}
        good = np.isfinite(U0.value) & (U0.value > U0.total)
        curves.append(
            Curve(
                "barrier",
                field[good],
                U0.value[good],
                y_error=U0.total[good],
                where=place,
                axes=_AGAINST_FIELD,
            )
        )
    if field.size < 2:
        return curves
    curves += _laws(study.laws, field, where)
    U0 = barriers(creep, study.method)
    good = U0.value > U0.total
    if good.sum() >= 2:
        x, alpha, error = local_exponent(field[good], U0.value[good], U0.total[good])
        curves.append(Curve("exponent", x, alpha, y_error=error, where=where, axes=_EXPONENT))
    return curves


def _laws(laws: FieldLaws, field: Array, where: Mapping[str, object]) -> list[Curve]:
    grid = np.geomspace(field.min(), field.max(), 161)
    curves = []
    for name in sorted(laws.weights, key=lambda name: -laws.weights[name]):
        y, low, high = laws.outcomes[name].predict(0, grid)
        place = {**where, "model": name, "weight": laws.weights[name]}
        curves.append(
            Curve("barrier_fit", grid, y, low=low, high=high, where=place, axes=_AGAINST_FIELD)
        )
    return curves


def _barrier(creep: Creep, i: int, method: str, place: Mapping[str, object]) -> Curve:
    """U(T) of one field from the coldest window to where it vanishes."""
    coldest = min(float(s.T[0]) for s in creep.sweeps)
    modified = method == "modified_taff"
    if modified:
        Tc, q = creep.modified.Tc0, creep.modified.best_q
    else:
        warmest = max(float(s.T[-1]) for s in creep.sweeps)
        Tc, q = creep.crossing.T if creep.crossing is not None else warmest, 1.0
    T = np.linspace(coldest, Tc, 121)
    U0 = float(barriers(creep, method).value[i])
    return Curve(
        "barrier_temperature",
        T,
        barrier(T, U0, Tc, q),
        where={**place, "model": method, "q": q},
        axes=_AGAINST_T,
    )
