"""How often the quoted intervals hold the truth: simulated films, measured and fitted.

Each seed draws a film (Tc, xi, d, shape and width of the transition) and the quality of the
measurement (set-point jitter, offset, remanent field), measures it in both directions by
R(T) at fixed field and by R(B) at fixed temperature, and runs the whole analysis on the
logs. Printed for each noise level and quantity: how often ``total`` holds the truth, and its
median width over the scatter of the estimates (both as half-widths at 68 %).

    python benchmarks/interval_coverage.py [seeds]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from supra2d.core import run_tasks
from supra2d.simulate import Film, Protocol, Sweep, critical_field, critical_temperature, run
from supra2d.study import Options, analyse

NOISE = (0.002, 0.005, 0.015)
OPTIONS = Options(criteria=("50%",))
NAMES = ("Tc", "Bc2", "xi_GL", "d_sc")


@dataclass(frozen=True)
class Case:
    """One film to measure: seed and noise relative to the normal resistance."""

    seed: int
    noise: float


@dataclass(frozen=True)
class Estimate:
    """A quoted number against the truth; ``scale`` makes errors of different films comparable."""

    name: str
    noise: float
    error: float
    low: float
    high: float
    scale: float

    @property
    def covered(self) -> bool:
        """True when ``total`` holds the truth."""
        return self.low <= -self.error <= self.high


def draw(case: Case) -> tuple[Film, Protocol, Protocol]:
    """A film and its two protocols, perpendicular and parallel."""
    rng = np.random.default_rng(case.seed)
    film = Film(
        Tc=float(rng.uniform(3.5, 4.5)),
        xi=float(rng.uniform(8e-9, 14e-9)),
        d=float(rng.uniform(5e-9, 9e-9)),
        shape=str(rng.choice(["logistic", "measured"])),
        width_T=float(np.exp(rng.uniform(np.log(0.1), np.log(0.4)))),
        broadening=float(rng.uniform(0, 0.5)),
    )
    quality = {
        "noise_floor": case.noise * film.normal_resistance,
        "temperature_jitter": float(rng.uniform(0, 4e-3)),
        "temperature_reading": float(rng.uniform(0, 1e-3)),
        "offset": float(rng.normal(0, 0.002)) * film.normal_resistance,
        "remanent_field": float(rng.normal(0, 1e-3)),
    }
    span = (film.Tc + 1.5, 0.45 * film.Tc)
    protocols = []
    for direction, share in (("perpendicular", 0.35), ("parallel", 0.6)):
        top = float(critical_field(film, 0.0, direction))
        fields = tuple(round(top * share * k, 3) for k in (0.0, 0.25, 0.5, 0.75, 1.0))
        temperatures = tuple(round(film.Tc * t, 2) for t in (0.65, 0.8, 0.9))
        reach = 1.3 * float(critical_field(film, 0.65 * film.Tc, direction))
        reach += 8 * top * film.width_T / film.Tc
        sweeps = (
            Sweep("R(T)", at=fields, span=span, points=180),
            Sweep("R(B)", at=temperatures, span=(-reach, reach), points=300, loop=True),
        )
        protocols.append(Protocol(sweeps, direction=direction, **quality))
    return film, protocols[0], protocols[1]


def estimates(case: Case) -> list[Estimate]:
    """All numbers of one film against their truth."""
    film, *protocols = draw(case)
    logs = []
    for i, protocol in enumerate(protocols):
        log = run(film, protocol, seed=1000 * case.seed + i)
        log.attrs.update(direction=protocol.direction, cooldown="", sample="")
        logs.append(log)
    found = []
    for q in (q for result in analyse(logs, options=OPTIONS) for q in result.quantities):
        if q.name not in NAMES or q.criterion != "50%" or "branch" in q.where:
            continue
        truth = _truth(film, q.name, dict(q.where))
        if truth is None or q.value is None or q.total is None:
            continue
        low, high = q.total[0] - q.value, q.total[1] - q.value
        found.append(Estimate(q.name, case.noise, q.value - truth, low, high, truth))
    return found


def _truth(film: Film, name: str, where: dict[str, object]) -> float | None:
    if name in ("xi_GL", "d_sc"):
        return film.xi if name == "xi_GL" else film.d
    direction = str(where.get("direction", "perpendicular"))
    if name == "Tc":
        return float(critical_temperature(film, float(str(where.get("field", 0.0))), direction))
    temperature = float(str(where.get("temperature", 0.0)))
    return float(critical_field(film, temperature, direction)) if temperature > 0 else None


def table(found: Iterable[Estimate]) -> list[tuple[str, float, int, float, float]]:
    """Rows of (name, noise, count, coverage, median width over scatter); noise 0: all."""
    found = list(found)
    rows = []
    for name in NAMES:
        for noise in (*NOISE, 0.0):
            chosen = [e for e in found if e.name == name and noise in (e.noise, 0.0)]
            if not chosen:
                continue
            # Errors in units of the quoted half-width have a scatter of one when the widths
            # are right; comparing raw errors would mix films of different quality.
            pulls = np.array([e.error / ((e.high - e.low) / 2) for e in chosen])
            scatter = float(np.subtract(*np.quantile(pulls, [0.84, 0.16]))) / 2
            coverage = float(np.mean([e.covered for e in chosen]))
            rows.append((name, noise, len(chosen), coverage, 1 / scatter))
    return rows


def main(seeds: int) -> None:
    """Run all cases on all cores and print the table."""
    cases = [Case(seed, noise) for noise in NOISE for seed in range(seeds)]
    store = Path("build/coverage")
    answers = run_tasks(estimates, cases, store=store, progress="coverage")
    print(f"{'quantity':10} {'noise/Rn':>9} {'n':>6} {'coverage':>9} {'width/scatter':>14}")
    for name, noise, n, coverage, ratio in table(e for answer in answers for e in answer):
        label = f"{noise:.1%}" if noise else "all"
        print(f"{name:10} {label:>9} {n:6d} {coverage:9.3f} {ratio:14.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
