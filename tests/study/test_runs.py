"""Cooldowns and visits whose Tc differ are kept apart; widths belong to single sweeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from supra2d.core import Array, Quantity, Result
from supra2d.io import read
from supra2d.study import Options, measured_groups, report
from supra2d.study._transitions import transition_result

from ._gated import write

WIDTH = 0.2  # of the logistic from 10 to 90 %, K
STEP = 0.02  # between points, K


def cooling(tc: float, rng: np.random.Generator, *, down: bool = True) -> tuple[Array, Array]:
    """R(T) through a logistic transition with 0.2 % noise."""
    T = np.arange(3.0, 5.0, STEP)
    R = 100.0 / (1.0 + np.exp(-2.0 * np.log(9.0) * (T - tc) / WIDTH)) + rng.normal(0, 0.2, T.size)
    return (T[::-1], R[::-1]) if down else (T, R)


def one_result(*paths: Path) -> Result:
    (group,) = measured_groups([read(path) for path in paths], Options())
    return transition_result(group, Options())


def cooldowns(folder: Path, *critical: float) -> Result:
    rng = np.random.default_rng(1)
    paths = []
    for number, tc in enumerate(critical, start=1):
        T, R = cooling(tc, rng)
        rows = list(zip(T, 0.0 * T, R, strict=True))
        paths.append(write(folder / f"run_{number}.txt", "T (K)\tB (T)\tR (ohm)", rows))
    return one_result(*paths)


def named(result: Result, name: str, criterion: str = "50%") -> list[Quantity]:
    rows = [q for q in result.quantities if q.name == name]
    return [q for q in rows if q.criterion in ("", criterion)]


def test_cooldowns_that_differ_are_kept_apart(tmp_path: Path) -> None:
    result = cooldowns(tmp_path, 4.0, 4.1)
    mean, *runs = named(result, "Tc")
    assert [q.where["branch"] for q in runs] == ["run 1", "run 2"]
    assert [Path(q.source).name for q in runs] == ["run_1.txt", "run_2.txt"]
    for q, tc in zip(runs, (4.0, 4.1), strict=True):
        assert q.value is not None
        assert abs(q.value - tc) < 4 * q.error < 0.02
    # what the two span is systematic, and no run is preferred before their mean
    assert mean.preferred and not any(q.preferred for q in runs)
    assert mean.value == pytest.approx(4.05, abs=0.005)
    assert mean.systematic is not None and mean.interval is not None
    assert mean.systematic[0] < 4.005 and mean.systematic[1] > 4.095
    assert mean.interval[1] - mean.interval[0] < 0.01
    (check,) = [c for c in result.checks if c.name == "runs_differ"]
    assert check.status == "warning" and check.value == pytest.approx(0.1, abs=0.005)


def test_cooldowns_that_agree_are_one(tmp_path: Path) -> None:
    result = cooldowns(tmp_path, 4.0, 4.0)
    assert not any(str(q.where.get("branch", "")).startswith("run") for q in result.quantities)
    assert not any(c.name == "runs_differ" for c in result.checks)
    assert named(result, "Tc")[0].value == pytest.approx(4.0, abs=0.005)


def test_a_width_belongs_to_a_sweep(tmp_path: Path) -> None:
    # two cooldowns twice as far apart as the transition is wide
    (width,) = named(cooldowns(tmp_path, 4.0, 4.4), "transition_width")
    assert width.value == pytest.approx(WIDTH, abs=3 * width.error)
    assert width.error < 0.1 * WIDTH


def test_a_width_is_never_negative(tmp_path: Path) -> None:
    # the second cooldown ends within its transition, so that only 10 % of it is there
    rng = np.random.default_rng(2)
    paths = []
    for number, (tc, top) in enumerate(((4.0, 5.0), (4.5, 4.52)), start=1):
        T, R = cooling(tc, rng)
        rows = [row for row in zip(T, 0.0 * T, R, strict=True) if row[0] < top]
        paths.append(write(tmp_path / f"run_{number}.txt", "T (K)\tB (T)\tR (ohm)", rows))
    T = np.arange(4.7, 5.5, STEP)
    above = list(zip(T, 0.0 * T, 100.0 + rng.normal(0, 0.2, T.size), strict=True))
    paths.append(write(tmp_path / "above.txt", "T (K)\tB (T)\tR (ohm)", above))
    rows = named(one_result(*paths), "transition_width")
    assert rows
    for q in rows:
        assert q.value is not None and q.value > 0.0
        assert q.total is not None and q.total[0] >= 0.0


def test_visits_to_one_gate_voltage_are_kept_apart(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows = []
    # the first visit to 0 V before the gate formed the film, the second one after it
    for gate, tc in ((0.0, 4.0), (50.0, 4.3), (0.0, 4.15), (50.0, 4.3)):
        for down in (True, False):
            T, R = cooling(tc, rng, down=down)
            rows += list(zip(T, 0.0 * T + gate, R, strict=True))
    path = write(tmp_path / "gates.txt", "T (K)\tVg (V)\tR (ohm)", rows)
    found = [q for r in report(path).results if r.kind == "resistance_temperature"
             for q in r.quantities if q.name == "Tc" and q.criterion == "50%"]  # fmt: skip
    zero = [q for q in found if q.where["gate"] == 0.0]
    mean, *runs = zero
    assert [q.where["branch"] for q in runs] == ["run 1", "run 2"]
    assert [q.value for q in runs] == pytest.approx([4.0, 4.15], abs=0.01)
    assert mean.preferred and mean.error > 0.07
    # visits that agree stay one number with its passes
    other = [q for q in found if q.where["gate"] == 50.0]
    assert {str(q.where.get("branch", "")) for q in other} == {"", "up", "down"}
    assert other[0].error < 0.01


def test_up_and_down_that_differ_are_in_the_systematic_error(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows = []
    for tc, down in ((4.0, True), (4.06, False)):
        T, R = cooling(tc, rng, down=down)
        rows += list(zip(T, 0.0 * T, R, strict=True))
    mean, *passes = named(
        one_result(write(tmp_path / "loop.txt", "T (K)\tB (T)\tR (ohm)", rows)), "Tc"
    )
    assert sorted(str(q.where["branch"]) for q in passes) == ["down", "up"]
    assert mean.systematic is not None
    assert mean.systematic[0] < 4.003 and mean.systematic[1] > 4.057
