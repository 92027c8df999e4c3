"""Results made by hand: shapes a figure must cope with, no physics of ours behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from supra2d.core import Axis, Curve, Quantity, Result

RESISTANCE = {"resistance": "ohm", "sheet_resistance": "ohm", "resistivity": "ohm m"}


def _transition(t: np.ndarray, tc: float, width: float) -> np.ndarray:
    return 0.5 * (1 + np.tanh((t - tc) / width))


def resistance_temperature(
    fields: Sequence[float] = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0),
    *,
    points: int = 120,
    top: float = 6.0,
    normal: float = 240.0,
    quantity: str = "sheet_resistance",
    criteria: Sequence[str] = ("10%", "50%", "90%"),
    branches: Sequence[str] = ("up",),
    channel: str = "ch2",
) -> Result:
    """R(T): Tc falls linearly with field, 4 K in zero field."""
    rng = np.random.default_rng(1)
    reach = max(1.0, 1.6 * max(abs(f) for f in fields))
    curves, crossings = [], {name: ([], []) for name in criteria}
    for field in fields:
        tc = 4.0 * (1 - abs(field) / reach * 0.8)
        for branch in branches:
            t = np.linspace(0.4, top, points)
            slope = 1 + 0.6 * t / 300
            r = normal * slope * _transition(t, tc, 0.12) + rng.normal(0, 2e-3 * normal, points)
            where = {"field": field, "channel": channel, "branch": branch}
            curves.append(Curve("data", t, r, where=where))
        for name in criteria:
            level = float(name.rstrip("%")) / 100
            crossings[name][0].append(tc + 0.12 * np.arctanh(2 * level - 1))
            crossings[name][1].append(level * normal)
    line = np.array([min(4.0, top), top])
    curves.append(Curve("normal_state", line, normal * (1 + 0.6 * line / 300)))
    for name, (x, y) in crossings.items():
        error = np.full(len(x), 0.01)
        where = {"criterion": name, "channel": channel}
        curves.append(Curve("criterion", np.array(x), np.array(y), x_error=error, where=where))
    return Result(
        "resistance_temperature",
        f"Resistance against temperature, {channel}",
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis(quantity, RESISTANCE[quantity]),
    )


def resistance_field(
    temperatures: Sequence[float] = (2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2),
    *,
    points: int = 150,
    reach: float = 1.0,
    normal: float = 4.45e-7,
    quantity: str = "resistivity",
    branches: Sequence[str] = ("up", "down"),
) -> Result:
    """R(B) over both signs of the field, a little hysteresis between branches."""
    curves = []
    tc = 1.03 * max(temperatures)
    for temperature in temperatures:
        bc = 1.2 * reach * (1 - temperature / tc)
        for branch in branches:
            shift = 0.01 * reach * (1 if branch == "up" else -1)
            b = np.linspace(-reach, reach, points)
            r = normal * _transition(np.abs(b - shift), bc, 0.12 * reach)
            where = {"temperature": temperature, "channel": "ch2", "branch": branch}
            curves.append(Curve("data", b, r, where=where))
        where = {"criterion": "50%", "channel": "ch2"}
        curves.append(Curve("criterion", np.array([bc]), np.array([normal / 2]), where=where))
    return Result(
        "resistance_field",
        "Resistance against field, ch2",
        curves=tuple(curves),
        x_axis=Axis("field", "T"),
        y_axis=Axis(quantity, RESISTANCE[quantity]),
    )


def critical_field(
    *,
    points: int = 9,
    tc: float = 4.0,
    b_perp: float = 3.4,
    b_par: float = 11.0,
    directions: Sequence[str] = ("perpendicular", "parallel"),
    criteria: Sequence[str] = ("50%", "10%", "90%"),
    pauli: float | None = 7.4,
    fits: bool = True,
) -> Result:
    """Bc2(T): linear perpendicular, square root parallel."""
    rng = np.random.default_rng(2)
    zero = {"perpendicular": b_perp, "parallel": b_par}
    power = {"perpendicular": 1.0, "parallel": 0.5}
    shift = {"50%": 1.0, "10%": 0.94, "90%": 1.06}
    curves: list[Curve] = []
    t = np.linspace(0.3, 0.97, points) * tc
    for direction in directions:

        def law(x: np.ndarray, direction: str = direction) -> np.ndarray:
            return zero[direction] * np.clip(1 - x / tc, 0, None) ** power[direction]

        error = 0.02 * zero[direction]
        for criterion in criteria:
            b = shift[criterion] * law(t) + rng.normal(0, error, points)
            curves.append(
                Curve(
                    "data",
                    t,
                    np.abs(b),
                    x_error=np.full(points, 0.01 * tc),
                    y_error=np.full(points, error),
                    where={"direction": direction, "criterion": criterion},
                )
            )
        if fits:
            x = np.linspace(0, tc, 200)
            model = {"perpendicular": "gl_perpendicular", "parallel": "gl_parallel"}[direction]
            where = {"direction": direction, "criterion": criteria[0], "model": model}
            y = law(x)
            curves.append(Curve("fit", x, y, low=0.97 * y, high=1.03 * y, where=where))
            residual = rng.normal(0, 1, points)
            curves.append(Curve("residual", t, residual, where=where))
    quantities: list[Quantity] = []
    if pauli is not None:
        total = (0.98 * pauli, 1.02 * pauli)
        quantities.append(
            Quantity(
                "B_pauli", "T", pauli, total, convention="BCS, g = 2", method="from Tc",
                preferred=True, cites=("clogston1962",),
            )
        )  # fmt: skip
    return Result(
        "critical_field",
        "Upper critical field",
        quantities=tuple(quantities),
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("Bc2", "T"),
    )


def angular(*, points: int = 37, span: float = 180.0, azimuth: bool = False) -> Result:
    """B(angle) with a cusp, and a smooth law beside it."""
    rng = np.random.default_rng(3)
    x = np.linspace(-span / 2, span / 2, points) + 90
    fine = np.linspace(x[0], x[-1], 400)

    def smooth(angle: np.ndarray) -> np.ndarray:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        return 1 / np.sqrt((c / 1.0) ** 2 + (s / 5.0) ** 2)

    def cusp(angle: np.ndarray) -> np.ndarray:
        c, s = np.abs(np.cos(np.radians(angle))), np.sin(np.radians(angle)) / 5.0
        return 2 / (c + np.sqrt(c**2 + 4 * s**2))

    y = cusp(x) + rng.normal(0, 0.03, points)
    curves: list[Curve] = [
        Curve("data", x, y, y_error=np.full(points, 0.03), where={"criterion": "50%"})
    ]
    for name, law in (("tinkham_2d", cusp), ("anisotropic_3d", smooth)):
        where: dict[str, Any] = {"model": name, "criterion": "50%"}
        line = law(fine)
        curves.append(Curve("fit", fine, line, low=line - 0.02, high=line + 0.02, where=where))
        curves.append(Curve("residual", x, (y - law(x)) / 0.03, where=where))
    axis = Axis("azimuth" if azimuth else "angle", "deg")
    return Result(
        "angular", "Angle dependence", curves=tuple(curves), x_axis=axis, y_axis=Axis("Bc2", "T")
    )
