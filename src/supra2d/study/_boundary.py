"""Critical-field tables -> laws, coherence length, thickness, Pauli ratio, checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite, sqrt
from operator import itemgetter
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Axis,
    Check,
    Conventions,
    Curve,
    Fit,
    FitError,
    Model,
    Quantity,
    Result,
    Sample,
    SupraError,
    merge_rows,
    refused,
    with_preferred,
)
from ..fit import FitOutcome, fit_joint
from ..models import model
from ..models.criticalfield import anisotropy, pauli_ratio, thin_film_from
from ._options import Options

#: Law fitted to each direction; an unknown direction is fitted as if perpendicular.
LAWS = {"perpendicular": "gl_perpendicular", "parallel": "gl_parallel", "": "gl_perpendicular"}

#: Spread of Tc between cooldowns that a joint fit allows, as a fraction of Tc.
COOLDOWN_SPREAD = 0.01

_CITES = {
    "Tc": ("ginzburg1950", "tinkham1996"),
    "xi_GL": ("ginzburg1950", "tinkham1996"),
    "Bc2": ("ginzburg1950", "tinkham1996"),
    "d_sc": ("tinkham1963", "tinkham1996"),
    "anisotropy": ("tinkham1996",),
    "B_pauli": ("clogston1962", "chandrasekhar1962"),
    "pauli_ratio": ("clogston1962", "chandrasekhar1962"),
}

_UNKNOWN = (
    "The field direction is not in the file (a rotator reading says nothing without its zero): "
    "this number holds only if the field was along the film normal. State it with --direction "
    "perpendicular (or parallel), or in supra2d.toml."
)


@dataclass(frozen=True)
class Tables:
    """Tables of one channel: per criterion, per direction."""

    channel: str
    by_criterion: Mapping[str, Mapping[str, xr.Dataset]]


@dataclass(frozen=True)
class _Fitted:
    """A joint fit and its repetition on the upper half of the temperatures."""

    outcome: FitOutcome
    near: FitOutcome | None
    parts: tuple[str, ...]


def boundary_result(tables: Tables, sample: Sample, options: Options) -> Result | None:
    """Fit the Ginzburg-Landau laws to the tables of one channel, for each criterion.

    Perpendicular and parallel tables are fitted together with one Tc and one coherence length.
    The fit is repeated on the points nearest to Tc, where the laws are exact; what that moves
    beyond noise is the systematic part.
    """
    quantities: list[Quantity] = []
    fits: list[Fit] = []
    checks: list[Check] = []
    curves: list[Curve] = []
    text: list[str] = []
    for criterion, by_direction in tables.by_criterion.items():
        main = criterion == options.criterion
        curves += [_points(tables, t, d, criterion) for d, t in by_direction.items()]
        try:
            fitted = _fit(by_direction, minos=main)
        except SupraError as error:
            quantities.append(
                refused(
                    "Tc",
                    "K",
                    f"No law can be fitted to the {criterion} points: {error}",
                    criterion=criterion,
                    method="extrapolation of the critical field",
                    where=_where(tables),
                )
            )
            continue
        fits.append(_named(fitted.outcome.fit, tables, criterion))
        quantities += _numbers(fitted, tables, by_direction, criterion, options)
        if main:
            checks += _checks(fitted, tables, by_direction, sample)
            curves += _lines(fitted, tables, by_direction, criterion)
            text += _sentences(fitted)
    if not curves:
        return None
    checks += _criterion_check(quantities, options.criterion, tables)
    title = "Critical field" + (f" ({tables.channel})" if tables.channel else "")
    return Result(
        "critical_field",
        title,
        quantities=with_preferred(quantities, options.criterion),
        fits=tuple(fits),
        checks=tuple(checks),
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=tuple(text),
    )


def _where(tables: Tables, **more: object) -> dict[str, object]:
    where: dict[str, object] = {"channel": tables.channel} if tables.channel else {}
    return {**where, **{k: v for k, v in more.items() if v != ""}}


def _fit(by_direction: Mapping[str, xr.Dataset], *, minos: bool) -> _Fitted:
    parts = [(model(LAWS[d]), t) for d, t in by_direction.items()]
    if list(by_direction) == ["parallel"]:
        return _Fitted(_parallel_alone(parts[0]), None, ("parallel",))
    shift = _tc_shift(list(by_direction.values()))
    outcome = fit_joint(parts, tc_shift=shift, minos=minos)
    near = None
    try:
        upper = [(law, _upper_half(t)) for law, t in parts]
        near = fit_joint(upper, tc_shift=shift, minos=False)
    except SupraError:
        pass  # too few points for a second opinion: the systematic part stays empty
    return _Fitted(outcome, near, tuple(by_direction))


def _parallel_alone(part: tuple[Model, xr.Dataset]) -> FitOutcome:
    """Parallel data alone fix Tc and the product xi d, not each: xi is held at its default."""
    law = part[0]
    return fit_joint([part], fixed={"xi": law.parameter("xi").default})


def _tc_shift(tables: Sequence[xr.Dataset]) -> float | None:
    runs = {str(r) for t in tables for r in t["run"].values if r}
    top = max(float(t["temperature"].max()) for t in tables)
    return COOLDOWN_SPREAD * top if len(runs) > 1 else None


def _upper_half(table: xr.Dataset) -> xr.Dataset:
    t = table["temperature"].values
    keep = np.argsort(t)[-max(3, (t.size + 1) // 2) :]
    return table.isel(point=np.sort(keep))


def _named(fit: Fit, tables: Tables, criterion: str) -> Fit:
    where = f"{tables.channel}, " if tables.channel else ""
    return replace(fit, data=f"{where}{criterion} criterion, {fit.data}")


def _numbers(
    fitted: _Fitted,
    tables: Tables,
    by_direction: Mapping[str, xr.Dataset],
    criterion: str,
    options: Options,
) -> list[Quantity]:
    conventions = options.conventions
    rows: list[Quantity] = []
    laws = "+".join(LAWS[d] for d in fitted.parts)
    source = "; ".join(dict.fromkeys(s for t in by_direction.values() for s in t["source"].values))
    lines = merge_rows(s for t in by_direction.values() for s in t["rows"].values)
    unknown = "" in fitted.parts

    def add(
        name: str,
        unit: str,
        function: Callable[[Mapping[str, float]], float],
        *,
        parameter: str = "",
        status: str = "ok",
        message: str = "",
        convention: str = "",
        **where: object,
    ) -> None:
        common: dict[str, Any] = {
            "criterion": criterion,
            "method": laws,
            "convention": convention,
            "where": _where(tables, **where),
            "source": source,
            "rows": lines,
        }
        try:
            value, low, high = _interval(fitted.outcome, function, parameter)
        except FitError:
            message = (
                f"The {criterion} points do not determine it: {fitted.outcome.fit.message} "
                "Measure more fields or temperatures."
            )
            rows.append(refused(name, unit, message, **common))
            return
        rows.append(
            Quantity(
                name,
                unit,
                value,
                (low, high),
                _window_part(fitted, function, value, high - low),
                status=status,
                message=message,
                cites=_CITES[name],
                **common,
            )
        )

    add("Tc", "K", itemgetter("Tc0"), parameter="Tc0")
    warn = {"status": "warning", "message": _UNKNOWN} if unknown else {}
    if fitted.parts != ("parallel",):
        add("xi_GL", "m", itemgetter("xi"), parameter="xi", **warn)
    if "parallel" in fitted.parts and len(fitted.parts) > 1:
        add("d_sc", "m", itemgetter("d"), parameter="d", **_thickness_status(fitted))
    if criterion == options.criterion and "parallel" in fitted.parts and len(fitted.parts) > 1:
        both = partial(_anisotropy, model("gl_parallel"), model("gl_perpendicular"))
        add("anisotropy", "1", both)
    elif fitted.parts == ("parallel",):
        for name in ("xi_GL", "d_sc"):
            rows.append(
                refused(
                    name,
                    "m",
                    "Parallel data alone determine only the product of coherence length and "
                    "thickness; add perpendicular data.",
                    criterion=criterion,
                    where=_where(tables),
                    source=source,
                )
            )
    if criterion != options.criterion:
        return rows
    for direction in fitted.parts:
        lowest = float(by_direction[direction]["temperature"].min()) / fitted.outcome.values["Tc0"]
        far = (
            {
                "status": "warning",
                "message": f"Extrapolated from T/Tc = {lowest:.2f} by a law that is exact near Tc; "
                "measure colder to replace it.",
            }
            if lowest > 0.3
            else {}
        )
        add(
            "Bc2",
            "T",
            partial(_zero, model(LAWS[direction])),
            temperature=0.0,
            direction=direction,
            **far,
        )
    add(
        "B_pauli",
        "T",
        lambda p: conventions.pauli_limit(p["Tc0"]),
        convention=f"prefactor {conventions.pauli_prefactor}, g = {conventions.g:g}",
    )
    for direction in fitted.parts:
        add(
            "pauli_ratio",
            "1",
            partial(_over_pauli, conventions, model(LAWS[direction])),
            convention=f"prefactor {conventions.pauli_prefactor}, g = {conventions.g:g}",
            direction=direction,
        )
    return rows


def _interval(
    outcome: FitOutcome, function: Callable[[Mapping[str, float]], float], parameter: str
) -> tuple[float, float, float]:
    """Value and 68 % interval: the profile of a parameter, draws for what follows from several."""
    interval = outcome.intervals.get(parameter)
    if interval is None:
        return outcome.propagate(function)
    return outcome.values[parameter], *interval


def _zero(law: Model, p: Mapping[str, float]) -> float:
    """Critical field at T = 0 by a law, T."""
    return float(law(0.0, **{q.name: p[q.name] for q in law.parameters}))


def _over_pauli(conventions: Conventions, law: Model, p: Mapping[str, float]) -> float:
    return pauli_ratio(_zero(law, p), p["Tc0"], conventions)


def _anisotropy(parallel: Model, perpendicular: Model, p: Mapping[str, float]) -> float:
    return anisotropy(_zero(parallel, p), _zero(perpendicular, p))


def _window_part(
    fitted: _Fitted,
    function: Callable[[Mapping[str, float]], float],
    value: float,
    width: float,
) -> tuple[float, float] | None:
    """What the points nearest to Tc alone would give, as far as noise does not explain it."""
    if fitted.near is None:
        return None
    try:
        other, low, high = fitted.near.propagate(function)
    except FitError:
        return None
    allowed = ((high - low) / 2) ** 2 - (width / 2) ** 2
    excess = (other - value) ** 2 - 2.0 * max(allowed, 0.0)
    if not isfinite(other) or excess <= 0:
        return None
    shift = sqrt(excess)
    return (value - shift, value) if other < value else (value, value + shift)


def _thickness_status(fitted: _Fitted) -> dict[str, str]:
    p = fitted.outcome.values
    from_t = thin_film_from(p["Tc0"], p["xi"], p["d"])
    if from_t > 0:
        return {
            "status": "warning",
            "message": f"The thin-film law needs d below 1.8 xi(T), which holds only above "
            f"{from_t:.3g} K; below that the parallel field is not geometric.",
        }
    return {}


def _checks(
    fitted: _Fitted,
    tables: Tables,
    by_direction: Mapping[str, xr.Dataset],
    sample: Sample,
) -> list[Check]:
    prefix = f"{tables.channel}: " if tables.channel else ""
    checks = [Check(c.name, c.status, prefix + c.message, c.value) for c in fitted.outcome.checks]
    p = fitted.outcome.values
    if "" in fitted.parts:
        checks.append(Check("direction", "warning", prefix + _UNKNOWN))
    if "parallel" not in fitted.parts or len(fitted.parts) < 2:
        return checks
    ratio = p["d"] / p["xi"]
    lowest = float(by_direction["parallel"]["temperature"].min())
    valid = lowest >= thin_film_from(p["Tc0"], p["xi"], p["d"])
    checks.append(
        Check(
            "thin_film",
            "ok" if valid else "warning",
            f"{prefix}d/xi = {ratio:.2g}: the thin-film law for the parallel field "
            + ("holds at all temperatures measured." if valid else "fails at the lowest ones."),
            ratio,
        )
    )
    if sample.thickness is not None:
        excess = p["d"] / sample.thickness
        over = excess > 1.1
        checks.append(
            Check(
                "thickness",
                "warning" if over else "ok",
                f"{prefix}d_sc is {excess:.2f} of the stated thickness of "
                f"{sample.thickness * 1e9:.3g} nm"
                + (
                    ": the parallel field is below what geometry allows, so spins limit it or "
                    "the film was tilted."
                    if over
                    else "; it is an upper bound wherever spins also limit the parallel field."
                ),
                excess,
            )
        )
    return checks


def _criterion_check(rows: Sequence[Quantity], criterion: str, tables: Tables) -> list[Check]:
    """How much xi_GL (or Tc) depends on the criterion."""
    for name in ("xi_GL", "Tc"):
        values = [q.value for q in rows if q.name == name and q.value is not None]
        main = [q.value for q in rows if q.name == name and q.criterion == criterion]
        if len(values) < 2 or not main or main[0] is None:
            continue
        spread = (max(values) - min(values)) / main[0]
        listed = ", ".join(
            f"{q.criterion}: {q.value * (1e9 if q.unit == 'm' else 1):.4g}"
            for q in rows
            if q.name == name and q.value is not None
        )
        unit = "nm" if name == "xi_GL" else "K"
        prefix = f"{tables.channel}: " if tables.channel else ""
        return [
            Check(
                "criterion_dependence",
                "warning" if spread > 0.1 else "ok",
                f"{prefix}{name} by criterion ({unit}): {listed}; compare samples by one "
                "criterion only.",
                spread,
            )
        ]
    return []


def _points(tables: Tables, table: xr.Dataset, direction: str, criterion: str) -> Curve:
    def error(axis: str) -> np.ndarray:
        shared = table[f"{axis}_shared"].values
        return np.sqrt(table[f"{axis}_error"].values ** 2 + (shared**2).sum(axis=1))

    return Curve(
        "data",
        table["temperature"].values,
        table["field"].values,
        x_error=error("temperature"),
        y_error=error("field"),
        where=_where(tables, direction=direction, criterion=criterion),
    )


def _lines(
    fitted: _Fitted, tables: Tables, by_direction: Mapping[str, xr.Dataset], criterion: str
) -> list[Curve]:
    top = fitted.outcome.values["Tc0"]
    x = top * (1 - np.linspace(1, 0, 161) ** 2)
    curves = []
    for i, direction in enumerate(fitted.parts):
        where = _where(tables, direction=direction, criterion=criterion, model=LAWS[direction])
        y, low, high = fitted.outcome.predict(i, x)
        curves.append(Curve("fit", x, y, low=low, high=high, where=where))
        curves.append(
            Curve(
                "residual",
                by_direction[direction]["temperature"].values,
                fitted.outcome.residuals(i),
                where=where,
            )
        )
    return curves


def _sentences(fitted: _Fitted) -> list[str]:
    laws = " and ".join(LAWS[d] for d in fitted.parts)
    text = [f"Fitted by {laws}" + (", together." if len(fitted.parts) > 1 else ".")]
    if fitted.outcome.shifts:
        listed = ", ".join(
            f"{run}: {1e3 * s:+.3g} mK" for run, (s, _) in fitted.outcome.shifts.items()
        )
        text.append(f"Shift of Tc per cooldown: {listed}.")
    return text
