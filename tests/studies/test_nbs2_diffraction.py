"""Diffraction of NbS2, from a raw scan to the printed lattice constant."""

from __future__ import annotations

import nbs2_diffraction
import pytest
from _study import Rebuilt, rebuild


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    return rebuild(nbs2_diffraction.STUDY, tmp_path_factory.mktemp("nbs2"))


def test_the_printed_lattice_constant_comes_back(rebuilt: Rebuilt) -> None:
    assert [r.verdict for r in rebuilt.rows] == ["recovered"] * len(rebuilt.rows)
    (report,) = rebuilt.reports.values()
    (c,) = [q for q in report.quantities if q.name == "lattice_c" and q.preferred]
    # ten times finer than what is printed, though the lowest line is 0.05 angstrom off
    assert 1e10 * c.error < 1e-3


def test_nothing_is_warned_of(rebuilt: Rebuilt) -> None:
    (report,) = rebuilt.reports.values()
    assert all(c.status == "ok" for c in report.checks)
