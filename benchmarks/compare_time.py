"""Time of comparing all laws on 40 points, warm.

Limits on two cores: 3 s with Laplace evidence, 120 s with nested sampling (only with ``nested``
on the command line, and in ``make calibrate``).
"""

from __future__ import annotations

import sys
import time

import numpy as np

from supra2d.core import Sample, make_table
from supra2d.models import model
from supra2d.study import Options
from supra2d.study._comparison import compared

LIMITS = {"laplace": 3.0, "nested": 120.0}


def tables(seed: int) -> dict[str, object]:
    """A film of spin-orbit scattering: 16 points across, 24 along, errors of 1 %."""
    rng = np.random.default_rng(seed)
    T = 4.0 * np.linspace(0.3, 0.97, 24)
    found = {}
    for direction, law, values, t in (
        ("perpendicular", "whh_orbital", {"slope": 0.8}, T[::3].repeat(2)),
        ("parallel", "spin_orbit_scattering", {"gamma_so": 6.0}, T),
    ):
        B = model(law)(t, Tc0=4.0, **values)
        found[direction] = make_table(
            t + 0.002 * rng.normal(size=t.size),
            B * (1 + 0.01 * rng.normal(size=t.size)),
            temperature_error=0.002,
            field_error=0.01 * B,
            direction=direction,
        )
    return found


def main() -> int:
    """Print the times; 1 when a limit is missed."""
    missed = 0
    kinds = ("laplace", "nested") if "nested" in sys.argv else ("laplace",)
    compared(tables(0), Sample(), Options())
    for kind in kinds:
        start = time.perf_counter()
        found = compared(tables(1), Sample(), Options(evidence=kind))
        seconds = time.perf_counter() - start
        missed += seconds > LIMITS[kind]
        print(f"{kind}: {len(found.laws)} laws on 40 points in {seconds:.1f} s, limit "
              f"{LIMITS[kind]:.0f} s")  # fmt: skip
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
