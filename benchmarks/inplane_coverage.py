"""How often the harmonics of a turn hold the truth, and how often an axis is claimed that is none.

Each seed draws a film (fields in the plane and along the normal), a misalignment of its rotation
axis with the standard deviation that is stated, and a measurement: azimuths over a whole turn,
noise of each field. Kinds: ``wobble`` alone; ``round``, a wobble of a film without a cusp; ``two``,
a two-fold part of 2 % beside the wobble; ``six``, a six-fold part of 1 % beside it. Printed: how
often ``total`` holds the amplitudes, and how often a two-fold part beyond wobble is claimed.

    python benchmarks/inplane_coverage.py [seeds [processes]]
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _coverage import Estimate, asked, log_of, show

from supra2d.core import Array, run_tasks
from supra2d.models import model
from supra2d.study import Options, analyse

KINDS = ("wobble", "round", "two", "six")


@dataclass(frozen=True)
class Case:
    """One film: a name of ``KINDS``."""

    seed: int
    kind: str


@dataclass(frozen=True)
class Answer:
    """Estimates of the amplitudes, and whether an axis was claimed."""

    kind: str
    estimates: tuple[Estimate, ...]
    claimed: bool


def rounded(flat: Array, delta: Array, normal: float) -> Array:
    """Critical field of an ellipsoid, T; ``delta`` in rad."""
    return np.asarray(1.0 / np.hypot(np.sin(delta) / normal, np.cos(delta) / flat))


def answer(case: Case) -> Answer:
    """Simulate and analyse one film."""
    rng = np.random.default_rng([case.seed, KINDS.index(case.kind)])
    azimuth = np.arange(0.0, 360.0, float(rng.choice([5.0, 10.0, 15.0])))
    field, ratio = float(rng.uniform(5.0, 20.0)), float(rng.uniform(5.0, 20.0))
    tilt = 0.1 if case.kind in ("two", "six") else 0.3
    out, x, y = tilt * rng.normal(size=3)
    wobble, phi_w = float(np.hypot(x, y)), float(np.rad2deg(np.arctan2(y, x)))
    a2, a6 = 0.02 * (case.kind == "two"), 0.01 * (case.kind == "six")
    phi2, phi6 = float(rng.uniform(-90.0, 90.0)), float(rng.uniform(-30.0, 30.0))
    if case.kind == "round":
        delta = np.deg2rad(out + wobble * np.cos(np.deg2rad(azimuth - phi_w)))
        B = rounded(np.full(azimuth.size, field), delta, field / ratio)
    else:
        B = model("inplane_harmonics")(
            azimuth, B0=field, a2=a2, phi2=phi2, a6=a6, phi6=phi6, B_perp=field / ratio,
            delta0=out, wobble=wobble, phi_w=phi_w,
        )  # fmt: skip
    noise = 10 ** float(rng.uniform(-3.0, -2.2))
    B = B * (1.0 + noise * rng.normal(size=B.size))
    table = log_of(
        temperature=np.full(B.size + 1, 2.0),
        field=np.append(B, field / ratio),
        field_error=np.append(np.full(B.size, noise * field), 1e-3),
        angle=np.append(np.full(B.size, 90.0), 0.0),
        azimuth=np.append(azimuth, 0.0),
    )
    results = analyse([], tables=[table], options=Options(tilt=tilt, criteria=("50%",)))
    (result,) = [r for r in results if r.kind == "inplane"]
    found = []
    for name, truth in (("twofold", a2), ("sixfold", a6)):
        q = result.get(f"anisotropy_{name}")
        estimate = Estimate.of(f"{name}, {case.kind}", q, truth)
        if estimate is not None:
            found.append(estimate)
    (said,) = [c for c in result.checks if c.name == "twofold"]
    return Answer(case.kind, tuple(found), "beyond wobble" in said.message)


def main(seeds: int, workers: int | None) -> None:
    """Run all cases and print the tables."""
    cases = [Case(seed, kind) for kind in KINDS for seed in range(seeds)]
    store = Path("build/inplane_coverage")
    answers = run_tasks(answer, cases, store=store, progress="coverage", workers=workers)
    show((e for a in answers for e in a.estimates), "quantity", sets=seeds)
    print()
    for kind in KINDS:
        mine = [a.claimed for a in answers if a.kind == kind]
        print(f"an axis claimed, {kind:6}: {sum(mine):4d} of {len(mine)}")


if __name__ == "__main__":
    main(*asked())
