"""Flux creep of NbS2, from raw files to the printed numbers."""

from __future__ import annotations

import nbs2_creep
import pytest
from _study import Rebuilt, rebuild

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    return rebuild(nbs2_creep.STUDY, tmp_path_factory.mktemp("nbs2"))


def test_every_printed_number_is_recovered(rebuilt: Rebuilt) -> None:
    # inside of twice the total interval: of 19 numbers with 68 % intervals one lies outside of it
    lost = {r.name: r.verdict for r in rebuilt.rows if not r.verdict.startswith("recovered")}
    # the paper estimates one temperature twice, 5.95 and 5.90 K; the files hold the first
    assert set(lost) == {"1/slope of ln R0 against U0"}
    assert all(
        v.startswith("not recovered: E2") and v.endswith("simulated is") for v in lost.values()
    )


def test_q_is_decided_by_the_evidence(rebuilt: Rebuilt) -> None:
    crystal = rebuilt.reports["crystal"]
    (along,) = [c for c in crystal.comparisons if c["data"] == "ln R against 1/T ch1 parallel"]
    assert along["candidates"][0]["model"] == "modified_taff (q = 2)"


def test_straight_lines_along_the_layers_do_not_meet(rebuilt: Rebuilt) -> None:
    checks = [c for c in rebuilt.reports["crystal"].checks if c.name == "common_crossing"]
    assert sorted(c.status for c in checks) == ["ok", "warning"]


def test_barriers_of_two_directions_are_not_compared_by_u0(rebuilt: Rebuilt) -> None:
    assert {r.erratum for r in rebuilt.raised} >= {"E1", "E2", "E3", "E4", "E5"}
    assert any(r.erratum == "E4" and r.says.startswith("report") for r in rebuilt.raised)


def test_a_vanishing_field_above_the_data_raises_nothing(rebuilt: Rebuilt) -> None:
    assert not any(r.erratum == "E5" and r.says.startswith("report") for r in rebuilt.raised)
