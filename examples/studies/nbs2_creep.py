"""Flux creep in a 2H-NbS2 crystal: R(T) in fields across and along the layers, and Hall.

The files hold what the paper prints: across the layers ln R is straight in 1/T, all lines meet at
5.95 K, and the barrier falls as B^-0.71 up to 0.7 T and as B^-1.67 above; along them vortices move
in a washboard (Ambegaokar and Halperin) of the barrier U0 (1 - T/Tc)^2, with U0 of Kramer's form.
The paper leaves out the field B* at which that barrier vanishes: 14 T is chosen here. From 2 T on
across the layers the paper sees resistance at 1.6 K, which the printed barriers exclude (24
e-foldings below the crossing): there the crystal has a path of freely flowing vortices.

    python examples/studies/nbs2_creep.py [OUT]
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from _study import (
    CHOSEN,
    Printed,
    Raised,
    Reports,
    Row,
    Study,
    compared,
    find,
    grid,
    main,
    panel,
    printed_errata,
    reported,
    result,
    stacked,
    stated,
    write_columns,
    write_ppms,
)
from matplotlib.axes import Axes
from scipy.special import ive

from supra2d.core import Array, Quantity
from supra2d.report import Report

ACROSS = (0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.5, 1.8, 2, 2.2, 2.5, 3, 6, 12)
ALONG = (0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 9, 9.5, 10, 11, 12)
FLOWING = {2: 0.03, 2.2: 0.15, 2.5: 0.45, 3: 0.85, 6: 1.0, 12: 1.0}  # share of the resistance

T_CROSS, TC = 5.95, 6.00  # K
U0_PERP = 1228.76  # K at 0.1 T
BETA, GAMMA, B_STAR = 4653.88, -0.77, 14.0  # K T^-GAMMA, 1, T (chosen)
NORMAL = 12e-3  # ohm
PREFACTOR = 7.0  # of the normal resistance, where the lines meet (chosen)
HOLES, THICKNESS = 1.75e28, 20e-6  # m^-3 (one hole for each Nb, chosen), m
CURRENT = 8e-3  # A
E_CHARGE = 1.602176634e-19


def barrier_across(field: float) -> float:
    """K; two power laws that meet at 0.7 T."""
    at = U0_PERP * 7.0**-0.71
    return at * (field / 0.7) ** (-0.71 if field <= 0.7 else -1.67)


def barrier_along(field: float) -> float:
    """K; Kramer's form."""
    return BETA * field**GAMMA * max(1.0 - field / B_STAR, 0.0) ** 2


def without_field(T: Array) -> Array:
    """Part of the normal resistance: a ramp from 5.83 to 6.17 K, rounded by 1.5 and 8 mK."""
    ends = [w * np.logaddexp(0.0, (T - at) / w) for at, w in ((5.83, 1.5e-3), (6.17, 8e-3))]
    return np.asarray((ends[0] - ends[1]) / 0.34)


def across(T: Array, field: float) -> Array:
    """Part of the normal resistance in a field across the layers."""
    if field == 0:
        return without_field(T)
    line = np.exp(np.minimum(barrier_across(field) * (1.0 / T_CROSS - 1.0 / T), 50.0))
    activated = PREFACTOR * line
    flowing = FLOWING.get(field, 0.0)
    return flowing + (1.0 - flowing) * activated / (1.0 + activated)


def along(T: Array, field: float) -> Array:
    """Part of the normal resistance along the layers: 1/I0(U/2T)^2, (pi U/T) exp(-U/T) below."""
    if field == 0:
        return without_field(T)
    x = 0.5 * barrier_along(field) * np.clip(1.0 - T / TC, 0.0, None) ** 2 / T
    return np.asarray(np.exp(-2.0 * x) / ive(0, x) ** 2)


def write(folder: Path, seed: int) -> None:
    """Two files of R(T) and one of Hall sweeps, with a sample file."""
    rng = np.random.default_rng(seed)
    crystal = folder / "crystal"
    for name, law, fields in (("perpendicular", across, ACROSS), ("parallel", along, ALONG)):
        parts = []
        for field in fields:
            T = np.arange(7.6, 1.6, -0.01) + rng.normal(0.0, 4e-4, 600)
            R = NORMAL * law(T, field) * (1.0 + 1e-3 * rng.normal(size=T.size))
            R += 0.8e-6 + 0.5e-6 * rng.normal(size=T.size)  # offset and noise of the bridge
            read = T + rng.normal(0.0, 3e-4, T.size)
            applied = field + 1e-5 * rng.normal(size=T.size)
            parts.append({"temperature": read, "field": applied, "resistance": R})
        write_ppms(crystal / f"{name}.dat", "2H-NbS2", current=CURRENT, **stacked(parts))
    up = np.linspace(-12.0, 12.0, 121)
    B = np.concatenate([up, up[::-1]])
    # contacts that face each other badly pick up R_xx, and the zero of the voltmeter drifts
    R = B / (HOLES * E_CHARGE * THICKNESS) + 4e-5 * (1.0 + 2e-4 * B**2)
    R += np.linspace(0.0, 3e-6, B.size) + 6e-7 * rng.normal(size=B.size)
    write_columns(
        crystal / "hall.txt", {"T (K)": 10.0, "B (T)": B, "I (A)": CURRENT, "R_xy (ohm)": R}
    )
    (crystal / "supra2d.toml").write_text(
        '[sample]\nname = "2H-NbS2 (simulated)"\nthickness = "20 um"\n[files]\n'
        '"perpendicular.dat" = { direction = "perpendicular" }\n'
        '"parallel.dat" = { direction = "parallel" }\n'
        '"hall.txt" = { direction = "perpendicular" }\n',
        encoding="utf-8",
    )


def rows(reports: Reports) -> list[Row]:
    """Every number of transport that the paper prints."""
    report, printed = reports["crystal"], Printed("P0")
    perp, par = {"direction": "perpendicular"}, {"direction": "parallel"}
    at_zero = {**perp, "field": 0.0}
    onset, half, end = (
        find(report, "Tc", criterion=c, **at_zero) for c in ("onset", "50%", "zero")
    )
    n = find(report, "n_sheet")
    holes = n is not None and n.value is not None and n.value > 0.0
    return [
        printed.row("Tc_onset", onset, name="Tc, onset", unit="K"),
        printed.row("Tc_50", half, name="Tc, 50 %", unit="K"),
        printed.row("Tc_zero", end, name="Tc, zero resistance", unit="K"),
        printed.row("width", difference(onset, end), name="onset to zero", unit="K"),
        _last_zero(report, "perpendicular", 1.8),
        _last_zero(report, "parallel", 11.0),
        compared("carriers: density", "1e23 m^-2", 1e-23 * HOLES * THICKNESS, n, factor=1e-23,
                 told=CHOSEN),
        stated("carriers: sign", "holes", "holes" if holes else "electrons", holes),
        printed.row("U0_perp", find(report, "U0", field=0.1, **perp),
                    name="U0 across, 0.1 T", unit="K"),
        compared("U0 across, 1.5 T", "K", 86.43, find(report, "U0", field=1.5, **perp)),
        printed.row("T_cross", find(report, "T_cross", **perp), name="T_cross", unit="K"),
        printed.row("slope_lnR0", find(report, "T_cross", method="regression", **perp),
                    name="1/slope of ln R0 against U0", unit="K",
                    simulated=T_CROSS, erratum="E2, a second estimate of the 5.95 K"),
        printed.row("alpha_low", find(report, "alpha_low", **perp), name="alpha, low field",
                    unit="1"),
        printed.row("alpha_high", find(report, "alpha_high", **perp), name="alpha, high field",
                    unit="1"),
        compared("crossover field", "T", 0.7, find(report, "B_cross", **perp)),
        compared("q along", "1", 2.0, find(report, "q", **par)),
        printed.row("U0_par", find(report, "U0", field=0.5, method="modified_taff", **par),
                    name="U0 along, 0.5 T", unit="K", simulated=barrier_along(0.5)),
        printed.row("kramer_beta", _kramer(report, "beta"), name="Kramer beta, at 1 T", unit="K"),
        printed.row("kramer_gamma", _kramer(report, "gamma"), name="Kramer gamma", unit="1"),
        compared("Kramer B*", "T", B_STAR, find(report, "B_star", **par),
                 told=CHOSEN),
    ]  # fmt: skip


def difference(high: Quantity | None, low: Quantity | None) -> Quantity | None:
    """Of two temperatures whose errors are independent."""
    if high is None or low is None or high.value is None or low.value is None:
        return high
    value, error = high.value - low.value, float(np.hypot(high.error, low.error))
    return Quantity("width", "K", value, (value - error, value + error))


def _kramer(report: Report, name: str) -> Quantity | None:
    """A parameter of Kramer's form along the layers."""
    for fit in report.fits:
        if fit.model == "creep_kramer" and "parallel" in fit.data:
            p = fit[name]
            return Quantity(name, p.unit, p.value, p.interval) if p.interval else None
    return None


def _last_zero(report: Report, direction: str, field: float) -> Row:
    """Highest field with zero resistance at 1.6 K."""
    given = [
        float(q.where["field"])
        for q in report.quantities
        if q.name == "Tc" and q.criterion == "zero" and q.value is not None
        and q.where.get("direction") == direction
    ]  # fmt: skip
    last = max(given, default=0.0)
    sense = {"perpendicular": "across", "parallel": "along"}[direction]
    return stated(f"zero resistance at 1.6 K, {sense}", f"up to {field:g} T", f"up to {last:g} T",
                  abs(last - field) < 0.05)  # fmt: skip


def raised(reports: Reports) -> list[Raised]:
    """Errata that show up."""
    report = reports["crystal"]
    return [
        *printed_errata("P0", "E1", "E2", "E3", "E4", "E5"),
        *reported(report, "E4", "barriers_of_two_directions"),
        *reported(report, "E5", "kramer_field"),
    ]


def figures(reports: Reports) -> dict[str, Axes]:
    """Transitions and critical fields; Arrhenius plots; barriers against field."""
    report = reports["crystal"]
    sides = [{"direction": "perpendicular"}, {"direction": "parallel"}]
    transitions = [result(report, "resistance_temperature", **d) for d in sides]
    creep = [result(report, "creep", **d) for d in sides]
    first = grid(2, 2)
    panel("resistance_temperature", transitions[0], first[0], "(a)")
    panel("resistance_temperature", transitions[1], first[1], "(b)")
    panel("hall", result(report, "carriers"), first[2], "(c)")
    panel("critical_field", result(report, "critical_field"), first[3], "(d)")
    second = grid(1, 2)
    third = grid(1, 2)
    for i, (one, label) in enumerate(zip(creep, ("(a)", "(b)"), strict=True)):
        panel("arrhenius", one, second[i], label)
        panel("barrier", one, third[i], label)
    return {"transitions": first[0], "arrhenius": second[0], "barriers": third[0]}


STUDY = Study("nbs2_creep", "Flux creep in 2H-NbS2 (P0)", write, rows, raised, figures)

if __name__ == "__main__":
    main(STUDY)
