"""The digamma kernel and the roots of the pair-breaking laws, one thread, warm, in one run.

Limits: digamma at least 3x scipy over the half plane Re z >= 1/2 and 5x for abs(z) < 3; roots at
least 30x a ``scipy.optimize.brentq`` loop over scipy's digamma, and at most 4x the bare cost of the
digammas that the closed form needs for the same number of evaluations. (`whh` and
`ising_intervalley` sum their frequencies instead, which has no digammas to lose digits in.)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from math import log, pi, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma as peer

from supra2d.core.constants import K_B, MU_B
from supra2d.models import model, names
from supra2d.models.pairbreaking import _clean, _rates
from supra2d.numerics import digamma_array

TC0 = 3.0
POINTS = 4000
PEER_POINTS = 400
ROUNDS = 15
PSI_HALF = float(peer(0.5))


def best(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def digammas() -> tuple[dict[str, float], float]:
    """Scipy's time over ours, and our time for one digamma on the plane."""
    rng = np.random.default_rng(0)
    turn = np.exp(1j * rng.uniform(-pi / 2, pi / 2, POINTS))
    small = rng.uniform(0.5, 3.0, 3 * POINTS) + 1j * rng.uniform(-3.0, 3.0, 3 * POINTS)
    places = {
        "half plane": 0.5 + 10.0 ** rng.uniform(-3, 6, POINTS) * turn,
        "abs(z) < 3": small[np.abs(small) < 3.0][:POINTS],
        "Re z = 1/2": 0.5 + 1j * 10.0 ** rng.uniform(-3, 3, POINTS),
    }
    ratios, ours = {}, 0.0
    for name, z in places.items():
        digamma_array(z)
        # interleaved rounds, so that a busy moment of the machine falls on both
        mine = min(best(lambda z=z: digamma_array(z), 3) for _ in range(10))
        theirs = min(best(lambda z=z: peer(z), 3) for _ in range(10))
        ratios[name] = theirs / mine
        ours = ours or mine / z.size
        print(f"digamma, {name:<11} {1e9 * mine / z.size:7.1f} ns, scipy {ratios[name]:5.1f}x")
    return ratios, ours


def ising(h: float, kT: float, beta: float) -> float:
    """Right-hand side of the gap equation by scipy's digamma, energies in meV."""
    rho2 = beta**2 + h**2
    return h**2 / rho2 * (peer(0.5 + 1j * sqrt(rho2) / kT).real - PSI_HALF)


def klb(h: float, kT: float, gamma_so: float) -> float:
    """As `ising`."""
    return float(peer(0.5 + h**2 / gamma_so / kT) - PSI_HALF)


def whh(h: float, kT: float, gamma_so: float, orbital: float) -> float:
    """As `ising`; ``orbital`` is the orbital energy over h."""
    s = np.sqrt(gamma_so**2 / 4 - h**2 + 0j)
    centre = orbital * h + gamma_so / 2
    right = sum(
        (0.5 + sign * gamma_so / (4 * s)) * peer(0.5 + (centre - sign * s) / kT) for sign in (1, -1)
    )
    return float(right.real - PSI_HALF)


def ising_intervalley(h: float, kT: float, beta: float, gamma_iv: float) -> float:
    """As `ising`, by the roots of the cubic."""
    G = gamma_iv
    roots = np.roots([1.0, G, beta**2 + h**2, h**2 * G])
    slope = 3 * roots**2 + 2 * G * roots + beta**2 + h**2
    weights = (roots**2 + G * roots + beta**2) / slope
    return float((weights * peer(0.5 - roots / kT)).sum().real - PSI_HALF)


# law, scipy's form, energies in meV of both, digammas per evaluation of the closed form
SLOPE, ALPHA = 0.8, 0.7
WHH_ORBITAL = pi * K_B * TC0 * 4.0 / (pi**2 * SLOPE * TC0)  # meV/T
CASES = {
    "ising": (ising, {"beta": 4.0}, (4.0,), 1),
    "klb": (klb, {"gamma_so": 16.0}, (16.0,), 1),
    "whh": (
        whh,
        {"slope": SLOPE, "alpha": ALPHA, "lambda_so": 1.0},
        (pi * K_B * TC0, 1.0 / ALPHA),
        2,
    ),
    "ising_intervalley": (ising_intervalley, {"beta": 4.0, "gamma_iv": 1.0}, (4.0, 1.0), 3),
}


def evaluations(name: str, T: np.ndarray, parameters: dict[str, float]) -> float:
    """Evaluations per root, counted in the uncompiled kernel."""
    count = 0

    def counting(search: np.ndarray, residual: float) -> bool:
        nonlocal count
        count += 1
        return bool(original(search, residual))

    rooms = (_clean, _rates)
    original = _clean.searching
    kernels = {
        (room, key): getattr(room, key)
        for room in rooms
        for key in ("crossed_fields", "rate_fields", "rate_chain_fields")
        if hasattr(room, key)
    }
    law = model(name)
    module = sys.modules[law.function.__module__]
    try:
        for (room, key), kernel in kernels.items():
            plain = getattr(kernel, "py_func", kernel)
            for place in (room, module):
                if hasattr(place, key):
                    setattr(place, key, plain)
        for room in rooms:
            room.searching = counting
        law(T, Tc0=TC0, **parameters)
    finally:
        for room in rooms:
            room.searching = original
        for (room, key), kernel in kernels.items():
            for place in (room, module):
                if hasattr(place, key):
                    setattr(place, key, kernel)
    return count / T.size


def roots(one_digamma: float) -> list[str]:
    """Time the four laws; return what misses a limit."""
    missed = []
    rng = np.random.default_rng(1)
    T = TC0 * rng.uniform(0.05, 0.98, POINTS)
    print(f"{'law':<18}{'roots/s':>11}{'evals/root':>12}{'over brentq':>13}{'over digammas':>15}")
    for name, (form, parameters, energies, digammas_each) in CASES.items():
        law = model(name)
        field = law(T, Tc0=TC0, **parameters)

        def loop(form=form, energies=energies) -> list[float]:
            return [
                brentq(
                    lambda h, t=t: form(h, 2 * pi * K_B * t, *energies) - log(TC0 / t), 1e-9, 1e3
                )
                for t in T[:PEER_POINTS].tolist()
            ]

        found = np.array(loop())
        unit = ALPHA * WHH_ORBITAL if name == "whh" else MU_B
        # brentq stops at 2e-12 meV
        np.testing.assert_allclose(found / unit, field[:PEER_POINTS], rtol=1e-8)
        mine = best(lambda law=law, p=parameters: law(T, Tc0=TC0, **p)) / POINTS
        theirs = best(loop, 2) / PEER_POINTS
        each = evaluations(name, T[:PEER_POINTS], parameters)
        bare = mine / (each * digammas_each * one_digamma)
        print(f"{name:<18}{1 / mine:>11,.0f}{each:>12.2f}{theirs / mine:>12.0f}x{bare:>14.2f}x")
        missed += [f"{name}: {theirs / mine:.0f}x brentq, limit 30"] * (theirs < 30 * mine)
        missed += [f"{name}: {bare:.1f}x its digammas, limit 4"] * (bare > 4.0)
    return missed


def curves() -> None:
    """Time of a curve of 40 points at the defaults, every law of the family."""
    print("a curve of 40 points, law called as a fit calls it")
    T = 5.0 * np.linspace(0.3, 0.98, 40)
    for name in names("pairbreaking"):
        law = model(name)
        values = {p.name: p.default for p in law.parameters}
        law.function(T, **values)
        seconds = best(lambda law=law, values=values: law.function(T, **values))
        print(f"  {name:<22}{1e6 * seconds:9.1f} us")


def main() -> int:
    """Print everything; 1 when a limit is missed."""
    ratios, one = digammas()
    missed = [
        f"digamma, {name}: {ratios[name]:.1f}x scipy, limit {limit}"
        for name, limit in (("half plane", 3.0), ("abs(z) < 3", 5.0))
        if ratios[name] < limit
    ]
    missed += roots(one)
    curves()
    print("missed: " + ("; ".join(missed) or "none"))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
