"""How often the quoted critical current holds the truth: simulated I-V loops, analysed.

Three kinds of film are drawn. ``switch`` jumps to its resistive branch and retraps below, with a
switching current that scatters from sweep to sweep; ``rounded`` is a spread of overdamped
junctions, whose truth is the current of the largest dV/dI without noise; ``power`` is a bar with
V ~ I^n, whose truth is its current at a field drawn over the decade that a convention leaves
open. To each are added: an offset of the voltage, one of the current, leads in series, noise, a
finite step, a wild reading now and then. The loop is written as a log and goes through the whole
analysis. Printed: how often ``total`` holds the truth, the median of its width over the scatter,
how many loops were refused; then the time for loops at 200 temperatures.

    python benchmarks/critical_current_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
import xarray as xr
from _coverage import Estimate, asked, log_of, show
from scipy.optimize import minimize_scalar

from supra2d.core import Array, Sample, run_tasks
from supra2d.study import critical_current_results

KINDS = ("switch", "rounded", "power")
LENGTH = 1e-2  # m, between the voltage contacts of a bar


@dataclass(frozen=True)
class Case:
    """One film."""

    seed: int
    kind: str


def loop(top: float, points: int) -> list[tuple[Array, bool]]:
    """Four branches of |I| with their direction: up and down, plus and minus."""
    up = np.linspace(0.0, top, points)
    return [(up, True), (up[::-1], False), (-up, True), (-up[::-1], False)]


def measured(
    rng: np.random.Generator, top: float, points: int, law: Callable[[Array, bool], Array],
    *, size: float, noise: float, leads: float,
) -> xr.Dataset:  # fmt: skip
    """A loop of a film, as instruments see it."""
    offset, shift = size * rng.normal(), 0.2 * top / points * rng.normal()
    currents, voltages = [], []
    for current, up in loop(top, points):
        true = current - shift
        v = np.sign(true) * law(np.abs(true), up) + leads * true + offset
        v += rng.normal(0.0, noise, v.size)
        v[rng.random(v.size) < 2e-3] += 40.0 * noise
        currents.append(current)
        voltages.append(v)
    current = np.concatenate(currents)
    temperature = 4.2 + rng.normal(0.0, 1e-3, current.size)
    return log_of(temperature=temperature, current=current, voltage=np.concatenate(voltages))


def switch(rng: np.random.Generator) -> tuple[xr.Dataset, float]:
    """A film that switches at its critical current and retraps below it."""
    critical, resistance = 10 ** rng.uniform(-6, -2), 10 ** rng.uniform(-1, 3)
    back, scatter = rng.uniform(0.4, 0.95), 10 ** rng.uniform(-4, -2)
    points = int(rng.integers(41, 301))
    top = critical * rng.uniform(1.3, 3.0)
    noise = resistance * critical * 10 ** rng.uniform(-4, -1.7)

    def law(current: Array, up: bool) -> Array:
        end = critical * (1.0 + scatter * rng.normal()) if up else back * critical
        above = np.sqrt(np.maximum(current**2 - (0.5 * back * critical) ** 2, 0.0))
        return np.where(current > end, resistance * above, 0.0)

    leads = resistance * rng.choice([0.0, 0.1])
    log = measured(rng, top, points, law, size=30 * noise, noise=noise, leads=leads)
    return log, critical


def rounded(rng: np.random.Generator) -> tuple[xr.Dataset, float]:
    """Overdamped junctions with a spread of critical currents, one after the other."""
    critical, resistance = 10 ** rng.uniform(-6, -2), 10 ** rng.uniform(-1, 3)
    width = critical * rng.uniform(0.03, 0.12)
    phi = np.linspace(0.0, np.pi / 2, 2001)

    def spread(current: Array, weight: Array) -> Array:
        """Integral of sqrt(I^2 - c^2) or 1/sqrt(I^2 - c^2) over a Gaussian of c = I cos(phi)."""
        density = np.exp(-0.5 * ((np.outer(current, np.cos(phi)) - critical) / width) ** 2)
        return np.trapezoid(density * weight, phi, axis=1) / (width * np.sqrt(2 * np.pi))

    def law(current: Array, up: bool) -> Array:
        del up  # no hysteresis
        return resistance * current**2 * spread(current, np.sin(phi) ** 2)

    near = minimize_scalar(
        lambda x: -x * float(spread(np.array([x * critical]), np.ones(phi.size))[0]),
        bounds=(0.8, 1.5),
        method="bounded",
        options={"xatol": 1e-7},
    )
    truth = critical * float(near.x)
    points = int(rng.integers(81, 401))
    noise = resistance * critical * 10 ** rng.uniform(-4, -2.5)
    leads = resistance * rng.choice([0.0, 0.1])
    reach = critical * rng.uniform(1.6, 3.0)
    return measured(rng, reach, points, law, size=30 * noise, noise=noise, leads=leads), truth


def power(rng: np.random.Generator) -> tuple[xr.Dataset, float]:
    """A bar with V ~ I^n up to a hundred times the usual field and more."""
    critical, n = 10 ** rng.uniform(-3, 0), rng.uniform(6.0, 40.0)
    field = 1e-4 * 10 ** rng.uniform(-0.5, 0.5)
    noise = 1e-4 * LENGTH * 10 ** rng.uniform(-2.5, -1.3)
    points = int(rng.integers(81, 401))
    reach = 10 ** rng.uniform(2.0, 3.5)

    def law(current: Array, up: bool) -> Array:
        del up  # no hysteresis
        return field * LENGTH * (current / critical) ** n

    top = critical * reach ** (1.0 / n)
    return measured(rng, top, points, law, size=30 * noise, noise=noise, leads=0.0), critical


def estimate(case: Case) -> Estimate | None:
    """The preferred critical current of one film, if there is one."""
    rng = np.random.default_rng([case.seed, KINDS.index(case.kind)])
    log, truth = {"switch": switch, "rounded": rounded, "power": power}[case.kind](rng)
    sample = Sample(length=LENGTH) if case.kind == "power" else Sample()
    (result,) = critical_current_results([log], sample)
    return Estimate.of(case.kind, result.get("Ic"), truth)


def family_time(temperatures: int = 200, points: int = 101) -> float:
    """Processor seconds for loops at many temperatures in one log, after a first one."""
    rng = np.random.default_rng(0)
    parts: list[tuple[Array, Array, Array]] = []
    for t in np.linspace(2.0, 8.0, temperatures):
        ends = 0.7e-3 * (1.0 - t / 9.0) ** 1.5 * np.array([0.6, 1.0])
        for current, up in loop(1e-3, points):
            size = np.abs(current)
            v = np.sign(current) * np.where(size > ends[int(up)], 10.0 * size, 0.0)
            noise = rng.normal(0.0, 1e-6, (2, points))
            parts.append((t + 1e3 * noise[0], current, v + noise[1]))
    names = ("temperature", "current", "voltage")
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    log = log_of(**dict(zip(names, columns, strict=True)))
    critical_current_results([log.isel(row=slice(0, 4 * points))])
    start = process_time()
    critical_current_results([log])
    return process_time() - start


def main(seeds: int, workers: int | None) -> None:
    """Run all cases and print the table and the time."""
    cases = [Case(seed, kind) for kind in KINDS for seed in range(seeds)]
    store = Path("build/critical_current_coverage")
    answers = run_tasks(estimate, cases, store=store, progress="coverage", workers=workers)
    show((e for e in answers if e is not None), "film", sets=seeds)
    print(f"200 temperatures of 404 points: {family_time():.1f} s")


if __name__ == "__main__":
    main(*asked())
