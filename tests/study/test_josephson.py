"""From files of current-voltage loops to hysteresis and interference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import supra2d
from supra2d.core import Array, Result
from supra2d.plot import caption, draw
from supra2d.study import analyse, critical_current_results, josephson_results

RESISTANCE = 20.0
PERIOD, CENTRE = 1.2e-3, 1.5e-4
FIELDS = np.linspace(-3e-3, 3e-3, 41)


def junction_file(path: Path, fields: Array, critical: Array, back: float) -> Path:
    """A loop of one polarity at each field, which retraps at a share of its critical current."""
    rng = np.random.default_rng(6)
    up = np.linspace(0.0, 1.5e-6, 61)
    bias = np.concatenate([up, up[::-1]])
    falling = np.arange(bias.size) >= up.size
    lines = ["T (K)\tB (T)\tI (A)\tV (V)"]
    for field, current in zip(fields, critical, strict=True):
        end = np.where(falling, back * current, current)
        voltage = np.where(bias > end, RESISTANCE * bias, 0.0) + rng.normal(0, 1e-8, bias.size)
        rows = zip(bias, voltage, strict=True)
        lines += [f"0.3\t{field:.8g}\t{i:.6g}\t{v:.6g}" for i, v in rows]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def squid_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    u = np.pi * (FIELDS - CENTRE) / PERIOD
    # two junctions of 0.65 and 0.35 uA
    critical = 1e-6 * np.abs(0.65 + 0.35 * np.exp(2j * u))
    path = tmp_path_factory.mktemp("squid") / "squid.txt"
    return junction_file(path, FIELDS, critical, 0.4)


@pytest.fixture(scope="module")
def found(squid_file: Path) -> Result:
    (result,) = josephson_results([supra2d.read(squid_file)])
    return result


def test_the_pattern_of_two_junctions(found: Result) -> None:
    (comparison,) = found.comparisons
    assert comparison["candidates"][0]["model"] == "squid" and comparison["decisive"]
    for name, truth in (
        ("pattern_period", PERIOD),
        ("pattern_offset", CENTRE),
        ("pattern_asymmetry", 0.3),
        ("flux_area", 2.067833848e-15 / PERIOD),
    ):
        q = found.get(name)
        assert q.value is not None and abs(q.value - truth) < 3 * q.error
        assert "field" not in q.where and q.preferred and q.cites
    (check,) = found.checks
    assert check.name == "pattern_centre" and "trapped flux" in check.message


def test_the_hysteresis_at_the_top(found: Result) -> None:
    ratio, damping, product = (found.get(n) for n in ("hysteresis_ratio", "beta_c", "IcRn"))
    assert ratio.value is not None and abs(ratio.value - 0.4) < 3 * ratio.error
    # 4 / (pi sqrt(beta)) gives 10.1, and the full relation half a unit less
    assert damping.value == pytest.approx(9.6, abs=3 * damping.error)
    assert damping.status == "warning" and "electrons" in damping.message
    assert product.value == pytest.approx(1e-6 * RESISTANCE, abs=3 * product.error)


def test_the_figure_has_loop_and_pattern(found: Result) -> None:
    ax = draw("josephson", found)
    beside = ax.figure.axes[1]
    assert "H" in beside.get_xlabel() and len(beside.lines) >= 2
    assert "squid (1)" in caption("josephson", found)


def test_a_report_holds_the_loop_alone_too(tmp_path: Path) -> None:
    path = junction_file(tmp_path / "loop.txt", np.zeros(1), np.full(1, 1e-6), 0.4)
    results = analyse([supra2d.read(path)])
    assert [r.kind for r in results].count("josephson") == 1
    (result,) = (r for r in results if r.kind == "josephson")
    assert result.title == "Switching and retrapping" and not result.comparisons


def test_a_short_sweep_stays_undecided(tmp_path: Path) -> None:
    fields = np.linspace(-0.8e-3, 0.8e-3, 33)
    critical = 1e-6 * np.abs(np.sinc(fields / 1.2e-3))
    path = junction_file(tmp_path / "short.txt", fields, critical, 0.4)
    (result,) = josephson_results([supra2d.read(path)])
    rows = [q for q in result.quantities if q.name == "pattern_period"]
    assert all(q.status == "refused" and "two periods" in q.message for q in rows)
    assert not any(c["decisive"] for c in result.comparisons)


def test_steps_finer_than_set_points_are_fields_of_their_own(tmp_path: Path) -> None:
    # a large loop: 3 uT per period, all of it within what one set point holds otherwise
    fields = np.linspace(-4e-6, 4e-6, 33)
    critical = 1e-6 * np.abs(0.65 + 0.35 * np.exp(2j * np.pi * fields / 3e-6))
    path = junction_file(tmp_path / "fine.txt", fields, critical, 0.4)
    (pattern, currents) = (study([supra2d.read(path)])[0]
                           for study in (josephson_results, critical_current_results))  # fmt: skip
    q = pattern.get("pattern_period")
    assert q.value is not None and abs(q.value - 3e-6) < 3 * q.error
    # and each critical current is named by its own field
    named = [q for q in currents.quantities if q.name == "Ic" and q.preferred]
    assert [q.where["field"] for q in named] == pytest.approx(fields, abs=1e-12)


def test_a_film_without_hysteresis_gives_nothing(tmp_path: Path) -> None:
    fields = np.linspace(0.0, 0.5, 9)
    path = junction_file(tmp_path / "film.txt", fields, 1e-6 / (1.0 + 4.0 * fields), 1.0)
    assert josephson_results([supra2d.read(path)]) == []
