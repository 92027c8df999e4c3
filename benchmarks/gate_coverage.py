"""How often the quoted numbers of a gate hold the truth: simulated films on a gate, analysed.

Each seed draws a film (dome of Tc that is no polynomial, or Tc in proportion to the density
above an onset; density, straight or saturating in the gate voltage) and its measurement: number
of gate voltages, width of the transition, points and noise of R(T) and of the Hall sweeps. The
rows are put into logs and go through the whole analysis. Printed for the top of the dome, the
capacitance (local, and one number), the slope of Tc against density and the density at which Tc
begins: how often ``total`` holds the truth, and its median width over the scatter of the
estimates.

    python benchmarks/gate_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from _coverage import Estimate, asked, log_of, show

from supra2d.core import Array, Quantity, run_tasks
from supra2d.study import Options, gate_results, measured_groups

E_CHARGE = 1.602176634e-19
REACH = 150.0  # V


@dataclass(frozen=True)
class Case:
    """One film: ``kind`` is ``dome`` or ``line``."""

    seed: int
    kind: str


@dataclass(frozen=True)
class Film:
    """Truth: Tc and density as functions of the gate, and the numbers to find."""

    top: float
    below: float
    above: float
    onset: float
    slope: float
    n: float
    farad: float
    bent: float
    kind: str

    def density(self, gate: Array) -> Array:
        """m^-2; a dielectric that saturates."""
        bend = self.bent * 75.0 * np.log(np.cosh(gate / 75.0))
        return self.n + self.farad / E_CHARGE * (gate - bend)

    def capacitance(self, gate: float) -> float:
        """F/m^2."""
        return float(self.farad * (1.0 - self.bent * np.tanh(gate / 75.0)))

    def critical(self, gate: Array) -> Array:
        """K."""
        if self.kind == "line":
            return self.slope * (self.density(gate) - self.onset)
        x = gate - self.top
        a, b = self.below, self.above
        return 0.25 * (a + b) / (a * np.exp(-x / a) + b * np.exp(x / b))


def drawn(rng: np.random.Generator, kind: str) -> Film:
    """A film; half of the domes sit on a dielectric that does not saturate."""
    bent = float(rng.uniform(0.2, 0.6)) if kind == "dome" and rng.random() < 0.5 else 0.0
    return Film(
        float(rng.uniform(-80.0, 80.0)),
        float(rng.uniform(100.0, 300.0)),
        float(rng.uniform(100.0, 300.0)),
        0.76e17,
        0.25e-18 * 10 ** float(rng.uniform(-0.3, 0.3)),
        7.6e17,
        5.3e-5 * 10 ** float(rng.uniform(-0.2, 0.1)),
        bent,
        kind,
    )


def measured(film: Film, rng: np.random.Generator) -> list[xr.Dataset]:
    """R(T) and a Hall sweep at each gate voltage."""
    gates = np.linspace(-REACH, REACH, int(rng.integers(8, 22)))
    width, points = float(rng.uniform(0.01, 0.03)), int(rng.integers(60, 150))
    noise, hall_noise = 10 ** rng.uniform(-3, -1.7), 10 ** rng.uniform(-3, -1.7)
    cooling, hall = [], []
    for gate in gates:
        density = float(film.density(np.array(gate)))
        tc, sheet = float(film.critical(np.array(gate))), 1.0 / (E_CHARGE * density * 150e-4)
        t = np.linspace(0.3 * tc, 2.0 * tc, points)
        r = sheet / (1.0 + np.exp(-(t - tc) / (width * tc)))
        r += rng.normal(0.0, noise * sheet, points)
        cooling.append(np.column_stack([t, 0.0 * t + gate, r]))
        b = np.linspace(-9.0, 9.0, 61)
        xy = b / (E_CHARGE * density)
        xy += 0.3 + rng.normal(0.0, hall_noise * np.ptp(xy), b.size)
        hall.append(np.column_stack([0.0 * b + 2.0, b, 0.0 * b + gate, xy]))
    names = (
        ("temperature", "gate_voltage", "sheet_resistance"),
        ("temperature", "field", "gate_voltage", "hall_resistance"),
    )
    return [
        log_of(**dict(zip(found, np.concatenate(rows).T, strict=True)))
        for found, rows in zip(names, (cooling, hall), strict=True)
    ]


def truth_of(q: Quantity, film: Film) -> tuple[str, float] | None:
    """Label and true value of a row; None where it is none of those that are judged."""
    if q.criterion not in ("", "50%"):
        return None
    if q.name == "dome_gate" and film.kind == "dome":
        return "dome", film.top
    if q.name == "capacitance" and film.kind == "dome":
        if "gate" in q.where:
            return "C local", film.capacitance(float(q.where["gate"]))
        return ("C", film.farad) if not film.bent else None
    line = {"Tc_slope": film.slope, "n_sheet_Tc0": film.onset}
    return (q.name, line[q.name]) if q.name in line and film.kind == "line" else None


def estimates(case: Case) -> list[Estimate]:
    """All numbers of one film against their truth; of the local capacitances one."""
    rng = np.random.default_rng([case.seed, ord(case.kind[0])])
    film = drawn(rng, case.kind)
    logs = measured(film, rng)
    (result,) = gate_results(measured_groups(logs, Options()), logs)
    found: dict[str, list[Estimate]] = {}
    for q in result.quantities:
        judged = truth_of(q, film)
        estimate = Estimate.of(judged[0], q, judged[1]) if judged and q.status == "ok" else None
        if estimate is not None:
            found.setdefault(estimate.name, []).append(estimate)
    return [rows[int(rng.integers(len(rows)))] for rows in found.values()]


def main(seeds: int, workers: int | None) -> None:
    """Run all cases and print the table."""
    cases = [Case(seed, kind) for kind in ("dome", "line") for seed in range(seeds)]
    store = Path("build/gate_coverage")
    answers = run_tasks(estimates, cases, store=store, progress="coverage", workers=workers)
    show((e for answer in answers for e in answer), "quantity", sets=seeds)


if __name__ == "__main__":
    main(*asked())
