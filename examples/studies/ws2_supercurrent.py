"""Supercurrent and critical fields of a 1T'-WS2 flake.

The files hold what the paper prints: Tc = 7.7 K; critical fields of xi = 9.6 nm and d = 3.2 nm near
Tc, bent down to 28 T at 0.33 K along x, because the printed parameters alone would give 36.3 T
there; Tinkham's law of a thin film at angles; critical current densities of 17 MA/cm^2 at 0.33 K,
13 at 4.2 K and, at 0.33 K, 7 in 8 T along the film. Between them the current falls as
(1 - t^3)^(3/2), which passes through both temperatures. Not printed and chosen: a flake 1 um wide,
a field along y of 24 T, a carrier density of 3e15 cm^-2, retrapping in the cold.

    python examples/studies/ws2_supercurrent.py [OUT]
"""

from __future__ import annotations

from math import pi, sqrt
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
    ratio,
    reported,
    result,
    scaled,
    stacked,
    stated,
    write_columns,
)
from matplotlib.axes import Axes
from scipy.special import expit

from supra2d.core import Quantity
from supra2d.report import Report

TC, XI, D = 7.7, 9.6e-9, 3.2e-9  # K, m, m
COLD = 0.33  # K
B_ALONG, B_ACROSS_X = 28.0, 24.0  # T at 0.33 K, field along x and y (chosen)
JC, JC_FIELD = 17e10, 7e10  # A/m^2 at 0.33 K, in zero field and in 8 T along the film
WIDTH, THICKNESS = 1e-6, 6.1e-9  # m
DENSITY = 3e19  # m^-2
NORMAL = 60.0  # ohm
E_CHARGE, PHI_0 = 1.602176634e-19, 2.067833848e-15

SETTINGS = """\
[sample]
name = "1T'-WS2 (simulated)"
thickness = "6.1 nm"
width = "1 um"
length = "3 um"

[files]
"perpendicular.txt" = { direction = "perpendicular" }
"parallel.txt" = { direction = "parallel" }
"current_voltage.txt" = { direction = "parallel" }
"azimuths.txt" = { direction = "parallel" }
"""

TEMPERATURES = (0.33, 2.0, 3.3, 4.2, 5.2, 6.0, 6.7, 7.3)
ANGLES = (0, 15, 30, 45, 55, 65, 70, 75, 80, 83, 85, 86.5, 88, 90)


def perpendicular(T: float) -> float:
    """Critical field along the normal, T."""
    return PHI_0 / (2.0 * pi * XI**2) * (1.0 - T / TC)


def parallel(T: float) -> float:
    """Critical field along x, T: orbital near Tc, held down to 28 T by spins in the cold."""
    orbital = [sqrt(3.0) * PHI_0 / (pi * XI * D) * sqrt(1.0 - t / TC) for t in (T, COLD)]
    limit = orbital[1] / ((orbital[1] / B_ALONG) ** 4 - 1.0) ** 0.25
    return orbital[0] / (1.0 + (orbital[0] / limit) ** 4) ** 0.25


def tilted(angle: float) -> float:
    """Critical field at 0.33 K and an angle from the normal, T: the thin film of Tinkham."""
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    linear, square = abs(cos) / perpendicular(COLD), (sin / B_ALONG) ** 2
    return float(2.0 / (linear + sqrt(linear**2 + 4.0 * square)))


def around_x(azimuth: float) -> float:
    """Critical field in the plane at 0.33 K and an angle from x, T: an ellipse."""
    cos, sin = np.cos(np.deg2rad(azimuth)), np.sin(np.deg2rad(azimuth))
    return float(1.0 / np.hypot(cos / B_ALONG, sin / B_ACROSS_X))


def critical(T: float, field: float = 0.0) -> float:
    """Critical current, A."""
    falls = ((1.0 - (T / TC) ** 3) / (1.0 - (COLD / TC) ** 3)) ** 1.5
    return JC * falls * WIDTH * THICKNESS * (JC_FIELD / JC) ** (abs(field) / 8.0)


def sweep(rng: np.random.Generator, at: float, highest: float, both: bool, **held: float) -> dict:
    """R(B) up and down again through a critical field, with the magnet's lag of 4 mT."""
    up = np.linspace(-highest if both else 0.0, highest, 241)
    B = np.concatenate([up, up[::-1]])
    lag = np.repeat([4e-3, -4e-3], up.size)
    felt = np.abs(B - lag) * (1.0 + 1e-4 * rng.normal(size=B.size))
    R = NORMAL * expit((felt - at) / (0.02 * at)) * (1.0 + 4e-4 * rng.normal(size=B.size))
    R += 0.15 + 0.03 * rng.normal(size=B.size)
    columns = {"T (K)": held.pop("T") + 2e-3 * rng.normal(size=B.size), "B (T)": B}
    return {**columns, **held, "R (ohm)": R}


def curve(rng: np.random.Generator, T: float, field: float = 0.0) -> dict:
    """I-V: 0, up, 0, down, 0; switching at Ic, retrapping at less in the cold."""
    Ic = critical(T, field)
    quarter = np.linspace(0.0, 1.5e-3, 401)
    current = np.concatenate([quarter, quarter[::-1], -quarter, -quarter[::-1]])
    rising = np.tile(np.repeat([True, False], quarter.size), 2)
    Ir = Ic * min(1.0, 0.8 + 0.3 * T / TC)
    at = np.where(rising, Ic, Ir)
    V = NORMAL * current * expit((np.abs(current) - at) / (5e-3 * Ic + 1e-6))
    V += 3e-6 + 1.5e-6 * rng.normal(size=V.size)  # a thermal voltage, and noise
    return {
        "T (K)": T + 2e-3 * rng.normal(size=V.size), "B (T)": field, "I (A)": current, "V (V)": V
    }  # fmt: skip


def write(folder: Path, seed: int) -> None:
    """Fields and angles; currents and azimuths, with the field along the normal; Hall."""
    rng = np.random.default_rng(seed)
    fields, flow, turned = (folder / name for name in ("fields", "currents", "azimuths"))
    T = np.arange(12.0, 5.0, -0.02) + 1e-3 * rng.normal(size=350)
    R = NORMAL * expit((T - TC) / 0.05) + 0.15 + 0.03 * rng.normal(size=T.size)
    across = stacked([sweep(rng, perpendicular(t), 5.0, True, T=t) for t in TEMPERATURES])
    for at in (fields, flow, turned):
        write_columns(at / "perpendicular.txt", across)
    for at in (fields, flow):
        write_columns(at / "cooling.txt", {"T (K)": T, "B (T)": 0.0, "R (ohm)": R})
    along = [sweep(rng, parallel(t), 36.0, False, T=t) for t in TEMPERATURES]
    angles = [sweep(rng, tilted(a), 36.0, False, T=COLD, **{"angle (deg)": a}) for a in ANGLES]
    write_columns(fields / "parallel.txt", stacked(along))
    write_columns(fields / "angles.txt", stacked(angles))
    currents = [curve(rng, t) for t in TEMPERATURES]
    currents += [curve(rng, COLD, field) for field in (2.0, 4.0, 6.0, 8.0)]
    write_columns(flow / "current_voltage.txt", stacked(currents))
    B = np.concatenate([np.linspace(-9.0, 9.0, 91), np.linspace(9.0, -9.0, 91)])
    Rxy = B / (E_CHARGE * DENSITY) + 0.02 + 4e-3 * rng.normal(size=B.size)
    write_columns(flow / "hall.txt", {"T (K)": 10.0, "B (T)": B, "Rxy (ohm)": Rxy})
    azimuths = range(0, 181, 15)
    around = [
        sweep(rng, around_x(a), 36.0, False, T=COLD, **{"azimuth (deg)": a}) for a in azimuths
    ]
    write_columns(turned / "azimuths.txt", stacked(around))
    for at in (fields, flow, turned):
        (at / "supra2d.toml").write_text(SETTINGS, encoding="utf-8")


def rows(reports: Reports) -> list[Row]:
    """Every number of transport that the paper prints."""
    report, flow, printed = reports["fields"], reports["currents"], Printed("P3")
    par = {"direction": "parallel"}
    Tc = find(report, "Tc", criterion="50%", field=0.0)
    cold = find(report, "Bc2", temperature=COLD, criterion="50%", **par)
    limit = scaled(Tc, "B_pauli", "T", 1.84)
    Jc = {
        at: find(flow, "Jc", temperature=at[0], field=at[1])
        for at in ((COLD, 0.0), (4.2, 0.0), (COLD, 8.0))
    }
    at_angle = find(report, "Bc2", angle=85.0, criterion="50%")
    return [
        printed.row("Tc", Tc, name="Tc, 50 %", unit="K"),
        printed.row("Bc2_par", cold, name="Bc2 along x, 0.33 K", unit="T"),
        printed.row("B_P", limit, name="B_P, 1.84 Tc", unit="T", simulated=1.84 * TC),
        compared("Bc2 along x over B_P", "1", 1.98, ratio(cold, limit)),
        printed.row("xi", find(flow, "xi_GL", criterion="50%"), name="xi", unit="nm", factor=1e9),
        printed.row("d_sc", find(report, "d_sc", criterion="50%"), name="d", unit="nm", factor=1e9),
        compared("Bc2 at 85 deg, thin film", "T", tilted(85.0), at_angle,
                 told=CHOSEN),
        compared("Tinkham: B along x", "T", B_ALONG, angular(report, "B_par"), ends=(27.5, 28.5)),
        _law(report),
        compared("Jc, 0.33 K", "MA/cm^2", 17.0, Jc[COLD, 0.0], factor=1e-10, ends=(16.5, 17.5)),
        compared("Jc, 4.2 K", "MA/cm^2", 13.0, Jc[4.2, 0.0], factor=1e-10, ends=(12.5, 13.5),
                 simulated=critical(4.2) / WIDTH / THICKNESS * 1e-10),
        compared("Jc, 0.33 K, 8 T along x", "MA/cm^2", 7.0, Jc[COLD, 8.0], factor=1e-10,
                 ends=(6.5, 7.5)),
        compared("Ic per width, 0.33 K", "mA/um", 1.02,
                 scaled(find(flow, "Ic", temperature=COLD, field=0.0), "Ic", "A/m", 1 / WIDTH),
                 factor=1e-3, ends=(0.98, 1.07), simulated=critical(COLD) / WIDTH * 1e-3),
        compared("largest penetration depth", "nm", 248.5, find(flow, "lambda_max"), factor=1e9),
        compared("clean London depth", "nm", 76.0, find(flow, "lambda_clean"), factor=1e9,
                 ends=(42.0, 131.0),
                 told=CHOSEN),
        _azimuths(reports),
    ]  # fmt: skip


def angular(report: Report, name: str) -> Quantity | None:
    """A parameter of the thin film fitted to angles."""
    fit = next((f for f in report.fits if f.model == "tinkham_2d"), None)
    if fit is None or fit[name].interval is None:
        return None
    return Quantity(name, "T", fit[name].value, fit[name].interval)


def _law(report: Report) -> Row:
    """Which law the angles follow."""
    check = next((c for c in report.checks if c.name == "angular_law"), None)
    holds = check is not None and "tinkham_2d" in check.message and (check.value or 0.0) > 0.95
    return stated("law of the angle", "thin film (cusp)", "thin film" if holds else "open", holds)


def _azimuths(reports: Reports) -> Row:
    """The twofold dependence on the azimuth: the axis of the ellipse along x."""
    turned = reports["azimuths"].quantities if "azimuths" in reports else ()
    axes = [q for q in turned if (q.name, q.method) == ("Bc2", "ellipse_inplane")]
    along_x = next((q for q in axes if abs(q.where["azimuth"]) < 2.0), None)
    return compared("twofold azimuth: B along x", "T", B_ALONG, along_x, ends=(27.5, 28.5))


def raised(reports: Reports) -> list[Raised]:
    """Errata that show up."""
    report, flow = reports["fields"], reports["currents"]
    return [
        *printed_errata("P3", "E24", "E25", "E26"),
        *reported(report, "E24", "goodness_of_fit"),
        *reported(flow, "E24", "goodness_of_fit", "depairing"),
    ]


def figures(reports: Reports) -> dict[str, Axes]:
    """Critical fields against temperature, angle, azimuth; currents against temperature, field."""
    report, turned = reports["fields"], reports["azimuths"]
    fields, currents = grid(3, 2), grid(1, 2)
    panel("resistance_temperature", result(report, "resistance_temperature"), fields[0], "(a)")
    along = result(report, "resistance_field", direction="parallel")
    panel("resistance_field", along, fields[1], "(b)")
    panel("critical_field", result(report, "critical_field"), fields[2], "(c)")
    panel("angular", result(report, "angular"), fields[3], "(d)")
    around = result(turned, "resistance_field", direction="parallel")
    panel("resistance_field", around, fields[4], "(e)")
    panel("angular", result(turned, "angular"), fields[5], "(f)")
    critical_current = result(reports["currents"], "critical_current")
    panel("current_voltage", critical_current, currents[0], "(a)")
    panel("critical_current", critical_current, currents[1], "(b)")
    return {"critical_fields": fields[0], "critical_currents": currents[0]}


STUDY = Study("ws2_supercurrent", "Supercurrent of 1T'-WS2 (P3)", write, rows, raised, figures)

if __name__ == "__main__":
    main(STUDY)
