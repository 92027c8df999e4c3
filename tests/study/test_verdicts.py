"""The calibration of verdicts in short: one film of each law (benchmarks/calibration.py)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def calibration() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "calibration.py"
    spec = importlib.util.spec_from_file_location("calibration", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibration"] = module  # where its records are looked up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(calibration: ModuleType) -> list[dict[str, Any]]:
    return [calibration.judge(calibration.Film(13 + i)) for i in range(len(calibration.LAWS))]


def test_a_decisive_verdict_is_right(rows: list[dict[str, Any]]) -> None:
    # wrong in at most 2 % of decisive verdicts: none expected here
    assert [r for r in rows if r["decisive"] and r["said"] != r["mechanism"]] == []


def test_some_verdicts_are_decisive(rows: list[dict[str, Any]]) -> None:
    assert any(r["decisive"] for r in rows)
    assert any(not r["decisive"] for r in rows)


def test_the_true_law_describes_its_data(rows: list[dict[str, Any]]) -> None:
    # called inadequate in 1 % of cases: two of thirteen has a probability of 0.7 %
    assert sum(not r["adequate"] for r in rows if "adequate" in r) <= 1


def test_intervals_hold_the_truth(rows: list[dict[str, Any]]) -> None:
    inside = [e for r in rows for e in r["inside"]]
    narrow = [one for _, one, _ in inside if one is not None]
    wide = [two for *_, two in inside if two is not None]
    # about 40 intervals of 68 %, three standard deviations of the count
    assert 0.45 < sum(narrow) / len(narrow) < 0.90
    assert sum(wide) / len(wide) > 0.82


@pytest.mark.parametrize("fault", range(4))
def test_a_misfit_decides_nothing(calibration: ModuleType, fault: int) -> None:
    film = calibration.Film(5 + fault, calibration.FAULTS[fault])
    found = calibration.judge(film)
    if found["excess"] > 3.0:
        assert found["none"] or not found["decisive"]
