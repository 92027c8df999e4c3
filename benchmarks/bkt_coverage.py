"""How often the quoted T_BKT holds the truth: films simulated by the flow of Kosterlitz.

Each film has a bare stiffness that falls to zero at a mean-field temperature and vortices of a
core energy. The stiffness at the length that a current or the film allows follows from the flow
equations, the voltage from the stiffness at every scale, and T_BKT from the separatrix, so that
neither a power law nor an exponential is put in. Noise, offset, steps of current and temperature,
the size of the film and spread of its temperatures are drawn. Voltages and resistances are written
as logs and go through the whole analysis. Printed for each method: how often ``total`` holds the
truth, and its median width over the scatter of the estimates; last the time for 200 temperatures.

    python benchmarks/bkt_coverage.py [sets [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import xarray as xr
from _coverage import Estimate, asked, log_of, show
from scipy.optimize import brentq

from supra2d.core import Array, Result, run_tasks
from supra2d.study import bkt_results

STEP, LONGEST = 0.02, 24.0


@dataclass(frozen=True)
class Case:
    """One film: ``kind`` is ``iv`` or ``resistance``."""

    seed: int
    kind: str


@dataclass(frozen=True)
class Film:
    """Stiffness ``J0 (1 - (T/Tc0)^p)`` in K, core energy over that of the XY model, ohm."""

    Tc0: float
    J0: float
    power: float
    core: float
    Rn: float

    def bare(self, T: Array | float) -> tuple[Array, Array]:
        """2T/(pi J) and the fugacity of vortices without screening."""
        t = np.asarray(T) / self.Tc0
        J = self.J0 * np.maximum(1.0 - t**self.power, 1e-6)
        # near Tc0 a core costs nothing, and the flow starts at large fugacity
        return 2.0 * np.asarray(T) / (np.pi * J), np.exp(-self.core * np.pi**2 * J / (2 * T))

    def T_BKT(self) -> float:
        """Temperature of the separatrix, on which the flow ends at 2T/(pi J) = 1."""

        def beyond(T: float) -> float:
            X, y = (float(v) for v in self.bare(T))
            return 1.0 if X >= 1.0 else y**2 - (X - np.log(X) - 1.0) / (2.0 * np.pi**2)

        return float(brentq(beyond, 1e-3 * self.Tc0, 0.9999 * self.Tc0))

    def log_resistance(self, T: Array) -> Array:
        """ln(R/Rn) at the lengths ``STEP``, 2 ``STEP`` ... in units of ln, shape (lengths, n).

        At each scale pairs weaken the stiffness, and V/I falls by the power 2/X of the length.
        """
        X, y = self.bare(T)
        rows, total = [np.zeros_like(X)], np.zeros_like(X)
        for _ in range(round(LONGEST / STEP)):
            # the middle of the step: second order, an error of 1e-4 in ln R
            mX = X + 0.5 * STEP * 8.0 * np.pi**2 * np.minimum(y, 3.0) ** 2
            my = y * np.exp(0.5 * STEP * (2.0 - 2.0 / X))
            X = X + STEP * 8.0 * np.pi**2 * np.minimum(my, 3.0) ** 2
            y = np.minimum(y * np.exp(STEP * (2.0 - 2.0 / mX)), 10.0)
            total = total - STEP * 2.0 / mX
            rows.append(total)
        return np.array(rows)


def draw(rng: np.random.Generator) -> Film:
    """A film drawn at random."""
    Tc0 = 10 ** rng.uniform(-0.8, 1.0)
    return Film(
        Tc0,
        Tc0 * 10 ** rng.uniform(0.3, 1.3),
        float(rng.choice([1.0, 2.0, 4.0])),
        rng.uniform(0.15, 0.6),
        10 ** rng.uniform(2.0, 3.7),
    )


def voltages(film: Film, T: Array, current: Array, I0: float, size: float) -> Array:
    """V of each temperature and current, shape (temperatures, currents)."""
    logs = film.log_resistance(T)
    length = np.minimum(np.log(np.maximum(I0 / np.abs(current), 1.0)), size)
    at = length / STEP
    j = np.minimum(at.astype(int), logs.shape[0] - 2)
    part = logs[j] + (at - j)[:, None] * (logs[j + 1] - logs[j])
    return np.asarray((film.Rn * np.exp(part) * current[:, None]).T)


def iv_log(film: Film, rng: np.random.Generator, temperatures: int = 0) -> xr.Dataset:
    """I-V at temperatures around the transition, both polarities."""
    T_BKT = film.T_BKT()
    n = temperatures or int(rng.integers(10, 40))
    reach = rng.uniform(0.03, 0.15)
    T = np.sort(T_BKT * (1.0 + reach * np.linspace(-1.5, 1.0, n) + 1e-3 * rng.normal(size=n)))
    I0 = 10 ** rng.uniform(-5.0, -3.0)
    current = np.geomspace(1e-4 * I0, I0, int(rng.integers(40, 121)))
    current = np.concatenate([-current[::-1], current])
    V = voltages(film, T, current, I0, rng.uniform(8.0, 20.0))
    noise = film.Rn * I0 * 10 ** rng.uniform(-8.0, -5.0)
    V = V * (1.0 + 3e-3 * rng.normal(size=V.shape)) + noise * rng.normal(size=V.shape)
    V = V + 5.0 * noise * rng.normal(size=(T.size, 1))
    return log_of(
        temperature=np.repeat(T, current.size) * (1.0 + 1e-4 * rng.normal(size=V.size)),
        current=np.tile(current, T.size),
        voltage=V.ravel(),
    )


def resistance_log(film: Film, rng: np.random.Generator) -> xr.Dataset:
    """R(T) of a film from below its transition to the normal state."""
    T_BKT = film.T_BKT()
    n = int(rng.integers(200, 1000))
    away = film.Tc0 - T_BKT
    T = np.linspace(T_BKT - 0.5 * away, film.Tc0 + 2.0 * away, n)
    true = T * (1.0 + 10 ** rng.uniform(-5.0, -3.5) * rng.normal(size=n))
    R = film.Rn * np.exp(film.log_resistance(np.minimum(true, 0.9999 * film.Tc0))[-1])
    noise = film.Rn * 10 ** rng.uniform(-5.0, -3.0)
    R = R * (1.0 + 1e-3 * rng.normal(size=n)) + noise * rng.normal(size=n)
    return log_of(temperature=T, sheet_resistance=R + 10.0 * noise * rng.normal())


def estimates(case: Case) -> list[Estimate]:
    """T_BKT of one film by each method against its truth."""
    rng = np.random.default_rng([case.seed, ("iv", "resistance").index(case.kind)])
    film = draw(rng)
    log = iv_log(film, rng) if case.kind == "iv" else resistance_log(film, rng)
    results = bkt_results([log])
    rows = [q for r in results for q in r.quantities if q.name == "T_BKT"]
    found = [Estimate.of(q.method, q, film.T_BKT(), logs=True) for q in rows]
    return [e for e in found if e is not None]


def two_hundred_temperatures() -> float:
    """Seconds for I-V curves at 200 temperatures, after a first family."""
    rng = np.random.default_rng(0)
    film = draw(rng)
    bkt_results([iv_log(film, rng)])
    log = iv_log(film, rng, temperatures=200)
    start = perf_counter()
    result: list[Result] = bkt_results([log])
    seconds = perf_counter() - start
    assert result, "the family has a transition"
    return seconds


def main(sets: int, workers: int | None) -> None:
    """Run all cases and print the table and the time."""
    store = Path("build/bkt_coverage")
    # a line through the slopes can be drawn for two films in five only
    for kind, count in (("iv", sets), ("resistance", 2 * sets)):
        cases = [Case(seed, kind) for seed in range(count)]
        answers = run_tasks(estimates, cases, store=store, progress=kind, workers=workers)
        show((e for answer in answers for e in answer), "method", sets=count, sizes=True)
    print(f"I-V at 200 temperatures: {two_hundred_temperatures():.1f} s")


if __name__ == "__main__":
    main(*asked())
