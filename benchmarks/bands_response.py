"""The bare susceptibility over a whole zone: by Fourier transforms, against the double sum.

Limits, warm, in one run: at least 50x the direct sum over pairs of states for a zone of
96 x 96 and 6 spin-orbitals (the direct time is that of a few q, times the number of q), with both
equal to 1e-6; 22 spin-orbitals at 40 q of a path under 30 s; time over N ln N of 192 x 192 at most
twice that of 48 x 48.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from math import log

import numpy as np

from supra2d.bands import (
    Hamiltonian,
    Orbital,
    doped,
    susceptibility,
    susceptibility_zone,
    three_band,
)

TEMPERATURE = 116.0  # 10 meV
SIDES = (24, 48, 96, 192)
SAMPLE = 4  # of the q of a zone that the direct sum takes


def timed(action: Callable[[], object], rounds: int = 1) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def wide(places: int = 11) -> Hamiltonian:
    """A layer with 22 spin-orbitals on three atoms, hoppings drawn at random."""
    rng = np.random.default_rng(0)
    centres = ((0.0, 0.0, 0.0), (1 / 3, 2 / 3, 0.1), (1 / 3, 2 / 3, -0.1))
    orbitals = tuple(
        Orbital("X", n % 3, f"s{n}", spin, centres[n % 3])
        for spin in (1, -1)
        for n in range(places)
    )
    size = len(orbitals)
    cells, hoppings = [], []
    for a in range(-3, 4):
        for b in range(-3, 4):
            if (a, b) >= (0, 0):
                strength = 500.0 / (1.0 + a * a + b * b)
                block = rng.normal(size=(2, size, size)) * strength
                h = block[0] + 1j * block[1]
                cells += [(a, b, 0)] if (a, b) == (0, 0) else [(a, b, 0), (-a, -b, 0)]
                adjoint = h.conj().T
                hoppings += [h + adjoint] if (a, b) == (0, 0) else [h, adjoint]
    cell = 3e-10 * np.array([[1, 0, 0], [-0.5, 0.75**0.5, 0], [0, 0, 6]])
    return Hamiltonian(cell, np.array(cells), np.array(hoppings), orbitals)


def main() -> int:
    """Print times and ratios; 1 when a limit is missed."""
    layer = doped(three_band("MoS2"), -1.0)
    bands = {"temperature": TEMPERATURE, "operators": ("zz", "xx")}
    susceptibility_zone(layer, mesh=6, **bands)
    susceptibility(layer, [0, 0, 0], mesh=6, **bands)

    fast = {n: timed(lambda n=n: susceptibility_zone(layer, mesh=n, **bands), 3) for n in SIDES}
    growth = {n: t / (n**2 * log(n**2)) for n, t in fast.items()}
    for n in SIDES:
        print(f"zone {n:3d} x {n:<3d} {fast[n]:7.3f} s, over N ln N {1e6 * growth[n]:6.1f} µs")

    zone = susceptibility_zone(layer, mesh=96, **bands)
    some = np.linspace(1, len(zone.q) - 1, SAMPLE).astype(int)
    direct = susceptibility(layer, zone.q[some], mesh=96, **bands)
    off = np.abs(direct.values - zone.values[:, some]).max() / np.abs(zone.values).max()
    few = timed(lambda: susceptibility(layer, zone.q[some], mesh=96, **bands), 2)
    none = timed(lambda: susceptibility(layer, zone.q[:0], mesh=96, **bands), 2)
    whole = none + (few - none) / SAMPLE * len(zone.q)
    ratio = whole / fast[96]
    print(f"direct sum    {whole:7.1f} s (from {SAMPLE} of {len(zone.q)} q): {ratio:.0f}x")
    print(f"largest difference of the two {off:.1e}")

    big = wide()
    path = np.array([[n / 96, 0.0, 0.0] for n in range(40)])
    span = timed(lambda: susceptibility_zone(big, mesh=96, **bands).at(path))
    print(f"22 spin-orbitals at 40 q, 96 x 96: {span:.1f} s")
    missed = ratio < 50.0 or off > 1e-6 or span > 30.0 or growth[192] > 2.0 * growth[48]
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
