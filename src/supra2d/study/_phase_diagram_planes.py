"""Planes of field and temperature, and of field and angle: the gap, and where it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..core import Array, Axis, Check, Curve, Quantity, Result
from ..pairing import (
    CriticalField,
    InnerJump,
    critical_field,
    gap_map,
    inner_jump,
    state,
    tricritical_points,
)
from ._phase_diagram_numbers import number
from ._phase_diagram_options import Asked

_COLDEST = 0.03  # of Tc0
_ROOM = 1.1
_INNER = 6  # temperatures of a line between two gaps
_TABLE = (0.1, 0.3, 0.5, 0.7, 0.9)  # of Tc0: rows of critical fields
_ANGLES = (0.0, 30.0, 60.0, 80.0, 85.0, 90.0)
_CITES = ("maki1964", "clogston1962", "wickramaratne2023")
_VALUE = (Axis("point", "1"), Axis("Delta", "meV"))


def temperature_plane(asked: Asked) -> Result:
    """Gap against temperature and field, lines of both orders, tricritical points.

    Parameters
    ----------
    asked
        Pocket, direction and options.
    """
    pocket, n = asked.pocket, asked.options.points
    T = pocket.Tc0 * np.linspace(_COLDEST, 1.0 - 1e-3, n)
    lines = [critical_field(pocket, t, asked.theta, asked.phi) for t in T.tolist()]
    points = tricritical_points(pocket, asked.theta, asked.phi, coldest=_COLDEST)
    inner, inside = _inner(asked, T, lines)
    B = np.linspace(0.0, _reach(asked, lines), n)
    gap = _gaps(asked, T[:, None], B, asked.theta, lines)
    end = np.array([pocket.Tc0]), np.zeros(1)
    return Result(
        "phase_diagram",
        "Phase diagram in temperature and field",
        quantities=(*_rows(asked, points), *_inner_rows(inner)),
        checks=tuple(_checks(asked, lines)),
        curves=(
            *_plane(T, B, gap),
            *_lines(T, lines, end),
            *inside,
            *(
                Curve("tricritical", np.array([t]), np.array([b]), label="tricritical")
                for t, b in points
            ),
        ),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=(_order_sentence(asked, lines, T, points),),
        cites=_CITES,
    )


def angle_plane(asked: Asked) -> Result:
    """Gap against the angle of the field and its size, at one temperature.

    Parameters
    ----------
    asked
        As for `temperature_plane`; the azimuth stays.
    """
    pocket, n, T = asked.pocket, asked.options.points, asked.base
    theta = np.linspace(0.0, 90.0, n)
    lines = [critical_field(pocket, T, t, asked.phi) for t in theta.tolist()]
    B = np.linspace(0.0, _reach(asked, lines), n)
    gap = _gaps(asked, T, B, theta[:, None], lines)
    rows = []
    for t in _ANGLES:
        found = critical_field(pocket, T, t, asked.phi)
        rows.append(_critical(found, {"temperature": T, "angle": t}))
    first, last = lines[0].field, lines[-1].field
    return Result(
        "phase_diagram",
        "Phase diagram in angle and field",
        quantities=tuple(rows),
        curves=(*_plane(theta, B, gap), *_lines(theta, lines)),
        x_axis=Axis("angle", "deg"),
        y_axis=Axis("field", "T"),
        text=(
            f"At {T:.3g} K superconductivity ends at {first:.4g} T along the normal and at "
            f"{last:.4g} T in the plane, by spins alone: orbital motion is not in these numbers.",
        ),
        cites=_CITES,
    )


def _checks(asked: Asked, lines: Sequence[CriticalField]) -> list[Check]:
    """Where pairs with a momentum are known to win, which this state does not have."""
    pocket = asked.pocket
    if (pocket.alpha_r or pocket.alpha_d) and asked.theta not in (0.0, 180.0):
        why = "with Rashba or Dresselhaus coupling a field in the plane gives the pairs a momentum"
    elif any(line.order == 1 for line in lines):
        why = "where the uniform state ends by a jump, pairs with a momentum may last to more field"
    else:
        return []
    return [
        Check(
            "uniform_state",
            "warning",
            f"Pairs without momentum are assumed, but {why}: take these lines as a lower bound.",
        )
    ]


def _reach(asked: Asked, lines: Sequence[CriticalField]) -> float:
    return asked.options.field_max or _ROOM * max(line.superheating for line in lines)


def _gaps(
    asked: Asked,
    T: Array | float,
    B: Array,
    theta: Array | float,
    lines: Sequence[CriticalField],
) -> Array:
    """Gaps over a plane; where the normal state is known to win, high fields cost nothing."""
    inside = np.array([line.field for line in lines])[:, None] > B
    gap = gap_map(asked.pocket, T, np.where(inside, B, 0.0), theta, asked.phi)
    return np.where(inside, gap, 0.0)


def _plane(x: Array, B: Array, gap: Array) -> list[Curve]:
    places = np.repeat(x, len(B)), np.tile(B, len(x))
    index = np.arange(gap.size, dtype=float)
    return [
        Curve("gap_map", *places),
        Curve("gap_map_value", index, gap.ravel(), axes=_VALUE),
    ]


def _lines(
    x: Array, lines: Sequence[CriticalField], end: tuple[Array, Array] | None = None
) -> list[Curve]:
    """The transition by order, each piece up to its neighbour, and both spinodals beside it."""
    field = np.array([line.field for line in lines])
    order = np.array([line.order for line in lines])
    curves = []
    for number_, name in ((2, "second order"), (1, "first order")):
        mine = order == number_
        # a piece reaches the middle of the step to the other kind
        shown = np.where(mine, field, np.nan)
        if number_ == 2:
            edge = np.flatnonzero(mine[1:] != mine[:-1])
            for i in edge.tolist():
                other = i if mine[i + 1] else i + 1
                shown[other] = field[other]
        xs, ys = x, shown
        if end is not None and number_ == 2:
            xs, ys = np.r_[x, end[0]], np.r_[shown, end[1]]
        if mine.any():
            curves.append(Curve("transition", xs, ys, label=name, where={"line": name}))
    jumps = order == 1
    if jumps.any():
        for name in ("supercooling", "superheating"):
            values = np.array([getattr(line, name) for line in lines])
            curves.append(
                Curve("spinodal", x, np.where(jumps, values, np.nan), label=name,
                      where={"line": name})
            )  # fmt: skip
    return curves


def _inner(
    asked: Asked, T: Array, lines: Sequence[CriticalField]
) -> tuple[dict[float, InnerJump], list[Curve]]:
    """Jumps between two gaps by temperature, and their line: colder than any of first order."""
    first = [(t, line.field) for t, line in zip(T.tolist(), lines, strict=True) if line.order == 1]
    if not first or first[0][0] == T[0]:
        return {}, []
    found = {}
    for t in np.linspace(T[0], first[0][0], _INNER, endpoint=False).tolist():
        jump = inner_jump(asked.pocket, t, asked.theta, asked.phi)
        if jump is not None:
            found[t] = jump
    if not found:
        return {}, []
    at, label = np.array([*found, first[0][0]]), "between two gaps"
    fields = np.array([*(jump.field for jump in found.values()), first[0][1]])
    return found, [Curve("transition", at, fields, label=label, where={"line": label})]


def _inner_rows(inner: Mapping[float, InnerJump]) -> list[Quantity]:
    """The coldest of them."""
    return [
        number(
            "Delta_jump",
            "meV",
            jump.below - jump.above,
            where={"temperature": round(t, 9), "field": jump.field},
            message=f"Between two superconducting states: {jump.above:.4g} meV are left above.",
        )
        for t, jump in list(inner.items())[:1]
    ]


def _rows(asked: Asked, points: Sequence[tuple[float, float]]) -> list[Quantity]:
    pocket = asked.pocket
    cold = round(_COLDEST * pocket.Tc0, 9)
    rows = [
        Quantity(
            "Tc0",
            "K",
            pocket.Tc0,
            (pocket.Tc0, pocket.Tc0),
            method="given",
            cites=("wickramaratne2023",),
        ),
        number("Delta", "meV", state(pocket, cold).gap, where={"temperature": cold, "field": 0.0}),
        number("B_pauli", "T", pocket.pauli_limit, method="BCS", cites=("clogston1962",)),
    ]
    for share in _TABLE:
        T = round(share * pocket.Tc0, 9)
        found = critical_field(pocket, T, asked.theta, asked.phi)
        where = {"temperature": T, **asked.direction}
        rows.append(_critical(found, where))
        if found.order == 1:
            rows += [
                number("B_supercooling", "T", found.supercooling, where=where),
                number("B_superheating", "T", found.superheating, where=where),
                number("Delta_jump", "meV", found.jump, where=where),
            ]
    for T, B in points:
        rows += [
            number("T_tricritical", "K", T, where={"field": B}, cites=("maki1964",)),
            number("B_tricritical", "T", B, where={"temperature": T}, cites=("maki1964",)),
        ]
    return rows


def _critical(found: CriticalField, where: dict[str, float | str]) -> Quantity:
    words = "the gap jumps there" if found.order == 1 else "the gap closes there steadily"
    return number(
        "Bc2",
        "T",
        found.field,
        where=where,
        criterion="thermodynamic",
        message=f"Of {'first' if found.order == 1 else 'second'} order: {words}.",
        cites=_CITES,
    )


def _order_sentence(
    asked: Asked,
    lines: Sequence[CriticalField],
    T: Array,
    points: Sequence[tuple[float, float]],
) -> str:
    first = T[[line.order == 1 for line in lines]]
    if not first.size:
        return (
            "The transition in a field is of second order at all temperatures that were looked at, "
            f"from {T[0]:.3g} K on."
        )
    told = ", ".join(f"{t:.4g} K and {b:.4g} T" for t, b in points)
    ends = f" Tricritical: {told}." if points else ""
    return (
        f"Between {first.min():.3g} and {first.max():.3g} K the gap jumps to zero at the critical "
        f"field, by {max(line.jump for line in lines) / asked.pocket.gap0:.2g} of its "
        f"value without field at most; between the spinodals both states can last.{ends}"
    )
