"""Is the advice worth following? Films that a first survey leaves open, simulated.

Films are drawn as for `calibration`: a law with its energies, a tilt, a remanent field, errors,
thicknesses; surveyed near Tc. Those whose mechanism stays open get three more points, once as
`advise` says and once at equal spacing in the plane, from the same film with the same noise,
magnet and fridge, and are compared again. Counted is how often each way decides, and rightly.

    python benchmarks/advice.py [undecided sets] [folder for answers, to go on later]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from calibration import across, made, tilted

from supra2d.core import Model, Result, Sample, make_table, run_tasks
from supra2d.study import Options
from supra2d.study._advise import advice_of
from supra2d.study._advise_measurements import PARALLEL, PERPENDICULAR, Reach
from supra2d.study._comparison import compared
from supra2d.study._verdict import verdict_of

SETS = 200
POINTS = 3
LOST = 1e-4  # probability of a mechanism that three more points do not bring back
ANGLES = (PARALLEL, PERPENDICULAR)  # what a comparison uses point by point
FEWEST = 6

Rows = Sequence[tuple[float, float, float, float]]


@dataclass(frozen=True)
class Film:
    """A number that fixes a film and its first survey."""

    seed: int


@dataclass(frozen=True)
class Truth:
    """A film and the errors of its measurement."""

    law: Model
    values: Mapping[str, float]
    slope: float
    tilt: float
    remanent: float
    noise: float
    kelvin: float
    field_max: float
    t_min: float

    @property
    def tc(self) -> float:
        """K."""
        return self.values["Tc0"]

    def field(self, T: float, angle: float) -> float:
        """True critical field, T."""
        at = np.array([T])
        if angle == PERPENDICULAR:
            return float(across(at, self.tc, self.slope)[0])
        return float(tilted(self.law, self.values, self.slope, at, self.tilt)[0])

    def measured(
        self, T: float, angle: float | None, normals: np.ndarray
    ) -> tuple[float, float, float, float]:
        """Temperature, field and their errors; at the magnet's end the temperature is swept."""
        if angle is None:
            error = 0.5 * self.kelvin * self.tc
            return self.tc + error * normals[0], 0.0, error, 2e-3
        B = self.field(T, angle)
        if self.field_max < B:
            T, B = self._at_the_top(T, angle), self.field_max
        dT, dB = self.kelvin * T, self.noise * B + 2e-3
        read = T + dT * normals[0]
        return read, max(B - self.remanent + dB * normals[1], dB), dT, dB

    def _at_the_top(self, T: float, angle: float) -> float:
        low, high = T, self.tc
        for _ in range(60):
            middle = 0.5 * (low + high)
            above = self.field(middle, angle) > self.field_max
            low, high = (middle, high) if above else (low, middle)
        return 0.5 * (low + high)


def draw(film: Film) -> tuple[Truth, dict[str, xr.Dataset], Sample] | None:
    """A film, its first survey, and what is stated of it; None where the survey is too short."""
    rng = np.random.default_rng(10_000 + film.seed)
    known = made(rng)
    tc, values, sample = known.values["Tc0"], known.values, known.sample
    if "perpendicular" not in known.directions and rng.random() < 0.5:
        # a perpendicular field, measured later, then tells the strength of orbits across the film
        sample = replace(sample, thickness=float(rng.uniform(1e-9, 8e-9)))
        if known.law.name == "film_orbital":
            later = replace(known.facts, slope=known.slope, thickness=sample.thickness)
            values = values | {"Dd2": later.film()[1]}
    surveyed = float(np.exp(rng.uniform(np.log(3.0), np.log(20.0))))
    coldest = float(rng.uniform(0.3, 0.8))
    truth = Truth(
        known.law, values, known.slope, abs(float(rng.normal(0.0, 0.3))),
        float(rng.normal(0.0, 1e-3)), 10 ** rng.uniform(-2.5, -1.5), 10 ** rng.uniform(-3.2, -2.3),
        surveyed * float(rng.uniform(1.0, 2.0)), coldest * tc * float(rng.uniform(0.2, 0.9)),
    )  # fmt: skip
    survey: dict[str, list[tuple[float, float, float, float]]] = {d: [] for d in known.directions}
    for direction, rows in survey.items():
        angle = PARALLEL if direction == "parallel" else PERPENDICULAR
        for T in tc * rng.uniform(coldest, 0.98, int(rng.integers(8, 25))):
            if truth.field(T, angle) < surveyed:
                rows.append(truth.measured(float(T), angle, rng.normal(size=2)))
        if len(rows) < FEWEST:
            return None
    return truth, {d: _table(rows, d) for d, rows in survey.items()}, sample


def _table(rows: Rows, direction: str) -> xr.Dataset:
    T, B, dT, dB = np.array(rows).T
    return make_table(T, B, temperature_error=dT, field_error=dB, direction=direction)


def _added(
    tables: Mapping[str, xr.Dataset], truth: Truth, points: Sequence[tuple[float, float | None]],
    seed: int,
) -> dict[str, xr.Dataset]:  # fmt: skip
    """The survey with further points; the n-th one of either way has the same noise."""
    normals = np.random.default_rng(seed).normal(size=(len(points), 2))
    found = dict(tables)
    for (T, angle), noise in zip(points, normals, strict=True):
        row = _table([truth.measured(T, angle, noise)], "")
        direction = "perpendicular" if angle == PERPENDICULAR else "parallel"
        row["direction"] = ("point", np.array([direction], dtype=object))
        old = found.get(direction)
        found[direction] = row if old is None else xr.concat([old, row], "point")
    return dict(sorted(found.items(), reverse=True))


def advised(result: Result, tc: float) -> list[tuple[float, float | None]]:
    """Temperature and angle of the measurements that were named."""
    named = {"parallel": PARALLEL, "perpendicular": PERPENDICULAR}
    rows = [q.where for q in result.quantities if q.name == "information_gain"]
    return [(w.get("temperature", tc), named.get(w.get("direction", ""))) for w in rows]


def spaced(result: Result, truth: Truth, tc: float, count: int) -> list[tuple[float, float]]:
    """Equal steps in the plane from the coldest field that the likeliest mechanism allows."""
    (first, *_) = [c for c in result.curves if c.role == "prediction"]
    reached = first.x[first.y < truth.field_max]
    coldest = float(reached.min()) if reached.size else float(first.x.max())
    return [(float(T), PARALLEL) for T in np.linspace(coldest, 0.9 * tc, count)]


def judge(film: Film) -> dict[str, Any] | None:
    """Verdicts after either way; None for a film that is decided or cannot be surveyed."""
    start = time.perf_counter()
    drawn = draw(film)
    if drawn is None:
        return None
    truth, tables, sample = drawn
    options = Options()
    found = compared(tables, sample, options, intervals=False)
    verdict = verdict_of(found)
    if not found.laws or verdict.decisive or verdict.none_adequate:
        return None
    tc = found.evidences[found.best].values["Tc0"]
    if truth.t_min > 0.9 * tc:
        return None
    reach = Reach(truth.field_max, truth.t_min, ANGLES)
    result = advice_of(found, reach, POINTS, least=0.0)
    points = advised(result, tc)
    if not points:
        return None  # undecided for another reason than the mechanism
    right = truth.law.mechanism
    promised = [q.value for q in result.quantities if q.name == "decided_share"][-1]
    row: dict[str, Any] = {"law": truth.law.name, "mechanism": right, "promised": promised}
    row["gain"] = sum(q.value or 0.0 for q in result.quantities if q.name == "information_gain")
    asked = [n for n, c in found.laws.items() if found.probabilities[c.law.mechanism] > LOST]
    for way, more in (("advised", points), ("spaced", spaced(result, truth, tc, POINTS))):
        again = compared(_added(tables, truth, more, film.seed), sample, options, asked=asked,
                         intervals=False)  # fmt: skip
        said = verdict_of(again)
        rightly = said.decisive and said.group[0] == right
        row[way] = (said.decisive, rightly, again.probabilities.get(right, 0.0))
    row["seconds"] = time.perf_counter() - start
    return row


def report(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print how often each way decides."""
    print(f"{len(rows)} undecided sets, {POINTS} further points each")
    for way in ("advised", "spaced"):
        decided, right, share = np.array([r[way] for r in rows], dtype=float).T
        print(f"{way:<9}decided {decided.sum():4.0f}, of these rightly {right.sum():4.0f}; mean "
              f"probability of the truth {share.mean():.3f}")  # fmt: skip
    only = [sum(r[a][1] and not r[b][1] for r in rows)
            for a, b in (("advised", "spaced"), ("spaced", "advised"))]  # fmt: skip
    print(f"rightly decided by advised points alone {only[0]}, by spaced points alone {only[1]}")
    print(f"promised {np.mean([r['promised'] for r in rows]):.3f} decided on average")
    print(f"{np.mean([r['seconds'] for r in rows]):.0f} s per set")


def main() -> None:
    """Judge films until there are enough undecided ones."""
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else SETS
    store = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    rows: list[dict[str, Any]] = []
    seed = 0
    while len(rows) < sets:
        films = [Film(seed + i) for i in range(min(100, 2 * sets))]
        seed += len(films)
        rows += [r for r in run_tasks(judge, films, store=store, progress="films") if r]
    report(rows[:sets])


if __name__ == "__main__":
    main()
