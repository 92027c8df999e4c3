"""The bare susceptibility over a whole zone: by Fourier transforms, against the double sum.

Limits, warm, in one run: at least 50x the direct sum over pairs of states for a zone of
96 x 96 and 6 spin-orbitals (the direct time is that of a few q, times the number of q), with both
equal to 1e-6; 22 spin-orbitals at 40 q of a path under 30 s; time over N ln N of 192 x 192 at most
twice that of 48 x 48. Times are those of the processor, summed over threads. ``--figure FILE``
draws the cost of both against the points of the zone.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from functools import partial
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from bands import best
from supra2d.bands import (
    Hamiltonian,
    Orbital,
    SusceptibilityScan,
    doped,
    first_zone,
    susceptibility,
    susceptibility_zone,
    three_band,
    zone_mesh,
)

BANDS: dict[str, Any] = {"temperature": 116.0, "operators": ("zz", "xx")}  # 10 meV
SIDES = (24, 36, 48, 72, 96, 144, 192, 288)
SAMPLE = 8  # of the q of a zone that the direct sum takes


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


def by_pairs(layer: Hamiltonian, mesh: int) -> tuple[float, SusceptibilityScan]:
    """Seconds that the direct sum takes for all q of a mesh, from some of them, and these."""
    every = first_zone(layer, zone_mesh(layer, mesh).reshape(-1, 3))
    some = every[np.linspace(1, len(every) - 1, SAMPLE).astype(int)]
    few = best(lambda: susceptibility(layer, some, mesh=mesh, **BANDS))
    none = best(lambda: susceptibility(layer, some[:0], mesh=mesh, **BANDS))
    found = susceptibility(layer, some, mesh=mesh, **BANDS)
    return none + (few - none) / SAMPLE * len(every), found


def picture(fast: Mapping[int, float], direct: Mapping[int, float], path: Path) -> None:
    """Cost of a zone against its points, log over log."""
    from matplotlib.figure import Figure

    from supra2d.plot import OKABE_ITO, save, style

    N = np.array(SIDES, dtype=float) ** 2
    last = SIDES[-1]
    lines = (
        ("Fourier transforms", "o", fast, N * np.log(N), r"$N\,\ln N$"),
        ("sum over pairs", "s", direct, N**2, "$N^2$"),
    )
    with style():
        ax = Figure(figsize=(3.386, 2.6), layout="constrained").add_subplot()
        for colour, (name, marker, times, law, formula) in zip(OKABE_ITO, lines, strict=False):
            law = times[last] * law / law[-1]
            ax.loglog(N, law, color=colour, linewidth=0.8, label=f"{formula} through the last")
            ax.loglog(N, list(times.values()), marker, color=colour, linestyle="", label=name)
        ax.set_xlabel("points $N$ of the zone")
        ax.set_ylabel(r"processor time, all $N$ of $q$ (s)")
        ax.legend(loc="upper left")
    save(ax, path)


def main() -> int:
    """Print times and ratios; 1 when a limit is missed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--figure", type=Path, help="draw the cost into this file")
    file = parser.parse_args().figure

    layer = doped(three_band("MoS2"), -1.0)
    susceptibility_zone(layer, mesh=6, **BANDS)
    susceptibility(layer, [0, 0, 0], mesh=6, **BANDS)

    fast = {n: best(partial(susceptibility_zone, layer, mesh=n, **BANDS)) for n in SIDES}
    growth = {n: t / (n**2 * log(n**2)) for n, t in fast.items()}
    pairs = {n: by_pairs(layer, n) for n in SIDES}
    direct = {n: t for n, (t, _) in pairs.items()}
    for n in SIDES:
        print(
            f"zone {n:3d} x {n:<3d} {fast[n]:7.3f} s, over N ln N {1e6 * growth[n]:6.1f} µs; "
            f"direct sum {direct[n]:8.1f} s (from {SAMPLE} of {n**2} q), {direct[n] / fast[n]:.0f}x"
        )

    few = pairs[96][1]
    zone = susceptibility_zone(layer, mesh=96, **BANDS)
    off = np.abs(few.values - zone.at(few.q).values).max() / np.abs(zone.values).max()
    print(f"largest difference of the two {off:.1e}")

    big = wide()
    path = np.array([[n / 96, 0.0, 0.0] for n in range(40)])
    span = best(lambda: susceptibility_zone(big, mesh=96, **BANDS).at(path), 1)
    print(f"22 spin-orbitals at 40 q, 96 x 96: {span:.1f} s")
    if file is not None:
        picture(fast, direct, file)
    ratio = direct[96] / fast[96]
    missed = ratio < 50.0 or off > 1e-6 or span > 30.0 or growth[192] > 2.0 * growth[48]
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
