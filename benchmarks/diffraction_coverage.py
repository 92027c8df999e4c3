"""How often the spacing of a (00l) series lies within ``total``, on scans of a diffractometer.

Each seed draws a crystal (spacing, one or two layers in the cell), a goniometer (radius, zero of
2 theta uniform within 0.02 deg, height of the sample with a scatter of 0.1 mm), slits (width of the
lines), and counts. The lines are split Pearson VII functions: their low sides are up to twice as
wide as their high sides below 90 deg, as axial divergence makes them; all but a fifth of the scans
hold both emission lines, and each line lies beside its place by 0.002 deg. A third of the scans
have lines of a substrate as well, whose spacing is 3 % off. Nothing of this form is fitted.

    python benchmarks/diffraction_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from _coverage import Estimate, asked, log_of, show

from supra2d.core import Array, Sample, run_tasks
from supra2d.study import diffraction_results

FIRST, SECOND = 1.5405929e-10, 1.5444274e-10  # m, K alpha of copper


def pearson(x: Array, centre: float, low: float, high: float, power: float) -> Array:
    """A line with another width (deg) on each side."""
    u = (x - centre) / np.where(x < centre, low, high)
    return np.asarray((1.0 + u**2 * (2.0 ** (1.0 / power) - 1.0)) ** -power)


def scan(
    rng: np.random.Generator, spacings: tuple[float, ...], step: float, last: float
) -> tuple[Array, Array]:
    """2 theta in deg and counts."""
    x = np.arange(8.0, last, step)
    y = rng.uniform(5.0, 100.0) * (1.0 + 2.0 * np.exp(-(x - 8.0) / 15.0))
    zero, height = rng.uniform(-0.02, 0.02), rng.normal(0.0, 1e-4) / rng.choice([0.15, 0.24])
    broad, power = rng.uniform(0.05, 0.15), rng.uniform(1.2, 3.0)
    both = rng.random() < 0.8
    for spacing in spacings:
        counts = 10.0 ** rng.uniform(2.7, 4.7)
        for order in range(1, int(2.0 * spacing / SECOND) + 1):
            counts *= rng.uniform(0.4, 1.0)
            beside = rng.normal(0.0, 0.002)
            for wavelength, share in ((FIRST, 1.0), (SECOND, 0.5 * both)):
                theta = np.arcsin(order * wavelength / (2.0 * spacing))
                centre = 2.0 * np.rad2deg(theta - height * np.cos(theta)) + zero + beside
                width = 0.5 * broad * np.hypot(1.0, 1.2 * np.tan(theta))
                skew = 1.0 + min(0.3 / max(np.tan(2.0 * theta), 0.3), 1.0) * (theta < np.pi / 4)
                y = y + counts * share * pearson(x, centre, skew * width, width, power)
    return x, rng.poisson(y).astype(float)


def answer(seed: int) -> list[Estimate]:
    """Simulate and analyse one scan."""
    rng = np.random.default_rng(seed)
    spacing = float(rng.uniform(5.5e-10, 7.0e-10))
    substrate = (1.03 * spacing,) if rng.random() < 1.0 / 3.0 else ()
    step, last = float(rng.choice([0.01, 0.02, 0.03])), float(rng.choice([70.0, 90.0, 140.0]))
    x, y = scan(rng, (spacing, *substrate), step, last)
    layers = int(rng.choice([1, 2]))
    sample = Sample(material=f"{layers}H-NbS2")
    (result,) = diffraction_results([log_of(two_theta=x, intensity=y)], sample)
    rows = [q for q in result.quantities if q.name == "lattice_c" and q.preferred]
    near = [q for q in rows if q.value is not None]
    if not near:
        return []
    best = min(near, key=lambda q: abs((q.value or 0.0) - layers * spacing))
    kinds = ("alone", "with a substrate")[len(substrate)], f"to {last:g} deg"
    names = ("lattice_c", *(f"lattice_c, {kind}" for kind in kinds))
    found = [Estimate.of(name, best, layers * spacing, logs=True) for name in names]
    for q in result.quantities:
        if q.name == "lattice_mismatch" and q.value is not None:
            truth = 0.03 if q.value > 0.0 else 1.0 / 1.03 - 1.0
            found.append(Estimate.of("mismatch", q, truth))
    return [e for e in found if e is not None]


def main(seeds: int, workers: int | None) -> None:
    """Run all scans and print the table."""
    store = Path("build/diffraction_coverage")
    answers = run_tasks(answer, range(seeds), store=store, progress="coverage", workers=workers)
    show((e for found in answers for e in found), "quantity", sets=seeds)


if __name__ == "__main__":
    main(*asked())
