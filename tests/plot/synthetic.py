"""Results made by hand: shapes a figure must cope with, no physics of ours behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from supra2d.core import Axis, Curve, Fit, FittedParameter, Quantity, Result

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


# name: value, unit, error; the spin-orbit energies of these laws differ, their curves do not
COMPARED = {
    "klb": {"Tc0": (4.0, "K", 0.02), "gamma_so": (6.02, "meV", 0.38)},
    "spin_orbit_scattering": {"Tc0": (4.01, "K", 0.02), "gamma_so": (4.96, "meV", 0.48)},
    "film_orbital": {"Tc0": (4.0, "K", 0.02), "Dd2": (2.204e-21, "m^4/s", 1.3e-22)},
    "ising_intervalley": {"Tc0": (4.02, "K", 0.03), "beta": (3.1, "meV", None)},
}
MECHANISMS = {
    "klb": "spin_orbit_scattering",
    "spin_orbit_scattering": "spin_orbit_scattering",
    "film_orbital": "orbital",
    "ising_intervalley": "ising",
    "pauli": "pauli",
}
INSTRUMENT = {"slope": (0.72, "T/K", 0.4), "tilt": (0.5, "deg", 0.03), "remanent": (0, "T", 1e-3)}


def comparison(
    *,
    directions: Sequence[str] = ("perpendicular", "parallel"),
    weights: Sequence[float] = (0.40, 0.30, 0.21, 0.09),
    adequate: bool = True,
    points: int = 12,
    tc: float = 4.0,
    extra: Sequence[str] = (),
) -> Result:
    """Laws with one curve, compared; ``extra`` adds parameters to the leading one."""
    rng = np.random.default_rng(4)
    laws = list(COMPARED)[: len(weights)]
    zero = {"perpendicular": 1.5, "parallel": 18.0, "": 1.5}
    t, fine = np.linspace(0.5, 0.97, points) * tc, np.linspace(0.45, 1, 60) * tc
    curves: list[Curve] = []
    for direction in directions:

        def law(x: np.ndarray, direction: str = direction) -> np.ndarray:
            power = 0.5 if direction == "parallel" else 1.0
            return zero[direction] * np.clip(1 - x / tc, 0, None) ** power

        error = 0.02 * zero[direction] * np.ones(points)
        noise = rng.normal(0, 1, points)
        y = np.abs(law(t) + error * noise)
        where = {"direction": direction}
        curves.append(Curve("data", t, y, 0.01 * t, error, where=where))
        for name in laws:
            at = {"model": name, **where}
            b = law(fine)
            curves.append(Curve("fit", fine, b, low=0.97 * b, high=1.03 * b, label=name, where=at))
            curves.append(Curve("residual", t, noise if adequate else 9 * noise, where=at))
    shares: dict[str, float] = {}
    for name, weight in zip(laws, weights, strict=True):
        shares[MECHANISMS[name]] = shares.get(MECHANISMS[name], 0.0) + weight
    ranked = sorted({**shares, "pauli": 0.0}.items(), key=lambda item: -item[1])
    curves += [
        Curve("probability", np.array([float(i)]), np.array([share]), label=name)
        for i, (name, share) in enumerate(ranked)
    ]
    best = {**COMPARED[laws[0]], **INSTRUMENT}
    best |= {name: (1.2, "meV", 0.1) for name in extra}
    for name, (value, unit, sigma) in best.items():
        draws = value + (sigma or 1.0) * rng.normal(size=400)
        if name == "slope":
            draws = value * np.exp(rng.normal(0, 1, 400))
        where = {"model": laws[0], "parameter": name, "unit": unit}
        curves.append(Curve("posterior", np.arange(400.0), draws, where=where))
    decisive = adequate and ranked[0][1] >= 0.95
    group = [name for name, share in ranked if share > 0.05]
    verdict = group[0] if decisive else "undecided: " + " or ".join(group)
    return Result(
        "comparison",
        "Mechanism",
        fits=tuple(_compared_fit(name, i, adequate) for i, name in enumerate([*laws, "pauli"])),
        comparisons=(
            {
                "data": f"{points} points in each of {len(directions)} directions",
                "candidates": [
                    {"model": name, "mechanism": MECHANISMS[name], "log_evidence": -18.4 - i,
                     "weight": weight, "adequate": adequate and name != "pauli"}
                    for i, (name, weight) in enumerate(
                        zip([*laws, "pauli"], [*weights, 1e-90], strict=True))
                ],
                "mechanisms": [{"mechanism": m, "probability": p} for m, p in ranked],
                "verdict": verdict if adequate else "none of these describes the data",
                "decisive": decisive,
                "none_adequate": not adequate,
                "skipped": [
                    {"model": "whh", "why": "needs perpendicular fields"},
                    {"model": "whh_orbital", "why": "needs perpendicular fields"},
                    {"model": "ising_disordered", "why": "needs the mobility of the sample"},
                ],
            },
        ),
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=("The verdict in a sentence.", "The same in other words: tau_so = 7.294e-14 s."),
    )  # fmt: skip


def _compared_fit(model: str, rank: int, adequate: bool) -> Fit:
    own = COMPARED.get(model, {"Tc0": (4.6, "K", 0.02)})
    parameters = [
        FittedParameter(
            name, value, unit, (value - sigma, value + sigma) if sigma else None,
            "uniform in the logarithm, 1.37e-23 to 5.91e-19 m^4/s"
            if name == "Dd2" else f"uniform, 0.3 to 1e+03 {unit}",
        )
        for name, (value, unit, sigma) in own.items()
    ]  # fmt: skip
    parameters += [
        FittedParameter("g", 2.0, "", None, fixed=True),
        FittedParameter("tilt", 0.1, "deg", None, "normal, 0 +- 0.3 deg"),
    ]
    if model != "film_orbital":
        parameters.append(FittedParameter("Dd2", 0.0, "m^4/s", None, fixed=True))
    good = adequate and model != "pauli"
    return Fit(
        model, MECHANISMS[model], "compared", tuple(parameters), 11.5 if good else 2825.0, 12,
        21.5, 25.0, -18.4 - rank, good, "ok" if good else "warning",
        "" if good else "The law does not describe these points.",
    )  # fmt: skip
