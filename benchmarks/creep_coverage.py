"""Flux creep: how often the quoted intervals hold the truth, and how often the right q wins.

No simulator has the form that is fitted. Half of the families are activated lines through one
crossing that go over into the normal state in a way drawn at random; the barrier follows two power
laws. The other half are overdamped phases in a washboard, R = Rn / I0(U/2T)^2 (Ambegaokar and
Halperin; Tinkham), with U = U0 (1 - T/Tc)^q; their windows span two decades. Noise floor, offset,
thermometer jitter, gain noise and a rounded normal state are drawn too. The files go through the
same analysis as a user's.

    python benchmarks/creep_coverage.py [sets of each kind] [workers]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _coverage import Estimate, asked, log_of, show
from scipy.special import expit, ive

from supra2d.core import Result, run_tasks
from supra2d.study import Options, creep_result, measured_groups

Array = np.ndarray
NORMAL = 1000.0
NAMES = ("U0", "T_cross", "alpha_low", "alpha_high", "B_cross")
EXPONENTS = (1.0, 1.5, 2.0)

#: How activated motion ends at the normal resistance.
ENDS: dict[str, Callable[[Array], Array]] = {
    "parallel": lambda r: r / (1.0 + r),
    "exponential": lambda r: -np.expm1(-r),
    "tanh": np.tanh,
    "sharp": lambda r: np.minimum(r, 1.0),
    "quadratic": lambda r: r / np.hypot(1.0, r),
}


@dataclass(frozen=True)
class Case:
    """A family to simulate: its seed, and q of a washboard or 0 for lines through a crossing."""

    seed: int
    q: float = 0.0


def barrier(field: Array | float, truth: dict[str, float]) -> Array:
    """U0 in K: two power laws."""
    x = np.asarray(field) / truth["B_cross"]
    power = np.where(x < 1.0, x ** -truth["alpha_low"], x ** -truth["alpha_high"])
    return truth["U_cross"] * power


def draw(case: Case) -> tuple[Array, dict[str, float], np.random.Generator]:
    """Fields and the truth."""
    rng = np.random.default_rng(case.seed)
    truth = {
        "T_cross": float(rng.uniform(4.0, 8.0)),
        "U_cross": float(rng.uniform(200.0, 400.0)),
        "alpha_low": float(rng.uniform(0.5, 0.9)),
        "alpha_high": float(rng.uniform(1.2, 1.8)),
        "B_cross": float(rng.uniform(0.5, 0.9)),
    }
    fields = np.round(np.geomspace(0.1, 2.4, int(rng.integers(9, 15))), 3)
    return fields, truth, rng


def family(case: Case, fields: Array, truth: dict[str, float], rng: np.random.Generator) -> Result:
    """Measure a family and analyse it."""
    Tc = truth["T_cross"]
    end = ENDS[str(rng.choice(list(ENDS)))]
    prefactor = float(np.exp(rng.uniform(-0.5, 1.0)))
    noise = float(np.exp(rng.uniform(np.log(5e-5), np.log(2.4e-4 if case.q else 1e-3)))) * NORMAL
    jitter, gain = float(rng.uniform(0.0, 2e-3)), float(rng.uniform(0.0, 2e-3))
    offset, width = float(rng.normal(0.0, 1e-3)) * NORMAL, float(rng.uniform(0.01, 0.05)) * Tc
    columns: list[list[Array]] = [[], [], []]
    for field in fields:
        T = np.arange(1.3 * Tc, 0.27 * Tc, -0.0025 * Tc)
        true_T = T + rng.normal(0.0, jitter, T.size)
        # superconducting fluctuations round the normal state off; they leave activation alone
        normal = 1.0 - 0.1 * expit((Tc - true_T) / width)
        if case.q:
            # amplitudes that keep the windows within the sweeps
            U0 = barrier(field, truth) * {1.0: 1.0, 1.5: 4.0, 2.0: 12.0}[case.q]
            x = 0.5 * U0 * np.clip(1.0 - true_T / Tc, 0.0, None) ** case.q / true_T
            part = normal * ive(0, x) ** -2.0 * np.exp(-2.0 * x)
        else:
            line = barrier(field, truth) * (1.0 / Tc - 1.0 / true_T)
            part = normal * end(prefactor * np.exp(np.minimum(line, 50.0)) / normal)
        R = NORMAL * part * (1.0 + gain * rng.normal(size=T.size))
        R = R + offset + noise * rng.normal(size=T.size)
        for column, values in zip(columns, (T, np.full(T.size, field), R), strict=True):
            column.append(values)
    result = analyse(columns)
    assert result is not None, case
    return result


def analyse(columns: Sequence[Sequence[Array]]) -> Result | None:
    """The Result of a log of temperature, field and resistance."""
    names = ("temperature", "field", "resistance")
    log = log_of(**{n: np.concatenate(c) for n, c in zip(names, columns, strict=True)})
    return creep_result(measured_groups([log], Options())[0], Options())


def lines_case(case: Case) -> list[Estimate]:
    """Preferred numbers of a family of lines against the truth."""
    fields, truth, rng = draw(case)
    found = []
    for q in family(case, fields, truth, rng).quantities:
        if not q.preferred or q.name not in NAMES:
            continue
        true = float(barrier(q.where["field"], truth)) if q.name == "U0" else truth[q.name]
        found.append(Estimate.of(q.name, q, true))
    return [e for e in found if e is not None]


def washboard_case(case: Case) -> tuple[float, str, list[Estimate]]:
    """The q that was simulated, the one that is most probable, and a free q against the truth."""
    fields, truth, rng = draw(case)
    result = family(case, fields, truth, rng)
    shares = {
        str(c["model"]): float(c["log_evidence"])
        for c in result.comparisons[0]["candidates"]
        if "q =" in str(c["model"]) or "free" in str(c["model"])
    }
    best = max(shares, key=lambda name: shares[name])
    free = Estimate.of("q", result.get("q"), case.q)
    return case.q, best, [free] if free is not None else []


def hundred_fields() -> float:
    """Seconds for a family of 100 fields, measured and scanned, after one to warm up."""
    _, truth, _ = draw(Case(0))
    fields = np.round(np.geomspace(0.1, 2.4, 100), 4)
    family(Case(0), fields[::20], truth, np.random.default_rng(0))
    start = time.perf_counter()
    family(Case(0), fields, truth, np.random.default_rng(0))
    return time.perf_counter() - start


def main(sets: int, workers: int | None) -> None:
    """Run all sets and print the tables."""
    store = Path("build/creep")
    lines = [Case(seed) for seed in range(sets)]
    washboards = [Case(10_000 + seed, EXPONENTS[seed % 3]) for seed in range(sets)]
    found = run_tasks(lines_case, lines, workers=workers, store=store, progress="lines")
    boards = run_tasks(washboard_case, washboards, workers=workers, store=store, progress="q")
    every = [e for answer in found for e in answer] + [e for _, _, part in boards for e in part]
    show(every, "quantity")
    print("right q most probable of 1, 1.5, 2 and free:")
    for q in EXPONENTS:
        won = [best == f"modified_taff (q = {q:g})" for true, best, _ in boards if true == q]
        print(f"  q = {q:3g}: {np.mean(won):.3f} of {len(won)}")
    print(f"100 fields with window scan: {hundred_fields():.1f} s")


if __name__ == "__main__":
    main(*asked())
