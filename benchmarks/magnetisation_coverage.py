"""How often the onset of a diamagnetic step is held by its total.

Each seed draws a sample whose grains have scattered Tc and screen by a power law of the reduced
temperature (2 to 4: between a film and the two-fluid law), a normal state that is a line, a density
of points and noise. The truth is where the steepest tangent of the noiseless curve meets the normal
state. Kinds: ``sharp``, a scatter of 0.5 to 2 % of Tc; ``broad``, 2 to 5 %. Printed: how often
``total`` holds the onset, and how often a step was refused.

    python benchmarks/magnetisation_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _coverage import Estimate, asked, log_of, show

from supra2d.core import Array, run_tasks
from supra2d.study import magnetisation_results

KINDS = {"sharp": (0.005, 0.02), "broad": (0.02, 0.05)}
SPREAD, WEIGHT = np.polynomial.hermite_e.hermegauss(61)


@dataclass(frozen=True)
class Case:
    """One sample: a name of ``KINDS``."""

    seed: int
    kind: str


def screened(t: Array, tc: float, width: float, power: float) -> Array:
    """Moment of grains with a normal scatter of Tc, -1 when all is screened, shape (n,)."""
    grains = tc * (1.0 + width * SPREAD)
    part = np.clip(1.0 - (t[:, None] / grains) ** power, 0.0, None)
    return np.asarray(-(part @ (WEIGHT / WEIGHT.sum())))


def answer(case: Case) -> Estimate | None:
    """Simulate and measure one sweep."""
    rng = np.random.default_rng([case.seed, list(KINDS).index(case.kind)])
    tc, width = float(rng.uniform(2.5, 12.0)), float(rng.uniform(*KINDS[case.kind]))
    power, noise = float(rng.uniform(2.0, 4.0)), 10.0 ** rng.uniform(-3.0, -2.0)
    slope = float(rng.normal(0.0, 0.01))
    t = np.linspace(0.3 * tc, rng.uniform(1.3, 2.0) * tc, int(rng.integers(150, 500)))
    fine = np.linspace(0.7 * tc, 1.3 * tc, 20001)
    y = screened(fine, tc, width, power)
    rate = np.gradient(y, fine)
    k = int(np.argmax(rate))
    truth = float(fine[k] - y[k] / rate[k])
    moment = screened(t, tc, width, power) + slope * t / tc + rng.normal(0.0, noise, t.size)
    log = log_of(temperature=t, field=np.full(t.size, 1e-3), moment=1e-9 * moment)
    (result,) = magnetisation_results([log])
    return Estimate.of(f"Tc, {case.kind}", result.get("Tc"), truth)


def main(sets: int, workers: int | None) -> None:
    """Run both kinds and print the table."""
    cases = [Case(seed, kind) for kind in KINDS for seed in range(sets)]
    store = Path("build/magnetisation_coverage")
    answers = run_tasks(answer, cases, store=store, progress="coverage", workers=workers)
    show((e for e in answers if e is not None), "quantity", sets=sets)


if __name__ == "__main__":
    main(*asked())
