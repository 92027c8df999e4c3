"""How often the interval of a vortex spacing holds the truth, on simulated images.

Each seed draws a triangular lattice of 20 to 120 vortices in the frame with its direction, and
moves each vortex by 3 to 12 % of the spacing. Kinds: ``london``, the normal field of monopoles
below the surface; ``pearl``, that of a film, which is wider; ``core``, a conductance with
exponential cores. The image gets pixels of 1/8 to 1/14 of the spacing, white noise of 5 to 30 % of
a vortex, an offset that drifts from line to line, and a plane. No form is the one that is fitted.

    python benchmarks/vortex_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from _coverage import Estimate, asked, show

from supra2d.core import Array, Column, make_image, run_tasks
from supra2d.study import image_results

KINDS = ("london", "pearl", "core")


@dataclass(frozen=True)
class Case:
    """One image: a name of ``KINDS``."""

    seed: int
    kind: str


def lattice(
    rng: np.random.Generator, a: float, disorder: float, size: tuple[float, float]
) -> Array:
    """Places of vortices in the frame and around it, shape (n, 2)."""
    m = int(2.0 * max(size) / a) + 6
    i, j = (k.ravel() for k in np.meshgrid(np.arange(-m, m + 1), np.arange(-m, m + 1)))
    turn = rng.uniform(0.0, np.pi / 3)
    c, s = np.cos(turn), np.sin(turn)
    places = a * np.stack([i + 0.5 * j, np.sqrt(0.75) * j], axis=-1) @ np.array([[c, s], [-s, c]])
    places += np.array(size) / 2 + rng.uniform(0.0, a, 2)
    places += disorder * a * rng.normal(size=places.shape)
    return places[((places > -2 * a) & (places < np.array(size) + 2 * a)).all(axis=1)]


def signal(kind: str, places: Array, a: float, x: Array, y: Array) -> Array:
    """Image without noise, one vortex on its own having a height of about one."""
    z = np.zeros((y.size, x.size))
    q = np.linspace(0.0, 40.0 / a, 400)
    wide = q * np.exp(-0.2 * a * q) / (1.0 + 0.3 * a * q)
    r = np.linspace(0.0, 8.0 * a, 300)
    pearl = np.array([np.trapezoid(wide * np.cos(q * s * np.cos(t)), q)
                      for s in r for t in np.linspace(0.05, np.pi - 0.05, 16)])  # fmt: skip
    pearl = pearl.reshape(r.size, 16).mean(axis=1)
    for px, py in places:
        d = np.hypot(x - px, (y - py)[:, None])
        if kind == "london":
            z += (1.0 + (d / (0.3 * a)) ** 2) ** -1.5
        elif kind == "pearl":
            z += np.interp(d, r, pearl / pearl[0])
        else:
            z += np.exp(-((d / (0.16 * a)) ** 1.2))
    return z


def image(case: Case) -> tuple[float, xr.Dataset]:
    """Spacing, and an image as a reader gives it."""
    rng = np.random.default_rng([case.seed, KINDS.index(case.kind)])
    a, vortices = 10 ** rng.uniform(-7.5, -6.0), rng.uniform(20.0, 120.0)
    ratio = rng.uniform(0.7, 1.4)
    area = vortices * np.sqrt(0.75) * a**2
    size = float(np.sqrt(area * ratio)), float(np.sqrt(area / ratio))
    step = a / rng.uniform(8.0, 14.0)
    x, y = ((np.arange(round(s / step)) + 0.5) * step for s in size)
    places = lattice(rng, a, float(rng.uniform(0.03, 0.12)), size)
    z = signal(case.kind, places, a, x, y)
    z *= rng.choice([-1.0, 1.0])
    z += rng.uniform(0.05, 0.3) * rng.normal(size=z.shape)
    z += 0.3 * np.cumsum(rng.normal(size=y.size))[:, None]
    z += rng.normal() * x / size[0] + rng.normal() * (y / size[1])[:, None]
    column = Column("conductance" if case.kind == "core" else "voltage", z, "made", "made forward")
    return a, make_image([column], x=x, y=y, source="made", sha256="0" * 64, reader="made")


def answer(case: Case) -> tuple[Estimate, ...]:
    """Simulate and analyse one image."""
    a, made = image(case)
    (result,) = image_results([made])
    found = Estimate.of(case.kind, result.get("vortex_spacing"), a, logs=True)
    return () if found is None else (found,)


def main(seeds: int, workers: int | None) -> None:
    """Run all cases and print the table."""
    cases = [Case(seed, kind) for kind in KINDS for seed in range(seeds)]
    store = Path("build/vortex_coverage")
    answers = run_tasks(answer, cases, store=store, progress="coverage", workers=workers)
    show((e for found in answers for e in found), "spacing", sets=seeds, sizes=True)


if __name__ == "__main__":
    main(*asked())
