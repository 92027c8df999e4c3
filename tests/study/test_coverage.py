"""How often the quoted intervals hold the truth: the short form of the calibration in the docs."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from scipy.stats import binom

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "interval_coverage.py"
SEEDS = 6
#: Nineteen numbers come from one film, but those of a direction share the shape of the
#: transition, its background and the remanent field, and Tc, xi and d follow from the others:
#: they count as five independent ones.
INDEPENDENT = 5
#: Middle of the 64 to 75 % that 200 films must show.
MIDDLE = 0.695


@pytest.fixture(scope="module")
def calibration() -> ModuleType:
    """The benchmark script, by its path: it is no part of the package."""
    spec = spec_from_file_location("interval_coverage", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_total_interval_holds_the_truth_as_often_as_it_says(calibration: ModuleType) -> None:
    cases = [calibration.Case(s, noise) for noise in calibration.NOISE for s in range(SEEDS)]
    found = [estimate for case in cases for estimate in calibration.estimates(case)]
    assert len(found) >= 18 * len(cases)  # next to nothing is refused
    coverage = sum(e.covered for e in found) / len(found)
    # a band that is left by chance once in 500 times
    low, high = binom.interval(0.998, INDEPENDENT * len(cases), MIDDLE)
    assert low <= coverage * INDEPENDENT * len(cases) <= high, coverage
    ratios = {row[0]: row[4] for row in calibration.table(found) if row[1] == 0.0}
    # honest by being accurate, not by being wide; 18 films know a scatter to a quarter
    assert set(ratios) == set(calibration.NAMES)
    assert max(ratios.values()) <= 2.0, ratios
