"""Numbers that follow from a fitted boundary: Tc, lengths, Bc2(0), Pauli ratio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from math import isfinite, sqrt
from operator import itemgetter
from typing import Any

import xarray as xr

from ..core import Conventions, FitError, Model, Quantity, merge_rows, refused
from ..fit import FitOutcome
from ..models import model
from ..models.criticalfield import anisotropy, pauli_ratio, thin_film_from
from ._boundary_fit import LAWS, UNKNOWN, Fitted, Tables, where_of
from ._options import Options

_CITES = {
    "Tc": ("ginzburg1950", "tinkham1996"),
    "xi_GL": ("ginzburg1950", "tinkham1996"),
    "Bc2": ("ginzburg1950", "tinkham1996"),
    "d_sc": ("tinkham1963", "tinkham1996"),
    "anisotropy": ("tinkham1996",),
    "B_pauli": ("clogston1962", "chandrasekhar1962"),
    "pauli_ratio": ("clogston1962", "chandrasekhar1962"),
}


def boundary_numbers(
    fitted: Fitted,
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
            "where": where_of(tables, **where),
            "source": source,
            "rows": lines,
        }
        found = None
        if "direction" not in where or fitted.holds(str(where["direction"])):
            with suppress(FitError):
                found = _interval(fitted.outcome, function, parameter)
        if found is None:
            message = (
                f"The {criterion} points do not determine it: {fitted.outcome.fit.message} "
                "Measure more fields or temperatures."
            )
            rows.append(refused(name, unit, message, **common))
            return
        value, low, high = found
        if status == "ok" and fitted.outcome.fit.status == "warning":
            status, message = "warning", fitted.outcome.fit.message
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
    warn = {"status": "warning", "message": UNKNOWN} if unknown else {}
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
                    where=where_of(tables),
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
                "measure below 0.3 Tc to confirm it.",
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
    fitted: Fitted,
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
    excess = (other - value) ** 2 - 3.0 * max(allowed, 0.0)
    if not isfinite(other) or excess <= 0:
        return None
    shift = sqrt(excess)
    return (value - shift, value) if other < value else (value, value + shift)


def _thickness_status(fitted: Fitted) -> dict[str, str]:
    p = fitted.outcome.values
    from_t = thin_film_from(p["Tc0"], p["xi"], p["d"])
    if from_t > 0:
        return {
            "status": "warning",
            "message": f"The thin-film law needs d below 1.8 xi(T), which holds only above "
            f"{from_t:.3g} K; below that the parallel field is not geometric.",
        }
    return {}
