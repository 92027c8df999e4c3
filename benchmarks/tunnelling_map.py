"""A map dI/dV(V, B) fitted row by row, against a loop of scipy.optimize.curve_fit.

The map is 500 x 500, of a junction like the aluminium one among the measured files: 40 mK, a gap
of 0.27 meV that closes as (1 - B^2)^(1/2) while its broadening grows, a lock-in amplitude of 10 uV,
a sloping background, an offset of the bias and noise of 1 %. The peers fit the same model with the
same parameters to one row in twenty, from the law's guess on that row, and their time is scaled:
once with the law of this package, compiled and exact, once with the convolution as it is usually
written in numpy, on a grid of an eighth of kT.

    python benchmarks/tunnelling_map.py [rows [readings]]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import curve_fit

from supra2d.core import Array
from supra2d.core.constants import K_B
from supra2d.measure import Spectrum, measure_gap_map
from supra2d.models import model
from supra2d.models.tunnelling import slopes

T, MODULATION, REACH = 0.04, 10e-6, 2e-3
PEER_ROWS = 20  # one in so many rows
DYNES = model("dynes")


def truth(b: Array) -> tuple[Array, Array]:
    """Gap and broadening in meV at fields in units of the critical one."""
    return 0.27 * np.sqrt(1.0 - b**2), 0.005 + 0.03 * b**2


def made(rows: int, readings: int) -> tuple[Array, Array, Array]:
    """Fields, bias and the map."""
    rng = np.random.default_rng(1)
    b, V = np.linspace(0.0, 0.9, rows), np.linspace(-REACH, REACH, readings)
    Delta, Gamma = truth(b)
    law = DYNES.function(V - 2e-5, Delta[:, None], Gamma[:, None], T, MODULATION, 1e-6)
    return b, V, law * (1.0 + 0.05 * V / REACH) + 1e-8 * rng.normal(size=law.shape)


def compiled(V: Array, Delta: float, Gamma: float, V0: float, c0: float, c1: float) -> Array:
    """The law of this package on a sloping background."""
    shape = DYNES.function(V - V0, abs(Delta), abs(Gamma), T, MODULATION, 1.0)
    return shape * (c0 + c1 * V / REACH)


def plain(V: Array, Delta: float, Gamma: float, V0: float, c0: float, c1: float) -> Array:
    """The same with a convolution on a grid, and 5 phases of the lock-in."""
    step = K_B * T / 8.0
    E = np.arange(-2.2, 2.2, step)
    z = E - 1j * max(abs(Gamma), 1e-6)
    states = np.abs((z / np.sqrt(z**2 - Delta**2)).real)
    x = np.arange(-120, 121) * step
    window = 0.25 / (K_B * T) / np.cosh(0.5 * x / (K_B * T)) ** 2
    warm = np.convolve(states, window / window.sum(), mode="same")
    angle = np.arange(1, 6) * np.pi / 6
    at = 1e3 * (V - V0)[:, None] + 1e3 * np.sqrt(2.0) * MODULATION * np.cos(angle)
    shape = np.interp(at, E, warm) @ (np.sin(angle) ** 2 / 3.0)
    return np.asarray(shape * (c0 + c1 * V / REACH))


def peer(function: Callable[..., Array], b: Array, V: Array, G: Array) -> tuple[float, float]:
    """Seconds for all rows, from a part of them, and the scatter of the gap found."""
    part = range(0, b.size, PEER_ROWS)
    Delta, _ = truth(b)
    start, misses = time.perf_counter(), []
    for i in part:
        guess = DYNES.guess(V, 1e6 * G[i])
        first = (guess["Delta"], guess["Gamma"], 0.0, guess["G_N"], 0.0)
        found, _ = curve_fit(function, V, 1e6 * G[i], p0=first)
        misses.append(abs(found[0]) - Delta[i])
    return (time.perf_counter() - start) * b.size / len(part), float(np.std(misses))


def main(rows: int, readings: int) -> None:
    """Time the map and its peers and print both."""
    b, V, G = made(rows, readings)
    spectra = [Spectrum(V, row, {"field": float(x)}) for x, row in zip(b, G, strict=True)]
    options = {"temperature": T, "modulation": MODULATION, "slopes": slopes("dynes")}
    measure_gap_map(spectra[:: max(1, rows // 8)], DYNES, **options)
    start = time.perf_counter()
    found = measure_gap_map(spectra, DYNES, **options)
    ours = time.perf_counter() - start
    miss = (found.values["Delta"] - truth(b)[0])[::PEER_ROWS]
    print(f"{rows} x {readings}: {ours:.1f} s, scatter of the gap {1e3 * np.std(miss):.2f} ueV")
    for name, function in (("compiled law", compiled), ("numpy", plain)):
        function(V, 0.5, 0.02, 0.0, 1.0, 0.0)
        seconds, scatter = peer(function, b, V, G)
        print(
            f"curve_fit, {name}, {len(range(0, rows, PEER_ROWS))} rows scaled: {seconds:.1f} s, "
            f"{seconds / ours:.1f} times as long, scatter {1e3 * scatter:.2f} ueV"
        )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers or (500, 500)))
