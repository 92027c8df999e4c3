"""Checks and sentences of a creep study: what barriers may be compared, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from ..core import Check, Curve, Result
from ..measure import Creep, creep_regime
from ..models.creep import apparent_slope, barrier, kramer_exponent
from ..report import words
from ._creep_field import FieldStudy
from ._creep_numbers import NO_CROSSING, ranking


def creep_checks(creep: Creep, study: FieldStudy, channel: str) -> list[Check]:
    """Common crossing, slope against barrier, vanishing field."""
    prefix = f"{channel}: " if channel else ""
    found = [*_floor(creep), *_rounding(creep), *_crossing(creep), _slope(creep), *_kramer(study)]
    return [Check(c.name, c.status, prefix + c.message, c.value) for c in found]


def _floor(creep: Creep) -> list[Check]:
    if not creep.quadrature:
        return []
    text = (
        "What remains below the transition adds in squares, as in the magnitude of a lock-in whose "
        "other phase picks up a constant, and was taken off so; as an offset it would double the "
        "barriers. Record X instead of R."
    )
    return [Check("floor_in_quadrature", "warning", text)]


def _rounding(creep: Creep) -> list[Check]:
    """Whether the tails are those of a rounded transition, which looks activated as well."""
    if not creep.rounded:
        return []
    count, total = len(creep.rounded), len(creep.sweeps)
    text = (
        f"At {count} of {total} fields (up to {max(creep.rounded):.3g} T) the tail is less than "
        "twice as wide as without field, where no field drives vortices: inhomogeneity rounds the "
        "transition, and the slopes of these fields may be no barriers. Trust fields at which the "
        "tail has widened."
    )
    return [Check("zero_field_tail", "warning", text, count / total)]


def _crossing(creep: Creep) -> list[Check]:
    crossing = creep.crossing
    if crossing is None:
        return []
    p = crossing.probability
    bad = p < NO_CROSSING
    text = (
        "The lines of all fields "
        + ("do not meet" if bad else "meet")
        + f" in one point (probability {p:.2g}). "
        + f"The slope of ln R0 against U0 is {1 / crossing.regression:.4g} 1/K; its reciprocal, "
        f"{crossing.regression:.4g} K, and T_cross = {crossing.T:.4g} K are two estimates of one "
        "temperature, not a further result."
    )
    return [Check("common_crossing", "warning" if bad else "ok", text, p)]


def _slope(creep: Creep) -> Check:
    """Barrier and apparent slope where they were measured (they are not U0)."""
    m = creep.modified
    i = len(creep.sweeps) // 2
    sweep = creep.sweeps[i]
    T = float(np.median(sweep.T))
    U0, q = float(m.U0.value[i]), m.best_q
    text = (
        f"At {sweep.field:.3g} T and {T:.3g} K the modified law with q = {q:g} has the barrier "
        f"U(T) = {float(barrier(T, U0, m.Tc0, q)):.4g} K and the apparent slope "
        f"{float(apparent_slope(T, U0, m.Tc0, q)):.4g} K; its U0 = {U0:.4g} K is extrapolated to "
        f"T = 0, and the slope of the Arrhenius line is "
        f"{float(creep.arrhenius.U0.value[i]):.4g} K. Compare barriers at the same temperature."
    )
    return Check("barrier_and_slope", "ok", text, T)


def _kramer(study: FieldStudy) -> list[Check]:
    outcome = study.laws.outcomes.get("creep_kramer")
    if outcome is None:
        return []
    star, gamma = outcome.values["B_star"], outcome.values["gamma"]
    share = study.laws.weights["creep_kramer"]
    text = (
        f"Kramer form (probability {share:.2g}): B* = {star:.4g} T with barriers measured up to "
        f"{study.highest:.4g} T. A B* below the highest field has no meaning, because the printed "
        "form rises again beyond it"
    )
    if outcome.intervals["B_star"] is None or star < 1.01 * study.highest:
        return [Check("kramer_field", "warning", f"{text}; the data leave B* open.", star)]
    low, high = (
        float(kramer_exponent(b, gamma, star))
        for b in (float(outcome.parts[0].x.min()), study.highest)
    )
    text += f". Its local exponent runs from {low:.2g} to {high:.2g} without any crossover."
    return [Check("kramer_field", "ok", text, star)]


def creep_text(creep: Creep, study: FieldStudy) -> list[str]:
    """What was done and what the exponents stand for."""
    tops = sorted({w.top for w in creep.windows})
    lows = sorted({w.low for w in creep.windows})
    shares = ranking(creep)
    best = next(iter(shares))
    law, gap, exponent = best.partition(" ")
    sentences = [
        f"Windows from {lows[0]:g} or {lows[-1]:g} times the noise floor to between "
        f"{100 * tops[0]:g} and {100 * tops[-1]:g} % of the normal resistance, averaged with "
        "weights that count the points left out; how R bends towards the normal state is "
        "marginalised.",
        f"Most probable way to draw ln R: {words(law)}{gap}{exponent} ({shares[best]:.2g}).",
    ]
    return [*sentences, *_regimes(study)]


def _regimes(study: FieldStudy) -> list[str]:
    """Classification of the exponents of the best law, with its uncertainty."""
    law = study.laws.best
    outcome = study.laws.outcomes.get(law)
    if outcome is None:
        return []
    names = {"creep_power": ("alpha",), "creep_broken_power": ("alpha_low", "alpha_high")}
    sentences = []
    for name in names.get(law, ()):
        interval = outcome.intervals[name]
        if interval is None:
            continue
        alpha, sigma = outcome.values[name], (interval[1] - interval[0]) / 2
        regime, share = creep_regime(alpha, sigma)
        sentences.append(
            f"{name} = {alpha:.3g} +- {sigma:.2g}: {regime} (probability {share:.2g}, with borders "
            "that are conventions)."
        )
    if law == "creep_kramer":
        sentences.append(
            "The barrier vanishes at a field instead of crossing over between two exponents."
        )
    if study.method == "modified_taff":
        sentences.append("Barriers of the modified law are used against field.")
    return sentences


def barrier_checks(results: Sequence[Result]) -> list[Check]:
    """Compare the barriers of two directions as they can be compared: at the same temperature.

    Parameters
    ----------
    results
        Of kind ``creep``, one for each direction.
    """
    curves = [
        c for r in results if r.kind == "creep" for c in r.curves if c.role == "barrier_temperature"
    ]
    sides = {
        d: [c for c in curves if c.where.get("direction") == d]
        for d in ("perpendicular", "parallel")
    }
    pairs = [(a, b) for a in sides["perpendicular"] for b in sides["parallel"]]
    if not pairs:
        return []
    a, b = min(pairs, key=lambda pair: abs(log(pair[0].where["field"] / pair[1].where["field"])))
    return [_compared(a, b)]


def _compared(perpendicular: Curve, parallel: Curve) -> Check:
    """Barriers of two directions where both curves exist."""
    low = max(perpendicular.x.min(), parallel.x.min())
    high = min(perpendicular.x.max(), parallel.x.max())
    fields = [f"{float(c.where['field']):.3g} T" for c in (perpendicular, parallel)]
    if low >= high:
        text = (
            f"The barriers at {fields[0]} perpendicular and {fields[1]} parallel were measured at "
            "no common temperature; they compare only through U(T), which needs one."
        )
        return Check("barriers_of_two_directions", "warning", text)
    T = np.linspace(low, high, 200)[:-1]
    U = [np.interp(T, c.x, c.y) for c in (perpendicular, parallel)]
    larger = U[1] > U[0]
    same = perpendicular.where.get("q") == parallel.where.get("q")
    change = np.flatnonzero(larger[1:] != larger[:-1])
    text = (
        f"U(T) at {fields[0]} perpendicular and {fields[1]} parallel: "
        f"{U[0][0]:.4g} K and {U[1][0]:.4g} K at {T[0]:.3g} K, {U[0][-10]:.4g} K and "
        f"{U[1][-10]:.4g} K at {T[-10]:.3g} K"
    )
    if change.size:
        text += (
            f"; they cross at {T[change[0]]:.4g} K, so that neither direction has the larger one"
        )
    if not same:
        text += "; the two directions follow different laws, and their U0 must not be compared"
    status = "warning" if change.size or not same else "ok"
    return Check("barriers_of_two_directions", status, text + ".", float(U[1][0] / U[0][0]))
