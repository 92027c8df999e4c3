"""Checks of a study of vortex unbinding: what cannot be, and what it would take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core import Check, Quantity
from ..core.constants import K_B_SI, PHI_0
from ..measure import Branch, ExponentStudy, running, signal
from ..models.fluctuation import dirty_limit, pearl_length, stiffness
from ._bkt_films import Film
from ._bkt_numbers import disagreement

_CERTAIN = 2.0  # errors by which T_BKT must exceed another temperature
_DIRTY = 0.5  # part of the distance Tc0 - T_BKT by which the dirty limit may be off


def bkt_checks(
    film: Film, rows: Sequence[Quantity], preferred: Quantity | None, channel: str
) -> list[Check]:
    """All checks that the data allow; a film that is consistent gives no warning."""
    found = [*_methods(rows), *_below_half(film, rows), *_currents(film)]
    if preferred is not None and preferred.value is not None:
        found += [*_size(film, preferred.value), *_dirty(film, rows, preferred)]
    prefix = f"{channel}: " if channel else ""
    return [Check(c.name, c.status, prefix + c.message, c.value) for c in found]


def _methods(rows: Sequence[Quantity]) -> list[Check]:
    given = [q for q in rows if q.name == "T_BKT" and q.value is not None]
    if len(given) < 2:
        return []
    apart = disagreement(rows)
    if apart is not None:
        return [Check("bkt_methods", "warning", apart[1], apart[0])]
    told = ", ".join(f"{q.value:.4g} K by {q.method}" for q in given)
    return [Check("bkt_methods", "ok", f"The methods agree: T_BKT is {told}.")]


def _below_half(film: Film, rows: Sequence[Quantity]) -> list[Check]:
    """Below T_BKT there is no resistance, so that half of it comes back above."""
    halves = [h for branch in film.passes for h in half_temperatures(branch)]
    if not halves:
        return []
    above: list[tuple[Quantity, float, bool]] = []
    for q in rows:
        if q.name != "T_BKT" or q.value is None or q.total is None:
            continue
        excess = [
            q.value / T - 1.0 for _, T in halves if q.value - T > _CERTAIN * (q.value - q.total[0])
        ]
        if excess:
            above.append((q, max(excess), len(excess) == len(halves)))
    if not above:
        low = min(T for _, T in halves)
        text = f"T_BKT lies below the 50 % temperature under every reference (least {low:.4g} K)."
        return [Check("T_BKT_below_half", "ok", text)]
    highest = max((q for q, _, _ in above), key=lambda q: q.value or 0.0)
    named = ", ".join(f"{q.value:.4g} K by {q.method}" for q, _, _ in above)
    sizes = "; ".join(
        f"{100 * abs(size):.2g} % {'above' if size > 0 else 'below'} {T:.4g} K, half of {name}"
        for name, T in halves
        for size in [(highest.value or 0.0) / T - 1.0]
    )
    largest = f"the highest is {sizes}" if len(above) > 1 else sizes
    text = (
        f"T_BKT = {named} lies above the 50 % temperature of R(T), where half of the resistance "
        f"is back, although the resistance is zero up to T_BKT: {largest}. Another sample, "
        "another criterion, or a fit outside its validity."
    )
    status = "failed" if any(everywhere for _, _, everywhere in above) else "warning"
    return [Check("T_BKT_below_half", status, text, max(size for _, size, _ in above))]


def half_temperatures(branch: Branch) -> list[tuple[str, float]]:
    """Temperatures at which half of the resistance is back, by what it is half of.

    Parameters
    ----------
    branch
        A pass over R(T).

    Returns
    -------
    list of (str, float)
        Name of the reference and temperature in K: the normal state next to the transition, the
        reading at the top of the data, and at twice the temperature.
    """
    t = branch.transition
    crossing = t.crossings.get("50%")
    if not t.plain or crossing is None or crossing.refused or t.zero is None:
        return []
    own = float(crossing.x)
    found = [("the normal state next to the transition", own)]
    T, R = running(branch.sweep), signal(branch.sweep) - t.zero.value
    order = np.argsort(T, kind="stable")
    T, R = T[order], R[order]
    places = {"R at the top of the data": float(T[-1]), "R at twice that temperature": 2.0 * own}
    for name, at in places.items():
        near = np.abs(T - at) <= 0.03 * at
        if at <= T[-1] and near.sum() >= 3 and at > 1.1 * own:
            half = 0.5 * float(np.median(R[near]))
            above = np.flatnonzero(R < half)
            if above.size and above[-1] + 1 < T.size:
                i = int(above[-1])
                part = (half - R[i]) / max(float(R[i + 1] - R[i]), 1e-300)
                place = float(T[i] + part * (T[i + 1] - T[i]))
                found.append((f"{name} ({at:.3g} K)", place))
    return found


def _currents(film: Film) -> list[Check]:
    study = film.study
    if study is None:
        return []
    return [*_window(study), *_jump(study), *_tails(film, study)]


def _window(study: ExponentStudy) -> list[Check]:
    if study.unbinding.refused and not np.isfinite(study.spread):
        return []
    bad = study.unbinding.refused
    text = study.unbinding.message or (
        f"At T_BKT the exponent is the same in all windows within {study.spread:.2g}."
    )
    return [Check("exponent_window", "warning" if bad else "ok", text, study.spread)]


def _jump(study: ExponentStudy) -> list[Check]:
    jump = study.jump
    if jump is None:
        return []
    width = (jump.below - jump.above) / study.unbinding.T
    text = (
        f"The exponent falls from 3 to below 1.5 between {jump.above:.4g} and {jump.below:.4g} K "
        f"({100 * width:.2g} % of T_BKT, curves {jump.step:.2g} K apart): "
    )
    text += (
        "a jump, as far as the temperatures resolve it."
        if jump.sharp
        else "a smooth fall and no jump. Inhomogeneity, a small film or a residual field does this."
    )
    return [Check("exponent_jump", "ok" if jump.sharp else "warning", text, width)]


def _tails(film: Film, study: ExponentStudy) -> list[Check]:
    """Ohmic tails below T_BKT: free vortices of a small film or of a residual field."""
    if not study.tails:
        return []
    T, current = study.tails[-1]
    text = (
        f"Below T_BKT, {len(study.tails)} curves are ohmic again at low current (up to "
        f"{current:.2g} A at {T:.4g} K): free vortices of a film that is small, or of a residual "
        "field. The windows leave these currents out where they can."
    )
    width = film.sample.width
    if width:
        length = 2.0 * np.pi * K_B_SI * stiffness(T) * width / (PHI_0 * current)
        text += f" That current probes pairs of {length:.2g} m in a film {width:.2g} m wide."
    return [Check("finite_size", "warning", text, current)]


def _size(film: Film, T: float) -> list[Check]:
    """The film against the length over which vortices interact."""
    width, length = film.sample.width, pearl_length(T)
    text = f"Vortices interact over {length:.3g} m at T_BKT"
    if not width:
        return []
    if width > length:
        text += f", less than the film's width of {width:.2g} m: the transition is rounded there."
        return [Check("pearl_length", "warning", text, length)]
    return [Check("pearl_length", "ok", f"{text}; the film is {width:.2g} m wide.", length)]


def _dirty(film: Film, rows: Sequence[Quantity], preferred: Quantity) -> list[Check]:
    """T_BKT against that of a dirty film of the same Rn and mean-field temperature."""
    Tc0 = next((q for q in rows if q.name == "Tc0"), None)
    if (
        Tc0 is None
        or Tc0.value is None
        or Tc0.status != "ok"
        or film.sheet is None
        or preferred.value is None
    ):
        return []
    ratio, found = dirty_limit(film.sheet), preferred.value / Tc0.value
    error = found * float(np.hypot(preferred.error / preferred.value, Tc0.error / Tc0.value))
    text = (
        f"T_BKT/Tc0 = {found:.4g} +- {error:.1g} with Tc0 = {Tc0.value:.4g} K from "
        f"paraconductivity; a dirty film of {film.sheet:.4g} ohm per square has {ratio:.4g}"
    )
    off = abs(found - ratio) > max(_CERTAIN * error, _DIRTY * (1.0 - ratio), 0.01)
    if not off:
        return [Check("dirty_limit", "ok", text + ".", ratio)]
    text += (
        ": the stiffness is less than that of a homogeneous dirty film."
        if found < ratio
        else ": T_BKT is closer to Tc0 than disorder allows."
    )
    return [Check("dirty_limit", "warning", text, ratio)]
