"""Rows of a study of vortex unbinding: T_BKT by each method, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import hypot
from typing import Any

from ..core import Quantity, refused
from ..measure import Unbinding
from ..models.fluctuation import (
    dirty_limit,
    kinetic_inductance,
    pearl_length,
    penetration_depth,
    stiffness,
    vortex_core,
)
from ..report import words
from ._bkt_films import Film

EXPONENT, JOINED = "current_exponent", "halperin_nelson_interpolation"
EXPONENTIAL, SLOPES = "halperin_nelson", "slope_line"

#: Methods, the most trusted one first: an exponent of 3 holds for any film.
PREFERENCE = (EXPONENT, JOINED, EXPONENTIAL, SLOPES)

CITES = {
    EXPONENT: ("kosterlitz1973", "nelson1977", "kosterlitz1974", "jay2021"),
    JOINED: ("halperin1979", "benfatto2009", "schwarz1978", "jay2021"),
    EXPONENTIAL: ("halperin1979", "kosterlitz1974", "jay2021"),
    SLOPES: ("halperin1979", "jay2021"),
}
_DEFINED = {
    EXPONENT: "V ~ I^a with a = 3",
    JOINED: "Rn/R = 1 + (0.37/b) sinh^2 sqrt(b tau_c/tau)",
    EXPONENTIAL: "R = R0 exp[-b (T/T_BKT - 1)^(-1/2)] with corrections",
    SLOPES: "(dlnR/dT)^(-2/3) = 0, of a straight line",
}

# Methods disagree from this many errors on, if it is more than a thermometer might be off.
_APART, _LEAST = 3.0, 3e-3
_OPEN = 0.1  # relative error from which on a method says nothing
_FOLLOWS = 1.35  # by which the spread found in simulated films scatters, as a factor


def film_numbers(film: Film, where: Mapping[str, Any]) -> list[Quantity]:
    """T_BKT by each method, mean-field temperatures and the form of the transition."""
    rows = []
    if film.study is not None:
        rows.append(_row(EXPONENT, film.study.unbinding, where))
    if film.exponential is not None:
        rows.append(_row(EXPONENTIAL, film.exponential.unbinding, where))
        rows.append(_row(SLOPES, film.exponential.slope_line, where))
    rows += _interpolated(film, where)
    rows = _compared(rows)
    return [*rows, *_mean_field(film, rows, where)]


def _row(method: str, found: Unbinding, where: Mapping[str, Any]) -> Quantity:
    common: dict[str, Any] = {
        "method": method,
        "convention": _DEFINED[method],
        "where": {**where, "method": method},
    }
    if found.refused:
        return refused("T_BKT", "K", found.message, **common)
    low, high = found.systematic
    error = max(hypot(found.sigma, end - found.T) for end in (low, high))
    if error > _OPEN * found.T:
        message = (
            f"The points leave T_BKT open ({found.T:.3g} +- {error:.2g} K); lower the noise in the "
            "foot of the transition, or measure I-V through an exponent of 3."
        )
        return refused("T_BKT", "K", message, **common)
    return Quantity(
        "T_BKT",
        "K",
        found.T,
        (found.T - found.sigma, found.T + found.sigma),
        found.systematic,
        message=found.message,
        status="warning" if found.message else "ok",
        cites=CITES[method],
        **common,
    )


def _interpolated(film: Film, where: Mapping[str, Any]) -> list[Quantity]:
    """The interpolation by the more probable way, with the other one in its error.

    A wide critical region and a spread of temperatures look alike in R(T). Of films simulated by
    the flow of Kosterlitz with a spread of 0.3 to 4 % half were described as well by one
    temperature; in the others the width scattered by a third about the truth, more than the
    points allow. A width that is given has that as its systematic error, and a warning.
    """
    best = film.best
    if best is None:
        return []
    shift = sum(j.probability * abs(j.unbinding.T - best.unbinding.T) for j in film.joined.values())
    T = best.unbinding.T
    low, high = (hypot(end - T, shift) for end in best.unbinding.systematic)
    row = _row(JOINED, replace(best.unbinding, systematic=(T - low, T + high)), where)
    if row.status == "refused":
        return [row]
    spread = best is film.joined["inhomogeneous"]
    kind = f"{'a spread of temperatures' if spread else 'one temperature'} over the film"
    rows = [replace(row, convention=f"{_DEFINED[JOINED]}; {kind} ({best.probability:.2g})")]
    common: dict[str, Any] = {
        "method": JOINED,
        "where": {**where, "method": JOINED},
        "cites": CITES[JOINED],
    }
    core, factor = vortex_core(best.b), 0.5 * best.b_sigma
    if factor < 1.0:
        interval = (core * (1.0 - factor), core * (1.0 + factor))
        convention = "over that of the XY model, pi^2 J_s/2"
        rows.append(Quantity("vortex_core", "1", core, interval, convention=convention, **common))
    if spread:
        interval = (max(best.width - best.width_sigma, 0.0), best.width + best.width_sigma)
        rows.append(
            Quantity(
                "inhomogeneity",
                "1",
                best.width,
                interval,
                (best.width / _FOLLOWS, best.width * _FOLLOWS),
                status="warning",
                message="A wide critical region looks much like a spread of temperatures, and a "
                "spread that is small against it is not seen: compare tau_c with the dirty "
                "limit, and T_BKT with the exponent of I-V.",
                convention="relative standard deviation of the temperatures",
                **common,
            )
        )
    return rows


def _mean_field(film: Film, rows: Sequence[Quantity], where: Mapping[str, Any]) -> list[Quantity]:
    """Tc0 by paraconductivity, and T_BKT of a dirty film that follows from it and Rn."""
    found = film.mean_field
    if found is None or film.sheet is None:
        return []
    common: dict[str, Any] = {
        "method": "aslamazov_larkin",
        "where": {**where, "method": "aslamazov_larkin"},
    }
    given = [q.value for q in rows if q.name == "T_BKT" and q.value is not None]
    below = max(given, default=0.0)
    if found.T <= below:
        message = (
            f"Paraconductivity alone would put Tc0 at {found.T:.4g} K, below T_BKT = "
            f"{below:.4g} K: the rounding above the transition is something else. Look for "
            "inhomogeneity."
        )
        return [refused("Tc0", "K", message, **common)]
    Tc0 = Quantity(
        "Tc0",
        "K",
        found.T,
        (found.T - found.sigma, found.T + found.sigma),
        found.systematic,
        status="warning" if found.message else "ok",
        message=found.message,
        convention="paraconductivity with the amplitude e^2/16 hbar",
        cites=("aslamazov1968", "jay2021"),
        **common,
    )
    ratio = dirty_limit(film.sheet)
    dirty = _scaled(Tc0, "T_BKT_dirty", "K", lambda T: ratio * T)
    dirty = replace(
        dirty,
        method="dirty_limit",
        where={**where, "method": "dirty_limit"},
        convention=f"{ratio:.4g} Tc0 from Rn = {film.sheet:.4g} ohm per square",
        cites=("beasley1979", "aslamazov1968"),
    )
    return [Tc0, dirty]


def _compared(rows: Sequence[Quantity]) -> list[Quantity]:
    """Rows with a warning where methods disagree, with the size of it."""
    apart = disagreement(rows)
    if apart is None:
        return list(rows)
    return [
        replace(q, status="warning", message=apart[1])
        if q.name == "T_BKT" and q.status == "ok"
        else q
        for q in rows
    ]


def disagreement(rows: Sequence[Quantity]) -> tuple[float, str] | None:
    """Relative size of the largest disagreement of two methods, and a sentence; None without."""
    given = [q for q in rows if q.name == "T_BKT" and q.value is not None]
    worst: tuple[float, str] | None = None
    for a, b in combinations(given, 2):
        low, high = sorted((a, b), key=lambda q: float(q.value or 0.0))
        if low.value is None or high.value is None or low.total is None or high.total is None:
            continue
        gap = high.value - low.value
        error = hypot(low.total[1] - low.value, high.value - high.total[0])
        size = gap / low.value
        if gap > _APART * error and size > _LEAST and (worst is None or size > worst[0]):
            worst = (
                size,
                f"{_told(high.method)} gives {high.value:.4g} K and {words(low.method)} "
                f"{low.value:.4g} K, {100 * size:.2g} % apart and {gap / error:.2g} of their "
                "errors: they do not see the same transition. Look for a residual field, heating, "
                "a finite size or an inhomogeneous film before using either.",
            )
    return worst


def _told(method: str) -> str:
    spelled = words(method)
    return spelled[0].upper() + spelled[1:]


def stiffness_numbers(film: Film, T_BKT: Quantity, where: Mapping[str, Any]) -> list[Quantity]:
    """What follows from the universal stiffness at the transition."""
    rows = [
        _scaled(T_BKT, "stiffness", "K", stiffness),
        _scaled(T_BKT, "pearl_length", "m", pearl_length),
        _scaled(T_BKT, "kinetic_inductance", "H", kinetic_inductance),
    ]
    thickness = film.sample.thickness
    if thickness:
        rows.append(_scaled(T_BKT, "lambda_BKT", "m", lambda T: penetration_depth(T, thickness)))
    return [
        replace(
            q,
            convention="at T_BKT, with J_s = (2/pi) kB T_BKT",
            where={**where, "method": T_BKT.method},
            cites=("nelson1977", "pearl1964"),
        )
        for q in rows
    ]


def _scaled(q: Quantity, name: str, unit: str, function: Callable[[float], float]) -> Quantity:
    """A row that is a monotone function of another one."""
    if q.value is None or q.interval is None:
        raise TypeError(f"{name} of a refused {q.name} is a bug")

    def ends(interval: tuple[float, float]) -> tuple[float, float]:
        low, high = sorted(function(max(v, 1e-6)) for v in interval)
        return low, high

    systematic = ends(q.systematic) if q.systematic is not None else None
    return replace(
        q,
        name=name,
        unit=unit,
        value=function(q.value),
        interval=ends(q.interval),
        systematic=systematic,
        total=None,
    )
