"""Superconductivity of a CaZrO3/KTaO3(001) interface at millikelvin temperatures.

The files hold what the paper prints. Its R(T) has half of the resistance back at 0.150 K, yet its
T_BKT from R(T) is 0.178 K, below which there is no resistance: no single curve has both, so that
two cooldowns are written, one for each. Voltages are powers of the current with the exponent 3 at
0.138 K, up to a critical current of 3.1 uA in the cold. Critical fields follow Ginzburg and Landau
for xi = 146.4 nm and d = 10.1 nm. At +-150 V the densities and sheet resistances are those of the
paper, which do not give its mobilities; six films lie on its line of Tc against density. The
critical current follows Tc over the gate voltages, 3.1 uA at 0 V (the paper prints no others).

    python examples/studies/kto_interface.py [OUT]
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
    stacked,
    stated,
    write_columns,
)
from matplotlib.axes import Axes
from scipy.special import expit

from supra2d.core import Array, Quantity
from supra2d.measure import line_through
from supra2d.report import Report

TC, XI, D = 0.150, 146.4e-9, 10.1e-9  # K, m, m
T_IV, T_R, T_MEAN = 0.138, 0.178, 0.200  # K; the last one is chosen
RS = 380.0  # ohm per square (chosen)
IC = 3.1e-6  # A at 30 mK
DENSITY = 7.7e17  # m^-2
E_CHARGE, PHI_0 = 1.602176634e-19, 2.067833848e-15

GATED = {"plus": (150, 8.1e17, 300.0, 166), "minus": (-150, 7.1e17, 483.0, 126)}
GATES = np.linspace(-150.0, 150.0, 11)
FILMS = (4.5e17, 5.6e17, 6.6e17, 7.7e17, 9.0e17, 10.3e17)
SLOPE, ZERO = 0.25e-18, 0.76e17  # K m^2, m^-2

COLD = (0.03, 0.05, 0.07, 0.085, 0.1, 0.115, 0.13)
CURRENTS_AT = (0.03, 0.05, 0.07, 0.09, 0.1, 0.11, 0.12, 0.125, 0.13, 0.134, 0.138, 0.142, 0.146,
               0.15, 0.16, 0.17)  # fmt: skip


def transition(T: Array, Tc: float, sheet: float, width: float = 0.012) -> Array:
    """Sheet resistance with half of it at Tc; it still rises by 6 % from 0.2 to 0.4 K."""
    normal = sheet * (1.0 + 0.06 * (T - 0.4) / 0.2)
    return np.asarray(normal * expit(2.0 * np.log(9.0) * (T - Tc) / width))


def unbinding(T: Array) -> Array:
    """Sheet resistance of vortices that are free above 0.178 K (Halperin and Nelson)."""
    part = (T_MEAN - T_R) / np.maximum(T - T_R, 1e-9)
    return np.asarray(RS / (1.0 + 0.37 / 1.5 * np.sinh(np.minimum(np.sqrt(1.5 * part), 300)) ** 2))


def exponent(T: float) -> float:
    """Exponent of the voltage: 1 + pi J/T with a stiffness that jumps, rounded by 5 mK."""
    if T > T_IV:
        return 1.0 + 2.0 * float(np.exp(-(T - T_IV) / 0.005))
    stiffness = [(1.0 - (t / 0.16) ** 2) / t for t in (T, T_IV)]
    return 1.0 + 2.0 * stiffness[0] / stiffness[1]


def voltage(T: float, current: Array, Ic: float = IC, sheet: float = RS) -> Array:
    """Powers of the current up to the critical one, and the normal state beyond."""
    falls = [max(1.0 - (t / 0.16) ** 2, 1e-3) for t in (T, COLD[0])]
    over = Ic * (falls[0] / falls[1]) ** 1.5 / np.maximum(np.abs(current), 1e-12)
    steep = np.minimum(8.0 * (exponent(T) - 1.0) * np.log(over), 600.0)
    return np.asarray(sheet * current * np.exp(-np.logaddexp(0.0, steep) / 8.0))


def field_sweep(rng: np.random.Generator, T: float, Bc2: float, both: bool) -> dict:
    """R(B) up and down, with a remanent field and a lag of the magnet."""
    up = np.linspace(-2.2 * Bc2 if both else 0.0, 2.2 * Bc2, 181)
    B = np.concatenate([up, up[::-1]])
    felt = np.abs(B + (2e-5 if both else 0.0) - np.repeat([3e-5, -3e-5], up.size))
    # the transition is as wide in temperature as without a field
    linear = "perpendicular" if both else "parallel"
    Tc = TC * (1.0 - felt / FIELD[linear] if both else 1.0 - (felt / FIELD[linear]) ** 2)
    R = transition(T + 1e-4 * rng.normal(size=B.size), Tc, RS) + reading(rng, B.size)
    return {"T (K)": T + 1e-4 * rng.normal(size=B.size), "B (T)": B, "Rs (ohm/sq)": R}


FIELD = {
    "perpendicular": PHI_0 / (2.0 * pi * XI**2),
    "parallel": sqrt(3.0) * PHI_0 / (pi * XI * D),
}


def reading(rng: np.random.Generator, size: int) -> Array:
    """Offset and noise of a lock-in, ohm."""
    return 0.3 + 0.15 * rng.normal(size=size)


def cooling(rng: np.random.Generator, T: Array, sheet: Array) -> dict:
    """R(T) in zero field."""
    R = sheet * (1.0 + 3e-4 * rng.normal(size=T.size)) + reading(rng, T.size) * 0.1
    return {"T (K)": T + 5e-5 * rng.normal(size=T.size), "B (T)": 0.0, "Rs (ohm/sq)": R}


def hall(rng: np.random.Generator, n: float, sheet: float, T: float, **held: float) -> dict:
    """Hall and longitudinal resistance, up and down; contacts that face each other badly."""
    B = np.concatenate([np.linspace(-9.0, 9.0, 73), np.linspace(9.0, -9.0, 73)])
    along = sheet * (1.0 + 3e-4 * rng.normal(size=B.size))
    across = B / (E_CHARGE * n) + 0.01 * sheet + 0.1 * rng.normal(size=B.size)
    temperature = T + 2e-3 * rng.normal(size=B.size)
    return {"T (K)": temperature, "B (T)": B, **held, "Rs (ohm/sq)": along, "Rxy (ohm)": across}


def currents(rng: np.random.Generator) -> dict[str, Array]:
    """I-V in zero field."""
    current = 4.5e-6 * np.sinh(np.linspace(-4.5, 4.5, 361)) / np.sinh(4.5)  # finer steps near 0
    curves = []
    for t in CURRENTS_AT:
        V = voltage(t, current) + 2e-8 + 4e-9 * rng.normal(size=current.size)
        kelvin = t + 5e-5 * rng.normal(size=current.size)
        curves.append({"T (K)": kelvin, "B (T)": 0.0, "I (A)": current, "V (V)": V})
    return stacked(curves)


def write(folder: Path, seed: int) -> None:
    """The sample, the sample at two gate voltages, a gate sweep and six films."""
    rng = np.random.default_rng(seed)
    _sample(folder / "interface", rng)
    for name, (gate, n, sheet, mobility) in GATED.items():
        at = folder / f"gate_{name}"
        write_columns(at / "hall.txt", hall(rng, n, sheet, 2.0))
        _settings(at, f"KTO interface at {gate:+d} V", f'mobility = "{mobility} cm^2/(V s)"\n')
    _gates(folder / "gates", rng)
    for i, n in enumerate(FILMS):
        T = np.arange(0.45, 0.03, -0.002)
        at = folder / f"film_{i + 1}"
        sheet = 1.0 / (E_CHARGE * n * 0.015)
        cooled = cooling(rng, T, transition(T, SLOPE * (n - ZERO), sheet))
        cooled["R (ohm)"] = cooled.pop("Rs (ohm/sq)")  # two contacts of the square are enough here
        write_columns(at / "cooling.txt", cooled)
        write_columns(at / "hall.txt", hall(rng, n, sheet, 2.0))
        _settings(at, f"KTO interface, film {i + 1}")
    write_columns(folder / "gates" / "current_voltage.txt", gated_currents(rng))


def _sample(at: Path, rng: np.random.Generator) -> None:
    """Two cooldowns, critical fields in both directions, currents, Hall."""
    T = np.arange(0.45, 0.03, -0.0015)
    write_columns(at / "cooling_1.txt", cooling(rng, T, transition(T, TC, RS)))
    T = np.concatenate([np.arange(0.42, 0.2, -0.001), np.arange(0.2, 0.165, -0.0001)])
    write_columns(at / "cooling_2.txt", cooling(rng, T, unbinding(T)))
    for name, field in FIELD.items():
        both = name == "perpendicular"
        fields = [field * (1.0 - t / TC) ** (1.0 if both else 0.5) for t in COLD]
        sweeps = [field_sweep(rng, t, b, both) for t, b in zip(COLD, fields, strict=True)]
        write_columns(at / f"{name}.txt", stacked(sweeps))
    write_columns(at / "current_voltage.txt", currents(rng))
    write_columns(at / "hall.txt", hall(rng, DENSITY, RS, 2.0))
    files = {
        "perpendicular.txt": 'direction = "perpendicular"',
        "parallel.txt": 'direction = "parallel"',
        "cooling_1.txt": "cooldown = 1",
        "cooling_2.txt": "cooldown = 2",
    }
    listed = "".join(f'"{file}" = {{ {entry} }}\n' for file, entry in files.items())
    _settings(at, "CaZrO3/KTaO3(001) (simulated)", f"\n[files]\n{listed}")


def dome(gate: float) -> float:
    """Tc against gate voltage, K; the top is at +30 V and the flanks differ."""
    x = gate - 30.0
    return float(62.0 / (160.0 * np.exp(-x / 160.0) + 240.0 * np.exp(x / 240.0)))


def gated_current(gate: float) -> float:
    """Ic against gate voltage, A: that of the sample at 0 V, and with Tc elsewhere."""
    return float(IC * (dome(gate) / dome(0.0)) ** 1.5)


def gated_currents(rng: np.random.Generator) -> dict[str, Array]:
    """I-V at each gate voltage, all in the cold."""
    current, curves = np.linspace(-4.5e-6, 4.5e-6, 301), []
    for gate in GATES:
        V = voltage(COLD[0], current, gated_current(gate), gated_sheet(gate))
        V += 2e-8 + 4e-9 * rng.normal(size=current.size)
        T = COLD[0] + 5e-5 * rng.normal(size=current.size)
        curves.append({"Vg (V)": gate, "T (K)": T, "I (A)": current, "V (V)": V})
    return stacked(curves)


def steepest(gate: float) -> float:
    """Current of the largest dV/dI, the Ic of a report, A: where the voltage is still rounded."""
    Ic = gated_current(gate)
    current = np.linspace(0.9 * Ic, 1.1 * Ic, 20001)
    V = voltage(COLD[0], current, Ic, gated_sheet(gate))
    return float(current[np.argmax(np.gradient(V, current))])


def gated_sheet(gate: float) -> float:
    """Sheet resistance against gate voltage, ohm."""
    return 391.5 - 91.5 * gate / 150.0


def _gates(at: Path, rng: np.random.Generator) -> None:
    """R(T) and Hall at eleven gate voltages; the top of the dome is at +30 V."""
    cool, fields = [], []
    for gate in GATES:
        n, sheet = 7.6e17 + 1e17 * gate / 300.0, gated_sheet(gate)
        T = np.arange(0.4, 0.03, -0.0025)
        cool.append({**cooling(rng, T, transition(T, dome(gate), sheet)), "Vg (V)": gate})
        fields.append(hall(rng, n, sheet, 2.0, **{"Vg (V)": gate}))
    write_columns(at / "cooling.txt", stacked(cool))
    write_columns(at / "hall.txt", stacked(fields))
    _settings(at, "KTO interface against gate voltage")


def _settings(at: Path, name: str, more: str = "") -> None:
    text = f'[sample]\nname = "{name}"\ncontacts = "van-der-pauw"\n{more}'
    (at / "supra2d.toml").write_text(text, encoding="utf-8")


def rows(reports: Reports) -> list[Row]:
    """Every number of transport that the paper prints."""
    report, printed = reports.get("interface"), Printed("P2")
    Tc = _first_cooldown(report)
    limit = find(report, "B_pauli", criterion="50%")
    along = find(report, "Bc2", temperature=0.0, direction="parallel")
    xi, d = (find(report, name, criterion="50%") for name in ("xi_GL", "d_sc"))
    plus, minus = reports.get("gate_plus"), reports.get("gate_minus")
    gates = reports.get("gates")
    slope, zero = _line(reports)
    low, high = (find(reports.get(f"film_{i}"), "Tc", criterion="50%") for i in (1, len(FILMS)))
    across = find(report, "Bc2", temperature=0.0, direction="perpendicular")
    mobility, path = (
        {"unit": "cm^2/(V s)", "factor": 1e4, "erratum": "E20, density and resistance exclude it"},
        {"factor": 1e9},
    )
    return [
        printed.row("Tc_50", Tc, name="Tc, 50 % of R(0.4 K)", unit="K"),
        printed.row("Bc2_perp", across, name="Bc2 across, 0 K", unit="T",
                    simulated=FIELD["perpendicular"]),
        printed.row("Bc2_par", along, name="Bc2 along, 0 K", unit="T",
                    simulated=FIELD["parallel"], erratum="E19, rounding of xi and d"),
        printed.row("anisotropy_printed", find(report, "anisotropy"), name="ratio of both",
                    unit="1", simulated=sqrt(12.0) * XI / D,
                    erratum="E19, rounding of xi and d"),
        printed.row("xi", xi, name="xi", unit="nm", factor=1e9),
        printed.row("d_sc", d, name="d", unit="nm", factor=1e9),
        printed.row("xi_over_d", ratio(xi, d), name="xi over d", unit="1", simulated=XI / D),
        printed.row("B_P", limit, name="B_P", unit="T", simulated=1.856817 * TC),
        printed.row("over_pauli", ratio(along, limit), name="Bc2 along over B_P", unit="1",
                    simulated=FIELD["parallel"] / (1.856817 * TC),
                    erratum="E19, rounding of xi and d"),
        compared("Ic, 30 mK", "uA", 3.1, find(report, "Ic", temperature=0.03), factor=1e6),
        printed.row("T_BKT_IV", find(report, "T_BKT", method="current_exponent"),
                    name="T_BKT, exponent 3 of I-V", unit="K"),
        printed.row("T_BKT_R", find(report, "T_BKT", method="halperin_nelson_interpolation"),
                    name="T_BKT, R(T), interpolation", unit="K"),
        printed.row("T_BKT_R", find(report, "T_BKT", method="halperin_nelson"),
                    name="T_BKT, R(T), exponential", unit="K"),
        printed.row("T_BKT_R", find(report, "T_BKT", method="slope_line"),
                    name="T_BKT, (dlnR/dT)^(-2/3)", unit="K"),
        printed.row("n_plus", find(plus, "n_sheet"), name="n_s, +150 V", unit="1e13 cm^-2",
                    factor=1e-17),
        printed.row("n_minus", find(minus, "n_sheet"), name="n_s, -150 V", unit="1e13 cm^-2",
                    factor=1e-17),
        printed.row("mobility_plus", find(plus, "mobility"), name="mobility, +150 V",
                    simulated=1e4 / (E_CHARGE * 8.1e17 * 300.0), **mobility),
        printed.row("mobility_minus", find(minus, "mobility"), name="mobility, -150 V",
                    simulated=1e4 / (E_CHARGE * 7.1e17 * 483.0), **mobility),
        compared("mean free path, +150 V", "nm", 38.1, find(plus, "mean_free_path"), **path),
        compared("mean free path, -150 V", "nm", 25.3, find(minus, "mean_free_path"), **path),
        compared("top of the dome", "V", 30.0, find(gates, "dome_gate"), ends=(25.0, 35.0)),
        compared("gate voltage of the largest Ic", "V", 30.0, find(gates, "dome_gate_Ic"),
                 told=CHOSEN),
        compared("largest Ic of all gate voltages", "uA", 1e6 * steepest(30.0),
                 find(gates, "dome_Ic"), told=CHOSEN, factor=1e6),
        stated("Ic against gate voltage", "non-monotonic", *_turn(gates)),
        compared("capacitance", "F/m^2", 5.34e-5, find(gates, "capacitance")),
        printed.row("slope", slope, name="slope of Tc against n_s", unit="1e-14 K cm^2",
                    factor=1e18),
        printed.row("n_0", zero, name="its zero", unit="1e13 cm^-2", factor=1e-17),
        printed.row("Tc_low", low, name="Tc at 4.5e13 cm^-2", unit="K",
                    simulated=SLOPE * (FILMS[0] - ZERO), erratum="E21, the printed line misses it"),
        printed.row("Tc_high", high, name="Tc at 10.3e13 cm^-2", unit="K",
                    simulated=SLOPE * (FILMS[-1] - ZERO),
                    erratum="E21, the printed line misses it"),
    ]  # fmt: skip


def _first_cooldown(report: Report | None) -> Quantity | None:
    """Tc of the first cooldown alone; the second one has another."""
    rows = report.quantities if report is not None else ()
    alone = (q for q in rows if q.name == "Tc" and q.source.endswith("cooling_1.txt"))
    return next((q for q in alone if q.criterion == "50%"), None)


def _turn(report: Report | None) -> tuple[str, bool]:
    """Ic at both ends and at its top, and whether the top stands out of both ends."""
    top = find(report, "dome_Ic")
    ends = [find(report, "Ic", gate=float(gate)) for gate in GATES[[0, -1]]]
    if top is None or top.total is None or any(q is None or q.total is None for q in ends):
        return "no top of Ic", False
    shown = [f"{1e6 * q.value:.2f} uA" for q in (ends[0], top, ends[1])]
    return ", ".join(shown), all(q.total[1] < top.total[0] for q in ends)


def _line(reports: Reports) -> tuple[Quantity | None, Quantity | None]:
    """Tc against density over the films: slope, and the density at which the line ends."""
    films = [reports.get(f"film_{i + 1}") for i in range(len(FILMS))]
    n = [find(film, "n_sheet") for film in films]
    Tc = [find(film, "Tc", criterion="50%") for film in films]
    pairs = [(a.value, b.value, a.error, b.error) for a, b in zip(n, Tc, strict=True) if a and b]
    line = line_through(*np.array(pairs, float).reshape(-1, 4).T)
    if line is None:
        return None, None
    found = []
    for name, unit, e in (("slope", "K m^2", line.slope), ("n_0", "m^-2", line.zero)):
        ends = (e.value - e.total, e.value + e.total) if e else None
        found.append(Quantity(name, unit, e.value, ends) if e and ends else None)
    return found[0], found[1]


def raised(reports: Reports) -> list[Raised]:
    """Errata that show up."""
    gated = [reports.get(f"gate_{name}") for name in GATED]
    return [
        *printed_errata("P2", "E16", "E18", "E19", "E20", "E21"),
        *reported(reports.get("interface"), "E18", "T_BKT_below_half", "bkt_methods"),
        *(r for report in gated for r in reported(report, "E20", "drude_consistency")),
    ]


def figures(reports: Reports) -> dict[str, Axes]:
    """Critical fields; currents and vortices; gate voltage."""
    report, gates = reports["interface"], reports["gates"]
    fields, vortices, gated = (grid(2, 2) for _ in range(3))
    panel("resistance_temperature", result(report, "resistance_temperature"), fields[0], "(a)")
    for ax, name, label in zip(fields[1:], FIELD, ("(b)", "(c)"), strict=False):
        panel("resistance_field", result(report, "resistance_field", direction=name), ax, label)
    panel("critical_field", result(report, "critical_field"), fields[3], "(d)")
    current, unbound = result(report, "critical_current"), result(report, "bkt")
    panel("current_voltage", current, vortices[0], "(a)")
    panel("critical_current", current, vortices[1], "(b)")
    panel("current_exponent", unbound, vortices[2], "(c)")
    panel("bkt", unbound, vortices[3], "(d)")
    transitions, dome = result(gates, "resistance_temperature"), result(gates, "gate")
    panel("resistance_temperature", transitions, gated[0], "(a)")
    panel("hall", result(gates, "carriers"), gated[1], "(b)")
    panel("gate_dome", dome, gated[2], "(c)")
    panel("tc_density", dome, gated[3], "(d)")
    return {"critical_fields": fields[0], "vortices": vortices[0], "gates": gated[0]}


STUDY = Study("kto_interface", "A CaZrO3/KTaO3 interface (P2)", write, rows, raised, figures)

if __name__ == "__main__":
    main(STUDY)
