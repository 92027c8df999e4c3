"""How often the quoted carrier densities hold the truth: simulated Hall sweeps, analysed.

Each seed draws a film (density, sign, sheet resistance, magnetoresistance with a cusp) and a
measurement of it: number of fields, noise, offset that drifts, misaligned contacts, lag of the
magnet, a wild reading now and then. The loop is written as a log and goes through the whole
analysis. Printed for n_sheet and mobility: how often ``total`` holds the truth, and its median
width over the scatter of the estimates; then the same for both carriers of semimetals; last the
time that 500 sweeps of two carriers take.

    python benchmarks/hall_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import xarray as xr
from _coverage import Estimate, asked, log_of, show

from supra2d.core import Array, Result, run_tasks
from supra2d.measure import compare_carriers
from supra2d.study import carriers_result

E_CHARGE = 1.602176634e-19


@dataclass(frozen=True)
class Case:
    """One sample: ``carriers`` 1 is a film, 2 a semimetal."""

    seed: int
    carriers: int


def loop_of(fields: list[Array], halls: list[Array], alongs: list[Array]) -> xr.Dataset:
    """A log of one temperature."""
    field = np.concatenate(fields)
    return log_of(
        temperature=np.full(field.size, 4.2),
        field=field,
        hall_resistance=np.concatenate(halls),
        sheet_resistance=np.concatenate(alongs),
    )


def drude(field: Array, densities: Array, mobilities: Array) -> tuple[Array, Array]:
    """Resistances of parallel carriers, as the inverse of complex conductances."""
    turn = 1.0 - 1j * np.multiply.outer(mobilities, field)
    total = 1.0 / ((E_CHARGE * densities * np.abs(mobilities))[:, None] / turn).sum(axis=0)
    return total.real, -total.imag


def film(rng: np.random.Generator) -> tuple[xr.Dataset, dict[str, float]]:
    """A loop of a film with one kind of carriers, and its truth."""
    reach, points = float(rng.choice([1.0, 9.0, 14.0])), int(rng.integers(31, 301))
    n = 10 ** rng.uniform(16, 20)
    slope = float(rng.choice([-1, 1])) / (E_CHARGE * n)
    resistance = 10 ** rng.uniform(1, 4)
    top = abs(slope) * reach
    noise = top * 10 ** rng.uniform(-3, -0.7)
    rise, dip, width = rng.uniform(0, 0.3), rng.uniform(0, 0.02), rng.uniform(0.05, 0.5) * reach
    lag, misaligned = 1e-3 * reach * rng.normal(), rng.normal() * top / resistance
    fields, halls, alongs = [], [], []
    for way in (1.0, -1.0):
        b = way * np.linspace(-reach, reach, points)
        true = b - way * lag
        x = true / reach
        xx = resistance * (1 + rise * x**2 / (1 + x**2) - dip / (1 + (true / width) ** 2))
        drift = noise * rng.normal() * np.linspace(-0.1, 0.1, points)
        hall = slope * true + misaligned * xx + top * rng.normal() + drift
        hall += rng.normal(0, noise, points)
        hall[rng.random(points) < 2e-3] += 30 * noise
        fields.append(b)
        halls.append(hall)
        alongs.append(xx + rng.normal(0, 1e-3 * resistance, points))
    log = loop_of(fields, halls, alongs)
    start = resistance * (1 - dip)
    return log, {"n_sheet": n, "mobility": 1.0 / (E_CHARGE * n * start)}


def semimetal(rng: np.random.Generator) -> tuple[xr.Dataset, dict[str, float]]:
    """A loop of a semimetal, and its truth; the carrier that conducts more comes first."""
    reach, points = 14.0, int(rng.integers(60, 301))
    n = 10 ** rng.uniform(15, 17, 2)
    mu = np.array([1.0, -1.0]) * 10 ** rng.uniform(-1.0, 0.3, 2) * rng.choice([-1, 1])
    fields, halls, alongs = [], [], []
    for way in (1.0, -1.0):
        b = way * np.linspace(-reach, reach, points)
        xx, xy = drude(b, n, mu)
        fields.append(b)
        halls.append(xy + 0.05 * xx + 10 * xx[0] * rng.normal(0, 1e-4, points))
        alongs.append(xx + xx[0] * rng.normal(0, 1e-3, points))
    log = loop_of(fields, halls, alongs)
    order = np.argsort(-n * np.abs(mu))
    truth = {f"n_sheet_{i + 1}": float(n[k]) for i, k in enumerate(order)}
    truth |= {f"mobility_{i + 1}": float(abs(mu[k])) for i, k in enumerate(order)}
    return log, truth


def estimates(case: Case) -> list[Estimate]:
    """All numbers of one sample against their truth."""
    rng = np.random.default_rng([case.seed, case.carriers])
    log, truth = (film if case.carriers == 1 else semimetal)(rng)
    result = carriers_result([log])
    assert isinstance(result, Result)
    found = []
    for q in result.quantities:
        if q.name in truth and q.preferred and (q.status == "ok" or case.carriers == 2):
            found.append(Estimate.of(q.name, q, truth[q.name], logs=True))
    return [e for e in found if e is not None]


def two_carrier_time(sweeps: int = 500, points: int = 200) -> float:
    """Seconds for the comparison of one and two carriers on many sweeps, after a first one."""
    rng = np.random.default_rng(0)
    field = np.linspace(0.05, 14.0, points)
    made = []
    for _ in range(sweeps):
        n = 10 ** rng.uniform(15, 17, 2)
        mu = np.array([1.0, -1.0]) * 10 ** rng.uniform(-1.0, 0.3, 2)
        xx, xy = drude(field, n, mu)
        noise = 1e-3 * float(xx[0])
        noisy = (part + rng.normal(0, noise, points) for part in (xx, xy))
        made.append((*noisy, noise))
    compare_carriers(field, made[0][0], made[0][1], noise=(made[0][2],) * 2)
    start = perf_counter()
    for xx, xy, noise in made:
        compare_carriers(field, xx, xy, noise=(noise, noise))
    return perf_counter() - start


def main(seeds: int, workers: int | None) -> None:
    """Run all cases and print the table and the time."""
    cases = [Case(seed, carriers) for carriers in (1, 2) for seed in range(seeds)]
    store = Path("build/hall_coverage")
    answers = run_tasks(estimates, cases, store=store, progress="coverage", workers=workers)
    show((e for answer in answers for e in answer), "quantity", sets=seeds)
    print(f"500 two-carrier sweeps: {two_carrier_time():.1f} s")


if __name__ == "__main__":
    main(*asked())
