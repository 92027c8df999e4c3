"""Aluminium bars on a ferromagnetic insulator: two files without units, one per field sweep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.report import Report
from supra2d.study import Options, report

from ._find import checks, the

COLUMNS = ("field=magnet_bpar [T]", "resistance=lockin_*_ResX [ohm]")
BARS = tuple(f"lockin_{n}_ResX" for n in range(1, 6))


@pytest.fixture(scope="module")
def files(data_dir: Path) -> list[Path]:
    folder = data_dir / "maiani-percolative_supercurrent"
    return [folder / "BAR_69.dat", folder / "BAR_70.dat"]


@pytest.fixture(scope="module")
def made(files: list[Path]) -> Report:
    return report(files, options=Options(columns=COLUMNS, direction="parallel"))


def by_hand(file: Path, bar: int, sign: int) -> float:
    """Where the column passes half way between its plateaus, straight from the file."""
    data = np.loadtxt(file, skiprows=1)
    b, y = sign * data[:, 0], data[:, bar]
    order = np.argsort(b)
    b, y = b[order], y[order]
    half = (np.median(y[np.abs(b) < 0.1]) + np.median(y[b > 0.23])) / 2
    outer = b > 0.1
    return float(np.interp(half, np.maximum.accumulate(y[outer]), b[outer]))


@pytest.mark.parametrize("bar", range(1, 5))
def test_each_bar_has_a_critical_field(made: Report, files: list[Path], bar: int) -> None:
    found = the(made, "Bc2", channel=BARS[bar - 1], direction="parallel")
    assert found.status == "ok"
    mean = np.mean([by_hand(file, bar, sign) for file in files for sign in (1, -1)])
    # a point every 1.25 mT, and half of the plateaus is not half of the fitted levels
    assert found.value == pytest.approx(mean, abs=5e-3)


def test_the_fifth_bar_is_given_or_refused_with_a_reason(made: Report) -> None:
    found = the(made, "Bc2", channel=BARS[4], direction="parallel")
    assert found.status == "ok" or found.message
    if found.value is not None:
        assert 0.15 < found.value < 0.20


@pytest.mark.parametrize(("bar", "resistance"), [(1, 10.8e3), (2, 5.8e3), (4, 24.0), (5, 15.0)])
def test_series_resistance_is_named(made: Report, bar: int, resistance: float) -> None:
    (found,) = [c for c in checks(made, "series_resistance") if c.message.startswith(BARS[bar - 1])]
    assert found.status == "warning"
    # rough numbers of those who measured; the small ones drift by a fifth over the sweep
    assert found.value == pytest.approx(resistance, rel=0.01 if resistance > 100 else 0.25)


def test_the_bar_that_goes_to_zero_has_none(made: Report) -> None:
    assert not [c for c in checks(made, "series_resistance") if c.message.startswith(BARS[2])]


@pytest.mark.parametrize("bar", [1, 2, 3, 4])
def test_hysteresis_between_the_two_files(made: Report, files: list[Path], bar: int) -> None:
    down, up = files
    lag = (by_hand(up, bar, 1) - by_hand(up, bar, -1)) / 4
    lag -= (by_hand(down, bar, 1) - by_hand(down, bar, -1)) / 4
    # the bars flip with the ferromagnet: some 20 mT to either side
    assert 0.015 < abs(lag) < 0.025
    name = BARS[bar - 1]
    (remanent,) = [c for c in checks(made, "remanent_field") if c.message.startswith(name)]
    # a third of a step of 1.25 mT
    assert remanent.value == pytest.approx(0.0, abs=1e-3)
    (found,) = [c for c in checks(made, "hysteresis") if c.message.startswith(name)]
    assert found.status == "warning"
    assert found.value == pytest.approx(2 * abs(lag), abs=4e-3)


def test_no_critical_temperature_without_a_temperature(made: Report) -> None:
    assert {q.name for q in made.quantities} == {"Bc2"}


def test_without_columns_the_message_says_what_to_type(files: list[Path]) -> None:
    with pytest.raises(InputError) as caught:
        report(files[0])
    assert "does not say what its columns are" in str(caught.value)
    assert '--columns "' in str(caught.value)
