"""What the coverage scripts share: estimates against the truth, their counting, the table."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import nan

import numpy as np
import xarray as xr

from supra2d.core import Array, Column, Quantity, make_log

SETS = 500


@dataclass(frozen=True)
class Estimate:
    """An error, and the ends of ``total`` from the estimate, all in one unit or in logarithms."""

    name: str
    error: float
    low: float
    high: float

    @classmethod
    def of(cls, name: str, q: Quantity, truth: float, *, logs: bool = False) -> Estimate | None:
        """A number of a report against its truth; None where it was refused."""
        if q.value is None or q.total is None:
            return None
        low, value, high = q.total[0], q.value, q.total[1]
        if logs:
            low, value, high, truth = (float(np.log(x)) for x in (low, value, high, truth))
        return cls(name, value - truth, low - value, high - value)

    @property
    def covered(self) -> bool:
        """True when ``total`` holds the truth."""
        return self.low <= -self.error <= self.high


@dataclass(frozen=True)
class Counted:
    """Estimates of one name: number, coverage, median width over scatter, median error."""

    name: str
    n: int
    coverage: float
    ratio: float
    size: float


def counted(found: Iterable[Estimate]) -> list[Counted]:
    """How often ``total`` holds the truth, and how wide it is, in order of appearance."""
    found = list(found)
    rows = []
    for name in dict.fromkeys(e.name for e in found):
        mine = [e for e in found if e.name == name]
        # in units of its own half-width each error has a scatter of one when widths are right
        pulls = np.array([2.0 * e.error / (e.high - e.low) for e in mine])
        scatter = float(np.subtract(*np.quantile(pulls, [0.84, 0.16]))) / 2.0
        covered = float(np.mean([e.covered for e in mine]))
        size = float(np.median([abs(e.error) for e in mine]))
        rows.append(Counted(name, len(mine), covered, 1.0 / scatter if scatter else nan, size))
    return rows


def show(
    found: Iterable[Estimate], label: str, *, sets: int | None = None, sizes: bool = False
) -> None:
    """Print the table; with how many ``sets`` were simulated, and with the size of errors."""
    rows = counted(found)
    width = max(len(word) for word in (label, *(row.name for row in rows)))
    of = "" if sets is None else f" {'of':>5}"
    error = f" {'error':>8}" if sizes else ""
    print(f"{label:{width}} {'n':>5}{of} {'coverage':>9} {'width/scatter':>14}{error}")
    for row in rows:
        of = "" if sets is None else f" {sets:5d}"
        error = f" {100 * row.size:6.2f} %" if sizes else ""
        print(f"{row.name:{width}} {row.n:5d}{of} {row.coverage:9.3f} {row.ratio:14.2f}{error}")


def log_of(**columns: Array) -> xr.Dataset:
    """A log of channels, as a reader would give it."""
    made = [Column(name, values, name) for name, values in columns.items()]
    lines = np.arange(2, made[0].values.size + 2)
    return make_log(made, lines=lines, source="made", sha256="0" * 64, reader="made")


def asked() -> tuple[int, int | None]:
    """Number of sets and of processes from the command line."""
    numbers = [int(word) for word in sys.argv[1:]]
    return numbers[0] if numbers else SETS, numbers[1] if len(numbers) > 1 else None
