"""How often the intervals of gap and broadening hold the truth.

The simulator has neither the sums nor the background of the fit. A current is integrated over the
density of states on a grid; the modulation is added to the bias and the first harmonic is taken
from 64 points of the current along a period. The barrier bends the normal conductance (Simmons,
with a thermal voltage of the tip and a step of its own), the gain drifts along the sweep, the
lock-in low-passes white noise, the thermometer and the amplitude are off by what is stated, the
bias has an offset. Kinds: ``plain``; ``leak``, with a normal part in parallel that the fit looks
for as well; ``split``, in an exchange field.

    python benchmarks/tunnelling_coverage.py [sets of each kind [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _coverage import Estimate, asked, show

from supra2d.core import Array, run_tasks
from supra2d.core.constants import BCS_GAP, K_B
from supra2d.measure import Spectrum, measure_gap
from supra2d.models import model
from supra2d.models.tunnelling import slopes

KINDS = ("plain", "leak", "split")


@dataclass(frozen=True)
class Case:
    """One spectrum: a name of ``KINDS``."""

    seed: int
    kind: str


def current(E: Array, states: Array, bias: Array, kT: float) -> Array:
    """Current in meV over the normal resistance, at biases in meV."""
    step = E[1] - E[0]
    # the sum of f(E - eV) - f(E) over the states: with x = E - eV, one step function smeared
    charge = np.concatenate([[0.0], np.cumsum(0.5 * (states[1:] + states[:-1])) * step])
    x = np.arange(-24.0 * kT, 24.0 * kT + step, step)
    window = 0.25 / (kT * np.cosh(0.5 * x / kT) ** 2)
    warm = np.convolve(charge, window / window.sum(), mode="same")
    return np.asarray(np.interp(bias, E, warm - np.interp(0.0, E, warm)))


def conductance(rng: np.random.Generator, V: Array, truth: dict[str, float]) -> Array:
    """First harmonic of the current under a modulation, over that of the normal state."""
    kT, reach = K_B * truth["T"], float(np.max(np.abs(V)))
    step = min(0.1 * kT, 0.2 * truth["Gamma"])
    edge = 1e3 * reach * 1.15 + 30.0 * kT
    E = np.arange(-edge, edge, step)
    halves = [E + s * truth["h"] - 1j * truth["Gamma"] for s in (-1.0, 1.0)]
    states = sum(0.5 * np.abs((z / np.sqrt(z**2 - truth["Delta"] ** 2)).real) for z in halves)
    bent = rng.uniform(-0.02, 0.06), rng.uniform(-0.08, 0.08), rng.uniform(-0.02, 0.02)
    phase = (np.arange(64) + 0.5) * 2.0 * np.pi / 64
    amplitude = np.sqrt(2.0) * truth["V_mod"]
    at = 1e3 * (V[:, None] - truth["V0"] + amplitude * np.cos(phase))
    harmonic = 2.0 * np.mean(current(E, states, at, kT) * np.cos(phase), axis=1)
    made = harmonic / (1e3 * amplitude)
    u = V / reach
    normal = 1.0 + bent[0] * u**2 + bent[1] * u + bent[2] * np.tanh(2.0 * u)
    return truth["leak"] + (1.0 - truth["leak"]) * made * normal


def answer(case: Case) -> list[Estimate]:
    """Simulate one spectrum and measure it."""
    rng = np.random.default_rng([case.seed, KINDS.index(case.kind)])
    Delta = float(np.exp(rng.uniform(np.log(0.2), np.log(1.5))))
    T = Delta / (BCS_GAP * K_B) * float(rng.uniform(0.05, 0.4))
    truth = {
        "Delta": Delta,
        "Gamma": Delta * float(np.exp(rng.uniform(np.log(0.02), np.log(0.25)))),
        "T": T,
        "V_mod": 1e-3 * Delta * float(rng.uniform(0.01, 0.08)),
        "V0": 1e-3 * Delta * float(rng.uniform(-0.1, 0.1)),
        "h": Delta * float(rng.uniform(0.15, 0.4)) if case.kind == "split" else 0.0,
        "leak": float(rng.uniform(0.1, 0.5)) if case.kind == "leak" else 0.0,
    }
    n, reach = int(rng.integers(121, 401)), 1e-3 * Delta * float(rng.uniform(3.0, 7.0))
    V = np.linspace(-reach, reach, n)
    G = conductance(rng, V, truth)
    drift = np.cumsum(rng.normal(size=n)) / np.sqrt(n) * 0.002
    white = rng.normal(size=n + 20)
    memory = float(rng.choice([0.0, 0.3, 0.6]))
    for i in range(1, white.size):
        white[i] = memory * white[i - 1] + np.sqrt(1.0 - memory**2) * white[i]
    noise = float(np.exp(rng.uniform(np.log(0.003), np.log(0.03))))
    seen = 2e-9 * (G * (1.0 + drift) + noise * white[20:])
    thermometer, lockin = 0.02 * T, 0.05 * truth["V_mod"]
    law = "dynes_exchange" if case.kind == "split" else "dynes"
    fit = measure_gap(
        Spectrum(V, seen), model(law), temperature=T + thermometer * rng.normal(),
        temperature_error=thermometer, modulation=truth["V_mod"] + lockin * rng.normal(),
        modulation_error=lockin, leak=case.kind == "leak", slopes=slopes(law),
    )  # fmt: skip
    names = ["Delta", "Gamma", *({"leak": ["leak"], "split": ["h"]}.get(case.kind, []))]
    made = (Estimate.of(f"{name}, {case.kind}", fit[name], truth[name]) for name in names)
    return [e for e in made if e is not None]


def main(sets: int, workers: int | None) -> None:
    """Run all cases and print the table."""
    cases = [Case(seed, kind) for kind in KINDS for seed in range(sets)]
    store = Path("build/tunnelling_coverage")
    found = run_tasks(answer, cases, store=store, progress="coverage", workers=workers)
    show((e for answer in found for e in answer), "quantity", sets=sets)


if __name__ == "__main__":
    main(*asked())
