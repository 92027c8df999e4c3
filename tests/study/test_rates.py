"""Critical temperatures against a rate of pair breaking: from a table to Tc without it."""

from __future__ import annotations

from pathlib import Path

import mpmath
import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.core.constants import K_B
from supra2d.study import compare, fit, report

from ._find import inside, the

TC, SIGMA = 6.5, 0.04


def of_rate(rate: float) -> float:
    """Tc by mpmath's digamma."""

    def misfit(T: mpmath.mpf) -> mpmath.mpf:
        inverse = rate / (2 * mpmath.pi * K_B * T)
        return mpmath.log(TC / T) + mpmath.digamma(0.5) - mpmath.digamma(0.5 + inverse)

    return float(mpmath.findroot(misfit, (0.1, TC), solver="anderson"))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(2)
    rates = np.linspace(0.0, 0.4, 9)
    rows = [f"{r:.4f},{of_rate(r) + SIGMA * rng.standard_normal():.4f},{SIGMA}" for r in rates]
    path = tmp_path / "impurities.csv"
    path.write_text("\n".join(["rate (meV),Tc (K),dTc (K)", *rows, ",3.0,0.04"]) + "\n")
    return path


def test_tc_without_impurities_comes_back(table: Path, tmp_path: Path) -> None:
    made = fit(table, "abrikosov_gorkov", tmp_path / "out")
    found = the(made, "Tc")
    assert inside(found, TC, 3.0)
    assert 0.1 * SIGMA < found.error < SIGMA  # nine points
    assert (tmp_path / "out" / "figures" / "pair_breaking.svg").is_file()
    (line,) = [c for r in made.results for c in r.curves if c.role == "fit"]
    assert line.y[0] == pytest.approx(found.value, abs=1e-6)  # at the rate 0, exactly Tc0


def test_a_law_of_fields_and_a_table_of_rates_are_told_apart(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="temperatures against a rate, not a table of critical f"):
        fit(table, "ising")
    fields = tmp_path / "fields.csv"
    fields.write_text("T (K),B (T)\n2,1\n3,0.5\n")
    with pytest.raises(InputError, match=r"holds critical fields, .* rate \(meV\) and Tc"):
        fit(fields, "abrikosov_gorkov")


def test_more_than_a_fit_is_answered_with_the_command(table: Path) -> None:
    for ask in (report, compare):
        with pytest.raises(InputError, match="--model abrikosov_gorkov"):
            ask(table)
